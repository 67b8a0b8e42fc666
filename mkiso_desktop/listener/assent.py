"""Whether a caller may cause something, or a person is asked first.

A side effect on GET is for scripts and for the pages of the HIS (listener.his_origins). Any other
page in the same browser could send the same link, and nothing in the request would tell: so the
answer is a page that asks a person, and only its form acts, with a token that works once.
"""

from __future__ import annotations

import hashlib
import hmac
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


def acts_at_once(caller: Caller, his_origins: Collection[str]) -> bool:
    """Whether a GET may act without a question."""
    if caller.is_prefetch:
        return False
    if not caller.is_browser:
        return True
    # Most links say nothing of where they stand, which is no page of the HIS.
    return bool(caller.came_from) and caller.came_from in map(origin_of, his_origins)


class Assents:
    """The questions that are open: each token is for one deed, for ten minutes, for once.

    A token is sealed, and only those that were used are remembered: a page that opens our links by
    the hundred uses up nobody's.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._turn = clock, Lock()
        self._key = secrets.token_bytes(32)
        self._used: OrderedDict[str, float] = OrderedDict()  # and when

    def ask(
        self, outcome: Outcome, accession_numbers: Collection[str], *, anew: bool = False
    ) -> str:
        """A token for the form that asks; `anew`: a yes means one more copy."""
        words = f"{secrets.token_urlsafe(12)}.{anew:d}.{self._clock()}"
        return f"{words}.{self._seal(words, outcome, accession_numbers)}"

    def must_have(self, token: str, outcome: Outcome, accession_numbers: Collection[str]) -> bool:
        """Take a form's token; that the form stood on our own page the gate has seen to. Whether
        one more copy was agreed to. Raises Refusal (403)."""
        words, _, seal = token.rpartition(".")
        ours = self._seal(words, outcome, accession_numbers)
        is_ours = hmac.compare_digest(seal.encode(), ours.encode())
        if not is_ours or not self._is_first(words):
            raise Refusal(
                HTTPStatus.FORBIDDEN,
                "this confirmation is not valid, or was used already",
                code="confirmation-invalid",
                advice="Open the link again and confirm within ten minutes.",
            )
        return words.split(".")[1] == "1"

    def _seal(self, words: str, outcome: Outcome, accession_numbers: Collection[str]) -> str:
        deed = ",".join([words, outcome.value, *sorted(set(accession_numbers))])
        return hmac.new(self._key, deed.encode(), hashlib.sha256).hexdigest()

    def _is_first(self, words: str) -> bool:
        """Whether these, which we have sealed, are in time and come for the first time."""
        now, asked = self._clock(), float(words.split(".", 2)[2])
        with self._turn:
            while self._used and now - next(iter(self._used.values())) > LIVES_S:
                self._used.popitem(last=False)
            is_first = words not in self._used and now - asked <= LIVES_S
            if is_first:
                self._used[words] = now
        return is_first
