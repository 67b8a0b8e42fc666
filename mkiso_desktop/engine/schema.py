"""Makes the history's tables where there are none yet, and refuses those of a newer program."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, func, insert, inspect, select
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.schema import CreateIndex, CreateTable

from ..core.errors import ConfigInvalid
from .tables import SCHEMA, TABLES

SCHEMA_VERSION = 1


def make_tables(engine: Engine) -> None:
    """Make what is missing, all of it or nothing. Raises ConfigInvalid when a newer version has
    written here.

    Also while another desk does the same: on PostgreSQL, IF NOT EXISTS may then still fail, but
    only once the other has finished.
    """
    try:
        _make(engine)
    except (IntegrityError, ProgrammingError):
        _make(engine)


def _make(engine: Engine) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite" and _lacks_tables(connection):
            # Python begins nothing for such statements: each would wait for the disk by itself.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        for table in TABLES.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
        _check_version(connection)


def _lacks_tables(connection: Connection) -> bool:
    return not TABLES.tables.keys() <= set(inspect(connection).get_table_names())


def _check_version(connection: Connection) -> None:
    found = connection.execute(select(func.max(SCHEMA.c.version))).scalar()
    if found is None:
        connection.execute(insert(SCHEMA).values(version=SCHEMA_VERSION))
    elif found > SCHEMA_VERSION:
        raise ConfigInvalid(
            "The history was written by a newer version of this program",
            "Install the newer version here too, or set store.url to another database.",
        )
