"""A second, smaller strict walk, written for the tests: what adds up, and where elements stand.

It shares no code with core/elements.py, so that a mistake of that walk is not repeated here. It
knows only what PS3.5 section 7 says about lengths; which tags are wanted is none of its business.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.datadict import dictionary_has_tag, dictionary_VR

IMPLICIT, BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
PIXELS = 0x7FE00010
SHORT = frozenset(b"AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US".split())
LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())


class DoesNotAddUp(Exception):
    """Some length, tag or VR of the data set is wrong."""


@dataclass(frozen=True)
class Span:
    """One element: where it begins, its value begins, and it ends; `depth` 0 is the top level."""

    tag: int
    vr: bytes
    begin: int
    value: int
    end: int
    depth: int

    @property
    def length_at(self) -> tuple[int, int]:
        """Where its length field stands, and how many bytes that has."""
        size = 2 if self.vr in SHORT else 4
        return self.value - size, size


def spans(data: bytes, syntax: str) -> list[Span]:
    """Every element of the data set, nested ones too, outer before inner."""
    return sorted(_Reader(data, syntax).all(), key=lambda span: (span.begin, span.depth))


def adds_up(data: bytes, syntax: str) -> bool:
    """Whether the bytes are one whole data set."""
    try:
        return bool(spans(data, syntax))
    except (DoesNotAddUp, struct.error, RecursionError):
        return False


class _Reader:
    def __init__(self, data: bytes, syntax: str) -> None:
        self.data, self.order = data, ">" if syntax == BIG else "<"
        self.implicit = syntax == IMPLICIT
        self.found: list[Span] = []

    def all(self) -> list[Span]:
        """The spans; DoesNotAddUp when the last one does not end with the data."""
        pos = 0
        while pos < len(self.data):
            pos = self.element(pos, len(self.data), 0, self.implicit)
        if pos != len(self.data):
            raise DoesNotAddUp(pos)
        return self.found

    def tag(self, pos: int, implicit: bool) -> int:
        group, number = struct.unpack_from(("<" if implicit else self.order) + "HH", self.data, pos)
        return int(group << 16 | number)

    def long(self, pos: int, implicit: bool) -> int:
        order = "<" if implicit else self.order
        return int(struct.unpack_from(order + "L", self.data, pos)[0])

    def element(self, begin: int, end: int, depth: int, implicit: bool) -> int:
        tag = self.tag(begin, implicit)
        if tag >> 16 == 0xFFFE:
            raise DoesNotAddUp(begin)
        vr, value, length = self.head(begin, implicit)
        if vr == b"SQ" or (length == UNDEFINED and (implicit or vr == b"UN")):
            stop = self.sequence(value, length, end, depth, implicit or vr == b"UN")
        elif length == UNDEFINED:
            stop = self.fragments(value, end)
        else:
            stop = value + length
        if stop > end:
            raise DoesNotAddUp(begin)
        self.found.append(Span(tag, vr, begin, value, stop, depth))
        return stop

    def head(self, begin: int, implicit: bool) -> tuple[bytes, int, int]:
        if implicit:
            tag = self.tag(begin, implicit)
            known = not tag >> 16 & 1 and dictionary_has_tag(tag) and dictionary_VR(tag) == "SQ"
            return b"SQ" if known else b"", begin + 8, self.long(begin + 4, implicit)
        vr = self.data[begin + 4 : begin + 6]
        if vr in SHORT:
            return vr, begin + 8, struct.unpack_from(self.order + "H", self.data, begin + 6)[0]
        if vr in LONG:
            return vr, begin + 12, self.long(begin + 8, implicit)
        raise DoesNotAddUp(begin)

    def sequence(self, pos: int, length: int, end: int, depth: int, implicit: bool) -> int:
        stop = end if length == UNDEFINED else pos + length
        if stop > end:
            raise DoesNotAddUp(pos)
        while pos < stop:
            tag, size = self.tag(pos, implicit), self.long(pos + 4, implicit)
            if tag == SEQUENCE_END and length == UNDEFINED:
                return pos + 8
            if tag != ITEM:
                raise DoesNotAddUp(pos)
            pos = self.item(pos + 8, size, stop, depth + 1, implicit)
        if length == UNDEFINED:
            raise DoesNotAddUp(pos)
        return pos

    def item(self, pos: int, size: int, end: int, depth: int, implicit: bool) -> int:
        stop = end if size == UNDEFINED else pos + size
        while pos < stop:
            if size == UNDEFINED and self.tag(pos, implicit) == ITEM_END:
                return pos + 8
            pos = self.element(pos, stop, depth, implicit)
        if size == UNDEFINED or pos != stop or stop > end:
            raise DoesNotAddUp(pos)
        return pos

    def fragments(self, pos: int, end: int) -> int:
        count = 0
        while True:
            tag, size = self.tag(pos, False), self.long(pos + 4, False)
            pos += 8
            if tag == SEQUENCE_END and count:
                return pos
            if tag != ITEM or size == UNDEFINED or pos + size > end:
                raise DoesNotAddUp(pos)
            pos, count = pos + size, count + 1


def encoded(tag: int, vr: bytes, value: bytes, syntax: str, length: int | None = None) -> bytes:
    """One element as `syntax` writes it, with a `length` of its own where it shall lie."""
    size = len(value) if length is None else length
    order = ">" if syntax == BIG else "<"
    group, number = tag >> 16, tag & 0xFFFF
    if syntax == IMPLICIT:
        return struct.pack("<HHL", group, number, size) + value
    if vr in SHORT:
        return struct.pack(order + "HH2sH", group, number, vr, size & 0xFFFF) + value
    return struct.pack(order + "HH2sHL", group, number, vr, 0, size) + value


def item(content: bytes, syntax: str, length: int | None = None) -> bytes:
    """One item of a sequence, or a fragment."""
    size = len(content) if length is None else length
    return struct.pack((">" if syntax == BIG else "<") + "HHL", 0xFFFE, 0xE000, size) + content


def delimiter(tag: int, syntax: str, length: int = 0) -> bytes:
    """The end of an item or of a sequence."""
    order = ">" if syntax == BIG else "<"
    return struct.pack(order + "HHL", tag >> 16, tag & 0xFFFF, length)


def replaced(data: bytes, syntax: str, values: dict[int, tuple[bytes, bytes]]) -> bytes:
    """The data set with these top level elements (VR and value) put in, or in place of theirs."""
    left, pieces = dict(values), list[bytes]()
    for span in _top(data, syntax):
        for tag in sorted(tag for tag in left if tag <= span.tag):
            pieces.append(encoded(tag, *left.pop(tag), syntax))
        if span.tag not in values:
            pieces.append(data[span.begin : span.end])
    pieces += [encoded(tag, *left[tag], syntax) for tag in sorted(left)]
    return b"".join(pieces)


def _top(data: bytes, syntax: str) -> Iterator[Span]:
    return (span for span in spans(data, syntax) if not span.depth)
