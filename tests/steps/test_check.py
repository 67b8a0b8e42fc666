"""Images that have fewer pixels than they say are told, in whatever shape they come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pydicom import Dataset

from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.steps.check import check
from tests import samples
from tests.net.scu import changed


def told(path: Path) -> tuple[str, ...]:
    return check([read_instance(path)], Progress())


def whole(ds: Dataset) -> None:
    """As it was."""


def short(ds: Dataset) -> None:
    ds.PixelData = ds.PixelData[:-2]


def frames(ds: Dataset) -> None:
    ds.NumberOfFrames = 2
    ds.PixelData = ds.PixelData * 2


def a_frame_too_few(ds: Dataset) -> None:
    ds.NumberOfFrames = 2


def single_bits(ds: Dataset) -> None:
    ds.BitsAllocated = ds.BitsStored = 1
    ds.PixelData = bytes(16 * 16 // 8)


def half_the_colour(ds: Dataset) -> None:
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 3, "YBR_FULL_422"
    ds.BitsAllocated = ds.BitsStored = 8
    ds.PixelData = bytes(16 * 16 * 2)


def no_pixels(ds: Dataset) -> None:
    del ds.PixelData


@pytest.mark.parametrize(
    ("change", "is_short"),
    [(whole, False), (short, True), (frames, False), (a_frame_too_few, True)]
    + [(single_bits, False), (half_the_colour, False), (no_pixels, False)],
)
@pytest.mark.parametrize("syntax", samples.SYNTAXES[:2], ids=["implicit", "explicit"])
def test_pixels_are_counted(
    tmp_path: Path, change: Callable[[Dataset], None], is_short: bool, syntax: str
) -> None:
    [file] = samples.write_study(tmp_path, series=1, instances=1, transfer_syntax=syntax)
    warnings = told(changed(file, tmp_path / "changed.dcm", change))
    sentence = "1 images have fewer pixels than they say, in the archive already"
    assert warnings == ((sentence,) if is_short else ())


@pytest.mark.parametrize("syntax", samples.SYNTAXES[2:])
def test_what_is_compressed_is_not_counted(tmp_path: Path, syntax: str) -> None:
    [file] = samples.write_study(tmp_path, series=1, instances=1, transfer_syntax=syntax)
    assert told(file) == ()


def test_checking_stops_when_cancelled(tmp_path: Path) -> None:
    files = samples.write_study(tmp_path)
    progress = Progress(lambda moment: progress.cancel())
    with pytest.raises(Cancelled):
        check([read_instance(file) for file in files], progress)
