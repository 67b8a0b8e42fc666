"""Proves that a copy in another transfer syntax says the same as its source, by other code.

The elements of both are read by pydicom and compared byte for byte; compressed pixels are decoded
a second time, by another decoder where there is one, and compared frame for frame.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from pydicom.pixels.utils import iter_pixels

from ...core.elements import EXPLICIT_BIG, NATIVE
from ...core.instance import Instance
from .pixels import PYDICOM_RAISES, Picture, is_same_frame, second_opinion
from .recode import PIECE, PIXEL_DATA, UNDEFINED, WORD_SIZES, turned

_PIXELS = frozenset({0x7FE00008, 0x7FE00009, PIXEL_DATA})
_OFFSET_TABLES = frozenset({0x7FE00001, 0x7FE00002, 0x7FE00003})
_SAID_ANEW = frozenset({0x00280004, 0x00280006, 0x00282110})
"""Photometric Interpretation, Planar Configuration, Lossy Image Compression: true for the copy."""


class NotEqual(Exception):
    """The copy says something else than its source. The text names a tag, never a value."""


def prove_equal(
    source: Instance, copy: Instance, picture: Picture | None, tick: Callable[[], None]
) -> None:
    """Raise NotEqual unless `copy` has every value and every pixel of `source`.

    `picture` describes the source's top level pixels when they are compressed.
    """
    big = source.transfer_syntax_uid == EXPLICIT_BIG
    try:
        was = dcmread(source.path, defer_size=PIECE)
        now = dcmread(copy.path, defer_size=PIECE)
        _same_elements(was, now, big, source.transfer_syntax_uid, top=True)
        if picture is not None:
            _same_decoded(source, copy, picture, tick)
        elif source.header.pixel_data_offset is not None:
            _same_words(source, copy, was, big, tick)
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


def _same_decoded(
    source: Instance, copy: Instance, picture: Picture, tick: Callable[[], None]
) -> None:
    """Decode the source once more and hold every frame against the copy."""
    said = copy.header.text(0x00280004)
    offset, length = copy.header.pixel_data_offset, copy.header.pixel_data_length
    total = picture.frame_length * picture.frames
    if offset is None or length != total + total % 2:
        raise NotEqual("the pixels have another length")
    with copy.path.open("rb") as file, source.path.open("rb") as stream:
        file.seek(copy.offset + offset)
        stream.seek(source.offset + (source.header.pixel_data_offset or 0))
        for theirs, photometric in second_opinion(stream, picture):
            tick()
            ours = np.frombuffer(file.read(picture.frame_length), picture.dtype)
            is_named = said == photometric or picture.becomes_rgb and said == "RGB"
            if not is_named or not is_same_frame(ours, theirs, photometric, picture):
                raise NotEqual("the pixels decode differently")


def _same_words(
    source: Instance, copy: Instance, was: Dataset, big: bool, tick: Callable[[], None]
) -> None:
    """Compare native pixels; Big Endian ones also as an image, by pydicom."""
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
    if big and PIXEL_DATA in was and was.get("BitsAllocated") != 1:
        if was.get("BitsAllocated") not in (8, 16):
            # Some turn OW by its 16 bit words, as PS3.5 says, others by the sample.
            raise NotEqual("Big Endian samples of more than 16 bits can be read in two ways")
        _same_images(source.path, copy.path, tick)


def _same_images(before: Path, after: Path, tick: Callable[[], None]) -> None:
    pairs = zip_longest(iter_pixels(before, raw=True), iter_pixels(after, raw=True))
    for one, other in pairs:
        tick()
        if one is None or other is None or not np.array_equal(one, other):
            raise NotEqual("the pixels decode differently")
