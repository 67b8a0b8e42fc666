"""Gives batches of malformed files to the workshop, and a new one where it does not come back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
"""For a whole batch on a busy machine. One file's five seconds are the workshop's to measure."""


@dataclass
class Outcome:
    """What became of the files, and what broke (see workshop.Tally)."""

    became: dict[int, str] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)
    most_memory: int = 0


class Foreman:
    """Starts the workshop in `folder` when there is work, and ends it at last."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._process = folder, None
        self.outcome = Outcome()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    _process: subprocess.Popen[str] | None

    def give(self, numbers: Sequence[int]) -> None:
        """One batch; where the workshop dies of it, each file alone."""
        answer = self._ask(numbers)
        if answer is None and len(numbers) > 1:
            for number in numbers:
                self.give([number])
        elif answer is None:
            self.outcome.failures[numbers[0]] = f"file {numbers[0]}: the process died, or hung"
        else:
            self._note(answer)

    def _note(self, answer: dict[str, Any]) -> None:
        self.outcome.became |= {int(number): word for number, word in answer["became"].items()}
        self.outcome.failures |= dict(answer["failures"])
        self.outcome.most_memory = max(self.outcome.most_memory, answer["most_memory"])

    def _ask(self, numbers: Sequence[int]) -> dict[str, Any] | None:
        process = self._process or self._start()
        assert process.stdin and process.stdout
        clock = Timer(PATIENCE_S, process.kill)
        clock.start()
        try:
            process.stdin.write(json.dumps(list(numbers)) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            clock.cancel()
        if line.endswith("\n"):
            return dict(json.loads(line))
        self._end()
        return None

    def _start(self) -> subprocess.Popen[str]:
        places = {name: self._folder / name for name in ("here", "temporary", "home")}
        for place in places.values():
            place.mkdir(exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.workshop"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=places["here"],
            env=os.environ
            | {
                "PYTHONPATH": str(ROOT),
                "TMPDIR": str(places["temporary"]),
                "HOME": str(places["home"]),
            },
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin and process.stdout
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()


@contextmanager
def workshop(folder: Path) -> Iterator[Foreman]:
    """A foreman; afterwards there is no file but in the jobs' own folder."""
    with Foreman(folder) as foreman:
        yield foreman
    left = [path for path in folder.rglob("*") if path.is_file() and "job" not in path.parts]
    assert not left, left
