"""Writes a data set in another transfer syntax while every value keeps its bytes (PS3.5 7, A).

pydicom would decode and encode each value, and change its padding and spelling on the way. Here
only the headers around the values are written anew; a Big Endian value has its bytes turned as
its VR says. Group lengths (retired, and wrong after any change of syntax) are left out.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydicom.datadict import dictionary_has_tag, dictionary_VR, private_dictionary_VR

from ...core.elements import EXPLICIT_BIG, IMPLICIT_LITTLE, NATIVE

PIXEL_DATA: Final = 0x7FE00010
UNDEFINED: Final = 0xFFFFFFFF
PIECE: Final = 1 << 20
MOST_ELEMENTS: Final = 250_000
"""An item counts as four. What has more takes a proof of many seconds, and some 3 kB for each."""

_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_LONG_VRS = frozenset(
    (b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV")
)
WORD_SIZES: Final = {b"AT": 2, b"US": 2, b"SS": 2, b"OW": 2, b"UL": 4, b"SL": 4, b"FL": 4} | {
    b"OF": 4, b"OL": 4, b"FD": 8, b"OD": 8, b"OV": 8, b"SV": 8, b"UV": 8
}  # fmt: skip
_UNSIGNED = {array(code).itemsize: code for code in "HIQ"}
_ENCAPSULATED_ONLY = frozenset({0x7FE00001, 0x7FE00002, 0x7FE00003})  # PS3.3 C.7.6.3.1.8
_PIXEL_REPRESENTATION, _BITS_ALLOCATED = 0x00280103, 0x00280100
_WAVEFORM_BITS_ALLOCATED, _LUT_DESCRIPTOR = 0x54001004, 0x00283002


class CannotDecode(Exception):
    """No decoder here takes these pixels. The text names no value of the data set."""


class TooManyElements(ValueError):
    """No honest object has so many; proving a copy of it would never end."""


@dataclass(slots=True)
class Element:
    """One element as it stands in the source; `end` lies behind its delimiter if it has one."""

    tag: int
    vr: bytes  # empty in Implicit VR
    begin: int
    end: int
    undefined: bool = False
    items: list[Item] | None = None


@dataclass(slots=True)
class Item:
    """One item of a sequence."""

    elements: list[Element]
    undefined: bool


@dataclass(slots=True)
class Native:
    """Decoded pixels: what the data set has to say about them now, and their frames."""

    length: int
    words: bool  # True: OW, more than 8 bits
    changes: Mapping[int, tuple[bytes, bytes]]  # tag to VR and value
    frames: Iterable[bytes]


@dataclass(slots=True)
class Level:
    """The elements of the data set, or of one item, and what lies around it."""

    data: memoryview
    elements: list[Element]
    big: bool
    parent: Level | None = None
    places: dict[int, Element] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {element.tag: element for element in self.elements}

    def raw(self, tag: int) -> bytes:
        """The value's bytes, empty when the element is not here."""
        found = self.places.get(tag)
        return bytes(self.data[found.begin : found.end]) if found else b""

    def number(self, tag: int) -> int | None:
        """A US value, here or in the data set around it."""
        raw = self.raw(tag)
        if len(raw) >= 2:
            return int.from_bytes(raw[:2], "big" if self.big else "little")
        return self.parent.number(tag) if self.parent else None


Decode = Callable[[Level, Element], Native]


class Source:
    """Reads elements where they stand. The strict walk has already proved that they add up."""

    def __init__(self, data: memoryview, transfer_syntax_uid: str) -> None:
        self.data = data
        self.big = transfer_syntax_uid == EXPLICIT_BIG
        self.implicit = transfer_syntax_uid == IMPLICIT_LITTLE
        self.native = transfer_syntax_uid in NATIVE
        self.room = MOST_ELEMENTS
        order = ">" if self.big else "<"
        self._tag = struct.Struct(order + "HH").unpack_from
        self._short = struct.Struct(order + "H").unpack_from
        self._long = struct.Struct(order + "L").unpack_from

    def level(self, pos: int, end: int) -> tuple[list[Element], int]:
        """The elements from `pos` to `end` or to the delimiter of their item."""
        elements: list[Element] = []
        while pos < end:
            group, number = self._tag(self.data, pos)
            tag = group << 16 | number
            if tag == _ITEM_END:
                return elements, pos + 8
            element = (
                self._implicit(tag, pos, end) if self.implicit else self._explicit(tag, pos, end)
            )
            elements.append(element)
            self._count(1)
            pos = element.end
        return elements, pos

    def _count(self, size: int) -> None:
        self.room -= size
        if self.room < 0:
            raise TooManyElements("there are too many elements")

    def _implicit(self, tag: int, pos: int, end: int) -> Element:
        (length,) = self._long(self.data, pos + 4)
        if length == UNDEFINED or _public_vr(tag) == "SQ":
            return self._sequence(Element(tag, b"", pos + 8, pos + 8), length, end)
        return Element(tag, b"", pos + 8, pos + 8 + length)

    def _explicit(self, tag: int, pos: int, end: int) -> Element:
        vr = bytes(self.data[pos + 4 : pos + 6])
        if vr not in _LONG_VRS:
            (length,) = self._short(self.data, pos + 6)
            return Element(tag, vr, pos + 8, pos + 8 + length)
        (length,) = self._long(self.data, pos + 8)
        element = Element(tag, vr, pos + 12, pos + 12 + length, length == UNDEFINED)
        if vr == b"SQ":
            return self._sequence(element, length, end)
        if length == UNDEFINED and vr == b"UN":  # its items are Implicit VR (PS3.5 6.2.2)
            inner = Source(self.data, IMPLICIT_LITTLE)
            inner.room = self.room
            element.end = inner._sequence(Element(tag, b"", pos + 12, 0), length, end).end
            self.room = inner.room
        elif length == UNDEFINED:
            element.end = self._fragments_end(pos + 12)
        return element

    def _sequence(self, element: Element, length: int, end: int) -> Element:
        element.items = []
        element.undefined = length == UNDEFINED
        pos = element.begin
        stop = end if element.undefined else pos + length
        while pos < stop:
            group, number = self._tag(self.data, pos)
            (size,) = self._long(self.data, pos + 4)
            pos += 8
            if group << 16 | number == _SEQUENCE_END:
                break
            undefined = size == UNDEFINED
            self._count(4)
            inside, pos = self.level(pos, stop if undefined else pos + size)
            element.items.append(Item(inside, undefined))
        element.end = pos
        return element

    def _fragments_end(self, pos: int) -> int:
        while True:
            group, number = self._tag(self.data, pos)
            (size,) = self._long(self.data, pos + 4)
            pos += 8
            if group << 16 | number == _SEQUENCE_END:
                return pos
            pos += size


def recode(
    data: memoryview, source_syntax: str, *, implicit: bool, decode: Decode
) -> Iterator[bytes | memoryview]:
    """Yield the data set in Implicit or Explicit VR Little Endian, piece by piece.

    `decode` is asked for native pixels wherever encapsulated ones stand.
    """
    source = Source(data, source_syntax)
    elements, _ = source.level(0, len(data))
    return _Writer(source, implicit, decode).level(Level(data, elements, source.big))


class _Writer:
    def __init__(self, source: Source, implicit: bool, decode: Decode) -> None:
        self.source, self.implicit, self.decode = source, implicit, decode

    def level(self, level: Level) -> Iterator[bytes | memoryview]:
        native, changes = None, dict[int, tuple[bytes, bytes]]()
        pixels = level.places.get(PIXEL_DATA)
        if pixels and pixels.undefined and pixels.items is None:
            native = self.decode(level, pixels)
            changes.update(native.changes)
        for element in level.elements:
            for tag in sorted(tag for tag in changes if tag < element.tag):
                yield from self.changed(tag, *changes.pop(tag))
            if element.tag in changes:
                yield from self.changed(element.tag, *changes.pop(element.tag))
            elif native and element is pixels:
                yield from self.pixels(native)
            elif element.tag & 0xFFFF and not (native and element.tag in _ENCAPSULATED_ONLY):
                yield from self.element(level, element)

    def changed(self, tag: int, vr: bytes, value: bytes) -> Iterator[bytes]:
        yield self.head(tag, vr, len(value))
        yield value

    def pixels(self, native: Native) -> Iterator[bytes]:
        odd = native.length % 2
        yield self.head(PIXEL_DATA, b"OW" if native.words else b"OB", native.length + odd)
        yield from native.frames
        yield b"\0" * odd

    def element(self, level: Level, element: Element) -> Iterator[bytes | memoryview]:
        if element.items is not None:
            yield from self.sequence(level, element)
            return
        vr = element.vr or vr_of(level, element)
        value = level.data[element.begin : element.end]
        yield self.head(element.tag, vr, UNDEFINED if element.undefined else len(value))
        size = WORD_SIZES.get(vr, 1) if level.big else 1
        for at in range(0, len(value), PIECE):
            yield turned(value[at : at + PIECE], size)

    def sequence(self, level: Level, element: Element) -> Iterator[bytes]:
        items = []
        for item in element.items or ():
            inner = Level(level.data, item.elements, level.big, level)
            content = b"".join(self.level(inner))
            length = UNDEFINED if item.undefined else len(content)
            items.append(_delimiter(_ITEM, length) + content)
            if item.undefined:
                items.append(_delimiter(_ITEM_END))
        # A private sequence of Implicit VR is one only for who sees its undefined length.
        undefined = element.undefined or self.implicit
        length = UNDEFINED if undefined else sum(map(len, items))
        yield self.head(element.tag, b"SQ", length)
        yield from items
        if undefined:
            yield _delimiter(_SEQUENCE_END)

    def head(self, tag: int, vr: bytes, length: int) -> bytes:
        if self.implicit:
            return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, length)
        if vr in _LONG_VRS:
            return struct.pack("<HH2sHL", tag >> 16, tag & 0xFFFF, vr, 0, length)
        return struct.pack("<HH2sH", tag >> 16, tag & 0xFFFF, vr, length)


def _delimiter(tag: int, length: int = 0) -> bytes:
    return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, length)


def turned(value: memoryview | bytes, size: int) -> bytes | memoryview:
    """The value with the bytes of its words turned; an odd rest stays as it is."""
    if size == 1:
        return value
    whole = len(value) // size * size
    words = array(_UNSIGNED[size])
    words.frombytes(value[:whole])
    words.byteswap()
    return words.tobytes() + bytes(value[whole:])


def _public_vr(tag: int) -> str:
    if tag >> 16 & 1 or not dictionary_has_tag(tag) and not _repeats(tag):
        return ""
    return dictionary_VR(tag)


def _repeats(tag: int) -> bool:
    try:
        return bool(dictionary_VR(tag))
    except KeyError:
        return False


def vr_of(level: Level, element: Element) -> bytes:
    """The VR of an element that came without (PS3.5 A.1, PS3.6), UN when nobody can know."""
    tag, length = element.tag, element.end - element.begin
    vr = _private_vr(level, tag) if tag >> 16 & 1 else _public_vr(tag)
    if " or " in vr:
        vr = _decided(level, tag, vr)
    code = vr.encode()
    fits = code in _LONG_VRS or length < 0x10000
    if not code or code == b"SQ" or not fits or length % WORD_SIZES.get(code, 1):
        return b"UN"
    return code


def _private_vr(level: Level, tag: int) -> str:
    if 0x10 <= tag & 0xFFFF <= 0xFF:
        return "LO"  # a private creator, PS3.5 7.8.1
    creator = level.raw(tag & 0xFFFF0000 | (tag & 0xFF00) >> 8).decode("latin-1").strip(" \0")
    try:
        return private_dictionary_VR(tag, creator)
    except KeyError:
        return ""


def _decided(level: Level, tag: int, choice: str) -> str:
    """Which of several VRs, from what else the data set says (PS3.5 A.2, PS3.3 C.11)."""
    if tag == PIXEL_DATA:
        return "OB" if (level.number(_BITS_ALLOCATED) or 16) <= 8 else "OW"
    if tag >> 16 == 0x5400:  # waveforms
        return "OB" if level.number(_WAVEFORM_BITS_ALLOCATED) == 8 else "OW"
    if choice == "US or OW":
        return "US" if level.number(_LUT_DESCRIPTOR) == 1 else "OW"
    if choice.startswith("US or SS") and "OW" not in choice:
        return "SS" if level.number(_PIXEL_REPRESENTATION) == 1 else "US"
    return "OW"
