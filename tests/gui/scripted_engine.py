"""An engine that follows a script: the protocol of engine.Engine, no wire, no disk.

It is held by the tests of the window alone, to stop a job at a state and to let it go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import AccessionNotFound, Cancelled, MkisoError
from mkiso_desktop.core.near import NearMiss
from mkiso_desktop.core.picture import Picture, Sample
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Finding, Patient, Series, Source, Study
from mkiso_desktop.engine.health import Light, Reading
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import IsoFile, JobState, JobView, Origin, Result, state_after

WALK = (
    JobState.FINDING,
    JobState.RETRIEVING,
    JobState.CHECKING,
    JobState.BUILDING,
    JobState.PROVING,
    JobState.DELIVERING,
)
FROM_API = Patient("Siti Rahayu Lestari", "0012-3456", "19610312", "F", Source.PATIENT_API)
FROM_PACS = Patient("LESTARI^SITI RAHAYU", "123456", "19610312", "F", Source.PACS)
MISSING = AccessionNotFound(
    "The PACS has no study with this accession number",
    "Check the number and scan it again. If it is right, the images may not have been sent to the "
    "PACS yet.",
)


def a_study(accession_number: str, patient: Patient = FROM_PACS) -> Study:
    """One CT of that patient."""
    return Study(
        f"1.2.{int.from_bytes(accession_number.encode())}",
        accession_number,
        patient,
        date="20261120",
        description="CT Head without contrast",
        modalities=("CT",),
        series_count=3,
        instance_count=120,
    )


def a_finding(
    accession_number: str, api: Patient | None = FROM_API, pacs: Patient = FROM_PACS
) -> Finding:
    """What one number leads to."""
    return Finding(accession_number, (a_study(accession_number, pacs),), api)


class ScriptedEngine:
    """Knows what `findings` says; each job walks WALK and stops at `hold` until `go_on`."""

    station = None

    def __init__(self, config: Config, *findings: Finding) -> None:
        self.config = config
        self.findings = {finding.accession_number: finding for finding in findings}
        self.find_error: MkisoError | None = None
        self.job_error: MkisoError | None = None
        self.hold: JobState | None = None
        self.errors: dict[str, MkisoError] = {}
        self.near: dict[str, tuple[NearMiss, ...]] = {}
        self.hold_find = False
        self.hold_number = ""
        self.hold_end = False
        self.go_on = Event()
        self.folder = Path("downloads")
        self.series_by_number: dict[str, tuple[Series, ...]] = {}
        self.others: tuple[Study, ...] = ()
        self.sample_watchers: list[Callable[[tuple[Sample, ...]], None]] = []
        self.drawn: list[Sample] = []
        self.requests: list[MediaRequest] = []
        self.searches: list[tuple[str, ...]] = []
        self.lights: dict[str, tuple[Light, MkisoError | None]] = {}  # good where nothing is said
        self.looks: list[str] = []
        self.hold_look = ""
        self.history: History | None = None
        self.is_closed = False
        self.away: set[int] = set()
        self._views: dict[int, JobView] = {}
        self._progress: dict[int, Progress] = {}
        self._watchers: list[Callable[[JobView], None]] = []
        self._queue: SimpleQueue[int | None] = SimpleQueue()
        self._lock = Lock()

    def reading(self, name: str, progress: Progress) -> Reading:
        self.looks.append(name)
        if name == self.hold_look:
            with progress.waking(self.go_on.set):
                self.go_on.wait()
            progress.check()
        free = 23_400_000_000 if name == "disk" else None
        light, error = self.lights.get(name, (Light.GOOD, None))
        return Reading(name, light, datetime(2026, 11, 21, 3, 4, tzinfo=UTC), error, free, name)

    def look_up(
        self, accession_numbers: tuple[str, ...], progress: Progress
    ) -> Iterator[tuple[str, Finding | MkisoError | tuple[NearMiss, ...]]]:
        self.searches.append(accession_numbers)
        for number in accession_numbers:
            if self.hold_find or number == self.hold_number:
                with progress.waking(self.go_on.set):
                    self.go_on.wait()
                progress.check()
            yield number, self._answer(number)
        for number in accession_numbers:
            if not (self.find_error or number in self.errors or number in self.findings):
                yield number, self.near.get(number, ())
        if self.hold_end:
            with progress.waking(self.go_on.set):
                self.go_on.wait()

    def _answer(self, number: str) -> Finding | MkisoError:
        if error := self.find_error or self.errors.get(number):
            return error
        return self.findings.get(number, MISSING)

    def series_of(self, studies: tuple[Study, ...], progress: Progress) -> tuple[Study, ...]:
        series = self.series_by_number
        return tuple(
            replace(study, series=series.get(study.accession_number, ())) for study in studies
        )

    def others_of(
        self, patient: Patient, known: tuple[Study, ...], progress: Progress
    ) -> tuple[Study, ...]:
        uids = {study.study_instance_uid for study in known}
        return tuple(study for study in self.others if study.study_instance_uid not in uids)

    def watch_samples(self, callback: Callable[[tuple[Sample, ...]], None]) -> Callable[[], None]:
        self.sample_watchers.append(callback)
        return lambda: self.sample_watchers.remove(callback)

    def pictures_of(self, samples: tuple[Sample, ...], progress: Progress) -> tuple[Picture, ...]:
        self.drawn += samples
        return tuple(
            Picture(sample.series_instance_uid, 96, 64, bytes(range(96)) * 192)
            for sample in samples
        )

    def submit(
        self,
        request: MediaRequest,
        origin: Origin = Origin.DESK,
        patient: Patient | None = None,
    ) -> int:
        with self._lock:
            self.requests.append(request)
            number = max((len(self.requests), *(one + 1 for one in self._views)))
            self._progress[number] = Progress()
        self._tell(JobView(number, request, patient=patient, origin=origin))
        self._queue.put(number)
        return number

    def left(self, view: JobView) -> None:
        """A job of an earlier run."""
        self._views[view.number] = view

    def view_of(self, number: int, state: JobState) -> JobView:
        """A view of a job that another desk or a command runs."""
        return JobView(number, MediaRequest(("A1",)), state)

    def resume(self, number: int) -> None:
        self._progress[number] = Progress()
        self._tell(replace(self._views[number], state=JobState.QUEUED, error=None))
        self._queue.put(number)

    def retry(self, number: int) -> int:
        """Under its own number where something is left: here, of what did not fail by cancelling"""
        view = self._views[number]
        if view.state is JobState.CANCELLED:
            return self.submit(view.request, view.origin)
        self.resume(number)
        return number

    def take_away(self, numbers: list[int]) -> None:
        self.away |= set(numbers)

    def put_back(self, numbers: list[int]) -> None:
        self.away -= set(numbers)

    def cancel(self, number: int) -> None:
        self._progress[number].cancel()
        if self._views[number].state is JobState.QUEUED:
            self._tell(replace(self._views[number], state=JobState.CANCELLED))

    def jobs(self) -> tuple[JobView, ...]:
        return tuple(self._views.values())

    def watch(self, callback: Callable[[JobView], None]) -> Callable[[], None]:
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def run_lane(self) -> None:
        while (number := self._queue.get()) is not None:
            if not self._views[number].state.is_over:
                self._run(number)

    def close(self) -> None:
        self.is_closed = True
        if self.history is not None:
            self.history.close()
        for _ in range(self.config.work.lanes):
            self._queue.put(None)

    def _run(self, number: int) -> None:
        view, progress = self._views[number], self._progress[number]
        try:
            for state in WALK:
                view = replace(view, state=state, moment=Moment(state.value, 84, 120))
                self._tell(view)
                if state is self.hold:
                    with progress.waking(self.go_on.set):
                        self.go_on.wait()
                progress.check()
                if state is JobState.CHECKING and self.job_error is not None:
                    raise self.job_error
        except Cancelled:
            self._tell(replace(view, state=JobState.CANCELLED, moment=None))
        except MkisoError as error:
            self._tell(replace(view, state=state_after(error), error=error, moment=None))
        else:
            self._tell(replace(view, state=JobState.DONE, result=self._result(view)))

    def _result(self, view: JobView) -> Result:
        if view.request.outcome is Outcome.RELAY:
            return Result(FROM_API.name, FROM_API.patient_id, 120, destination="127.0.0.1:104")
        path = self.folder / f"Siti_Rahayu_Lestari-{view.request.accession_numbers[0]}.iso"
        iso = IsoFile(path, 63_400_000, "0" * 64, 120)
        return Result(FROM_API.name, FROM_API.patient_id, 120, isos=(iso,))

    def _tell(self, view: JobView) -> None:
        self._views[view.number] = view
        for watcher in tuple(self._watchers):
            watcher(view)
