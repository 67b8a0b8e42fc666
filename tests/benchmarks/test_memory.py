"""How much memory a large study takes: the whole command, from Orthanc to the proved image."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.peers.archive import STATION_AE
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study

MOST_MB = 250
# A child begins with its parent's peak (exec keeps it), and a whole suite's is larger than what is
# looked for: so a small program stands between, and tells the peak of its own child.
BETWEEN = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(usage.ru_maxrss / 1024, file=sys.stderr)
sys.exit(child.returncode)
"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("instances", [500, pytest.param(5000, marks=pytest.mark.slow)])
@pytest.mark.skipif(sys.platform == "win32", reason="wait4 tells the peak on POSIX alone")
def test_a_large_study_does_not_need_much_memory(tmp_path: Path, instances: int) -> None:
    desk = Desk(tmp_path / "desk")
    files = write_study(tmp_path / "s", series=5, instances=instances // 5, rows=128)
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}) as server:
        server.store(files)
        words = desk.archive(server).command("iso", "A0001", "--output", str(desk.discs))
        words = [sys.executable, "-c", BETWEEN, *words]
        done = subprocess.run(words, capture_output=True, env=desk.env(), text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == instances
    peak_mb = float(done.stderr.split()[-1])
    print(f"{instances} instances: peak {peak_mb:.0f} MB")
    assert peak_mb < MOST_MB
