"""One TCP connection of the Upper Layer: whole PDUs in and out, with caps and deadlines.

A peer may be slow between PDUs (the idle limit), but a PDU once begun has to arrive: its header
and its body each have a deadline, which no trickle of single bytes moves. TCP_NODELAY and, on
Linux, TCP_QUICKACK keep Nagle's algorithm at either end from costing 40 ms for each instance.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import time
from dataclasses import dataclass

from .pdu import LONGEST_ASSOCIATE, LONGEST_CONTROL, OUR_MAXIMUM_LENGTH, P_DATA, Malformed

_BUFFER = 256 * 1024
_LONGEST = {1: LONGEST_ASSOCIATE, 2: LONGEST_ASSOCIATE, P_DATA: OUR_MAXIMUM_LENGTH + 6}
_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
_MOST_PARTS = 512  # of one sendmsg; POSIX systems take 1024 (IOV_MAX)


@dataclass(frozen=True)
class Deadlines:
    """How long a peer may take, in seconds."""

    first_pdu_s: float = 5.0  # the ARTIM timer of PS3.8 9.1.5: an association has to be asked for
    idle_s: float = 120.0  # an archive that reads from tape may pause this long between two PDUs
    header_s: float = 5.0  # for the rest of a PDU's header, once it has begun
    body_s: float = 30.0  # for a PDU's body, and to take what we send


DEADLINES = Deadlines()


class Closed(Exception):
    """The peer closed the connection, or it broke."""


class NoTls(Closed):
    """The peer and we did not come to a TLS connection; the cause is the operating system's or
    OpenSSL's own error."""


class TooSlow(Exception):
    """The peer began a PDU and did not finish it in time, or was silent for too long."""


class Wire:
    """Reads and writes PDUs on a connected socket, which it owns from now on.

    The socket may be one of TLS, which has not shaken hands yet.
    """

    def __init__(self, connection: socket.socket, deadlines: Deadlines = DEADLINES) -> None:
        self._socket, self._deadlines = connection, deadlines
        self._buffer = bytearray(_BUFFER)
        self._view = memoryview(self._buffer)
        self._start = self._end = 0
        self._until = 0.0
        # One of TLS has the method, but only to refuse.
        is_tls = isinstance(connection, ssl.SSLSocket)
        self._sends_many = hasattr(connection, "sendmsg") and not is_tls
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def shake_hands(self) -> None:
        """Agree on TLS, where it is wanted, within the time for a first PDU; NoTls otherwise."""
        if not isinstance(self._socket, ssl.SSLSocket):
            return
        try:
            self._socket.settimeout(self._deadlines.first_pdu_s)  # for the whole of it
            self._socket.do_handshake()
        except (OSError, ValueError) as error:  # the latter: closed meanwhile
            raise NoTls(getattr(error, "reason", None) or type(error).__name__) from error

    def next_pdu(self, idle_s: float) -> tuple[int, int]:
        """Wait for the next PDU; its type and the length of its body, which is still to be read.

        Raises TooSlow after `idle_s` of silence or a header that does not end, Malformed for an
        unknown type or a length that no honest PDU of that type has, Closed.
        """
        if self._start == self._end:
            self._within(idle_s)
            self._fill()
        self._within(self._deadlines.header_s)
        while self._end - self._start < 6:
            self._fill()
        kind, length = struct.unpack_from(">BxL", self._buffer, self._start)
        self._start += 6
        if not 1 <= kind <= 7:
            raise Malformed(f"there is no PDU type {kind}")
        if length > _LONGEST.get(kind, LONGEST_CONTROL):
            raise Malformed(f"a PDU of type {kind} says it is {length} bytes long")
        self._within(self._deadlines.body_s)
        return kind, length

    def read(self, length: int) -> bytes:
        """Read `length` bytes of the current PDU (small parts; see read_into for the bulk)."""
        data = bytearray(length)
        self.read_into(memoryview(data))
        return bytes(data)

    def read_into(self, target: memoryview) -> None:
        """Fill `target` with the next bytes of the current PDU."""
        have = min(self._end - self._start, len(target))
        target[:have] = self._view[self._start : self._start + have]
        self._start += have
        while have < len(target):
            if len(target) - have < _BUFFER // 8:  # a short rest: read on into the next PDU as well
                self._fill()
                take = min(self._end - self._start, len(target) - have)
                target[have : have + take] = self._view[self._start : self._start + take]
                self._start += take
            else:
                take = self._receive(target[have:])
            have += take

    def _fill(self) -> None:
        """Receive whatever is there behind what the buffer still holds."""
        if self._start == self._end:
            self._start = self._end = 0
        elif self._end == _BUFFER:
            rest = bytes(self._view[self._start : self._end])
            self._view[: len(rest)] = rest
            self._start, self._end = 0, len(rest)
        self._end += self._receive(self._view[self._end :])

    def _receive(self, target: memoryview) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TooSlow
        try:
            self._socket.settimeout(left)
            count = self._socket.recv_into(target)
            if _QUICKACK is not None:
                self._socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        except TimeoutError as error:
            raise TooSlow from error
        except OSError as error:
            raise Closed(str(error)) from error
        if not count:
            raise Closed("the peer closed the connection")
        return count

    def _within(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    def send(self, *parts: bytes | memoryview) -> None:
        """Send all parts, in one system call where the platform and the buffers allow it."""
        try:
            self._socket.settimeout(self._deadlines.body_s)
            if not 1 < len(parts) <= _MOST_PARTS or not self._sends_many:
                self._socket.sendall(b"".join(parts))
                return
            total = sum(len(part) for part in parts)
            sent = self._socket.sendmsg(parts)
            if sent < total:
                self._socket.sendall(memoryview(b"".join(parts))[sent:])
        except TimeoutError as error:
            raise TooSlow from error
        except OSError as error:
            raise Closed(str(error)) from error

    def close(self) -> None:
        """Let the connection go; also wakes a thread that waits in it."""
        with contextlib.suppress(OSError):
            # Not an SSLSocket's own, which goes on in the clear: who still reads would take what
            # is left of the encrypted bytes for data.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
        self._socket.close()
