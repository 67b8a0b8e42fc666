"""Who took a disc, a stick or an envelope away: one line, when somebody says so.

Lines are only ever added, each with its testimony in the audit trail; a correction is a further
line, and the last one counts.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from ..core.errors import BadRequest
from .database import storable
from .history import History
from .tables import HANDED

log = logging.getLogger(__name__)

LONGEST = 64


@dataclass(frozen=True)
class Handing:
    """What was made in job `job` went to `name`, who is the patient's `relation`, at `at` (UTC);
    `by` is whose word it is (user@host)."""

    job: int
    name: str
    relation: str
    at: datetime
    by: str


def hand(history: History, job: int, name: str, relation: str) -> Handing:
    """Write down that what came of a job was handed to somebody, now.

    Both are one line of at most LONGEST characters; the relation may be empty. Raises BadRequest
    without a name, DiskFull and ConfigInvalid (see database.door).
    """
    name, relation = _one_line(name), _one_line(relation)
    if not name:
        raise BadRequest("Nobody was named", "Type the name of whoever takes it away.")
    handing = Handing(job, name, relation, datetime.now(UTC), history.person)
    row = {name: getattr(handing, name) for name in ("job", "name", "relation", "at", "by")}
    with history.in_turn() as connection:
        key = connection.execute(insert(HANDED).values(row)).inserted_primary_key
        assert key is not None  # the table has one column for its key
        told = {**row, "what": "handed", "handing": int(key[0]), "at": handing.at.isoformat()}
        entry = history.testify(connection, told)
    log.info("audit: handing %d is %d %s", key[0], entry.number, entry.seal)
    return handing


def handings(connection: Connection, jobs: Sequence[int]) -> dict[int, Handing]:
    """The last word about each of these jobs that was handed to anybody."""
    columns = (HANDED.c.job, HANDED.c.name, HANDED.c.relation, HANDED.c.at, HANDED.c.by)
    said = select(*columns).where(HANDED.c.job.in_(jobs)).order_by(HANDED.c.id)
    return {row.job: Handing(*row) for row in connection.execute(said)}


def _one_line(text: str) -> str:
    return storable(" ".join(text.split()))[:LONGEST]
