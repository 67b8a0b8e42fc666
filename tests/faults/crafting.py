"""The pieces of which malformed files are made by hand."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

from .seeds import CLASS, ID, PATIENT_ID, SERIES_UID, STAND_IN, STUDY, STUDY_UID, UID, series_uids
from .spans import BIG, ITEM_END, PIXELS, SEQUENCE_END, delimiter, encoded
from .spans import item as an_item

EXPLICIT: str = ExplicitVRLittleEndian
Values = Mapping[int, tuple[bytes, bytes]]
NAME, CHARSET, FRAMES, REFERENCED = 0x00100010, 0x00080005, 0x00280008, 0x00081140
ROWS, COLUMNS, DESCRIPTION, CONTENT = 0x00280010, 0x00280011, 0x0008103E, 0x0040A730
PRIVATE, PADDING = 0x00091001, 0xFFFCFFFC
END = delimiter(ITEM_END, EXPLICIT), delimiter(SEQUENCE_END, EXPLICIT)
Row = tuple[str, str, str, bytes]  # name, verdict, syntax, data set


def us(number: int, syntax: str) -> bytes:
    return struct.pack((">" if syntax == BIG else "<") + "H", number)


def ct(values: Values | None = None, syntax: str = EXPLICIT, **also: bytes) -> bytes:
    """A CT image of 8 by 8 pixels with other values; one without VR is `raw`, or left out.

    `head` stands before it and `tail` behind it.
    """
    elements: dict[int, tuple[bytes, bytes]] = {
        CLASS: (b"UI", CTImageStorage.encode() + b"\0"),
        UID: (b"UI", STAND_IN),
        NAME: (b"PN", b"Sutanto^Budi"),
        ID: (b"LO", PATIENT_ID.encode()),
        STUDY_UID: (b"UI", STUDY.encode() + b"\0"),
        SERIES_UID: (b"UI", series_uids()[0].encode() + b"\0"),
        0x00280002: (b"US", us(1, syntax)),
        0x00280004: (b"CS", b"MONOCHROME2 "),
        ROWS: (b"US", us(8, syntax)),
        COLUMNS: (b"US", us(8, syntax)),
        0x00280100: (b"US", us(16, syntax)),
        0x00280101: (b"US", us(12, syntax)),
        0x00280102: (b"US", us(11, syntax)),
        0x00280103: (b"US", us(0, syntax)),
        PIXELS: (b"OW", bytes(range(128))),
    }
    elements |= values or {}
    pieces = [
        encoded(tag, vr, value, syntax) if vr else value
        for tag, (vr, value) in sorted(elements.items())
    ]
    return also.get("head", b"") + b"".join(pieces) + also.get("tail", b"")


def raw(*pieces: bytes) -> tuple[bytes, bytes]:
    """Bytes as they shall stand, whatever they say."""
    return b"", b"".join(pieces)


def sequence(tag: int, *content: bytes, length: int | None = None, vr: bytes = b"SQ") -> bytes:
    return encoded(tag, vr, b"".join(content), EXPLICIT, length)


def item(content: bytes, length: int | None = None) -> bytes:
    return an_item(content, EXPLICIT, length)


CODE = encoded(0x00080100, b"SH", b"CODE", EXPLICIT)
