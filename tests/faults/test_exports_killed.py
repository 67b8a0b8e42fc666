"""Every disc that leaves the house is testified to, before and after, whatever is killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from mkiso_desktop.engine import audit
from mkiso_desktop.engine.history import History
from tests.engine.remembered import recent
from tests.faults.nursery import Child, Nursery, nursery
from tests.faults.strace import Point, calls, needs_strace, points, traced
from tests.promises import Trials

AT_ONCE = 5

pytestmark = needs_strace


class Exits:
    """A desk that does nothing but let discs out, and what it has told of that."""

    def __init__(self, folder: Path, nursery: Nursery) -> None:
        self.desk, self.image, self.nursery = folder / "desk", folder / "image", nursery
        (self.desk / "discs").mkdir(parents=True)
        self.image.write_bytes(bytes(100_000))
        self.intents: set[int] = set()
        self.outcomes: set[int] = set()
        self.points: list[Point] = []

    def child(self, amount: int = AT_ONCE) -> Child:
        """A process that will let some discs out."""
        return self.nursery.child("export", desk=self.desk, image=self.image, amount=amount)

    def listen(self, child: Child) -> Iterator[str]:
        """Note what it tells until its end."""
        while told := child.told():
            what, number = told
            {"intent": self.intents, "outcome": self.outcomes}.get(what, set()).add(number)
            yield what
        assert child.ended() in (0, -9), child.said

    def quiet(self) -> None:
        """A batch that nothing disturbs; what it does to files are the points to kill at."""
        child, log = self.child(), self.nursery.folder / "strace"
        with traced(child.pid, log=log):
            child.go()
            list(self.listen(child))
        found = points(calls(log), self.desk)
        self.points = [one for one in found if not one.where.endswith("-shm")]

    def killed_at(self, point: Point) -> None:
        """A batch that is killed where it changes a file."""
        child = self.child()
        with traced(child.pid, *point.kill(), log=self.nursery.folder / "strace"):
            child.go()
            list(self.listen(child))

    def killed_between(self, what: str, number: int) -> None:
        """A batch that is killed as soon as it has told this for the so-manieth time."""
        child = self.child()
        child.go()
        for told in self.listen(child):
            number -= told == what
            if not number:
                child.kill()


@pytest.mark.promise("Every export is audited, also when it is killed")
@pytest.mark.timeout(600)
def test_every_intent_stays_and_every_end_is_told(tmp_path: Path, trials: Trials) -> None:
    wanted, random = trials.amount(full=500, sample=40), Random(26)
    with nursery(tmp_path / "nursery") as opened:
        exits = Exits(tmp_path, opened)
        exits.quiet()
        while len(exits.intents) < wanted:
            if random.random() < 0.5:
                exits.killed_at(random.choice(exits.points))
            else:
                exits.killed_between(random.choice(["intent", "disc"]), random.randint(1, AT_ONCE))
        list(exits.listen(started(exits.child(0))))
    verdict = audit.verify(f"sqlite:///{exits.desk / 'history.sqlite'}")
    with History(f"sqlite:///{exits.desk / 'history.sqlite'}") as history:
        records = [one for job in recent(history, 10_000) for one in history.exports(job.number)]
    known = {one.id: one.state for one in records}
    for number in exits.intents:
        told = "done" if number in exits.outcomes else "an end"
        state = known.get(number)
        held = state is not None and (state.value == "done" or number not in exits.outcomes)
        trials.note(held, f"export {number} was told to have {told}, and is {state}")
    trials.note(not verdict, "\n".join(verdict))
    out = {int(path.stem) for path in (exits.desk / "discs").glob("*.iso")}
    trials.note(out <= set(known), f"discs that nobody intended: {out - set(known)}")


def started(child: Child) -> Child:
    """The same, on its way."""
    child.go()
    return child
