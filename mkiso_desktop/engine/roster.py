"""What an engine keeps of its jobs: those that go on, and for a day what came of the others.

A service runs for months: it must not grow with all that it ever did, nor may whoever asks what
goes on pay for that. What has left the roster the history still knows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Condition
from typing import Protocol

from ..core.errors import MkisoError
from ..core.instance import Instance
from ..core.progress import Moment, Progress
from ..core.study import Patient
from .job import JobState, JobView, Result

KEPT_FOR_S = 24 * 3600.0  # as long as a start lists what ended (see shelf)
MOST_KEPT = 1000
_TELL_EVERY_S = 0.1

Clock = Callable[[], float]


class Hearer(Protocol):
    """Whom a job tells: the engine."""

    def came(self, instances: Sequence[Instance]) -> None:
        """A job has received these."""

    def changed(self, view: JobView, *, is_news: bool) -> None:
        """A job has a new view; `is_news`: more than how far it is."""


class Job:
    """One job as it walks: what the steps tell becomes views of it."""

    def __init__(self, view: JobView, hearer: Hearer) -> None:
        self.view = view
        self.progress = Progress(self._moment)
        self.is_taken = view.state.is_over
        self.is_tried_again = False
        self._hearer = hearer
        self._told = 0.0

    def enter(self, state: JobState) -> None:
        """The next state."""
        self._change(replace(self.view, state=state, moment=None))

    def met(self, patient: Patient) -> None:
        """Whose disc it is."""
        self._change(replace(self.view, patient=patient))

    def came(self, instances: Sequence[Instance]) -> None:
        """What it has received."""
        self._hearer.came(instances)

    def end(
        self, state: JobState, result: Result | None = None, error: MkisoError | None = None
    ) -> None:
        """The last state."""
        if error:
            error.let_go()
        self._change(replace(self.view, state=state, moment=None, result=result, error=error))

    def _change(self, view: JobView) -> None:
        self._hearer.changed(view, is_news=True)

    def _moment(self, moment: Moment) -> None:
        now = time.monotonic()
        if now - self._told < _TELL_EVERY_S:
            return
        self._told = now
        self._hearer.changed(replace(self.view, moment=moment), is_news=False)


class Roster:
    """Every method may be called from any thread; `clock` counts seconds."""

    def __init__(self, hearer: Hearer, clock: Clock = time.monotonic) -> None:
        self._hearer, self._clock = hearer, clock
        self._changed = Condition()
        self._going_on: dict[int, Job] = {}
        self._over: dict[int, tuple[Job, float]] = {}  # whoever has ended first is the first to go
        self._is_stopped = False

    def add(self, view: JobView) -> None:
        """A job that begins, or goes on after all; or one that ended before the engine opened."""
        job = Job(view, self._hearer)
        with self._changed:
            if view.state.is_over:
                self._over[view.number] = job, self._clock()
            else:
                self._over.pop(view.number, None)
                self._going_on[view.number] = job
            is_too_late = self._is_stopped
        self.forget()
        if is_too_late:
            job.progress.cancel()

    def keep(self, view: JobView) -> bool:
        """A job's new view; whether it is one: where it is over, nothing new is heard of it."""
        with self._changed:
            job = self._going_on.get(view.number)
            if job is None:
                return False
            job.view = view
            if view.state.is_over:
                del self._going_on[view.number]
                self._over[view.number] = job, self._clock()
            self._changed.notify_all()
        if view.state.is_over:
            self.forget()
        return True

    def forget(self) -> None:
        """Let go of what ended too long ago, and of the oldest where there are too many."""
        with self._changed:
            while self._over:
                number, (_, ended) = next(iter(self._over.items()))
                if self._clock() - ended < KEPT_FOR_S and len(self._over) <= MOST_KEPT:
                    break
                del self._over[number]

    def find(self, number: int) -> Job | None:
        """The job of this number, if it is kept."""
        with self._changed:
            return self._find(number)

    def _find(self, number: int) -> Job | None:
        over, _ = self._over.get(number, (None, 0.0))
        return self._going_on.get(number, over)

    def going_on(self) -> tuple[JobView, ...]:
        """The jobs that are not over."""
        with self._changed:
            return tuple(job.view for job in self._going_on.values())

    def views(self) -> tuple[JobView, ...]:
        """All that are kept, in the order of their numbers."""
        with self._changed:
            jobs = [*self._going_on.values(), *(job for job, _ in self._over.values())]
            return tuple(sorted((job.view for job in jobs), key=lambda view: view.number))

    def claim(self, job: Job) -> bool:
        """Whether a queued job is now the caller's: a lane claims it to run it, a cancel to end."""
        with self._changed:
            was_taken, job.is_taken = job.is_taken, True
        return not was_taken

    def wait(self, job: Job) -> JobView:
        """Block until it is over."""
        with self._changed:
            self._changed.wait_for(lambda: job.view.state.is_over)
            return job.view

    def stop(self) -> None:
        """Ask all to stop, also those that are still to come."""
        with self._changed:
            self._is_stopped = True
            jobs = tuple(self._going_on.values())
        for job in jobs:
            job.progress.cancel()
