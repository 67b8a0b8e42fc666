"""The queue: one row per job, the newest on top, and what a person may do with each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ...core.errors import MkisoError
from ...core.places import downloads_folder
from ...core.progress import Progress
from ...core.request import MediaRequest
from ...core.study import Patient, plain_name
from ...engine.job import JobState, JobView
from ...steps.deliver import iso_name
from .. import words
from ..acts import Act
from ..desk import Desk
from ..labels import label
from ..saving import where_to
from ..threads import Ask, while_there
from . import ways
from .row import JobRow
from .rows import Rows
from .undo import UndoBar

if TYPE_CHECKING:
    from ...engine.engine import Engine

_TICK_MS = 1000
_BUILD_S = 0.01
_FINISHED = {JobState.DONE, JobState.CANCELLED}
MOST_FINISHED = 100  # as many as a start lists. Each takes 0.3 MB, and a window may stay for weeks


class Queue(QWidget):
    """All jobs, those of other faces too."""

    said = Signal(object)  # a MkisoError, for the line under the search field
    left = Signal()  # the person is done here: the next thing is a scan
    ended = Signal()  # a job is over, and the button that had the focus may have gone with it
    settings_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._away: dict[int, bool] = {}  # what the engine has yet to be told of removals
        self._unseen: set[Path] = set()
        self._is_writing = self._is_looking = False
        self._lay_out()
        self._earlier: list[JobView] = []  # not listed yet
        self._builder = QTimer(self)
        self._builder.timeout.connect(self._build)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        desk.changed.connect(self._hear)

    @property
    def rows(self) -> dict[int, JobRow]:
        """By the numbers of their jobs; also those that can still be brought back."""
        return self._rows.of

    def _lay_out(self) -> None:
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.empty = label(
            self.tr("Nothing in the making. What you save or send is listed here."),
            "quiet",
            wraps=True,
        )
        self.empty.setContentsMargins(20, 0, 20, 0)
        self._rows = Rows()
        self.undo = UndoBar()
        self.undo.undone.connect(self._bring_back)
        self.undo.forgotten.connect(self._rows.drop)
        self.clear = QPushButton(self.tr("Clea&r finished"))
        self.clear.setAccessibleName(self.tr("Clear finished"))
        self.clear.setToolTip(self.tr("Take what is done or cancelled off the list"))
        self.clear.setProperty("look", "plain")
        self.clear.clicked.connect(lambda _checked=False: self._remove(self._finished()))
        head = QHBoxLayout()
        head.setContentsMargins(20, 0, 14, 0)
        head.addWidget(label(self.tr("Jobs"), "section"), 1)
        head.addWidget(self.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 28, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.empty)
        column.addWidget(self._rows, 1)
        column.addWidget(self.undo)
        self._count()

    def order(self, request: MediaRequest, patient: Patient | None, instead_of: int = 0) -> None:
        """Have it made, once: a key that is held down does not order twice. `instead_of` is the
        job whose place it takes, if any."""
        if self._desk.is_ordering(request) or self.is_making(request):
            self.said.emit(MkisoError(self.tr("This is being made already")))
        else:
            ask = self._desk.submit(request, patient)
            ask.answered.connect(
                self._hears(lambda number: self._submitted(number, request, patient, instead_of))
            )
            ask.failed.connect(self._hears(lambda error: self._not_done(error, instead_of)))
        self.left.emit()

    def _hears(self, slot: Callable[[Any], None]) -> Callable[[Any], None]:
        return while_there(self, slot)

    def _submitted(
        self, number: int, request: MediaRequest, patient: Patient | None, instead_of: int
    ) -> None:
        self.expect(number, request, patient)
        self._replace(instead_of, number)

    def _not_done(self, error: Exception, number: int) -> None:
        if number in self.rows:
            self.rows[number].wait(False)
        self.said.emit(words.told(error))

    def _act(self, row: JobRow, act: Act) -> None:
        number = row.view.number
        match act:
            case Act.CANCEL:
                row.stop()
                self._desk.cancel(number)
                self.left.emit()
            case Act.RETRY | Act.CONTINUE:
                row.wait(True)
                ask = self._ask(lambda engine: engine.retry(number))
                ask.answered.connect(self._hears(lambda new: self._replace(number, new)))
                ask.failed.connect(self._hears(lambda error: self._not_done(error, number)))
                self.left.emit()
            case Act.REMOVE:
                self._remove([number])
            case Act.OPEN_FOLDER:
                ways.show_in_folder(ways.folder_of(row.view), row.files())
            case Act.COPY_FILE:
                ways.copy(row.files())
            case Act.ELSEWHERE:
                self._ask_where(row)
            case Act.SETTINGS:
                self.settings_wanted.emit()

    def _ask_where(self, row: JobRow) -> None:
        """The same once more, to where it can be put."""
        numbers = row.view.request.accession_numbers
        suggestion = iso_name(plain_name(patient.name if (patient := row.whose) else ""), numbers)
        dialog = where_to(self, downloads_folder(), suggestion)
        dialog.fileSelected.connect(
            lambda path: self._instead(row, replace(row.view.request, output=path))
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _replace(self, number: int, by: int) -> None:
        """Job `number` goes on as job `by`: it may be the same, and then its row stays."""
        if number in self.rows and by != number:
            row = self.rows[number]
            self.expect(by, row.view.request, row.whose)
            self._rows.drop([number])
            self._write({number: True})
        self._count()

    def _remove(self, numbers: list[int]) -> None:
        """Off the list, but for an undo; neither the history nor a file hears of it."""
        over = [number for number in numbers if self.rows[number].view.state.is_over]
        if not over:
            return
        if self._rows.hide_rows(over) is None:
            self.left.emit()
        self.undo.removed(over)
        self._write(dict.fromkeys(over, True))
        self._count()

    def _bring_back(self, numbers: list[int]) -> None:
        self._write(dict.fromkeys(numbers, False))
        self._rows.show_rows(numbers)
        self._count()

    def _finished(self) -> list[int]:
        return [row.view.number for row in self._rows.listed() if row.view.state in _FINISHED]

    def _write(self, away: dict[int, bool]) -> None:
        """Have it kept over a restart: one thing after the other, since an undo may be quick."""
        self._away |= away
        if self._is_writing or not self._away or not self._desk.is_open:
            return
        gone = [number for number, is_away in self._away.items() if is_away]
        back = [number for number, is_away in self._away.items() if not is_away]
        self._away, self._is_writing = {}, True

        def write(engine: Engine) -> None:
            engine.take_away(gone)
            engine.put_back(back)

        ask = self._ask(write)
        ask.answered.connect(self._hears(lambda _none: self._written(None)))
        ask.failed.connect(self._written)

    def _written(self, error: Exception | None) -> None:
        if error is not None:
            self.said.emit(words.told(error))
        self._is_writing = False
        self._write({})

    def _look(self, paths: Iterable[Path]) -> None:
        """Are these files still there? A share may take its time; what is asked meanwhile is
        looked at together, after that."""
        self._unseen.update(paths)
        if self._unseen and not self._is_looking and self._desk.is_open:
            wanted, self._unseen, self._is_looking = self._unseen, set(), True
            ask = self._desk.glance(ways.there, wanted)
            ask.answered.connect(self._hears(lambda there: self._looked(wanted, there)))
            ask.failed.connect(self._hears(lambda _error: self._looked(wanted, None)))

    def _looked(self, wanted: set[Path], there: frozenset[Path] | None) -> None:
        for row in self.rows.values():
            files = ways.files_of(row.view)
            if there is not None and files and wanted.issuperset(files):
                row.show_there(there.intersection(files))
        self._is_looking = False
        self._look(())

    def _ask(self, call: Callable[[Engine], Any]) -> Ask:
        """Connect what comes of it to `answered` and `failed`: it may be over already."""
        return self._desk.ask_beside(lambda engine, _progress: call(engine), Progress())

    def _hear(self, view: JobView) -> None:
        self.show_job(view)
        if view.state.is_over:
            self.ended.emit()

    def _tick(self) -> None:
        moving = [row for row in self.rows.values() if row.view.state is JobState.RETRIEVING]
        for row in moving:
            row.tick()
        if not moving:
            self._clock.stop()

    def expect(self, number: int, request: MediaRequest, patient: Patient | None) -> None:
        """For whom a job is, as the desk knows before the job does; its first views may be here."""
        if number not in self.rows:
            self.show_job(JobView(number, request))
        self.rows[number].belongs_to(patient)

    def show_jobs(self, views: Iterable[JobView]) -> None:
        """What there is at the start: at once what goes on, and then, between whatever else a
        person does, what ended before, the newest first."""
        for view in views:
            if view.state.is_over:
                self._earlier.append(view)
            else:
                self.show_job(view)
        self._earlier.sort(key=lambda view: view.number)
        self._builder.start()

    def _build(self) -> None:
        until = time.monotonic() + _BUILD_S
        while self._earlier and time.monotonic() < until:
            view = self._earlier.pop()
            if view.number not in self.rows:  # else there is news already
                self.show_job(view)
        if not self._earlier:
            self._builder.stop()

    def show_job(self, view: JobView) -> None:
        """A new row, or news for one."""
        row = self.rows.get(view.number)
        before = row.view.state if row is not None else None
        if row is None:
            self._add(JobRow(view))
        else:
            row.show_view(view)
        if view.state is before:
            return
        if view.number in self.undo.numbers and not view.state.is_over:
            self.undo.undo()  # somebody else took it up again
        if view.state is JobState.RETRIEVING and not self._clock.isActive():
            self._clock.start()
        if view.state is JobState.DONE:
            self._look(ways.files_of(view))
        self._thin_out()
        self._rows.sort_tabs_soon()
        self._count()

    def _thin_out(self) -> None:
        """The oldest that are finished leave a list that has grown long: the history has them."""
        if gone := sorted(self._finished())[:-MOST_FINISHED]:
            self._rows.hide_rows(gone)  # somebody else has the focus then
            self._rows.drop(gone)

    def _add(self, row: JobRow) -> None:
        row.asked.connect(lambda act: self._act(row, act))
        row.again.connect(lambda request: self._instead(row, request))
        row.grip.looked_at.connect(lambda: self._look(ways.files_of(row.view)))
        self._rows.add(row)

    def _instead(self, row: JobRow, request: MediaRequest) -> None:
        row.wait(True)
        self.order(request, row.whose, row.view.number)

    def _count(self) -> None:
        self.empty.setHidden(bool(self._rows.listed()))
        self.clear.setHidden(not self._finished())

    def running(self) -> list[JobView]:
        """The jobs that are not over."""
        return [row.view for row in self.rows.values() if not row.view.state.is_over]

    def is_making(self, request: MediaRequest) -> bool:
        """Whether the very same is already under way."""
        return any(view.request == request for view in self.running())

    def take_over(self, old: Queue) -> None:
        """The rows of a queue that this one replaces."""
        self._away = old._away
        self.show_jobs(old._earlier)
        for number, row in old.rows.items():
            self.expect(number, row.view.request, row.patient)
            self.show_job(row.view)
            self.rows[number].take_over(row)
        if old.undo.numbers:
            self._rows.hide_rows(old.undo.numbers)
            self.undo.take_over(old.undo)
        self._count()
        self._write({})
