"""uvicorn's HTTP/1.1, with what it leaves out: deadlines, words for nonsense, files to sockets.

Who connects has a few seconds for a whole request, however it is dribbled, and as long again after
each answer; who does not read what was asked for is cut. An application finds in its scope, as
extension SENDFILE, `await send_file(file, offset, count)`; and as AGAIN, see again.
"""

from __future__ import annotations

import asyncio
import errno
import json
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from functools import partial
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid4

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from ..core.logs import unexpected
from .again import AGAIN, Again
from .answer import ALWAYS, CLOSED_POLICY, Answer
from .guests import Guests

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import Receive, Scope, Send

SENDFILE = "mkiso.sendfile"
_JSON = {"Content-Type": "application/json", "Connection": "close"}
_UNASKED = (h11.IDLE, h11.SEND_BODY, h11.ERROR)  # there is no whole request
_END_OF_HEAD, _SHORT = b"\r\n\r\n", 2048
_GONE = (ConnectionError, TimeoutError)
_OF_THE_NETWORK = (errno.EHOSTUNREACH, errno.ENETUNREACH)
_PIECE = 4_194_304  # from the disk to the socket in the kernel; 140 kB/s is the slowest who gets it
_COPIED = 1_048_576  # through our memory


class Protocol(H11Protocol):
    """One connection, from `source`. `give_up` ends it while it is not yet one (TLS)."""

    def __init__(
        self, config: uvicorn.Config, guests: Guests, source: str, give_up: Callable[[], object]
    ) -> None:
        super().__init__(config, guests, {})
        self.source = source
        self.app = self._answer
        self._guests, self._limits, self._give_up = guests, guests.limits, give_up
        self._until: asyncio.TimerHandle | None = None  # for a request
        self._reading: asyncio.TimerHandle | None = None  # for what is written to be read
        self._sending: asyncio.Task[object] | None = None  # who has a file on its way
        self._socket: socket.socket | None = None
        self._is_lost = False
        self._heard = b""  # what came last, while that may be one short request and no more
        self._wait()

    @property
    def has_begun(self) -> bool:
        """Whether an answer is on its way."""
        cycle = self.cycle
        return cycle is not None and cycle.response_started and not cycle.response_complete

    def cut(self) -> None:
        """End the connection as it stands."""
        self.forget()
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
        if self.transport is None:
            self._give_up()
        elif self._sending is not None:  # asyncio must let go of the socket before it is closed
            self._sending.cancel()
        elif not self._is_lost:
            _forget_unread(self._socket)
            self.transport.abort()

    def leave(self) -> None:
        """Go as soon as what was asked for is answered."""
        if self.transport is None:
            self._give_up()
        elif self.cycle is None or self.cycle.response_complete:
            if not self.transport.is_closing():
                self.transport.close()
        else:
            self.cycle.keep_alive = False

    def forget(self) -> None:
        """It has gone, or never came."""
        self._guests.went(self)
        for timer in (self._until, self._reading):
            if timer is not None:
                timer.cancel()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # A transport of TLS that was closed twice can no longer be asked for it.
        self._socket = transport.get_extra_info("socket")
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_lost = True
        self.forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._say_the_date()
        is_short = len(data) <= _SHORT and data.endswith(_END_OF_HEAD)
        self._heard = data if is_short and self._is_between() else b""
        if self._heard and (answer := self._known_answer()):
            self.transport.write(answer)
            self._wait()
            return
        super().data_received(data)
        if self.conn.their_state not in _UNASKED:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        self._say_the_date()
        super().on_response_complete()  # may have begun with the next request already
        self._unset_keepalive_if_required()  # `_wait` is stricter
        has_next = not (self.cycle.response_complete or self.conn.their_state in _UNASKED)
        if has_next:
            self._heard = b""  # it was more than one
        if self.transport.is_closing() or not has_next:
            self._wait()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading = self.loop.call_later(self._limits.reading_s, self.cut)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reading is not None:
            self._reading.cancel()

    def send_400_response(self, msg: str) -> None:
        """h11 cannot make sense of it, and we cannot of what follows."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True  # an application that waits for the rest hears of it
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        request_id = str(uuid4())
        body = json.dumps({"error": "not a request in HTTP/1.1", "request_id": request_id}).encode()
        headers = [
            *self.server_state.default_headers,
            *ALWAYS.items(),
            (b"content-security-policy", CLOSED_POLICY.encode()),
            (b"x-request-id", request_id.encode()),
            (b"content-length", b"%d" % len(body)),
            *((name.lower().encode(), value.encode()) for name, value in _JSON.items()),
        ]
        response = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
        for event in (response, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _is_between(self) -> bool:
        """Everything that was asked is answered, and nothing else has begun."""
        conn = self.conn
        return conn.their_state is conn.our_state is h11.IDLE and not conn.trailing_data[0]

    def _known_answer(self) -> bytes | None:
        if self.transport.is_closing() or self.transport.get_write_buffer_size():
            return None
        date = self._guests.default_headers
        return self._guests.known.answer(self._asked(), self.loop.time(), date)

    def _asked(self) -> tuple[object, ...]:
        return self.client and self.client[0], self.server, self._heard

    def _learn(self, cycle: RequestResponseCycle, again: Again) -> None:
        """How a request that has just been answered is answered when it comes again."""
        if self._heard and self.cycle is cycle and self._is_between():
            self._guests.known.learn(self._asked(), again, self.loop.time())

    def _say_the_date(self) -> None:
        if self.loop.time() >= self._guests.dated_until:
            self._guests.default_headers = [(b"date", formatdate(usegmt=True).encode())]
            self._guests.dated_until = self.loop.time() + 1

    def _wait(self) -> None:
        """For a request, from now on."""
        self._stop_waiting()
        if self._is_lost:
            return
        self._guests.came(self, self.loop.time())
        self._until = self.loop.call_later(self._limits.request_s, self._too_late)

    def _stop_waiting(self) -> None:
        self._guests.asked(self)
        if self._until is not None:
            self._until.cancel()

    def _too_late(self) -> None:
        if self.transport is None or self._sending is not None:
            self.cut()
            return
        is_read = not (self.transport.is_closing() or self.transport.get_write_buffer_size())
        if is_read:
            self.transport.close()  # and a client of TLS may say goodbye
        more_s = self._limits.request_s if is_read else self._limits.reading_s
        self._until = self.loop.call_later(more_s, self.cut)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        cycle = self.cycle
        extensions = scope.setdefault("extensions", {})
        extensions[SENDFILE] = partial(self._send_file, cycle)
        extensions[AGAIN] = partial(self._learn, cycle)
        try:
            if _size(scope) > self._limits.head_bytes:  # h11 counts what comes in parts alone
                what = f"the head of the request is larger than {self._limits.head_bytes} bytes"
                await _refuse(send, 431, what)
            else:
                await self.config.loaded_app(scope, receive, send)
        except asyncio.CancelledError:  # the listener stops
            self.cut()
        except Exception as error:
            if not (cycle.disconnected and isinstance(error, ConnectionError)):
                unexpected(error, "the listener")
            if not cycle.response_started:
                await _refuse(send, 500, "unexpected")

    async def _send_file(
        self, cycle: RequestResponseCycle, file: BinaryIO, offset: int, count: int
    ) -> None:
        """`count` bytes of an answer's body, out of a regular file that is open for this answer
        alone. Raises ConnectionError when the client has gone, or reads too slowly."""
        self._check_there(cycle)
        for part in self.conn.send_with_data_passthrough(h11.Data(data=_Stretch(count))) or []:
            if not isinstance(part, _Stretch):
                self.transport.write(part)
            elif count:
                await self._send_stretch(cycle, file, offset, count)

    async def _send_stretch(
        self, cycle: RequestResponseCycle, file: BinaryIO, offset: int, count: int
    ) -> None:
        end, send = offset + count, self._copy
        if self.scheme == "http":
            send = self._pass
            # A file takes its way only when nothing else is; asyncio would wait for that, too, but
            # must not be interrupted in that.
            self.transport.set_write_buffer_limits(high=0)
        self._sending = asyncio.current_task()
        try:
            while offset < end:
                await self.flow.drain()
                self._check_there(cycle)
                try:
                    offset += await send(cycle, file, offset, end - offset)
                except asyncio.SendfileNotAvailableError:  # by this kind of file, or client gone
                    send = self._copy
        except OSError as error:
            if error.errno not in _OF_THE_NETWORK and not isinstance(error, _GONE):
                raise
            raise _gone() from error
        finally:
            self._sending = None
            if offset < end:  # the rest is missing: nobody must take it for whole
                self.cut()
        if self.scheme == "http":
            self.transport.set_write_buffer_limits()

    def _check_there(self, cycle: RequestResponseCycle) -> None:
        if cycle.disconnected or self.transport.is_closing():
            raise _gone()

    async def _pass(
        self, cycle: RequestResponseCycle, file: BinaryIO, offset: int, count: int
    ) -> int:
        """Some of it, by the system."""
        size = min(count, _PIECE)
        async with asyncio.timeout(self._limits.reading_s):
            sent = await self.loop.sendfile(self.transport, file, offset, size, fallback=False)
        return _some(sent)

    async def _copy(
        self, cycle: RequestResponseCycle, file: BinaryIO, offset: int, count: int
    ) -> int:
        """Some of it, through our memory."""
        data = await self.loop.run_in_executor(None, _read, file, offset, min(count, _COPIED))
        self._check_there(cycle)
        self.transport.write(data)
        return _some(len(data))


async def _refuse(send: Send, status: int, error: str) -> None:
    answer = Answer(send, str(uuid4()))
    body = {"error": error, "request_id": answer.request_id}
    await answer.give(status, json.dumps(body).encode(), _JSON)


def _size(scope: Scope) -> int:
    line = len(scope["raw_path"]) + len(scope["query_string"])
    return line + sum(len(name) + len(value) + 4 for name, value in scope["headers"])


def _forget_unread(connection: socket.socket | None) -> None:
    """Otherwise the system keeps what the client does not read, long after we have closed."""
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    with suppress(OSError):  # it is gone already
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


class _Stretch(bytes):
    """Stands for bytes of a file on their way through h11, which asks for their number alone."""

    _length: int

    def __new__(cls, length: int) -> _Stretch:
        self = super().__new__(cls)
        self._length = length
        return self

    def __len__(self) -> int:
        return self._length


def _read(file: BinaryIO, offset: int, size: int) -> bytes:
    file.seek(offset)
    return file.read(size)


def _gone() -> ConnectionError:
    return ConnectionAbortedError("the client has gone, or does not read")


def _some(count: int) -> int:
    if not count:
        raise EOFError("the file is shorter than it was")
    return count
