"""Series that nobody wants: not listed, not asked for, not missed, and not in when they come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Retrieve
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Study
from mkiso_desktop.net.dimse import Destination
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import StorageScp
from mkiso_desktop.steps.inventory import remaining
from mkiso_desktop.steps.query import find_accession, has_new_series, take_inventory
from mkiso_desktop.steps.retrieve import Archive, has_grown, prove_complete, strangers
from tests import samples
from tests.net.scu import STATION, station
from tests.peers import Orthanc, orthanc
from tests.steps.test_query import NO_API, as_peer
from tests.steps.test_retrieve import fetch, reception_for


@pytest.fixture
def scp() -> Iterator[StorageScp]:
    with station() as open_station:
        yield open_station


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two series of sixty: what is that large is asked for in pieces."""
    return samples.write_study(tmp_path / "src", series=2, instances=60)


@pytest.fixture
def pacs(scp: StorageScp, files: list[Path]) -> Iterator[Orthanc]:
    with orthanc({STATION: ("127.0.0.1", scp.port)}) as one:
        one.store(files)
        yield one


def without_the_second(pacs: Orthanc) -> tuple[Study, str]:
    """The study as it is to be fetched, and the series that is not."""
    whom = as_peer(pacs), STATION, Progress()
    found = find_accession("A0001", as_peer(pacs), STATION, NO_API, Progress())
    [whole] = take_inventory(found.studies, *whom)
    uid = next(one.series_instance_uid for one in whole.series if one.number == "2")
    [study], _ = remaining(
        take_inventory([replace(one, leave_out=frozenset({uid})) for one in found.studies], *whom)
    )
    return study, uid


def uncounted(study: Study) -> Study:
    """As an archive tells it that stops at SERIES level, and counts nothing."""
    bare = [replace(one, instances=None, sop_instance_uids=None) for one in study.series]
    return replace(study, series=tuple(bare), instance_count=None)


def counted(study: Study) -> Study:
    """As an archive tells it that stops at SERIES level."""
    return replace(
        study, series=tuple(replace(one, sop_instance_uids=None) for one in study.series)
    )


def test_the_study_is_told_as_if_there_were_no_such_series(pacs: Orthanc) -> None:
    study, uid = without_the_second(pacs)
    assert [one.number for one in study.series] == ["1"]
    assert (study.series_count, study.instance_count) == (1, 60)
    assert study.leave_out == {uid}
    assert not has_new_series([study], as_peer(pacs), STATION, Progress())


@pytest.mark.parametrize("told", [lambda study: study, counted, uncounted])
@pytest.mark.parametrize("by", [Retrieve.C_MOVE, Retrieve.C_GET])
def test_the_archive_is_asked_for_the_rest_alone(
    pacs: Orthanc, scp: StorageScp, files: list[Path], tmp_path: Path, by: Retrieve, told: object
) -> None:
    assert callable(told)
    study = told(without_the_second(pacs)[0])
    (tmp_path / "spool").mkdir()
    reception: Reception = reception_for([study], tmp_path / "spool")
    archive = Archive(as_peer(pacs), STATION, Destination(STATION, scp.port), by)
    said = fetch(scp, [study], archive, reception)
    assert said is None and not has_grown(reception)
    assert set(reception.instances) == {file.stem for file in files[:60]}
    assert reception.refused == [] and strangers(reception) == ()
    doubts = prove_complete([study], reception, said, "")
    assert all("does not say how many" in doubt for doubt in doubts)
