"""A CD publisher that keeps a ledger of its own, and has bad days by a seeded plan."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.peers.scripted import Conversation, Request, ScriptedPeer, scripted

AE_TITLE = "RIMAGE"
REFUSALS = (0xA700, 0xA900, 0xC000, 0x0122, 0x0110)
WARNINGS = (0xB000, 0xB006, 0xB007)


@dataclass
class Books:
    """What the publisher has, how often, and which of it the sender may not have heard of."""

    stored: Counter[str] = field(default_factory=Counter)
    unheard: Counter[str] = field(default_factory=Counter)

    def keep(self, uid: str) -> None:
        self.stored[uid] += 1

    def duplicates(self) -> dict[str, int]:
        """How often something came once more although its sender had heard that it is here."""
        more = {uid: count - 1 - self.unheard[uid] for uid, count in self.stored.items()}
        return {uid: count for uid, count in more.items() if count > 0}


class Publisher:
    """A script for `scripted`. `bad` is how much of what comes meets a bad moment.

    While `kill` is set, it is called in the middle of an association: the sender is then gone.
    """

    def __init__(self, seed: int, bad: float = 0.0) -> None:
        self.books = Books()
        self.kill: Callable[[], object] | None = None
        self._dice, self._bad = random.Random(seed), bad
        self._moments = itertools.cycle(["refuses", "warns", "breaks off"])

    def __call__(self, talk: Conversation) -> None:
        if self._dice.random() < self._bad * 10 and not self.kill:
            self._dice.choice([Conversation.reject, Conversation.abort, _hang_up])(talk)
            return
        talk.accept(maximum_length=self._dice.choice([256, 4096, 16384, 131072]))
        left = self._dice.randrange(1, 60) if self.kill else None
        while True:
            request = talk.next()
            if left is not None and (left := left - 1) <= 0 and self.kill:
                self._while_it_dies(talk, request)
                return
            self._take(talk, request)

    def _take(self, talk: Conversation, request: Request) -> None:
        uid = request.command.affected_sop_instance_uid
        moment = next(self._moments) if self._dice.random() < self._bad else "good"
        if moment == "breaks off":
            self._break_off(talk, uid)
            return
        if moment != "refuses":
            self.books.keep(uid)
        statuses = {"good": (0,), "refuses": REFUSALS, "warns": WARNINGS}
        talk.answer(request, self._dice.choice(statuses[moment]))

    def _break_off(self, talk: Conversation, uid: str) -> None:
        """With the instance or without it: its sender cannot know."""
        if self._dice.random() < 0.5:
            self.books.keep(uid)
            self.books.unheard[uid] += 1
        self._dice.choice([Conversation.abort, _hang_up])(talk)
        talk.until_left()

    def _while_it_dies(self, talk: Conversation, request: Request) -> None:
        """Kill the sender just before or just after it is answered."""
        assert self.kill
        uid = request.command.affected_sop_instance_uid
        self.books.keep(uid)
        self.books.unheard[uid] += 1
        if self._dice.random() < 0.5:
            talk.answer(request, 0)
        self.kill()
        self.kill = None
        talk.until_left()


def _hang_up(talk: Conversation) -> None:
    talk.wire.close()


@contextmanager
def publishing(publisher: Publisher) -> Iterator[ScriptedPeer]:
    """The publisher on a free port."""
    with scripted(publisher, ae_title=AE_TITLE) as peer:
        yield peer
