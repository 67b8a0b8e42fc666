"""How long the window stands still while images come: from Orthanc, with the table in view."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.peers.archive import STATION_AE
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study

MOST_MS, MOST_MB = 50.0, 190.0


def told(name: str, late: list[float]) -> tuple[float, str]:
    """The 99th percentile, and a line with median, p99 and worst."""
    late = sorted(late) or [0.0]
    p99 = late[int(len(late) * 0.99)]
    middle, worst = late[len(late) // 2], late[-1]
    line = f"{name}: {len(late)} ticks, median {middle:.1f}, p99 {p99:.1f}, worst {worst:.1f} ms"
    return p99, line


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the memory")
@pytest.mark.timeout(900)
@pytest.mark.parametrize("instances", [200, pytest.param(5000, marks=pytest.mark.slow)])
def test_the_window_does_not_stand_still(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], instances: int
) -> None:
    desk = Desk(tmp_path / "desk").configure("listener", port=free_port())
    files = write_study(tmp_path / "s", series=5, instances=instances // 5, rows=64)
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}) as server:
        server.store(files)
        config = desk.archive(server).command()[-2]
        words = [sys.executable, "-m", "tests.gui.stalls_window", config, "A0001"]
        answer = subprocess.run(
            words,
            capture_output=True,
            text=True,
            timeout=600 if instances == 5000 else 90,
            env=desk.env(),
            check=True,
        )
    said = json.loads(answer.stdout)
    assert said["state"] == "done"
    p99, while_retrieving = told("while images came", said["late"]["retrieving"])
    _, over_all = told("whole job", said["late"]["job"])
    _, at_the_start = told("while the listener was brought in", said["late"]["starting"])
    if instances == 5000:
        with capsys.disabled():
            print(f"\n{instances} images. {while_retrieving}\n{over_all}\n{at_the_start}")
            print(
                f"memory when idle: {said['idle']['mb']:.0f} MB (aim {MOST_MB:.0f}),"
                f" after the job {said['after']['mb']:.0f} MB"
            )
            for where, times in said["caught"]:
                print(f"  {times:4} x {where}")
        assert p99 < MOST_MS
        assert said["idle"]["mb"] < MOST_MB
