"""The demo PACS over real wires, asked by dcmtk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydicom import dcmread

from mkiso_desktop.demo import Hospital
from mkiso_desktop.demo.casebook import STUDIES

from .conftest import Tool

CT = STUDIES[0]


def keys(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("-k", pair)]


def test_it_answers_an_echo(dcmtk: Tool, hospital: Hospital) -> None:
    assert dcmtk("echoscu", "-aec", hospital.pacs_ae).returncode == 0


def test_an_accession_number_finds_its_study_with_the_asked_keys(dcmtk: Tool) -> None:
    said = dcmtk(
        "findscu",
        "-S",
        *keys("QueryRetrieveLevel=STUDY", f"AccessionNumber={CT.accession_number}", "PatientName"),
        *keys("StudyInstanceUID", "NumberOfStudyRelatedInstances", "ModalitiesInStudy"),
    ).stdout
    assert said.count("(Pending)") == 1
    assert "[RAHMAWATI^SITI]" in said
    assert CT.uid in said
    assert "[120 ]" in said


@pytest.mark.timeout(120)
def test_a_study_moves_to_the_station_whole(
    dcmtk: Tool, hospital: Hospital, tmp_path: Path
) -> None:
    said = dcmtk(
        "movescu",
        "-S",
        *("-aem", hospital.station_ae, "+P", str(hospital.station_port), "-od", str(tmp_path)),
        *keys("QueryRetrieveLevel=STUDY", f"StudyInstanceUID={CT.uid}"),
    ).stdout
    assert "Received Final Move Response (Success)" in said
    numbers = {dcmread(path, stop_before_pixels=True).InstanceNumber for path in tmp_path.iterdir()}
    assert numbers == set(range(1, 121))
    assert len(re.findall(r"Received Store Request", said)) == 120
