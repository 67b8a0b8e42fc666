"""The audit trail: every hand that is not ours is noticed, as far as that can be."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.audit import verify
from mkiso_desktop.engine.chain import Entry, append, entries
from mkiso_desktop.engine.database import connect
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState

REQUEST = MediaRequest(("ACC1",), allow_incomplete="dr. Ayu", allow_mismatch="dr. Made")
SITI = Patient("RAHAYU^SITI", "0012345")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def three_exports(url: str) -> Iterator[None]:
    """Six entries: three exports, each with its intent and its outcome."""
    with History(url, "work") as history:
        for state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED):
            export_once(history, state)
        yield


def export_once(history: History, state: JobState | None = JobState.DONE) -> int:
    number = history.add(REQUEST)
    export = history.intent(number, Outcome.RELAY, ("1.2.3", "1.2.4"), "rimage:104", SITI)
    if state:
        history.outcome(export, state, "40 of 42 accepted")
    return export


def chain(url: str) -> tuple[Entry, ...]:
    with connect(url).connect() as connection:
        return entries(connection)


def by_hand(file: Path, *statements: str) -> None:
    """What somebody does who has the file and no scruples."""
    with closing(sqlite3.connect(file)) as hand, hand:
        for statement in statements:
            assert hand.execute(statement).rowcount, statement


def test_an_entry_tells_who_for_whom_what_to_where_and_when(url: str) -> None:
    with History(url, "work") as history:
        export_once(history)
    intent, outcome = (entry.told for entry in chain(url))
    assert intent["os_user"] and intent["host"] and intent["intended"] <= outcome["ended"]
    assert (intent["allow_incomplete"], intent["allow_mismatch"]) == ("dr. Ayu", "dr. Made")
    assert (intent["patient_name"], intent["patient_id"]) == (SITI.name, SITI.patient_id)
    assert intent["study_instance_uids"] == ["1.2.3", "1.2.4"]
    assert (intent["job"], intent["outcome"], intent["destination"]) == (1, "relay", "rimage:104")
    assert (outcome["state"], outcome["detail"]) == ("done", "40 of 42 accepted")
    assert verify(url) == ()


def test_a_trail_that_nobody_touched_is_whole(url: str, three_exports: None) -> None:
    assert len(chain(url)) == 6
    assert verify(url) == ()


@pytest.mark.parametrize("column", ["desk", "number", "content", "previous", "seal"])
@pytest.mark.parametrize("number", [1, 3, 6])
def test_any_changed_field_of_any_entry_is_found(
    url: str, file: Path, three_exports: None, column: str, number: int
) -> None:
    by_hand(file, f"UPDATE audit SET {column} = {column} || '0' WHERE number = {number}")
    assert verify(url)


@pytest.mark.parametrize("value", ["'{'", "'[]'", "x'00ff'", "7", "''"])
def test_nonsense_in_an_entry_is_found_and_harms_nobody(
    url: str, file: Path, three_exports: None, value: str
) -> None:
    for column in ("content", "seal", "previous"):
        by_hand(file, f"UPDATE audit SET {column} = {value} WHERE number = 4")
        assert verify(url)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_an_entry_taken_out_is_found(
    url: str, file: Path, three_exports: None, number: int
) -> None:
    by_hand(
        file,
        f"DELETE FROM audit WHERE number = {number}",
        f"UPDATE audit SET number = -number WHERE number > {number}",
        f"UPDATE audit SET number = -number - 1 WHERE number < -{number}",
    )
    assert any("does not follow" in words for words in verify(url))


def test_the_last_entry_taken_out_is_found_by_the_row_it_spoke_of(
    url: str, file: Path, three_exports: None
) -> None:
    by_hand(file, "DELETE FROM audit WHERE number = 6")
    assert verify(url) == ("The outcome of export 3 has no entry",)


def test_an_end_taken_off_with_its_rows_is_found_only_by_a_seal_noted_elsewhere(
    url: str, file: Path, three_exports: None
) -> None:
    noted = chain(url)[-1].seal
    by_hand(
        file,
        "DELETE FROM audit WHERE number > 4",
        "DELETE FROM export_end WHERE export = 3",
        "DELETE FROM export WHERE id = 3",
    )
    assert verify(url) == ()  # nothing inside the database can tell
    assert verify(url, [noted]) == (f"The entry sealed {noted} is gone",)


def test_the_log_notes_every_seal_and_nobodys_name(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "mkiso_desktop"), History(url) as history:
        export_once(history)
    noted = [line.split()[-1] for line in caplog.messages]
    assert noted == [entry.seal for entry in chain(url)]
    assert verify(url, noted) == ()
    assert not any(word in caplog.text for word in ("RAHAYU", "0012345", "ACC1", "Ayu"))


def test_two_entries_that_changed_places_are_found(
    url: str, file: Path, three_exports: None
) -> None:
    by_hand(
        file,
        "UPDATE audit SET number = 99 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 4",
        "UPDATE audit SET number = 4 WHERE number = 99",
    )
    assert any("was changed" in words for words in verify(url))


@pytest.mark.parametrize("seal", ["''", "seal", "previous"])
def test_an_entry_put_in_is_found(url: str, file: Path, three_exports: None, seal: str) -> None:
    by_hand(
        file,
        "UPDATE audit SET number = -number WHERE number > 3",
        "UPDATE audit SET number = 1 - number WHERE number < 0",
        f"INSERT INTO audit SELECT desk, 4, content, seal, {seal} FROM audit WHERE number = 3",
    )
    assert verify(url)


def test_a_well_sealed_entry_put_at_the_end_is_found_as_it_speaks_of_no_row(
    url: str, three_exports: None
) -> None:
    told = {"what": "outcome", "export": 9, "state": "done", "detail": "", "ended": ""}
    desk = chain(url)[0].desk
    with connect(url).begin() as connection:
        append(connection, desk, told)
    assert verify(url) == (
        "The outcome of export 9 was testified, and its row is gone or unreadable",
    )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE export SET destination = 'home' WHERE id = 2",
        "UPDATE export SET study_instance_uids = '[]' WHERE id = 2",
        "UPDATE export SET study_instance_uids = 'x' WHERE id = 2",
        "UPDATE export SET outcome = 'iso' WHERE id = 2",
        "UPDATE export SET job = 1 WHERE id = 2",
        "UPDATE export SET intended = 'yesterday' WHERE id = 2",
        "UPDATE export_end SET state = 'done' WHERE export = 2",
        "UPDATE export_end SET detail = '' WHERE export = 2",
        "UPDATE export_end SET ended = '2026-01-01 00:00:00.000000' WHERE export = 2",
        "DELETE FROM export_end WHERE export = 2",
        "DELETE FROM export WHERE id = 2",
        "INSERT INTO export SELECT 7, job, outcome, study_instance_uids, destination, intended "
        "FROM export WHERE id = 2",
    ],
)
def test_a_changed_row_of_an_export_is_found_too(
    url: str, file: Path, three_exports: None, change: str
) -> None:
    by_hand(file, change)
    assert verify(url)


def test_complaints_name_no_patient(url: str, file: Path, three_exports: None) -> None:
    by_hand(file, "UPDATE audit SET seal = 'x'", "UPDATE export SET destination = 'SITI'")
    assert not any(word in " ".join(verify(url)) for word in ("RAHAYU", "SITI", "0012345"))


def test_lanes_do_not_fork_the_chain(url: str) -> None:
    with History(url, "work") as history, ThreadPoolExecutor(4) as lanes:
        list(lanes.map(lambda _: export_once(history), range(20)))
    assert [entry.number for entry in chain(url)] == list(range(1, 41))
    assert verify(url) == ()


def test_every_desk_has_a_chain_of_its_own(url: str) -> None:
    with History(url, "one") as one, History(url, "two") as two:
        for desk in (one, two, one):
            export_once(desk)
    desks = [entry.desk for entry in chain(url)]
    assert sorted({desk: desks.count(desk) for desk in desks}.values()) == [2, 4]
    assert verify(url) == ()


def test_the_trail_may_be_checked_while_jobs_run(url: str) -> None:
    with History(url, "work") as history, ThreadPoolExecutor(2) as lanes:
        work = [lanes.submit(export_once, history) for _ in range(30)]
        looks = [verify(url) for _ in range(10)]
        assert len({done.result() for done in work}) == 30
    assert looks == [()] * 10


@pytest.mark.parametrize("cut_at", ["intent", "outcome"])
@pytest.mark.promise("Every export is audited, also when it is killed")
def test_after_kill_9_no_intent_stays_without_an_outcome(url: str, cut_at: str) -> None:
    """The process is killed right after the intent, or while others of its exports have ended."""
    code = (
        "import os, sys\n"
        "from tests.engine.test_audit import *\n"
        f"history = History({url!r}, 'work'); history.open()\n"
        f"{'export_once(history)' if cut_at == 'outcome' else ''}\n"
        "export_once(history, None)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=30).returncode == -9
    with History(url, "elsewhere") as other:
        other.end_interrupted()
        assert other.exports(1)[0].state is (JobState.DONE if cut_at == "outcome" else None)
    for _ in range(2):
        with History(url, "work") as history:
            history.end_interrupted()
    told = [entry.told for entry in chain(url)]
    assert [one["what"] for one in told].count("intent") == len(told) // 2
    assert told[-1]["state"] == "interrupted"
    assert verify(url) == ()


def test_what_no_json_or_database_takes_is_testified_all_the_same(url: str) -> None:
    with History(url) as history:
        number = history.add(REQUEST)
        odd = Patient("S\0ITI\ud800\x1b", "1")
        history.outcome(
            history.intent(number, Outcome.ISO, ("1.2.3",), "/a\udcff", odd), JobState.FAILED, "\0"
        )
    assert json.loads(chain(url)[0].content)["patient_name"] == "S ITI?\x1b"
    assert verify(url) == ()
