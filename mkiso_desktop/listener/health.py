"""How the desk's connections are, for whoever watches over it: asked seldom, answered at once.

Anybody may ask, as often as he likes. So each examination runs in a thread of its own, one of a
name at a time, and what it found is told for some seconds; then it is told once more while the
next one runs. Only who asks after a long silence waits, and no longer than one examination takes.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock, Thread
from typing import Any

from .. import __version__
from ..core.errors import Cancelled
from ..core.logs import unexpected
from ..core.progress import Progress
from ..engine.engine import Engine
from ..engine.health import NAMES, Light

FRESH_S = 10.0  # told without asking again
KEPT_S = 60.0  # told while it is asked again; older than that, nobody should rely on it
_CLOSING_S = 2.0
_NAME = {name: name.replace("-", "_") for name in NAMES}  # as CONTRACT.md has them
_UNKNOWN = "down"
_WORD = {
    Light.GOOD: "ok",
    Light.CARE: "down",  # a monitor is to tell somebody, though work goes on
    Light.STOP: "down",
    Light.NOT_SET_UP: "not-configured",
}


class Health:
    """Of one engine. Everything may be called from any thread; `body` within an event loop."""

    def __init__(self, engine: Engine, *, fresh_s: float = FRESH_S, kept_s: float = KEPT_S) -> None:
        self._engine, self._fresh_s, self._kept_s = engine, fresh_s, kept_s
        self._progress = Progress()
        self._lock = Lock()
        self._found: dict[str, tuple[str, float]] = {}  # the word, and when it was found
        self._asking: dict[str, Future[None]] = {}
        self._threads: dict[str, Thread] = {}
        self._body = b""

    async def snapshot(self) -> dict[str, Any]:
        """What `/api/health` says (CONTRACT.md)."""
        await self._asked()
        return _told(self._words())

    async def body(self) -> bytes:
        """The same as JSON."""
        await self._asked()
        with self._lock:
            return self._body or json.dumps(_told({})).encode()

    def now(self) -> bytes | None:
        """The same, where nobody must wait for it."""
        return None if self._ask() else self._body or None

    def glance(self) -> dict[str, str]:
        """What is known of each connection that was ever examined, without a wait; what is not
        fresh is asked again behind it."""
        self._ask()
        return self._words()

    def close(self) -> None:
        """Ask nobody any more; examinations that run are given up."""
        self._progress.cancel()
        with self._lock:
            threads = list(self._threads.values())
        for thread in threads:
            thread.join(_CLOSING_S)

    async def _asked(self) -> None:
        """Ask where that is due, and wait where nothing is known that may be told."""
        if needed := self._ask():
            await asyncio.gather(*map(asyncio.wrap_future, needed))

    def _ask(self) -> list[Future[None]]:
        """Begin the examinations that are due; those that must be waited for."""
        now = time.monotonic()
        with self._lock:
            age = {name: now - at for name, (_, at) in self._found.items()}
            for name in NAMES:
                if age.get(name, self._kept_s) >= self._fresh_s and name not in self._asking:
                    self._begin(name)
            return [
                asking
                for name, asking in self._asking.items()
                if age.get(name, self._kept_s) >= self._kept_s
            ]

    def _begin(self, name: str) -> None:
        if self._progress.is_cancelled:
            return
        asking: Future[None] = Future()
        asking.set_running_or_notify_cancel()  # whoever waits may go away: it runs on
        thread = Thread(
            target=self._examine, args=(name, asking), name=f"health {name}", daemon=True
        )
        thread.start()
        self._asking[name], self._threads[name] = asking, thread

    def _examine(self, name: str, asking: Future[None]) -> None:
        word: str | None = None
        try:
            with suppress(Cancelled):
                word = _WORD[self._engine.reading(name, self._progress).light]
        except Exception as error:
            unexpected(error, f"health: {name}")
            word = _UNKNOWN
        with self._lock:
            if word is not None:
                self._found[name] = word, time.monotonic()
            del self._asking[name]
            self._body = json.dumps(_told(self._of_each())).encode()
        asking.set_result(None)

    def _words(self) -> dict[str, str]:
        with self._lock:
            return self._of_each()

    def _of_each(self) -> dict[str, str]:
        return {name: self._found[name][0] for name in NAMES if name in self._found}


def _told(words: Mapping[str, str]) -> dict[str, Any]:
    checks = {_NAME[name]: words.get(name, _UNKNOWN) for name in NAMES}
    status = "degraded" if "down" in checks.values() else "ok"
    return {"status": status, "checks": checks, "version": __version__}
