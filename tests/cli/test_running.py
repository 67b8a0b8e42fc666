"""Commands as they live: stopped by Ctrl-C, two at once, and the demo that needs nothing."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.desk import Desk
from tests.cli.disc import directory_errors, unpack
from tests.peers.archive import STATION_AE
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study


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
