"""Looks up what was made: the jobs of all desks that share the history, the newest first.

SQLite knows capitals of ASCII alone, and PostgreSQL knows accents only with an extension. So the
database leaves out what cannot fit, in its own time and without holding the interpreter, and the
words are compared here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, cast, func, or_, select, true

from ..core.errors import MkisoError
from ..core.progress import Progress
from .handing import Handing, handings
from .history import History, JobRecord, job_record
from .job import Origin
from .shelf import origins_of
from .tables import JOB

PAGE = 100
_AT_ONCE = 1000
_BETWEEN = "-./_ "  # what stands between the parts of a patient ID, and may be left out
_WITHOUT = str.maketrans("", "", _BETWEEN)


@dataclass(frozen=True)
class Past:
    """One job, and who took away what came of it, as far as somebody said so; `origin` is what
    asked for it."""

    job: JobRecord
    handed: Handing | None = None
    origin: Origin = Origin.DESK

    @property
    def person(self) -> str:
        """Who asked for it, or at whose desk it was asked for: user@host."""
        return f"{self.job.os_user}@{self.job.host}"


@dataclass(frozen=True)
class Page:
    """Some jobs, the newest first; `is_last` when there are no older ones."""

    jobs: tuple[Past, ...]
    is_last: bool

    @property
    def before(self) -> int | None:
        """What the next page is asked for with; None while there is nothing to go on from."""
        return self.jobs[-1].job.number if self.jobs else None


def search(
    history: History,
    text: str,
    progress: Progress,
    before: int | None = None,
    limit: int = PAGE,
) -> Page:
    """The newest `limit` jobs older than job `before` in which every word of `text` stands: in
    an accession number, the patient's name, or the patient ID with or without its punctuation.
    Capitals and accents do not matter, nor does the order; no word finds all.

    Raises DiskFull and ConfigInvalid (see database.door), and Cancelled.
    """
    wanted = fold(text).split()
    numbers: list[int] = []
    for row in _rows(history, before, progress, wanted):
        hay = _hay(row) if wanted else ""
        if all(word in hay for word in wanted):
            numbers.append(row.number)
            if len(numbers) > limit:
                break
    return Page(_with_all(history, numbers[:limit]), len(numbers) <= limit)


def past(history: History, number: int) -> Past | None:
    """One job; None when there is none of that number."""
    found = _with_all(history, [number])
    return found[0] if found else None


def fold(text: str) -> str:
    """Text as it is compared: without capitals, without accents."""
    if text.isascii():  # nearly all; the other way takes five times as long
        return text.lower()
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _rows(
    history: History, before: int | None, progress: Progress, words: Sequence[str]
) -> Iterator[Row[Any]]:
    """What words are looked for in, some rows at a time: nobody waits for one long question."""
    columns: tuple[Any, ...] = (JOB.c.number, JOB.c.patient_name, JOB.c.patient_id, JOB.c.request)
    some = select(*columns).order_by(JOB.c.number.desc()).limit(_AT_ONCE)
    while True:
        progress.check()
        asked = some if before is None else some.where(JOB.c.number < before)
        rows = _read(history, asked, words, progress)
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        before = rows[-1].number


def _read(
    history: History, asked: Select[Any], words: Sequence[str], progress: Progress
) -> Sequence[Row[Any]]:
    """The rows that may fit; a database that is still at it when nobody waits any more is told."""
    try:
        with history.transaction() as connection:
            raw: Any = connection.connection.driver_connection
            stop = raw.interrupt if hasattr(raw, "interrupt") else raw.cancel  # psycopg's word
            may_fit = [_may_fit(word, connection.dialect.name) for word in words]
            with progress.waking(stop):
                progress.check()
                rows = connection.execute(asked.where(*may_fit)).all()
                progress.check()  # whoever stopped it a moment too early for the database to hear
                return rows
    except MkisoError:
        progress.check()  # it was we who stopped it
        raise


def _may_fit(word: str, database: str) -> ColumnElement[bool]:
    """Leaves out only rows that the word surely does not stand in: those whose letters are all of
    ASCII, which every database folds as we do."""
    if '"' in word:  # written otherwise in JSON
        return true()
    name, patient_id = JOB.c.patient_name, JOB.c.patient_id
    bare_id: ColumnElement[str] = patient_id
    for sign in _BETWEEN:
        bare_id = func.replace(bare_id, sign, "")
    numbers = cast(JOB.c.request["accession_numbers"], Text)
    places = (name, patient_id, bare_id, numbers)
    stands = (func.lower(place).contains(word, autoescape=True) for place in places)
    return or_(*stands, *(_is_foreign(column, database) for column in (name, patient_id)))


def _is_foreign(column: ColumnElement[str], database: str) -> ColumnElement[bool]:
    """Whether there is any letter beyond ASCII."""
    if database == "sqlite":
        return column.op("GLOB", is_comparison=True)("*[^ -~]*")
    return column.regexp_match("[^ -~]")


def _hay(row: Row[Any]) -> str:
    bare_id = row.patient_id.translate(_WITHOUT)
    name = row.patient_name.replace("^", " ")
    return fold("\n".join((*row.request["accession_numbers"], name, row.patient_id, bare_id)))


def _with_all(history: History, numbers: Sequence[int]) -> tuple[Past, ...]:
    wanted = select(JOB).where(JOB.c.number.in_(numbers)).order_by(JOB.c.number.desc())
    with history.transaction() as connection:
        handed = handings(connection, numbers)
        origins = origins_of(connection, numbers)
        rows = connection.execute(wanted).all()
    return tuple(
        Past(job_record(row), handed.get(row.number), origins.get(row.number, Origin.DESK))
        for row in rows
    )
