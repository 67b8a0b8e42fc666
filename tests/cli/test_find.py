"""`find`: who it is and what there is, from real archives."""

import subprocess

import pytest

from tests.cli.desk import Desk
from tests.cli.starter import starter


def test_patient_and_studies_of_each_accession_number(desk: Desk) -> None:
    answer = desk.run("find", "PLAIN1", "TWO").json
    first, second = answer["accessions"]
    assert (answer["status"], first["status"]) == ("ok", "found")
    assert first["patient"] == {
        "name": "Sutanto Budi",
        "id": "P-0001",
        "birth_date": "19700102",
        "sex": "M",
        "source": "pacs",
    }
    [study] = first["studies"]
    assert (study["date"], study["modalities"]) == ("20261103", ["CT"])
    assert (study["series"], study["instances"]) == (2, 6)
    assert len(second["studies"]) == 2


def test_a_comma_list_is_several_numbers_and_a_repeat_is_one(desk: Desk) -> None:
    answer = desk.run("find", "PLAIN1,OTHER", "PLAIN1").json
    assert [one["accession_number"] for one in answer["accessions"]] == ["PLAIN1", "OTHER"]


def test_a_person_gets_lines_instead_of_json(desk: Desk) -> None:
    words = [word for word in desk.command("find", "PLAIN1") if word != "--json"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, env=desk.env())
    assert done.returncode == 0
    assert "Sutanto Budi (P-0001)" in done.stdout
    assert "2 series, 6 images" in done.stdout


@pytest.mark.parametrize("words", [["find", "--nonsense"], ["nonsense"]])
def test_a_command_that_is_not_understood_ends_with_2(desk: Desk, words: list[str]) -> None:
    answer = desk.run(*words)
    assert (answer.exit_code, answer.json["code"]) == (2, "bad-request")


def test_a_command_that_was_forked_answers_like_one_that_was_started(desk: Desk) -> None:
    words = desk.command("find", "PLAIN1", "NOBODY")
    started = subprocess.run(words, capture_output=True, text=True, timeout=60, env=desk.env())
    forked = starter().run(words, desk.env())
    assert started.returncode == 3
    assert (forked.returncode, forked.stdout) == (started.returncode, started.stdout)
