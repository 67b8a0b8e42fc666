"""As few discs as will do; series whole, studies whole where that costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkiso_desktop.core.config import Medium
from mkiso_desktop.core.elements import EXPLICIT_LITTLE, Header
from mkiso_desktop.core.errors import MediumTooSmall
from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.wanted import tag
from mkiso_desktop.steps.fileset import build_fileset
from mkiso_desktop.steps.image import DiscFile, write_image
from mkiso_desktop.steps.volumes import EMPTY_DISC, must_fit, split

from ..samples import write_study

STUDY, SERIES = tag("StudyInstanceUID"), tag("SeriesInstanceUID")
MB = 1_000_000


def series(study: str, number: str, megabytes: float, instances: int = 1) -> list[Instance]:
    header = Header(EXPLICIT_LITTLE, {STUDY: study.encode(), SERIES: f"{study}.{number}".encode()})
    size = int(megabytes * MB / instances)
    return [Instance(Path("none"), 300, size, b"", header) for _ in range(instances)]


def shape(volumes: tuple[tuple[Instance, ...], ...]) -> list[list[str]]:
    return [list(dict.fromkeys(i.series_instance_uid for i in disc)) for disc in volumes]


def test_what_fits_stays_on_one_disc_in_its_order() -> None:
    instances = series("2", "1", 10) + series("1", "1", 10) + series("2", "2", 10)
    [disc] = split(instances, Medium.CD.capacity_bytes, 0)
    assert list(map(id, disc)) == list(map(id, instances))


def test_studies_stay_whole_where_that_costs_no_disc() -> None:
    instances = [
        *series("1", "1", 300), *series("1", "2", 100),
        *series("2", "1", 300), *series("2", "2", 100),
    ]  # fmt: skip
    assert shape(split(instances, 700 * MB, 0)) == [["1.1", "1.2"], ["2.1", "2.2"]]


def test_no_disc_is_spent_to_keep_a_study_whole() -> None:
    instances = [s for n in "123" for half in "12" for s in series(n, half, 200)]
    volumes = split(instances, 700 * MB, 0)
    assert len(volumes) == 2
    assert sorted(uid for disc in shape(volumes) for uid in disc) == [
        "1.1", "1.2", "2.1", "2.2", "3.1", "3.2",
    ]  # fmt: skip


def test_a_study_larger_than_a_disc_is_split_between_series() -> None:
    instances = series("1", "1", 500, 50) + series("1", "2", 500, 50) + series("2", "1", 150)
    assert shape(split(instances, 700 * MB, 0)) == [["1.1", "2.1"], ["1.2"]]


def test_what_else_is_on_the_disc_counts() -> None:
    instances = series("1", "1", 300) + series("1", "2", 300)
    assert len(split(instances, 700 * MB, 0)) == 1
    assert len(split(instances, 700 * MB, 200 * MB)) == 2


@pytest.mark.parametrize(
    ("megabytes", "word"),
    [(800, '"dvd"'), (5000, '"dvd-dl"'), (9000, '"bd"'), (30_000, '"usb"')],
)
def test_a_series_larger_than_a_disc_is_told_with_the_medium_that_would_do(
    megabytes: int, word: str
) -> None:
    with pytest.raises(MediumTooSmall) as told:
        split(series("1", "1", megabytes), Medium.CD.capacity_bytes, 10 * MB)
    assert word in told.value.advice


def test_nothing_needs_no_disc() -> None:
    assert split([], MB, 0) == ()


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 60)), max_size=25),
    st.integers(61, 200),
)
def test_nothing_is_lost_and_no_series_is_torn(
    what: list[tuple[int, int, int]], capacity: int
) -> None:
    instances = [i for study, number, mb in what for i in series(str(study), str(number), mb / 8)]
    try:
        volumes = split(instances, capacity * MB, 0)
    except MediumTooSmall:
        return
    assert sorted(id(i) for disc in volumes for i in disc) == sorted(map(id, instances))
    where = {i.series_instance_uid: n for n, disc in enumerate(volumes) for i in disc}
    assert all(where[i.series_instance_uid] == n for n, d in enumerate(volumes) for i in d)
    for disc in volumes:
        assert sum(i.length for i in disc) < capacity * MB


@pytest.mark.parametrize("instances", [60, 120])
def test_the_estimate_is_enough_and_not_much_more(tmp_path: Path, instances: int) -> None:
    files = write_study(tmp_path, series=3, instances=instances)
    fileset = build_fileset([read_instance(path) for path in files], "A", Progress())
    disc = [DiscFile(("DICOMDIR",), fileset.dicomdir)]
    disc += [DiscFile(entry.file_id, entry.instance.path) for entry in fileset.entries]
    write_image(disc, "A", tmp_path / "disc.iso", Progress())
    size = (tmp_path / "disc.iso").stat().st_size
    found = [entry.instance for entry in fileset.entries]
    assert len(split(found, size + EMPTY_DISC + 400 * len(found), 0)) == 1
    assert len(split(found, size - 1, 0)) > 1


def test_a_finished_image_that_is_larger_than_its_medium_is_found() -> None:
    must_fit(Medium.CD.capacity_bytes, Medium.CD.capacity_bytes)
    with pytest.raises(MediumTooSmall) as error:
        must_fit(Medium.CD.capacity_bytes + 1, Medium.CD.capacity_bytes)
    assert "DVD" in error.value.advice
