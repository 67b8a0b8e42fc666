"""One window: a second start hands its arguments to the first, and ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from mkiso_desktop.gui.door import Door
from mkiso_desktop.gui.single import LONGEST, door_of, hand_over
from mkiso_desktop.gui.window import Window

from .test_closing import HEAVY

FIRST = """
import sys
from pathlib import Path
from mkiso_desktop.gui import app, single, window

def open_engine():
    raise RuntimeError("this test needs no engine")

def come_forward(self, find=""):
    print("forward", find, flush=True)
    if find == "enough":
        self.close()
window.Window.come_forward = come_forward
shown = window.Window.show
def show(self):
    self.entered.connect(lambda: print("entered", flush=True))
    shown(self)
window.Window.show = show
sys.exit(app.run(open_engine, door=single.door_of(Path(sys.argv[1]))))
"""


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session's own folder, for us and for what we start."""
    folder = tmp_path / "s"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def door(session: Path, tmp_path: Path) -> str:
    """Where the window of a configuration would listen."""
    return door_of(tmp_path / "config.toml")


@pytest.fixture
def owner() -> Iterator[QObject]:
    """Whatever is made for it goes with the test."""
    owner = QObject()
    yield owner
    for door in owner.findChildren(Door):
        door.close()


KNOCK = """
import sys
from mkiso_desktop.gui.single import hand_over
sys.exit(not hand_over(sys.argv[1], sys.argv[2]))
"""


def knock(qtbot: QtBot, door: str, find: str) -> bool:
    """From another process, while this one goes on."""
    with subprocess.Popen([sys.executable, "-c", KNOCK, door, find]) as process:
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
    return process.returncode == 0


def first(config: Path) -> subprocess.Popen[str]:
    """A window of its own, in a process of its own; its rooms are made when this returns."""
    words = [sys.executable, "-c", FIRST, str(config)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "entered\n"
    return process


def second(config: Path, find: str) -> subprocess.CompletedProcess[str]:
    """The program itself, once more."""
    words = ["-X", "importtime", "-m", "mkiso_desktop", "--config", str(config), "--find", find]
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, timeout=30, check=False
    )


def test_a_second_start_brings_the_first_to_the_front_and_ends(
    session: Path, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    with first(config) as process:
        assert process.stdout is not None
        answer = second(config, "A1, A2")
        assert answer.returncode == 0, answer.stderr
        assert process.stdout.readline() == "forward A1, A2\n"
        imported = {line.rpartition("|")[2].strip() for line in answer.stderr.splitlines()}
        assert "mkiso_desktop.gui.single" in imported
        heavy = {*HEAVY, "PySide6.QtWidgets", "mkiso_desktop.engine", "mkiso_desktop.gui.window"}
        assert not imported & heavy
        assert second(config, "enough").returncode == 0
        assert process.wait(10) == 0
    assert not list(session.rglob("*.door"))


@pytest.mark.skipif(sys.platform == "win32", reason="a named pipe goes with its process")
def test_what_a_crash_left_is_no_window(session: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    with first(config) as process:
        process.kill()
    assert list(session.rglob("*.door"))
    assert not hand_over(door_of(config))
    with first(config) as process:
        assert hand_over(door_of(config), "enough")
        assert process.wait(10) == 0


def test_each_configuration_has_a_window(session: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    assert door_of(one) == door_of(tmp_path / "folder" / ".." / "one.toml")
    assert door_of(one) != door_of(other)
    assert door_of(None)


@pytest.mark.skipif(sys.platform == "win32", reason="a named pipe has no mode")
def test_the_door_is_for_this_user_alone(owner: QObject, door: str) -> None:
    assert Door(owner, lambda: True).open(door)
    assert Path(door).stat().st_mode & 0o077 == 0
    assert Path(door).parent.stat().st_mode & 0o077 == 0


def test_a_door_that_is_answered_is_not_taken(qtbot: QtBot, owner: QObject, door: str) -> None:
    one, other = Door(owner, lambda: True), Door(owner, lambda: True)
    assert one.open(door)
    assert not other.open(door)
    with qtbot.waitSignal(one.knocked) as heard:
        assert knock(qtbot, door, "A1")
    assert heard.args == ["A1"]


def test_one_that_does_not_answer_is_not_waited_for(owner: QObject, door: str) -> None:
    assert Door(owner, lambda: True).open(door)
    assert not hand_over(door, "A1", patience_ms=200)  # its event loop is ours, and stands still


def test_a_window_that_is_closing_hears_nobody(qtbot: QtBot, owner: QObject, door: str) -> None:
    one = Door(owner, lambda: False)
    assert one.open(door)
    with qtbot.assertNotEmitted(one.knocked, wait=100):
        assert not knock(qtbot, door, "A1")


@pytest.mark.parametrize(
    "noise",
    [
        b"x" * (LONGEST + 10),
        b"\n",
        b"{}\n",
        b"[1]\n",
        b'{"find": 7}\n',
        b"\xff\n",
        b"[" * 9999 + b"\n",
    ],
    ids=range(7),
)
def test_noise_is_not_heard(qtbot: QtBot, owner: QObject, door: str, noise: bytes) -> None:
    one = Door(owner, lambda: True)
    assert one.open(door)
    caller = QLocalSocket()
    with qtbot.assertNotEmitted(one.knocked), qtbot.waitSignal(caller.disconnected):
        caller.connectToServer(door)
        caller.write(noise)
    assert caller.readAll().isEmpty()
    assert knock(qtbot, door, "A1")


def test_what_is_too_long_is_not_handed_over(qtbot: QtBot, owner: QObject, door: str) -> None:
    assert Door(owner, lambda: True).open(door)
    assert not knock(qtbot, door, "A" * LONGEST)


def test_what_was_handed_over_is_looked_up(qtbot: QtBot, window: Window) -> None:
    window.showMinimized()
    window.come_forward("A1, A2")
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    assert not window.isMinimized()
    assert window.isActiveWindow()
    assert window.search.intake.field.text() == "A1, A2"


def test_find_is_for_the_window_alone() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "mkiso_desktop", "--find", "A1", "iso", "A1"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert answer.returncode == 2
    assert "--find" in answer.stderr
