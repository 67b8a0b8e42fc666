"""What links in the hospital's own pages (HIS) ask for: shared, repeated, capped.

A link is opened twice without a thought, by a double click or a page that is loaded again. Two
requests for the same images are one job while it runs, and what was made within the last minutes
is given again; the history remembers it beyond a restart.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import RLock

from ..core.errors import Cancelled, MkisoError, PacsRefused, PacsUnreachable
from ..core.places import work_folder
from ..core.progress import Progress
from ..core.request import MediaRequest, Outcome, accession_numbers
from ..core.study import Finding, Patient
from ..steps.query import must_be_of, one_patient
from .engine import Engine
from .history import JobRecord
from .job import IsoFile, JobState, JobView, Origin
from .kept_images import REPEATED_WITHIN, KeptImages
from .shelf import Shelf

log = logging.getLogger(__name__)

AN_HOUR_S = 3600.0
RETRY_SOON_S, RETRY_LATER_S = 10, 60

_Key = tuple[Outcome, frozenset[str], frozenset[str]]


class TooManyJobs(Exception):
    """The cap of listener.max_queued (`is_queue`) or listener.jobs_per_hour is reached."""

    def __init__(self, is_queue: bool, retry_after_s: int) -> None:
        super().__init__("too many jobs from links")
        self.is_queue, self.retry_after_s = is_queue, retry_after_s


@dataclass(frozen=True)
class Order:
    """The job that answers a link; `repeats` is when it was done (UTC), if it was done before."""

    view: JobView
    repeats: datetime | None = None


class Links:
    """Beside an open engine; every method may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._limits = engine, engine.config.listener
        self._shelf = Shelf(engine.history)
        work = engine.config.work
        self._kept = KeptImages(work_folder(engine.config), work.keep_isos_hours)
        self._turn = RLock()
        self._begun: deque[float] = deque()
        self._outdated: dict[int, float] = {}

    def order(self, numbers: Sequence[str], outcome: Outcome, *, anew: bool = False) -> Order:
        """The job that runs already for the same images, or was done within REPEATED_WITHIN
        (unless `anew`, or it is outdated by now), or a new one. Raises TooManyJobs, and what
        Engine.submit raises."""
        wanted = self._wanted(numbers, outcome)
        if not anew:
            self._look_again(wanted)
        with self._turn:
            if (running := self._under_way(wanted)) is not None:
                return Order(running)
            if not anew and (earlier := self._done(wanted, REPEATED_WITHIN)) is not None:
                return earlier
            return Order(self._begin(wanted))

    def ready(
        self, numbers: Sequence[str], outcome: Outcome, sha256: str | None = None
    ) -> Order | None:
        """What is there without a new job: done within REPEATED_WITHIN; or, as long as it is kept,
        that very image, for a download that goes on. Raises BadRequest."""
        within = REPEATED_WITHIN if sha256 is None else self._kept.keep
        return self._done(self._wanted(numbers, outcome), within, sha256)

    @contextmanager
    def leaving(self, view: JobView, to: str) -> Iterator[None]:
        """Testify that a job's image leaves the house `to` an address, and what came of it:
        Cancelled in the block says that nobody waited for it."""
        history = self._engine.history
        made = history.exports(view.number)[0]
        patient = view.patient or Patient("", "")
        export = history.intent(view.number, Outcome.ISO, made.study_instance_uids, to, patient)
        state = JobState.FAILED
        try:
            yield
            state = JobState.DONE
        except Cancelled:
            state = JobState.CANCELLED
            raise
        finally:
            history.outcome(export, state)

    def _wanted(self, numbers: Sequence[str], outcome: Outcome) -> MediaRequest:
        clean = accession_numbers(numbers, self._engine.config.pacs.accession_pattern)
        return MediaRequest(clean, outcome, is_download=outcome is Outcome.ISO)

    def _under_way(self, wanted: MediaRequest) -> JobView | None:
        """Also what a person tries again in the window, or a start before this one began."""
        same = (view for view in self._going_on() if _key(view.request) == _key(wanted))
        return next(same, None)

    def _going_on(self) -> list[JobView]:
        return [view for view in self._engine.going_on() if view.origin is Origin.LINK]

    def _done(
        self, wanted: MediaRequest, within: timedelta, sha256: str | None = None
    ) -> Order | None:
        for record in self._shelf.made_for_links(within, sha256):
            if record.number in self._outdated:
                continue
            if _key(record.request) == _key(wanted) and _is_there(record, sha256):
                return Order(self._shelf.views([record])[0], record.updated)
        return None

    def _look_again(self, wanted: MediaRequest) -> None:
        """An accession number may be given away again within minutes, and a study may grow: what
        was made is given again only to the same patient, and a disc only while it holds all there
        is. Where nobody can tell, it is as it was."""
        earlier = self._done(wanted, REPEATED_WITHIN)
        if earlier is None or earlier.view.patient is None:
            return
        made, rule = earlier.view, self._engine.config.identity.normalise_id
        try:
            findings = self._engine.find(wanted.accession_numbers, Progress())
            one_patient(findings, rule, made.request.allow_mismatch)
            must_be_of(earlier.view.patient.patient_id, findings, rule)
        except (PacsUnreachable, PacsRefused) as error:
            log.info("job %d: given again, and nobody could be asked: %s", made.number, error.code)
        except MkisoError as error:
            log.info("job %d: not given again: %s", made.number, error.code)
            self._never_again(made)
        else:
            if wanted.outcome is Outcome.ISO and not self._is_all(made, findings):
                log.info("job %d: not given again: there is more by now", made.number)
                self._never_again(made)

    def _never_again(self, made: JobView) -> None:
        """It is outdated; what is too old to be given again need not be remembered for it."""
        now = time.monotonic()
        oldest = now - self._kept.keep.total_seconds()
        with self._turn:
            young = {number: at for number, at in self._outdated.items() if at > oldest}
            self._outdated = young | {made.number: now}

    def _is_all(self, made: JobView, findings: Sequence[Finding]) -> bool:
        """Whether a disc holds what the archive has, as far as that counts its images."""
        studies = {one.study_instance_uid: one for found in findings for one in found.studies}
        counts = [one.instance_count for one in studies.values()]
        if set(self._engine.history.exports(made.number)[0].study_instance_uids) != studies.keys():
            return False
        has = made.result.files if made.result else 0
        return None in counts or has == sum(count or 0 for count in counts)

    def _begin(self, wanted: MediaRequest) -> JobView:
        self._must_not_be_too_many()
        if wanted.outcome is Outcome.ISO:
            wanted = replace(wanted, output=str(self._kept.new_place()))
        number = self._engine.submit(wanted, Origin.LINK)
        self._begun.append(time.monotonic())
        return self._engine.view(number)

    def _must_not_be_too_many(self) -> None:
        now = time.monotonic()
        while self._begun and self._begun[0] <= now - AN_HOUR_S:
            self._begun.popleft()
        if len(self._begun) >= self._limits.jobs_per_hour:
            left = self._begun[0] + AN_HOUR_S - now
            raise TooManyJobs(False, max(RETRY_LATER_S, int(left)))
        queued = [view for view in self._going_on() if view.state is JobState.QUEUED]
        if len(queued) >= self._limits.max_queued:
            raise TooManyJobs(True, RETRY_SOON_S)


def image_of(view: JobView) -> IsoFile:
    """The one image of a link's finished job."""
    assert view.result is not None
    [image] = view.result.isos  # is_download
    return image


def _key(request: MediaRequest) -> _Key:
    """What makes two links' requests the same: not the order of their numbers, nor the place."""
    return request.outcome, *request.images


def _is_there(record: JobRecord, sha256: str | None) -> bool:
    if record.request.outcome is Outcome.RELAY:
        return True
    if record.result is None or not record.request.is_download:
        return False
    [image] = record.result.isos
    try:
        is_whole = image.path.stat().st_size == image.bytes
    except OSError:
        return False
    return is_whole and sha256 in (None, image.sha256)
