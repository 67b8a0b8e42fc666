"""Chains the audit trail's entries: each is sealed together with the seal of the one before.

Every desk (user, host, work folder) has a chain of its own. One chain for all desks of a shared
database would make each export wait for every other desk, also for one that hangs in the middle,
and a desk can vouch for nobody but itself. One process owns a work folder, and its lanes take
turns, so nothing forks a chain; the primary key would refuse it.

The seals hold no secret: it would lie on the same computer. Whoever may write the whole database
and knows this page can seal a false chain; a seal that was noted elsewhere convicts them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from .tables import AUDIT


@dataclass(frozen=True)
class Entry:
    """One testimony. `content` is JSON, kept to the letter; `seal` is a SHA-256 in hex."""

    desk: str
    number: int
    content: str
    previous: str
    seal: str

    @property
    def told(self) -> dict[str, Any]:
        """What the content says; {} when somebody has made it unreadable."""
        try:
            told = json.loads(self.content)
        except (TypeError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    @property
    def is_sealed(self) -> bool:
        """Whether the seal is that of the rest."""
        return self.seal == _seal(self.desk, self.number, self.content, self.previous)


def append(connection: Connection, desk: str, told: Mapping[str, Any]) -> Entry:
    """Add an entry to the desk's chain.

    The caller's transaction has already written something, or SQLite would let two of them read
    the same last entry, and refuse the slower one.
    """
    mine = select(AUDIT.c.number, AUDIT.c.seal).where(AUDIT.c.desk == desk)
    last = connection.execute(mine.order_by(AUDIT.c.number.desc()).limit(1)).first()
    number, previous = (last.number + 1, last.seal) if last else (1, "")
    content = json.dumps(told, sort_keys=True)
    entry = Entry(desk, number, content, previous, _seal(desk, number, content, previous))
    connection.execute(insert(AUDIT).values(vars(entry)))
    return entry


def entries(connection: Connection) -> tuple[Entry, ...]:
    """All entries of all desks, each chain in its order."""
    rows = connection.execute(select(AUDIT).order_by(AUDIT.c.desk, AUDIT.c.number))
    return tuple(Entry(*row) for row in rows)


def _seal(desk: str, number: int, content: str, previous: str) -> str:
    # A list in JSON: no two different entries are written alike. What a hand has put in the place
    # of a text may be of any type, and must be told, not stumbled over.
    sealed = json.dumps([desk, number, content, previous], default=repr)
    return hashlib.sha256(sealed.encode()).hexdigest()
