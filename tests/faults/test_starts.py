"""Two at a time, and ports of others: one owner works, the other waits or hands over, and a port
that is taken is told."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.cli.conftest import desk as desk
from tests.cli.desk import Desk
from tests.cli.owner import owner
from tests.faults.test_places import AS_ANYBODY
from tests.peers.archive import Archive
from tests.peers.process import LOOPBACK
from tests.promises import Trials

pytestmark = pytest.mark.promise("One owner, and a taken port is told")


def start(desk: Desk, number: str = "PLAIN1") -> subprocess.Popen[str]:
    return subprocess.Popen(
        desk.command("iso", number, "--output", str(desk.discs)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=desk.env(),
    )


def ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, said = process.communicate(timeout=60)
    assert "Traceback" not in said, said
    answer: dict[str, Any] = json.loads(out)
    return answer


def two_commands(desk: Desk) -> list[dict[str, Any]]:
    return [ended(one) for one in [start(desk), start(desk, "OTHER")]]


def three_commands(desk: Desk) -> list[dict[str, Any]]:
    return [ended(one) for one in [start(desk), start(desk, "OTHER"), start(desk, "TWO")]]


def beside_an_owner(desk: Desk) -> list[dict[str, Any]]:
    with owner(desk):
        return two_commands(desk)


def after_a_kill(desk: Desk) -> list[dict[str, Any]]:
    """The killed one leaves its lock, its job's folder and, as an owner, its invitation."""
    with owner(desk) as killed:
        killed.kill()
        killed.wait()
    with start(desk) as command:
        assert command.stderr
        any(line.strip() == "retrieving" for line in command.stderr)
        command.kill()
    return two_commands(desk)


STARTS = [two_commands, after_a_kill, beside_an_owner, three_commands]


@pytest.mark.timeout(400)
def test_all_that_start_at_once_end_well(desk: Desk, trials: Trials) -> None:
    for at in range(trials.amount(full=20, sample=2)):
        way = STARTS[at % len(STARTS)]
        answers = way(desk)
        names = {Path(answer.get("iso", "")).name for answer in answers}
        good = len(names) == len(answers) and all(one["status"] == "ok" for one in answers)
        trials.note(good and not desk.left_overs(), f"{way.__name__}: {answers}")
        shutil.rmtree(desk.discs)
        desk.discs.mkdir()


def test_one_that_waits_can_be_stopped(desk: Desk) -> None:
    (desk.folder / "work").mkdir()
    with FileLock(desk.folder / "work" / "owner.lock"), start(desk) as waiting:
        assert waiting.stdout and waiting.stderr
        assert any("waiting until" in line for line in waiting.stderr)
        waiting.send_signal(signal.SIGINT)
        assert json.loads(waiting.stdout.read())["code"] == "cancelled"
    assert waiting.returncode == 130


@dataclass(frozen=True)
class Foreign:
    """Somebody else's listener: where, whether for both versions of IP, and our own address."""

    address: str
    ours: str
    both: bool = False
    is_told: bool = True


FOREIGN = [
    Foreign("127.0.0.1", "127.0.0.1"),
    Foreign("::", "0.0.0.0", both=True),
    Foreign("::1", "0.0.0.0", is_told=False),  # nobody comes that way to us
    Foreign("0.0.0.0", "127.0.0.1"),
    Foreign("127.0.0.1", "0.0.0.0"),
    Foreign("::", "127.0.0.1", both=True),
    Foreign("::", "::"),
    Foreign("::1", "::"),
    Foreign("0.0.0.0", "::"),
    Foreign("::", "0.0.0.0", is_told=False),
]


@contextmanager
def listening(foreign: Foreign, port: int) -> Iterator[None]:
    family = socket.AF_INET6 if ":" in foreign.address else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not foreign.both)
        listener.bind((foreign.address, port))
        listener.listen()
        yield


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="no IPv6 here")
@pytest.mark.timeout(300)
def test_a_port_that_is_taken_is_told_and_taken_when_it_is_free(desk: Desk, trials: Trials) -> None:
    for foreign in FOREIGN[: trials.amount(full=len(FOREIGN), sample=2)]:
        desk.configure("station", bind=foreign.ours)
        with listening(foreign, desk.port):
            answer = desk.iso("PLAIN1")
        told = (answer.exit_code, answer.json.get("code")) == (2, "config-invalid")
        told = told and str(desk.port) in answer.json["error"]
        right = told if foreign.is_told else answer.exit_code == 0
        trials.note(right, f"{foreign}: {answer.exit_code} {answer.json}")
    desk.configure("station", bind=LOOPBACK)
    trials.note(desk.iso("PLAIN1").exit_code == 0, "the port was not taken when it was free")


def test_two_work_folders_do_not_share_a_port(desk: Desk, archive: Archive, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other", desk.port).archive(archive.orthanc)
    with owner(other):
        answer = desk.iso("PLAIN1")
    assert (answer.exit_code, answer.json["code"]) == (2, "config-invalid")


def test_a_port_that_is_not_for_everybody_is_told(desk: Desk) -> None:
    first = int(Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text())
    if first < 105:
        pytest.skip("everybody may open any port here")
    command = desk.configure("station", port=104).command("iso", "PLAIN1")
    done = subprocess.run(
        [*AS_ANYBODY, *command], capture_output=True, text=True, env=desk.env(), timeout=60
    )
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["code"]) == (2, "config-invalid")
    assert "104" in answer["error"] and "Traceback" not in done.stderr


def test_a_work_folder_that_vanishes_is_told(desk: Desk, trials: Trials) -> None:
    for state in ("finding", "retrieving", "building", "proving")[: trials.amount(4, 1)]:
        before = len(list(desk.discs.iterdir()))
        with start(desk) as command:
            assert command.stdout and command.stderr
            said = ""
            for line in command.stderr:
                said += line
                if line.strip() == state:
                    shutil.rmtree(desk.folder / "work", ignore_errors=True)
            answer = json.loads(command.stdout.read())
        known = answer.get("code", "ok") not in ("unexpected",) and "Traceback" not in said
        trials.note(known, f"{state}: {answer} {said}")
        assert len(list(desk.discs.iterdir())) == before + (answer["status"] == "ok")
