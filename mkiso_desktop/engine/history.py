"""What was made, for whom, by whom and when: it outlives every crash.

A job is one row that moves from state to state. What leaves the house is written twice, before
(the intent) and after (what came of it), and never changed: an intent without an end is what a
crash left behind, and somebody may hold the disc.
"""

from __future__ import annotations

import getpass
import socket
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.schema import CreateIndex, CreateTable

from ..core.errors import ConfigInvalid, MkisoError
from ..core.request import MediaRequest, Outcome
from ..core.study import Patient
from .database import LOCK_WAIT_S, UtcDateTime, connect, door
from .job import JobState, Result

SCHEMA_VERSION = 1
RESEND_WITHIN = timedelta(hours=1)

_tables = MetaData()
_schema = Table(
    "schema_version",
    _tables,
    Column("version", Integer, primary_key=True, autoincrement=False),
)
_job = Table(
    "job",
    _tables,
    Column("number", Integer, primary_key=True),
    Column("created", UtcDateTime, nullable=False),
    Column("updated", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("request", JSON, nullable=False),
    Column("patient_name", Text, nullable=False, default=""),
    Column("patient_id", Text, nullable=False, default=""),
    Column("error_code", Text, nullable=False, default=""),
    Column("error_title", Text, nullable=False, default=""),
    Column("error_advice", Text, nullable=False, default=""),
    Column("result", JSON(none_as_null=True)),
    Column("os_user", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("work_folder", Text, nullable=False),
    sqlite_autoincrement=True,  # a number that stands on a label is never given again
)
_export = Table(
    "export",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("job", ForeignKey("job.number"), nullable=False, index=True),
    Column("outcome", Text, nullable=False),
    Column("study_instance_uids", JSON, nullable=False),
    Column("destination", Text, nullable=False),
    Column("intended", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
# A table of its own: rows are only ever added, so a later hand cannot rewrite what was intended.
_export_end = Table(
    "export_end",
    _tables,
    Column("export", ForeignKey("export.id"), primary_key=True),
    Column("ended", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
# What the publisher has of a relay, so that the next try sends the rest alone.
_accepted = Table(
    "accepted",
    _tables,
    Column("export", ForeignKey("export.id"), primary_key=True),
    Column("sop_instance_uid", Text, primary_key=True),
)

_REQUEST = TypeAdapter(MediaRequest)
_RESULT = TypeAdapter(Result)
_OVER = [state.value for state in JobState if state.is_over]


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

    def open(self) -> None:
        """Connect, and make the tables where there are none yet."""
        engine = connect(self._url, self._lock_wait_s)
        with door():
            for table in _tables.sorted_tables:
                _make_table(engine, table)
            _check_version(engine)
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

    def add(self, request: MediaRequest) -> int:
        """Write down a new job, queued; its number, which is never given twice."""
        now = datetime.now(UTC)
        row = {
            "created": now,
            "updated": now,
            "state": JobState.QUEUED.value,
            "request": _REQUEST.dump_python(request, mode="json"),
            "os_user": self._os_user,
            "host": self._host,
            "work_folder": self._work_folder,
        }
        return self._insert(_job, row)

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
            "error_title": _storable(error.title) if error else "",
            "error_advice": _storable(error.advice) if error else "",
        }
        if patient:
            row["patient_name"] = _storable(patient.name)
            row["patient_id"] = _storable(patient.patient_id)
        if result:
            row["result"] = _RESULT.dump_python(result, mode="json")
        with door(), self._begin() as connection:
            done = connection.execute(update(_job).where(_job.c.number == number).values(row))
        if not done.rowcount:
            raise LookupError(f"job {number} is not in the history")

    def unfinished(self) -> tuple[JobRecord, ...]:
        """This user's jobs in this work folder that a crash cut off, the oldest first. Whoever
        owns the folder asks: nobody else can be at work on them."""
        mine = (_job.c.host == self._host) & (_job.c.os_user == self._os_user)
        mine &= _job.c.work_folder == self._work_folder
        return self._jobs(
            select(_job).where(mine, _job.c.state.not_in(_OVER)).order_by(_job.c.number)
        )

    def recent(self, n: int) -> tuple[JobRecord, ...]:
        """The last `n` jobs of all desks that share the database, the newest first."""
        return self._jobs(select(_job).order_by(_job.c.number.desc()).limit(n))

    def intent(
        self, number: int, outcome: Outcome, study_instance_uids: Sequence[str], destination: str
    ) -> int:
        """Say that these studies are about to leave; the export's id for `outcome`."""
        row = {
            "job": number,
            "outcome": outcome.value,
            "study_instance_uids": list(study_instance_uids),
            "destination": _storable(destination),
            "intended": datetime.now(UTC),
        }
        return self._insert(_export, row)

    def outcome(self, export_id: int, state: JobState, detail: str = "") -> None:
        """Say how an export ended, once: done, failed or cancelled; "40 of 42 accepted"."""
        row = {
            "export": export_id,
            "ended": datetime.now(UTC),
            "state": state.value,
            "detail": _storable(detail),
        }
        self._insert(_export_end, row)

    def note_accepted(self, export_id: int, sop_instance_uids: Sequence[str]) -> None:
        """Write down which instances of a relay the publisher has."""
        rows = [{"export": export_id, "sop_instance_uid": uid} for uid in sop_instance_uids]
        if rows:
            with door(), self._begin() as connection:
                connection.execute(insert(_accepted), rows)

    def accepted_earlier(self, request: MediaRequest, destination: str) -> frozenset[str]:
        """What `destination` has already taken in relays of the same request that did not come
        to a good end, during the last hour: later it will have given up on them as well."""
        both = _export.outerjoin(_export_end).join(_job)
        wanted = (
            select(_export.c.id, _export_end.c.state, _job.c.request)
            .select_from(both)
            .where(
                _export.c.destination == _storable(destination),
                _export.c.outcome == Outcome.RELAY.value,
                _export.c.intended > datetime.now(UTC) - RESEND_WITHIN,
            )
            .order_by(_export.c.id.desc())
        )
        asked = set(request.accession_numbers)
        with door(), self._begin() as connection:
            same = (
                row
                for row in connection.execute(wanted)
                if set(row.request["accession_numbers"]) == asked
            )
            unfinished = takewhile(lambda row: row.state != JobState.DONE.value, same)
            ids = [row.id for row in unfinished]
            uids = select(_accepted.c.sop_instance_uid).where(_accepted.c.export.in_(ids))
            return frozenset(connection.execute(uids).scalars())

    def exports(self, number: int) -> tuple[ExportRecord, ...]:
        """All exports of a job, also those whose end nobody knows."""
        both = _export.outerjoin(_export_end)
        columns = (*_export.c, _export_end.c.ended, _export_end.c.state, _export_end.c.detail)
        wanted = select(*columns).select_from(both).where(_export.c.job == number)
        with door(), self._begin() as connection:
            rows = connection.execute(wanted.order_by(_export.c.id)).all()
        return tuple(_export_record(row) for row in rows)

    def _begin(self) -> AbstractContextManager[Connection]:
        if self._engine is None:
            raise RuntimeError("the history is not open")
        return self._engine.begin()

    def _insert(self, table: Table, row: dict[str, Any]) -> int:
        with door(), self._begin() as connection:
            done = connection.execute(insert(table).values(row))
            key = done.inserted_primary_key
        assert key is not None  # every table here has one column for its key
        return int(key[0])

    def _jobs(self, wanted: Select[Any]) -> tuple[JobRecord, ...]:
        with door(), self._begin() as connection:
            rows = connection.execute(wanted).all()
        return tuple(_job_record(row) for row in rows)


def _job_record(row: Row[Any]) -> JobRecord:
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


def _make_table(engine: Engine, table: Table) -> None:
    """Also while another desk does the same: on PostgreSQL, IF NOT EXISTS may then still fail, but
    only once the other has finished."""
    try:
        _create(engine, table)
    except (IntegrityError, ProgrammingError):
        _create(engine, table)


def _create(engine: Engine, table: Table) -> None:
    with engine.begin() as connection:
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


def _check_version(engine: Engine) -> None:
    found = _version(engine)
    if found is None:
        try:
            with engine.begin() as connection:
                connection.execute(insert(_schema).values(version=SCHEMA_VERSION))
        except IntegrityError:  # another desk was faster, and may be newer
            found = _version(engine)
    if found and found > SCHEMA_VERSION:
        raise ConfigInvalid(
            "The history was written by a newer version of this program",
            "Install the newer version here too, or set store.url to another database.",
        )


def _version(engine: Engine) -> int | None:
    with engine.begin() as connection:
        return connection.execute(select(func.max(_schema.c.version))).scalar()


def _storable(text: str) -> str:
    """PostgreSQL's text holds no NUL, and no database holds half a surrogate pair."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _os_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # a container's user without a name
        return ""
