"""A small application behind the gate on a real socket, and requests written byte by byte."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp

LIMIT_S = 20.0


@dataclass(frozen=True)
class Reply:
    """What came back: header names in lower case, all values of each."""

    status: int
    headers: Mapping[str, list[str]]
    body: bytes

    def __getitem__(self, name: str) -> str:
        [value] = self.headers[name]
        return value

    def json(self) -> Any:
        return json.loads(self.body)


class Quiet(uvicorn.Server):
    """One that leaves the signals of the test's process alone, and tells when it is open."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_open = threading.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_open.set()


@contextmanager
def served(app: ASGIApp, address: str = "127.0.0.1") -> Iterator[int]:
    """The application on a free port of `address`, which is given."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    server = Quiet(config)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.bind((address, 0))
        listening.listen(512)
        port: int = listening.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            assert server.is_open.wait(LIMIT_S)
            yield port
        finally:
            server.should_exit = True
            thread.join(LIMIT_S)
            assert not thread.is_alive()


def ask(port: int, raw: bytes, address: str = "127.0.0.1", source: str = "") -> Reply:
    """Send these bytes, and read the answer to its end; `source` is whom we speak for."""
    where = (source, 0) if source else None
    with socket.create_connection((address, port), LIMIT_S, where) as wire:
        wire.sendall(raw)
        received = b""
        while b"\r\n\r\n" not in received:
            if not (part := wire.recv(65536)):
                raise ConnectionError(received)
            received += part
        head, _, body = received.partition(b"\r\n\r\n")
        status, headers = _head(head)
        length = int(headers.get("content-length", ["0"])[0])
        if raw.startswith(b"HEAD "):
            length = 0
        while len(body) < length:
            if not (part := wire.recv(65536)):
                break
            body += part
    return Reply(status, headers, body)


def _head(head: bytes) -> tuple[int, dict[str, list[str]]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.lower(), []).append(value.strip())
    return int(first.split(" ")[1]), headers


def request(
    port: int, target: str = "/api/thing", method: str = "GET", body: bytes = b"", **headers: str
) -> bytes:
    """A request as bytes; `Sec_Fetch_Site="none"` is a header, `Host=""` leaves it out."""
    named = {"Host": f"127.0.0.1:{port}"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        named.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in named.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
