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
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from ..core.request import Outcome
from .caller import Caller, origin_of
from .refusal import Refusal

LIVES_S = 600.0
MOST_LIVE = 100

_Deed = tuple[Outcome, frozenset[str]]


@dataclass(frozen=True)
class _Question:
    """What a person is asked, when, and whether a yes means one more copy."""

    deed: _Deed
    asked: float
    is_anew: bool


_NONE = _Question((Outcome.ISO, frozenset()), float("-inf"), False)


def acts_at_once(caller: Caller, his_origins: Collection[str]) -> bool:
    """Whether a GET may act without a question."""
    if caller.is_prefetch:
        return False
    if not caller.is_browser:
        return True
    # Most links say nothing of where they stand, which is no page of the HIS.
    return bool(caller.came_from) and caller.came_from in map(origin_of, his_origins)


class Assents:
    """The questions that are open: each token is for one deed, for ten minutes, for once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._turn = clock, Lock()
        self._open: OrderedDict[str, _Question] = OrderedDict()

    def ask(
        self, outcome: Outcome, accession_numbers: Collection[str], *, anew: bool = False
    ) -> str:
        """A token for the form that asks; the oldest question gives way to the newest."""
        token = secrets.token_urlsafe(24)
        deed = outcome, frozenset(accession_numbers)
        with self._turn:
            self._open[token] = _Question(deed, self._clock(), anew)
            while len(self._open) > MOST_LIVE:
                self._open.popitem(last=False)
        return token

    def must_have(self, token: str, outcome: Outcome, accession_numbers: Collection[str]) -> bool:
        """Take a form's token; that the form stood on our own page the gate has seen to. Whether
        one more copy was agreed to. Raises Refusal (403)."""
        with self._turn:
            question = self._open.pop(token, _NONE)
        is_in_time = self._clock() - question.asked <= LIVES_S
        if not is_in_time or question.deed != (outcome, frozenset(accession_numbers)):
            raise Refusal(
                HTTPStatus.FORBIDDEN,
                "this confirmation is not valid, or was used already",
                code="confirmation-invalid",
                advice="Open the link again and confirm within ten minutes.",
            )
        return question.is_anew
