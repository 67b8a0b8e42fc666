"""Looks up what was made: the jobs of all desks that share the history, the newest first.

Words are compared here and not in the database: SQLite knows capitals of ASCII alone, and
PostgreSQL knows accents only with an extension.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from ..core.progress import Progress
from .handing import Handing, handings
from .history import History, JobRecord, job_record
from .tables import JOB

PAGE = 100
_AT_ONCE = 1000


@dataclass(frozen=True)
class Past:
    """One job, and who took away what came of it, as far as somebody said so."""

    job: JobRecord
    handed: Handing | None = None

    @property
    def person(self) -> str:
        """Who asked for it: user@host."""
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
    for row in _rows(history, before, progress):
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


def _rows(history: History, before: int | None, progress: Progress) -> Iterator[Row[Any]]:
    """What words are looked for in, some rows at a time: nobody waits for one long question."""
    columns: tuple[Any, ...] = (JOB.c.number, JOB.c.patient_name, JOB.c.patient_id, JOB.c.request)
    some = select(*columns).order_by(JOB.c.number.desc()).limit(_AT_ONCE)
    while True:
        progress.check()
        asked = some if before is None else some.where(JOB.c.number < before)
        with history.transaction() as connection:
            rows = connection.execute(asked).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        before = rows[-1].number


def _hay(row: Row[Any]) -> str:
    bare_id = re.sub(r"[\W_]", "", row.patient_id)
    name = row.patient_name.replace("^", " ")
    return fold("\n".join((*row.request["accession_numbers"], name, row.patient_id, bare_id)))


def _with_all(history: History, numbers: Sequence[int]) -> tuple[Past, ...]:
    wanted = select(JOB).where(JOB.c.number.in_(numbers)).order_by(JOB.c.number.desc())
    with history.transaction() as connection:
        handed = handings(connection, numbers)
        rows = connection.execute(wanted).all()
    return tuple(Past(job_record(row), handed.get(row.number)) for row in rows)
