"""Every value keeps its bytes when only the headers around it change, and any change is found."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset, dcmread
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from mkiso_desktop.core.instance import Instance, part10_prefix, read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.steps.transcode import to_syntax
from mkiso_desktop.steps.transcode.decoded import prove_decoded
from mkiso_desktop.steps.transcode.proof import NotEqual, prove_equal
from mkiso_desktop.steps.transcode.recode import Level, Source, turned, vr_of

from ..samples import add_pixels, an_instance, write_instance
from .loops import copied

CT = "1.2.840.10008.5.1.4.1.1.2"
WORDS = st.text("ABC ^=01.", max_size=12)
ITEMS = st.recursive(
    st.fixed_dictionaries({"CodeMeaning": WORDS}),
    lambda inner: st.fixed_dictionaries(
        {"CodeMeaning": WORDS, "ConceptCodeSequence": st.lists(inner, max_size=3)}
    ),
    max_leaves=8,
)


def dataset(content: dict[str, object]) -> Dataset:
    ds = Dataset()
    for keyword, value in content.items():
        setattr(ds, keyword, Sequence(map(dataset, value)) if isinstance(value, list) else value)
    return ds


@given(
    st.lists(ITEMS, max_size=3), st.lists(st.integers(0, 65535), max_size=4), st.booleans(),
    st.binary(max_size=9),
)  # fmt: skip
def test_there_and_back_is_the_same_data_set(
    items: list[dict[str, object]], numbers: list[int], undefined: bool, raw: bytes
) -> None:
    ds = an_instance()
    ds.AnatomicRegionSequence = Sequence(map(dataset, items))
    ds["AnatomicRegionSequence"].is_undefined_length = undefined
    ds.SelectorUSValue = numbers
    ds.add_new(0x00091001, "UN", raw + b"\0" * (len(raw) % 2))
    add_pixels(ds, 2)
    with TemporaryDirectory() as place:
        folder = Path(place)
        write_instance(ds, folder / "explicit.dcm")
        explicit = read_instance(folder / "explicit.dcm")
        implicit = to_syntax(explicit, ImplicitVRLittleEndian, folder)
        back = to_syntax(implicit, ExplicitVRLittleEndian, folder)
        was, now = dcmread(explicit.path), dcmread(back.path)
        assert was == now
        write_instance(ds, folder / "big.dcm", ExplicitVRBigEndian)
        copied(folder / "big.dcm", ExplicitVRLittleEndian, folder / "copies")
        assert dcmread(folder / "copies/copy.dcm") == dcmread(folder / "explicit.dcm")


def element(tag: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    size = len(value) if length is None else length
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr)
    if vr in (b"UN", b"SQ", b"OB"):
        return head + struct.pack("<HL", 0, size) + value
    return head + struct.pack("<H", size) + value


def an_object(folder: Path, *elements: bytes) -> Instance:
    path = folder / "object.dcm"
    uids = element(0x00080016, b"UI", CT.encode() + b"\0") + element(0x00080018, b"UI", b"1.2.3\0")
    path.write_bytes(part10_prefix(CT, "1.2.3", ExplicitVRLittleEndian) + uids + b"".join(elements))
    return read_instance(path)


def test_an_unknown_sequence_keeps_its_implicit_items(tmp_path: Path) -> None:
    item = struct.pack("<HHL", 0xFFFE, 0xE000, 12) + struct.pack("<HHL", 9, 0x1002, 4) + b"\1\2\3\4"
    whole = item + struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
    source = an_object(
        tmp_path,
        element(0x00090010, b"LO", b"MAKER "),
        element(0x00091001, b"UN", whole, 0xFFFFFFFF),  # PS3.5 6.2.2
    )
    copy = to_syntax(source, ImplicitVRLittleEndian, tmp_path / "copies")
    assert item in copy.path.read_bytes()
    back = to_syntax(copy, ExplicitVRLittleEndian, tmp_path / "copies")
    assert dcmread(back.path)[0x00091001].value[0][0x00091002].value == b"\1\2\3\4"


def test_group_lengths_are_left_out(tmp_path: Path) -> None:
    source = an_object(tmp_path, element(0x00100000, b"UL", b"\x0a\0\0\0"))
    copy = to_syntax(source, ImplicitVRLittleEndian, tmp_path / "copies")
    assert 0x00100000 not in dcmread(copy.path)


@pytest.mark.parametrize(
    ("tag", "value", "around", "vr"),
    [
        (0x00280106, b"\0\0", {}, b"US"),
        (0x00280106, b"\0\0", {0x00280103: b"\1\0"}, b"SS"),
        (0x00283006, b"\0\0", {0x00283002: b"\1\0\0\0\x10\0"}, b"US"),
        (0x00283006, b"\0\0", {0x00283002: b"\2\0\0\0\x10\0"}, b"OW"),
        (0x54001010, b"\0\0", {0x54001004: b"\x08\0"}, b"OB"),
        (0x54001010, b"\0\0", {0x54001004: b"\x10\0"}, b"OW"),
        (0x7FE00010, b"\0\0", {0x00280100: b"\x08\0"}, b"OB"),
        (0x7FE00010, b"\0\0", {0x00280100: b"\x10\0"}, b"OW"),
        (0x60023000, b"\0\0", {}, b"OW"),
        (0x60020010, b"\0\0", {}, b"US"),
        (0x00080018, b"1.2", {}, b"UI"),
        (0x00280010, b"\0\0\0", {}, b"UN"),  # no US has three bytes
        (0x00104000, b"x" * 70_000, {}, b"UN"),  # longer than an LT's length can say
        (0x00090010, b"MAKER", {}, b"LO"),
        (0x00091001, b"\0", {}, b"UN"),
        (0x00191008, b"\0", {0x00190010: b"SIEMENS MR HEADER"}, b"CS"),
        (0x00081234, b"\0", {}, b"UN"),
    ],
)
def test_a_value_without_vr_gets_the_one_the_standard_gives_it(
    tag: int, value: bytes, around: dict[int, bytes], vr: bytes
) -> None:
    content = sorted({**around, tag: value}.items())
    data = b"".join(struct.pack("<HHL", t >> 16, t & 0xFFFF, len(v)) + v for t, v in content)
    elements, end = Source(memoryview(data), ImplicitVRLittleEndian).level(0, len(data))
    level = Level(memoryview(data), elements, big=False)
    assert end == len(data)
    assert vr_of(level, level.places[tag]) == vr


def test_an_odd_rest_is_not_turned() -> None:
    assert turned(b"\1\2\3\4\5", 2) == b"\2\1\4\3\5"
    assert turned(b"\1\2\3", 1) == b"\1\2\3"


def changed(keyword: str, value: object) -> Callable[[Dataset], None]:
    return lambda ds: setattr(ds, keyword, value)


@pytest.mark.parametrize(
    "spoil",
    [
        changed("PatientID", "P-0002"),
        changed("StationName", "more"),
        changed("AnatomicRegionSequence", Sequence([])),
        changed("PixelData", b"\0" * 512),
        changed("PixelData", b"\0" * 510),
        lambda ds: delattr(ds, "StudyID"),
        lambda ds: setattr(ds.AnatomicRegionSequence[0], "CodeMeaning", "other"),
        lambda ds: setattr(ds["StudyID"], "VR", "LO"),
        lambda ds: ds.add_new(0x00091002, "UN", b"x" * 1_500_000),
    ],
)
def test_a_copy_that_says_something_else_is_not_equal(
    tmp_path: Path, spoil: Callable[[Dataset], None]
) -> None:
    ds = an_instance()
    ds.AnatomicRegionSequence = Sequence([dataset({"CodeMeaning": "this"})])
    ds.add_new(0x00091002, "UN", b"y" * 1_500_000)  # long: read from the file when compared
    add_pixels(ds, 16)
    write_instance(ds, tmp_path / "was.dcm")
    source = read_instance(tmp_path / "was.dcm")
    prove_equal(source, source, Progress().check)
    file = dcmread(BytesIO((tmp_path / "was.dcm").read_bytes()))
    spoil(file)
    file.save_as(tmp_path / "now.dcm")
    with pytest.raises(NotEqual):
        prove_equal(source, read_instance(tmp_path / "now.dcm"), Progress().check)


def test_big_endian_samples_that_can_be_read_in_two_ways_are_not_proved(tmp_path: Path) -> None:
    ds = an_instance()
    add_pixels(ds, 4)
    ds.BitsAllocated = 32
    ds.PixelData = bytes(range(64))
    write_instance(ds, tmp_path / "little.dcm")
    source = read_instance(tmp_path / "little.dcm")
    subprocess.run(["dcmconv", "+tb", tmp_path / "little.dcm", tmp_path / "big.dcm"], check=True)
    with pytest.raises(NotEqual, match="two ways"):
        prove_decoded(read_instance(tmp_path / "big.dcm"), source, None, Progress().check)
