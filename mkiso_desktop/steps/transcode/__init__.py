"""Makes the copies that a medium's profile, or a publisher, wants in another transfer syntax.

What may stand on which medium is PS3.11's: STD-GEN-CD takes Explicit VR Little Endian alone
(Annex D), the DVD, USB and BD profiles one family of compression beside it (Annexes H, J, M).
An instance that needs no copy goes through untouched. A copy keeps its SOP Instance UID: nothing
is lost on the way, and each copy is proved equal to its source or is not used.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Final, Self
from uuid import uuid4

from pydicom.uid import UID

from ...core.elements import EXPLICIT_LITTLE, IMPLICIT_LITTLE, NATIVE, NotWellFormed
from ...core.errors import disk_error
from ...core.instance import Instance, read_instance
from ...core.medium import Medium
from ...core.progress import Progress
from .copy import copy_proved
from .proof import NotEqual
from .recode import CannotDecode, TooManyElements
from .worker import CannotTranscode, Worker

__all__ = ["CannotTranscode", "Transcoded", "Transcoder", "for_medium", "to_syntax"]

MOST_WORKERS: Final = 4
JPEG: Final = frozenset(f"1.2.840.10008.1.2.4.{n}" for n in (50, 51, 70))
JPEG_2000: Final = frozenset(f"1.2.840.10008.1.2.4.{n}" for n in (90, 91))
_PROFILES = {Medium.DVD: "DVD", Medium.DVD_DL: "DVD", Medium.BD: "BD", Medium.USB: "USB"}


@dataclass(frozen=True)
class Transcoded:
    """What may go on the medium, in the order it came. `profile` is "" when none can be claimed."""

    instances: tuple[Instance, ...]
    warnings: tuple[str, ...]
    profile: str


class Transcoder:
    """Makes copies in `folder`. A context manager: it lets go of the process that decodes."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self._folder, self._progress, self._worker = folder, progress, Worker()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._worker.__exit__(kind, error, trace)

    def to_syntax(self, instance: Instance, transfer_syntax_uid: str) -> Instance:
        """The same instance in Explicit or Implicit VR Little Endian.

        CannotTranscode when it cannot be decoded, or the copy cannot be proved equal.
        """
        if instance.transfer_syntax_uid == transfer_syntax_uid:
            return instance
        if transfer_syntax_uid not in (EXPLICIT_LITTLE, IMPLICIT_LITTLE):
            raise CannotTranscode(f"nothing is encoded to {transfer_syntax_uid} here")
        # Names never come from the data: UIDs on the wire are as long and odd as a peer likes.
        target = self._folder / f"{uuid4().hex}.dcm"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return self._copied(instance, transfer_syntax_uid, target)
        except (CannotDecode, NotEqual, NotWellFormed, TooManyElements) as error:
            raise CannotTranscode(str(error)) from error
        except OSError as error:
            raise disk_error(error, str(self._folder)) from error

    def _copied(self, instance: Instance, syntax: str, target: Path) -> Instance:
        copy: Instance | None = None
        try:
            if instance.transfer_syntax_uid in (EXPLICIT_LITTLE, IMPLICIT_LITTLE):
                copy = copy_proved(instance, syntax, target, self._progress.check)
            else:
                self._worker.copy(instance.path, syntax, target, self._progress)
                copy = read_instance(target)
        finally:
            if copy is None:
                target.unlink(missing_ok=True)
                target.with_name(f"{target.name}.part").unlink(missing_ok=True)
        return copy


def for_medium(
    instances: Sequence[Instance], medium: Medium, folder: Path, progress: Progress
) -> Transcoded:
    """Bring every instance into a syntax that the medium's profile allows; copies go to `folder`.

    What cannot be decoded stays as it is, with a sentence in `warnings`, and then no profile is
    claimed. DiskFull when `folder` cannot take the copies.
    """
    allowed, profile = _profile(instances, medium)
    wanting = [i for i in instances if i.transfer_syntax_uid not in allowed]
    copies: dict[int, Instance] = {}
    left: Counter[str] = Counter()
    progress.report("transcode", 0, len(wanting))
    with closing(_copies(wanting, folder, progress)) as made:  # a cancel ends its processes now
        for number, (instance, copy) in enumerate(made, 1):
            progress.report("transcode", number, len(wanting))
            if copy is None:
                left[instance.transfer_syntax_uid] += 1
            else:
                copies[id(instance)] = copy
    done = tuple(copies.get(id(instance), instance) for instance in instances)
    warnings = tuple(_warning(syntax, number) for syntax, number in sorted(left.items()))
    return Transcoded(done, warnings, "" if left else profile)


def _copies(
    wanting: Sequence[Instance], folder: Path, progress: Progress
) -> Generator[tuple[Instance, Instance | None], None, None]:
    """Each instance with its copy in Explicit VR Little Endian, None when it cannot be; in order.

    Each thread waits for a decoding process of its own, so all cores decode.
    """
    idle: SimpleQueue[Transcoder] = SimpleQueue()

    def copy_of(instance: Instance) -> Instance | None:
        transcoder = idle.get()
        try:
            return transcoder.to_syntax(instance, EXPLICIT_LITTLE)
        except CannotTranscode:
            return None
        finally:
            idle.put(transcoder)

    with ExitStack() as opened:
        # One more process takes half a second to start: only where it saves more than that.
        workers = min(MOST_WORKERS, os.cpu_count() or 1, 1 + len(wanting) // 25)
        for _ in range(workers):
            idle.put(opened.enter_context(Transcoder(folder, progress)))
        pool = opened.enter_context(ThreadPoolExecutor(workers))  # its threads end before these
        yield from zip(wanting, pool.map(copy_of, wanting), strict=True)


def to_syntax(
    instance: Instance, transfer_syntax_uid: str, folder: Path, progress: Progress | None = None
) -> Instance:
    """One copy alone; for several a Transcoder starts its decoding process only once."""
    with Transcoder(folder, progress or Progress()) as transcoder:
        return transcoder.to_syntax(instance, transfer_syntax_uid)


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
    how = "in" if syntax in NATIVE else "compressed as"
    return f"{objects} {how} {UID(syntax).name}, which some viewers cannot open"
