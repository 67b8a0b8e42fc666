"""What the sheet asks while a person reads it: series, other studies, numbers to add, pictures.

Each answer is told once. None of them is needed for a disc: where the PACS does not answer, the
sheet shows what the search had found.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ...core.errors import Cancelled, MkisoError
from ...core.picture import Sample
from ...core.progress import Progress
from ...core.study import Finding, Patient, Study
from .. import words
from ..desk import Desk
from ..threads import Ask, while_there

if TYPE_CHECKING:
    from ...engine.engine import Engine


class Lookups(QObject):
    """One sheet's questions; `stop` when its patient goes."""

    listed = Signal(object)  # the studies that were asked about, with their series
    others = Signal(object)  # further studies of the patient
    drawn = Signal(object)  # Pictures of series
    added = Signal(str, object)  # a number, and the Finding that it leads to
    refused = Signal(str, object)  # a number, and the MkisoError that keeps it from being added

    def __init__(self, parent: QObject, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._running: list[tuple[Ask, Progress]] = []

    def stop(self) -> None:
        """Give up what runs; nothing of it is heard any more."""
        for ask, progress in self._running:
            ask.forget()
            progress.cancel()
        self._running.clear()

    def list_series(self, studies: tuple[Study, ...]) -> None:
        """Ask for their series; `listed` or nothing follows."""
        self._ask(lambda engine, progress: engine.series_of(studies, progress), self.listed.emit)

    def look_for_others(self, patient: Patient, known: tuple[Study, ...]) -> None:
        """Ask what else there is of this patient; `others` or nothing follows."""

        def call(engine: Engine, progress: Progress) -> tuple[Study, ...]:
            return engine.others_of(patient, known, progress)

        self._ask(call, self.others.emit)

    def draw(self, samples: tuple[Sample, ...]) -> None:
        """Have them drawn; `drawn` or nothing follows."""
        self._ask(lambda engine, progress: engine.pictures_of(samples, progress), self.drawn.emit)

    def add(self, number: str) -> None:
        """Search for one more number, as the search does; `added` or `refused` follows."""

        def call(engine: Engine, progress: Progress) -> Finding:
            _, found = next(iter(engine.look_up((number,), progress)))
            if not isinstance(found, Finding):
                raise found if isinstance(found, MkisoError) else LookupError(number)
            return found

        ask = self._ask(call, partial(self.added.emit, number))
        ask.failed.connect(while_there(self, lambda error: self._not_added(number, error)))

    def _not_added(self, number: str, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.refused.emit(number, words.told(error))

    def _ask(self, call: Any, tell: Any) -> Ask:
        progress = Progress()
        ask = self._desk.ask_beside(call, progress)
        running = (ask, progress)
        self._running.append(running)
        ask.answered.connect(while_there(self, tell))
        ask.failed.connect(_note)
        ask.finished.connect(lambda: self._end(running))
        return ask

    def _end(self, running: tuple[Ask, Progress]) -> None:
        if running in self._running:
            self._running.remove(running)


def _note(error: Exception) -> None:
    if not isinstance(error, (MkisoError, Cancelled)):
        words.told(error)  # a bug: the log hears of it
