"""A finished file is dragged out of its row with a real mouse, into a window of another program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest

from .dropped_on import HEIGHT, WIDTH

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("Xvfb", "xdotool"))), reason="needs Xvfb and xdotool"
)
PATIENCE_S = 30


class Program:
    """One of ours in a process of its own, and the lines it says."""

    def __init__(self, screen: str, *words: str) -> None:
        self.env = {**os.environ, "DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"}
        command = [sys.executable, "-m", *words]
        self.process = subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True)
        self._lines: Queue[str] = Queue()
        self.said: list[str] = []
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.strip())

    def heard(self, word: str, meanwhile: Callable[[], object] = lambda: None) -> list[str]:
        """The rest of the next line that begins so; until it comes, `meanwhile` is done."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            meanwhile()
            try:
                first, *rest = self._lines.get(timeout=0.2).split()
            except Empty:
                continue
            self.said.append(first)
            if first == word:
                return rest
        raise AssertionError(f"{word} was never said")

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """The name of an X11 display of our own."""
    reads, writes = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1920x1000x24", "-nolisten", "tcp"],
        pass_fds=[writes],
        stderr=subprocess.DEVNULL,
    )
    os.close(writes)
    with os.fdopen(reads) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@contextmanager
def programs(screen: str, file: Path, folder: Path) -> Iterator[tuple[Program, Program]]:
    folder.mkdir()
    with ExitStack() as ends:
        ours = Program(screen, "tests.gui.dragged_from", str(file))
        ends.callback(ours.end)
        theirs = Program(screen, "tests.gui.dropped_on", str(folder))
        ends.callback(theirs.end)
        theirs.heard("ready")
        theirs.said.clear()
        yield ours, theirs


@contextmanager
def held(screen: str, x: int, y: int) -> Iterator[Callable[..., None]]:
    """The mouse with its button down at that place; `move` goes on from there."""

    def mouse(*words: object) -> None:
        env = {**os.environ, "DISPLAY": screen}
        subprocess.run(["xdotool", *map(str, words)], env=env, check=True)

    mouse("mousemove", x, y)
    mouse("mousedown", 1)
    for step in range(1, 8):
        mouse("mousemove", x - 4 * step, y + step)
    yield mouse
    mouse("mouseup", 1)


def test_a_finished_file_is_dragged_into_another_program(screen: str, tmp_path: Path) -> None:
    file = tmp_path / "Siti_Rahayu_Lestari-A1.iso"
    file.write_bytes(os.urandom(3_000_000))
    with programs(screen, file, tmp_path / "stick") as (ours, theirs):
        x, y = map(int, ours.heard("row"))
        with held(screen, x, y) as mouse:
            wobble = iter(range(10_000))
            names = theirs.heard(
                "over", lambda: mouse("mousemove", WIDTH // 2 + next(wobble) % 7, HEIGHT // 2)
            )
        assert names == [file.name]
        assert theirs.heard("dropped") == ["CopyAction", "CopyAction"]
    assert (tmp_path / "stick" / file.name).read_bytes() == file.read_bytes()
    assert file.exists(), "it was copied, and not moved"


def test_a_file_that_is_gone_is_not_dragged(screen: str, tmp_path: Path) -> None:
    with programs(screen, tmp_path / "gone.iso", tmp_path / "stick") as (ours, theirs):
        x, y = map(int, ours.heard("row"))
        with held(screen, x, y) as mouse:
            for wobble in range(10):
                mouse("mousemove", WIDTH // 2 + wobble, HEIGHT // 2)
        mouse("click", 1)
        theirs.heard("clicked")
        assert theirs.said == ["clicked"]
