"""What was made, for whom, by whom and when: it outlives every crash.

A job is one row that moves from state to state. What leaves the house is written twice, before
(the intent) and after (what came of it), and never changed: an intent without an end is what a
crash left behind, and somebody may hold the disc. Both are also testified to in the audit trail
(see chain), in the same transaction.
"""

from __future__ import annotations

import getpass
import logging
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from threading import Lock
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    Row,
    Select,
    Table,
    func,
    insert,
    select,
    update,
)

from ..core.errors import MkisoError, StudyIncomplete
from ..core.request import MediaRequest, Outcome
from ..core.study import Patient
from . import chain
from .database import LOCK_WAIT_S, connect, door, storable
from .job import JobState, Result
from .schema import make_tables
from .tables import ACCEPTED, CONTINUED, EXPORT, EXPORT_END, JOB
from .wrong import note_wrong

log = logging.getLogger(__name__)

RESEND_WITHIN = timedelta(hours=1)

_REQUEST = TypeAdapter(MediaRequest)
_RESULT = TypeAdapter(Result)
_GOING_ON = [state.value for state in JobState if not state.is_over]


@dataclass(frozen=True)
class JobRecord:
    """One job as the history knows it. Times are UTC; the error's words are "" where none was."""

    number: int
    created: datetime
    updated: datetime
    state: JobState
    request: MediaRequest
    patient_name: str
    patient_id: str
    error_code: str
    error_title: str
    error_advice: str
    result: Result | None
    os_user: str
    host: str
    work_folder: str


@dataclass(frozen=True)
class ExportRecord:
    """What left, or was about to leave, the house; `state` is None while nobody knows."""

    id: int
    job: int
    outcome: Outcome
    study_instance_uids: tuple[str, ...]
    destination: str
    intended: datetime
    ended: datetime | None
    state: JobState | None
    detail: str


class History:
    """The database of store.url ("": a SQLite file in the user's data folder), as the desk that
    owns `work_folder` writes it.

    Every method is one transaction and may be called from any thread. Raises DiskFull and
    ConfigInvalid (see database.door).
    """

    def __init__(
        self, url: str = "", work_folder: str = "", lock_wait_s: float = LOCK_WAIT_S
    ) -> None:
        self._url, self._work_folder, self._lock_wait_s = url, work_folder, lock_wait_s
        self._engine: Engine | None = None
        self._os_user, self._host = _os_user(), socket.gethostname()
        self._desk = storable(f"{self._os_user}@{self._host}:{work_folder}")
        self._turn = Lock()

    def open(self) -> None:
        """Connect, and make the tables where there are none yet."""
        engine = connect(self._url, self._lock_wait_s)
        with door():
            make_tables(engine)
        self._engine = engine

    def close(self) -> None:
        """Let go of the database. What was told is already there."""
        if self._engine:
            self._engine.dispose()
            self._engine = None

    def __enter__(self) -> History:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, request: MediaRequest, patient: Patient | None = None) -> int:
        """Write down a new job, queued; its number, which is never given twice. `patient` is whom
        it is asked for, where that is known before the job itself has looked."""
        now = datetime.now(UTC)
        row = {
            "created": now,
            "updated": now,
            "state": JobState.QUEUED.value,
            "request": _REQUEST.dump_python(request, mode="json"),
            "os_user": self._os_user,
            "host": self._host,
            "work_folder": self._work_folder,
            **_columns_of(patient),
        }
        return self._insert(JOB, row)

    def update(
        self,
        number: int,
        state: JobState,
        *,
        patient: Patient | None = None,
        error: MkisoError | None = None,
        result: Result | None = None,
    ) -> None:
        """The job's new state. Patient and result stay what they were when not given; the error
        is always that of this state."""
        row: dict[str, Any] = {
            "updated": datetime.now(UTC),
            "state": state.value,
            "error_code": error.code if error else "",
            "error_title": storable(error.title) if error else "",
            "error_advice": storable(error.advice) if error else "",
        }
        row |= _columns_of(patient)
        if result:
            row["result"] = _RESULT.dump_python(result, mode="json")
        with self.transaction() as connection:
            done = connection.execute(update(JOB).where(JOB.c.number == number).values(row))
            if not done.rowcount:
                raise LookupError(f"job {number} is not in the history")
            if error:
                note_wrong(connection, number, error)

    def unfinished(self) -> tuple[JobRecord, ...]:
        """This user's jobs in this work folder that a crash cut off, the oldest first. Whoever
        owns the folder asks: nobody else can be at work on them."""
        going_on = select(JOB).where(self.is_mine(), JOB.c.state.in_(_GOING_ON))
        return self.jobs(going_on.order_by(JOB.c.number))

    def continuable(self, since: datetime) -> tuple[JobRecord, ...]:
        """This user's jobs in this work folder, not older than `since`, that a crash cut off, that
        failed or that lack images, and that no other job has continued; the oldest first."""
        cut_off = JOB.c.state.in_([JobState.INTERRUPTED.value, JobState.FAILED.value])
        is_blocked = JOB.c.state == JobState.BLOCKED.value
        ends = cut_off | is_blocked & (JOB.c.error_code == StudyIncomplete.code)
        wanted = select(JOB).outerjoin(CONTINUED, CONTINUED.c.job == JOB.c.number)
        wanted = wanted.where(self.is_mine(), ends, JOB.c.created >= since)
        return self.jobs(wanted.where(CONTINUED.c.job.is_(None)).order_by(JOB.c.number))

    def note_continued(self, number: int, by: int) -> None:
        """Write down that job `by` goes on with what job `number` left."""
        with self.transaction() as connection:
            connection.execute(insert(CONTINUED).values(job=number, by=by))

    def intent(
        self,
        number: int,
        outcome: Outcome,
        study_instance_uids: Sequence[str],
        destination: str,
        patient: Patient,
    ) -> int:
        """Say that this patient's studies are about to leave; the export's id for `outcome`."""
        now = datetime.now(UTC)
        row = {
            "job": number,
            "outcome": outcome.value,
            "study_instance_uids": list(study_instance_uids),
            "destination": storable(destination),
        }
        with self.in_turn() as connection:
            export = _key(connection.execute(insert(EXPORT).values(row | {"intended": now})))
            asked = connection.execute(select(JOB.c.request).where(JOB.c.number == number))
            request = _REQUEST.validate_python(asked.scalar_one())
            testimony = {
                **row,
                "what": "intent",
                "export": export,
                "intended": now.isoformat(),
                "accession_numbers": request.accession_numbers,
                "leave_out": request.leave_out,
                "allow_incomplete": storable(request.allow_incomplete),
                "allow_mismatch": storable(request.allow_mismatch),
                "patient_name": storable(patient.name),
                "patient_id": storable(patient.patient_id),
            }
            entry = self.testify(connection, testimony)
        _note(testimony, entry)
        return export

    def outcome(self, export_id: int, state: JobState, detail: str = "") -> None:
        """Say how an export ended, once: done, failed or cancelled; "40 of 42 accepted"."""
        now = datetime.now(UTC)
        row = {"export": export_id, "state": state.value, "detail": storable(detail)}
        with self.in_turn() as connection:
            connection.execute(insert(EXPORT_END).values(row | {"ended": now}))
            testimony = {**row, "what": "outcome", "ended": now.isoformat()}
            entry = self.testify(connection, testimony)
        _note(testimony, entry)

    def end_interrupted(self) -> None:
        """Say of each export of this desk whose end nobody knows that a crash cut it off. Whoever
        owns the work folder may: nobody else can be at work on them."""
        both = EXPORT.join(JOB).outerjoin(EXPORT_END)
        open_ends = select(EXPORT.c.id).select_from(both)
        open_ends = open_ends.where(self.is_mine(), EXPORT_END.c.export.is_(None))
        with self.transaction() as connection:
            cut_off = connection.execute(open_ends.order_by(EXPORT.c.id)).scalars().all()
        for export_id in cut_off:
            self.outcome(export_id, JobState.INTERRUPTED)

    def note_accepted(self, export_id: int, sop_instance_uids: Sequence[str]) -> None:
        """Write down which instances of a relay the publisher has, some hundred at most; they may
        be there already."""
        uid = ACCEPTED.c.sop_instance_uid
        known = select(uid).where(ACCEPTED.c.export == export_id, uid.in_(sop_instance_uids))
        with self.transaction() as connection:
            new = set(sop_instance_uids) - set(connection.execute(known).scalars())
            rows = [{"export": export_id, "sop_instance_uid": one} for one in sorted(new)]
            if rows:
                connection.execute(insert(ACCEPTED), rows)

    def count_accepted(self, export_id: int) -> int:
        """How many instances of a relay the publisher has."""
        wanted = select(func.count()).where(ACCEPTED.c.export == export_id)
        with self.transaction() as connection:
            return connection.execute(wanted).scalar_one()

    def accepted_earlier(self, request: MediaRequest, destination: str) -> frozenset[str]:
        """What `destination` has already taken in relays of the same images that did not come
        to a good end, during the last hour: later it will have given up on them as well. One that
        seems to come from the future was written by a wrong clock, and may be of any age."""
        now = datetime.now(UTC)
        both = EXPORT.outerjoin(EXPORT_END).join(JOB)
        wanted = (
            select(EXPORT.c.id, EXPORT_END.c.state, JOB.c.request)
            .select_from(both)
            .where(
                EXPORT.c.destination == storable(destination),
                EXPORT.c.outcome == Outcome.RELAY.value,
                EXPORT.c.intended.between(now - RESEND_WITHIN, now + RESEND_WITHIN),
            )
            .order_by(EXPORT.c.id.desc())
        )
        with self.transaction() as connection:
            same = (
                row
                for row in connection.execute(wanted)
                if _REQUEST.validate_python(row.request).images == request.images
            )
            unfinished = takewhile(lambda row: row.state != JobState.DONE.value, same)
            ids = [row.id for row in unfinished]
            uids = select(ACCEPTED.c.sop_instance_uid).where(ACCEPTED.c.export.in_(ids))
            return frozenset(connection.execute(uids).scalars())

    def exports(self, number: int) -> tuple[ExportRecord, ...]:
        """All exports of a job, also those whose end nobody knows."""
        both = EXPORT.outerjoin(EXPORT_END)
        columns = (*EXPORT.c, EXPORT_END.c.ended, EXPORT_END.c.state, EXPORT_END.c.detail)
        wanted = select(*columns).select_from(both).where(EXPORT.c.job == number)
        with self.transaction() as connection:
            rows = connection.execute(wanted.order_by(EXPORT.c.id)).all()
        return tuple(_export_record(row) for row in rows)

    def is_mine(self) -> ColumnElement[bool]:
        """Which jobs are this user's in this work folder."""
        mine = (JOB.c.host == self._host) & (JOB.c.os_user == self._os_user)
        return mine & (JOB.c.work_folder == self._work_folder)

    @property
    def person(self) -> str:
        """Who works at this desk, as far as the computer knows: user@host."""
        return storable(f"{self._os_user}@{self._host}")

    @contextmanager
    def in_turn(self) -> Iterator[Connection]:
        """A transaction that no other lane of this desk is in: the chain has one end."""
        with self._turn, self.transaction() as connection:
            yield connection

    def testify(self, connection: Connection, told: Mapping[str, Any]) -> chain.Entry:
        """Add what is told to this desk's chain, in a transaction `in_turn` that has already
        written the row it speaks of."""
        who = {"os_user": storable(self._os_user), "host": self._host}
        return chain.append(
            connection, self._desk, {**told, **who, "work_folder": storable(self._work_folder)}
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction, for what stands in tables of its own."""
        if self._engine is None:
            raise RuntimeError("the history is not open")
        with door(), self._engine.begin() as connection:
            yield connection

    def _insert(self, table: Table, row: dict[str, Any]) -> int:
        with self.transaction() as connection:
            return _key(connection.execute(insert(table).values(row)))

    def jobs(self, wanted: Select[Any]) -> tuple[JobRecord, ...]:
        """The jobs that a query of their table finds."""
        with self.transaction() as connection:
            rows = connection.execute(wanted).all()
        return tuple(job_record(row) for row in rows)


def _note(told: Mapping[str, Any], entry: chain.Entry) -> None:
    """Write a seal down outside the database, for whoever asks later whether the end of the chain
    is still there. Only once it is kept: else a crash would look like a hand."""
    words = "audit: %s of export %d is %d %s"
    log.info(words, told["what"], told["export"], entry.number, entry.seal)


def _key(done: CursorResult[Any]) -> int:
    key = done.inserted_primary_key
    assert key is not None  # every table that is asked for it has one column for its key
    return int(key[0])


def job_record(row: Row[Any]) -> JobRecord:
    """A row of the table `job` as faces may see it."""
    values = dict(row._mapping)
    values["state"] = JobState(values["state"])
    values["request"] = _REQUEST.validate_python(values["request"])
    if values["result"] is not None:
        values["result"] = _RESULT.validate_python(values["result"])
    return JobRecord(**values)


def _export_record(row: Row[Any]) -> ExportRecord:
    values = dict(row._mapping)
    values["outcome"] = Outcome(values["outcome"])
    values["study_instance_uids"] = tuple(values["study_instance_uids"])
    values["state"] = JobState(values["state"]) if values["state"] else None
    return ExportRecord(**values | {"detail": values["detail"] or ""})


def _columns_of(patient: Patient | None) -> dict[str, str]:
    if patient is None:
        return {}
    return {
        "patient_name": storable(patient.name),
        "patient_id": storable(patient.patient_id),
    }


def _os_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # a container's user without a name
        return ""
