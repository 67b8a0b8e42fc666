"""X-API-Key: two of them while they change, and how often one may be wrong."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from http import HTTPStatus

from ..core.addresses import source_of
from .refusal import Refusal

MOST_FAILURES, WITHIN_S, BLOCKED_S = 5, 60.0, 60.0
MOST_ADDRESSES = 1000


class Keys:
    """The keys that count; none means that nobody needs one."""

    def __init__(self, *keys: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._digests = [_digest(key) for key in keys if key]
        self._clock = clock
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    @property
    def watched(self) -> int:
        """How many addresses have been wrong of late."""
        return len(self._failures)

    def check(self, given: str, address: str) -> None:
        """Refusal (401) without a right key, (429) after too many wrong ones from the address."""
        if not self._digests:
            return
        who, now = source_of(address), self._clock()
        failures = self._failures.get(who)
        if failures and len(failures) == MOST_FAILURES and now - failures[-1] < BLOCKED_S:
            wait = int(BLOCKED_S - (now - failures[-1])) + 1
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "too many wrong keys", retry_after_s=wait)
        # Each one is compared, so that the time tells nothing of which it was.
        right = [hmac.compare_digest(_digest(given), known) for known in self._digests]
        if any(right):
            return
        if given:  # a link without a key guesses nothing, and a hostile page can open many
            self._note(who, now)
        raise Refusal(HTTPStatus.UNAUTHORIZED, "unauthorized")

    def _note(self, who: str, now: float) -> None:
        failures = self._failures.setdefault(who, deque(maxlen=MOST_FAILURES))
        while failures and now - failures[0] >= WITHIN_S:
            failures.popleft()
        failures.append(now)
        self._failures.move_to_end(who)
        while len(self._failures) > MOST_ADDRESSES:
            self._failures.popitem(last=False)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("latin-1", "replace")).digest()
