"""Who is here: how many may be at a time, and who goes when one more comes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol

from uvicorn.server import ServerState

from .again import Known


@dataclass(frozen=True)
class Limits:
    """What one client may take from the others.

    `request_s`: from connecting, or the last answer, to a whole request. `reading_s`: to read a
    piece of an answer. `settled_s`: how old a connection must be to make room for a new one.
    """

    request_s: float = 5.0
    reading_s: float = 30.0
    settled_s: float = 1.0
    # Beyond 1024 descriptors select() fails, which pynetdicom uses in the same process.
    connections: int = 640
    head_bytes: int = 16_384


class Guest(Protocol):
    """One connection, from `source`; `has_begun` while an answer is on its way."""

    source: str

    @property
    def has_begun(self) -> bool: ...

    def cut(self) -> None:
        """End it as it stands."""


class Guests(ServerState):
    """Every connection, from the moment it is accepted."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.known = Known()
        self.dated_until = 0.0  # in the loop's time; uvicorn's own server writes the date likewise
        self._everybody: dict[Guest, None] = {}  # in the order in which they came
        self._idle: dict[Guest, float] = {}  # whose request we wait for, the longest first

    def has_room(self, source: str, now: float) -> bool:
        """Whether one more may come in from there. Somebody may have to go for it: who has kept us
        waiting longest, or else one of those who have come in numbers from elsewhere."""
        if len(self._everybody) < self.limits.connections:
            return True
        leaving = self._slowest(now) or self._one_of_many(source)
        if leaving is None:
            return False
        leaving.cut()
        return True

    def _slowest(self, now: float) -> Guest | None:
        oldest = next(iter(self._idle), None)
        is_settled = oldest is not None and now - self._idle[oldest] >= self.limits.settled_s
        return oldest if is_settled else None

    def _one_of_many(self, source: str) -> Guest | None:
        """The last that came from where most are, unless its answer is on its way; nobody when as
        many are here from `source`."""
        counts = Counter(guest.source for guest in self._everybody)
        [(where, most)] = counts.most_common(1)
        if most <= counts[source] + 1:
            return None
        there = (guest for guest in reversed(self._everybody) if guest.source == where)
        return next((guest for guest in there if not guest.has_begun), None)

    def came(self, guest: Guest, now: float) -> None:
        """It is here, and has not asked yet; or has its answer, and has not asked again."""
        self._everybody.setdefault(guest)
        self._idle.pop(guest, None)
        self._idle[guest] = now

    def asked(self, guest: Guest) -> None:
        """Now it waits for us."""
        self._idle.pop(guest, None)

    def went(self, guest: Guest) -> None:
        """It has gone, or as good as gone."""
        self._everybody.pop(guest, None)
        self._idle.pop(guest, None)
