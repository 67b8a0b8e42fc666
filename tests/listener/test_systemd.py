"""The unit that we commit: systemd understands it, and it holds the service tightly."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from mkiso_desktop.listener.service import GRACE_S

FOLDER = Path(__file__).parents[2] / "packaging" / "systemd"
UNIT = FOLDER / "mkiso-desktop.service"
MOST_EXPOSED = 15  # of 100, as `systemd-analyze security` counts

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd on this machine"
)


def orders() -> dict[str, list[str]]:
    """What the unit says: all values of each key."""
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text("utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def analyzed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What systemd says of the unit, where the program would stand."""
    program = folder / "mkiso-desktop"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    [start] = orders()["ExecStart"]
    text = UNIT.read_text("utf-8").replace(start.split()[0], str(program))
    (folder / UNIT.name).write_text(text, "utf-8")
    command = ["systemd-analyze", *words, str(folder / UNIT.name)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@needs_systemd
def test_systemd_has_nothing_to_complain_of(tmp_path: Path) -> None:
    done = analyzed(tmp_path, "verify", "--man=no")
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_service_may_do_little(tmp_path: Path) -> None:
    done = analyzed(tmp_path, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}")
    assert done.returncode == 0, done.stdout[-200:]


def test_it_runs_as_a_user_of_its_own_who_keeps_its_files_to_itself() -> None:
    unit = orders()
    [user] = unit["User"]
    assert f"\nu {user} " in (FOLDER / "mkiso-desktop.sysusers").read_text("utf-8")
    assert unit["StateDirectory"] == unit["Group"] == [user]
    assert unit["StateDirectoryMode"] == ["0700"]
    assert unit["UMask"] == ["0077"]


def test_it_gets_time_to_end_and_is_started_again_when_it_could_not_begin() -> None:
    unit = orders()
    assert unit["KillMode"] == ["mixed"]  # its helpers would else be ended before it
    assert int(unit["TimeoutStopSec"][0]) > GRACE_S + 2  # downloads, then the PACS is told
    assert unit["Restart"] == ["on-failure"]
    assert int(unit["RestartSec"][0]) >= 5  # systemd gives up after five starts within ten seconds
