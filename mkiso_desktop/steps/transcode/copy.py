"""Writes one instance in another transfer syntax and proves the copy equal, in this process.

Of Little Endian sources without compression: their pixels go on as bytes, and no library that
decodes is loaded for them (see `decoded` for all others).
"""

from __future__ import annotations

import mmap
from collections.abc import Callable
from pathlib import Path

from ...core.durable import whole_file
from ...core.elements import IMPLICIT_LITTLE
from ...core.instance import Instance, part10_prefix, read_instance
from .proof import prove_equal
from .recode import CannotDecode, Decode, Element, Level, Native, recode


def copy_proved(
    instance: Instance, syntax: str, target: Path, tick: Callable[[], None]
) -> Instance:
    """The copy at `target`, in Explicit or Implicit VR Little Endian.

    `tick` is called for every piece, to show that there is life and to stop by raising. What it
    raises, and CannotDecode, NotEqual, NotWellFormed or OSError, leave a `target` that is no copy.
    """
    write_copy(instance, syntax, target, tick, _not_native)
    copy = read_instance(target)
    prove_equal(instance, copy, tick)
    return copy


def _not_native(level: Level, element: Element) -> Native:
    raise CannotDecode("compressed pixels in a syntax without compression")


def write_copy(
    instance: Instance, syntax: str, target: Path, tick: Callable[[], None], decode: Decode
) -> None:
    """Write the copy; nothing is proved yet."""
    uids = instance.sop_class_uid, instance.sop_instance_uid
    if not all(map(str.isascii, uids)):
        raise CannotDecode("a UID that is none")
    with whole_file(target) as out:
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


def _mapped(instance: Instance) -> memoryview:
    """The data set's bytes, read by the system as they are looked at."""
    with instance.path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    # Not closed by hand: slices of it may still live in a traceback, and would make that fail.
    return memoryview(mapped)[instance.offset :]
