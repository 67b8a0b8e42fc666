"""What a desk remembers of its jobs, read in ways that tests alone need."""

from __future__ import annotations

from sqlalchemy import select

from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.history import History, JobRecord
from mkiso_desktop.engine.job import JobView
from mkiso_desktop.engine.tables import JOB


def recent(history: History, n: int) -> tuple[JobRecord, ...]:
    """The last `n` jobs of all desks that share the database, the newest first."""
    return history.jobs(select(JOB).order_by(JOB.c.number.desc()).limit(n))


def resumable(engine: Engine) -> tuple[JobView, ...]:
    """The jobs that `resume` takes now, the oldest first."""
    return engine._shelf.views(engine._cut_off.jobs())
