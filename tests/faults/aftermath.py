"""What must be true after a process was killed: of the folders at once, and of everything once the
program has been started again over the same folders."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkiso_desktop.engine import audit
from mkiso_desktop.engine.history import ExportRecord, History, JobRecord
from mkiso_desktop.engine.job import JobState
from tests.cli.desk import Desk
from tests.cli.disc import dicom_files, unpack
from tests.engine.remembered import recent
from tests.faults.nursery import Child

_SEAL = re.compile(r"audit: (intent|outcome) of export (\d+) is \d+ ([0-9a-f]{64})")
HISTORY = "history.sqlite"
_OURS = {"config.toml", "discs", "work", HISTORY}
_OF_THE_WORK = {"jobs", "owner.lock"}


@dataclass(frozen=True)
class Told:
    """What a killed command had told by then, and must not be forgotten."""

    was_queued: bool
    was_done: bool
    intents: frozenset[int]
    outcomes: frozenset[int]
    seals: tuple[str, ...]
    traceback: str


def told_by(child: Child) -> Told:
    """What a command wrote before its end."""
    said, found = child.said, _SEAL.findall(child.said)
    return Told(
        was_queued=said.startswith("queued"),
        was_done=said.endswith("done\n"),
        intents=frozenset(int(number) for what, number, _ in found if what == "intent"),
        outcomes=frozenset(int(number) for what, number, _ in found if what == "outcome"),
        seals=tuple(seal for _, _, seal in found),
        traceback=said if "Traceback" in said else "",
    )


def complaint_of_the_disk(child: Child, code: int) -> str:
    """What is wrong with how a command told that the disk has failed; "" when it is clear."""
    told: dict[str, Any] = json.loads(child.answer) if child.answer else {}
    is_clear = code == 6 and told.get("code") == "disk-full" and told["error"] and told["advice"]
    is_calm = "Traceback" not in child.said and "unexpected" not in child.said
    return "" if is_clear and is_calm else f"{code}: {child.answer}{child.said[-2000:]}"


@dataclass
class Aftermath:
    """One desk, and the job that was killed there; `content` is what a whole disc holds, by SOP
    Instance UID."""

    desk: Desk
    content: dict[str, bytes]
    number: int
    wrong: list[str] = field(default_factory=list)

    def check(self, held: bool, otherwise: str) -> None:
        """Write down what is wrong."""
        if not held:
            self.wrong.append(otherwise)

    def finals(self) -> set[Path]:
        """Everything under a name that a person sees as a disc; each must be whole."""
        found = set(self.desk.discs.glob("*.iso"))
        for path in found:
            self.check(self.is_whole(path), f"{path.name} is not whole")
        return found

    def is_whole(self, image: Path) -> bool:
        """Whether every instance can be read back from the image as from a disc of a quiet day."""
        folder = self.desk.folder.with_name("unpacked")
        try:
            return image.stat().st_size > 0 and dicom_files(unpack(image, folder)) == self.content
        except Exception as error:
            self.wrong.append(f"{image.name}: {type(error).__name__}")
            return False
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def next_job(self, child: Child, code: int, before: set[Path]) -> None:
        """The command that was given next came to a good end, and stands beside what was there."""
        if code or '"status": "ok"' not in child.answer:
            self.wrong.append(f"the next job: {code} {child.answer}{child.said}")
            return
        made = json.loads(child.answer)
        path = Path(made["iso"])
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.check(digest == made["sha256"], "the next disc is not what it was said to be")
        self.check(path not in before, "a disc was overwritten")
        left = {path for path in self.desk.discs.iterdir() if path not in before} - {path}
        self.check(not left, f"beside the discs: {_names(left)}")

    def records(self, told: Told, before: set[Path]) -> None:
        """The history and the audit trail: sound, nothing told forgotten, nothing without an end"""
        file = self.desk.folder / HISTORY
        with closing(sqlite3.connect(file)) as connection:
            integrity = connection.execute("PRAGMA integrity_check").fetchall()
        self.check(integrity == [("ok",)], f"the database: {integrity}")
        url = f"sqlite:///{file}"
        self.wrong += audit.verify(url, told.seals)
        with History(url) as history:
            jobs = recent(history, 100)
            exports = [one for job in jobs for one in history.exports(job.number)]
        self.wrong += _stuck(jobs, exports)
        killed = [job for job in jobs if job.number == self.number]
        self.check(bool(killed) or not told.was_queued, "a job that was told is forgotten")
        done = any(job.state is JobState.DONE for job in killed)
        self.check(done or not told.was_done, "a job that was told to be done is not")
        ids = {one.id for one in exports}
        self.check(told.intents <= ids, "an intent that was told is forgotten")
        intended = [one for one in exports if one.job == self.number]
        self.check(len(before) <= len(intended), "a disc that nobody intended")
        self._left(jobs)

    def _left(self, jobs: tuple[JobRecord, ...]) -> None:
        """Nothing lies about but what another try may go on with."""
        ours = {path.name.split("-wal")[0].split("-shm")[0] for path in self.desk.folder.iterdir()}
        self.check(ours <= _OURS, f"beside our folders: {sorted(ours - _OURS)}")
        work = self.desk.folder / "work"
        strange = {path for path in work.iterdir() if path.name not in _OF_THE_WORK}
        self.check(not strange, f"in the work folder: {_names(strange)}")
        may = {job.number for job in jobs if job.state in (JobState.INTERRUPTED, JobState.FAILED)}
        left = {path for path in (work / "jobs").iterdir() if int(path.name) not in may}
        self.check(not left, f"among the jobs: {_names(left)}")


def _stuck(jobs: tuple[JobRecord, ...], exports: list[ExportRecord]) -> Iterator[str]:
    for job in jobs:
        if not job.state.is_over:
            yield f"job {job.number} is {job.state.value} for ever"
    for one in exports:
        if one.state is None:
            yield f"nobody knows the end of export {one.id}"


def _names(paths: set[Path]) -> list[str]:
    return sorted(path.name for path in paths)
