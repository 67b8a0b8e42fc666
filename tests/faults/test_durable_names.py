"""A name that a person relies on is there after a power cut: the bytes before it, its folder after.

What stands in a job's own folder is exempt until it is named elsewhere: it can be made again, and
the archive has what was received (DESIGN.md, decision 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.faults.nursery import Nursery
from tests.faults.strace import SYNCS, WRITES, Call, calls, needs_strace, traced
from tests.faults.ward import ACCESSION, Ward
from tests.peers.dcmtk import storescp
from tests.promises import Trials

DURABLE = "A name that a person relies on survives a power cut"
_OF_A_JOB = "/jobs/"
_FLEETING = ("-shm", "-wal", "-journal", ".lock", ".part")

pytestmark = needs_strace


@dataclass
class Ledger:
    """Which bytes and which names are on the disk by now, as the calls went."""

    roots: tuple[Path, ...]
    unsafe: set[str] = field(default_factory=set)
    """Files with bytes that a power cut would take."""
    unsure: set[str] = field(default_factory=set)
    """New names whose folder was not synced since."""
    named: int = 0
    wrote_history: bool = False
    wrong: list[str] = field(default_factory=list)

    def follow(self, made: Iterable[Call]) -> None:
        """Go through the calls of one run, to its end."""
        for call in made:
            paths = tuple(self._ours(call.paths))
            if not paths:
                continue
            if call.name in SYNCS.split(","):
                self.unsafe.discard(paths[0])
                self.unsure -= {one for one in self.unsure if str(Path(one).parent) == paths[0]}
            elif call.name in WRITES.split(","):
                self.unsafe.add(paths[0])
                self.wrote_history |= paths[0].endswith("-wal")
            elif call.name.startswith(("rename", "link")):
                self._name(*paths)
            elif call.name.startswith("mkdir") or (call.name == "openat" and call.changes):
                self._new(paths[-1], call)
        self.wrong += [f"{one}: its folder was never synced" for one in sorted(self.unsure)]
        unsafe = sorted(one for one in self.unsafe if _OF_A_JOB not in one)
        self.wrong += [f"{one}: its bytes were never synced" for one in unsafe]

    def _ours(self, paths: Iterable[str]) -> Iterator[str]:
        for path in paths:
            if any(map(Path(path).is_relative_to, self.roots)) and not path.endswith("-shm"):
                yield path

    def _name(self, old: str, new: str) -> None:
        if _OF_A_JOB in new:
            if old in self.unsafe:
                self.unsafe.add(new)
            return
        self.named += 1
        if old in self.unsafe:
            self.wrong.append(f"{new}: it was named before its bytes were synced")
        self.unsure.add(new)

    def _new(self, path: str, call: Call) -> None:
        is_there = "EEXIST" in call.text or path.endswith(("/work", "/jobs")) or _OF_A_JOB in path
        if not is_there and not path.endswith(_FLEETING):
            self.unsure.add(path)


def ledger(nursery: Nursery, words: list[str], *roots: Path) -> Ledger:
    """What a command that comes to a good end has made sure of."""
    child, log = nursery.child("command", words=words), nursery.folder / "strace"
    with traced(child.pid, log=log):
        child.go()
        assert not child.ended(), child.said
    found = Ledger(roots)
    found.follow(calls(log))
    return found


def the_run_is_durable(trials: Trials, found: Ledger, names: int) -> None:
    """One attempt for each name that was given; at least so many must have been."""
    for _ in range(found.named - len(found.wrong)):
        trials.note(True, "")
    for wrong in found.wrong:
        trials.note(False, wrong)
    trials.note(found.named >= names, f"only {found.named} names were given")


@pytest.mark.promise(DURABLE)
def test_every_name_of_a_run_is_synced(wards: list[Ward], trials: Trials) -> None:
    for history in (None, wards[0].history):
        ward = replace(wards[0], history=history)
        ward.fresh()
        found = ledger(ward.nursery, ward.words, ward.desk.folder)
        the_run_is_durable(trials, found, names=1)


@pytest.mark.promise(DURABLE)
def test_every_name_on_another_disk_and_in_a_new_folder_is_synced(
    far_wards: list[Ward], trials: Trials
) -> None:
    ward = far_wards[0]
    ward.fresh()
    words = [*ward.words[:3], str(ward.desk.discs / "new"), *ward.words[4:]]
    found = ledger(ward.nursery, words, ward.desk.folder, ward.desk.discs)
    the_run_is_durable(trials, found, names=1)


@pytest.mark.promise(DURABLE)
def test_what_a_relay_tells_is_synced(wards: list[Ward], trials: Trials) -> None:
    ward, config = wards[0], wards[0].desk.folder / "config.toml"
    ward.fresh()
    before = config.read_text()
    with storescp() as publisher:
        told = f'ae_title = "{publisher.ae_title}"\nhost = "{publisher.host}"'
        config.write_text(f"{before}\n[cd_publisher]\n{told}\nport = {publisher.port}\n")
        words = ["relay", ACCESSION, "--config", str(config), "--json"]
        found = ledger(ward.nursery, words, ward.desk.folder)
        assert len(publisher.instances()) == len(ward.content)
    config.write_text(before)
    assert found.wrote_history
    the_run_is_durable(trials, found, names=0)


@pytest.mark.parametrize(
    "lines",
    [
        'rename("/r/a.part", "/r/a") = 0',  # neither before nor after
        'write(3</r/a.part>, ""..., 5) = 5|rename("/r/a.part", "/r/a") = 0|fsync(4</r>) = 0',
        'write(3</r/a>, ""..., 5) = 5|fsync(3</r/a>) = 0|link("/r/a", "/r/b") = 0',
        'mkdir("/r/new", 0777) = 0',
        'write(3</r/a>, ""..., 5) = 5|fsync(3</r/a> <unfinished ...>|link("/r/a", "/r/b") = 0'
        "|<... fsync resumed>) = 0|fsync(4</r>) = 0",
        'pwrite64(3</r/history.sqlite-wal>, ""..., 5, 0) = 5',
    ],
)
def test_the_ledger_sees_what_is_missing(tmp_path: Path, lines: str) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"1 {line}\n" for line in lines.split("|")))
    found = Ledger((Path("/r"),))
    found.follow(calls(log))
    assert found.wrong
