"""One answer on its way out: the headers that all of them bear, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.types import Message, Send

CLOSED_POLICY = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
ALWAYS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}
_WITHOUT_BODY = (204, 304)
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9a-zA-Z-]+")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")


class Answer:
    """What the application sends through; a 500 of its own is kept back, for ours says more."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send, self.request_id = send, request_id
        self.status, self.has_failed = 0, False
        self.headers: list[tuple[bytes, bytes]] = []  # once it has begun

    @property
    def has_begun(self) -> bool:
        """Whether the caller has seen its first line."""
        return bool(self.status)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and not self.has_begun:
            if message["status"] == 500:
                self.has_failed = True
                return
            await self._begin(message["status"], list(message.get("headers", [])))
        elif not self.has_failed:
            await self._send(message)

    async def give(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        """The whole of it at once."""
        pairs = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
        ]
        if status not in _WITHOUT_BODY:
            pairs.append((b"Content-Length", b"%d" % len(body)))
        await self._begin(status, pairs)
        await self._send({"type": "http.response.body", "body": body})

    async def _begin(self, status: int, pairs: list[tuple[bytes, bytes]]) -> None:
        pairs = [(name, value.strip()) for name, value in pairs]
        if not all(_NAME.fullmatch(name) and _VALUE.fullmatch(value) for name, value in pairs):
            raise ValueError("a header that would break the answer")
        names = {name.lower() for name, _ in pairs}
        ours = {**ALWAYS, b"x-request-id": self.request_id.encode()}
        kept = [(name, value) for name, value in pairs if name.lower() not in ours]
        if b"content-security-policy" not in names:
            ours[b"content-security-policy"] = CLOSED_POLICY.encode()
        if b"content-type" not in names and status not in _WITHOUT_BODY:
            ours[b"content-type"] = b"text/plain; charset=utf-8"
        self.headers = [*kept, *ours.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": self.headers})
        self.status = status
