"""What a child of the nursery does: a real command, or one part of its work, over given folders."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from socket import socket
from typing import Any

from mkiso_desktop import cli
from mkiso_desktop.__main__ import main
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.steps.deliver import deliver_to_folder
from tests.faults.mounts import alone, mend, mount
from tests.net.scu import expected_of, station

REQUEST = MediaRequest(("KILLED",), Outcome.ISO)
PATIENT = Patient("Sutanto^Budi", "P-0001")

EARLY = cli  # which the front door imports late, and each child would anew
_SET_PTRACER, _ANYBODY = 0x59616D61, -1


def let_trace() -> None:
    """Where only a parent may trace a process (Yama), anybody may trace this one."""
    ctypes.CDLL(None).prctl(_SET_PTRACER, ctypes.c_ulong(_ANYBODY), 0, 0, 0)


def tell(line: socket, what: Any) -> None:
    """One line to whoever started us."""
    line.sendall(json.dumps(what).encode() + b"\n")


def command(line: socket, words: list[str]) -> None:
    """A command as it is typed."""
    sys.argv[1:] = words
    main()


def receive(line: socket, folder: str, files: list[str]) -> None:
    """The station alone: let these files in, until the end."""
    reception = Reception(expected_of(map(Path, files)), Path(folder))
    with station() as scp, scp.desk.receiving(reception):
        tell(line, scp.port)
        line.recv(1)


def export(line: socket, desk: str, image: str, amount: int) -> None:
    """Start as the engine does, then let discs leave the house as a job does, telling each step."""
    folder, sha256 = Path(desk), hashlib.sha256(Path(image).read_bytes()).hexdigest()
    with History(f"sqlite:///{folder / 'history.sqlite'}", desk) as history:
        history.end_interrupted()
        for _ in range(amount):
            number = history.add(REQUEST)
            left = history.intent(number, Outcome.ISO, ["1.2.3"], desk, PATIENT)
            tell(line, ["intent", left])
            deliver_to_folder(Path(image), sha256, folder / "discs", f"{left}.iso", Progress())
            tell(line, ["disc", left])
            history.outcome(left, JobState.DONE)
            tell(line, ["outcome", left])


def confined(line: socket, disks: list[list[str]], words: list[str]) -> None:
    """A command on such disks (see mounts), and once more when they are mended; tells that it may
    not mount, or the exit code of each."""
    if not alone():
        return tell(line, "not allowed")
    for kind, folder in disks:
        mount(kind, folder)
    tell(line, _forked(words))
    line.recv(1)
    for kind, folder in disks:
        mend(kind, folder)
    return tell(line, _forked(words))


def _forked(words: list[str]) -> list[Any]:
    """The exit code of a command, and every file that is there after it, as we see it."""
    for stream in (1, 2):
        os.ftruncate(stream, 0)
        os.lseek(stream, 0, os.SEEK_SET)
    if not (pid := os.fork()):
        sys.argv[1:] = words
        main()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    output = Path(words[words.index("--output") + 1])
    work = output.parent / "work" / "jobs"
    return [code, sorted(str(path) for top in (output, work) for path in top.rglob("*"))]


DEEDS: dict[str, Callable[..., Any]] = {
    "command": command,
    "receive": receive,
    "export": export,
    "confined": confined,
}
