"""`mkiso-desktop serve` as a process of its own, as systemd starts and stops it."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread

import httpx

from tests.cli.desk import Desk
from tests.peers.process import LOOPBACK, free_port

WAIT_S = 60.0


class Service:
    """It runs until `stop`; `said` is its log."""

    def __init__(self, desk: Desk) -> None:
        self.port: int = desk.sections["listener"]["port"]
        self.process = subprocess.Popen(
            desk.command("serve"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=desk.env(),
        )
        self.said: list[str] = []
        self._lines: Queue[str | None] = Queue()
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line)
            self._lines.put(line)
        self._lines.put(None)

    def hear(self, words: str) -> str:
        """The next line of the log with these words in it."""
        while (line := self._lines.get(timeout=WAIT_S)) is not None:
            if words in line:
                return line
        raise AssertionError(f"never said: {words}\n{''.join(self.said)}")

    def get(self, path: str, **query: str) -> httpx.Response:
        """As a script asks."""
        url = f"http://{LOOPBACK}:{self.port}{path}"
        return httpx.get(url, params=query or None, timeout=WAIT_S, trust_env=False)

    def stop(self, word: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(word)
        return self.ended()

    def ended(self) -> int:
        """Its exit code, when it has come to its end; one that is 0 said so, and nothing else."""
        code = self.process.wait(WAIT_S)
        self._reader.join()
        assert self.process.stdout
        assert code or json.loads(self.process.stdout.read()) == {"status": "ok"}
        return code

    def close(self) -> None:
        """Whatever became of the test, nothing is left of it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join()
        assert self.process.stdout and self.process.stderr
        self.process.stdout.close()
        self.process.stderr.close()


@contextmanager
def started(desk: Desk) -> Iterator[Service]:
    """The service of a desk, gone when the block ends."""
    desk.sections.setdefault("listener", {}).setdefault("port", free_port())
    service = Service(desk)
    try:
        yield service
        assert "Traceback" not in "".join(service.said), service.said
    finally:
        service.close()


@contextmanager
def serving(desk: Desk) -> Iterator[Service]:
    """The same, open."""
    with started(desk) as service:
        service.hear("the listener is open")
        yield service
