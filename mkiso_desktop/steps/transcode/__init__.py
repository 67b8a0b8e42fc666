"""Makes the copies that a medium's profile, or a publisher, wants in another transfer syntax.

What may stand on which medium is PS3.11's: STD-GEN-CD takes Explicit VR Little Endian alone
(Annex D), the DVD, USB and BD profiles one family of compression beside it (Annexes H, J, M).
An instance that needs no copy goes through untouched. A copy keeps its SOP Instance UID: nothing
is lost on the way, and each copy is proved equal to its source or is not used.
"""

from __future__ import annotations

import mmap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

import numpy as np
from pydicom.uid import UID

from ...core.config import Medium
from ...core.durable import whole_file
from ...core.elements import EXPLICIT_LITTLE, IMPLICIT_LITTLE, NotWellFormed
from ...core.errors import disk_error
from ...core.instance import Instance, part10_prefix, read_instance
from ...core.progress import Progress
from .pixels import (
    CannotDecode,
    Picture,
    decoded,
    is_same_frame,
    picture_of,
    second_opinion,
)
from .proof import NotEqual, prove_equal
from .recode import Element, Level, Native, recode

JPEG: Final = frozenset(f"1.2.840.10008.1.2.4.{n}" for n in (50, 51, 70))
JPEG_2000: Final = frozenset(f"1.2.840.10008.1.2.4.{n}" for n in (90, 91))
_PROFILES = {Medium.DVD: "DVD", Medium.DVD_DL: "DVD", Medium.BD: "BD", Medium.USB: "USB"}


@dataclass(frozen=True)
class Transcoded:
    """What may go on the medium, in the order it came. `profile` is "" when none can be claimed."""

    instances: tuple[Instance, ...]
    warnings: tuple[str, ...]
    profile: str


class CannotTranscode(Exception):
    """This instance cannot be given in that syntax, or not proved equal. No value in the text."""


def for_medium(
    instances: Sequence[Instance], medium: Medium, folder: Path, progress: Progress
) -> Transcoded:
    """Bring every instance into a syntax that the medium's profile allows; copies go to `folder`.

    What cannot be decoded stays as it is, with a sentence in `warnings`, and then no profile is
    claimed. DiskFull when `folder` cannot take the copies.
    """
    allowed, profile = _profile(instances, medium)
    done: list[Instance] = []
    left: Counter[str] = Counter()
    for number, instance in enumerate(instances):
        progress.report("transcode", number, len(instances))
        syntax = instance.transfer_syntax_uid
        if syntax not in allowed:
            try:
                instance = _copied(instance, EXPLICIT_LITTLE, folder, progress)
            except CannotTranscode:
                left[syntax] += 1
        done.append(instance)
    progress.report("transcode", len(instances), len(instances))
    warnings = tuple(_warning(syntax, number) for syntax, number in sorted(left.items()))
    return Transcoded(tuple(done), warnings, "" if left else profile)


def to_syntax(
    instance: Instance, transfer_syntax_uid: str, folder: Path, progress: Progress | None = None
) -> Instance:
    """The same instance in Explicit or Implicit VR Little Endian, as a new file in `folder`.

    CannotTranscode when it cannot be decoded, or the copy cannot be proved equal.
    """
    if instance.transfer_syntax_uid == transfer_syntax_uid:
        return instance
    if transfer_syntax_uid not in (EXPLICIT_LITTLE, IMPLICIT_LITTLE):
        raise CannotTranscode(f"nothing is encoded to {transfer_syntax_uid} here")
    return _copied(instance, transfer_syntax_uid, folder, progress or Progress())


def _profile(instances: Sequence[Instance], medium: Medium) -> tuple[frozenset[str], str]:
    """The syntaxes that may stay, and the profile that then covers the whole medium.

    A profile has one family of compression: where both are present, the smaller is decoded.
    """
    if medium is Medium.CD:
        return frozenset({EXPLICIT_LITTLE}), "STD-GEN-CD"
    sizes = {
        family: sum(i.length for i in instances if i.transfer_syntax_uid in family)
        for family in (JPEG, JPEG_2000)
    }
    if sizes[JPEG_2000] > sizes[JPEG]:
        return JPEG_2000 | {EXPLICIT_LITTLE}, f"STD-GEN-{_PROFILES[medium]}-J2K"
    return JPEG | {EXPLICIT_LITTLE}, f"STD-GEN-{_PROFILES[medium]}-JPEG"


def _warning(syntax: str, number: int) -> str:
    objects = "1 object stays" if number == 1 else f"{number} objects stay"
    return f"{objects} compressed as {UID(syntax).name}, which some viewers cannot open"


def _copied(instance: Instance, syntax: str, folder: Path, progress: Progress) -> Instance:
    # Names never come from the data: UIDs on the wire are as long and odd as a peer likes.
    target = _folder(folder) / f"{uuid4().hex}.dcm"
    is_proved = False
    try:
        picture = _write_copy(instance, syntax, target, progress)
        copy = read_instance(target)
        prove_equal(instance, copy, picture, progress)
        is_proved = True
        return copy
    except (CannotDecode, NotEqual, NotWellFormed) as error:
        raise CannotTranscode(str(error)) from error
    except OSError as error:
        raise disk_error(error, str(folder)) from error
    finally:
        if not is_proved:
            target.unlink(missing_ok=True)


def _folder(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise disk_error(error, str(folder)) from error
    return folder


def _write_copy(
    instance: Instance, syntax: str, target: Path, progress: Progress
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
        out.write(part10_prefix(*uids, syntax))
        pieces = recode(
            _mapped(instance),
            instance.transfer_syntax_uid,
            implicit=syntax == IMPLICIT_LITTLE,
            decode=decode,
        )
        for piece in pieces:
            progress.check()
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
