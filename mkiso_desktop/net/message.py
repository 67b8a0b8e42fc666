"""DIMSE messages as they come over a wire: fragments of a command, then of a data set.

PS3.8 9.3.5 and annex E: a message takes as many P-DATA-TF PDUs as its sender likes, and one PDU
may carry several fragments (PDVs), each with its own header.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import pdu
from .pdu import Command, Malformed
from .wire import Closed, Wire


@dataclass(frozen=True)
class Fragment:
    """A PDV header; `size` bytes of content follow it on the wire."""

    context_id: int
    is_command: bool
    is_last: bool
    size: int


class Fragments:
    """The PDV headers of one message, whose first PDU has a body of `length` bytes."""

    def __init__(self, wire: Wire, length: int, idle_s: float) -> None:
        self._wire, self._left, self._idle_s = wire, length, idle_s
        self._context_id: int | None = None

    def next(self) -> Fragment:
        """Read the next header; the content of the one before it must have been read."""
        if not self._left:
            kind, self._left = self._wire.next_pdu(self._idle_s)
            if kind == pdu.ABORT:
                raise Closed("the peer aborted in the middle of a message")
            if kind != pdu.P_DATA:
                raise Malformed(f"a PDU of type {kind} in the middle of a message")
        if self._left < 6:
            raise Malformed("a P-DATA-TF PDU with no room for a PDV")
        head = self._wire.read(6)
        length = int.from_bytes(head[:4], "big")
        if length < 2 or length + 4 > self._left:
            raise Malformed("a PDV that is longer than its PDU")
        self._left -= length + 4
        if self._context_id not in (None, head[4]):
            raise Malformed("a message that changes its presentation context")
        self._context_id = head[4]
        return Fragment(head[4], bool(head[5] & 1), bool(head[5] & 2), length - 2)

    def end(self) -> None:
        """The message is whole, so its last PDU must be used up: we answer one at a time."""
        if self._left:
            raise Malformed("a message that goes on behind its last fragment")


def read_command(wire: Wire, length: int, idle_s: float) -> tuple[int, Command, Fragments]:
    """Read the command that a message begins with, from its first PDU of `length` bytes on.

    Gives the presentation context ID, the command, and the fragments of the data set that may
    follow. Raises Malformed, Closed, TooSlow.
    """
    if not length:
        raise Malformed("a P-DATA-TF PDU with no PDV")
    fragments = Fragments(wire, length, idle_s)
    raw = bytearray()
    while True:
        fragment = fragments.next()
        if not fragment.is_command or len(raw) + fragment.size > pdu.LONGEST_COMMAND:
            raise Malformed("a message does not begin with a command of a usual size")
        raw += wire.read(fragment.size)
        if fragment.is_last:
            return fragment.context_id, pdu.decode_command(bytes(raw)), fragments
