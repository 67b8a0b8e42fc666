"""Starts the program many times and imports it once: each start is a fork of a process that has
done nothing but import.

A child does one deed (see deeds) over folders that outlive it, from the word `go` on, so that there
is time to lay hands on it. Its standard output and standard error are files.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

DEADLINE_S = 60.0


@dataclass(frozen=True)
class Child:
    """A process that waits for `go`."""

    pid: int
    line: socket.socket
    nursery: socket.socket
    folder: Path

    def go(self) -> None:
        """Begin. One that is dead by now will be found so."""
        with suppress(BrokenPipeError):
            self.line.send(b"go")

    def kill(self) -> None:
        """Now, without a word, if it lives."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def told(self) -> Any:
        """What the deed tells next; None when it is dead, or says nothing more."""
        said = b""
        while not said.endswith(b"\n"):
            try:
                more = self.line.recv(1)
            except ConnectionError:
                more = b""
            if not more:
                return None
            said += more
        return json.loads(said)

    def ended(self) -> int:
        """Wait for its end: its exit code, or the signal that ended it as a negative number."""
        code: int = json.loads(self.nursery.recv(100))
        self.line.close()
        return code

    @property
    def said(self) -> str:
        """Its standard error."""
        return (self.folder / "stderr").read_text()

    @property
    def answer(self) -> str:
        """Its standard output."""
        return (self.folder / "stdout").read_text()


class Nursery:
    """One process to fork from; one child at a time."""

    def __init__(self, line: socket.socket, folder: Path) -> None:
        self._line, self.folder = line, folder

    def child(self, deed: str, **words: Any) -> Child:
        """A process that will do this deed."""
        ours, its = socket.socketpair()
        ours.settimeout(DEADLINE_S)
        with its:
            order = json.dumps([deed, words, str(self.folder)], default=str).encode()
            socket.send_fds(self._line, [order], [its.fileno()])
        return Child(json.loads(self._line.recv(100)), ours, self._line, self.folder)


@contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """A nursery that is gone with the block; its children write into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    ours, its = socket.socketpair()
    ours.settimeout(DEADLINE_S)
    command = [sys.executable, "-m", "tests.faults.nursery", str(its.fileno())]
    # No thread may be there when it forks, neither a library's own.
    known = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "error"}
    with ours, subprocess.Popen(command, pass_fds=[its.fileno()], env=known) as process:
        its.close()
        assert json.loads(ours.recv(100)) == "ready"
        try:
            yield Nursery(ours, folder)
        finally:
            ours.shutdown(socket.SHUT_RDWR)
        assert process.wait(DEADLINE_S) == 0


def _serve(line: socket.socket) -> None:
    """The nursery's own process."""
    from tests.faults.deeds import DEEDS

    line.send(b'"ready"')
    while True:
        order, fds, *_ = socket.recv_fds(line, 1 << 16, 1)
        if not order:
            return
        if not (pid := os.fork()):
            line.close()
            deed, words, folder = json.loads(order)
            _live(socket.socket(fileno=fds[0]), DEEDS[deed], words, Path(folder))
        os.close(fds[0])
        line.send(json.dumps(pid).encode())
        _, status = os.waitpid(pid, 0)
        line.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())


def _live(line: socket.socket, deed: Any, words: dict[str, Any], folder: Path) -> NoReturn:
    """A child's life. Where nobody but a parent may trace a process, anybody may trace this one."""
    from tests.faults.deeds import let_trace

    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)
    let_trace()
    if line.recv(2) != b"go":
        os._exit(1)
    try:
        deed(line, **words)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as our_line:
        _serve(our_line)
