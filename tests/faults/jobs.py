"""Whole jobs in the engine, and whether they came to one clear end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import JobState, JobView
from tests.cli.desk import Desk
from tests.cli.disc import dicom_files, unpack

GRACE_S = 10.0  # what each limit may be overstepped by (notes/security.md 2.3)
QUICK_S = 20.0  # where nothing has to be waited for; a busy machine is not a defect


EXIT_CODES = {
    "accession-not-found": 3,
    "no-dicom-data": 3,
    "pacs-unreachable": 4,
    "pacs-refused": 4,
    "patient-api-unavailable": 4,
    "publisher-unreachable": 4,
    "relay-failed": 4,
    "patient-conflict": 5,
    "study-incomplete": 5,
}
"""As in CONTRACT.md."""


@dataclass(frozen=True)
class End:
    """How a job ended, after how long, and what it left of itself."""

    view: JobView
    seconds: float
    threads: tuple[str, ...]

    @property
    def code(self) -> str:
        """The contract's code, "done" for success."""
        return self.view.error.code if self.view.error else self.view.state.value

    @property
    def warnings(self) -> str:
        return "\n".join(self.view.result.warnings) if self.view.result else ""


@contextmanager
def at_work(desk: Desk) -> Iterator[Engine]:
    """The desk's engine, open, with one lane."""
    engine = Engine(Config.model_validate(desk.sections))
    engine.open(takes_in=False)
    lane = threading.Thread(target=engine.run_lane, name="lane")
    lane.start()
    try:
        yield engine
    finally:
        engine.close()
        lane.join()


def when(holds: Callable[[JobView], bool], then: Callable[[], object]) -> Callable[..., None]:
    """A watcher that does something once, as soon as a job's view is so."""
    done = threading.Event()

    def watch(view: JobView) -> None:
        if not done.is_set() and holds(view):
            done.set()
            then()

    return watch


def run(
    desk: Desk,
    outcome: Outcome = Outcome.ISO,
    number: str = "A0001",
    told: Callable[[JobView], None] = lambda view: None,
    allow_incomplete: str = "",
    alone: bool = True,
) -> End:
    """Run one request to its end; `told` hears of each of its views. `alone`: no other job runs
    meanwhile, so that the threads that go on are this one's."""
    for path in desk.kept():  # each is a first try: what another one kept would help it
        path.unlink()
    before = set(threading.enumerate())
    began = monotonic()
    with at_work(desk) as engine:
        engine.watch(told)
        request = MediaRequest((number,), outcome, str(desk.discs), allow_incomplete)
        view = engine.wait(engine.submit(request))
        seconds = monotonic() - began
    return End(view, seconds, left(before) if alone else ())


def left(before: set[threading.Thread]) -> tuple[str, ...]:
    """Threads of ours that outlive the job: what waits for a peer may take a moment to end."""
    until = monotonic() + 15
    ours = ("answers", "interruptible", "patient-api", "storage-scp", "release", "lane")
    while True:
        living = [one for one in set(threading.enumerate()) - before if one.name.startswith(ours)]
        if not living or monotonic() > until:
            return tuple(one.name for one in living)
        living[0].join(0.1)


def what_is_wrong(desk: Desk, end: End, *codes: str, within_s: float = QUICK_S) -> str:
    """Why this is not one clear end with one of these codes; "" when it is."""
    error = end.view.error
    told = bool(error and error.title and error.advice) if end.code != "done" else not error
    over = {
        "done": JobState.DONE,
        "patient-conflict": JobState.BLOCKED,
        "study-incomplete": JobState.BLOCKED,
        "check-failed": JobState.BLOCKED,
    }
    wrong = {
        f"it ended as {end.code}, {error!r}, not as {codes}": end.code not in codes,
        f"it is {end.view.state}": end.view.state is not over.get(end.code, JobState.FAILED),
        "there is no advice": not told,
        "its exit code is another": error is not None
        and error.exit_code != EXIT_CODES.get(end.code),
        f"it took {end.seconds:.0f} s": end.seconds > within_s,
        "there is a disc": end.code != "done" and any(desk.discs.iterdir()),
        f"it left {desk.left_overs()}": bool(desk.left_overs()),
        f"threads go on: {end.threads}": bool(end.threads),
    }
    return "; ".join(text for text, holds in wrong.items() if holds)


def on_disc(end: End, folder: Path) -> set[str]:
    """The SOP Instance UIDs on the disc of a job that is done."""
    assert end.view.result, end.view.error
    return set(dicom_files(unpack(end.view.result.isos[0].path, folder)))
