"""The rules of the strict walk, held against pydicom and against bytes made by hand."""

from __future__ import annotations

import mmap
import struct
import tracemalloc
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydicom import DataElement, Dataset, dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import RawDataElement
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from mkiso_desktop.core.elements import LARGEST_VALUE, NotWellFormed, peek, walk
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.wanted import WANTED, tag

JPEG_BASELINE = "1.2.840.10008.1.2.4.50"
DEFLATED = "1.2.840.10008.1.2.1.99"
SYNTAXES = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)
CT = read_instance(Path(str(get_testdata_file("CT_small.dcm"))))
CT_DATA = CT.path.read_bytes()[CT.offset :]
LAST_OF_IDENTITY = tag("SeriesInstanceUID")

# Test files of pydicom's that are broken, each on purpose, and what is wrong with them.
BROKEN = {
    "DICOMDIR-nooffset": "the data ends",
    "ExplVR_BigEndNoMeta.dcm": "no DICM",
    "ExplVR_LitEndNoMeta.dcm": "no DICM",
    "MR_truncated.dcm": "the data ends",
    "SC_rgb_jpeg.dcm": "no VR that exists",
    "image_dfl.dcm": "deflated",
    "meta_missing_tsyntax.dcm": "meta information",
    "no_meta.dcm": "no DICM",
    "rtplan_truncated.dcm": "the data ends",
    "rtstruct.dcm": "no DICM",
}
DICOM_FILES = sorted(
    path
    for path in CT.path.parent.rglob("*")
    if path.is_file() and path.suffix in ("", ".dcm") and path.name != "README"
)


def element(group: int, number: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    """A data element in Explicit VR Little Endian; `length` where it shall lie."""
    size = len(value) if length is None else length
    if vr in (b"OB", b"OW", b"SQ", b"UN", b"UT"):
        return struct.pack("<HH2sHL", group, number, vr, 0, size) + value
    return struct.pack("<HH2sH", group, number, vr, size) + value


def implicit(group: int, number: int, value: bytes, length: int | None = None) -> bytes:
    return struct.pack("<HHL", group, number, len(value) if length is None else length) + value


UNDEFINED = 0xFFFFFFFF
ITEM_END = implicit(0xFFFE, 0xE00D, b"")
SEQUENCE_END = implicit(0xFFFE, 0xE0DD, b"")
PATIENT_ID = element(0x0010, 0x0020, b"LO", b"SECRET")
EXPLICIT = ExplicitVRLittleEndian


def item(content: bytes, length: int | None = None) -> bytes:
    return implicit(0xFFFE, 0xE000, content, length)


def refused(data: bytes, syntax: str = EXPLICIT) -> str:
    with pytest.raises(NotWellFormed) as caught:
        walk(data, syntax)
    assert "SECRET" not in str(caught.value)
    return str(caught.value)


# --- against pydicom ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", DICOM_FILES, ids=lambda path: path.name)
def test_pydicoms_files_read_as_pydicom_reads_them(path: Path) -> None:
    if path.name in BROKEN:
        with pytest.raises(NotWellFormed, match=BROKEN[path.name]):
            read_instance(path)
        return
    instance = read_instance(path)
    ds = dcmread(path, defer_size=None)
    wanted = {int(known) for known in ds._dict if known in WANTED}
    for known in wanted:
        raw = ds.get_item(known)
        if isinstance(raw, RawDataElement) and WANTED[known] != "SQ":
            assert instance.header.values[known] == (raw.value or b"")
    assert set(instance.header.values) <= wanted
    assert all(WANTED[known] == "SQ" for known in wanted - set(instance.header.values))
    assert (instance.header.pixel_data_offset is not None) == ("PixelData" in ds)
    if "PixelData" in ds and instance.header.fragments is None:
        assert instance.header.pixel_data_length == len(ds.PixelData)
    if "Rows" in ds:
        assert instance.header.number(tag("Rows")) == ds.Rows


SHORT_TEXT = st.text("ABCDEFGHIJ 0123456789", max_size=16).map(str.strip)
LEAVES = st.fixed_dictionaries(
    {},
    optional={
        "PatientID": SHORT_TEXT,
        "PatientName": SHORT_TEXT,
        "StudyDescription": SHORT_TEXT,
        "AccessionNumber": SHORT_TEXT,
        "StudyInstanceUID": st.integers(1, 10**20).map("1.2.{}".format),
        "Rows": st.integers(0, 65535),
        "Columns": st.integers(0, 65535),
        "InstanceNumber": st.integers(-(2**31), 2**31 - 1),
        "RegionLocationMinX0": st.integers(0, 2**32 - 1),
        "TextValue": SHORT_TEXT,
        "SelectorOBValue": st.binary(max_size=9).map(lambda raw: raw + bytes(len(raw) % 2)),
        "RecommendedDisplayFrameRateInFloat": st.floats(width=32, allow_nan=False),
    },
)


def as_dataset(leaves: dict[str, object], nested: list[Dataset] | None, undefined: bool) -> Dataset:
    ds = Dataset()
    for keyword, value in leaves.items():
        setattr(ds, keyword, value)
    if nested is not None:
        ds.ReferencedStudySequence = Sequence(nested)
        ds["ReferencedStudySequence"].is_undefined_length = undefined
        ds.add_new(0x00091001, "UN", b"private")
    ds.is_undefined_length_sequence_item = undefined
    return ds


DATASETS = st.recursive(
    st.builds(as_dataset, LEAVES, st.none(), st.booleans()),
    lambda inner: st.builds(as_dataset, LEAVES, st.lists(inner, max_size=3), st.booleans()),
    max_leaves=8,
).filter(len)


def encoded(ds: Dataset, syntax: str) -> bytes:
    fp = DicomBytesIO()
    fp.is_implicit_VR = syntax == ImplicitVRLittleEndian
    fp.is_little_endian = syntax != ExplicitVRBigEndian
    write_dataset(fp, ds)
    return fp.getvalue()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DATASETS, st.sampled_from(SYNTAXES))
def test_whatever_pydicom_writes_is_read_alike_and_no_cut_passes(ds: Dataset, syntax: str) -> None:
    data = encoded(ds, syntax)
    header = walk(data, syntax)
    for known in (int(known) for known in ds._dict if known in WANTED):
        value = ds[known].value
        if WANTED[known] in ("US", "IS"):
            assert header.number(known) == (None if value is None else int(value))
        else:
            assert header.text(known) == str(value or "")
    edges = {0}
    for known in sorted(ds._dict):
        edges.add(len(encoded(ds[: known + 1], syntax)))
    for end in range(len(data)):
        if end in edges and end:
            walk(data[:end], syntax)  # between two elements nothing tells that more was to come
        else:
            refused(data[:end], syntax)


@settings(max_examples=150, deadline=2000)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8), st.sampled_from(SYNTAXES))
def test_spoilt_bytes_are_refused_or_read_but_never_crash(
    at: int, spoilt: bytes, syntax: str
) -> None:
    data = bytearray(CT_DATA[:4000])
    data[at : at + len(spoilt)] = spoilt
    with suppress(NotWellFormed):
        walk(data, syntax)
    with suppress(NotWellFormed):
        peek(data, syntax, LAST_OF_IDENTITY)


@settings(max_examples=300, deadline=2000)
@given(st.binary(max_size=400), st.sampled_from((*SYNTAXES, JPEG_BASELINE)))
@example(item(b""), ImplicitVRLittleEndian)
def test_noise_is_refused_or_read_but_never_crashes(noise: bytes, syntax: str) -> None:
    for prefix in (b"", element(0x0008, 0x1140, b"SQ", b"", UNDEFINED), b"\x08\0\x40\x11" * 2):
        with suppress(NotWellFormed):
            walk(prefix + noise, syntax)
        with suppress(NotWellFormed):
            peek(prefix + noise, syntax, LAST_OF_IDENTITY)


# --- what has arrived so far -------------------------------------------------------------------


def test_peek_knows_only_what_has_arrived() -> None:
    whole = peek(CT_DATA, CT.transfer_syntax_uid, LAST_OF_IDENTITY)
    assert whole is not None
    assert whole.text(tag("PatientID")) == CT.patient_id
    assert tag("Rows") not in whole.values
    known = [
        peek(memoryview(CT_DATA)[:end], CT.transfer_syntax_uid, LAST_OF_IDENTITY)
        for end in range(0, 3000, 7)
    ]
    assert set(map(id, known)) > {id(None)}
    first = next(n for n, header in enumerate(known) if header)
    assert known[:first] == [None] * first
    assert known[first:] == [whole] * (len(known) - first)


def test_peek_refuses_what_cannot_become_a_data_set() -> None:
    with pytest.raises(NotWellFormed):
        peek(element(0x0008, 0x0005, b"??", b"x" * 50), EXPLICIT, LAST_OF_IDENTITY)
    with pytest.raises(NotWellFormed):
        peek(b"\0" * 100, EXPLICIT, LAST_OF_IDENTITY)


def test_every_kind_of_buffer_will_do(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.write_bytes(CT_DATA)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        for data in (CT_DATA, bytearray(CT_DATA), memoryview(CT_DATA), mapped):
            assert walk(data, CT.transfer_syntax_uid) == CT.header


# --- what is refused ---------------------------------------------------------------------------


def test_the_refusal_names_the_element_and_the_place_but_no_value() -> None:
    assert refused(PATIENT_ID + PATIENT_ID) == "(0010,0020) at 14 is out of order"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        element(0x0002, 0x0010, b"UI", b"1.2."),
        element(0x0000, 0x0000, b"UL", b"\0\0\0\0"),
        element(0x0010, 0x0020, b"XX", b"SECRET"),
        element(0x0010, 0x0020, b"\0\0", b"SECRET"),
        element(0x0010, 0x0020, b"LO", b"SECRET", 8),
        PATIENT_ID + bytes(8),
        PATIENT_ID + bytes(3),
        PATIENT_ID + element(0x0008, 0x0016, b"UI", b"1.2."),
        PATIENT_ID + item(b""),
        PATIENT_ID + element(0xFFFE, 0xE00D, b"LO", b"SECRET"),
        element(0x0008, 0x1140, b"SQ", PATIENT_ID),
        element(0x0008, 0x1140, b"SQ", item(PATIENT_ID, 20)),
        element(0x0008, 0x1140, b"SQ", item(PATIENT_ID, 10)),
        element(0x0008, 0x1140, b"SQ", item(PATIENT_ID + ITEM_END)),
        element(0x0008, 0x1140, b"SQ", item(PATIENT_ID, UNDEFINED)),
        element(0x0008, 0x1140, b"SQ", item(PATIENT_ID), UNDEFINED),
        element(0x0008, 0x1140, b"SQ", item(element(0x0010, 0x0020, b"LO", b"SECRET", 9))),
        element(0x0008, 0x1140, b"UT", b"SECRET", UNDEFINED),
        element(0x7FE0, 0x0010, b"OW", item(b"") + item(b"SECRET") + SEQUENCE_END, UNDEFINED),
    ],
)
def test_a_data_set_that_does_not_add_up_is_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize(
    "data",
    [
        implicit(0x0010, 0x0020, b"SECRET", 8),
        implicit(0x0008, 0x1140, b"SECRET"),
        implicit(0x0008, 0x1140, item(implicit(0x0010, 0x0020, b"SECRET", 9))),
        implicit(0x0008, 0x1140, item(implicit(0x0010, 0x0020, b"SECRET")), UNDEFINED),
        implicit(0x0010, 0x0020, b"SECRET") + ITEM_END,
        implicit(0x7FE0, 0x0010, item(b"") + SEQUENCE_END, UNDEFINED),
    ],
)
def test_without_vrs_too(data: bytes) -> None:
    refused(data, ImplicitVRLittleEndian)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        SEQUENCE_END,
        item(b"SECRET"),
        item(b"") + item(b"SECRET", UNDEFINED) + SEQUENCE_END,
        item(b"") + PATIENT_ID + SEQUENCE_END,
        item(b"") + item(b"SECRET", 60) + SEQUENCE_END,
    ],
)
def test_fragments_that_do_not_add_up_are_refused(value: bytes) -> None:
    refused(element(0x7FE0, 0x0010, b"OB", value, UNDEFINED), JPEG_BASELINE)


def test_a_deflated_data_set_is_refused() -> None:
    assert "deflated" in refused(PATIENT_ID, DEFLATED)


def test_sequences_go_32_levels_deep_and_no_further() -> None:
    def nested(levels: int) -> bytes:
        data = PATIENT_ID
        for _ in range(levels):
            data = element(0x0008, 0x1140, b"SQ", item(data))
        return data

    walk(nested(32), EXPLICIT)
    assert "too deep" in refused(nested(33))
    refused(element(0x0008, 0x1140, b"SQ", item(b"", UNDEFINED), UNDEFINED) * 5000)


# --- what is taken -----------------------------------------------------------------------------


def test_private_elements_may_be_out_of_order_and_come_twice() -> None:
    private = element(0x0009, 0x1010, b"LO", b"one ")
    earlier = element(0x0009, 0x0010, b"LO", b"MAKER ")
    assert walk(private + earlier + private + PATIENT_ID, EXPLICIT).values
    refused(PATIENT_ID + private + PATIENT_ID)


def test_the_elements_of_an_item_may_be_out_of_order() -> None:
    walk(element(0x0008, 0x1140, b"SQ", item(PATIENT_ID + PATIENT_ID)), EXPLICIT)


def test_un_of_undefined_length_is_implicit_inside() -> None:
    inside = item(implicit(0x0010, 0x0020, b"SECRET") + ITEM_END, UNDEFINED) + SEQUENCE_END
    unknown = element(0x0009, 0x1010, b"UN", inside, UNDEFINED)
    assert walk(unknown + PATIENT_ID, EXPLICIT).text(tag("PatientID")) == "SECRET"


def test_pixels_are_placed_and_fragments_counted() -> None:
    native = walk(PATIENT_ID + element(0x7FE0, 0x0010, b"OW", b"12345678"), EXPLICIT)
    assert (native.pixel_data_offset, native.pixel_data_length) == (26, 8)
    assert native.fragments is None
    fragments = item(b"") + item(b"12") + item(b"3456") + SEQUENCE_END
    data = element(0x7FE0, 0x0010, b"OB", fragments, UNDEFINED)
    compressed = walk(PATIENT_ID + data, JPEG_BASELINE)
    assert (compressed.pixel_data_offset, compressed.pixel_data_length) == (26, None)
    assert compressed.fragments == 2
    assert walk(PATIENT_ID, EXPLICIT).pixel_data_offset is None


def test_an_icons_pixels_are_not_the_images() -> None:
    icon = element(0x7FE0, 0x0010, b"OW", b"12")
    header = walk(element(0x0088, 0x0200, b"SQ", item(icon)), EXPLICIT)
    assert header.pixel_data_offset is None


def test_a_value_that_nobody_needs_so_large_is_not_kept() -> None:
    large = element(0x0008, 0x1140, b"SQ", item(element(9, 1, b"OB", bytes(LARGEST_VALUE))))
    assert tag("ReferencedImageSequence") not in walk(large, EXPLICIT).values
    ds = Dataset()
    ds.add(DataElement(0x00080005, "CS", "ISO_IR 100"))
    assert walk(encoded(ds, EXPLICIT) + large, EXPLICIT).text(0x00080005) == "ISO_IR 100"


@pytest.mark.parametrize("number", [0xA730, 0xA731], ids=["wanted", "not wanted"])
def test_items_without_end_cost_no_memory(number: int) -> None:
    bomb = element(0x0040, number, b"SQ", item(b"") * 200_000)
    tracemalloc.start()
    walk(bomb, EXPLICIT)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_large_values_are_not_remembered_for_other_instances() -> None:
    tracemalloc.start()
    for letter in range(100):
        walk(element(0x0010, 0x0020, b"LO", bytes([letter]) * 50_000), EXPLICIT)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_000_000


def test_text_and_numbers_of_what_is_absent_or_no_number() -> None:
    header = walk(
        element(0x0020, 0x0013, b"IS", b"7.5 ") + element(0x0028, 0x0010, b"US", b"1"), EXPLICIT
    )
    assert header.text(tag("PatientID")) == ""
    assert header.number(tag("InstanceNumber")) is None
    assert header.number(tag("Rows")) is None
    assert header.number(tag("Columns")) is None
    assert walk(element(0x0020, 0x0013, b"IS", b" 7\\8 "), EXPLICIT).number(0x00200013) == 7


def test_pydicom_agrees_on_the_ct() -> None:
    ds = dcmread(BytesIO(CT.path.read_bytes()))
    assert CT.header.text(tag("PatientName")) == ds.PatientName
    assert CT.header.text(tag("ImagePositionPatient")).split("\\") == [
        str(number) for number in ds.ImagePositionPatient
    ]
