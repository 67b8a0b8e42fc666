"""Decodes in a process of its own: on bad data a decoder may crash, and then only that one ends.

gdcm calls abort() for some corrupt JPEG streams, and a few bytes can claim an image that no memory
holds. This is our side: the worker (see `serve`) is told by lines of JSON and answers by lines of
JSON; while it decodes it shows that it lives, and a silent one is ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO, Any, Final, Self

from ...core.progress import Progress

LONGEST_SILENCE: Final = 120.0
"""Seconds for one frame, or for the worker to start on a busy machine."""
_COMMAND = "from mkiso_desktop.steps.transcode.serve import serve; serve()"
_FIRST = "from mkiso_desktop.core.kept_out import BY_THE_WAY, keep_out; keep_out(*BY_THE_WAY)"
_HOUSE = Path(__file__).parents[3]


class CannotTranscode(Exception):
    """This instance cannot be given in that syntax, or not proved equal. No value in the text."""


class Worker:
    """One process that is started by the first copy and again after a crash. One thread's."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def copy(self, source: Path, syntax: str, target: Path, progress: Progress) -> None:
        """Have the copy made and proved. Raises CannotTranscode, OSError, Cancelled."""
        process = self._process or self._start()
        with progress.waking(process.kill):
            answer = self._ask(process, [str(source), syntax, str(target)], progress)
        if answer is None:
            self._end()
            progress.check()
            raise CannotTranscode("the decoder has ended, or did not come to an end")
        if "errno" in answer:
            raise OSError(answer["errno"], answer["strerror"])
        if "cannot" in answer:
            raise CannotTranscode(str(answer["cannot"]))

    def _start(self) -> subprocess.Popen[str]:
        self._process = _python(_COMMAND, text=True)
        return self._process

    def _ask(
        self, process: subprocess.Popen[str], task: list[str], progress: Progress
    ) -> dict[str, Any] | None:
        """The last answer to a task; None when the worker is gone."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(task) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return None
        while True:
            silence = Timer(LONGEST_SILENCE, process.kill)
            silence.daemon = True
            silence.start()
            try:
                line = process.stdout.readline()
            finally:
                silence.cancel()
            if not line.endswith("\n"):
                return None
            if answer := json.loads(line):
                return dict(answer)
            progress.check()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)


def python(command: str) -> subprocess.Popen[bytes]:
    """Another process of this program, that runs `command` and is spoken to in bytes."""
    return _python(command, text=False)


def _python(command: str, *, text: bool) -> subprocess.Popen[Any]:
    paths = [str(_HOUSE), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        # -P: gdcm looks for modules called `dl`; a folder of that name here would be one.
        [sys.executable, "-P", "-c", f"{_FIRST}; {command}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the decoders' chatter
        text=text,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _close(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # it still holds a line for a process that is gone
        return
