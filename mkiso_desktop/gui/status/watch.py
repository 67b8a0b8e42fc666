"""Looks after the desk's connections: at the start, every minute, and soon after a job failed.

The listener, which answers links, tells by itself how it is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ...core.errors import Cancelled
from ...core.progress import Progress
from ...engine.job import JobView
from .. import words
from ..desk import Desk

if TYPE_CHECKING:
    from ...engine.health import Reading

NAMES = ("pacs", "patient-api", "cd-publisher", "listener", "disk")
EXAMINED = tuple(name for name in NAMES if name != "listener")  # health.NAMES, which is heavy
EVERY_MS = 60_000
# What a job stumbled over is looked at again at once.
_CAUSES = {
    "pacs-unreachable": "pacs",
    "pacs-refused": "pacs",
    "patient-api-unavailable": "patient-api",
    "publisher-unreachable": "cd-publisher",
    "relay-failed": "cd-publisher",
    "disk-full": "disk",
}


class Watch(QObject):
    """Knows the last reading of each light. The bar that shows them may be made anew."""

    changed = Signal(str)  # a light's name: another reading, or looked at just now
    turned_bad = Signal(object)  # the Reading of a light that was good before

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.readings: dict[str, Reading] = {}
        self._asked: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.check_all)
        desk.opened.connect(self._begin)
        desk.links_told.connect(self._hear_of_links)
        desk.changed.connect(self._hear)

    def _begin(self) -> None:
        self._timer.start()
        self.check_all()

    def check_all(self) -> None:
        """Look at every light, each in a worker of its own: the slow do not hold up the quick."""
        for name in EXAMINED:
            self.check(name)

    def check(self, name: str) -> None:
        """Look at one light, unless that is being done, or there is nobody left to ask."""
        if (
            name not in EXAMINED
            or name in self._asked
            or self._desk.is_ending
            or not self._desk.is_open
        ):
            return
        self._asked.add(name)
        ask = self._desk.ask_beside(
            lambda engine, progress: engine.reading(name, progress), Progress()
        )
        ask.answered.connect(self._found)
        # Not `finished`: the thread may be over by now. These come in our own thread, later.
        ask.failed.connect(partial(self._failed, name))
        self.changed.emit(name)

    def is_looking(self, name: str) -> bool:
        """Whether an answer is on its way."""
        return name in self._asked

    def _found(self, reading: Reading) -> None:
        former = self.readings.get(reading.name)
        self.readings[reading.name] = reading
        if former is not None and not is_bad(former) and is_bad(reading):
            self.turned_bad.emit(reading)
        self._answered(reading.name)

    def _failed(self, name: str, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            words.told(error)  # our bug, and in the log by that; the light stays as it was
        self._answered(name)

    def _answered(self, name: str) -> None:
        self._asked.discard(name)
        self.changed.emit(name)

    def _hear_of_links(self, reading: Reading | None) -> None:
        if reading is not None:
            self._found(reading)
        elif self.readings.pop("listener", None) is not None:
            self.changed.emit("listener")

    def _hear(self, view: JobView) -> None:
        if view.state.is_over:
            self.check("disk")
            if view.error is not None and (name := _CAUSES.get(view.error.code)) is not None:
                self.check(name)


def is_bad(reading: Reading) -> bool:
    """Whether a person should do something about it."""
    return reading.light.value in ("care", "stop")
