"""What bad input gets: one clear end each, with its code, and nothing lost or half made."""

import json
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.peers.archive import STATION_AE, Archive
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study

LONGEST_S = 20 + 5  # the promise, and what starting Python twice on a busy machine takes


WORDS = ["*", "PLAIN?", "A\\B", "", " ", "PLAIN1,,PLAIN2", "\x1b[2J", "A\tB", "A" * 17, "Ä1"]


@pytest.mark.parametrize(
    ("command", "word"), [*(("find", word) for word in WORDS), ("iso", "*"), ("relay", "")]
)
def test_a_word_that_is_no_accession_number_is_refused(
    tmp_path: Path, command: str, word: str
) -> None:
    # Nobody listens at the archive's port: whoever asked it would end otherwise, and later.
    answer = Desk(tmp_path / "desk").configure("pacs", port=free_port()).run(command, word)
    assert (answer.exit_code, answer.json["code"]) == (2, "bad-request")
    assert answer.json["advice"]


def test_nothing_asked_for_is_refused(desk: Desk) -> None:
    answer = desk.run("iso")
    assert (answer.exit_code, answer.json["code"]) == (2, "bad-request")


def test_an_unknown_accession_number_ends_with_3(desk: Desk) -> None:
    for command in ("find", "iso"):
        answer = desk.run(command, "NOBODY")
        assert (answer.exit_code, answer.json["code"]) == (3, "accession-not-found")


def test_find_tells_of_each_number_and_ends_as_the_first_that_is_missing(desk: Desk) -> None:
    answer = desk.run("find", "PLAIN1", "NOBODY")
    assert answer.exit_code == 3
    assert [one["status"] for one in answer.json["accessions"]] == ["found", "accession-not-found"]


def test_two_patients_make_no_disc_and_both_are_named(desk: Desk) -> None:
    answer = desk.iso("PLAIN1", "OTHER")
    assert (answer.exit_code, answer.json["code"]) == (5, "patient-conflict")
    assert "P-0001" in answer.json["detail"] and "P-0002" in answer.json["detail"]
    assert "P-000" not in answer.json["error"] + answer.json["advice"]
    # No name of a person allows two patients on one disc.
    assert desk.iso("PLAIN1", "OTHER", "--allow-mismatch", "Dr. Ada").exit_code == 5
    assert not list(desk.discs.iterdir())


def test_an_archive_that_is_down_ends_with_4_in_time(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk").configure("pacs", port=free_port())
    for command in ("find", "iso"):
        began = time.monotonic()
        answer = desk.run(command, "PLAIN1")
        assert (answer.exit_code, answer.json["code"]) == (4, "pacs-unreachable")
        assert time.monotonic() - began < LONGEST_S


def test_an_archive_that_does_not_know_us_says_what_to_register(
    tmp_path: Path, archive: Archive
) -> None:
    desk = Desk(tmp_path / "desk").archive(archive.orthanc)
    desk.configure("station", ae_title="STRANGER")
    answer = desk.iso("PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (4, "pacs-refused")
    assert "STRANGER" in answer.json["advice"] and str(desk.port) in answer.json["advice"]


def test_a_publisher_that_is_down_ends_with_4(desk: Desk) -> None:
    desk.configure("cd_publisher", host=LOOPBACK, port=free_port())
    answer = desk.run("relay", "PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (4, "publisher-unreachable")


def test_a_relay_without_a_publisher_is_not_configured(desk: Desk) -> None:
    answer = desk.run("relay", "PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (2, "not-configured")


def test_a_broken_configuration_tells_every_mistake_at_once(desk: Desk) -> None:
    desk.configure("station", prot=1, ae_title="A" * 17).configure("pacs", port=0)
    answer = desk.run("find", "PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (2, "config-invalid")
    for key in ("station.prot", "station.ae_title", "pacs.port"):
        assert key in answer.json["advice"]


def test_a_home_of_nobody_is_a_mistake_and_no_bug(desk: Desk) -> None:
    desk.configure("work", folder="~no-such-user/work")
    answer = desk.run("find", "PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (2, "config-invalid")
    assert "work.folder" in answer.json["advice"]
    words = [*desk.command("find", "PLAIN1"), "--config", "~no-such-user/config.toml"]
    done = subprocess.run(words, capture_output=True, timeout=60, env=desk.env())
    assert (done.returncode, json.loads(done.stdout)["code"]) == (2, "config-invalid")


def test_an_abbreviated_option_is_not_taken_for_another(desk: Desk) -> None:
    words = desk.command("find", "PLAIN1")
    words[words.index("--json")] = "--js"
    done = subprocess.run(words, capture_output=True, timeout=60, env=desk.env())
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_missing_viewer_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk").configure("pacs", port=free_port())
    desk.configure("disc", viewer_dir=str(tmp_path / "nowhere"))
    answer = desk.iso("PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (2, "config-invalid")


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_fetched(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path / "desk").configure("pacs", port=free_port())
    (tmp_path / "file").touch()
    (tmp_path / "file.txt").touch()
    nowhere = ("no/such", "file/below", "file.txt")
    for output in (*(tmp_path / name for name in nowhere), "~no-such-user/discs"):
        answer = desk.run("iso", "PLAIN1", "--output", str(output))
        assert (answer.exit_code, answer.json["code"]) == (6, "disk-full")


@pytest.mark.parametrize(
    "name",
    [
        "../../etc^passwd",
        '"quoted"^\\n/etc/*',
        "...^...",
        "Budi\N{PILE OF POO}^\N{RIGHT-TO-LEFT OVERRIDE}gpj",
        "CON^",
        "A" * 64,
    ],
)
def test_a_hostile_name_is_a_safe_file_name_inside_the_folder(tmp_path: Path, name: str) -> None:
    desk = Desk(tmp_path / "desk")
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}) as server:
        server.store(write_study(tmp_path / "s", patient_name=name, series=1, instances=1))
        answer = desk.archive(server).iso("A0001")
    assert answer.exit_code == 0, answer.json
    made = Path(answer.json["iso"])
    assert made.parent == desk.discs and made.is_file()
    assert made.name.isascii() and not set(made.name) & set('/\\:*?"<>| ')


@pytest.mark.promise("A failing disk ends in one clear error, with nothing half there")
def test_a_disk_that_must_stay_free_ends_with_6_whatever_the_archive_then_says(
    desk: Desk,
) -> None:
    desk.configure("work", keep_free_gb=1_000_000)
    answer = desk.iso("PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (6, "disk-full")
    assert not desk.left_overs()
