"""uvicorn's protocol on our sockets, from the first connection to an end that leaves nothing.

uvicorn's own server looks ten times a second whether it should end, catches signals, and leaves
what it has cancelled to whoever closes the loop: so connections are accepted and ended here.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

if TYPE_CHECKING:
    from starlette.types import ASGIApp

log = logging.getLogger(__name__)


class Serving:
    """One stretch of listening: from sockets that listen until `stop`."""

    def __init__(
        self,
        app: ASGIApp,
        sockets: list[socket.socket],
        tls: ssl.SSLContext | None,
        grace_s: float,
    ) -> None:
        self._sockets, self._tls, self._grace_s = sockets, tls, grace_s
        self._state = ServerState()
        self._config = uvicorn.Config(
            app,
            http=H11Protocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level=logging.CRITICAL,  # its errors are told by us, without the texts in them
            access_log=False,
            proxy_headers=False,
            server_header=False,
        )
        self._config.load()
        self._entering: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Begin the end. In the loop's thread."""
        self._stopping.set()

    def close(self) -> None:
        """Let the sockets go."""
        for one in self._sockets:
            one.close()

    async def run(self, opened: Callable[[], None]) -> None:
        """Accept and answer until `stop`; `opened` is called as soon as that is so."""
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
                connection, _ = await loop.sock_accept(listening)
            except ConnectionError:
                continue
            except OSError as error:  # out of descriptors, most likely: do not spin meanwhile
                log.warning("a connection could not be accepted: %s", error.strerror)
                await asyncio.sleep(0.2)
                continue
            entering = loop.create_task(self._enter(connection))
            self._entering.add(entering)
            entering.add_done_callback(self._entering.discard)
            await asyncio.sleep(0)  # the others go on in a flood, too

    async def _enter(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.connect_accepted_socket(self._protocol, connection, ssl=self._tls)
        except OSError as error:
            log.debug("a connection did not come about: %s", error)
            connection.close()

    def _protocol(self) -> H11Protocol:
        return H11Protocol(self._config, self._state, {})

    async def _let_go(self) -> None:
        """Idle connections go now; answers under way have their grace, and are cut then."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._grace_s
        for one in list(self._state.connections):
            one.shutdown()
        while (self._state.connections or self._state.tasks) and loop.time() < until:
            await asyncio.sleep(0.01)
        for one in list(self._state.connections):
            one.transport.abort()
        me = asyncio.current_task()
        await _end([task for task in asyncio.all_tasks() if task is not me])
        while self._state.connections:
            await asyncio.sleep(0)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
