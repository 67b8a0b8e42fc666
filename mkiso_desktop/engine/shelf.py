"""What a desk's list shows beside the jobs of today's run: those of the last day, where each came
from, and which of them a person has taken away. The history loses nothing by that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, Connection, Text, cast, delete, insert, select

from ..core.errors import MkisoError
from ..core.study import Patient
from .history import History, JobRecord
from .job import JobState, JobView, Origin
from .tables import CONTINUED, DISMISSED, JOB, ORIGIN
from .wrong import Wrong, noted_wrongs

LISTED_WITHIN = timedelta(hours=24)
MOST_LISTED = 100
_OVER = [state.value for state in JobState if state.is_over]


class Shelf:
    """Beside an open history; every method may be called from any thread. Raises DiskFull."""

    def __init__(self, history: History) -> None:
        self._history = history

    def jobs(self, also: Iterable[JobRecord]) -> tuple[JobView, ...]:
        """What ended during the last day, as long as no other job went on with it, and `also`
        these, but nothing that was taken away; in the order of their numbers."""
        found = {record.number: record for record in (*also, *self._ended_lately())}
        away = self._those_in(DISMISSED.c.job, found)
        return self.views(found[number] for number in sorted(found) if number not in away)

    def views(self, records: Iterable[JobRecord]) -> tuple[JobView, ...]:
        """Jobs of earlier runs, as far as the history remembers them."""
        listed = tuple(records)
        numbers = [record.number for record in listed]
        with self._history.transaction() as connection:
            origins, more = origins_of(connection, numbers), noted_wrongs(connection, numbers)
        return tuple(
            _view_of(
                record,
                origins.get(record.number, Origin.DESK),
                _error_of(record, *more.get(record.number, (None, ""))),
            )
            for record in listed
        )

    def untried(self, number: int) -> JobView | None:
        """A job of this desk, however old it is; None when another has gone on with it."""
        wanted = select(JOB).outerjoin(CONTINUED, CONTINUED.c.job == JOB.c.number)
        wanted = wanted.where(self._history.is_mine(), JOB.c.number == number)
        records = self._history.jobs(wanted.where(CONTINUED.c.job.is_(None)))
        return next(iter(self.views(records)), None)

    def note_origin(self, number: int, origin: Origin) -> None:
        """Write down who asked; that it was the desk itself goes without saying."""
        if origin is not Origin.DESK:
            with self._history.transaction() as connection:
                connection.execute(insert(ORIGIN).values(job=number, word=origin.value))

    def note_replaced(self, number: int, by: int) -> None:
        """Write down that job `by` is another try of job `number`, if none is known yet."""
        known = select(CONTINUED.c.job).where(CONTINUED.c.job == number)
        with self._history.transaction() as connection:
            if connection.execute(known).first() is None:
                connection.execute(insert(CONTINUED).values(job=number, by=by))

    def take_away(self, numbers: Iterable[int]) -> None:
        """List these no more, also after the next start."""
        wanted = set(numbers)
        new = wanted - self._those_in(DISMISSED.c.job, wanted)
        if new:
            with self._history.transaction() as connection:
                connection.execute(insert(DISMISSED), [{"job": one} for one in sorted(new)])

    def put_back(self, numbers: Iterable[int]) -> None:
        """List them again after all."""
        with self._history.transaction() as connection:
            connection.execute(delete(DISMISSED).where(DISMISSED.c.job.in_(tuple(numbers))))

    def made_for_links(self, within: timedelta, sha256: str | None = None) -> tuple[JobRecord, ...]:
        """What this desk has done for links lately, the newest first; of one image alone where its
        `sha256` is given. What seems to come from the future was written by a wrong clock, and may
        be of any age."""
        now = datetime.now(UTC)
        wanted = select(JOB).join(ORIGIN, ORIGIN.c.job == JOB.c.number)
        wanted = wanted.where(
            self._history.is_mine(),
            ORIGIN.c.word == Origin.LINK.value,
            JOB.c.state == JobState.DONE.value,
            JOB.c.updated.between(now - within, now + within),
        )
        if sha256 is not None:  # thousands may be kept: let the database leave them out
            wanted = wanted.where(cast(JOB.c.result, Text).contains(sha256, autoescape=True))
        return self._history.jobs(wanted.order_by(JOB.c.number.desc()))

    def _ended_lately(self) -> tuple[JobRecord, ...]:
        since = datetime.now(UTC) - LISTED_WITHIN
        wanted = select(JOB).outerjoin(CONTINUED, CONTINUED.c.job == JOB.c.number)
        wanted = wanted.outerjoin(DISMISSED).where(
            self._history.is_mine(),
            JOB.c.state.in_(_OVER),
            JOB.c.updated >= since,
            CONTINUED.c.job.is_(None),
            DISMISSED.c.job.is_(None),
        )
        return self._history.jobs(wanted.order_by(JOB.c.number.desc()).limit(MOST_LISTED))

    def _those_in(self, column: Column[int], numbers: Iterable[int]) -> set[int]:
        with self._history.transaction() as connection:
            return set(
                connection.execute(select(column).where(column.in_(tuple(numbers)))).scalars()
            )


def origins_of(connection: Connection, numbers: Sequence[int]) -> dict[int, Origin]:
    """What asked for these jobs, where that was not the desk itself."""
    wanted = select(ORIGIN.c.job, ORIGIN.c.word).where(ORIGIN.c.job.in_(numbers))
    return {row.job: Origin(row.word) for row in connection.execute(wanted)}


def _view_of(record: JobRecord, origin: Origin, error: MkisoError | None) -> JobView:
    known = record.patient_name or record.patient_id
    return JobView(
        record.number,
        record.request,
        record.state,
        patient=Patient(record.patient_name, record.patient_id) if known else None,
        error=error,
        result=record.result,
        origin=origin,
    )


def _error_of(record: JobRecord, detail: str | None, kind: str) -> MkisoError | None:
    if not record.error_code:
        return None
    words = record.error_title, record.error_advice
    return Wrong(record.error_code, *words, detail, kind).error()
