"""The answers to a C-FIND or C-MOVE, taken from pynetdicom's association before it works on them.

pynetdicom needs about a millisecond of processor time for each pending answer, and a study has
thousands; meanwhile the images that arrive wait for the interpreter. Here all PDUs that have
come are read at once and their commands decoded by our own Upper Layer. Everything else on the
association (its beginning and end, what we send, an abort) stays pynetdicom's.
"""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pydicom.dataset import Dataset
from pydicom.uid import UID
from pynetdicom import evt
from pynetdicom.association import Association
from pynetdicom.dsutils import decode
from pynetdicom.status import STATUS_PENDING, code_to_category

from ..core.elements import Header, NotWellFormed, walk
from ..core.wanted import WANTED
from . import pdu
from .association import Reply
from .pdu import Command, Malformed

LONGEST = 16 * 1024 * 1024  # of a PDU or an identifier; a row has a few hundred bytes
_READ = 256 * 1024
_CALM_S, _TELL_EVERY_S = 0.005, 0.05
_OPEN = "Sta6"  # PS3.8 9.2.1: the association is established, data may be transferred
_CLOSED = "Evt17"  # PS3.8 9.2.3
_UNREADABLE = (
    ArithmeticError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip
# What pydicom raises for bytes that are no data set.
_COUNTS = (
    ("NumberOfRemainingSuboperations", "remaining"),
    ("NumberOfCompletedSuboperations", "completed"),
    ("NumberOfFailedSuboperations", "failed"),
    ("NumberOfWarningSuboperations", "warning"),
)


def hear_replies(event: evt.Event) -> None:
    """Read for this association from now on (a handler of EVT_ESTABLISHED)."""
    dul = event.assoc.dul
    dul._read_pdu_data = _Ear(event.assoc).read  # type: ignore[method-assign]


def listen_calmly(event: evt.Event) -> None:
    """Look less often for what has come (a handler of EVT_ESTABLISHED): the answers to a C-MOVE are
    not urgent, and the images that arrive meanwhile need the interpreter."""
    event.assoc.dul._run_loop_delay = _CALM_S


class _Ear:
    """Reads what has come, in pynetdicom's own thread for the connection."""

    def __init__(self, assoc: Association) -> None:
        self._dul, self._messages = assoc.dul, assoc.dimse.msg_queue
        self._unread = bytearray()
        self._part = bytearray()  # of a command, or of the identifier that follows it
        self._command: Command | None = None  # whose identifier is coming
        self._told = 0.0  # when we last passed on how far a C-MOVE is

    def read(self) -> None:
        """Receive once, and pass every whole PDU on; what is wrong breaks it off."""
        try:
            received = self._dul.socket.socket.recv(_READ)  # type: ignore[union-attr]
        except OSError:
            received = b""
        if not received:
            self._dul.event_queue.put(_CLOSED)
            return
        self._unread += received
        try:
            self._pass_on()
        except Malformed:
            self._break_off()

    def _break_off(self) -> None:
        """Abort, and close: pynetdicom's own way for nonsense lets whoever waits go on waiting."""
        self._unread.clear()
        if connection := self._dul.socket:
            connection.send(pdu.encode_abort(2, 6))
            connection.close()  # which is an event, and wakes

    def _pass_on(self) -> None:
        at, unread = 0, self._unread
        while len(unread) - at >= 6:
            kind, length = unread[at], int.from_bytes(unread[at + 2 : at + 6], "big")
            if not 1 <= kind <= 7 or length > LONGEST:
                raise Malformed("a PDU of an unknown type or of no sensible length")
            end = at + 6 + length
            if end > len(unread):
                break
            if kind == pdu.P_DATA and self._dul.state_machine.current_state == _OPEN:
                self._fragments(bytes(unread[at + 6 : end]))
            else:
                self._leave_to_pynetdicom(unread[at:end])
            at = end
        del unread[:at]

    def _leave_to_pynetdicom(self, whole: bytearray) -> None:
        try:
            read, event = self._dul._decode_pdu(whole)
        except Exception as error:  # it has no exception of its own for this
            raise Malformed("a PDU that pynetdicom cannot read") from error
        self._dul.event_queue.put(event)
        self._dul._recv_pdu.put(read)

    def _fragments(self, body: bytes) -> None:
        """The PDVs of one P-DATA-TF (PS3.8 9.3.5.1)."""
        at = 0
        while at < len(body):
            length = int.from_bytes(body[at : at + 4], "big")
            end = at + 4 + length
            if length < 2 or end > len(body):
                raise Malformed("a PDV that is longer than its PDU")
            self._fragment(body[at + 4], body[at + 5], body[at + 6 : end])
            at = end

    def _fragment(self, context_id: int, flags: int, content: bytes) -> None:
        if bool(flags & 1) is (self._command is not None):
            raise Malformed("a command where an identifier should be, or the other way round")
        self._part += content
        if len(self._part) > LONGEST:
            raise Malformed("a message of no sensible length")
        if not flags & 2:
            return
        whole, self._part = bytes(self._part), bytearray()
        if self._command is None:
            command = pdu.decode_command(whole)
            if command.field not in (pdu.C_FIND_RSP, pdu.C_MOVE_RSP) or command.status is None:
                raise Malformed("something else than an answer")
            if command.has_data_set:
                self._command = command
                return
            if self._is_only_progress(command):
                return
            whole = b""
        else:
            command, self._command = self._command, None
        self._messages.put((context_id, (command, whole)))  # type: ignore[arg-type]

    def _is_only_progress(self, command: Command) -> bool:
        """Whether this says how far a C-MOVE is, and one that does has only just been passed on."""
        now = time.monotonic()
        if command.field != pdu.C_MOVE_RSP or not _is_pending(command):
            return False
        if now - self._told < _TELL_EVERY_S:
            return True
        self._told = now
        return False


@dataclass(frozen=True, slots=True)
class Match:
    """The identifier of one pending answer as it came: decoded only as far as somebody looks."""

    data: bytes
    transfer_syntax_uid: UID

    def dataset(self) -> Dataset | None:
        """All of it; None when it cannot be read."""
        syntax = self.transfer_syntax_uid
        try:
            return decode(
                BytesIO(self.data),
                syntax.is_implicit_VR,
                syntax.is_little_endian,
                syntax.is_deflated,
            )
        except _UNREADABLE:  # the series' own count then tells that one is missing
            return None

    def header(self) -> Header | None:
        """What core.wanted names of it, in a tenth of the time; None when it cannot be read."""
        try:
            return walk(self.data, self.transfer_syntax_uid)
        except NotWellFormed:  # pydicom takes what no archive should send
            ds = self.dataset()
        if ds is None:
            return None
        raw = {int(tag): ds.get_item(tag) for tag in ds.keys() & WANTED.keys()}
        values = {tag: one.value for tag, one in raw.items() if one and type(one.value) is bytes}
        return Header(self.transfer_syntax_uid, values)


def replies(
    assoc: Association, send: Callable[[], object], message_id: int
) -> Iterator[tuple[Reply, Match | None]]:
    """Send a request by `send`, and yield each answer to it as pynetdicom would: status and
    identifier; an empty status when the association is gone, or what comes answers another
    request (PS3.7 E.1-1): nobody can tell what it is about."""
    syntaxes = {one.context_id: one.transfer_syntax[0] for one in assoc.accepted_contexts}
    send()  # what it gives is pynetdicom's own iterator, which would wait for the same answers
    try:
        while True:
            message: Any = assoc.dimse.msg_queue.get()
            context_id, said = message
            if said is None or said[0].message_id != message_id:
                yield {}, None
                return
            command, identifier = said
            status = _status(command)
            if not _is_pending(command):
                assoc._reactor_checkpoint.set()
                yield status, None
                return
            syntax = syntaxes.get(context_id)
            yield status, Match(identifier, syntax) if identifier and syntax else None
    finally:
        assoc._reactor_checkpoint.set()


def _is_pending(command: Command) -> bool:
    return command.status is not None and code_to_category(command.status) == STATUS_PENDING


def _status(command: Command) -> dict[str, object]:
    counts = ((keyword, getattr(command, name)) for keyword, name in _COUNTS)
    said = {keyword: count for keyword, count in counts if count is not None}
    return {"Status": command.status, "ErrorComment": command.error_comment, **said}
