"""What the history promises: every number once, nothing lost in a crash, nobody else reads it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from mkiso_desktop.core.errors import ConfigInvalid, DiskFull, StudyIncomplete
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.database import connect
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import IsoFile, JobState, Result
from mkiso_desktop.engine.schema import SCHEMA_VERSION
from mkiso_desktop.engine.tables import TABLES
from tests.engine.remembered import recent

REQUEST = MediaRequest(("ACC1", "ACC2"), output="/media/stick", allow_mismatch="dr. Ayu")
SITI = Patient("SITI RAHAYU CANARY", "0012345")
RESULT = Result(
    patient_name=SITI.name,
    patient_id=SITI.patient_id,
    files=42,
    isos=(IsoFile(Path("/media/stick/SITI-ACC1.iso"), 1_000_000, "ab" * 32, 42),),
    warnings=("one", "two"),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def history(url: str) -> Iterator[History]:
    with History(url) as opened:
        yield opened


def peer(code: str, url: str) -> subprocess.Popen[str]:
    """Another process with a history open on the same file."""
    head = (
        "import sys\n"
        "from mkiso_desktop.core.request import MediaRequest, Outcome\n"
        "from mkiso_desktop.core.study import Patient\n"
        "from mkiso_desktop.engine.history import History\n"
        "from mkiso_desktop.engine.job import JobState\n"
        f"history = History({url!r}); history.open()\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", head + code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_job_is_kept_as_it_was_asked_for(history: History) -> None:
    number = history.add(REQUEST)
    [record] = recent(history, 10)
    assert (record.number, record.state, record.request) == (number, JobState.QUEUED, REQUEST)
    assert (record.patient_name, record.error_code, record.result) == ("", "", None)
    assert record.host
    assert datetime.now(UTC) - record.created < timedelta(minutes=1)


def test_a_job_goes_on_and_keeps_what_was_learnt(history: History) -> None:
    number = history.add(REQUEST)
    history.update(number, JobState.RETRIEVING, patient=SITI)
    history.update(number, JobState.DONE, result=RESULT)
    [record] = recent(history, 10)
    assert (record.state, record.result) == (JobState.DONE, RESULT)
    assert (record.patient_name, record.patient_id) == (SITI.name, SITI.patient_id)
    assert record.updated > record.created


def test_an_error_is_that_of_the_last_state(history: History) -> None:
    number = history.add(REQUEST)
    history.update(number, JobState.BLOCKED, error=StudyIncomplete("2 are missing", "Ask again"))
    [record] = recent(history, 1)
    assert (record.error_code, record.error_title) == ("study-incomplete", "2 are missing")
    assert record.error_advice == "Ask again"
    history.update(number, JobState.QUEUED)
    assert recent(history, 1)[0].error_code == ""


def test_a_job_that_was_never_added_cannot_go_on(history: History) -> None:
    with pytest.raises(LookupError):
        history.update(7, JobState.DONE)


def test_the_newest_jobs_come_first(history: History) -> None:
    numbers = [history.add(REQUEST) for _ in range(5)]
    assert [record.number for record in recent(history, 3)] == numbers[:1:-1]


def test_unfinished_are_those_that_nothing_ended(history: History) -> None:
    numbers = {state: history.add(REQUEST) for state in JobState}
    for state, number in numbers.items():
        history.update(number, state)
    expected = [number for state, number in numbers.items() if not state.is_over]
    assert [record.number for record in history.unfinished()] == expected


def test_unfinished_jobs_of_another_desk_are_not_ours(history: History, file: Path) -> None:
    history.add(REQUEST)
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("UPDATE job SET host = 'other-desk'")
    assert history.unfinished() == ()
    assert len(recent(history, 10)) == 1


def test_unfinished_jobs_of_another_work_folder_may_be_running(history: History, url: str) -> None:
    number = history.add(REQUEST)
    with History(url, "elsewhere") as other:
        assert other.unfinished() == ()
    assert [record.number for record in history.unfinished()] == [number]


def test_all_is_there_when_opened_again(url: str) -> None:
    with History(url) as history:
        number = history.add(REQUEST)
        history.update(number, JobState.DONE, patient=SITI, result=RESULT)
        before = recent(history, 10)
    with History(url) as history:
        assert recent(history, 10) == before
        assert history.add(REQUEST) == number + 1


def test_a_number_is_never_given_twice(history: History, file: Path) -> None:
    number = history.add(REQUEST)
    with closing(sqlite3.connect(file)) as hand, hand:
        hand.execute("DELETE FROM job")
    assert history.add(REQUEST) > number


def test_an_export_is_told_before_and_after(history: History) -> None:
    number = history.add(REQUEST)
    export = history.intent(number, Outcome.RELAY, ("1.2.3", "1.2.4"), "rimage:104", SITI)
    [intended] = history.exports(number)
    assert intended.study_instance_uids == ("1.2.3", "1.2.4")
    assert (intended.outcome, intended.destination) == (Outcome.RELAY, "rimage:104")
    assert (intended.ended, intended.state, intended.detail) == (None, None, "")
    history.outcome(export, JobState.FAILED, "40 of 42 accepted")
    [ended] = history.exports(number)
    assert (ended.id, ended.state, ended.detail) == (export, JobState.FAILED, "40 of 42 accepted")
    assert ended.ended and ended.ended >= ended.intended


def test_an_export_ends_once(history: History) -> None:
    export = history.intent(history.add(REQUEST), Outcome.ISO, ("1.2.3",), "/media/stick", SITI)
    history.outcome(export, JobState.DONE)
    with pytest.raises(IntegrityError):
        history.outcome(export, JobState.FAILED)


def test_an_export_without_a_job_is_our_bug(history: History) -> None:
    with pytest.raises(IntegrityError) as caught:
        history.intent(99, Outcome.ISO, ("1.2.3",), "CANARY", SITI)
    assert "CANARY" not in str(caught.value)


def test_words_that_no_database_takes_are_mended(history: History) -> None:
    number = history.add(REQUEST)
    history.update(number, JobState.DONE, patient=Patient("SITI\0\ud800", "1"))
    assert recent(history, 1)[0].patient_name == "SITI ?"


def test_lanes_write_at_the_same_time(history: History) -> None:
    def lane(_: int) -> list[int]:
        numbers = [history.add(REQUEST) for _ in range(10)]
        for number in numbers:
            history.update(number, JobState.DONE, patient=SITI)
        return numbers

    with ThreadPoolExecutor(4) as lanes:
        numbers = [number for given in lanes.map(lane, range(4)) for number in given]
    assert len(set(numbers)) == 40
    assert all(record.state is JobState.DONE for record in recent(history, 100))


def test_processes_open_a_new_history_and_write_at_the_same_time(url: str) -> None:
    work = "for _ in range(10): history.update(history.add(MediaRequest(('A',))), JobState.DONE)"
    peers = [peer(work, url) for _ in range(3)]
    with History(url) as history:
        for _ in range(10):
            history.add(REQUEST)
        for process in peers:
            process.communicate(timeout=30)
        assert [process.returncode for process in peers] == [0, 0, 0]
        assert len(recent(history, 100)) == 40


@pytest.mark.promise(
    "Killed at any moment, it leaves no half disc, no stuck job and no lost record"
)
def test_what_kill_9_cut_off_is_told_at_the_next_start(url: str) -> None:
    killed = peer(
        "number = history.add(MediaRequest(('ACC1',)))\n"
        "history.update(number, JobState.DELIVERING)\n"
        "history.intent(number, Outcome.ISO, ('1.2.3',), '/media/stick', Patient('S', '1'))\n"
        "print(number, flush=True)\n"
        "sys.stdin.read()\n",
        url,
    )
    with killed:
        assert killed.stdout
        number = int(killed.stdout.readline())
        killed.kill()
    with History(url) as history:
        [record] = history.unfinished()
        [export] = history.exports(number)
    assert (record.number, record.state) == (number, JobState.DELIVERING)
    assert export.state is None


def test_the_file_is_in_wal_mode(history: History, file: Path) -> None:
    history.add(REQUEST)
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_every_commit_is_synced(url: str) -> None:
    with connect(url).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


@pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
def test_what_goes_on_and_what_ended_lately_is_found_without_reading_all(
    url: str, file: Path
) -> None:
    with History(url):
        pass
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("DROP INDEX ix_job_state_updated")
        other.execute("CREATE INDEX ix_job_state ON job (state)")  # as an earlier version had it
    with History(url), closing(sqlite3.connect(file)) as other:
        wanted = "SELECT * FROM job WHERE state = 'done' AND updated BETWEEN '2026' AND '2027'"
        [(*_, plan)] = other.execute(f"EXPLAIN QUERY PLAN {wanted}")
    assert "ix_job_state_updated (state=? AND updated>? AND updated<?)" in plan


def test_nobody_else_may_read_the_file(history: History, file: Path) -> None:
    with connect(f"sqlite:///{file}").connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM job")
        rights = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    assert rights == {file.name + end: 0o600 for end in ("", "-wal", "-shm")}
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name != "posix", reason="POSIX rights")
def test_a_file_that_stood_open_is_closed_to_others(url: str, file: Path) -> None:
    file.parent.mkdir()
    file.touch(0o644)
    with History(url):
        assert file.stat().st_mode & 0o777 == 0o600


def test_without_a_url_it_is_in_the_users_data_folder() -> None:
    with History() as history:
        history.add(REQUEST)
        assert recent(history, 1)


@pytest.mark.parametrize("bad", ["nonsense", "oracle9://u:CANARY@h/d", "sqlite:/x", "://"])
def test_a_bad_url_is_a_mistake_of_the_configuration(bad: str) -> None:
    with pytest.raises(ConfigInvalid, match="cannot be used") as caught:
        History(bad).open()
    assert "CANARY" not in str(caught.value.as_json())


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskFull):
        History(f"sqlite:///{tmp_path}/file/history.sqlite").open()


def test_a_folder_in_the_place_of_the_file_is_told(url: str, file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(DiskFull):
        History(url).open()


def test_a_history_that_somebody_holds_is_told(url: str, file: Path) -> None:
    with History(url, lock_wait_s=0.1) as history:
        holder = sqlite3.connect(file, isolation_level=None)
        with closing(holder):
            holder.execute("BEGIN IMMEDIATE")
            with pytest.raises(DiskFull, match="could not be written") as caught:
                history.add(REQUEST)
            assert caught.value.detail == "database is locked"
        history.add(REQUEST)


def test_a_damaged_file_is_told(url: str, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"SITI RAHAYU " * 1000)
    with pytest.raises(DiskFull, match="damaged"):
        History(url).open()


@pytest.mark.skipif(os.name != "posix", reason="a limit on file sizes")
@pytest.mark.promise("A failing disk ends in one clear error, with nothing half there")
def test_a_full_disk_is_told_and_harms_nothing(url: str) -> None:
    with History(url) as history:
        history.add(REQUEST)
    full = peer(
        "import resource\n"
        "from mkiso_desktop.core.errors import DiskFull\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    history.add(MediaRequest(('ACC1',)))\n"
        "except DiskFull as error:\n"
        "    print(error.code)\n",
        url,
    )
    assert full.communicate(timeout=30)[0] == "disk-full\n"
    with History(url) as history:
        history.add(REQUEST)
        assert len(recent(history, 10)) == 2


def test_a_history_of_a_newer_version_is_left_alone(url: str, file: Path) -> None:
    History(url).open()
    with closing(sqlite3.connect(file)) as newer, newer:
        newer.execute("INSERT INTO schema_version VALUES (?)", (SCHEMA_VERSION + 1,))
    with pytest.raises(ConfigInvalid, match="newer version"):
        History(url).open()


def test_a_new_history_is_made_whole_or_not_at_all(url: str, file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as in_the_way, in_the_way:
        in_the_way.execute("CREATE TABLE ix_handed_job (a)")
    with pytest.raises(DiskFull):
        History(url).open()
    with closing(sqlite3.connect(file)) as left:
        assert left.execute("SELECT name FROM sqlite_master").fetchall() == [("ix_handed_job",)]
        left.execute("DROP TABLE ix_handed_job")
    with History(url) as history:
        history.add(REQUEST)


def test_nothing_is_written_before_it_is_open(url: str) -> None:
    with pytest.raises(RuntimeError):
        History(url).add(REQUEST)


def test_the_tables_are_plain_sql_for_postgresql_too() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in TABLES.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
