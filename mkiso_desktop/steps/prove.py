"""The finished image read back and held against what was received.

Read by other paths than it was written: the three trees of names by pycdlib's reader, the bytes
by plain reads of where ISO 9660 says they are, the DICOMDIR by pydicom. One pass over the image
yields its own SHA-256 and that of every file in it.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any, Final

from pycdlib import PyCdlib
from pycdlib.dr import DirectoryRecord
from pycdlib.pycdlibexception import PyCdlibException
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError
from pydicom.filereader import read_sequence_item
from pydicom.uid import ExplicitVRLittleEndian

from ..core.errors import CheckFailed, disk_error
from ..core.instance import Instance, part10_prefix
from ..core.progress import Progress
from ..core.study import IdRule
from ..core.wanted import tag
from .fileset import Entry, Fileset
from .image import DiscFile

SECTOR: Final = 2048
PIECE: Final = 1 << 20  # what a processor keeps close while two hashes read it
DICOMDIR: Final = ("DICOMDIR",)

_UNREADABLE = (
    PyCdlibException, InvalidDicomError, struct.error, ValueError, TypeError, LookupError,
    AttributeError, EOFError, NotImplementedError, RecursionError,
)  # fmt: skip
# What the two readers raise for bytes that are not what they should be.

_FIRST_ROOT = tag("OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity")
_NEXT = tag("OffsetOfTheNextDirectoryRecord")
_LOWER = tag("OffsetOfReferencedLowerLevelDirectoryEntity")
_DIRECTORY_RECORDS = tag("DirectoryRecordSequence")
_FILE_ID, _TYPE, _PATIENT_ID = map(tag, ("ReferencedFileID", "DirectoryRecordType", "PatientID"))
_LONGEST_ID = 64  # VR LO, PS3.5 6.2
_STUDY_INSTANCE_UID, _SERIES_INSTANCE_UID = tag("StudyInstanceUID"), tag("SeriesInstanceUID")
_REFERENCED_UIDS = (
    tag("ReferencedSOPClassUIDInFile"),
    tag("ReferencedSOPInstanceUIDInFile"),
    tag("ReferencedTransferSyntaxUIDInFile"),
)

Name = tuple[str, ...]
Place = tuple[int, int]
"""Where a file's bytes begin in the image, and how many they are."""


@dataclass(frozen=True)
class Proof:
    """The image as proved: its SHA-256 (hexadecimal), its bytes, and its DICOM instances."""

    sha256: str
    bytes: int
    files: int


def prove(image: Path, fileset: Fileset, others: Sequence[DiscFile], progress: Progress) -> Proof:
    """Raise CheckFailed unless `image` holds exactly the File-set, its DICOMDIR and `others`.

    `others` are the files beside the File-set (pages, viewer). Every data set must be the one
    that was received, every record of the DICOMDIR true, and all of one patient.
    """
    try:
        wanted = _Wanted(fileset, others)
        # Hashing lets go of the GIL, and reading the records is all Python.
        with image.open("rb") as file, ThreadPoolExecutor(1, "records") as beside:
            places = _places(file, wanted)
            records = beside.submit(_records, wanted, progress)
            sha256, size = _compare(file, places, wanted, progress)
            records.result()
        return Proof(sha256, size, len(fileset.entries))
    except _UNREADABLE as error:
        raise _differs(f"the image cannot be read: {type(error).__name__}") from error
    except OSError as error:
        raise disk_error(error, str(image.parent)) from error


def _differs(detail: str) -> CheckFailed:
    return CheckFailed(
        "The finished disc image is not what it should be",
        "Do not use this image. Start the job again; if it happens again, this computer's disk "
        "or memory may be failing: tell your IT support.",
        detail,
    )


class _Wanted:
    """What must be in the image, by its ISO 9660 name."""

    def __init__(self, fileset: Fileset, others: Sequence[DiscFile]) -> None:
        self.dicomdir = fileset.dicomdir
        self.entries: dict[Name, Entry] = {entry.file_id: entry for entry in fileset.entries}
        self.others = {file.path: file for file in others if file.path != DICOMDIR}
        names = [DICOMDIR, *self.entries, *self.others]
        if len(self.entries) != len(fileset.entries) or len(set(names)) != len(names):
            raise _differs("two files have one name")
        self.shown = {name: name for name in names}
        self.shown |= {name: file.shown for name, file in self.others.items()}


def _places(file: BufferedReader, wanted: _Wanted) -> dict[Name, Place]:
    """Where each file is; the three trees must show the same files, and only the wanted ones."""
    iso = PyCdlib()
    iso.open_fp(file)
    try:
        plain = dict(_tree(iso, "iso_path", _iso_name))
        rock_ridge = dict(_tree(iso, "iso_path", _rock_ridge_name))
        joliet = dict(_tree(iso, "joliet_path", _joliet_name))
        size = iso.pvd.space_size * SECTOR
    finally:
        iso.close()
    if file.seek(0, 2) != size:
        raise _differs("the image is shorter or longer than it says")
    _same_names("ISO 9660", plain, wanted.shown)
    shown = {wanted.shown[name]: place for name, place in plain.items() if name in wanted.shown}
    _same_names("Joliet", joliet, shown)
    _same_names("Rock Ridge", rock_ridge, shown)
    if joliet != shown or rock_ridge != shown:
        raise _differs("Joliet or Rock Ridge lead to other bytes than ISO 9660")
    return {name: place for name, place in plain.items() if name in wanted.shown}


def _same_names(tree: str, found: Iterable[Name], wanted: Iterable[Name]) -> None:
    found, wanted = set(found), set(wanted)
    folders = {name[:depth] for name in wanted for depth in range(1, len(name))}
    if missing := wanted - found:
        raise _differs(f"{tree}: {'/'.join(min(missing))} is missing")
    if extra := found - wanted - {(*folder, "") for folder in folders}:
        raise _differs(f"{tree}: {'/'.join(min(extra))} should not be there")


def _tree(iso: PyCdlib, kind: str, name_of: Any) -> Iterator[tuple[Name, Place]]:
    """Every file of one tree with its place; a folder without files shows as a name ending ''."""
    pending: list[tuple[Name, str]] = [((), "/")]
    while pending:
        above, path = pending.pop()
        children = [
            child
            for child in iso.list_children(**{kind: path})
            if not child.is_dot() and not child.is_dotdot()
        ]
        if not children:
            yield (*above, ""), (0, 0)
        for child in children:
            name = (*above, name_of(child))
            if child.is_dir():
                raw = _joliet_name(child) if kind == "joliet_path" else _raw_name(child)
                pending.append((name, f"{path.rstrip('/')}/{raw}"))
            else:
                yield name, (child.extent_location() * SECTOR, child.get_data_length())


def _raw_name(record: DirectoryRecord) -> str:
    return str(record.file_identifier().decode("ascii"))


def _iso_name(record: DirectoryRecord) -> str:
    """The name without ISO 9660's own punctuation; anything else than version 1 is kept."""
    return _raw_name(record).removesuffix(";1").removesuffix(".")


def _joliet_name(record: DirectoryRecord) -> str:
    return str(record.file_identifier().decode("utf-16-be"))


def _rock_ridge_name(record: DirectoryRecord) -> str:
    return str(record.rock_ridge.name().decode("utf-8")) if record.rock_ridge else ""


@dataclass
class _Reading:
    """One file as its bytes go by: the first `head` of them kept, the rest hashed."""

    name: Name
    begin: int
    end: int
    head: int
    kept: bytearray = field(default_factory=bytearray)
    rest: Any = field(default_factory=hashlib.sha256)

    def take(self, piece: memoryview) -> None:
        missing = self.head - len(self.kept)
        if missing > 0:
            self.kept += piece[:missing]
            piece = piece[missing:]
        self.rest.update(piece)


def _compare(
    file: BufferedReader, places: Mapping[Name, Place], wanted: _Wanted, progress: Progress
) -> tuple[str, int]:
    """Read the image once from its first byte to its last; its SHA-256 and its size."""
    readings = [
        _Reading(name, begin, begin + length, _head(name, length, wanted))
        for name, (begin, length) in places.items()
    ]
    readings.sort(key=lambda reading: (reading.begin, reading.end))
    whole = hashlib.sha256()
    size = file.seek(0, 2)
    file.seek(0)
    at = first = 0
    buffer = memoryview(bytearray(PIECE))
    with ThreadPoolExecutor(1) as beside:  # hashing lets go of the GIL: two hashes, two cores
        while length := file.readinto(buffer):
            progress.report("prove", at, size, bytes_done=at)
            piece = buffer[:length]
            hashed = beside.submit(whole.update, piece)
            first = _spread(piece, at, readings, first)
            hashed.result()
            at += length
    for reading in readings:
        progress.check()
        _same_content(reading, wanted)
    progress.report("prove", size, size, bytes_done=size)
    return whole.hexdigest(), at


def _head(name: Name, length: int, wanted: _Wanted) -> int:
    if name in wanted.entries:
        return wanted.entries[name].instance.offset
    return length if name == DICOMDIR else 0


def _spread(piece: memoryview, at: int, readings: list[_Reading], first: int) -> int:
    """Give each file its part of `piece`; the number of the first file that is not over."""
    end = at + len(piece)
    for reading in readings[first:]:
        if reading.begin >= end:
            break
        if reading.end > at:
            reading.take(piece[max(reading.begin - at, 0) : reading.end - at])
    while first < len(readings) and readings[first].end <= end:
        first += 1
    return first


def _same_content(reading: _Reading, wanted: _Wanted) -> None:
    where = "/".join(reading.name)
    length, head, digest = reading.end - reading.begin, bytes(reading.kept), reading.rest.digest()
    if reading.name == DICOMDIR:
        if head != wanted.dicomdir:
            raise _differs("the DICOMDIR is not the one that was written")
    elif entry := wanted.entries.get(reading.name):
        if length != entry.instance.offset + entry.instance.length:
            raise _differs(f"{where} has another length")
        if digest != entry.instance.digest:
            raise _differs(f"{where} is not the data set that was received")
        _same_meta(head, entry.instance, where)
    else:
        source = wanted.others[reading.name].source
        if digest != _digest(source):
            raise _differs(f"{where} is not equal to its source")


def _digest(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return hashlib.sha256(source).digest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _same_meta(head: bytes, instance: Instance, where: str) -> None:
    """The zeroed preamble and the file meta information (PS3.10 7.1): as written, and true."""
    with instance.path.open("rb") as source:
        if head != source.read(len(head)) or head[:132] != bytes(128) + b"DICM":
            raise _differs(f"{where} does not begin as the DICOM file that was written")
    if head == part10_prefix(*_identity(instance)):
        return
    read = dcmread(BytesIO(head))  # the head alone, so a data set without elements
    meta = read.file_meta
    said = (
        meta.get("MediaStorageSOPClassUID"),
        meta.get("MediaStorageSOPInstanceUID"),
        meta.get("TransferSyntaxUID"),
    )
    is_whole = 132 + 12 + meta.FileMetaInformationGroupLength == len(head) and not len(read)
    if said != _identity(instance) or not is_whole:
        raise _differs(f"{where} has a file meta information that is not true")


def _identity(instance: Instance) -> tuple[str, str, str]:
    return instance.sop_class_uid, instance.sop_instance_uid, instance.transfer_syntax_uid


def _records(wanted: _Wanted, progress: Progress) -> None:
    """Every record has its file and is true of it, and every file has its record (PS3.10 8.6)."""
    directory = dcmread(BytesIO(wanted.dicomdir))
    if directory.file_meta.TransferSyntaxUID != ExplicitVRLittleEndian:
        raise _differs("the DICOMDIR is not in Explicit VR Little Endian")
    items = list(_items(directory, progress))
    by_offset = {int(item.seq_item_tell): item for item in items}
    seen: set[Name] = set()
    reached = 0
    for path in _walk(directory, by_offset):
        progress.check()
        reached += 1
        if reached > len(items):
            raise _differs("the DICOMDIR's records go round in a circle")
        if _FILE_ID in path[-1]:
            seen.add(_true_record(path, wanted, seen))
    if reached != len(items):
        raise _differs("the DICOMDIR has records that nothing leads to")
    if missing := wanted.entries.keys() - seen:
        raise _differs(f"{'/'.join(min(missing))} has no record in the DICOMDIR")
    ids = {IdRule.STRIP.normalise(e.instance.patient_id) for e in wanted.entries.values()}
    if len(ids) > 1:
        raise _differs("the files are of more than one patient")


def _items(directory: Dataset, progress: Progress) -> Iterator[Dataset]:
    """One by one: pydicom would read all of a large directory before it hears of a cancel."""
    sequence: Any = directory.get_item(_DIRECTORY_RECORDS)
    file = BytesIO(sequence.value)
    while file.tell() < len(sequence.value):
        progress.check()
        item = read_sequence_item(file, False, True, "iso8859", sequence.value_tell)
        if item is None:
            raise _differs("the DICOMDIR's records end too early")
        yield item


def _walk(directory: Dataset, by_offset: Mapping[int, Dataset]) -> Iterator[list[Dataset]]:
    """Each record with those above it, by the offsets that a reader follows (PS3.3 F.2.2)."""
    pending: list[tuple[int, list[Dataset]]] = [(_offset(directory, _FIRST_ROOT), [])]
    while pending:
        offset, above = pending.pop()
        if not offset:
            continue
        if offset not in by_offset:
            raise _differs("the DICOMDIR has an offset that leads to no record")
        record = by_offset[offset]
        yield [*above, record]
        pending.append((_offset(record, _NEXT), above))
        pending.append((_offset(record, _LOWER), [*above, record]))


def _offset(ds: Dataset, attribute: int) -> int:
    return int(struct.unpack("<L", _raw(ds, attribute))[0])


def _raw(ds: Dataset, attribute: int) -> bytes:
    """The value as it stands there: pydicom's conversion would cost more than all the rest."""
    element = ds.get_item(attribute)
    return bytes(element.value or b"") if element is not None else b""


def _text(ds: Dataset, attribute: int) -> str:
    return _raw(ds, attribute).decode("latin-1").strip(" \0")


def _true_record(path: list[Dataset], wanted: _Wanted, seen: set[Name]) -> Name:
    """The File ID of the record, after comparing it and those above it with the file itself."""
    record = path[-1]
    name = tuple(_text(record, _FILE_ID).split("\\"))
    where = "/".join(name)
    if name not in wanted.entries or name in seen:
        raise _differs(f"the DICOMDIR has a record too many: {where}")
    instance = wanted.entries[name].instance
    if tuple(_text(record, uid) for uid in _REFERENCED_UIDS) != _identity(instance):
        raise _differs(f"the DICOMDIR's record of {where} names another instance")
    for upper in path[:-1]:
        if _belongs_elsewhere(upper, instance):
            raise _differs(f"{where} stands under a wrong {_text(upper, _TYPE)} record")
    return name


def _is_id_of(in_record: str, patient_id: str) -> bool:
    """Whether a record's Patient ID is the instance's. The directory makes up a missing one,
    shortens one that is too long, and has ? for what its character set does not know."""
    if in_record == patient_id or not patient_id:
        return True
    theirs, ours = (re.sub(r"[^A-Za-z0-9]", "", text) for text in (in_record, patient_id))
    return ours == theirs or (len(in_record) >= _LONGEST_ID and ours.startswith(theirs))


def _belongs_elsewhere(record: Dataset, instance: Instance) -> bool:
    kind = _text(record, _TYPE)
    if kind == "PATIENT":
        return not _is_id_of(_text(record, _PATIENT_ID), instance.patient_id)
    if kind == "STUDY":
        return _text(record, _STUDY_INSTANCE_UID) != instance.study_instance_uid
    series = _text(record, _SERIES_INSTANCE_UID)
    return kind == "SERIES" and series != instance.series_instance_uid
