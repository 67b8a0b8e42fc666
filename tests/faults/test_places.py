"""The computer around us is odd: folders of others, full of traps or gone; no home, no language, a
strange umask. The disc is made all the same, or the desk is told what to mend; and nobody else
may read what we leave."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cli.conftest import desk as desk
from tests.cli.desk import Answer, Desk
from tests.promises import Trials

IS_ROOT = hasattr(os, "getuid") and os.getuid() == 0
pytestmark = [
    pytest.mark.promise("An odd computer is no excuse"),
    pytest.mark.skipif(sys.platform != "linux", reason="rights and mounts of Linux"),
]
# Root without its privileges: what others have closed is closed to it too.
AS_ANYBODY = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if IS_ROOT else []
SOMEBODY_ELSE = 4711
NOWHERE = "/proc/nowhere"  # nobody can make it, not even root
NO_FOLDERS = dict.fromkeys(f"XDG_{word}_HOME" for word in ("CONFIG", "CACHE", "DATA", "STATE"))


@dataclass
class World:
    """What is odd about this one, and what is to come of it: a code, "" where the disc is made."""

    code: str
    prepare: Callable[[Desk], None] = lambda desk: None
    before: list[str] = field(default_factory=list)
    env: Mapping[str, str | None] = field(default_factory=dict)
    umask: int = 0o022
    needs_root: bool = False


def work(desk: Desk) -> Path:
    return desk.folder / "work"


def of_somebody_else(desk: Desk) -> None:
    work(desk).mkdir(mode=0o700)
    os.chown(work(desk), SOMEBODY_ELSE, SOMEBODY_ELSE)


def open_to_all(desk: Desk) -> None:
    work(desk).mkdir()
    work(desk).chmod(0o755)


def a_link(desk: Desk) -> None:
    (desk.folder / "elsewhere").mkdir(mode=0o700)
    work(desk).symlink_to(desk.folder / "elsewhere")


def a_link_to_nowhere(desk: Desk) -> None:
    work(desk).symlink_to(desk.folder / "nowhere" / "at" / "all")


def a_file(desk: Desk) -> None:
    work(desk).write_text("")


def a_trap(desk: Desk) -> None:
    """As in /tmp: somebody else was there first, and made the folder that our jobs work in."""
    work(desk).mkdir()
    work(desk).chmod(0o1777)
    jobs = work(desk) / "jobs"
    jobs.mkdir()
    jobs.chmod(0o777)
    for path in (work(desk), jobs):
        os.chown(path, SOMEBODY_ELSE, SOMEBODY_ELSE)


def a_link_for_jobs(desk: Desk) -> None:
    work(desk).mkdir()
    (desk.folder / "theirs").mkdir()
    (desk.folder / "theirs").chmod(0o777)
    (work(desk) / "jobs").symlink_to(desk.folder / "theirs")


def a_lock_of_somebody_else(desk: Desk) -> None:
    work(desk).mkdir()
    lock = work(desk) / "owner.lock"
    lock.write_text("")
    lock.chmod(0o600)
    os.chown(lock, SOMEBODY_ELSE, SOMEBODY_ELSE)


def stale_traces(desk: Desk) -> None:
    """What a killed owner leaves."""
    (work(desk) / "handover").mkdir(parents=True)
    (work(desk) / "handover").chmod(0o700)
    for name in ("owner.lock", "handover/invitation.json"):
        (work(desk) / name).write_text('{"version": "0')
        (work(desk) / name).chmod(0o600)
    for number in ("00000001", "00000007"):
        (work(desk) / "jobs" / number).mkdir(parents=True)
        (work(desk) / "jobs" / number / "x.dcm").write_bytes(b"")


def mounted(options: str) -> list[str]:
    command = f'mount -t tmpfs -o {options} none "$0" && exec "$@"'
    return ["unshare", "-m", "sh", "-c", command]


WORLDS = {
    "a work folder of somebody else": World("disk-full", of_somebody_else, needs_root=True),
    "a work folder open to all": World("", open_to_all),
    "a link to a work folder": World("", a_link),
    "a link to nowhere": World("disk-full", a_link_to_nowhere),
    "a file for a work folder": World("disk-full", a_file),
    "a jobs folder of somebody else": World("disk-full", a_trap, needs_root=True),
    "a link for the jobs folder": World("", a_link_for_jobs),
    "a lock of somebody else": World("disk-full", a_lock_of_somebody_else, needs_root=True),
    "stale traces": World("", stale_traces),
    "a work folder that cannot be written": World(
        "disk-full", open_to_all, before=mounted("ro"), needs_root=True
    ),
    "no room in the work folder": World(
        "disk-full", open_to_all, before=mounted("size=64k"), needs_root=True
    ),
    "no home": World("", env={"HOME": None}),
    "a home that is not there": World("", env=NO_FOLDERS | {"HOME": NOWHERE}),
    "no folder for temporary files": World("", env={"TMPDIR": NOWHERE}),
    "no language": World("", env={"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}),
    "no environment": World("", env=dict.fromkeys(os.environ.keys() - {"PYTHONPATH"})),
    "a umask that opens all": World("", umask=0o000),
    "a umask that closes all": World("", umask=0o777),
}


def run(desk: Desk, world: World) -> Answer:
    world.prepare(desk)
    command = desk.command("iso", "PLAIN1", "--output", str(desk.discs))
    before = [*world.before, str(work(desk))] if world.before else AS_ANYBODY
    known = desk.env() | dict(world.env)
    done = subprocess.run(
        [*before, *command],
        capture_output=True,
        text=True,
        timeout=100,
        env={name: value for name, value in known.items() if value is not None},
        umask=world.umask,
    )
    assert "Traceback" not in done.stderr and done.stdout, done.stderr
    return Answer(done.returncode, json.loads(done.stdout), done.stderr)


def open_to_others(desk: Desk) -> list[str]:
    """What somebody else may look into, of all that we made, and what we may not ourselves. The
    disc is the person's: it has the rights that any new file has there."""
    made = [desk.folder / "history.sqlite", *work(desk).rglob("*")]
    rights = {path: path.lstat().st_mode & 0o777 for path in made if path.exists()}
    return [
        f"{path.name} {mode:o}"
        for path, mode in rights.items()
        if mode != (0o700 if path.is_dir() else 0o600)
    ]


SAMPLE = ["a jobs folder of somebody else", "a umask that closes all", "no environment"]


@pytest.mark.timeout(300)
def test_the_disc_is_made_or_the_desk_is_told(desk: Desk, trials: Trials) -> None:
    amount = trials.amount(full=len(WORLDS), sample=len(SAMPLE))
    for name in sorted(WORLDS, key=lambda one: one not in SAMPLE)[:amount]:
        world = WORLDS[name]
        if world.needs_root and not IS_ROOT:
            continue
        answer = run(desk, world)
        code = answer.json.get("code", "")
        trials.note(code == world.code, f"{name}: {answer.exit_code} {answer.json}")
        if not code:
            assert (desk.discs / "Sutanto_Budi-PLAIN1.iso").stat().st_mode & 0o600 == 0o600
            trials.note(not open_to_others(desk), f"{name}: {open_to_others(desk)}")
            trials.note(not desk.left_overs(), f"{name}: {desk.left_overs()}")
        _clear(desk)


def _clear(desk: Desk) -> None:
    if work(desk).is_symlink() or work(desk).is_file():
        work(desk).unlink()
    shutil.rmtree(work(desk), ignore_errors=True)
    for name in ("elsewhere", "theirs"):
        shutil.rmtree(desk.folder / name, ignore_errors=True)
    for path in (*desk.discs.iterdir(), *desk.folder.glob("history.sqlite*")):
        path.unlink()
