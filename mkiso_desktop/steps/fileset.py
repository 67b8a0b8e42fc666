"""Files to a File-set with its DICOMDIR: names, records and the offsets between them.

Written by ourselves because pydicom's FileSet is quadratic and refuses ordinary hospital data.
What the Standard demands of a directory record and the instance lacks is made up here, in the
directory only, and told in `Fileset.invented`.
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count, zip_longest
from operator import itemgetter
from typing import Final, TypeVar

from mkiso_desktop.core.elements import EXPLICIT_LITTLE
from mkiso_desktop.core.instance import Instance, part10_prefix
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.wanted import tag

from .record_body import Inventions, own_value, record_body
from .record_values import element
from .records import PRIVATE_RECORD_UID, ROOT_TYPES, Key, make_key, record_type

MEDIA_STORAGE_DIRECTORY: Final = "1.2.840.10008.1.3.10"


_PATIENT_NAME = tag("PatientName")
_PATIENT_ID, _STUDY_ID = make_key("PatientID", 1), make_key("StudyID", 1)
_SERIES_NUMBER, _INSTANCE_NUMBER = make_key("SeriesNumber", 1), make_key("InstanceNumber", 1)

# The directory's own elements, PS3.3 F.3.2.
_FILE_SET_ID = tag("FileSetID")
_OFFSET_OF_FIRST_ROOT = tag("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity")
_OFFSET_OF_LAST_ROOT = tag("OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity")
_CONSISTENCY_FLAG = tag("FileSetConsistencyFlag")
_DIRECTORY_RECORD_SEQUENCE = tag("DirectoryRecordSequence")
_DIRECTORY_HEAD_LENGTH = 12 + 12 + 10 + 12  # two offsets, the flag, the sequence's head
_DIRECTORY_RECORD_TYPE = tag("DirectoryRecordType")
_PRIVATE_RECORD_UID = tag("PrivateRecordUID")
_REFERENCED_FILE_ID = tag("ReferencedFileID")
_REFERENCED_SOP_CLASS_UID = tag("ReferencedSOPClassUIDInFile")
_REFERENCED_SOP_INSTANCE_UID = tag("ReferencedSOPInstanceUIDInFile")
_REFERENCED_TRANSFER_SYNTAX_UID = tag("ReferencedTransferSyntaxUIDInFile")
# A record's item up to its type: next record's offset, in-use flag, lower level's offset.
_RECORD_HEAD = struct.Struct("<HHL HH2sHL HH2sHH HH2sHL")


@dataclass(frozen=True)
class Entry:
    """One file of the File-set: its File ID (PS3.10 8.2) and the instance it shall hold."""

    file_id: tuple[str, ...]
    instance: Instance


@dataclass(frozen=True)
class Fileset:
    """The files in the order of the directory, the DICOMDIR as a whole file, and a sentence for
    each kind of value that the directory has and the instances do not."""

    entries: tuple[Entry, ...]
    dicomdir: bytes
    invented: tuple[str, ...]


def build_fileset(instances: Sequence[Instance], fileset_id: str, progress: Progress) -> Fileset:
    """Name the files and write their directory (PS3.3 Annex F, PS3.10 section 8).

    Studies keep the order in which they came, series go by Series Number, instances by Instance
    Number. Needs at least one instance: an empty directory is no File-set (ValueError).
    """
    if not instances:
        raise ValueError("a File-set needs at least one instance")
    tree = _Tree(len(instances), progress)
    roots = tree.records(instances)
    progress.report("building", len(instances), len(instances))
    return Fileset(
        tuple(tree.entries), _dicomdir(roots, fileset_id, instances), tree.inventions.sentences()
    )


@dataclass(slots=True)
class _Record:
    """A directory record; `rest` is all of it but the offsets, which come last."""

    rest: bytes
    lower: list[_Record] = field(default_factory=list)
    offset: int = 0


# Series by Series Instance UID; studies by Study Instance UID; patients by Patient ID.
_Series = dict[str, list[Instance]]
_Studies = dict[str, _Series]


class _Tree:
    """Builds the records from the instances, and names the files on the way."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.entries: list[Entry] = []
        self.inventions = Inventions()
        self._total = total
        self._progress = progress
        self._study_number = 0

    def records(self, instances: Sequence[Instance]) -> list[_Record]:
        """The records of the root directory entity, with all that is below them."""
        patients: dict[bytes, _Studies] = {}
        alone: list[Instance] = []
        for instance in instances:
            if record_type(instance.header) in ROOT_TYPES:
                alone.append(instance)
                continue
            studies = patients.setdefault(_patient_key(instance), {})
            series = studies.setdefault(instance.study_instance_uid, {})
            series.setdefault(instance.series_instance_uid, []).append(instance)
        spare_ids = _spare_patient_ids(patients)
        roots = [self._patient(studies, next(spare_ids)) for studies in patients.values()]
        return roots + [
            self._leaf(instance, ("DICOM", f"OT{number:06d}"), b"1")
            for number, instance in enumerate(alone, 1)
        ]

    def _patient(self, studies: _Studies, spare_id: bytes) -> _Record:
        first = next(iter(next(iter(studies.values())).values()))[0]
        record = self._record("PATIENT", first, {_PATIENT_ID.tag: spare_id})
        for number, series in enumerate(studies.values(), 1):
            record.lower.append(self._study(series, str(number).encode()))
        return record

    def _study(self, series: _Series, spare_id: bytes) -> _Record:
        self._study_number += 1
        folder = ("DICOM", f"ST{self._study_number:06d}")
        ordered = _by_number(series.values(), _SERIES_NUMBER, lambda members: members[0])
        record = self._record("STUDY", ordered[0][1][0], {_STUDY_ID.tag: spare_id})
        for number, (spare, members) in enumerate(ordered, 1):
            record.lower.append(self._series(members, (*folder, f"SE{number:06d}"), spare))
        return record

    def _series(self, members: list[Instance], folder: tuple[str, ...], spare: bytes) -> _Record:
        ordered = _by_number(members, _INSTANCE_NUMBER, lambda instance: instance)
        record = self._record("SERIES", ordered[0][1], {_SERIES_NUMBER.tag: spare})
        for number, (spare_number, instance) in enumerate(ordered, 1):
            record.lower.append(self._leaf(instance, (*folder, f"IM{number:06d}"), spare_number))
        return record

    def _record(self, kind: str, instance: Instance, spare: Mapping[int, bytes]) -> _Record:
        body = record_body(kind, instance.header, spare, self.inventions)
        return _Record(element(_DIRECTORY_RECORD_TYPE, "CS", kind.encode()) + body)

    def _leaf(self, instance: Instance, file_id: tuple[str, ...], spare: bytes) -> _Record:
        if len(self.entries) % 100 == 0:
            self._progress.report("building", len(self.entries), self._total)
        kind = record_type(instance.header)
        spares = {_INSTANCE_NUMBER.tag: spare}
        body = record_body(kind, instance.header, spares, self.inventions)
        self.entries.append(Entry(file_id, instance))
        return _Record(_reference(kind, file_id, instance) + body)


def _patient_key(instance: Instance) -> bytes:
    """Whose record an instance belongs to. Without a Patient ID, the name keeps people apart."""
    values = instance.header.values
    patient_id = values.get(_PATIENT_ID.tag, b"").strip(b" \0")
    return patient_id or b"\n" + values.get(_PATIENT_NAME, b"")


def _spare_patient_ids(taken: Iterable[bytes]) -> Iterator[bytes]:
    """Patient IDs that no patient of this File-set has."""
    used = set(taken)
    return (spare for number in count(1) if (spare := f"MKISO{number:06d}".encode()) not in used)


T = TypeVar("T")


def _by_number(
    things: Iterable[T], key: Key, instance_of: Callable[[T], Instance]
) -> list[tuple[bytes, T]]:
    """Each thing with a number nobody else has, should it lack its own; in ascending order.

    Those without a number come last, as they came.
    """
    numbered = [(own_value(key, instance_of(thing).header), thing) for thing in things]
    highest = max((int(number) for number, _ in numbered if number), default=0)
    spare = count(max(highest, 0) + 1)
    ordered = sorted(
        ((int(number) if number else next(spare), thing) for number, thing in numbered),
        key=itemgetter(0),
    )
    return [(str(number).encode(), thing) for number, thing in ordered]


def _reference(kind: str, file_id: tuple[str, ...], instance: Instance) -> bytes:
    """The elements by which a record references its file (PS3.3 F.3.2.2)."""
    header = instance.header
    private = PRIVATE_RECORD_UID.encode() if kind == "PRIVATE" else b""
    return b"".join(
        (
            element(_DIRECTORY_RECORD_TYPE, "CS", kind.encode()),
            element(_PRIVATE_RECORD_UID, "UI", private) if private else b"",
            element(_REFERENCED_FILE_ID, "CS", "\\".join(file_id).encode()),
            element(_REFERENCED_SOP_CLASS_UID, "UI", instance.sop_class_uid.encode()),
            element(_REFERENCED_SOP_INSTANCE_UID, "UI", instance.sop_instance_uid.encode()),
            element(_REFERENCED_TRANSFER_SYNTAX_UID, "UI", header.transfer_syntax_uid.encode()),
        )
    )


def _dicomdir(roots: list[_Record], fileset_id: str, instances: Sequence[Instance]) -> bytes:
    """The file DICOMDIR: file meta information, File-set Identification, directory."""
    name = re.sub("[^A-Z0-9_ ]", "_", fileset_id.upper())[:16].strip()
    # The File-set's own UID is made from what it holds: the same files, the same directory.
    content = sha256(name.encode() + b"".join(instance.digest for instance in instances))
    fileset_uid = f"2.25.{uuid.UUID(bytes=content.digest()[:16], version=5).int}"
    prefix = part10_prefix(MEDIA_STORAGE_DIRECTORY, fileset_uid, EXPLICIT_LITTLE)
    identification = element(_FILE_SET_ID, "CS", name.encode())
    first = len(prefix) + len(identification) + _DIRECTORY_HEAD_LENGTH
    end = _place(roots, first)
    head = (
        element(_OFFSET_OF_FIRST_ROOT, "UL", struct.pack("<L", roots[0].offset))
        + element(_OFFSET_OF_LAST_ROOT, "UL", struct.pack("<L", roots[-1].offset))
        + element(_CONSISTENCY_FLAG, "US", b"\0\0")
        + element(_DIRECTORY_RECORD_SEQUENCE, "SQ", b"")[:-4]
        + struct.pack("<L", end - first)
    )
    return b"".join((prefix, identification, head, *_encoded_records(roots)))


def _place(records: list[_Record], offset: int) -> int:
    """Give each record its offset from the file's first byte; where the last one ends."""
    for record in records:
        record.offset = offset
        offset = _place(record.lower, offset + _RECORD_HEAD.size + len(record.rest))
    return offset


def _encoded_records(records: list[_Record]) -> Iterator[bytes]:
    for record, following in zip_longest(records, records[1:]):
        length = _RECORD_HEAD.size - 8 + len(record.rest)
        next_offset = following.offset if following else 0
        lower_offset = record.lower[0].offset if record.lower else 0
        yield _RECORD_HEAD.pack(
            *(0xFFFE, 0xE000, length),
            *(0x0004, 0x1400, b"UL", 4, next_offset),
            *(0x0004, 0x1410, b"US", 2, 0xFFFF),
            *(0x0004, 0x1420, b"UL", 4, lower_offset),
        )
        yield record.rest
        yield from _encoded_records(record.lower)
