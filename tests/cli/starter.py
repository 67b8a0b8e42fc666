"""Starts commands without waiting for Python and our imports each time: every one is a fork of a
process that has done nothing but import what any command imports.

The program is started in the ordinary way where starting is what a test is about: whoever sends
signals, counts what is loaded, or runs something else than a command uses subprocess.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import NoReturn

LONGEST_S = 100.0
_LONGEST_ORDER = 1 << 17


class Starter:
    """The process to fork from."""

    def __init__(self) -> None:
        self._line, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        words = [sys.executable, "-m", "tests.cli.starter", str(its.fileno())]
        # As the commands have it: what is imported here is imported under the same rules.
        known = os.environ | {"PYTHONWARNINGS": "error,ignore:unclosed:ResourceWarning"}
        with its:
            self._process = subprocess.Popen(words, pass_fds=[its.fileno()], env=known)

    def run(self, words: Sequence[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run `python -m mkiso_desktop …` to its end."""
        ours, its = socket.socketpair()
        with ours, its, TemporaryFile() as out, TemporaryFile() as said:
            ours.settimeout(LONGEST_S)
            order = json.dumps([words[3:], dict(env), str(Path.cwd())]).encode()
            fds = [file.fileno() for file in (out, said, its)]
            socket.send_fds(self._line, [order], fds)
            its.close()
            code = int(ours.recv(100))
            texts = []
            for file in (out, said):
                file.seek(0)
                texts.append(file.read().decode())
        return subprocess.CompletedProcess(words, code, *texts)

    def end(self) -> None:
        self._line.close()
        assert self._process.wait(LONGEST_S) == 0


@cache
def starter() -> Starter:
    """The one of these tests; started when the first asks for it."""
    return Starter()


def end_starter() -> None:
    """The tests are over."""
    if starter.cache_info().currsize:
        starter().end()
        starter.cache_clear()


def _serve(line: socket.socket) -> None:
    """The starter's own process."""
    from mkiso_desktop.core.kept_out import BY_THE_WAY, DECODERS, keep_out

    keep_out(*BY_THE_WAY, *DECODERS)  # as every command does before it imports anything
    import mkiso_desktop.cli  # noqa: F401

    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a keeper ended
    with suppress(KeyboardInterrupt):
        while True:
            order, fds, *_ = socket.recv_fds(line, _LONGEST_ORDER, 3)
            if not order:
                return
            if not os.fork():
                line.close()
                _keep(order, fds)
            for fd in fds:
                os.close(fd)


def _keep(order: bytes, fds: list[int]) -> NoReturn:
    """The keeper of one command: waits for its end, and tells its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out, said, told = fds
    if not (pid := os.fork()):
        os.close(told)
        for fd, standard in ((out, 1), (said, 2)):
            os.dup2(fd, standard)
            os.close(fd)
        _live(*json.loads(order))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(told, str(code).encode())
    os._exit(0)


def _live(words: list[str], env: dict[str, str], folder: str) -> NoReturn:
    """The command."""
    from mkiso_desktop.__main__ import main

    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv[1:] = words
    try:
        main()
    except SystemExit as end:  # what argparse thinks of the words
        sys.stdout.flush()
        os._exit(int(end.code or 0))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as our_line:
        _serve(our_line)
