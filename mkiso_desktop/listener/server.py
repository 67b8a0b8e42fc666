"""Opens the sockets, runs uvicorn in a thread that a face lends, and stops it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..core.config import Config
from ..core.errors import ConfigInvalid, MkisoError
from ..core.logs import unexpected
from ..engine.health import Light, Reading
from ..net.tls import listener_context
from .sockets import open_sockets, written

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from .guests import Limits
    from .serving import Serving

log = logging.getLogger(__name__)

NAME = "listener"
RETRY_S = 3.0

Watcher = Callable[[Reading], None]


class Listener:
    """Answers with `app` from `run` until `stop`, and waits meanwhile for a port that is taken."""

    def __init__(
        self,
        app: ASGIApp,
        config: Config,
        *,
        grace_s: float = 1.0,
        retry_s: float = RETRY_S,
        limits: Limits | None = None,
    ) -> None:
        self._app, self._config, self._limits = app, config, limits
        self._grace_s, self._retry_s = grace_s, retry_s
        self._port = config.listener.port
        self._reading = self._read(Light.NOT_SET_UP)
        self._watchers: list[Watcher] = []
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._open: tuple[asyncio.AbstractEventLoop, Serving] | None = None

    @property
    def port(self) -> int:
        """Where it really listens; as configured before that is so."""
        return self._port

    @property
    def reading(self) -> Reading:
        """GOOD while it is open, STOP with the reason while it cannot be, else NOT_SET_UP."""
        return self._reading

    @property
    def is_answering(self) -> bool:
        """Whether somebody waits for an answer just now, or for the rest of one."""
        with self._lock:
            return self._open is not None and self._open[1].is_answering

    def when_idle(self, call: Callable[[], object]) -> None:
        """Have `call` made once nobody is being answered, in the thread of `run`; never, when it
        is stopped before."""
        if not self._in_loop(lambda serving: serving.when_idle(call)):
            call()

    def watch(self, callback: Watcher) -> Callable[[], None]:
        """Have every change of `reading` told, from the thread of `run`, as it must not block; the
        call given back ends that."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def run(self) -> None:
        """Listen until `stop`. The caller lends its thread; a listener runs once."""
        while not self._stopping.is_set():
            try:
                self._open_and_serve()
            except ConfigInvalid as error:
                self._tell(Light.STOP, error)
                self._stopping.wait(self._retry_s)
        self._tell(Light.NOT_SET_UP)

    def stop(self) -> None:
        """Let `run` return, soon: what is being answered gets the grace. From any thread."""
        self._stopping.set()
        self._in_loop(lambda serving: serving.stop())

    def _in_loop(self, call: Callable[[Serving], object]) -> bool:
        """Have `call` made where it serves; False when it does not."""
        with self._lock:
            if self._open is None:
                return False
            loop, serving = self._open
            loop.call_soon_threadsafe(call, serving)
        return True

    def _open_and_serve(self) -> None:
        # uvicorn comes in now: by this time the window is painted.
        from .guests import Limits
        from .serving import Serving

        tls = listener_context(self._config.tls)
        sockets = open_sockets(self._config.listener.host, self._config.listener.port)
        self._port = int(sockets[0].getsockname()[1])
        limits = self._limits or Limits()
        self._serve(Serving(self._app, sockets, tls, self._grace_s, limits))

    def _serve(self, serving: Serving) -> None:
        loop = asyncio.new_event_loop()
        with self._lock:
            self._open = loop, serving
        try:
            if self._stopping.is_set():
                serving.stop()
            loop.run_until_complete(serving.run(lambda: self._tell(Light.GOOD)))
        finally:
            with self._lock:
                self._open = None
            serving.close()
            # It does not wait for a thread in which a route asks somebody slow.
            loop.close()

    def _read(self, light: Light, error: MkisoError | None = None) -> Reading:
        where = written(self._config.listener.host, self._port)
        return Reading(NAME, light, datetime.now(UTC), error, where=where)

    def _tell(self, light: Light, error: MkisoError | None = None) -> None:
        before, self._reading = self._reading, self._read(light, error)
        if (before.light, str(before.error)) == (light, str(error)):
            return
        if error is not None:
            log.warning("the listener is not open: %s. %s", error, error.advice)
        elif light is Light.GOOD:
            log.info("the listener is open on %s", self._reading.where)
        for watcher in tuple(self._watchers):
            try:
                watcher(self._reading)
            except Exception as wrong:  # whoever watches is not worth the links
                unexpected(wrong, "a watcher of the listener")
