"""A service runs for months: its engine keeps what goes on, and little of what is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Thread

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import BadRequest
from mkiso_desktop.core.progress import Moment
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import JobState, JobView, Origin
from mkiso_desktop.engine.roster import KEPT_FOR_S, MOST_KEPT, Roster
from tests.engine.crash import an_iso, numbers
from tests.engine.test_engine import running
from tests.listener.waiting import until


@dataclass
class Watch:
    """A clock that the test sets."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def idle(config: Config, watch: Watch) -> Iterator[Engine]:
    """Without a lane: whatever is asked for stays in the queue."""
    with running(config, lanes=0, clock=watch) as engine:
        yield engine


def cancelled(engine: Engine, config: Config) -> int:
    """A job that is over."""
    number = engine.submit(an_iso(config), Origin.LINK)
    engine.cancel(number)
    return number


def over(number: int) -> JobView:
    return JobView(number, MediaRequest((f"A{number}",)), JobState.CANCELLED)


def test_what_was_over_a_day_ago_is_let_go_of_and_what_goes_on_is_not(
    idle: Engine, config: Config, watch: Watch
) -> None:
    waits = idle.submit(an_iso(config))
    old = cancelled(idle, config)
    watch.now = KEPT_FOR_S - 1
    young = cancelled(idle, config)
    assert numbers(idle.jobs()) == [waits, old, young]
    watch.now = KEPT_FOR_S
    assert numbers(idle.going_on()) == [waits]
    new = idle.submit(an_iso(config))
    assert numbers(idle.jobs()) == [waits, young, new]
    for ask in (idle.view, idle.wait):
        with pytest.raises(LookupError):
            ask(old)
    idle.cancel(old)  # it is over: nothing happens


def test_of_very_many_the_last_to_end_are_kept(config: Config) -> None:
    roster = Roster(Engine(config))
    waits = JobView(1, MediaRequest(("A1",)))
    roster.add(waits)
    for number in range(2, MOST_KEPT + 12):
        roster.add(over(number))
    assert numbers(roster.views()) == [1, *range(12, MOST_KEPT + 12)]
    assert roster.going_on() == (waits,)


def test_what_goes_on_after_all_is_kept_for_as_long_as_it_does(
    config: Config, watch: Watch
) -> None:
    roster = Roster(Engine(config), watch)
    roster.add(over(7))
    roster.add(replace(over(7), state=JobState.QUEUED))
    watch.now = 2 * KEPT_FOR_S
    roster.forget()
    assert [view.state for view in roster.views()] == [JobState.QUEUED]


def test_nothing_is_heard_of_a_job_that_is_over(config: Config) -> None:
    roster = Roster(Engine(config))
    roster.add(replace(over(7), state=JobState.PROVING))
    assert roster.keep(over(7))
    straggler = replace(over(7), state=JobState.PROVING, moment=Moment("proving", 1, 2))
    assert not roster.keep(straggler)
    assert roster.views() == (over(7),)


def test_what_comes_while_all_is_being_stopped_is_stopped_too(config: Config) -> None:
    roster = Roster(Engine(config))
    roster.stop()
    roster.add(JobView(7, MediaRequest(("A1",))))
    job = roster.find(7)
    assert job and job.progress.is_cancelled


def test_what_ended_long_ago_may_still_be_tried_again_once(
    idle: Engine, config: Config, watch: Watch
) -> None:
    old = cancelled(idle, config)
    watch.now = KEPT_FOR_S
    idle.submit(an_iso(config, "B2"))
    new = idle.view(idle.retry(old))
    assert (new.request, new.origin) == (an_iso(config), Origin.LINK)
    with pytest.raises(BadRequest):
        idle.retry(old)
    idle.cancel(new.number)


def test_a_job_that_was_let_go_of_in_the_queue_stops_no_lane(
    idle: Engine, config: Config, watch: Watch
) -> None:
    cancelled(idle, config)
    watch.now = KEPT_FOR_S
    last = idle.submit(an_iso(config))
    lane = Thread(target=idle.run_lane)
    lane.start()
    until(lambda: idle.view(last).state is JobState.DONE)
    idle.close()
    lane.join()
