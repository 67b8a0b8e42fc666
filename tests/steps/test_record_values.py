"""The rules by which an instance's values become a directory record's."""

from __future__ import annotations

import codecs
import struct
from io import BytesIO

import pytest
from pydicom import Dataset
from pydicom.charset import python_encoding
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from mkiso_desktop.core.elements import walk
from mkiso_desktop.core.wanted import tag
from mkiso_desktop.steps.record_values import (
    NOTHING,
    Value,
    character_set,
    element,
    explicit_items,
    usable,
)

EXPLICIT = ExplicitVRLittleEndian
REFERENCED_IMAGES = tag("ReferencedImageSequence")


def usable_text(vr: str, text: str, charset: str = "", encoding: str = "ascii") -> str | None:
    raw = usable(vr, text.encode(encoding), EXPLICIT, charset).raw
    return None if raw is None else raw.decode(encoding)


@pytest.mark.parametrize(
    ("vr", "value", "expected"),
    [
        ("DA", "20260102", "20260102"),
        ("DA", "2026.01.02", "20260102"),
        ("DA", "20260002", None),
        ("DA", "20260132", None),
        ("DA", "today", None),
        ("TM", "10", "10"),
        ("TM", "10:11:12.5", "101112.5"),
        ("TM", "101160", "101160"),
        ("TM", "2500", None),
        ("DT", "20260102101112.123456+0700", "20260102101112.123456+0700"),
        ("DT", "2026-01-02", None),
        ("IS", " +7 ", "+7"),
        ("IS", "7.00", "7"),
        ("IS", "7.5", None),
        ("IS", "99999999999", None),
        ("DS", "1\\-2.5e3\\.5", "1\\-2.5e3\\.5"),
        ("DS", "0.12345678901234567", "0.123456789"),
        ("DS", "1\\nan", None),
        ("DS", "1e999", None),
        ("DS", "1e99999999999999999", None),
        ("CS", "original\\Primary ", "ORIGINAL\\PRIMARY"),
        ("CS", "CT/MR", None),
        ("CS", "A" * 17, None),
        ("CS", " ", None),
        ("UI", "1.2.3\0", "1.2.3"),
        ("UI", "1.2.x", None),
        ("UI", "1" * 65, None),
        ("LO", " two words ", "two words"),
        ("LO", "one\\two\tthree", "one/two three"),
        ("SH", "x" * 20, "x" * 16),
        ("ST", "line\r\nline", "line\r\nline"),
        ("PN", "A^B^C^D^E^F=G=H=I", "A^B^C^D^E=G=H"),
        ("PN", "one^a\\two^b", "one^a"),
        ("PN", "x" * 70 + "=y", "x" * 64 + "=y"),
        ("LO", "  ", None),
    ],
)
def test_a_value_is_taken_mended_or_left_out(vr: str, value: str, expected: str | None) -> None:
    assert usable_text(vr, value) == expected


def test_numbers_take_their_bytes_in_our_order() -> None:
    assert usable("US", b"\1\2", ExplicitVRBigEndian, "") == Value(b"\2\1")
    assert usable("UL", b"\1\2\3\4", EXPLICIT, "") == Value(b"\1\2\3\4")
    assert usable("UL", b"\1\2", EXPLICIT, "") == NOTHING


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (b"", ""),
        (b"ISO_IR 6", ""),
        (b"ISO_IR 100", "ISO_IR 100"),
        (b"iso ir 100 ", "ISO_IR 100"),
        (b"ISO-IR 192\0", "ISO_IR 192"),
        (b"\\ISO 2022 IR 87", "\\ISO 2022 IR 87"),
        (b"ISO2022 IR 13\\ISO-2022-IR 87", "ISO 2022 IR 13\\ISO 2022 IR 87"),
        (b"GB18030", "GB18030"),
        (b"ISO_IR 999", ""),
        (b"\xff\xfe", ""),
    ],
)
def test_character_sets_are_spelt_as_the_standard_does(raw: bytes, charset: str) -> None:
    assert character_set(raw) == charset


def test_text_that_is_too_long_is_cut_between_letters() -> None:
    assert usable_text("LO", "é" * 70, "ISO_IR 192", "utf-8") == "é" * 64
    assert usable_text("LO", "王" * 70, "GB18030", "gb18030") == "王" * 64
    raw = "é".encode() * 3 + b"\xc3"
    assert usable("LO", raw, EXPLICIT, "ISO_IR 192") == Value(b"???????", True)


def test_text_with_escape_sequences_is_kept_or_loses_whole_parts() -> None:
    japanese = "\\ISO 2022 IR 87"
    kanji = "山田".encode("iso2022_jp")
    whole = b"Yamada^Tarou=" + kanji
    assert usable("PN", whole, EXPLICIT, japanese) == Value(whole)
    assert usable("PN", whole + b"=" + kanji * 30, EXPLICIT, japanese) == Value(whole, True)
    assert usable("LO", kanji, EXPLICIT, japanese) == Value(kanji)
    assert usable("LO", b"CT " + kanji * 30, EXPLICIT, japanese) == Value(b"CT ", True)
    assert usable("LO", kanji * 30, EXPLICIT, japanese) == Value(b"?", True)
    mended = usable("PN", whole, EXPLICIT, "ISO_IR 100")
    assert mended.mended
    assert mended.raw is not None
    assert b"\x1b" not in mended.raw


def test_a_value_too_long_for_its_vr_becomes_un() -> None:
    assert element(0x00081030, "LO", b"x" * 0x10000)[4:6] == b"UN"
    assert element(0x0020000D, "UI", b"1.2") == b"\x20\0\x0d\0UI\4\x001.2\0"


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
@pytest.mark.parametrize("undefined", [True, False])
def test_items_come_out_as_pydicom_understands_them(syntax: str, undefined: bool) -> None:
    deepest, middle, outer = Dataset(), Dataset(), Dataset()
    deepest.CodeValue, deepest.CodeMeaning = "1", "Meaning"
    middle.ReferencedSOPInstanceUID = "1.2.3"
    middle.PurposeOfReferenceCodeSequence = Sequence([deepest, Dataset()])
    middle.Rows, middle.ReferencePixelX0, middle.RecommendedDisplayFrameRateInFloat = 258, -2, 1.5
    middle.FrameIncrementPointer, middle.SelectorFDValue = 0x00181063, [1.25, 2.5]
    middle.ReferencedFrameNumber, middle.SelectorOWValue = [1, 2], b"\1\2\3\4"
    outer.ReferencedImageSequence = Sequence([middle, deepest])
    for ds, keyword in (
        (outer, "ReferencedImageSequence"),
        (middle, "PurposeOfReferenceCodeSequence"),
    ):
        ds[keyword].is_undefined_length = undefined
    for ds in (middle, deepest):
        ds.is_undefined_length_sequence_item = undefined
    fp = DicomBytesIO()
    fp.is_implicit_VR, fp.is_little_endian = (
        syntax == ImplicitVRLittleEndian,
        syntax != ExplicitVRBigEndian,
    )
    write_dataset(fp, outer)
    raw = walk(fp.getvalue(), syntax).values[REFERENCED_IMAGES]

    ours = element(REFERENCED_IMAGES, "SQ", explicit_items(raw, syntax))

    assert walk(ours, EXPLICIT).values[REFERENCED_IMAGES] == explicit_items(raw, syntax)
    middle.SelectorOWValue = b"\2\1\4\3" if syntax == ExplicitVRBigEndian else b"\1\2\3\4"
    assert read_dataset(BytesIO(ours), False, True) == outer


def test_unknown_elements_of_undefined_length_hold_implicit_items() -> None:
    code = struct.pack("<HHL", 0x0008, 0x0100, 2) + b"7 "
    items = struct.pack("<HHL", 0xFFFE, 0xE000, len(code)) + code
    unknown = struct.pack(">HH2sHL", 0x0009, 0x1010, b"UN", 0, 0xFFFFFFFF) + items
    body = unknown + struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
    raw = struct.pack(">HHL", 0xFFFE, 0xE000, len(body)) + body
    ours = read_dataset(
        BytesIO(element(REFERENCED_IMAGES, "SQ", explicit_items(raw, ExplicitVRBigEndian))),
        False,
        True,
    )
    assert ours.ReferencedImageSequence[0][0x00091010].value[0].CodeValue == "7"


def test_pydicoms_names_of_character_sets_are_pythons_too() -> None:
    assert all(codecs.lookup(name) for name in python_encoding.values())


def test_a_keyword_that_does_not_exist_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        tag("PatientsName")


def nested(vr: bytes, tag: int, value: bytes, length: int | None = None) -> bytes:
    """One item with one element in Explicit VR Little Endian."""
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr)
    long = vr in (b"OB", b"UN")
    size = len(value) if length is None else length
    body = head + struct.pack("<HL" if long else "<H", *([0, size] if long else [size])) + value
    return struct.pack("<HHL", 0xFFFE, 0xE000, len(body)) + body


def test_a_value_of_odd_length_inside_a_sequence_is_padded() -> None:
    odd = nested(b"UI", tag("ReferencedSOPClassUID"), b"1.2.3")
    raw = usable("SQ", odd, EXPLICIT, "").raw
    assert raw is not None and len(raw) % 2 == 0
    ours = read_dataset(BytesIO(element(REFERENCED_IMAGES, "SQ", raw)), False, True)
    assert ours.ReferencedImageSequence[0].ReferencedSOPClassUID == "1.2.3"


@pytest.mark.parametrize(
    "unfit",
    [
        nested(b"UL", tag("ReferencedSOPClassUID"), b"1.2."),
        nested(b"LO", tag("Rows"), b"12"),
        nested(b"US", tag("Rows"), b"123"),
        nested(b"FD", 0x00091001, b"12"),
        nested(b"OB", tag("PixelData"), nested(b"OB", 0, b"")[:8], 0xFFFFFFFF),
    ],
    ids=["text as number", "number as text", "half a word", "half a float", "pixels"],
)
def test_a_sequence_with_what_readers_stop_at_is_left_out(unfit: bytes) -> None:
    assert usable("SQ", unfit, EXPLICIT, "") == NOTHING


@pytest.mark.parametrize("vr", [b"UN", b"OB"])
def test_bytes_of_an_unknown_vr_inside_a_sequence_stay(vr: bytes) -> None:
    known = nested(vr, tag("Rows"), b"\1\0")
    assert usable("SQ", known, EXPLICIT, "") == Value(known)
