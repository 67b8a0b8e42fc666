"""A desk whose commands are killed, again and again, over folders that are new each time."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TypeVar

from tests.cli.desk import Desk
from tests.cli.disc import dicom_files, unpack
from tests.faults.aftermath import HISTORY, Aftermath, told_by
from tests.faults.nursery import Child, Nursery, nursery
from tests.faults.strace import Point, calls, follow, points, traced
from tests.peers.orthanc import Orthanc
from tests.peers.process import free_port

_T = TypeVar("_T")
ACCESSION = "KILLED"
NAME = f"Sutanto_Budi-{ACCESSION}.iso"
_STAGES = (HISTORY, "/received/", "/discs")
"""What the files of a stage have in their names; building is the rest."""


@dataclass
class Ward:
    """One desk, one nursery; `content` is that of a disc of a quiet day."""

    desk: Desk
    nursery: Nursery
    words: list[str]
    content: dict[str, bytes]
    history: Path | None = None
    """What the history is at the beginning, with one job; None on a desk's first day."""
    besides: tuple[str, ...] = ()
    """What strace does to the command besides killing it."""

    def fresh(self) -> None:
        """As at the beginning, under the same names."""
        config = self.desk.folder / "config.toml"
        kept = config.read_text()
        shutil.rmtree(self.desk.folder)
        self.desk.folder.mkdir()
        if self.history:
            shutil.copy(self.history, self.desk.folder / HISTORY)
        for left in self.desk.discs.glob("*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        self.desk.discs.mkdir(parents=True, exist_ok=True)
        config.write_text(kept)

    def child(self) -> Child:
        """The command, waiting for its `go`."""
        return self.nursery.child("command", words=self.words)

    def points(self) -> list[Point]:
        """Each change to a file that the command makes on a quiet day."""
        self.fresh()
        child, log = self.child(), self.log
        with traced(child.pid, *self.besides, log=log):
            child.go()
            assert not child.ended(), child.said
        found = points(calls(log), self.desk.folder, self.desk.discs)
        return [point for point in found if not point.where.endswith("-shm")]

    @property
    def log(self) -> Path:
        """Where strace writes."""
        return self.nursery.folder / "strace"

    def kill_at(self, point: Point) -> list[str]:
        """Kill the command there, start again; what is wrong then."""
        self.fresh()
        child = self.child()
        with traced(child.pid, *self.besides, *point.kill(), log=self.log):
            child.go()
            code = child.ended()
        return [f"{point}: {wrong}" for wrong in self.aftermath(child, code)]

    def calls(self) -> int:
        """How many calls of the kernel, of any kind, the command makes on a quiet day."""
        self.fresh()
        child = self.child()
        made = sum(1 for _ in follow(child.pid, child.go))
        assert not child.ended(), child.said
        return made

    def kill_after(self, calls: int) -> list[str]:
        """Kill the command when it has made so many calls, and start again; what is wrong then."""
        self.fresh()
        child = self.child()
        for made, _ in enumerate(follow(child.pid, child.go)):
            if made == calls:
                child.kill()
        return [f"after {calls} calls: {wrong}" for wrong in self.aftermath(child, child.ended())]

    def aftermath(self, killed: Child, code: int) -> list[str]:
        """Give the same command again; everything that is wrong after that."""
        number = 2 if self.history else 1
        after, told = Aftermath(self.desk, self.content, number), told_by(killed)
        after.check(code in (0, -9), f"ended with {code}: {killed.answer}{killed.said}")
        after.check(not told.traceback, told.traceback)
        before = after.finals()
        child = self.child()
        child.go()
        after.next_job(child, child.ended(), before)
        after.records(told, before)
        return after.wrong


@contextmanager
def ward(
    folder: Path, archive: Orthanc, ae_title: str, discs: Path | None = None
) -> Iterator[Ward]:
    """A desk that this archive knows by `ae_title`, with its discs where they shall be."""
    desk = Desk(folder / "desk", free_port())
    desk.discs = discs or desk.discs
    archive.know(ae_title, desk.port)
    desk.archive(archive).configure("station", ae_title=ae_title)
    words = desk.command("iso", ACCESSION, "--output", str(desk.discs))[3:]
    with nursery(folder / "nursery") as opened:
        made = Ward(desk, opened, words, {})
        child = made.child()
        child.go()
        assert not child.ended(), child.said
        [image] = desk.discs.glob("*.iso")
        made.content = dicom_files(unpack(image, folder / "quiet"))
        made.history = folder / HISTORY
        shutil.copy(desk.folder / HISTORY, made.history)
        yield made


def spread(found: Sequence[Point], amount: int) -> list[Point]:
    """At most so many of them, as evenly as may be from each stage of the work."""
    stages: list[list[Point]] = [[] for _ in (*_STAGES, "")]
    for point in found:
        stages[_stage(point)].append(point)
    chosen: list[Point] = []
    for at, stage in enumerate(sorted(stages, key=len)):
        share = min(len(stage), (amount - len(chosen)) // (len(stages) - at))
        chosen += [stage[number * len(stage) // share] for number in range(share)]
    return chosen


def _stage(point: Point) -> int:
    stages = (number for number, mark in enumerate(_STAGES) if mark in point.where)
    return next(stages, len(_STAGES))


def side_by_side(wards: Sequence[Ward], share: Callable[[Ward, int], list[_T]]) -> list[_T]:
    """What each ward finds in its share of the work; at the same time."""
    with ThreadPoolExecutor(len(wards)) as threads:
        return list(chain(*threads.map(share, wards, range(len(wards)))))
