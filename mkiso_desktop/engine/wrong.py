"""An error that is told again elsewhere as what it was: to a command, or after the next start.

Its code and words stand in the job's row. Where that is not all, the rest has a row of its own:
which error of several with this code it is, and the detail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from ..core.errors import MkisoError
from .database import storable
from .tables import WRONG


@dataclass(frozen=True)
class Wrong:
    """An error as it travels."""

    code: str
    title: str
    advice: str
    detail: str | None = None
    kind: str = ""

    def error(self) -> MkisoError:
        """The error that it was."""
        kinds = {(one.code, one.kind): one for one in reversed(tuple(_kinds(MkisoError)))}
        plain = kinds.get((self.code, ""), MkisoError)
        return kinds.get((self.code, self.kind), plain)(self.title, self.advice, self.detail)


def wrong(error: MkisoError) -> Wrong:
    """The error, ready to travel."""
    return Wrong(error.code, error.title, error.advice, error.detail, error.kind)


def note_wrong(connection: Connection, job: int, error: MkisoError) -> None:
    """Write down what the job's own row does not say of the error that it has ended with."""
    connection.execute(delete(WRONG).where(WRONG.c.job == job))
    if error.kind or error.detail is not None:
        detail = None if error.detail is None else storable(error.detail)
        connection.execute(insert(WRONG).values(job=job, kind=error.kind, detail=detail))


def noted_wrongs(connection: Connection, jobs: Sequence[int]) -> dict[int, tuple[str | None, str]]:
    """Detail and kind of the errors of these jobs, where there is such a row."""
    rows = connection.execute(select(WRONG).where(WRONG.c.job.in_(jobs)))
    return {row.job: (row.detail, row.kind) for row in rows}


def _kinds(above: type[MkisoError]) -> Iterator[type[MkisoError]]:
    """All errors there are; a general one comes before those that are special."""
    for kind in above.__subclasses__():
        yield kind
        yield from _kinds(kind)
