"""One file, or one range of it, to whoever waits for it; and how many at a time.

No header is sent before the file is open and its length known. A client that goes away ends its
stream, and nothing else.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from io import BufferedReader
from typing import Any, Final

from fastapi.concurrency import contextmanager_in_threadpool
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..core.addresses import is_loopback, source_of
from ..core.errors import Cancelled
from ..engine.job import IsoFile
from .protocol import SENDFILE
from .refusal import Refusal

RETRY_AFTER_S: Final = 5

_RANGE = re.compile(r"bytes=(\d{0,20})-(\d{0,20})", re.ASCII)


@dataclass(frozen=True)
class Span:
    """Which bytes of a file: from `start` on, `count` of them; `is_part` when a range was asked."""

    start: int
    count: int
    is_part: bool = False


class Slots:
    """How many streams there may be at a time; for one loop.

    The last place is for whoever has none. Else a few slow readers at one address would keep all
    others out for hours, while a hospital behind one proxy still has all places but that. This
    computer's own have no share to keep to: where it is bound to loopback there is nobody else.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()

    @contextmanager
    def one(self, address: str) -> Iterator[None]:
        """A place among them. Raises Refusal (503)."""
        who = source_of(address)
        is_last_kept = self._held[who] and not is_loopback(address)
        if self._held.total() >= self._most - bool(is_last_kept):
            raise Refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "too many downloads at once",
                retry_after_s=RETRY_AFTER_S,
                code="too-many",
                advice="Wait until another download has ended, then open the link again.",
            )
        self._held[who] += 1
        try:
            yield
        finally:
            self._held[who] -= 1
            if not self._held[who]:
                del self._held[who]


def span_of(range_header: str | None, if_range: str | None, size: int, etag: str) -> Span:
    """What to send (RFC 9110 14): one range, or all of it where none, several, or a range of
    another image is asked for. Raises Refusal (416)."""
    whole = Span(0, size)
    found = _RANGE.fullmatch((range_header or "").replace(" ", ""))
    if found is None or found.group() == "bytes=-" or (if_range or etag) != etag:
        return whole
    first, last = found.groups()
    if first:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < int(first):
            return whole  # is no range at all
    else:
        start, end = max(0, size - int(last)), size - 1
    if start >= size or end < start:
        raise Refusal(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            "the image has no such range",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return Span(start, end - start + 1, is_part=True)


def etag_of(image: IsoFile) -> str:
    """By what is in it, so that no download is spliced of two images."""
    return f'"{image.sha256}"'


class FileResponse(Response):
    """An open file of an image. `leaving` blocks, so it is entered and left in a thread: it hears
    Cancelled when nobody waited for the last byte. `held` is let go when the answer ends."""

    def __init__(
        self,
        file: BufferedReader,
        image: IsoFile,
        span: Span,
        leaving: AbstractContextManager[Any],
        held: ExitStack,
        streamed: Callable[[int], None] = lambda count: None,
    ) -> None:
        super().__init__(None, HTTPStatus.PARTIAL_CONTENT if span.is_part else HTTPStatus.OK)
        self._file, self._span, self._leaving, self._held = file, span, leaving, held
        self._streamed = streamed
        self.headers.update(_headers(image, span))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        with self._held, suppress(Cancelled):
            async with contextmanager_in_threadpool(self._leaving):
                await self._send(scope, send)

    async def _send(self, scope: Scope, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        send_file = scope["extensions"][SENDFILE]
        try:
            await send_file(self._file, self._span.start, self._span.count)
        except (OSError, asyncio.CancelledError) as error:  # the client left, or we are closing
            raise Cancelled from error
        self._streamed(self._span.count)
        await send({"type": "http.response.body", "body": b""})


def _headers(image: IsoFile, span: Span) -> dict[str, str]:
    # The name was made of plain letters, digits and signs alone (steps.deliver).
    name = re.sub(r"[^A-Za-z0-9._-]", "_", image.path.name)
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}",
        "Content-Length": str(span.count),
        "ETag": etag_of(image),
        "Accept-Ranges": "bytes",
    }
    if span.is_part:
        last = span.start + span.count - 1
        headers["Content-Range"] = f"bytes {span.start}-{last}/{image.bytes}"
    return headers
