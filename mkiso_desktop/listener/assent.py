"""Whether a caller may cause something, or a person is asked first.

A side effect on GET is for scripts and for the pages of the HIS (listener.his_origins). Any other
page in the same browser could send the same link, and nothing in the request would tell: so the
answer is a page that asks a person, and only its form acts, with a token that works once.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from http import HTTPStatus
from threading import Lock

from ..core.request import Outcome
from .caller import Caller, origin_of
from .refusal import Refusal

LIVES_S = 600.0
MOST_LIVE = 100

_Deed = tuple[Outcome, frozenset[str]]


def acts_at_once(caller: Caller, his_origins: Collection[str]) -> bool:
    """Whether a GET may act without a question."""
    if caller.is_prefetch:
        return False
    return not caller.is_browser or caller.came_from in map(origin_of, his_origins)


class Assents:
    """The questions that are open: each token is for one deed, for ten minutes, for once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._turn = clock, Lock()
        self._open: OrderedDict[str, tuple[float, _Deed]] = OrderedDict()

    def ask(self, outcome: Outcome, accession_numbers: Collection[str]) -> str:
        """A token for the form that asks; the oldest question gives way to the newest."""
        token = secrets.token_urlsafe(24)
        with self._turn:
            self._open[token] = self._clock(), (outcome, frozenset(accession_numbers))
            while len(self._open) > MOST_LIVE:
                self._open.popitem(last=False)
        return token

    def must_have(self, token: str, outcome: Outcome, accession_numbers: Collection[str]) -> None:
        """Take a form's token; that the form stood on our own page the gate has seen to. Raises
        Refusal (403)."""
        with self._turn:
            asked, deed = self._open.pop(token, (float("-inf"), None))
        is_in_time = self._clock() - asked <= LIVES_S
        if not is_in_time or deed != (outcome, frozenset(accession_numbers)):
            raise Refusal(
                HTTPStatus.FORBIDDEN,
                "this confirmation is not valid, or was used already",
                code="confirmation-invalid",
                advice="Open the link again and confirm within ten minutes.",
            )
