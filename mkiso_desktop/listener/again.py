"""Answers that are given again to whoever asks in the same words from the same place.

A monitor says the same, byte for byte, each time. Reading that as HTTP, judging it by every rule
and finding its route costs six times as much as the answer itself, in an interpreter that may be
receiving images meanwhile. So an application may say how an answer is given again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

AGAIN = "mkiso.again"
"""The extension of a scope: once it is answered, `learn(again)`."""

Pairs = list[tuple[bytes, bytes]]
Again = Callable[[], tuple[Pairs, bytes] | None]
"""Headers and body of one more answer with status 200; None when the application must be asked."""

_KEPT_S = 10.0  # what was judged is judged anew after that
_MOST = 64


class Known:
    """What was asked and may be answered again, for one loop. Times are the loop's."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Again, float]] = {}

    def learn(self, asked: Hashable, again: Again, now: float) -> None:
        """How it is answered, for some seconds from now on."""
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[asked] = again, now + _KEPT_S

    def answer(self, asked: Hashable, now: float, first: Pairs) -> bytes | None:
        """Every byte of the answer, these headers first; None when it is not known."""
        again, until = self._known.get(asked, (None, 0.0))
        if again is None or now >= until or (told := again()) is None:
            self._known.pop(asked, None)
            return None
        headers, body = told
        lines = [b"%b: %b\r\n" % pair for pair in (*first, *headers)]
        return b"".join((b"HTTP/1.1 200 OK\r\n", *lines, b"\r\n", body))
