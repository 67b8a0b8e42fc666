"""Resume: what an earlier try had received comes in again, by the gate that fresh arrivals pass.

A file counts as whole only when its bytes are those that the journal speaks of. What is not whole
is simply fetched again; what the archive does not list any more, or lists for a patient whom it
describes differently by now, is dropped and told.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.elements import Header, NotWellFormed, walk
from ..core.instance import part10_prefix
from ..core.progress import Progress
from ..core.study import Study
from ..net.gate import SERIES_UID, SOP_CLASS_UID, SOP_INSTANCE_UID, STUDY_UID, Store
from ..net.journal import Sealed, read_journal
from ..net.reception import Reception

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Whole:
    """A file whose content is proved; its data set begins at `offset` and has `length` bytes."""

    path: Path
    store: Store
    header: Header
    offset: int
    length: int
    digest: bytes


def described(studies: Sequence[Study]) -> str:
    """How the archive describes the patient of these studies, as one word without any meaning."""
    persons = {
        (one.name, one.patient_id, one.birth_date, one.sex)
        for one in (study.patient for study in studies)
    }
    return hashlib.sha256(json.dumps(sorted(persons)).encode()).hexdigest()


def take_back(
    folders: Iterable[Path], about: str, reception: Reception, progress: Progress
) -> tuple[str, ...]:
    """Let in what is whole and still wanted, from the newest of `folders` on, and remove them;
    what the person should know about the rest. Files of a patient who was not described as
    `about` are not looked at."""
    dropped, is_corrected = 0, False
    for folder in folders:
        described_as, sealed = read_journal(folder)
        if sealed and described_as != about:
            is_corrected = True
        else:
            dropped += _take_back(folder, sealed, reception, progress)
        shutil.rmtree(folder, ignore_errors=True)
    told = []
    if is_corrected:
        told.append(
            "The patient's data in the PACS have changed since this was interrupted, so all images "
            "were fetched again"
        )
    if dropped:
        told.append(
            f"{dropped} images that had come before this was interrupted do not belong here any "
            "more and were left out"
        )
    return tuple(told)


def _take_back(
    folder: Path, sealed: dict[str, Sealed], reception: Reception, progress: Progress
) -> int:
    """Let in what is whole of one folder; how many whole ones do not belong here any more."""
    dropped, paths = 0, sorted(folder.glob("*.dcm"))
    for number, path in enumerate(paths):
        progress.report("retrieving", number, len(paths), bytes_done=reception.bytes_received)
        one = _whole(path, sealed.get(path.name))
        if one is None:
            log.info("an image that was received earlier is not whole")
        elif reception.expected.refusal(one.store, one.header):
            dropped += 1
        elif _is_listed(one, reception) and reception.lacks(one.store.sop_instance_uid):
            part = reception.parts.adopt(path)
            reception.take_file(one.store, one.header, part, one.offset, one.length, one.digest)
            part.drop()
    log.info("of %d images that were received earlier %d are here", len(paths), reception.count)
    return dropped


def _whole(path: Path, sealed: Sealed | None) -> _Whole | None:
    """The file, if it holds what its line in the journal says, and that is a whole data set."""
    if sealed is None:
        return None
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
            memoryview(mapped) as content,
        ):
            return _proved(path, content, sealed)
    except (OSError, ValueError, NotWellFormed):  # ValueError: an empty file cannot be mapped
        return None


def _proved(path: Path, content: memoryview, sealed: Sealed) -> _Whole | None:
    offset = max(0, len(content) - sealed.length)
    with content[:offset] as prefix, content[offset:] as data:
        digest = hashlib.sha256(data).digest()
        if digest != sealed.digest:
            return None
        header = walk(data, sealed.transfer_syntax_uid)
        store = Store(
            header.text(SOP_CLASS_UID), header.text(SOP_INSTANCE_UID), header.transfer_syntax_uid
        )
        is_ours = prefix == part10_prefix(
            store.sop_class_uid, store.sop_instance_uid, store.transfer_syntax_uid
        )
        return _Whole(path, store, header, offset, len(data), digest) if is_ours else None


def _is_listed(one: _Whole, reception: Reception) -> bool:
    """Whether the archive names this very instance today. Where it only counts, nobody can tell
    whether it still has it."""
    series = reception.expected.studies[one.header.text(STUDY_UID)]
    return series.get(one.header.text(SERIES_UID)) is not None
