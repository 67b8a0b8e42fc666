"""What a decoder does not take, or dies of, stays as it is; and nothing is left behind."""

from __future__ import annotations

import struct
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import (
    MPEG2MPML,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLSLossless,
)

from mkiso_desktop.core.config import Medium
from mkiso_desktop.core.elements import EXPLICIT_LITTLE
from mkiso_desktop.core.errors import Cancelled, DiskFull
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.steps.transcode import for_medium, to_syntax
from mkiso_desktop.steps.transcode.proof import NotEqual
from mkiso_desktop.steps.transcode.recode import MOST_ELEMENTS, CannotDecode
from mkiso_desktop.steps.transcode.worker import python

from .loops import a_loop, as_jpeg, colours, copied, studies_in


@pytest.mark.parametrize("syntax", [JPEGExtended12Bit, MPEG2MPML])
def test_what_cannot_be_decoded_stays_and_no_profile_is_claimed(
    tmp_path: Path, syntax: str
) -> None:
    instances = studies_in(tmp_path, [ExplicitVRLittleEndian])
    a_loop(tmp_path / "us.dcm", [b"\xff\xd8 no image \xff\xd9"] * 2, syntax, "YBR_FULL_422")
    odd = read_instance(tmp_path / "us.dcm")
    done = for_medium([*instances, odd], Medium.CD, tmp_path / "copies", Progress())
    assert done.instances[1] is odd
    assert done.profile == ""
    [warning] = done.warnings
    assert warning.startswith("1 object stays compressed as ")
    assert "Sutanto" not in warning
    assert list((tmp_path / "copies").iterdir()) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ds: delattr(ds, "Rows"),
        lambda ds: setattr(ds, "Rows", 62),
        lambda ds: setattr(ds, "NumberOfFrames", 3),
        lambda ds: setattr(ds, "NumberOfFrames", 1),
        lambda ds: setattr(ds, "BitsAllocated", 12),
        lambda ds: setattr(ds, "NumberOfFrames", 2_000_000),
        lambda ds: ds.update({"Rows": 65535, "Columns": 65535}),
    ],
)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.logs
def test_pixels_that_are_not_as_the_data_set_says_are_not_decoded(
    tmp_path: Path, spoil: Any
) -> None:
    frames = [as_jpeg(frame) for frame in colours(2)]
    ds = a_loop(tmp_path / "us.dcm", frames, JPEGBaseline8Bit, "YBR_FULL_422")
    spoil(ds)
    ds.save_as(tmp_path / "us.dcm")
    with pytest.raises((CannotDecode, NotEqual)) as told:
        copied(tmp_path / "us.dcm", ExplicitVRLittleEndian, tmp_path / "copies")
    assert "Sutanto" not in str(told.value)


def test_a_decoder_that_crashes_takes_nothing_with_it(tmp_path: Path) -> None:
    whole = as_jpeg(colours(1)[0])
    broken = bytearray(whole)
    broken[20] = 0x2D  # no marker where gdcm wants one: it calls abort()
    a_loop(tmp_path / "bad.dcm", [bytes(broken)], JPEGBaseline8Bit, "YBR_FULL_422")
    a_loop(tmp_path / "good.dcm", [whole], JPEGBaseline8Bit, "YBR_FULL_422")
    bad, good = read_instance(tmp_path / "bad.dcm"), read_instance(tmp_path / "good.dcm")
    done = for_medium([bad, good, bad], Medium.CD, tmp_path / "copies", Progress())
    assert done.instances[0] is done.instances[2] is bad
    assert done.instances[1].transfer_syntax_uid == ExplicitVRLittleEndian
    assert done.warnings[0].startswith("2 objects stay")
    assert len(list((tmp_path / "copies").iterdir())) == 1


@pytest.mark.parametrize(
    ("syntax", "mark", "at", "form"),
    [(JPEG2000Lossless, b"\xff\x4f\xff\x51", 8, ">L"), (JPEGLSLossless, b"\xff\xf7", 5, ">H")],
)
def test_a_codestream_of_another_size_is_not_begun(
    tmp_path: Path, syntax: str, mark: bytes, at: int, form: str
) -> None:
    [whole] = studies_in(tmp_path, [syntax])
    data = bytearray(whole.path.read_bytes())
    struct.pack_into(form, data, data.index(mark) + at, 60_000)
    whole.path.write_bytes(data)
    with pytest.raises(CannotDecode, match="not as large as the data set says"):
        copied(whole.path, ExplicitVRLittleEndian, tmp_path / "copies")


def test_a_codestream_may_hold_anything_behind_its_header(tmp_path: Path) -> None:
    [whole] = studies_in(tmp_path, [JPEG2000Lossless])
    ds = dcmread(whole.path)
    [frame] = generate_frames(ds.PixelData, number_of_frames=1)
    behind_size = 4 + int.from_bytes(frame[4:6], "big")  # ISO 15444-1 A.5.1
    looks_like_one = b"\xff\x4f\xff\x51" + bytes(40)
    comment = b"\xff\x64" + struct.pack(">HH", 4 + len(looks_like_one), 0) + looks_like_one
    ds.PixelData = encapsulate([frame[:behind_size] + comment + frame[behind_size:]])
    ds.save_as(tmp_path / "odd.dcm")
    one = copied(tmp_path / "odd.dcm", ExplicitVRLittleEndian, tmp_path / "copies")
    assert read_instance(one).transfer_syntax_uid == ExplicitVRLittleEndian


@pytest.mark.parametrize("inside", ["items", "elements", "unknown"])
def test_an_object_of_too_many_elements_stays_as_it_is(tmp_path: Path, inside: str) -> None:
    [plain, big] = studies_in(tmp_path, [ImplicitVRLittleEndian, ExplicitVRBigEndian])
    item = struct.pack("<HHL", 0xFFFE, 0xE000, 0)
    end = struct.pack("<HHL", 0xFFFE, 0xE0DD, 0)
    items = item * (MOST_ELEMENTS // 4) + end
    bomb = {
        "items": struct.pack("<HHL", 0x7FE1, 0x0010, 0xFFFFFFFF) + items,
        "elements": struct.pack("<HHL", 0x7FE1, 0x0010, 0) * MOST_ELEMENTS,
        "unknown": struct.pack(">HH2sHL", 0x7FE1, 0x0010, b"UN", 0, 0xFFFFFFFF) + items,
    }[inside]
    source = big if inside == "unknown" else plain
    with source.path.open("ab") as file:
        file.write(bomb)
    source = read_instance(source.path)
    done = for_medium([source], Medium.CD, tmp_path / "copies", Progress())
    assert done.instances == (source,) and done.profile == ""
    assert done.warnings[0].startswith("1 object stays in ")
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_cancel_ends_a_decoder_within_a_moment(tmp_path: Path) -> None:
    frame = as_jpeg(colours(1)[0])
    a_loop(tmp_path / "us.dcm", [frame] * 20_000, JPEGBaseline8Bit, "YBR_FULL_422")
    source = read_instance(tmp_path / "us.dcm")
    progress = Progress()
    clock = threading.Timer(1.0, progress.cancel)
    clock.start()
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        for_medium([source], Medium.CD, tmp_path / "copies", progress)
    assert time.monotonic() - begin < 10
    clock.join()
    assert not list((tmp_path / "copies").iterdir())


@pytest.mark.parametrize("after", [0, 3])
def test_a_cancel_leaves_no_half_of_a_copy(tmp_path: Path, after: int) -> None:
    def stop(moment: Moment) -> None:
        if moment.done >= after:
            progress.cancel()

    progress = Progress(stop)
    before = psutil.Process().children()  # the archive of the whole run may be among them
    instances = studies_in(tmp_path, [JPEG2000Lossless] * 60)  # enough for several decoders
    with pytest.raises(Cancelled):
        for_medium(instances, Medium.CD, tmp_path / "copies", progress)
    left = list((tmp_path / "copies").iterdir()) if after else []
    assert len(left) < 60
    assert psutil.Process().children() == before
    assert all(read_instance(path).transfer_syntax_uid == EXPLICIT_LITTLE for path in left)


def test_many_copies_keep_their_order(tmp_path: Path) -> None:
    instances = studies_in(tmp_path, [JPEG2000Lossless, ExplicitVRLittleEndian] * 30)
    done = for_medium(instances, Medium.CD, tmp_path / "copies", Progress())
    uids = [instance.sop_instance_uid for instance in instances]
    assert [instance.sop_instance_uid for instance in done.instances] == uids
    assert {instance.transfer_syntax_uid for instance in done.instances} == {EXPLICIT_LITTLE}


@pytest.mark.promise("A failing disk ends in one clear error, with nothing half there")
def test_a_folder_that_cannot_be_written_is_a_disk_error(tmp_path: Path) -> None:
    [source] = studies_in(tmp_path, [ImplicitVRLittleEndian])
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskFull):
        to_syntax(source, ExplicitVRLittleEndian, tmp_path / "file" / "copies")


def test_its_process_loads_nothing_that_decodes_nothing() -> None:
    tell = "import sys; print(*(name for name, it in sys.modules.items() if it))"
    with python(f"from mkiso_desktop.steps import picture; {tell}") as process:
        loaded = process.communicate()[0].decode().split()
    assert {"numpy", "mkiso_desktop.steps.transcode.serve"} <= set(loaded)
    assert not {"pydantic", "requests"} & set(loaded)
