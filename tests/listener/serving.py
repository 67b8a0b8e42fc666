"""A listener in a thread of the test's, with an application of the test's."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from queue import Queue
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from mkiso_desktop.core.config import Config
from mkiso_desktop.engine.health import Light, Reading
from mkiso_desktop.listener.server import Listener

WAIT_S = 60.0


def at(port: int = 0, host: str = "127.0.0.1", **parts: Any) -> Config:
    """A configuration with the listener there; port 0, which no file may say, is a free one."""
    whole = Config(**parts)
    where = whole.listener.model_copy(update={"host": host, "port": port})
    return whole.model_copy(update={"listener": where})


@contextmanager
def running(listener: Listener) -> Iterator[Queue[Reading]]:
    """Lend it a thread; what it tells comes out of the queue."""
    told: Queue[Reading] = Queue()
    unwatch = listener.watch(told.put)
    thread = threading.Thread(target=listener.run, name="listener")
    thread.start()
    try:
        yield told
    finally:
        listener.stop()
        thread.join(WAIT_S)
        unwatch()
        assert not thread.is_alive()


@contextmanager
def serving(app: ASGIApp, config: Config | None = None, **how: Any) -> Iterator[Listener]:
    """A listener that is open."""
    listener = Listener(app, config or at(), **how)
    with running(listener) as told:
        reading = told.get(timeout=WAIT_S)
        assert reading.light is Light.GOOD, reading.error
        yield listener


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers everything with the path that was asked for."""
    body = scope["path"].encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def get(port: int, path: str = "/", host: str = "127.0.0.1") -> tuple[int, dict[str, str], bytes]:
    """One request on a connection of its own: status, headers in lower case, body."""
    http = HTTPConnection(host, port, timeout=WAIT_S)
    try:
        http.request("GET", path)
        answer = http.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        http.close()


def heard(peer: socket.socket) -> bytes:
    """All that comes until the other side has closed, or has cut it off."""
    came = bytearray()
    with suppress(ConnectionError):
        while data := peer.recv(65536):
            came += data
    return bytes(came)


def said(port: int, words: bytes) -> bytes:
    """Everything that is answered to `words` on one connection, which we leave open."""
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_S) as peer:
        peer.sendall(words)
        return heard(peer)
