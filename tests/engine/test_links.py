"""What links ask for: one job for the same images, given again for minutes, and not too many."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config, Medium
from mkiso_desktop.core.errors import (
    BadRequest,
    Cancelled,
    DiskFull,
    MediumTooSmall,
    NotConfigured,
)
from mkiso_desktop.core.medium import _CAPACITY
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState, JobView, Origin, Result
from mkiso_desktop.engine.kept_images import REPEATED_WITHIN
from mkiso_desktop.engine.links import Links, Order, TooManyJobs, image_of
from mkiso_desktop.engine.shelf import Shelf
from tests.engine.crash import SUTANTO
from tests.engine.test_engine import running
from tests.peers.counting import CountingArchive
from tests.peers.process import free_port

ISO, RELAY = Outcome.ISO, Outcome.RELAY


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    with running(config) as one:
        yield one


@pytest.fixture
def idle(config: Config) -> Iterator[Engine]:
    """Without a lane: whatever is asked for stays in the queue."""
    with running(config, lanes=0) as one:
        yield one


def with_limits(engine: Engine, **limits: int) -> Links:
    """The links of an engine whose listener has these caps."""
    listener = engine.config.listener.model_copy(update=limits)
    engine.config = engine.config.model_copy(update={"listener": listener})
    return Links(engine)


def done(engine: Engine, order: Order) -> JobView:
    view = engine.wait(order.view.number)
    assert view.state is JobState.DONE, view.error
    return view


def aged(config: Config, number: int, by: timedelta) -> None:
    """Let a job have ended earlier."""
    with closing(sqlite3.connect(config.store.url.removeprefix("sqlite:///"))) as hand, hand:
        then = (datetime.now(UTC) - by).replace(tzinfo=None)
        hand.execute("UPDATE job SET updated = ? WHERE number = ?", (str(then), number))


def test_what_is_asked_for_twice_is_one_job_while_it_runs(idle: Engine) -> None:
    links = Links(idle)
    first = links.order(["A1", "B2"], ISO).view
    assert links.order(["B2", "A1", "A1"], ISO).view.number == first.number
    assert links.order(["A1"], ISO).view.number != first.number
    assert (first.origin, first.request.accession_numbers) == (Origin.LINK, ("A1", "B2"))


def test_what_a_person_tries_again_in_the_window_is_the_job_of_the_link(idle: Engine) -> None:
    links = Links(idle)
    first = links.order(["A1"], ISO).view
    idle.cancel(first.number)
    again = idle.retry(first.number)
    assert links.order(["A1"], ISO).view.number == again
    by_hand = idle.submit(idle.view(again).request.by_hand)
    idle.cancel(again)
    assert links.order(["A1"], ISO).view.number not in (again, by_hand)


def test_what_was_made_lately_is_given_again_also_after_a_restart(config: Config) -> None:
    with running(config) as engine:
        links = Links(engine)
        first = done(engine, links.order(["A1"], ISO))
        again = links.order(["A1"], ISO)
        assert again.view.number == first.number and again.repeats is not None
        assert links.order(["A1"], ISO, anew=True).view.number != first.number
    with running(config) as engine:
        earlier = Links(engine).ready(["A1"], ISO)
        assert earlier and image_of(earlier.view).path.is_file()


@pytest.mark.parametrize(
    "how", ["too old", "of a wrong clock", "removed", "cut short", "not for a link"]
)
def test_what_cannot_be_given_again_is_made_again(
    config: Config, engine: Engine, tmp_path: Path, how: str
) -> None:
    links = Links(engine)
    if how == "not for a link":
        first = engine.wait(engine.submit(MediaRequest(("A1",), output=str(tmp_path))))
    else:
        first = done(engine, links.order(["A1"], ISO))
    path = first.result.isos[0].path if first.result else tmp_path
    if how == "too old":
        aged(config, first.number, timedelta(minutes=11))
    elif how == "of a wrong clock":
        aged(config, first.number, timedelta(days=-1))
    elif how == "removed":
        path.unlink()
    elif how == "cut short":
        os.truncate(path, 2048)
    assert links.ready(["A1"], ISO) is None
    order = links.order(["A1"], ISO)
    assert order.view.number != first.number and order.repeats is None


def test_a_print_that_had_ended_when_a_crash_came_is_told_to_whoever_asks_again(
    config: Config,
) -> None:
    with History(config.store.url, config.work.folder) as history:
        number = history.add(MediaRequest(("A1",), RELAY))
        Shelf(history).note_origin(number, Origin.LINK)
        history.update(number, JobState.DELIVERING, patient=SUTANTO)
        export = history.intent(number, RELAY, ("1.2",), "robot:104", SUTANTO)
        history.note_accepted(export, ["1.2.1", "1.2.2"])
        history.outcome(export, JobState.DONE)
    with running(config) as engine:
        order = Links(engine).ready(["A1"], RELAY)
        assert order and order.view.result == Result("Sutanto Budi", "P-0001", 2, (), "robot:104")


@pytest.mark.parametrize("becomes", ["another's", "nobody's"])
def test_a_number_that_was_given_away_again_gets_no_images_of_the_first_patient(
    engine: Engine, pacs: CountingArchive, becomes: str
) -> None:
    links = Links(engine)
    first = done(engine, links.order(["A1"], ISO))
    for one in pacs.holds:
        one.PatientID, one.PatientName = "P9", "Somebody^Else"
        one.AccessionNumber = "A1" if becomes == "another's" else "A2"
    order = links.order(["A1"], ISO)
    assert order.view.number != first.number and order.repeats is None


@pytest.mark.parametrize("more", ["an image", "a study"])
def test_a_disc_is_not_given_again_when_there_is_more_by_now(
    engine: Engine, pacs: CountingArchive, more: str
) -> None:
    links = Links(engine)
    for one in pacs.holds:
        one.NumberOfStudyRelatedInstances = 8
    first = done(engine, links.order(["A1"], ISO))
    assert links.order(["A1"], ISO).view.number == first.number
    new = deepcopy(pacs.holds[0])
    new.SOPInstanceUID += ".1"
    pacs.holds.append(new)
    if more == "a study":
        new.StudyInstanceUID += ".1"
        new.NumberOfStudyRelatedInstances = 1
    else:
        for one in pacs.holds:
            one.NumberOfStudyRelatedInstances = 9
    assert links.order(["A1"], ISO).view.number != first.number


def test_what_was_made_is_given_again_also_while_the_archive_is_silent(config: Config) -> None:
    with running(config) as engine:
        links = Links(engine)
        first = done(engine, links.order(["A1"], ISO))
        silent = config.pacs.model_copy(update={"port": free_port()})
        engine.config = config.model_copy(update={"pacs": silent})
        assert links.order(["A1"], ISO).view.number == first.number


def test_a_download_goes_on_with_that_very_image_as_long_as_it_is_kept(
    config: Config, engine: Engine
) -> None:
    links = Links(engine)
    first = done(engine, links.order(["A1"], ISO))
    aged(config, first.number, timedelta(hours=23))
    sha256 = image_of(first).sha256
    found = links.ready(["A1"], ISO, sha256)
    assert found and found.view.number == first.number
    assert links.ready(["A1"], ISO, "0" * 64) is None
    assert links.ready(["A2"], ISO, sha256) is None
    aged(config, first.number, timedelta(hours=25))
    assert links.ready(["A1"], ISO, sha256) is None


def test_images_are_private_and_removed_when_they_are_kept_no_longer(
    config: Config, engine: Engine
) -> None:
    links = Links(engine)
    old = image_of(done(engine, links.order(["A1"], ISO))).path
    isos = Path(config.work.folder) / "isos"
    assert old.parent.parent == isos and isos.stat().st_mode & 0o777 == 0o700
    assert (old.parent.stat().st_mode & 0o777, old.stat().st_mode & 0o777) == (0o700, 0o600)
    day_before = time.time() - 25 * 3600
    os.utime(old.parent, (day_before, day_before))
    new = image_of(done(engine, links.order(["A1"], ISO, anew=True))).path
    assert [folder.name for folder in isos.iterdir()] == [new.parent.name]


def test_images_are_removed_also_when_no_further_link_comes(config: Config) -> None:
    with running(config) as engine:
        old = image_of(done(engine, Links(engine).order(["A1"], ISO))).path
    day_before = time.time() - 25 * 3600
    os.utime(old.parent, (day_before, day_before))
    with running(config):
        assert not old.parent.exists()


def test_a_full_disk_makes_room_of_images_that_are_kept_for_another_try(config: Config) -> None:
    with running(config) as engine:
        links = Links(engine)
        old = image_of(done(engine, links.order(["A1"], ISO))).path
        new = image_of(done(engine, links.order(["A1"], ISO, anew=True))).path
    then = time.time() - REPEATED_WITHIN.total_seconds() - 1
    os.utime(old.parent, (then, then))
    work = config.work.model_copy(update={"keep_free_gb": 1e9})
    with running(config.model_copy(update={"work": work})) as engine:
        number = engine.submit(MediaRequest(("A1",), output=str(old.parents[2])))
        assert isinstance(engine.wait(number).error, DiskFull)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_download_is_one_image_however_large(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(_CAPACITY, Medium.CD, 160 * 2048)  # a blank smaller than any on sale
    burned = engine.wait(engine.submit(MediaRequest(("A1",), output=str(tmp_path))))
    assert isinstance(burned.error, MediumTooSmall)
    assert image_of(done(engine, Links(engine).order(["A1"], ISO))).files == 8


def test_links_stop_when_too_many_wait(idle: Engine) -> None:
    links = with_limits(idle, max_queued=2)
    for number in ("A1", "A2"):
        links.order([number], ISO)
    with pytest.raises(TooManyJobs) as told:
        links.order(["A3"], ISO)
    assert told.value.is_queue and told.value.retry_after_s > 0
    assert links.order(["A1"], ISO).view.number == 1  # which waits already
    idle.cancel(1)
    assert links.order(["A3"], ISO).view.number == 3


def test_links_stop_when_there_were_too_many_within_an_hour(idle: Engine) -> None:
    links = with_limits(idle, jobs_per_hour=2)
    for number in ("A1", "A2"):
        idle.cancel(links.order([number], ISO).view.number)
    with pytest.raises(TooManyJobs) as told:
        links.order(["A3"], ISO)
    assert not told.value.is_queue and 3500 < told.value.retry_after_s <= 3600


def test_what_cannot_be_asked_for_is_refused_before_it_counts(idle: Engine) -> None:
    links = with_limits(idle, jobs_per_hour=1)
    with pytest.raises(BadRequest):
        links.order(["A*"], ISO)
    with pytest.raises(NotConfigured):
        links.order(["A1"], RELAY)
    assert links.order(["A1"], ISO).view.number == 1


def test_each_download_is_testified_with_its_address_and_its_end(engine: Engine) -> None:
    links = Links(engine)
    view = done(engine, links.order(["A1"], ISO))
    with links.leaving(view, "http 10.0.0.7"):
        pass
    with pytest.raises(Cancelled), links.leaving(view, "http 10.0.0.8"):
        raise Cancelled
    made, whole, broken = engine.history.exports(view.number)
    assert [one.destination for one in (whole, broken)] == ["http 10.0.0.7", "http 10.0.0.8"]
    assert [one.state for one in (made, whole, broken)] == [
        JobState.DONE,
        JobState.DONE,
        JobState.CANCELLED,
    ]
    assert whole.study_instance_uids == made.study_instance_uids
