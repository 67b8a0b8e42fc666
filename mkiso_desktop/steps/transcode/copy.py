"""Writes one instance in another transfer syntax and proves the copy equal, in this process."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np

from ...core.durable import whole_file
from ...core.elements import IMPLICIT_LITTLE
from ...core.instance import Instance, part10_prefix, read_instance
from .pixels import CannotDecode, Picture, decoded, is_same_frame, picture_of, second_opinion
from .proof import prove_equal
from .recode import Element, Level, Native, recode


def copy_proved(
    instance: Instance, syntax: str, target: Path, tick: Callable[[], None]
) -> Instance:
    """The copy at `target`, in Explicit or Implicit VR Little Endian.

    `tick` is called for every piece, to show that there is life and to stop by raising. What it
    raises, and CannotDecode, NotEqual, NotWellFormed or OSError, leave a `target` that is no copy.
    """
    picture = _write(instance, syntax, target, tick)
    copy = read_instance(target)
    prove_equal(instance, copy, picture, tick)
    return copy


def _write(
    instance: Instance, syntax: str, target: Path, tick: Callable[[], None]
) -> Picture | None:
    """Write the copy; what the source says of its compressed pixels, None when it has none."""
    pictures: list[Picture] = []
    with instance.path.open("rb") as stream, whole_file(target) as out:

        def decode(level: Level, element: Element) -> Native:
            picture = picture_of(level, instance.transfer_syntax_uid)
            begin = instance.offset + element.begin
            if level.parent is None:
                pictures.append(picture)
            stream.seek(begin)
            native = decoded(stream, picture)
            return native if level.parent is None else _agreed(native, stream, begin, picture)

        uids = instance.sop_class_uid, instance.sop_instance_uid
        if not all(map(str.isascii, uids)):
            raise CannotDecode("a UID that is none")
        out.write(part10_prefix(*uids, syntax))
        pieces = recode(
            _mapped(instance),
            instance.transfer_syntax_uid,
            implicit=syntax == IMPLICIT_LITTLE,
            decode=decode,
        )
        for piece in pieces:
            tick()
            out.write(piece)
    return pictures[0] if pictures else None


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


def _mapped(instance: Instance) -> memoryview:
    """The data set's bytes, read by the system as they are looked at."""
    with instance.path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    # Not closed by hand: slices of it may still live in a traceback, and would make that fail.
    return memoryview(mapped)[instance.offset :]
