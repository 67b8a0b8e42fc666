"""One strict walk over a data set: proves that its lengths add up, and keeps what we need of it.

pydicom reads a truncated file in silence and decodes more than we ask for. This walk runs over
every instance we receive, so it is plain byte arithmetic. What it proves (PS3.5 section 7): every
length ends exactly inside its parent and the last one at the end of the data, whatever has an
undefined length is delimited, VRs exist, and public tags ascend at the top level.

Where it is lenient, on purpose: private elements may stand in any order and twice, the elements
of an item in any order, a value may have an odd length. Hospitals' data has all of it, readers
take it, and no attribute we look at is concerned. Where it is not: of a public element that comes
twice, dcmtk reads the first and pydicom the last, so nobody knows whose images these are; and
zeros behind the last element are padding to pydicom and an error to dcmtk.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NoReturn

from pydicom._dicom_dict import DicomDictionary

from .wanted import WANTED, tag

Buffer = bytes | bytearray | memoryview | mmap.mmap

IMPLICIT_LITTLE: Final = "1.2.840.10008.1.2"
EXPLICIT_LITTLE: Final = "1.2.840.10008.1.2.1"
EXPLICIT_BIG: Final = "1.2.840.10008.1.2.2"
NATIVE: Final = frozenset({IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG})
# Deflated Explicit VR Little Endian and the two JPIP syntaxes that deflate the whole data set.
DEFLATED: Final = frozenset(
    {"1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205"}
)

DEEPEST: Final = 32
LARGEST_VALUE: Final = 1 << 20
"""A longer value is stepped over and not kept: no record and no check needs one."""
LARGEST_SHARED: Final = 1024
"""A longer value is no UID, name or image type, and not worth remembering for other instances."""

_UNDEFINED = 0xFFFFFFFF
_BEFORE_ANY_DATA_SET = 0x0003FFFF  # groups 0000 and 0002 are a message's and a file's
_PIXEL_GROUP = 0x7FE00000
_LAST_OF_ALL = 0xFFFDFFFF  # behind it are delimiters, also where they look like an element
_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
# PS3.5 7.1.2: these VRs have a length of two bytes, those of four after two reserved ones.
_SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split())
_LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_PIXEL_TAGS = frozenset(map(tag, ("PixelData", "FloatPixelData", "DoubleFloatPixelData")))
_CONTENT_SEQUENCE, _RELATIONSHIP_TYPE = tag("ContentSequence"), tag("RelationshipType")
# Maps to itself, so that all headers share one int per tag.
_FLAT = {kept: kept for kept, vr in WANTED.items() if vr != "SQ"}
_SEQUENCES = frozenset(kept for kept, vr in WANTED.items() if vr == "SQ")
_KNOWN_SEQUENCES = frozenset(known for known, entry in DicomDictionary.items() if entry[0] == "SQ")


class NotWellFormed(ValueError):
    """The bytes are not one whole data set. The text says where; there is no value in it."""


class _RanOut(NotWellFormed):
    """The data ends too early; for `peek` that only means: not yet."""


@dataclass(frozen=True, slots=True)
class Header:
    """What is kept of a data set: the raw values of core.wanted, and where its pixels are.

    A sequence's value is its items as encoded, without the delimiter. Of Content Sequence only
    the concept modifiers are kept, as a directory record wants them (PS3.3 F.5.22).
    `pixel_data_length` is None when undefined (then `fragments` counts them, without the Basic
    Offset Table) and when there are no pixels (then `pixel_data_offset` is None too). `last` is
    the last public tag of a whole data set.
    """

    transfer_syntax_uid: str
    values: Mapping[int, bytes] = field(hash=False)
    pixel_data_offset: int | None = None
    pixel_data_length: int | None = None
    fragments: int | None = None
    last: int = 0

    def text(self, tag: int) -> str:
        """The value as text without its padding, "" when absent. Bytes read as Latin-1."""
        return self.values.get(tag, b"").decode("latin-1").strip(" \0")

    def number(self, tag: int) -> int | None:
        """The first value as a whole number (US, UL, SS, SL or IS); None when there is none."""
        raw = self.values.get(tag, b"")
        form = {"US": "H", "SS": "h", "UL": "I", "SL": "i"}.get(WANTED.get(tag, ""))
        if form is None:
            return _whole_number(raw)
        size = struct.calcsize(form)
        if len(raw) < size:
            return None
        order = ">" if self.transfer_syntax_uid == EXPLICIT_BIG else "<"
        return int(struct.unpack(order + form, raw[:size])[0])


def walk(data: Buffer, transfer_syntax_uid: str) -> Header:
    """Prove that `data` is exactly one whole data set, and keep what core.wanted names."""
    if not len(data):
        raise NotWellFormed("there is no data set")
    found = _Walk(data, transfer_syntax_uid)
    try:
        end = found.top(len(data), _LAST_OF_ALL)
    except struct.error as error:
        raise NotWellFormed("the data ends inside an element's header") from error
    if end < len(data):
        raise NotWellFormed(f"there is a delimiter at {end} where none can be")
    return found.header()


def peek(data: Buffer, transfer_syntax_uid: str, last: int) -> Header | None:
    """What a data set of which only the beginning is here says up to the tag `last`.

    None while the data ends before that is known; NotWellFormed when it cannot be a data set.
    """
    found = _Walk(data, transfer_syntax_uid)
    try:
        end = found.top(len(data), last)
    except (struct.error, _RanOut):
        return None
    return found.header() if end < len(data) else None


def _whole_number(raw: bytes) -> int | None:
    first = raw.split(b"\\")[0].strip(b" \0")
    try:
        return int(first)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _one_object(value: bytes) -> bytes:
    return value


def _shared(value: bytes) -> bytes:
    """One object for values that many instances have in common (UIDs, names, image type)."""
    return _one_object(value) if len(value) <= LARGEST_SHARED else value


def _name(this: int) -> str:
    return f"({this >> 16:04X},{this & 0xFFFF:04X})"


class _Walk:
    """One pass over one data set. `pos`, `begin` and `end` count from the data set's start."""

    def __init__(self, data: Buffer, transfer_syntax_uid: str) -> None:
        if transfer_syntax_uid in DEFLATED:
            raise NotWellFormed("the data set is deflated, which no medium and no step here takes")
        self.data = data
        self.syntax = transfer_syntax_uid
        self.values: dict[int, bytes] = {}
        self.pixel_data_offset: int | None = None
        self.pixel_data_length: int | None = None
        self.fragments: int | None = None
        self.last = 0
        order = ">" if transfer_syntax_uid == EXPLICIT_BIG else "<"
        self.explicit_head = struct.Struct(order + "HH2sH").unpack_from
        self.item_head = struct.Struct(order + "HHL").unpack_from
        self.implicit_head = struct.Struct("<HHL").unpack_from
        self.long = struct.Struct(order + "L").unpack_from
        # Relationship Type comes before anything else of an item that could hold its tag again.
        self.relationship = struct.pack(order + "HH", *divmod(_RELATIONSHIP_TYPE, 0x10000))

    def header(self) -> Header:
        return Header(
            self.syntax,
            self.values,
            self.pixel_data_offset,
            self.pixel_data_length,
            self.fragments,
            self.last,
        )

    def top(self, end: int, last: int) -> int:
        """Step over the top level; where it ended, or where the first tag after `last` begins."""
        if self.syntax == IMPLICIT_LITTLE:
            return self.top_implicit(end, last)
        return self.top_explicit(end, last)

    def top_explicit(self, end: int, last: int) -> int:
        data, head, values = self.data, self.explicit_head, self.values
        pos, previous = 0, _BEFORE_ANY_DATA_SET
        while pos < end:
            group, element, vr, length = head(data, pos)
            this = group << 16 | element
            if this > previous:
                previous = this
            elif not group & 1:
                self.wrong("is out of order", this, pos)
            if this > last:
                return pos
            begin = pos + 8
            if vr in _SHORT_VRS:
                pos = begin + length
            else:
                begin, pos = self.long_element(pos, this, vr, end, 0)
            if this in _FLAT and pos - begin <= LARGEST_VALUE:
                values[_FLAT[this]] = _shared(bytes(data[begin:pos]))
        self.last = previous
        return self.within(pos, end)

    def top_implicit(self, end: int, last: int) -> int:
        data, head, values = self.data, self.implicit_head, self.values
        pos, previous = 0, _BEFORE_ANY_DATA_SET
        while pos < end:
            group, element, length = head(data, pos)
            this = group << 16 | element
            if this > previous:
                previous = this
            elif not group & 1:
                self.wrong("is out of order", this, pos)
            if this > last:
                return pos
            begin = pos + 8
            if length == _UNDEFINED or this in _KNOWN_SEQUENCES or this >= _PIXEL_GROUP:
                pos = self.implicit_element(begin, this, length, end, 0)
            else:
                pos = begin + length
            if this in _FLAT and pos - begin <= LARGEST_VALUE:
                values[_FLAT[this]] = _shared(bytes(data[begin:pos]))
        self.last = previous
        return self.within(pos, end)

    def long_element(self, pos: int, this: int, vr: bytes, end: int, depth: int) -> tuple[int, int]:
        """Step over an element whose length takes four bytes: where its value begins and ends."""
        if vr not in _LONG_VRS:
            self.wrong("has no VR that exists", this, pos)
        (length,) = self.long(self.data, pos + 8)
        begin = pos + 12
        if vr == b"SQ":
            return begin, self.sequence(begin, length, this, end, depth, explicit=True)
        if length == _UNDEFINED:
            if vr == b"UN":  # PS3.5 6.2.2: its items are Implicit VR Little Endian
                return begin, self.sequence(begin, length, this, end, depth, explicit=False)
            if vr not in (b"OB", b"OW") or self.syntax in NATIVE:
                self.wrong("cannot have an undefined length", this, pos)
            return begin, self.encapsulated(begin, this, end, depth)
        if this in _PIXEL_TAGS and depth == 0:
            self.pixel_data_offset, self.pixel_data_length = begin, length
        return begin, begin + length

    def implicit_element(self, begin: int, this: int, length: int, end: int, depth: int) -> int:
        """Step over an element without VR that is a sequence, or may be the pixels."""
        if length == _UNDEFINED or this in _KNOWN_SEQUENCES:
            return self.sequence(begin, length, this, end, depth, explicit=False)
        if this >> 16 == 0xFFFE:
            self.wrong("is a delimiter where none can be", this, begin - 8)
        if this in _PIXEL_TAGS and depth == 0:
            self.pixel_data_offset, self.pixel_data_length = begin, length
        return begin + length

    def sequence(
        self, begin: int, length: int, this: int, end: int, depth: int, *, explicit: bool
    ) -> int:
        """Step over the items of a sequence (PS3.5 7.5), keep it when wanted; where it ends."""
        if depth >= DEEPEST:
            self.wrong("is nested too deep", this, begin)
        if this in _PIXEL_TAGS or this >> 16 == 0xFFFE:
            self.wrong("cannot be a sequence", this, begin)
        open_end = length == _UNDEFINED
        stop = end if open_end else self.within(begin + length, end)
        head = self.item_head if explicit else self.implicit_head
        content = depth == 0 and this == _CONTENT_SEQUENCE
        modifiers = bytearray()  # not a list of all items: a bomb has millions, and they are empty
        pos = after = begin
        while pos < stop:
            group, element, size = head(self.data, pos)
            if group << 16 | element == _SEQUENCE_END and open_end:
                after, open_end = pos + 8, False
                break
            if group << 16 | element != _ITEM:
                self.wrong("has something else than an item", this, pos)
            after = self.item(pos + 8, size, stop, depth + 1, explicit=explicit)
            modifiers += self.modifier(pos, after, len(modifiers)) if content else b""
            pos = after
        if open_end:
            raise _RanOut(f"{_name(this)} at {begin} is not delimited")
        if depth == 0 and explicit is (self.syntax != IMPLICIT_LITTLE):
            self.keep_sequence(this, begin, pos, modifiers)
        return after

    def item(self, begin: int, size: int, end: int, depth: int, *, explicit: bool) -> int:
        """Step over an item's elements; where it ends."""
        open_end = size == _UNDEFINED
        stop = end if open_end else self.within(begin + size, end)
        if explicit:
            return self.item_explicit(begin, stop, depth, open_end)
        return self.item_implicit(begin, stop, depth, open_end)

    def item_explicit(self, pos: int, end: int, depth: int, open_end: bool) -> int:
        data, head = self.data, self.explicit_head
        while pos < end:
            group, element, vr, length = head(data, pos)
            if group == 0xFFFE:
                return self.item_end(group << 16 | element, pos, open_end)
            if vr in _SHORT_VRS:
                pos += 8 + length
            else:
                _, pos = self.long_element(pos, group << 16 | element, vr, end, depth)
        return self.closed(pos, end, open_end)

    def item_implicit(self, pos: int, end: int, depth: int, open_end: bool) -> int:
        data, head = self.data, self.implicit_head
        while pos < end:
            group, element, length = head(data, pos)
            this = group << 16 | element
            if group == 0xFFFE:
                return self.item_end(this, pos, open_end)
            if length == _UNDEFINED or this in _KNOWN_SEQUENCES:
                pos = self.implicit_element(pos + 8, this, length, end, depth)
            else:
                pos += 8 + length
        return self.closed(pos, end, open_end)

    def item_end(self, this: int, pos: int, open_end: bool) -> int:
        if this != _ITEM_END or not open_end:
            self.wrong("is a delimiter where none can be", this, pos)
        return pos + 8

    def closed(self, pos: int, end: int, open_end: bool) -> int:
        """The end of an item that no delimiter has closed."""
        if open_end:
            raise _RanOut(f"an item is not delimited before {end}")
        return self.within(pos, end)

    def encapsulated(self, begin: int, this: int, end: int, depth: int) -> int:
        """Step over the Basic Offset Table and the fragments (PS3.5 A.4); where they end."""
        data, head = self.data, self.item_head
        pos, fragments = begin, -1
        while True:
            group, element, size = head(data, pos)
            if group << 16 | element == _SEQUENCE_END:
                break
            if group << 16 | element != _ITEM or size == _UNDEFINED:
                self.wrong("has something else than a fragment", this, pos)
            pos = self.within(pos + 8 + size, end)
            fragments += 1
        if fragments < 0:
            self.wrong("has no Basic Offset Table", this, begin)
        if this in _PIXEL_TAGS and depth == 0:
            self.pixel_data_offset, self.fragments = begin, fragments
        return pos + 8

    def keep_sequence(self, this: int, begin: int, end: int, modifiers: bytearray) -> None:
        """Keep the items between `begin` and `end`, or of Content Sequence the `modifiers`."""
        if this == _CONTENT_SEQUENCE:
            raw = bytes(modifiers)
        elif this not in _SEQUENCES or end - begin > LARGEST_VALUE:
            return
        else:
            raw = bytes(self.data[begin:end])
        if len(raw) <= LARGEST_VALUE:
            self.values[this] = _shared(raw)

    def modifier(self, begin: int, end: int, have: int) -> bytes:
        """The item, when it is a concept modifier and one that can be kept beside `have` bytes."""
        if end - begin > LARGEST_VALUE or have > LARGEST_VALUE:
            return b""
        item = bytes(self.data[begin:end])
        at = item.find(self.relationship)
        return item if at >= 0 and b"HAS CONCEPT MOD" in item[at : at + 24] else b""

    def within(self, pos: int, end: int) -> int:
        """`pos`, which must not lie beyond `end`."""
        if pos <= end:
            return pos
        if end == len(self.data):
            raise _RanOut(f"the data ends at {end}, before an element that ends at {pos}")
        raise NotWellFormed(f"an element ends at {pos}, outside its parent that ends at {end}")

    def wrong(self, what: str, this: int, pos: int) -> NoReturn:
        raise NotWellFormed(f"{_name(this)} at {pos} {what}")
