"""A command beside an owner of the work folder: the owner works, the command shows and answers."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.cli.disc import dicom_files, unpack
from tests.cli.owner import heard, owner
from tests.peers.archive import STATION_AE, Archive
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study


@contextmanager
def a_long_job(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose archive holds a study that takes a while: LONG."""
    desk = Desk(tmp_path / "desk")
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}) as server:
        server.store(write_study(tmp_path / "s", accession_number="LONG", instances=300, rows=256))
        yield desk.archive(server)


def start(desk: Desk) -> subprocess.Popen[str]:
    return subprocess.Popen(
        desk.command("iso", "LONG", "--output", str(desk.discs)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=desk.env(),
    )


def states(said: str) -> list[str]:
    """The words that stand alone in a line; the log has more of them."""
    return list(dict.fromkeys(line for line in said.splitlines() if " " not in line))


def test_a_command_beside_an_owner_gives_the_same_answer_and_the_same_disc(
    desk: Desk, archive: Archive, tmp_path: Path
) -> None:
    alone = desk.iso("PLAIN1")
    with owner(desk) as process:
        handed = desk.iso("PLAIN1")
        heard(process, "done")
        unknown = desk.iso("NOBODY")
        no_publisher = desk.run("relay", "PLAIN1")
    assert (handed.exit_code, set(handed.json)) == (0, set(alone.json))
    same = ("status", "accessions", "patient_name", "patient_id", "files", "warnings")
    assert [handed.json[key] for key in same] == [alone.json[key] for key in same]
    assert Path(handed.json["iso"]).parent == desk.discs
    disc = unpack(Path(handed.json["iso"]), tmp_path / "unpacked")
    assert set(dicom_files(disc)) == {file.stem for file in archive.files["PLAIN1"]}
    assert states(handed.said) == states(alone.said)
    assert (unknown.exit_code, unknown.json["code"]) == (3, "accession-not-found")
    assert (no_publisher.exit_code, no_publisher.json["code"]) == (2, "not-configured")
    assert not (desk.folder / "work" / "handover").exists()


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_cancels_the_job_at_the_owners(tmp_path: Path, word: signal.Signals) -> None:
    with a_long_job(tmp_path) as desk, owner(desk) as process:
        command = start(desk)
        heard(process, "retrieving")
        command.send_signal(word)
        out, _ = command.communicate(timeout=30)
        heard(process, "cancelled")
    assert (command.returncode, json.loads(out)["code"]) == (130, "cancelled")
    assert not list(desk.discs.iterdir())
    assert not desk.left_overs()


def test_a_command_that_is_killed_leaves_its_job_running(tmp_path: Path) -> None:
    with a_long_job(tmp_path) as desk, owner(desk) as process:
        command = start(desk)
        heard(process, "retrieving")
        command.kill()
        command.communicate()
        heard(process, "done")
    assert len(list(desk.discs.iterdir())) == 1


def test_an_owner_that_dies_ends_the_command_and_is_no_obstacle_to_the_next(
    tmp_path: Path,
) -> None:
    with a_long_job(tmp_path) as desk:
        with owner(desk) as process:
            command = start(desk)
            heard(process, "retrieving")
            process.kill()
            out, said = command.communicate(timeout=30)
        assert (command.returncode, json.loads(out)["code"]) == (1, "unexpected")
        assert "was closed or broke down" in json.loads(out)["error"]
        assert "Traceback" not in said
        assert (desk.folder / "work" / "handover").exists()  # left behind, like its socket
        assert desk.iso("LONG").exit_code == 0
        with owner(desk):
            assert desk.iso("LONG").exit_code == 0


def test_an_owner_that_closes_cancels_the_job_and_says_so(tmp_path: Path) -> None:
    with a_long_job(tmp_path) as desk:
        with owner(desk) as process:
            command = start(desk)
            heard(process, "retrieving")
        out, _ = command.communicate(timeout=30)
    assert (command.returncode, json.loads(out)["code"]) == (130, "cancelled")
    assert not list(desk.discs.iterdir())


def test_an_owner_with_another_configuration_is_not_asked(desk: Desk) -> None:
    with owner(desk):
        answer = desk.configure("disc", institution="Another Hospital").iso("PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (2, "config-invalid")
    assert "another configuration" in answer.json["error"]
