"""A small picture of the middle image of each series; no job fails for want of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.picture import Picture, Sample
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine import pictures
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.engine.pictures import pictures_of, samples_of
from mkiso_desktop.steps.picture import SIDE
from tests.engine.test_engine import config as config
from tests.engine.test_engine import running
from tests.peers.archive import Archive
from tests.samples import SYNTAXES, write_study
from tests.steps.loops import a_loop, as_jpeg, colours


def samples(files: list[Path]) -> tuple[Sample, ...]:
    return samples_of([read_instance(file) for file in files])


def drawn(files: list[Path]) -> list[Picture]:
    return list(pictures_of(samples(files), Progress()))


def grey(picture: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The picture's rows, of one of its equal colours."""
    rows = np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3)
    assert (rows == rows[:, :, :1]).all()
    return rows[:, :, 0]


def a_ramp(**values: object) -> Callable[[Dataset], None]:
    """Stored values 0 to 4095 from left to right, in 256 rows and columns."""

    def change(ds: Dataset) -> None:
        ds.Rows = ds.Columns = 256
        ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, 12, 11
        ds.PixelRepresentation = 0
        row = np.linspace(0, 4095, 256).astype("<u2")
        ds.PixelData = np.tile(row, (256, 1)).tobytes()
        for keyword, value in values.items():
            setattr(ds, keyword, value)

    return change


def ramp(folder: Path, **values: object) -> list[Path]:
    """A file with it."""
    [file] = write_study(folder, series=1, instances=1)
    data_set = dcmread(file)
    a_ramp(**values)(data_set)
    data_set.save_as(file)
    return [file]


def test_the_middle_image_stands_for_its_series(tmp_path: Path) -> None:
    files = write_study(tmp_path, series=2, instances=5)
    found = samples([*files[1:5], files[0], *files[6:], files[5]])  # as they came
    middle = {dcmread(file).SeriesInstanceUID: file.read_bytes() for file in (files[2], files[7])}
    assert {one.series_instance_uid: one.file for one in found} == middle


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_it_is_drawn_whatever_its_transfer_syntax(tmp_path: Path, syntax: str) -> None:
    [picture] = drawn(
        write_study(tmp_path, series=1, instances=1, transfer_syntax=syntax, rows=128)
    )
    assert (picture.width, picture.height) == (SIDE, SIDE)
    assert len(set(picture.rgb)) > 10


def test_the_headers_window_decides_what_is_dark_and_what_is_bright(tmp_path: Path) -> None:
    window = {"RescaleSlope": 1, "RescaleIntercept": -1024, "WindowWidth": 1024}
    [picture] = drawn(ramp(tmp_path, WindowCenter=512, **window))
    columns = grey(picture)[0]
    assert columns[: SIDE // 4 - 1].max() == 0  # below 1024, stored
    assert columns[SIDE // 2 + 1 :].min() == 255  # above 2048
    assert 100 < columns[SIDE * 3 // 8] < 155


@pytest.mark.parametrize("without", [{}, {"WindowCenter": 90000, "WindowWidth": 10}])
def test_without_a_window_that_shows_anything_the_values_decide(
    tmp_path: Path, without: dict[str, int]
) -> None:
    [picture] = drawn(ramp(tmp_path, **without))
    columns = grey(picture)[0]
    assert columns[0] < 5 and columns[-1] > 250 and (np.diff(columns.astype(int)) >= 0).all()


def test_monochrome1_is_turned_round(tmp_path: Path) -> None:
    [picture] = drawn(ramp(tmp_path, PhotometricInterpretation="MONOCHROME1"))
    assert grey(picture)[0][0] > 250


def test_an_oblong_image_keeps_its_shape(tmp_path: Path) -> None:
    [file] = ramp(tmp_path)
    data_set = dcmread(file)
    data_set.Rows = 128
    data_set.PixelData = data_set.PixelData[: 128 * 256 * 2]
    data_set.save_as(file)
    [picture] = drawn([file])
    assert (picture.width, picture.height) == (SIDE, SIDE // 2)


def test_what_cannot_be_drawn_has_no_picture_and_stops_no_other(tmp_path: Path) -> None:
    good = write_study(tmp_path / "1", series=2, instances=1, transfer_syntax=JPEG2000Lossless)
    whole = samples(good)
    broken = Sample("1.2.3", whole[0].file[:-2000])
    nothing = Sample("1.2.4", b"")
    native = Sample("1.2.5", b"nonsense")
    found = pictures_of([broken, whole[0], nothing, native, whole[1]], Progress())
    uids = {picture.series_instance_uid for picture in found}
    assert {one.series_instance_uid for one in whole} <= uids
    assert not {"1.2.4", "1.2.5"} & uids


def test_a_decoder_that_ends_its_process_costs_one_picture_alone(tmp_path: Path) -> None:
    whole = as_jpeg(colours(1)[0])
    broken = whole[:20] + b"\x2d" + whole[21:]  # no marker where gdcm wants one: it calls abort()
    for name, frame in (("1", whole), ("2", broken), ("3", whole)):
        a_loop(tmp_path / name, [frame], JPEGBaseline8Bit, "YBR_FULL_422")
    found = samples([tmp_path / name for name in "123"])
    named = [replace(one, series_instance_uid=f"1.{at}") for at, one in enumerate(found)]
    uids = [picture.series_instance_uid for picture in pictures_of(named, Progress())]
    assert uids == ["1.0", "1.2"]


def test_what_has_no_pixels_and_what_is_huge_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_study(tmp_path, series=2, instances=1)
    without = dcmread(files[0])
    del without.PixelData
    without.save_as(files[0])
    assert len(samples(files)) == 1
    monkeypatch.setattr(pictures, "MOST_BYTES", files[1].stat().st_size - 1)
    assert samples(files) == ()


def test_drawing_can_be_cancelled(tmp_path: Path) -> None:
    found, progress = samples(write_study(tmp_path)), Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        list(pictures_of(found, progress))


def test_a_job_tells_its_samples_when_it_has_received_all(
    config: Config, archive: Archive, tmp_path: Path
) -> None:
    told: list[tuple[Sample, ...]] = []
    request = MediaRequest(("PLAIN1",), output=str(tmp_path))
    with running(config) as engine:
        unwatch = engine.watch_samples(told.append)
        assert engine.wait(engine.submit(request)).state is JobState.DONE
        [found] = told
        assert len(engine.pictures_of(found, Progress())) == len(found) == 2
        unwatch()
        assert engine.wait(engine.submit(request)).state is JobState.DONE
    assert len(told) == 1


@pytest.mark.logs
def test_no_job_fails_for_want_of_a_picture(config: Config, tmp_path: Path) -> None:
    def stumble(samples: tuple[Sample, ...]) -> None:
        raise RuntimeError("our bug")

    with running(config) as engine:
        engine.watch_samples(stumble)
        view = engine.wait(engine.submit(MediaRequest(("PLAIN1",), output=str(tmp_path))))
    assert view.state is JobState.DONE
