"""An image that has fewer pixels than it says stops the disc, in whatever shape it comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import (
    UID,
    EncapsulatedPDFStorage,
    EnhancedSRStorage,
    ExplicitVRLittleEndian,
    KeyObjectSelectionDocumentStorage,
    RawDataStorage,
    TwelveLeadECGWaveformStorage,
)

from mkiso_desktop.core.errors import Cancelled, StudyIncomplete
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.steps.check import check
from tests import samples
from tests.net.scu import changed


def told(path: Path, allow_incomplete: str = "") -> tuple[str, ...]:
    return check([read_instance(path)], allow_incomplete, Progress())


def whole(ds: Dataset) -> None:
    """As it was."""


def short(ds: Dataset) -> None:
    ds.PixelData = ds.PixelData[:-2]


def frames(ds: Dataset) -> None:
    ds.NumberOfFrames = 2
    ds.PixelData = ds.PixelData * 2


def a_frame_too_few(ds: Dataset) -> None:
    ds.NumberOfFrames = 2


def more_frames_than_a_float_holds(ds: Dataset) -> None:
    ds.add_new("NumberOfFrames", "LT", "9" * 400)  # an IS would not be written so


def fewer_than_no_frames(ds: Dataset) -> None:
    ds.NumberOfFrames, ds.PixelData = -1, b""


def single_bits(ds: Dataset) -> None:
    ds.BitsAllocated = ds.BitsStored = 1
    ds.PixelData = bytes(16 * 16 // 8)


def half_the_colour(ds: Dataset) -> None:
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 3, "YBR_FULL_422"
    ds.BitsAllocated = ds.BitsStored = 8
    ds.PixelData = bytes(16 * 16 * 2)


def no_pixels(ds: Dataset) -> None:
    del ds.PixelData


def cut_before_the_pixels_are_told(ds: Dataset) -> None:
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated"):
        del ds[keyword]


def no_image(ds: Dataset) -> None:
    cut_before_the_pixels_are_told(ds)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = RawDataStorage


@pytest.mark.parametrize(
    ("change", "is_cut"),
    [(whole, False), (short, True), (frames, False), (a_frame_too_few, True)]
    + [(single_bits, False), (half_the_colour, False), (no_pixels, True), (no_image, False)]
    + [(cut_before_the_pixels_are_told, True), (fewer_than_no_frames, True)]
    + [(more_frames_than_a_float_holds, True)],
)
@pytest.mark.parametrize("syntax", samples.SYNTAXES[:2], ids=["implicit", "explicit"])
def test_an_image_without_all_its_pixels_stops_the_disc(
    tmp_path: Path, change: Callable[[Dataset], None], is_cut: bool, syntax: str
) -> None:
    [file] = samples.write_study(tmp_path, series=1, instances=1, transfer_syntax=syntax)
    path = changed(file, tmp_path / "changed.dcm", change)
    if not is_cut:
        assert told(path) == ()
        return
    with pytest.raises(StudyIncomplete) as error:
        told(path)
    assert error.value.title == "1 of 1 objects are cut short"
    [warning] = told(path, "Dr. Rahayu")
    assert warning.startswith(error.value.title) and "Dr. Rahayu" in warning


@pytest.mark.parametrize("syntax", samples.SYNTAXES[2:])
def test_each_frame_needs_a_fragment_when_compressed(tmp_path: Path, syntax: str) -> None:
    [file] = samples.write_study(tmp_path, series=1, instances=1, transfer_syntax=syntax)
    assert told(file) == ()
    ds = dcmread(file)
    a_frame_too_few(ds)
    ds.save_as(tmp_path / "two.dcm")
    with pytest.raises(StudyIncomplete):
        told(tmp_path / "two.dcm")


CONTENT = {
    EncapsulatedPDFStorage: ("EncapsulatedDocument", b"%PDF"),
    EnhancedSRStorage: ("ContentSequence", [Dataset()]),
    KeyObjectSelectionDocumentStorage: ("ContentSequence", [Dataset()]),
    TwelveLeadECGWaveformStorage: ("WaveformSequence", [Dataset()]),
}


@pytest.mark.parametrize("sop_class", CONTENT)
def test_a_document_cut_before_its_content_stops_the_disc(tmp_path: Path, sop_class: str) -> None:
    ds = samples.an_instance(sop_class)
    samples.write_instance(ds, tmp_path / "cut.dcm", ExplicitVRLittleEndian)
    with pytest.raises(StudyIncomplete):
        told(tmp_path / "cut.dcm")
    setattr(ds, *CONTENT[UID(sop_class)])
    samples.write_instance(ds, tmp_path / "whole.dcm", ExplicitVRLittleEndian)
    assert told(tmp_path / "whole.dcm") == ()


def test_checking_stops_when_cancelled(tmp_path: Path) -> None:
    files = samples.write_study(tmp_path)
    progress = Progress(lambda moment: progress.cancel())
    with pytest.raises(Cancelled):
        check([read_instance(file) for file in files], "", progress)
