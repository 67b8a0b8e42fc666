"""Opens the database behind store.url: one SQLite file for one desk, PostgreSQL for many.

The door for SQLAlchemy: its errors become ours here. Statements never show their parameters,
since those are patients.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import DateTime, Dialect, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.types import TypeDecorator

from ..core.durable import sync_folder
from ..core.errors import ConfigInvalid, DiskFull, MkisoError, disk_error
from ..core.places import data_folder, open_private, private_folder

HISTORY_NAME = "history.sqlite"
LOCK_WAIT_S = 10.0
_OUR_BUGS = (IntegrityError, ProgrammingError, DataError, NotSupportedError)
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the time zone, PostgreSQL would answer in the server's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


def storable(text: str) -> str:
    """PostgreSQL's text holds no NUL, and no database holds half a surrogate pair."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def connect(url: str, lock_wait_s: float = LOCK_WAIT_S) -> Engine:
    """An engine for `url`, for SQLite with its file made (0600); "" is the user's own history.

    Nothing is connected yet. Raises ConfigInvalid for a URL that cannot be used, DiskFull when
    the file cannot be made.
    """
    with door():
        place = _place(url)
        if place.get_backend_name() != "sqlite":
            return create_engine(
                place,
                hide_parameters=True,
                pool_pre_ping=True,
                connect_args={"connect_timeout": int(lock_wait_s)},
            )
        if place.database and place.database != ":memory:":
            _make_private(Path(place.database))
        # No pool: no connection crosses threads, and no descriptor stays open between jobs.
        engine = create_engine(
            place,
            hide_parameters=True,
            poolclass=NullPool,
            connect_args={"timeout": lock_wait_s},
        )
    event.listen(engine, "connect", _make_durable)
    return engine


def _place(url: str) -> URL:
    if not url:
        return URL.create("sqlite", database=str(data_folder() / HISTORY_NAME))
    return make_url(url)


def _make_private(path: Path) -> None:
    """SQLite makes its -wal and -shm with the same rights as the file."""
    private_folder(path.parent)
    try:
        # Never opened when it is there: closing it would let go of the locks that another
        # connection of this process holds on it (POSIX).
        with suppress(FileExistsError):
            open_private(path, "xb").close()
            sync_folder(path.parent)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise disk_error(error, str(path.parent)) from error


def _make_durable(connection: sqlite3.Connection, _: object) -> None:
    """WAL: readers never wait for a writer. FULL: a row that was told stays, also when the power
    goes."""
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


@contextmanager
def door() -> Iterator[None]:
    """What the database complains of, in our words. Broken rules of our own pass: they are bugs."""
    try:
        yield
    except (ArgumentError, ModuleNotFoundError) as error:
        # The error may repeat the URL, and with it the password: it is not told.
        raise ConfigInvalid(
            "The history's database cannot be used",
            "store.url in the configuration must be empty, sqlite:///FILE, or "
            "postgresql+psycopg://… with the package psycopg installed.",
            type(error).__name__,
        ) from error
    except _OUR_BUGS:
        raise
    except DatabaseError as error:
        raise _in_words(error) from error


def _in_words(error: DatabaseError) -> MkisoError:
    if not isinstance(error.orig, sqlite3.Error):
        return ConfigInvalid(
            "The history's database does not answer",
            "Check that the database of store.url runs and takes this desk's name and password.",
            type(error.orig).__name__,
        )
    if getattr(error.orig, "sqlite_errorname", "").startswith(_DAMAGED):
        return DiskFull(
            "The history's file is damaged",
            "Move it away, or put a backup in its place, and start again.",
            str(error.orig),
        )
    return DiskFull(
        "The history could not be written to this computer's disk",
        "Free some space on the disk of the data folder, check that you may write there and that "
        "no other program holds the history, and start the job again.",
        str(error.orig),
    )
