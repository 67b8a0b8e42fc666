"""Makes the history's tables where there are none yet, and refuses those of a newer program."""

from __future__ import annotations

from sqlalchemy import Engine, Table, func, insert, select
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.schema import CreateIndex, CreateTable

from ..core.errors import ConfigInvalid
from .tables import SCHEMA, TABLES

SCHEMA_VERSION = 1


def make_tables(engine: Engine) -> None:
    """Make what is missing. Raises ConfigInvalid when a newer version has written here."""
    for table in TABLES.sorted_tables:
        _make_table(engine, table)
    _check_version(engine)


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
                connection.execute(insert(SCHEMA).values(version=SCHEMA_VERSION))
        except IntegrityError:  # another desk was faster, and may be newer
            found = _version(engine)
    if found and found > SCHEMA_VERSION:
        raise ConfigInvalid(
            "The history was written by a newer version of this program",
            "Install the newer version here too, or set store.url to another database.",
        )


def _version(engine: Engine) -> int | None:
    with engine.begin() as connection:
        return connection.execute(select(func.max(SCHEMA.c.version))).scalar()
