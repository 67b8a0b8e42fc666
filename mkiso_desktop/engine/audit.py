"""Checks the audit trail: what was changed, taken out or put in by a hand that is not ours.

Noticed: any change of an entry, any entry taken out, put in, or moved, except at a chain's very
end; there, as long as the rows of the exports and handings still stand, or the seal was noted
elsewhere (the log has every one). Not noticed: a hand that takes the last entries and their rows
away together, or seals a whole false chain, when nobody outside has kept a seal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from .chain import Entry, entries
from .database import connect, door
from .history import History
from .tables import EXPORT, EXPORT_END, HANDED

_INTENT = ("job", "outcome", "study_instance_uids", "destination", "intended")
_OUTCOME = ("state", "detail", "ended")
_HANDING = ("job", "name", "relation", "at", "by")

_About = tuple[str, Any]
"""What an entry speaks of: which word, and the number of the export or the handing."""

_Rows = dict[tuple[str, int], Row[Any] | None]
"""The exports and handings, by table and number; None where one cannot even be read."""

_NAMES = {EXPORT.name: "export", HANDED.name: "handing"}


def verify(history_url: str = "", known_seals: Collection[str] = ()) -> tuple[str, ...]:
    """What is wrong with the audit trail, a sentence each, without a word about patients; () when
    it is whole. `known_seals` are such as were noted outside the database.

    May run while jobs do. Raises DiskFull and ConfigInvalid (see database.door).
    """
    with History(history_url):
        pass  # the tables are there, and of our version
    engine = connect(history_url)
    try:
        with door(), engine.connect() as connection:
            # Each row is written together with its entry: a row seen between two looks at the
            # entries must be in the later one, and has whatever the earlier one tells.
            before = entries(connection)
            rows = {
                (table.name, number): _row(connection, table, number)
                for table in (EXPORT, HANDED)
                for number in _numbers(connection, table)
            }
            after = entries(connection)
    finally:
        engine.dispose()
    seals = {entry.seal for entry in after}
    return (
        *(words for _, chain in groupby(after, lambda one: one.desk) for words in _broken(chain)),
        *(f"The entry sealed {seal} is gone" for seal in known_seals if seal not in seals),
        *_unlike(before, after, rows),
    )


def _broken(chain: Iterator[Entry]) -> Iterator[str]:
    previous = ""
    for expected, entry in enumerate(chain, 1):
        name = f"Entry {entry.number} of {entry.desk}"
        if not entry.is_sealed:
            yield f"{name} was changed"
        if entry.number != expected:
            yield f"{name} stands where {expected} should"
        if entry.previous != previous:
            yield f"{name} does not follow the one before it"
        previous = entry.seal


def _numbers(connection: Connection, table: Table) -> Sequence[int]:
    return connection.execute(select(table.c.id).order_by(table.c.id)).scalars().all()


def _row(connection: Connection, table: Table, number: int) -> Row[Any] | None:
    """A handing, or an export with its end; None when it cannot even be read."""
    wanted = select(table)
    if table is EXPORT:
        end = (column for column in EXPORT_END.c if column.name != "export")
        wanted = select(*EXPORT.c, *end).select_from(EXPORT.outerjoin(EXPORT_END))
    try:
        return connection.execute(wanted.where(table.c.id == number)).one()
    except (TypeError, ValueError):
        return None


def _written(kind: str, number: int, row: Row[Any]) -> dict[_About, dict[str, Any]]:
    """What one export's or handing's row says, as its entries should."""
    values = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row._mapping.items()
    }
    parts: dict[str, tuple[str, ...]]
    if kind == HANDED.name:
        parts = {"handed": _HANDING}
    else:
        parts = {"intent": _INTENT, "outcome": _OUTCOME} if row.ended else {"intent": _INTENT}
    return {(what, number): {name: values[name] for name in names} for what, names in parts.items()}


def _all_written(rows: _Rows) -> dict[_About, dict[str, Any]]:
    written: dict[_About, dict[str, Any]] = {}
    for (kind, number), row in rows.items():
        if row is not None:
            written |= _written(kind, number, row)
    return written


def _about(entry: Entry) -> _About:
    what = str(entry.told.get("what"))
    return what, entry.told.get("handing" if what == "handed" else "export")


def _name(what: str, number: Any) -> str:
    return f"handing {number}" if what == "handed" else f"{what} of export {number}"


def _unlike(before: Sequence[Entry], after: Sequence[Entry], rows: _Rows) -> Iterator[str]:
    """Where the rows and what was testified of them differ."""
    testified = {_about(entry): entry.told for entry in after}
    if len(testified) < len(after):
        yield "Something is testified twice"
    written = _all_written(rows)
    for about, values in written.items():
        told = testified.get(about)
        if told is None:
            yield f"The {_name(*about)} has no entry"
        elif any(told.get(name) != value for name, value in values.items()):
            yield f"The {_name(*about)} is not what was testified"
    for about in map(_about, before):
        if about not in written:
            yield f"The {_name(*about)} was testified, and its row is gone or unreadable"
    unreadable = (about for about, row in rows.items() if row is None)
    yield from (f"The {_NAMES[kind]} {number} cannot be read" for kind, number in unreadable)
