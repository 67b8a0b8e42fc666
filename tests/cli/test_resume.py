"""A command that was killed, and the same command again: only what is missing is sent again."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pynetdicom.events import Event

from mkiso_desktop.engine.history import History, JobRecord
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.net.journal import read_journal
from tests.cli.desk import Desk
from tests.cli.disc import dicom_files, unpack
from tests.cli.owner import heard, owner
from tests.cli.test_relay import a_publisher
from tests.engine.remembered import recent
from tests.peers.counting import CountingArchive, counting
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study

PROMISE = "Continue after a crash fetches only what is missing"


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_study(tmp_path / "s", accession_number="A1", series=2, instances=12, rows=64)


@pytest.fixture
def pacs(files: list[Path], port: int) -> Iterator[CountingArchive]:
    with counting(files, port) as archive:
        yield archive


@pytest.fixture
def desk(tmp_path: Path, pacs: CountingArchive, port: int) -> Desk:
    return Desk(tmp_path / "desk", port).archive(pacs)


def killed(desk: Desk, pacs: CountingArchive, *words: str, at: int) -> None:
    """Run a command that is killed once the archive has sent it `at` instances."""

    def go_on(number: int) -> bool:
        if number == at:
            process.kill()
            process.wait(30)
        return number != at

    pacs.forget()
    pacs.goes_on = go_on
    process = started(desk, *words)
    assert process.wait(60) == -9
    pacs.goes_on = lambda number: True


def started(desk: Desk, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        desk.command(*words),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=desk.env(),
    )


def iso(desk: Desk) -> tuple[str, ...]:
    return "iso", "A1", "--output", str(desk.discs)


def whole(desk: Desk) -> int:
    """How many files the journals in the work folder call whole."""
    journals = (desk.folder / "work" / "jobs").rglob("journal")
    return sum(len(read_journal(journal.parent)[1]) for journal in journals)


def history(desk: Desk) -> list[JobRecord]:
    with History(str(desk.sections["store"]["url"])) as opened:
        return list(reversed(recent(opened, 10)))


def is_on_the_disc(desk: Desk, folder: Path, files: list[Path]) -> bool:
    [image] = desk.discs.iterdir()
    return set(dicom_files(unpack(image, folder))) == {file.stem for file in files}


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("retrieve", ["c-move", "c-get"])
def test_after_a_kill_the_same_command_fetches_only_what_is_missing(
    desk: Desk, pacs: CountingArchive, files: list[Path], tmp_path: Path, retrieve: str
) -> None:
    desk.archive(pacs, retrieve)
    killed(desk, pacs, *iso(desk), at=9)
    had = whole(desk)
    assert had in (8, 9), "the last one may have its answer, and not yet its line"
    first = set(pacs.sent)
    pacs.forget()
    answer = desk.run(*iso(desk))
    assert answer.exit_code == 0, answer.said
    assert set(pacs.levels()) <= {"IMAGE", "SERIES"}
    assert len(pacs.sent) == len(files) - had
    assert len(set(pacs.sent) | first) == len(files)
    assert (answer.json["files"], answer.json["warnings"]) == (len(files), [])
    assert is_on_the_disc(desk, tmp_path / "disc", files)
    assert [job.state for job in history(desk)] == [JobState.INTERRUPTED, JobState.DONE]
    assert not desk.left_overs()
    pacs.forget()
    assert desk.run(*iso(desk)).exit_code == 0
    assert len(pacs.sent) == len(files), "what is done leaves nothing to continue with"


@pytest.mark.promise(PROMISE)
def test_a_command_that_is_killed_again_and_again_gets_there_all_the_same(
    desk: Desk, pacs: CountingArchive, files: list[Path], tmp_path: Path
) -> None:
    total = Counter[str]()
    for at in (5, 1, 7, 4):
        killed(desk, pacs, *iso(desk), at=at)
        total.update(pacs.sent)
    pacs.forget()
    answer = desk.run(*iso(desk))
    total.update(pacs.sent)
    assert answer.exit_code == 0, answer.said
    assert set(total) == {file.stem for file in files}
    assert total.total() <= len(files) + 4, "each kill costs at most the one that was on its way"
    assert is_on_the_disc(desk, tmp_path / "disc", files)
    assert not desk.left_overs()


@pytest.mark.promise(PROMISE)
def test_an_owner_goes_on_with_what_a_killed_command_left(
    desk: Desk, pacs: CountingArchive, files: list[Path]
) -> None:
    killed(desk, pacs, *iso(desk), at=9)
    had = whole(desk)
    pacs.forget()
    with owner(desk) as process:
        handed = desk.run(*iso(desk))
        heard(process, "done")
    assert handed.exit_code == 0, handed.said
    assert len(pacs.sent) == len(files) - had
    assert not desk.left_overs()


@pytest.mark.promise(PROMISE)
def test_an_archive_that_is_not_back_yet_or_a_slip_of_the_pen_costs_nothing(
    desk: Desk, pacs: CountingArchive, files: list[Path]
) -> None:
    killed(desk, pacs, *iso(desk), at=9)
    had = whole(desk)
    desk.configure("pacs", port=free_port())
    assert desk.run(*iso(desk)).json["code"] == "pacs-unreachable"
    assert desk.run(*iso(desk)).json["code"] == "pacs-unreachable"
    nowhere = str(desk.folder / "config.toml" / "x")
    assert desk.run("iso", "A1", "--output", nowhere).json["code"] == "disk-full"
    assert whole(desk) == had
    pacs.forget()
    assert desk.archive(pacs).run(*iso(desk)).exit_code == 0
    assert len(pacs.sent) == len(files) - had
    assert not desk.left_overs()


@pytest.mark.promise("A relay that was killed sends nothing twice that was accepted")
def test_a_killed_relay_asks_the_archive_for_nothing_and_sends_only_the_rest(
    desk: Desk, pacs: CountingArchive, files: list[Path]
) -> None:
    got: list[str] = []
    running: list[subprocess.Popen[bytes]] = []

    def store(event: Event) -> int:
        if running and len(got) == 9:
            running[0].kill()
            running.pop().wait(30)
            return 0xA700  # which nobody hears
        got.append(str(event.request.AffectedSOPInstanceUID))  # type: ignore[union-attr]
        return 0x0000

    with a_publisher(store) as server:
        desk.configure("cd_publisher", host=LOOPBACK, port=server.server_address[1])
        process = started(desk, "relay", "A1")
        running.append(process)
        assert process.wait(60) == -9
        pacs.forget()
        answer = desk.run("relay", "A1")
    assert answer.exit_code == 0, answer.said
    assert pacs.moves == []
    assert sorted(got) == sorted(file.stem for file in files), "each of them once"
    assert not desk.left_overs()
