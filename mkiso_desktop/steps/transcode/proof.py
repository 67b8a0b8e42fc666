"""Proves that a copy in another transfer syntax says the same as its source, by other code.

The elements of both are read by pydicom and compared byte for byte, native pixels among them. What
has to be decoded for that is `decoded`'s, in a process of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException

from ...core.elements import EXPLICIT_BIG, NATIVE
from ...core.instance import Instance
from .recode import PIECE, PIXEL_DATA, UNDEFINED, WORD_SIZES, turned

PYDICOM_RAISES: Final = (
    ValueError, TypeError, AttributeError, LookupError, RuntimeError, ArithmeticError, EOFError,
    MemoryError, struct.error, BytesLengthException,
)  # fmt: skip
"""What pydicom raises for data that it does not take, without an idea of its own for it."""

_PIXELS = frozenset({0x7FE00008, 0x7FE00009, PIXEL_DATA})
_OFFSET_TABLES = frozenset({0x7FE00001, 0x7FE00002, 0x7FE00003})
_SAID_ANEW = frozenset({0x00280004, 0x00280006, 0x00282110})
"""Photometric Interpretation, Planar Configuration, Lossy Image Compression: true for the copy."""


class NotEqual(Exception):
    """The copy says something else than its source. The text names a tag, never a value."""


def prove_equal(
    source: Instance,
    copy: Instance,
    tick: Callable[[], None],
    same_pixels: Callable[[Dataset], None] | None = None,
) -> None:
    """Raise NotEqual unless `copy` has every value and every pixel of `source`.

    `same_pixels` does it for pixels that have to be decoded; it is given the source's elements.
    """
    big = source.transfer_syntax_uid == EXPLICIT_BIG
    try:
        was = dcmread(source.path, defer_size=PIECE)
        now = dcmread(copy.path, defer_size=PIECE)
        _same_elements(was, now, big, source.transfer_syntax_uid, top=True)
        if same_pixels is not None:
            same_pixels(was)
        elif source.header.pixel_data_offset is not None:
            same_words(source, copy, was, tick)
    except PYDICOM_RAISES as error:
        raise NotEqual(f"they cannot be compared: {type(error).__name__}") from error


def _same_elements(was: Dataset, now: Dataset, big: bool, syntax: str, *, top: bool) -> None:
    decoded = syntax not in NATIVE and _is_encapsulated(was)
    free = _PIXELS | _OFFSET_TABLES if top else frozenset[int]()
    if decoded:
        free |= _SAID_ANEW | _OFFSET_TABLES | {PIXEL_DATA}
    # All raw elements first: looking into a sequence makes pydicom convert others.
    theirs, ours = _raw_elements(was, free), _raw_elements(now, free)
    if only_one := theirs.keys() ^ ours.keys():
        raise NotEqual(f"{_name(min(only_one))} stands in one of both only")
    for tag in theirs:
        if "SQ" in (theirs[tag].VR, ours[tag].VR):
            _same_items(was, now, tag, big, syntax)
        else:
            before, after = _value(was, theirs[tag]), _value(now, ours[tag])
            if big:
                before = turned(before, WORD_SIZES.get(str(theirs[tag].VR).encode(), 1))
            if before != after:
                raise NotEqual(f"{_name(tag)} has another value")
            if None not in (vrs := (theirs[tag].VR, ours[tag].VR)) and vrs[0] != vrs[1]:
                raise NotEqual(f"{_name(tag)} has another VR")


def _raw_elements(ds: Dataset, free: frozenset[int]) -> dict[int, Any]:
    tags = (int(tag) for tag in ds.keys())  # noqa: SIM118 - iterating a Dataset converts all
    return {
        tag: ds.get_item(tag, keep_deferred=True)
        for tag in tags
        if tag not in free and tag & 0xFFFF
    }


def _name(tag: int) -> str:
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _is_encapsulated(ds: Dataset) -> bool:
    if PIXEL_DATA not in ds:
        return False
    pixels = ds.get_item(PIXEL_DATA, keep_deferred=True)
    return isinstance(pixels, RawDataElement) and pixels.length == UNDEFINED


def _same_items(was: Dataset, now: Dataset, tag: int, big: bool, syntax: str) -> None:
    theirs, ours = was[tag], now[tag]
    if theirs.VR != "SQ" or ours.VR != "SQ" or len(theirs.value) != len(ours.value):
        raise NotEqual(f"{_name(tag)} has other items")
    for one, other in zip(theirs.value, ours.value, strict=True):
        _same_elements(one, other, big, syntax, top=False)


def _value(ds: Dataset, element: RawDataElement) -> bytes | memoryview:
    """The value's bytes; a long one was left in the file."""
    if element.value is not None or not element.length:
        return element.value or b""
    with Path(ds.filename).open("rb") as file:
        file.seek(element.value_tell)
        return file.read(element.length)


def same_words(source: Instance, copy: Instance, was: Dataset, tick: Callable[[], None]) -> None:
    """Compare native pixels, their words turned where the source is Big Endian."""
    big = source.transfer_syntax_uid == EXPLICIT_BIG
    length = source.header.pixel_data_length or 0
    if copy.header.pixel_data_length != length:
        raise NotEqual("the pixels have another length")
    vr = next(str(was.get_item(t, keep_deferred=True).VR) for t in _PIXELS if t in was)
    size = WORD_SIZES.get(vr.encode(), 1) if big else 1
    with source.path.open("rb") as before, copy.path.open("rb") as after:
        before.seek(source.offset + (source.header.pixel_data_offset or 0))
        after.seek(copy.offset + (copy.header.pixel_data_offset or 0))
        for at in range(0, length, PIECE):
            tick()
            count = min(PIECE, length - at)
            if turned(before.read(count), size) != after.read(count):
                raise NotEqual("the pixels differ")
