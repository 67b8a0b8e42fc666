"""What a crash left lies around only where somebody may still want it, and not for long."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import ConfigInvalid, PacsUnreachable
from mkiso_desktop.core.request import Outcome
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.net.journal import NAME
from mkiso_desktop.net.storage_scp import StorageScp
from tests.engine.crash import (
    DAY_S,
    SUTANTO,
    Crash,
    an_iso,
    described,
    jobs_of,
    kept,
    numbers,
    opened,
)
from tests.engine.remembered import recent, resumable
from tests.engine.test_engine import running
from tests.peers.counting import CountingArchive
from tests.peers.process import free_port
from tests.steps.test_resume import received

pytestmark = pytest.mark.promise(
    "What a crash leaves is kept for whoever continues, and not for long"
)


def test_only_what_was_received_is_kept(config: Config, crash: Crash) -> None:
    number = crash()
    folder = jobs_of(config) / f"{number:08d}"
    for name in ("disc-1.iso", "received/00000009.part", "transcoded/1.dcm", "accepted-1"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    (folder / "link").symlink_to(config.work.folder)
    opened(config).close()
    left = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    assert left == {"received", *(f"received/{at:08d}.dcm" for at in (1, 2, 3)), f"received/{NAME}"}
    assert Path(config.work.folder).exists()


def test_what_nobody_can_continue_is_removed_at_the_start(
    config: Config, crash: Crash, scp: StorageScp, files: list[Path], tmp_path: Path
) -> None:
    for state in (JobState.DONE, JobState.BLOCKED, JobState.CANCELLED):
        crash(state=state)
    another_desk = str(tmp_path / "another desk's")
    for state in (JobState.INTERRUPTED, JobState.RETRIEVING):
        crash(state=state, work_folder=another_desk)
    nobodys = jobs_of(config) / "00004711"
    nobodys.mkdir()
    received(nobodys / "received", scp, described(files), files)
    (jobs_of(config) / "notes.txt").write_text("x")
    mine = crash()
    opened(config).close()
    assert [path.name for path in jobs_of(config).iterdir()] == [f"{mine:08d}"]


@pytest.mark.parametrize("end", [JobState.DONE, JobState.FAILED])
def test_a_disc_that_had_arrived_before_the_crash_is_done(
    config: Config, crash: Crash, end: JobState
) -> None:
    number = crash(state=JobState.DELIVERING)
    with History(config.store.url, config.work.folder) as history:
        export = history.intent(number, Outcome.ISO, ["1.2.3"], "discs", SUTANTO)
        history.outcome(export, end)
    engine = opened(config)
    offered = numbers(resumable(engine))
    engine.close()
    with History(config.store.url, config.work.folder) as history:
        state = next(one.state for one in recent(history, 9) if one.number == number)
    is_done = end is JobState.DONE
    assert (state is JobState.DONE) is is_done
    assert offered == ([] if is_done else [number])


@pytest.mark.parametrize("hours", [25, -25], ids=["old", "from the future"])
def test_what_is_too_old_is_removed_at_the_start_and_offered_no_more_than_its_number(
    config: Config, crash: Crash, pacs: CountingArchive, hours: int
) -> None:
    number = crash()
    oldest = jobs_of(config) / f"{number:08d}" / "received" / "00000001.dcm"
    os.utime(oldest, (time.time() - hours * 3600,) * 2)
    with running(config) as engine:
        assert kept(config, number) == 0
        engine.resume(number)
        assert engine.wait(number).state is JobState.DONE
    assert len(pacs.sent) == 8


def test_what_grows_too_old_while_the_program_is_open_is_removed_too(
    config: Config, crash: Crash
) -> None:
    number = crash()
    with running(config) as engine:
        assert kept(config, number) == 3
        for file in (jobs_of(config) / f"{number:08d}" / "received").iterdir():
            os.utime(file, (time.time() - 2 * DAY_S,) * 2)
        engine.wait(engine.submit(an_iso(config, "NOBODY")))
        assert not list(jobs_of(config).iterdir())


def test_a_job_of_yesterday_is_not_offered(config: Config, crash: Crash) -> None:
    number = crash()
    with closing(sqlite3.connect(config.store.url.removeprefix("sqlite:///"))) as hand, hand:
        yesterday = datetime.now(UTC) - timedelta(hours=25)
        hand.execute("UPDATE job SET created = ?", (yesterday.replace(tzinfo=None).isoformat(" "),))
    with running(config) as engine:
        assert resumable(engine) == ()
        assert not list(jobs_of(config).iterdir())
    assert number


@pytest.mark.parametrize("hours", [0, 1e300])
def test_a_site_may_keep_nothing_or_all(config: Config, crash: Crash, hours: float) -> None:
    number = crash()
    work = config.work.model_copy(update={"keep_isos_hours": hours})
    opened(config.model_copy(update={"work": work})).close()
    assert kept(config, number) == (3 if hours else 0)


def test_a_start_that_fails_costs_nothing(config: Config, crash: Crash) -> None:
    number = crash()
    port = config.station.model_copy(update={"bind": "192.0.2.1"})
    with pytest.raises(ConfigInvalid, match="cannot be opened"):
        opened(config.model_copy(update={"station": port}))
    opened(config).close()
    assert kept(config, number) == 3


def test_a_continuation_that_finds_no_archive_keeps_what_is_here(
    config: Config, crash: Crash
) -> None:
    number = crash()
    nobody = config.pacs.model_copy(update={"port": free_port()})
    with running(config.model_copy(update={"pacs": nobody})) as engine:
        engine.resume(number)
        assert isinstance(engine.wait(number).error, PacsUnreachable)
        assert numbers(resumable(engine)) == [number]
    assert kept(config, number) == 3
    with running(config) as engine:
        assert [view.state for view in engine.jobs()] == [JobState.FAILED]
        engine.resume(number)
        assert engine.wait(number).state is JobState.DONE
    assert not list(jobs_of(config).iterdir())
