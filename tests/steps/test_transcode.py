"""A copy in another syntax says the same as its source; dcmtk is asked for a second opinion."""

from __future__ import annotations

import hashlib
import io
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.dataelem import DataElement
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from mkiso_desktop.core.config import Medium
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.steps.transcode import CannotTranscode, for_medium, to_syntax
from mkiso_desktop.steps.transcode.proof import NotEqual, prove_equal

from ..samples import add_pixels, an_instance, write_instance
from .loops import a_loop, as_jpeg, colours, copied, studies_in

J2K, JPEG = [JPEG2000Lossless], [JPEGLosslessSV1]
COMPRESSED = [JPEG2000Lossless, JPEGLosslessSV1, JPEGLSLossless, RLELossless]


def dumped(path: Path) -> list[str]:
    """What dcmtk sees of a data set, without the file meta information."""
    said = subprocess.run(
        ["dcmdump", "-q", "-M", "+L", "+U8", path], capture_output=True, check=True
    )
    lines = said.stdout.decode("utf-8", "replace").split("\n")
    return [line for line in lines if line and not line.startswith(("#", "(0002,"))]


def dcmtk(tool: str, *arguments: str | Path) -> None:
    subprocess.run([tool, *arguments], capture_output=True, check=True)


def everything() -> Dataset:
    """A data set of every VR, nested, private and unknown elements, and 16 bit pixels."""
    ds = an_instance()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.PatientName = "Müller^Jörg"
    ds.FrameIncrementPointer = [0x00181063, 0x00540010]  # AT
    ds.RegionFlags = 305419896  # UL, and the next US, SS, FL, FD, SL
    ds.ReferencePixelX0 = -70000
    ds.RecommendedDisplayFrameRateInFloat = 12.5
    ds.PhysicalDeltaX = -0.1
    ds.TagAngleSecondAxis = -7
    ds.PixelPaddingValue = 65000
    ds.LongCodeValue = "a code that has no short form, and a length of four bytes"
    ds.DoubleFloatRealWorldValueFirstValueMapped = 1e-9
    ds.VectorGridData = struct.pack("<3f", 1.5, -2.5, 3.5)  # OF
    ds.add_new(0x60003000, "OW", b"\x01\x02\x03\x04")
    ds.RedPaletteColorLookupTableData = b"\x01\x02\x03\x04"
    inner = Dataset()
    inner.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    inner.ReferencedFrameNumber = ["1", "2"]
    inner.PurposeOfReferenceCodeSequence = Sequence([Dataset(), Dataset()])
    inner.PurposeOfReferenceCodeSequence[1].CodeMeaning = "meaning"
    inner.PurposeOfReferenceCodeSequence[1].SelectorUSValue = [1, 2, 65535]
    ds.ReferencedImageSequence = Sequence([inner])
    ds.ReferencedPatientSequence = Sequence([])
    ds.add_new(0x00091010, "LO", "")
    ds.private_block(0x0009, "A MAKER 1.0", create=True).add_new(0x01, "SS", -2)
    block = ds.private_block(0x0009, "A MAKER 1.0")
    block.add_new(0x02, "UN", b"\x00\x01\x02\x03")
    block.add_new(0x03, "SQ", Sequence([inner]))
    add_pixels(ds, 16)
    return ds


@pytest.fixture
def explicit(tmp_path: Path) -> Path:
    path = tmp_path / "explicit.dcm"
    write_instance(everything(), path)
    return path


@pytest.mark.parametrize("option", ["+te", "+te -e"])
def test_big_endian_comes_back_as_it_was(explicit: Path, tmp_path: Path, option: str) -> None:
    dcmtk("dcmconv", "+tb", *option.split()[1:], explicit, tmp_path / "big.dcm")
    big = read_instance(tmp_path / "big.dcm")
    assert big.transfer_syntax_uid == ExplicitVRBigEndian
    copy = to_syntax(big, ExplicitVRLittleEndian, tmp_path / "copies")
    dcmtk("dcmconv", "+te", *option.split()[1:], tmp_path / "big.dcm", tmp_path / "little.dcm")
    assert dumped(copy.path) == dumped(tmp_path / "little.dcm")
    assert copy.digest == read_instance(tmp_path / "little.dcm").digest
    np.testing.assert_array_equal(dcmread(copy.path).pixel_array, dcmread(explicit).pixel_array)


def test_implicit_comes_back_with_its_vrs(explicit: Path, tmp_path: Path) -> None:
    dcmtk("dcmconv", "+ti", explicit, tmp_path / "implicit.dcm")
    implicit = read_instance(tmp_path / "implicit.dcm")
    copy = to_syntax(implicit, ExplicitVRLittleEndian, tmp_path / "copies")
    was, now = dcmread(explicit), dcmread(copy.path)
    for element in was.iterall():
        if not element.tag.is_private:
            assert now.get(element.tag, element) == element
    assert now.ReferencedImageSequence == was.ReferencedImageSequence
    assert now[0x00091001].value == b"\xfe\xff"  # nobody knows the maker's VRs: UN, PS3.5 6.2.2
    assert now.pixel_array.tobytes() == was.pixel_array.tobytes()


def test_explicit_to_implicit_is_what_dcmtk_reads_too(explicit: Path, tmp_path: Path) -> None:
    copy = to_syntax(read_instance(explicit), ImplicitVRLittleEndian, tmp_path / "copies")
    assert copy.transfer_syntax_uid == ImplicitVRLittleEndian
    dcmtk("dcmconv", "+ti", "-e", explicit, tmp_path / "theirs.dcm")
    assert dumped(copy.path) == dumped(tmp_path / "theirs.dcm") or (
        dcmread(copy.path) == dcmread(tmp_path / "theirs.dcm")
    )


def test_eight_bits_in_big_endian_words_keep_their_order(tmp_path: Path) -> None:
    ds = an_instance()
    add_pixels(ds, 5)
    ds.BitsAllocated = ds.BitsStored = 8
    ds.HighBit = 7
    ds.PixelData = bytes(range(25)) + b"\0"
    write_instance(ds, tmp_path / "little.dcm")
    raw = bytearray((tmp_path / "little.dcm").read_bytes())
    dcmtk("dcmconv", "+tb", tmp_path / "little.dcm", tmp_path / "big.dcm")
    assert bytes(raw)[-26:] != (tmp_path / "big.dcm").read_bytes()[-26:]
    copy = to_syntax(
        read_instance(tmp_path / "big.dcm"), ExplicitVRLittleEndian, tmp_path / "copies"
    )
    assert copy.path.read_bytes()[-26:] == bytes(raw)[-26:]


@pytest.mark.parametrize("syntax", COMPRESSED)
@pytest.mark.parametrize("target", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_lossless_pixels_are_those_that_were_compressed(
    tmp_path: Path, syntax: str, target: str
) -> None:
    ds = an_instance()
    add_pixels(ds, 32)
    write_instance(ds, tmp_path / "native.dcm")
    write_instance(ds, tmp_path / "compressed.dcm", syntax)
    now = dcmread(copied(tmp_path / "compressed.dcm", target, tmp_path / "copies"))
    assert now.pixel_array.tobytes() == dcmread(tmp_path / "native.dcm").pixel_array.tobytes()
    assert now.PhotometricInterpretation == "MONOCHROME2"
    assert "LossyImageCompression" not in now
    assert now.SOPInstanceUID == ds.SOPInstanceUID == now.file_meta.MediaStorageSOPInstanceUID
    assert now.file_meta.TransferSyntaxUID == target


@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_a_colour_loop_becomes_rgb_as_others_decode_it(tmp_path: Path, subsampling: int) -> None:
    frames = [as_jpeg(frame, subsampling=subsampling) for frame in colours(5)]
    a_loop(tmp_path / "us.dcm", frames, JPEGBaseline8Bit, "YBR_FULL_422")
    copy = copied(tmp_path / "us.dcm", ExplicitVRLittleEndian, tmp_path / "copies")
    now = dcmread(copy)
    assert (now.PhotometricInterpretation, now.PlanarConfiguration) == ("RGB", 0)
    assert (now.LossyImageCompression, now.LossyImageCompressionRatio) == ("01", "12.5")
    assert now["PixelData"].VR == "OB"
    assert not now["PixelData"].is_undefined_length
    by_pillow = np.stack([np.asarray(Image.open(io.BytesIO(frame))) for frame in frames])
    np.testing.assert_allclose(now.pixel_array.astype(int), by_pillow, atol=1)
    dcmtk("dcmdjpeg", "+cp", tmp_path / "us.dcm", tmp_path / "theirs.dcm")
    theirs = dcmread(tmp_path / "theirs.dcm").pixel_array
    np.testing.assert_allclose(now.pixel_array.astype(int), theirs, atol=1)


@pytest.mark.filterwarnings("ignore:The .0028,0004. 'Photometric Interpretation' value is")
@pytest.mark.logs
def test_a_jpeg_that_is_not_what_the_data_set_says_gets_true_colours(tmp_path: Path) -> None:
    frame = as_jpeg(colours(1)[0])  # JFIF, so YCbCr whatever the data set says
    a_loop(tmp_path / "us.dcm", [frame], JPEGBaseline8Bit, "RGB")
    copy = copied(tmp_path / "us.dcm", ExplicitVRLittleEndian, tmp_path / "copies")
    now = dcmread(copy)
    assert now.PhotometricInterpretation == "RGB"
    by_pillow = np.asarray(Image.open(io.BytesIO(frame)))
    np.testing.assert_allclose(now.pixel_array.astype(int), by_pillow, atol=1)


def test_lossless_ybr_stays_ybr(tmp_path: Path) -> None:
    pixels = colours(2)
    a_loop(tmp_path / "native.dcm", [b"\0\0"], RLELossless, "YBR_FULL")
    ds = dcmread(tmp_path / "native.dcm")
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.NumberOfFrames, ds.PixelData = 2, pixels.tobytes()
    ds["PixelData"].is_undefined_length = False
    ds.save_as(tmp_path / "native.dcm")
    dcmtk("dcmcrle", tmp_path / "native.dcm", tmp_path / "rle.dcm")
    copy = copied(tmp_path / "rle.dcm", ExplicitVRLittleEndian, tmp_path / "copies")
    now = dcmread(copy)
    assert now.PhotometricInterpretation == "YBR_FULL"
    assert now.PixelData == pixels.tobytes()


def test_an_encapsulated_icon_is_decoded_too(tmp_path: Path) -> None:
    ds = a_loop(tmp_path / "us.dcm", [as_jpeg(colours(1)[0])], JPEGBaseline8Bit, "YBR_FULL_422")
    icon = Dataset()
    icon.SamplesPerPixel, icon.PhotometricInterpretation = 1, "MONOCHROME2"
    icon.Rows, icon.Columns, icon.PixelRepresentation = 61, 47, 0
    icon.BitsAllocated, icon.BitsStored, icon.HighBit = 8, 8, 7
    gray = as_jpeg(colours(1)[0, :, :, 0])
    pixels = DataElement("PixelData", "OB", encapsulate([gray]))
    pixels.is_undefined_length = True
    icon.add(pixels)
    ds.IconImageSequence = Sequence([icon])
    ds.save_as(tmp_path / "us.dcm")
    copy = copied(tmp_path / "us.dcm", ExplicitVRLittleEndian, tmp_path / "copies")
    now = dcmread(copy).IconImageSequence[0]
    assert now.PixelData[: 61 * 47] == np.asarray(Image.open(io.BytesIO(gray))).tobytes()


def test_a_cd_is_all_explicit_little_endian_and_claims_its_profile(tmp_path: Path) -> None:
    instances = studies_in(tmp_path, [*COMPRESSED, ImplicitVRLittleEndian, ExplicitVRBigEndian])
    done = for_medium(instances, Medium.CD, tmp_path / "copies", Progress())
    assert done.profile == "STD-GEN-CD"
    assert done.warnings == ()
    assert {i.transfer_syntax_uid for i in done.instances} == {ExplicitVRLittleEndian}
    uids = [i.sop_instance_uid for i in instances]
    assert [i.sop_instance_uid for i in done.instances] == uids
    assert {i.patient_id for i in done.instances} == {"P-0001"}


def test_what_needs_no_copy_goes_through_untouched(tmp_path: Path) -> None:
    instances = studies_in(tmp_path, [ExplicitVRLittleEndian] * 3)
    done = for_medium(instances, Medium.CD, tmp_path / "copies", Progress())
    assert all(a is b for a, b in zip(done.instances, instances, strict=True))
    assert not (tmp_path / "copies").exists()
    assert to_syntax(instances[0], ExplicitVRLittleEndian, tmp_path / "copies") is instances[0]


@pytest.mark.parametrize(
    ("medium", "syntaxes", "stays", "profile"),
    [
        (Medium.DVD, [JPEGLosslessSV1], JPEGLosslessSV1, "STD-GEN-DVD-JPEG"),
        (Medium.DVD_DL, [JPEG2000Lossless], JPEG2000Lossless, "STD-GEN-DVD-J2K"),
        (Medium.BD, [JPEGLSLossless], None, "STD-GEN-BD-JPEG"),
        (Medium.USB, [RLELossless, ImplicitVRLittleEndian], None, "STD-GEN-USB-JPEG"),
        (Medium.USB, [*J2K, *J2K, *JPEG], JPEG2000Lossless, "STD-GEN-USB-J2K"),
        (Medium.USB, [*JPEG, *J2K, *JPEG], JPEGLosslessSV1, "STD-GEN-USB-JPEG"),
    ],
)
def test_other_media_keep_the_one_compression_that_their_profile_allows(
    tmp_path: Path, medium: Medium, syntaxes: list[Any], stays: str | None, profile: str
) -> None:
    done = for_medium(studies_in(tmp_path, syntaxes), medium, tmp_path / "copies", Progress())
    assert done.profile == profile
    left = {i.transfer_syntax_uid for i in done.instances}
    assert left <= {ExplicitVRLittleEndian, stays}
    assert stays is None or stays in left


def test_a_copy_that_differs_in_one_bit_is_not_equal(tmp_path: Path) -> None:
    [source] = studies_in(tmp_path, [ImplicitVRLittleEndian])
    copy = to_syntax(source, ExplicitVRLittleEndian, tmp_path / "copies")
    prove_equal(source, copy, Progress().check)
    whole = copy.path.read_bytes()
    for at in (len(whole) - 1, whole.index(b"Sutanto"), whole.index(b"A0001")):
        copy.path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(NotEqual):
            prove_equal(source, read_instance(copy.path), Progress().check)


def test_nothing_is_compressed_here(tmp_path: Path) -> None:
    [source] = studies_in(tmp_path, [ImplicitVRLittleEndian])
    with pytest.raises(CannotTranscode):
        to_syntax(source, JPEG2000Lossless, tmp_path)


def test_a_copy_begins_with_our_own_file_meta_information(tmp_path: Path) -> None:
    [source] = studies_in(tmp_path, [ImplicitVRLittleEndian])
    copy = to_syntax(source, ExplicitVRLittleEndian, tmp_path / "copies")
    whole = copy.path.read_bytes()
    assert whole[:132] == bytes(128) + b"DICM"
    assert hashlib.sha256(whole[copy.offset :]).digest() == copy.digest
    assert copy.path.stat().st_mode & 0o777 == 0o600
