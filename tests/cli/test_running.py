"""Commands as they live: stopped by Ctrl-C, two at once, and the demo that needs nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mkiso_desktop.demo.hospital import Hospital
from tests.cli.desk import Desk
from tests.cli.disc import directory_errors, unpack
from tests.peers.archive import STATION_AE
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study

BUSY_S = 6  # what a busy machine may add; the peers stay silent for longer


def test_ctrl_c_ends_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}) as server:
        server.store(write_study(tmp_path / "s", accession_number="LONG", instances=300, rows=256))
        words = desk.archive(server).command("iso", "LONG", "--output", str(desk.discs))
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=desk.env()
        )
        assert process.stderr is not None
        for line in process.stderr:
            if line.strip() == "retrieving":
                process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert (process.returncode, json.loads(out)["code"]) == (130, "cancelled")
    assert not list(desk.discs.iterdir())
    assert not desk.left_overs()


@pytest.mark.parametrize("command", ["find", "doctor"])
@pytest.mark.parametrize("asked_to_end", [signal.SIGINT, signal.SIGTERM])
def test_a_question_to_silent_peers_ends_within_two_seconds(
    tmp_path: Path, command: str, asked_to_end: signal.Signals
) -> None:
    with socket.create_server((LOOPBACK, 0)) as pacs, socket.create_server((LOOPBACK, 0)) as api:
        desk = Desk(tmp_path / "desk").configure("pacs", port=pacs.getsockname()[1])
        desk.configure("patient_api", base_url=f"http://{LOOPBACK}:{api.getsockname()[1]}")
        words = desk.command(command, *(["A1"] if command == "find" else []))
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=desk.env()
        )
        caller, _ = pacs.accept()
        with caller:
            began = time.monotonic()
            process.send_signal(asked_to_end)
            out, _ = process.communicate(timeout=30)
    assert time.monotonic() - began < 2 + BUSY_S
    assert (process.returncode, json.loads(out)["code"]) == (130, "cancelled")


def test_peers_that_are_silent_are_asked_once_however_many_numbers_there_are(
    tmp_path: Path,
) -> None:
    with socket.create_server((LOOPBACK, 0)) as pacs:
        desk = Desk(tmp_path / "desk").configure("pacs", port=pacs.getsockname()[1])
        answer = desk.run("find", "A1,A2,A3")
        pacs.accept()[0].close()
        pacs.setblocking(False)
        with pytest.raises(BlockingIOError):
            pacs.accept()
    assert answer.exit_code == 4
    assert [one["status"] for one in answer.json["accessions"]] == ["pacs-unreachable"] * 3


def test_whoever_stops_reading_the_answer_hears_no_complaint(desk: Desk) -> None:
    process = subprocess.Popen(
        desk.command("find", "PLAIN1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=desk.env(),
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(30), said) == (0, "")


def test_a_terminal_without_the_letters_of_a_name_still_gets_an_answer(tmp_path: Path) -> None:
    with Hospital() as hospital:
        desk = Desk(tmp_path / "desk").configure(
            "pacs", ae_title=hospital.pacs_ae, host=LOOPBACK, port=hospital.pacs_port
        )
        words = desk.command("find", "US2509210021")
        words.remove("--json")
        env = {**os.environ, "PYTHONIOENCODING": "ascii"}
        done = subprocess.run(words, capture_output=True, timeout=60, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u" in done.stdout


def test_two_commands_at_once_both_end_well(desk: Desk) -> None:
    words = desk.command("iso", "PLAIN1", "--output", str(desk.discs))
    both = [
        subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=desk.env()
        )
        for _ in range(2)
    ]
    made = [json.loads(process.communicate(timeout=60)[0])["iso"] for process in both]
    assert len(set(made)) == 2


def test_the_demo_makes_a_disc_without_anything_else(tmp_path: Path) -> None:
    words = ["-m", "mkiso_desktop", "demo", "--headless", "--json", "--output", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, timeout=100, check=True
    )
    answer = json.loads(done.stdout)
    assert answer["files"] == 120
    disc = unpack(Path(answer["iso"]), tmp_path / "unpacked")
    assert not directory_errors(disc / "DICOMDIR")


def test_the_decoder_that_aborts_is_not_in_our_own_process(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    python, *words = desk.command("doctor")
    loud = [python, "-X", "importtime", *words]
    told = subprocess.run(loud, capture_output=True, text=True, env=desk.env()).stderr
    loaded = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert "pydicom.pixels" in loaded or "pydicom" in loaded
    assert "_gdcmswig" not in loaded and "_gdcm._gdcmswig" not in loaded
