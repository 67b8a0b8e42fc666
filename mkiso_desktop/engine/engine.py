"""The engine: takes requests, runs them in lanes, tells whoever watches.

It has no thread of its own. A face lends one to each lane (`run_lane`); the window lends
QThreads, a command a plain thread. What crosses threads is frozen.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from threading import Condition

from ..core.config import Config, Retrieve
from ..core.errors import BadRequest, Cancelled, DiskFull, MkisoError, disk_error
from ..core.instance import Instance
from ..core.logs import unexpected
from ..core.near import NearMiss
from ..core.picture import Picture, Sample
from ..core.places import work_folder
from ..core.progress import Progress
from ..core.request import MediaRequest, Outcome, accession_numbers, cleaned
from ..core.study import Finding, Patient, Study
from ..net.storage_scp import StorageScp
from .cut_off import CutOff
from .finding import find_all, find_each
from .hatch import Hatch
from .health import Reading, look
from .history import History
from .job import JobState, JobView, Origin, state_after
from .make_disc import Workshop, make_disc, relay_study
from .near import look_up
from .others import others_of, series_of
from .pictures import pictures_of, samples_of
from .roster import Clock, Job, Roster
from .shelf import Shelf
from .spool import Spool
from .station import Station, check_certificates, publisher_of, storage_scp_of

log = logging.getLogger(__name__)

_SWEEP_EVERY_S = 600.0
_FILLING = {JobState.RETRIEVING, JobState.CHECKING, JobState.BUILDING}  # the work folder's disk
_NO_GOOD_END = {JobState.FAILED, JobState.BLOCKED, JobState.CANCELLED, JobState.INTERRUPTED}

Watcher = Callable[[JobView], None]
SampleWatcher = Callable[[tuple[Sample, ...]], None]


class Engine:
    """Open from `open` to `close`; the other methods may be called from any thread."""

    def __init__(self, config: Config, clock: Clock = time.monotonic) -> None:
        self.config = config
        self.history = History(config.store.url, config.work.folder)
        self._scp: StorageScp | None = None
        self._shelf = Shelf(self.history)
        self._roster = Roster(self, clock)
        self._watchers: list[Watcher] = []
        self._sample_watchers: list[SampleWatcher] = []
        self._queue: SimpleQueue[int | None] = SimpleQueue()
        self._changed = Condition()
        self._lanes, self._is_closing = 0, False
        self._when_stopped = JobState.CANCELLED
        self._held = ExitStack()

    @property
    def station(self) -> Station | None:
        """The open Storage SCP, for the doctor; None when nothing is received here."""
        return Station(self._scp, self.config) if self._scp is not None else None

    def open(self, wait_s: float = 0, *, takes_in: bool = True) -> None:
        """Own the work folder, open the history and the station's port; `takes_in`: let commands
        hand their requests over, which takes an owner that stays.

        Raises ConfigInvalid (WorkFolderTaken when another process owns the folder after `wait_s`),
        DiskFull.
        """
        check_certificates(self.config)
        with ExitStack() as opened:
            work = self.config.work
            spool = Spool(work_folder(self.config), work.keep_isos_hours)
            spool.open(wait_s)
            opened.callback(spool.close)
            self.history.open()
            opened.callback(self.history.close)
            self._cut_off = CutOff(self.history, spool, work.keep_isos_hours, self._at_work)
            self._cut_off.begin()
            for view in self._shelf.jobs(self._cut_off.jobs()):
                self._roster.add(view)
            if self.config.pacs.retrieve is Retrieve.C_MOVE:
                self._scp = storage_scp_of(self.config)
                self._scp.open()
                opened.callback(self._scp.close)
            self._spool = spool
            if takes_in:
                hatch = Hatch(spool.folder, self.config, self)
                hatch.open()
                opened.callback(hatch.close)
            self._held = opened.pop_all()

    def close(self, *, keeps_jobs: bool = False) -> None:
        """Stop what runs, wait until every lane has ended, let everything go. `keeps_jobs`: they
        may be continued after the next start."""
        with self._changed:
            self._is_closing = True
            self._when_stopped = JobState.INTERRUPTED if keeps_jobs else JobState.CANCELLED
            self._roster.stop()
            for _ in range(self._lanes):
                self._queue.put(None)
            self._changed.wait_for(lambda: self._lanes == 0)
        self._held.close()

    def find(self, numbers: Iterable[str], progress: Progress) -> tuple[Finding, ...]:
        """Look up accession numbers, one after the other; needs no open engine. May raise
        whatever keeps the first of them from being found."""
        wanted = accession_numbers(numbers, self.config.pacs.accession_pattern)
        return find_all(wanted, self.config, progress)

    def find_each(
        self, numbers: Iterable[str], progress: Progress
    ) -> Iterator[tuple[str, Finding | MkisoError]]:
        """The same, each number with what it leads to or with its own error, as they come."""
        wanted = accession_numbers(numbers, self.config.pacs.accession_pattern)
        return zip(wanted, find_each(wanted, self.config, progress), strict=True)

    def look_up(
        self, numbers: Iterable[str], progress: Progress
    ) -> Iterator[tuple[str, Finding | MkisoError | tuple[NearMiss, ...]]]:
        """As `find_each`; then, for those that were not found, what may have been meant."""
        wanted = accession_numbers(numbers, self.config.pacs.accession_pattern)
        return look_up(wanted, self.config, progress)

    def series_of(self, studies: Sequence[Study], progress: Progress) -> tuple[Study, ...]:
        """The same studies with their series, for a person to choose from; needs no open engine.
        May raise what a PACS says or does not say."""
        return series_of(studies, self.config, progress)

    def others_of(
        self, patient: Patient, known: Sequence[Study], progress: Progress
    ) -> tuple[Study, ...]:
        """Further studies of a patient as the PACS describes them; as `series_of`."""
        return others_of(patient, known, self.config, progress)

    def reading(self, name: str, progress: Progress) -> Reading:
        """How one of the desk's connections is (see health.NAMES); needs no open engine. Raises
        Cancelled alone."""
        return look(name, self.config, progress)

    def submit(
        self,
        request: MediaRequest,
        origin: Origin = Origin.DESK,
        patient: Patient | None = None,
    ) -> int:
        """Queue a request; its job number. `patient` is whom whoever asks has seen, until the job
        itself has looked. Raises BadRequest, NotConfigured, DiskFull, and Cancelled when the
        engine is being closed."""
        request = cleaned(request, self.config.pacs.accession_pattern)
        if request.outcome is Outcome.RELAY:
            publisher_of(self.config)  # NotConfigured now, not when the images are here
        if self._is_closing:
            raise Cancelled
        number = self.history.add(request, patient)
        self._shelf.note_origin(number, origin)
        view = JobView(number, request, patient=patient, origin=origin)
        self._roster.add(view)
        self._tell(view)
        self._queue.put(number)
        return number

    def resume(self, number: int) -> None:
        """Put a job that was cut off back into the queue, under its own number. Raises BadRequest
        when it cannot be continued, NotConfigured, DiskFull, and Cancelled as `submit` does."""
        if self._is_closing:
            raise Cancelled
        with self._cut_off.in_turn():
            record = self._cut_off.job(number)
            if record.request.outcome is Outcome.RELAY:
                publisher_of(self.config)
            self.history.update(number, JobState.QUEUED)
            [view] = self._shelf.views([record])
            view = replace(view, state=JobState.QUEUED, error=None)
            self._roster.add(view)
        self._tell(view)
        self._queue.put(number)

    def retry(self, number: int) -> int:
        """Try once more what came to no good end; the number under which it goes on: its own when
        something is left that it can go on with, else a new one. Raises as `resume` does."""
        with self._cut_off.in_turn():
            if number in {record.number for record in self._cut_off.jobs()}:
                self.resume(number)
                return number
            if (job := self._roster.find(number)) is not None:
                view = None if job.is_tried_again else job.view
            else:
                view = self._shelf.untried(number)
            if view is None or view.state not in _NO_GOOD_END:
                raise BadRequest(f"Job {number} goes on already, or is done")
            new = self.submit(view.request, view.origin, view.patient)
            if job is not None:
                job.is_tried_again = True
            try:
                self._shelf.note_replaced(number, new)
            except MkisoError as error:  # the new job goes on: that counts, not its place in a list
                log.warning("job %d: not noted as another try of %d: %s", new, number, error)
        return new

    def take_away(self, numbers: Iterable[int]) -> None:
        """List these jobs, which are over, no more after the next start. Raises DiskFull."""
        self._shelf.take_away(numbers)

    def put_back(self, numbers: Iterable[int]) -> None:
        """List them again after all. Raises DiskFull."""
        self._shelf.put_back(numbers)

    def cancel(self, number: int) -> None:
        """Ask a job to stop; one that is over stays as it is."""
        if (job := self._roster.find(number)) is None:
            return
        job.progress.cancel()
        if self._roster.claim(job):
            job.end(JobState.CANCELLED)
            self._cut_off.sweep()  # what it was to go on with

    def jobs(self) -> tuple[JobView, ...]:
        """What goes on, what ended during the last day (see roster), and what could be continued
        when the engine was opened; in the order of their numbers."""
        return self._roster.views()

    def going_on(self) -> tuple[JobView, ...]:
        """The jobs that are not over."""
        return self._roster.going_on()

    def view(self, number: int) -> JobView:
        """How one of `jobs` stands now. Raises LookupError for any other."""
        return self._job(number).view

    def wait(self, number: int) -> JobView:
        """Block until a job is over. Raises as `view` does."""
        return self._roster.wait(self._job(number))

    def _job(self, number: int) -> Job:
        if (job := self._roster.find(number)) is None:
            raise LookupError(f"job {number} is not known, or not any more")
        return job

    def watch(self, callback: Watcher) -> Callable[[], None]:
        """Have every change of every job told, from the lanes' threads; the call given back ends
        that. At most ten moments a second for each job, and always its last state."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def watch_samples(self, callback: SampleWatcher) -> Callable[[], None]:
        """Have the middle image of each series told as soon as a job has received all, from the
        lanes' threads; the call given back ends that. See `pictures_of`."""
        self._sample_watchers.append(callback)
        return lambda: self._sample_watchers.remove(callback)

    def pictures_of(self, samples: Sequence[Sample], progress: Progress) -> tuple[Picture, ...]:
        """Small pictures of them, as far as they can be drawn. Raises Cancelled."""
        return tuple(pictures_of(samples, progress))

    def came(self, instances: Sequence[Instance]) -> None:
        """A job has received these (called by the job)."""
        if not (watchers := tuple(self._sample_watchers)):
            return
        try:
            samples = samples_of(instances)
            for watcher in watchers:
                watcher(samples)
        except Exception as error:  # no job fails for want of a picture
            unexpected(error, "a sample")

    def run_lane(self) -> None:
        """Run one job after the other until `close`. The caller lends its thread."""
        with self._changed:
            if self._is_closing:
                return
            self._lanes += 1
        try:
            while (number := self._next()) is not None:
                if (job := self._roster.find(number)) is not None:  # else it ended in the queue
                    self._run(job)
        finally:
            with self._changed:
                self._lanes -= 1
                self._changed.notify_all()

    def _next(self) -> int | None:
        """The next job's number; meanwhile nothing that is kept grows too old."""
        while True:
            with suppress(Empty):
                return self._queue.get(timeout=_SWEEP_EVERY_S)
            self._roster.forget()
            self._cut_off.sweep()

    def _at_work(self) -> set[int]:
        return {view.number for view in self._roster.going_on()}

    def _run(self, job: Job) -> None:
        """One job from its first step to its last word: the edge where every error is caught."""
        number, request = job.view.number, job.view.request
        if not self._roster.claim(job):
            return
        log.info("job %d: begins", number)
        try:
            self._cut_off.sweep()
            with self._spool.job_folder(number, lambda: self._when_stopped) as folder:
                self._cut_off.hand_down(number, request)
                shop = Workshop(number, self.config, folder, self._scp, self.history)
                walk = relay_study if request.outcome is Outcome.RELAY else make_disc
                job.end(JobState.DONE, result=walk(request, shop, job))
        except Cancelled:
            job.end(self._when_stopped)
        except MkisoError as error:
            log.info("job %d: %s", number, error.code)
            was_writing = job.view.state in _FILLING
            job.end(state_after(error), error=error)
            if was_writing and isinstance(error, DiskFull):
                self._cut_off.make_room()
        except OSError as error:
            log.info("job %d: the disk failed", number)
            job.end(JobState.FAILED, error=disk_error(error, str(self._spool.folder)))
        except Exception as error:
            job.end(JobState.FAILED, error=unexpected(error, f"job {number}"))

    def _tell(self, view: JobView) -> None:
        for watcher in tuple(self._watchers):
            try:
                watcher(view)
            except Exception as error:  # a watcher's bug must not stop a job
                unexpected(error, "a watcher")

    def changed(self, view: JobView, *, is_news: bool) -> None:
        """A job's new view (called by the job): written down if news, kept, told to watchers."""
        if is_news:
            try:
                self.history.update(
                    view.number,
                    view.state,
                    patient=view.patient,
                    error=view.error,
                    result=view.result,
                )
            except MkisoError as error:
                # The disc matters more than its line in the history; the log says what is missing.
                log.warning("job %d: the history could not be written: %s", view.number, error)
            except Exception as error:  # nor may our own bug in it leave a job without an end
                unexpected(error, f"job {view.number}: the history")
        if self._roster.keep(view):
            self._tell(view)
