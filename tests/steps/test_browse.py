"""What a person may look at before anything is ordered: series, and the patient's other studies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import IdRule, Patient, Study
from mkiso_desktop.net.association import Peer
from mkiso_desktop.steps.browse import MOST_OTHERS, list_series, studies_of_patient
from mkiso_desktop.steps.query import find_accession
from tests.peers.archive import Archive
from tests.peers.scripted import ScriptedPeer, scripted
from tests.steps.test_query import NO_API, answering, as_peer, row

BUDI = Patient("Sutanto^Budi", "P-0001")


@pytest.fixture
def pacs(archive: Archive) -> Peer:
    return as_peer(archive.orthanc)


def found(number: str, pacs: Peer) -> Study:
    """The one study of a number."""
    [study] = find_accession(number, pacs, "CDRECORD", NO_API, Progress()).studies
    return study


def others(pacs: Peer, patient: Patient, rule: IdRule = IdRule.STRIP) -> list[str]:
    """The accession numbers of what else there is, in their order."""
    studies = studies_of_patient(patient, pacs, "CDRECORD", Progress(), rule)
    return [study.accession_number for study in studies]


def test_each_series_comes_with_its_number_and_its_count(pacs: Peer) -> None:
    [study] = list_series([found("PLAIN1", pacs)], pacs, "CDRECORD", Progress())
    assert [(one.number, one.modality, one.instances) for one in study.series] == [
        ("1", "CT", 3),
        ("2", "CT", 3),
    ]


def test_series_stand_in_the_order_of_their_numbers() -> None:
    rows = [
        row(QueryRetrieveLevel="SERIES", SeriesInstanceUID=f"1.2.{at}", SeriesNumber=number)
        for at, number in enumerate(["10", "2", None, "1", "-1"])
    ]
    with scripted(answering(rows)) as peer:
        [study] = list_series([Study("1.2", "A0001", BUDI)], as_peer(peer), "CDRECORD", Progress())
    assert [one.number for one in study.series] == ["-1", "1", "2", "10", ""]


def test_the_patients_other_studies_are_those_with_that_very_id(pacs: Peer) -> None:
    assert set(others(pacs, found("PLAIN1", pacs).patient)) == {"PLAIN1", "TWO", "MIXED"}
    assert others(pacs, Patient("Lestari^Dewi", "P-0002")) == ["OTHER"]


@pytest.mark.parametrize("patient_id", ["", "*", "P-000?", "P-0001\\P-0002", "P\n", "P" * 65, "П1"])
def test_an_id_that_could_find_more_than_itself_is_not_asked_for(patient_id: str) -> None:
    nowhere = Peer("NOBODY", "127.0.0.1", 1)  # a question would fail
    assert others(nowhere, replace(BUDI, patient_id=patient_id)) == []


@pytest.mark.parametrize(
    "other",
    [replace(BUDI, name="Somebody^Else"), replace(BUDI, birth_date="19000101")],
    ids=["name", "birth date"],
)
def test_whoever_shares_the_id_but_is_described_as_another_is_not_offered(
    pacs: Peer, other: Patient
) -> None:
    known = found("PLAIN1", pacs).patient
    assert known.birth_date and others(pacs, replace(other, birth_date=other.birth_date)) == []


@pytest.fixture
def generous() -> Iterator[ScriptedPeer]:
    """Answers with 120 studies, whoever is asked for; every second is another patient's."""
    rows = [
        row(
            QueryRetrieveLevel="STUDY",
            StudyInstanceUID=f"1.2.{number}",
            AccessionNumber=f"N{number}",
            PatientID="P-0001" if number % 2 else "P-0002",
            PatientName="SUTANTO^BUDI",
            StudyDate=f"2026{1 + number // 28:02d}{1 + number % 28:02d}",
        )
        for number in range(120)
    ]
    with scripted(answering(rows)) as peer:
        yield peer


def test_the_newest_come_first_and_there_is_an_end_to_them(generous: ScriptedPeer) -> None:
    offered = others(as_peer(generous), BUDI)
    assert offered == [f"N{number}" for number in range(119, 119 - 2 * MOST_OTHERS, -2)]


def test_the_rule_for_patient_ids_holds_here_too(generous: ScriptedPeer) -> None:
    asked = replace(BUDI, patient_id="p0001")
    assert len(others(as_peer(generous), asked)) == MOST_OTHERS
    assert others(as_peer(generous), asked, IdRule.EXACT) == []
