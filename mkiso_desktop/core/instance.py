"""One composite instance in the spool: a Part 10 file of ours, and what is known of its content."""

from __future__ import annotations

import hashlib
import mmap
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydicom.charset import python_encoding
from pydicom.valuerep import PersonName

from .elements import Header, NotWellFormed, peek, walk
from .wanted import tag

IMPLEMENTATION_CLASS_UID: Final = "2.25.91212705104111112815762205051565358067"
IMPLEMENTATION_VERSION_NAME: Final = "MKISO_0_1"

_BEGINNING = 256 * 1024  # bytes: what a desk looks for stands in front
_PREAMBLE = bytes(128) + b"DICM"
_SOP_CLASS_UID, _SOP_INSTANCE_UID = tag("SOPClassUID"), tag("SOPInstanceUID")
_STUDY_INSTANCE_UID, _SERIES_INSTANCE_UID = tag("StudyInstanceUID"), tag("SeriesInstanceUID")
_PATIENT_ID, _PATIENT_NAME = tag("PatientID"), tag("PatientName")
_SPECIFIC_CHARACTER_SET = tag("SpecificCharacterSet")
_META_HEAD = struct.Struct("<HH2sH")
_LONG_META_VRS = frozenset({b"OB", b"UN", b"OW", b"UT"})


@dataclass(frozen=True, slots=True)
class Instance:
    """A data set in a file: it begins at `offset`, is `length` bytes long and hashes to `digest`
    (SHA-256). The file meta information before it is not part of either."""

    path: Path
    offset: int
    length: int
    digest: bytes
    header: Header

    @property
    def sop_class_uid(self) -> str:
        return self.header.text(_SOP_CLASS_UID)

    @property
    def sop_instance_uid(self) -> str:
        return self.header.text(_SOP_INSTANCE_UID)

    @property
    def study_instance_uid(self) -> str:
        return self.header.text(_STUDY_INSTANCE_UID)

    @property
    def series_instance_uid(self) -> str:
        return self.header.text(_SERIES_INSTANCE_UID)

    @property
    def patient_id(self) -> str:
        return self.header.text(_PATIENT_ID)

    @property
    def patient_name(self) -> str:
        """Patient's Name in its own Specific Character Set; "" when there is none."""
        terms = self.header.text(_SPECIFIC_CHARACTER_SET).split("\\")
        encodings = [python_encoding.get(term.strip(), "iso8859") for term in terms]
        raw = self.header.values.get(_PATIENT_NAME, b"")
        return str(PersonName(raw, encodings)).strip(" \0")

    @property
    def transfer_syntax_uid(self) -> str:
        return self.header.transfer_syntax_uid


def read_instance(path: Path) -> Instance:
    """Read a Part 10 file: prove its data set by the strict walk and hash it.

    NotWellFormed when it has no DICM, its file meta information is broken, or the data set is
    not whole. Pixels are hashed, never copied.
    """
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file cannot be mapped
            raise NotWellFormed("the file is empty") from error
    with mapped, memoryview(mapped) as whole:
        offset, transfer_syntax_uid = _read_meta(whole)
        with whole[offset:] as data:
            header = walk(data, transfer_syntax_uid)
            return Instance(path, offset, len(data), hashlib.sha256(data).digest(), header)


def peek_instance(path: Path, last: int) -> Header | None:
    """What the beginning of a Part 10 file says up to the tag `last`; None when that comes late.

    Raises NotWellFormed for another file, OSError for one that cannot be read.
    """
    with path.open("rb") as file, memoryview(file.read(_BEGINNING)) as begin:
        offset, transfer_syntax_uid = _read_meta(begin)
        with begin[offset:] as data:
            return peek(data, transfer_syntax_uid, last)


def _meta_element(element: int, vr: bytes, value: bytes) -> bytes:
    if len(value) % 2:  # PS3.5 9.1: a UID is padded with NUL, other text with a space
        value += b"\0" if vr == b"UI" else b" "
    if vr in _LONG_META_VRS:
        return struct.pack("<HH2sHL", 2, element, vr, 0, len(value)) + value
    return struct.pack("<HH2sH", 2, element, vr, len(value)) + value


def part10_prefix(sop_class_uid: str, sop_instance_uid: str, transfer_syntax_uid: str) -> bytes:
    """What stands in a file before the data set: preamble, DICM, file meta (PS3.10 7.1)."""
    meta = b"".join(
        (
            _meta_element(0x0001, b"OB", b"\0\1"),
            _meta_element(0x0002, b"UI", sop_class_uid.encode("ascii")),
            _meta_element(0x0003, b"UI", sop_instance_uid.encode("ascii")),
            _meta_element(0x0010, b"UI", transfer_syntax_uid.encode("ascii")),
            _meta_element(0x0012, b"UI", IMPLEMENTATION_CLASS_UID.encode("ascii")),
            _meta_element(0x0013, b"SH", IMPLEMENTATION_VERSION_NAME.encode("ascii")),
        )
    )
    return _PREAMBLE + _meta_element(0x0000, b"UL", struct.pack("<L", len(meta))) + meta


def _read_meta(whole: memoryview) -> tuple[int, str]:
    """Where the data set begins, and its transfer syntax."""
    if len(whole) < 132 or bytes(whole[128:132]) != b"DICM":
        raise NotWellFormed("the file has no DICM prefix")
    pos, announced, values = 132, -1, dict[int, bytes]()
    while pos + 8 <= len(whole):
        group, element, vr, length = _META_HEAD.unpack_from(whole, pos)
        if group != 2:
            break
        begin = pos + 8
        if vr in _LONG_META_VRS:
            if begin + 4 > len(whole):
                break
            (length,) = struct.unpack_from("<L", whole, begin)
            begin += 4
        pos = begin + length
        values[element] = bytes(whole[begin : min(pos, begin + 128)])
        if element == 0 and len(values[0]) == 4:
            announced = pos + struct.unpack("<L", values[0])[0]
    transfer_syntax_uid = values.get(0x0010, b"").decode("latin-1").strip(" \0")
    if pos > len(whole) or not transfer_syntax_uid or announced not in (-1, pos):
        raise NotWellFormed("the file meta information is broken")
    return pos, sys.intern(transfer_syntax_uid)
