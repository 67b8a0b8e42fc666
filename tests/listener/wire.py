"""Requests written byte by byte, and an application that tells what the gate made of them."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPResponse
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from mkiso_desktop.core.config import Config, Listener
from mkiso_desktop.listener.gate import Gate

from .serving import at, serving

LIMIT_S = 60.0
HIS = "http://his.hospital.test"


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


async def tells_caller(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers every request with what is known of its caller."""
    caller = scope["state"]["caller"]
    told = {**asdict(caller), "own_origin": caller.own_origin, "path": scope["path"]}
    body = json.dumps({**told, "body": (await receive())["body"].decode("latin-1")}).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def gate(app: ASGIApp = tells_caller, **listener: Any) -> Gate:
    """The gate with these keys of [listener]."""
    return Gate(app, Config(listener=Listener(**listener)))


@contextmanager
def served(app: ASGIApp, host: str = "127.0.0.1") -> Iterator[int]:
    """The application behind the real server on a free port, which is given."""
    with serving(app, at(host=host)) as listener:
        yield listener.port


@contextmanager
def gated(app: ASGIApp = tells_caller, *, host: str = "127.0.0.1", **keys: Any) -> Iterator[int]:
    """The same behind the gate; `host` is also what the gate takes for its listener's."""
    with served(gate(app, host=host, **keys), host) as port:
        yield port


def ask(port: int, raw: bytes, address: str = "127.0.0.1", source: str = "") -> Reply:
    """Send these bytes, and read one answer; `source` is who we are."""
    whence = (source, 0) if source else None
    with socket.create_connection((address, port), LIMIT_S, whence) as wire:
        wire.sendall(raw)
        answer = HTTPResponse(wire, method=raw.split(b" ")[0].decode("ascii", "replace"))
        answer.begin()
        headers: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            headers.setdefault(name.lower(), []).append(value)
        return Reply(answer.status, headers, answer.read())


def request(
    target: str = "/api/thing", method: str = "GET", body: bytes = b"", **headers: Any
) -> bytes:
    """A request as bytes: `Sec_Fetch_Site="none"` is a header, one without a value is left out."""
    named = {"Host": "localhost"}
    if body:
        named["Content-Length"] = str(len(body))
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in named.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
