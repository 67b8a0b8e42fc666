"""Copies what has to be decoded, and proves that by decoding a second time: compressed pixels by
another decoder where there is one, Big Endian ones as an image.

Only for a process of its own (see `serve`): decoders may crash, and numpy, Pillow and the decoders
take 20 MB that the program does not give back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

import numpy as np
from pydicom.dataset import Dataset
from pydicom.pixels.utils import iter_pixels

from ...core.elements import EXPLICIT_BIG
from ...core.instance import Instance, read_instance
from .copy import write_copy
from .pixels import Picture, decoded, is_same_frame, picture_of, second_opinion
from .proof import NotEqual, prove_equal, same_words
from .recode import PIXEL_DATA, CannotDecode, Element, Level, Native


def copy_decoded(
    instance: Instance, syntax: str, target: Path, tick: Callable[[], None]
) -> Instance:
    """The same as `copy.copy_proved`, for a source in any transfer syntax."""
    pictures: list[Picture] = []
    with instance.path.open("rb") as stream:

        def decode(level: Level, element: Element) -> Native:
            picture = picture_of(level, instance.transfer_syntax_uid)
            begin = instance.offset + element.begin
            if level.parent is None:
                pictures.append(picture)
            stream.seek(begin)
            native = decoded(stream, picture)
            return native if level.parent is None else _agreed(native, stream, begin, picture)

        write_copy(instance, syntax, target, tick, decode)
    copy = read_instance(target)
    prove_decoded(instance, copy, pictures[0] if pictures else None, tick)
    return copy


def _agreed(native: Native, stream: BinaryIO, begin: int, picture: Picture) -> Native:
    """The pixels of an icon: small, so two decoders must agree on them before they are written."""
    native.frames = list(native.frames)
    stream.seek(begin)
    for ours, (theirs, photometric) in zip(
        native.frames, second_opinion(stream, picture), strict=True
    ):
        if not is_same_frame(np.frombuffer(ours, picture.dtype), theirs, photometric, picture):
            raise CannotDecode("an icon decodes differently")
    return native


def prove_decoded(
    source: Instance, copy: Instance, picture: Picture | None, tick: Callable[[], None]
) -> None:
    """Raise NotEqual unless `copy` has every value and every pixel of `source`.

    `picture` describes the source's top level pixels when they are compressed.
    """
    same = partial(_same_pixels, source=source, copy=copy, picture=picture, tick=tick)
    prove_equal(source, copy, tick, same)


def _same_pixels(
    was: Dataset,
    source: Instance,
    copy: Instance,
    picture: Picture | None,
    tick: Callable[[], None],
) -> None:
    if picture is not None:
        _same_frames(source, copy, picture, tick)
    elif source.header.pixel_data_offset is not None:
        same_words(source, copy, was, tick)
        if source.transfer_syntax_uid == EXPLICIT_BIG and PIXEL_DATA in was:
            _same_images(source.path, copy.path, was.get("BitsAllocated"), tick)


def _same_frames(
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


def _same_images(
    before: Path, after: Path, bits_allocated: int | None, tick: Callable[[], None]
) -> None:
    """Whether pydicom sees the same image in words that were turned and in those that were not."""
    if bits_allocated == 1:
        return
    if bits_allocated not in (8, 16):
        # Some turn OW by its 16 bit words, as PS3.5 says, others by the sample.
        raise NotEqual("Big Endian samples of more than 16 bits can be read in two ways")
    pairs = zip_longest(iter_pixels(before, raw=True), iter_pixels(after, raw=True))
    for one, other in pairs:
        tick()
        if one is None or other is None or not np.array_equal(one, other):
            raise NotEqual("the pixels decode differently")
