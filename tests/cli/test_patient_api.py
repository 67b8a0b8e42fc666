"""The hospital's patient API beside the archive: whose word counts, and what when it is silent."""

import json

import pytest

from tests.cli.desk import Desk
from tests.net.hospital_api import hospital_api, ok, status
from tests.peers.dcmtk import storescp
from tests.peers.process import free_port


def record(patient_id: str, name: str = "BUDI SUTANTO") -> bytes:
    return json.dumps({"patient_name": name, "medrec_id": patient_id}).encode()


def test_the_apis_spelling_is_shown_and_an_id_written_alike_passes(desk: Desk) -> None:
    with hospital_api() as api:
        api.answers = [ok(record("p/0001"))]
        desk.configure("patient_api", base_url=api.url)
        [found] = desk.run("find", "PLAIN1").json["accessions"]
        made = desk.iso("PLAIN1").json
    assert found["patient"]["name"] == made["patient_name"] == "BUDI SUTANTO"
    assert found["patient"]["source"] == "patient_api"
    assert made["iso"].endswith("BUDI_SUTANTO-PLAIN1.iso")


@pytest.mark.promise("Every failure of the patient API has one clear end")
def test_another_patient_id_blocks_until_a_person_allows_it_by_name(desk: Desk) -> None:
    with hospital_api() as api:
        api.answers = [ok(record("P-0009"))]
        desk.configure("patient_api", base_url=api.url)
        blocked = desk.iso("PLAIN1")
        allowed = desk.iso("PLAIN1", "--allow-mismatch", "Dr. Ada")
    assert (blocked.exit_code, blocked.json["code"]) == (5, "patient-conflict")
    assert "P-0001" in blocked.json["detail"] and "P-0009" in blocked.json["detail"]
    assert allowed.exit_code == 0
    assert any("Dr. Ada" in warning for warning in allowed.json["warnings"])


def test_known_to_the_api_with_nothing_in_the_archive_is_no_dicom_data(desk: Desk) -> None:
    with hospital_api() as api:
        desk.configure("patient_api", base_url=api.url)
        for command in ("find", "iso"):
            answer = desk.run(command, "NOBODY")
            assert (answer.exit_code, answer.json["code"]) == (3, "no-dicom-data")


def test_unknown_to_the_api_is_not_found(desk: Desk) -> None:
    with hospital_api() as api:
        api.answers = [status(404)]
        desk.configure("patient_api", base_url=api.url)
        answer = desk.iso("PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (3, "accession-not-found")


@pytest.mark.promise("Every failure of the patient API has one clear end")
@pytest.mark.parametrize("command", ["find", "iso"])
def test_without_the_api_the_archive_answers_alone_with_a_warning(desk: Desk, command: str) -> None:
    desk.configure("patient_api", base_url=f"http://127.0.0.1:{free_port()}", retries=1)
    answer = desk.iso("PLAIN1") if command == "iso" else desk.run("find", "PLAIN1")
    assert answer.exit_code == 0
    told = answer.json if command == "iso" else answer.json["accessions"][0]
    assert any("patient API" in warning for warning in told["warnings"])


@pytest.mark.promise("Every failure of the patient API has one clear end")
def test_without_the_api_nothing_goes_to_the_publisher(desk: Desk) -> None:
    with storescp() as publisher:
        desk.configure("patient_api", base_url=f"http://127.0.0.1:{free_port()}", retries=1)
        desk.configure("cd_publisher", host=publisher.host, port=publisher.port)
        answer = desk.run("relay", "PLAIN1")
        assert (answer.exit_code, answer.json["code"]) == (4, "patient-api-unavailable")
        assert not publisher.instances()
