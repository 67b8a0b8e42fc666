"""Jobs that a crash or a failure cut off: which can be continued, and what their heirs begin with.

The history says how a job ended, the spool what it left. A job is continued under its own number,
or by a new request for the same images; whichever comes first takes what is there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from threading import RLock

from ..core.errors import BadRequest, MkisoError
from ..core.logs import unexpected
from ..core.request import MediaRequest, Outcome
from .history import History, JobRecord
from .job import JobState, Result
from .kept_images import KeptImages
from .relay_notes import result_of, settle
from .spool import Spool

log = logging.getLogger(__name__)

_FOREVER_H = 24.0 * 366 * 100  # a site's number may be longer than the calendar


class CutOff:
    """Asked by the engine, from any thread; `at_work` tells the numbers of jobs that go on."""

    def __init__(
        self,
        history: History,
        spool: Spool,
        keep_hours: float,
        at_work: Callable[[], Collection[int]],
    ) -> None:
        self._history, self._spool, self._at_work = history, spool, at_work
        self._keep = timedelta(hours=min(keep_hours, _FOREVER_H))
        self._images = KeptImages(spool.folder, keep_hours)
        self._turn = RLock()

    def in_turn(self) -> AbstractContextManager[bool]:
        """While inside, no other lane and no face takes up a job that was cut off."""
        return self._turn

    def jobs(self) -> tuple[JobRecord, ...]:
        """What can be continued, the oldest first: every job that a crash cut off, and those of
        which something is left that failed, or that lack images. One that goes on is none of them:
        its state has changed."""
        return tuple(
            record
            for record in self._history.continuable(datetime.now(UTC) - self._keep)
            if record.state is JobState.INTERRUPTED or self._spool.holds(record.number)
        )

    def job(self, number: int) -> JobRecord:
        """One of them, or BadRequest."""
        for record in self.jobs():
            if record.number == number:
                return record
        raise BadRequest(
            f"Job {number} cannot be continued",
            "It has ended, goes on already, or is too old. Ask for its accession numbers again.",
        )

    def hand_down(self, number: int, request: MediaRequest) -> None:
        """Let job `number` begin with what was received for the same images: by itself, or by
        jobs that cannot be continued from then on."""
        try:
            with self._turn:
                self._spool.hand_down(number, number)
                for record in self.jobs():
                    if record.request.images == request.images:
                        self._spool.hand_down(record.number, number)
                        self._history.note_continued(record.number, number)
                        log.info("job %d: continues job %d", number, record.number)
        except MkisoError as error:  # then it fetches everything itself
            log.warning("job %d: nothing could be taken over: %s", number, error)

    def begin(self) -> None:
        """At the start, when no job is at work yet: end what a crash cut off."""
        self._history.end_interrupted()
        for record in self._history.unfinished():
            settle(self._history, record.number, self._spool.of(record.number))
            state, result = self._end_of(record)
            self._history.update(record.number, state, result=result)
        self.sweep()

    def _end_of(self, record: JobRecord) -> tuple[JobState, Result | None]:
        """How a job ended that a crash cut off: what it made may have arrived all the same, and
        then there is nothing to go on with."""
        exports = self._history.exports(record.number)
        if not exports or exports[-1].state is not JobState.DONE:
            return JobState.INTERRUPTED, None
        is_relay = record.request.outcome is Outcome.RELAY  # whoever asks again is told
        return JobState.DONE, result_of(self._history, record, exports[-1]) if is_relay else None

    def sweep(self) -> None:
        """Remove what nobody can continue, and images of links that are kept no longer."""
        self._sweep(lambda: [record.number for record in self.jobs()])
        self._images.sweep()

    def make_room(self) -> None:
        """Remove what is kept for another try as well: a full disk stops every job, and that try
        can fetch it again."""
        self._sweep(list[int])
        self._images.make_room()

    def _sweep(self, continuable: Callable[[], Collection[int]]) -> None:
        try:
            with self._turn:
                self._spool.sweep(self._at_work, continuable)
        except MkisoError as error:
            log.warning("the work folder could not be swept: %s", error)
        except Exception as error:  # our bug in it must not stop a lane
            unexpected(error, "sweeping the work folder")
