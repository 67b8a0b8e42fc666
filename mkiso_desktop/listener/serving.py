"""uvicorn's protocol on our sockets, from the first connection to an end that leaves nothing.

uvicorn's own server looks ten times a second whether it should end, catches signals, and leaves
what it has cancelled to whoever closes the loop: so connections are accepted and ended here.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import uvicorn

from ..core.addresses import source_of
from ..core.logs import unexpected
from .guests import Guests, Limits
from .protocol import Protocol

if TYPE_CHECKING:
    from starlette.types import ASGIApp

log = logging.getLogger(__name__)

_LAST_WORD_S = 0.1  # for a 503 to whoever still waited, and for the end itself


class Serving:
    """One stretch of listening: from sockets that listen until `stop`."""

    def __init__(
        self,
        app: ASGIApp,
        sockets: list[socket.socket],
        tls: ssl.SSLContext | None,
        grace_s: float,
        limits: Limits,
    ) -> None:
        self._sockets, self._tls, self._grace_s = sockets, tls, grace_s
        self._guests = Guests(limits)
        self._config = uvicorn.Config(
            app,
            http=Protocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level=logging.CRITICAL,  # its errors are told by us, without the texts in them
            access_log=False,
            proxy_headers=False,
            server_header=False,
            h11_max_incomplete_event_size=limits.head_bytes,
        )
        self._config.load()
        self._entering: set[asyncio.Task[None]] = set()
        self._telling: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._is_told = False

    @property
    def is_answering(self) -> bool:
        """Whether a request has come whose answer has not all gone. From any thread."""
        return bool(self._guests.tasks)

    def when_idle(self, call: Callable[[], object]) -> None:
        """Have `call` made once that is not so; never, when the end comes first. In the loop's
        thread."""
        telling = asyncio.create_task(self._tell_idle(call))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def _tell_idle(self, call: Callable[[], object]) -> None:
        while self._guests.tasks:
            await asyncio.wait(list(self._guests.tasks))
        call()

    def stop(self) -> None:
        """Begin the end. In the loop's thread."""
        self._stopping.set()

    def close(self) -> None:
        """Let the sockets go."""
        for one in self._sockets:
            one.close()

    async def run(self, opened: Callable[[], None]) -> None:
        """Accept and answer until `stop`; `opened` is called as soon as that is so."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_tell_bug)
        accepting = [asyncio.create_task(self._accept(one)) for one in self._sockets]
        opened()
        await self._stopping.wait()
        await _end(accepting)
        self.close()
        await _end(list(self._entering))
        await self._let_go()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, address = await loop.sock_accept(listening)
            except ConnectionError:
                continue
            except OSError as error:  # out of descriptors, most likely: do not spin meanwhile
                log.warning("a connection could not be accepted: %s", error.strerror)
                await asyncio.sleep(0.2)
                continue
            source = source_of(address[0])
            if self._guests.has_room(source, loop.time()):
                self._let_in(connection, source)
            else:
                connection.close()
            await asyncio.sleep(0)  # the others go on in a flood, too

    def _let_in(self, connection: socket.socket, source: str) -> None:
        guest = Protocol(self._config, self._guests, source, lambda: entering.cancel())
        entering = asyncio.create_task(self._enter(connection, guest))
        self._entering.add(entering)
        entering.add_done_callback(self._entering.discard)

    async def _enter(self, connection: socket.socket, guest: Protocol) -> None:
        limits = self._guests.limits
        times = {
            "ssl_handshake_timeout": limits.request_s,
            "ssl_shutdown_timeout": limits.reading_s,
        }
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: guest, connection, ssl=self._tls, **(times if self._tls else {})
            )
        except BaseException as error:
            guest.forget()
            connection.close()
            if not isinstance(error, OSError):
                raise
            self._tell_plain(error)

    def _tell_plain(self, error: OSError) -> None:
        """Once: a browser says no more than that nothing came back."""
        if isinstance(error, ssl.SSLError) and error.reason == "HTTP_REQUEST" and not self._is_told:
            self._is_told = True
            log.warning("a caller spoke http, and with a certificate in [tls] this is https")

    async def _let_go(self) -> None:
        """Idle connections go now; answers under way have their grace, and are cut then."""
        for one in self._connections():
            one.leave()
        await self._until_gone(self._grace_s)
        me = asyncio.current_task()
        await _end([task for task in asyncio.all_tasks() if task is not me])
        await self._until_gone(_LAST_WORD_S)
        for one in self._connections():
            one.cut()
        await self._until_gone(_LAST_WORD_S)

    def _connections(self) -> list[Protocol]:
        return [one for one in self._guests.connections if isinstance(one, Protocol)]

    async def _until_gone(self, limit_s: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + limit_s
        while (self._guests.connections or self._guests.tasks) and loop.time() < until:
            await asyncio.sleep(0.005)


def _tell_bug(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio would write with the texts that are in it."""
    if isinstance(error := context.get("exception"), Exception):
        unexpected(error, "the listener's loop")
    else:
        log.error("the listener's loop: %s", context.get("message"))


async def _end(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel them, and wait for those that heed it."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_LAST_WORD_S)
