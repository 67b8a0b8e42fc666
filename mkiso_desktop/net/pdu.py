"""The Upper Layer's PDUs and the DIMSE command set as bytes. PS3.8 section 9.3, PS3.7 6.3.

Only what a Storage SCP and a Storage SCU say: associate, store, echo, release, abort. What a
peer sends is read strictly; Malformed says what was wrong, and the association is aborted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

ASSOCIATE_RQ, ASSOCIATE_AC, ASSOCIATE_RJ, P_DATA, RELEASE_RQ, RELEASE_RP, ABORT = range(1, 8)

LONGEST_ASSOCIATE = 64 * 1024
LONGEST_CONTROL = 64
LONGEST_COMMAND = 16 * 1024
OUR_MAXIMUM_LENGTH = 131072

APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
VERIFICATION = "1.2.840.10008.1.1"

C_STORE_RQ, C_STORE_RSP = 0x0001, 0x8001
C_ECHO_RQ, C_ECHO_RSP = 0x0030, 0x8030
C_FIND_RSP, C_MOVE_RSP = 0x8020, 0x8021
C_CANCEL_RQ = 0x0FFF

NO_DATA_SET = 0x0101

_ITEM = struct.Struct(">BxH")
_COMMAND_ELEMENT = struct.Struct("<HHL")


class Malformed(Exception):
    """The peer sent what PS3.8 does not allow."""


@dataclass(frozen=True)
class PresentationContext:
    """One presentation context: proposed by a request, answered by `result` and one syntax."""

    context_id: int
    abstract_syntax: str
    transfer_syntaxes: tuple[str, ...]
    result: int = 0


@dataclass(frozen=True)
class Associate:
    """The content of an A-ASSOCIATE-RQ or -AC. `maximum_length` 0: the peer sets no limit."""

    called_ae_title: str
    calling_ae_title: str
    contexts: tuple[PresentationContext, ...]
    maximum_length: int = OUR_MAXIMUM_LENGTH


@dataclass(frozen=True)
class Command:
    """A DIMSE command set, the elements that we read (PS3.7 Annex E)."""

    field: int
    message_id: int = 0
    affected_sop_class_uid: str = ""
    affected_sop_instance_uid: str = ""
    status: int | None = None
    has_data_set: bool = False
    move_originator_ae_title: str = ""
    move_originator_message_id: int | None = None
    error_comment: str = ""
    remaining: int | None = None  # this and the rest: sub-operations of a C-MOVE
    completed: int | None = None
    failed: int | None = None
    warning: int | None = None

    @property
    def is_response(self) -> bool:
        """Whether this answers something (PS3.7 E.1-1: the highest bit of the field)."""
        return bool(self.field & 0x8000)


def _pdu(kind: int, body: bytes) -> bytes:
    return struct.pack(">BxL", kind, len(body)) + body


def _item(kind: int, body: bytes) -> bytes:
    return _ITEM.pack(kind, len(body)) + body


def _ae(title: str) -> bytes:
    return title.encode("latin-1").ljust(16)  # a peer's own title comes back as it came


def encode_associate(
    associate: Associate, implementation: tuple[str, str], *, answer: bool
) -> bytes:
    """An A-ASSOCIATE-RQ, or the -AC when `answer`. `implementation`: class UID and version name."""
    items = [_item(0x10, APPLICATION_CONTEXT.encode())]
    for context in associate.contexts:
        head = struct.pack(">BxBx", context.context_id, context.result if answer else 0)
        syntaxes = b"".join(_item(0x40, uid.encode()) for uid in context.transfer_syntaxes)
        if answer:
            items.append(_item(0x21, head + syntaxes))
        else:
            abstract = _item(0x30, context.abstract_syntax.encode())
            items.append(_item(0x20, head + abstract + syntaxes))
    class_uid, version_name = implementation
    user = _item(0x51, struct.pack(">L", associate.maximum_length))
    user += _item(0x52, class_uid.encode()) + _item(0x55, version_name.encode())
    items.append(_item(0x50, user))
    head = struct.pack(">HH", 1, 0) + _ae(associate.called_ae_title)
    head += _ae(associate.calling_ae_title) + bytes(32)
    return _pdu(ASSOCIATE_AC if answer else ASSOCIATE_RQ, head + b"".join(items))


def decode_associate(body: bytes) -> Associate:
    """Read the body of an A-ASSOCIATE-RQ or -AC (without its 6 bytes of PDU header)."""
    if len(body) < 68:
        raise Malformed("an A-ASSOCIATE PDU is too short")
    contexts: list[PresentationContext] = []
    maximum_length = 0
    for kind, value in _items(body[68:]):
        if kind in (0x20, 0x21):
            contexts.append(_context(value))
        elif kind == 0x50:
            for sub_kind, sub_value in _items(value):
                if sub_kind == 0x51 and len(sub_value) == 4:
                    (maximum_length,) = struct.unpack(">L", sub_value)
    titles = [body[4:20], body[20:36]]
    called, calling = (title.decode("latin-1").strip(" \0") for title in titles)
    return Associate(called, calling, tuple(contexts), maximum_length)


def _context(value: bytes) -> PresentationContext:
    if len(value) < 4:
        raise Malformed("a presentation context is too short")
    abstract, syntaxes = "", []
    for kind, text in _items(value[4:]):
        if kind == 0x30:
            abstract = _uid(text)
        elif kind == 0x40:
            syntaxes.append(_uid(text))
    return PresentationContext(value[0], abstract, tuple(syntaxes), value[2])


def _uid(text: bytes) -> str:
    return text.decode("latin-1").rstrip(" \0")


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        if at + 4 > len(data):
            raise Malformed("an item of an A-ASSOCIATE PDU is cut off")
        kind, length = _ITEM.unpack_from(data, at)
        at += 4 + length
        if at > len(data):
            raise Malformed("an item of an A-ASSOCIATE PDU is longer than the PDU")
        yield kind, data[at - length : at]


def encode_reject(result: int, source: int, reason: int) -> bytes:
    """An A-ASSOCIATE-RJ (PS3.8 9.3.4): 1 permanent or 2 transient, by whom, why."""
    return _pdu(ASSOCIATE_RJ, bytes((0, result, source, reason)))


def encode_abort(source: int = 2, reason: int = 0) -> bytes:
    """An A-ABORT (PS3.8 9.3.8); source 0 the service user, 2 the service provider."""
    return _pdu(ABORT, bytes((0, 0, source, reason)))


def encode_release(*, answer: bool) -> bytes:
    """An A-RELEASE-RQ, or the -RP when `answer`."""
    return _pdu(RELEASE_RP if answer else RELEASE_RQ, bytes(4))


def pdv_header(context_id: int, length: int, *, is_command: bool, is_last: bool) -> bytes:
    """PDU and PDV header of a P-DATA-TF that carries one fragment of `length` bytes."""
    flags = (1 if is_command else 0) | (2 if is_last else 0)
    return struct.pack(">BxLLBB", P_DATA, length + 6, length + 2, context_id, flags)


def encode_command(elements: Mapping[int, int | str]) -> bytes:
    """A command set in Implicit VR Little Endian: element number of group 0000 -> value.

    Numbers are US; texts are UI where the element is a UID, else AE or LO, padded to even length.
    """
    body = b""
    for element in sorted(elements):
        value = elements[element]
        if isinstance(value, int):
            raw = struct.pack("<H", value)
        else:
            raw = value.encode("latin-1")
            raw += (b"\0" if element in (0x0002, 0x1000) else b" ") * (len(raw) % 2)
        body += _COMMAND_ELEMENT.pack(0, element, len(raw)) + raw
    return _COMMAND_ELEMENT.pack(0, 0, 4) + struct.pack("<L", len(body)) + body


def decode_command(data: bytes) -> Command:
    """Read a command set. Malformed when lengths do not add up or there is no command field."""
    values: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            raise Malformed("a command element is cut off")
        group, element, length = _COMMAND_ELEMENT.unpack_from(data, at)
        at += 8 + length
        if group != 0 or at > len(data):
            raise Malformed("a command set has a wrong element")
        values[element] = data[at - length : at]
    if 0x0100 not in values:
        raise Malformed("a command set has no command field")
    return Command(
        field=_number(values, 0x0100) or 0,
        message_id=_number(values, 0x0110) or _number(values, 0x0120) or 0,
        affected_sop_class_uid=_text(values, 0x0002),
        affected_sop_instance_uid=_text(values, 0x1000),
        status=_number(values, 0x0900),
        has_data_set=_number(values, 0x0800) not in (None, NO_DATA_SET),
        move_originator_ae_title=_text(values, 0x1030),
        move_originator_message_id=_number(values, 0x1031),
        error_comment=_text(values, 0x0902),
        remaining=_number(values, 0x1020),
        completed=_number(values, 0x1021),
        failed=_number(values, 0x1022),
        warning=_number(values, 0x1023),
    )


def _number(values: Mapping[int, bytes], element: int) -> int | None:
    raw = values.get(element)
    return int.from_bytes(raw, "little") if raw and len(raw) == 2 else None


def _text(values: Mapping[int, bytes], element: int) -> str:
    return values.get(element, b"").decode("latin-1").strip(" \0")


def accepted(contexts: Iterable[PresentationContext]) -> dict[int, PresentationContext]:
    """The contexts of an answer that were accepted, by their ID."""
    return {context.context_id: context for context in contexts if context.result == 0}
