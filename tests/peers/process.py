"""Starts somebody else's server, waits until it listens, and ends it with all its children."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

LOOPBACK = "127.0.0.1"
START_S = 20.0
# A peer of dcmtk waits 40 ms for each instance under Nagle's algorithm.
QUICK = {"TCP_NODELAY": "1"}


class PeerDidNotStart(AssertionError):
    """The server ended, or never listened; the message is what it wrote."""


_PORTS = random.Random()  # not the one that tests may seed: they would all get the same


def free_port() -> int:
    """A port of loopback that nobody listens on now.

    Below those that systems give to outgoing connections, one of which might take it meanwhile.
    """
    while True:
        port = _PORTS.randrange(10_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port


@contextmanager
def running(
    command: Sequence[str], folder: Path, ports: Sequence[int], env: Mapping[str, str] = QUICK
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` inside `folder` until the block ends; enter it when all `ports` answer."""
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # its children are then ended with it, and no others
        )
    try:
        if not all(_listens(process, port) for port in ports):
            raise PeerDidNotStart(f"{command[0]}:\n{log.read_text('utf-8', 'replace')[-2000:]}")
        yield process
    finally:
        _end(process)


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
            return True
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            return False
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Its data are thrown away anyway, so nothing is asked politely."""
    with suppress(ProcessLookupError):  # its last child may be gone with it
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
