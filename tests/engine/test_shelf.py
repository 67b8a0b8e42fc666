"""The desk's list outlives the program: what ended lately, for whom, and what was taken away."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import PacsUnreachable, RelayFailed
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.handover import hand_over
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import IsoFile, JobState, Origin, Result
from mkiso_desktop.engine.shelf import MOST_LISTED
from mkiso_desktop.steps.deliver import FolderUnusable
from tests.engine.crash import SUTANTO, an_iso, numbers
from tests.engine.remembered import recent
from tests.engine.test_engine import running

DONE = Result("Sutanto Budi", "P-0001", 8, (IsoFile(Path("/discs/a.iso"), 10, "0" * 64, 8),))


def ended(config: Config, *states: JobState, work_folder: str = "") -> list[int]:
    """Jobs of an earlier run."""
    with History(config.store.url, work_folder or config.work.folder) as history:
        found = [history.add(MediaRequest(("A1",))) for _ in states]
        for number, state in zip(found, states, strict=True):
            error = PacsUnreachable("It is silent", "Wait.") if state is JobState.FAILED else None
            result = DONE if state is JobState.DONE else None
            history.update(number, state, patient=SUTANTO, error=error, result=result)
    return found


def test_what_ended_lately_is_listed_again_with_what_came_of_it(config: Config) -> None:
    ours = ended(config, JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    ended(config, JobState.DONE, work_folder="another desk's")
    with running(config) as engine:
        done, failed, cancelled = engine.jobs()
    assert numbers((done, failed, cancelled)) == ours
    assert (done.result, done.patient and done.patient.name) == (DONE, SUTANTO.name)
    assert isinstance(failed.error, PacsUnreachable) and failed.error.advice == "Wait."
    assert (cancelled.state, cancelled.error) == (JobState.CANCELLED, None)


def test_an_error_is_told_again_as_what_it_was(config: Config) -> None:
    with running(config) as engine:
        nowhere = MediaRequest(("A1",), output=str(Path(config.work.folder) / "no" / "such"))
        ends = [engine.wait(engine.submit(nowhere)) for _ in range(2)]
        assert [type(view.error) for view in ends] == [FolderUnusable] * 2
        later = RelayFailed("It took a part", "Look there.", "40 of \0 42")
        engine.history.update(ends[1].number, JobState.FAILED, error=later)  # after another try
    with running(config) as engine:
        folder, relay = (view.error for view in engine.jobs())
    assert type(folder) is FolderUnusable and ends[0].error
    assert folder.as_json() == ends[0].error.as_json()
    assert type(relay) is RelayFailed and relay.detail == "40 of   42"


def test_what_ended_the_day_before_is_not(config: Config) -> None:
    old, new = ended(config, JobState.DONE, JobState.DONE)
    with closing(sqlite3.connect(config.store.url.removeprefix("sqlite:///"))) as hand, hand:
        day_before = (datetime.now(UTC) - timedelta(hours=25)).replace(tzinfo=None)
        hand.execute("UPDATE job SET updated = ? WHERE number = ?", (str(day_before), old))
    with running(config) as engine:
        assert numbers(engine.jobs()) == [new]


def test_of_very_many_the_newest_are_listed(config: Config) -> None:
    many = ended(config, *[JobState.DONE] * (MOST_LISTED + 2))
    with running(config) as engine:
        assert numbers(engine.jobs()) == many[2:]


def test_what_was_taken_away_stays_away_and_in_the_history(config: Config) -> None:
    first, second, third = ended(config, JobState.DONE, JobState.INTERRUPTED, JobState.FAILED)
    with running(config) as engine:
        engine.take_away([first, second])
        engine.take_away([second, third])
    with running(config) as engine:
        assert engine.jobs() == ()
        engine.put_back([second, third])
    with running(config) as engine:
        assert numbers(engine.jobs()) == [second, third]
        assert len(recent(engine.history, 9)) == 3


def test_who_asked_is_known_also_after_the_next_start(config: Config) -> None:
    with running(config) as engine:
        mine = engine.submit(an_iso(config))
        link = engine.submit(an_iso(config), Origin.LINK)
        for number in (mine, link):
            engine.wait(number)
        told = hand_over(an_iso(config), config, lambda view: None, Progress())
        origins = [view.origin for view in engine.jobs()]
    assert told and told.state is JobState.DONE
    assert origins == [Origin.DESK, Origin.LINK, Origin.COMMAND]
    with running(config) as engine:
        assert [view.origin for view in engine.jobs()] == origins
