"""A job under way, for whoever was given its ticket: how far it is, its end, its cancelling.

The ticket is a word that nobody can guess. It opens this one job and nothing else, so a page that
has it may look again, by script or by refresh, without asking a person anew. How the job ended is
told here for longer than the engine keeps it, but not beyond a restart.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from http import HTTPStatus
from threading import Lock
from typing import Any

from ..engine.engine import Engine
from ..engine.job import JobView
from .refusal import Refusal

PLACE = "/api/iso/jobs"
PAGE = PLACE + "/{ticket}"
MOST = 1000


class Tickets:
    """One for each job that a person waits for; the oldest give way. `close` when the loop ends."""

    def __init__(self, engine: Engine) -> None:
        self._turn = Lock()
        self._views: OrderedDict[str, JobView] = OrderedDict()
        self._words: dict[int, str] = {}
        self.close = engine.watch(self._hear)

    def give(self, view: JobView) -> str:
        """The job's ticket."""
        with self._turn:
            word = self._words.setdefault(view.number, secrets.token_urlsafe(18))
            self._views[word] = view
            self._views.move_to_end(word)
            while len(self._views) > MOST:
                _, gone = self._views.popitem(last=False)
                del self._words[gone.number]
        return word

    def job(self, word: str) -> JobView:
        """The job of a ticket, as it stood when its state last changed. Raises Refusal (404)."""
        with self._turn:
            if (view := self._views.get(word)) is not None:
                return view
        raise no_such_job()

    def _hear(self, view: JobView) -> None:
        """In a lane's thread."""
        if view.moment is None:
            with self._turn:
                if (word := self._words.get(view.number)) is not None:
                    self._views[word] = view


def no_such_job() -> Refusal:
    """For what is kept no longer, or was asked of an earlier run."""
    return Refusal(
        HTTPStatus.NOT_FOUND,
        "no such job",
        code="no-such-job",
        advice="Open the link in the hospital information system again. What has come meanwhile is "
        "not fetched once more.",
    )


def place_of(word: str, what: str = "") -> str:
    """The address of a ticket's page, or of `what` beside it."""
    return f"{PLACE}/{word}/{what}" if what else f"{PLACE}/{word}"


def as_json(view: JobView) -> dict[str, Any]:
    """How far a job is."""
    moment = view.moment
    return {
        "state": view.state.value,
        "is_over": view.state.is_over,
        "step": moment.step if moment else "",
        "done": moment.done if moment else 0,
        "total": moment.total if moment else None,
        "bytes_done": moment.bytes_done if moment else 0,
    }
