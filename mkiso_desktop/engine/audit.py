"""Checks the audit trail: what was changed, taken out or put in by a hand that is not ours.

Noticed: any change of an entry, any entry taken out, put in, or moved, except at a chain's very
end; there, as long as the exports' own rows still stand, or the seal was noted elsewhere (the log
has every one). Not noticed: a hand that takes the last entries and their exports away together,
or seals a whole false chain, when nobody outside has kept a seal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from .chain import Entry, entries
from .database import connect, door
from .history import History
from .tables import EXPORT, EXPORT_END

_INTENT = ("job", "outcome", "study_instance_uids", "destination", "intended")
_OUTCOME = ("state", "detail", "ended")


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
            rows = {number: _row(connection, number) for number in _numbers(connection)}
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


def _numbers(connection: Connection) -> Sequence[int]:
    return connection.execute(select(EXPORT.c.id).order_by(EXPORT.c.id)).scalars().all()


def _row(connection: Connection, number: int) -> Row[Any] | None:
    """An export with its end; None when it cannot even be read."""
    columns = (*EXPORT.c, *(column for column in EXPORT_END.c if column.name != "export"))
    both = select(*columns).select_from(EXPORT.outerjoin(EXPORT_END))
    try:
        return connection.execute(both.where(EXPORT.c.id == number)).one()
    except (TypeError, ValueError):
        return None


def _written(row: Row[Any]) -> dict[str, dict[str, Any]]:
    """What one export's rows say, as its entries should."""
    values = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row._mapping.items()
    }
    parts = {"intent": _INTENT, "outcome": _OUTCOME} if row.ended else {"intent": _INTENT}
    return {what: {name: values[name] for name in names} for what, names in parts.items()}


def _about(entry: Entry) -> tuple[str, Any]:
    return str(entry.told.get("what")), entry.told.get("export")


def _unlike(
    before: Sequence[Entry], after: Sequence[Entry], rows: dict[int, Row[Any] | None]
) -> Iterator[str]:
    """Where the exports' rows and what was testified of them differ."""
    testified = {_about(entry): entry.told for entry in after}
    if len(testified) < len(after):
        yield "Something is testified twice"
    written = {
        (what, number): values
        for number, row in rows.items()
        if row is not None
        for what, values in _written(row).items()
    }
    for (what, number), values in written.items():
        told = testified.get((what, number))
        if told is None:
            yield f"The {what} of export {number} has no entry"
        elif any(told.get(name) != value for name, value in values.items()):
            yield f"The {what} of export {number} is not what was testified"
    for what, number in map(_about, before):
        if (what, number) not in written:
            yield f"The {what} of export {number} was testified, and its row is gone or unreadable"
    yield from (f"Export {number} cannot be read" for number, row in rows.items() if row is None)
