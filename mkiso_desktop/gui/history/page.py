"""The history: a field, a table, and what can be done with the job that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...core.errors import Cancelled
from ...core.progress import Progress
from ...engine.job import JobView
from .. import words
from ..desk import Desk
from ..jobs.ways import show_in_folder, there
from ..labels import label
from ..threads import while_there
from .blank import Blank
from .model import HistoryModel
from .strip import Strip
from .table import HistoryTable

if TYPE_CHECKING:
    from ...engine.engine import Engine
    from ...engine.handing import Handing
    from ...engine.lookup import Page, Past
    from ..threads import Ask, Glance

PAUSE_MS = 150  # between two keys of one word


class History(QWidget):
    """A place of the window. Every question runs in a worker; the last one asked counts."""

    ordered = Signal(object, object)  # a MediaRequest, and the Patient it is for
    looked_up = Signal(str)  # for the search field
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._progress = Progress()
        self._ask: Ask | None = None
        self._beside: set[Ask | Glance] = set()
        self.has_begun = False
        self._wanted: int | None = None  # the job to be chosen again when it comes
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Name, patient ID or accession number"))
        self.field.setAccessibleName(self.tr("Search the history"))
        self.back = QPushButton(self.tr("&Back"))
        self.back.setAutoDefault(True)  # Enter, too
        self.back.setAccessibleName(self.tr("Back"))
        self.model = HistoryModel(self)
        self.table = HistoryTable(self.model)
        self.strip = Strip()
        self.blank = Blank()
        self.pages = QStackedWidget()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(self.tr("History"), "headline"))
        head.addSpacing(14)
        head.addWidget(self.field, 1)
        head.addWidget(self.back)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.blank)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 22)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addWidget(self.strip)
        self.setFocusProxy(self.field)

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _text: self._soon.start())
        self.field.returnPressed.connect(self.search)
        self.field.installEventFilter(self)
        self._soon.timeout.connect(self.search)
        self.back.clicked.connect(lambda _checked=False: self.left.emit())
        self.model.more_wanted.connect(self._search_on)
        self.table.left_upwards.connect(self.field.setFocus)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.strip.again.connect(self.ordered)
        self.strip.looked_up.connect(self.looked_up)
        self.strip.folder_wanted.connect(lambda isos: show_in_folder(isos[0].parent, isos))
        self.strip.handed.connect(self._hand)
        self._desk.changed.connect(self._hear)
        self._desk.opened.connect(self._opened)

    def _opened(self) -> None:
        if self.isVisible():
            self.search()

    def begin(self) -> None:
        """Opened: what there is now, with the focus in the field."""
        self.has_begun = True
        self._wanted = self.table.number()
        self.search()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> None:
        """One step back: the open line, else the place itself."""
        if self.strip.is_open():
            self.strip.shut()
        else:
            self.left.emit()

    def search(self) -> None:
        """The newest that fit the field; whatever was asked before is not heard of again."""
        self._soon.stop()
        self._look_for(None)

    def _search_on(self) -> None:
        if self._ask is None:
            self._look_for(self.model.jobs[-1].job.number)

    def _look_for(self, before: int | None) -> None:
        self._forget()
        if not self._desk.is_open or self._desk.is_ending:
            self.blank.say_closed()
            self.pages.setCurrentWidget(self.blank)
            return
        text, self._progress = self.field.text(), Progress()
        self._ask = ask = self._desk.ask_beside(
            lambda engine, progress: _search(engine, progress, text, before), self._progress
        )
        ask.answered.connect(while_there(self, lambda page: self._found(page, text, before)))
        ask.failed.connect(self._failed)

    def _forget(self) -> None:
        self._progress.cancel()
        if self._ask is not None:
            self._ask.forget()
            self._ask = None

    def _found(self, page: Page, text: str, before: int | None) -> None:
        self._ask = None
        if before is not None:
            self.model.add_page(page)
            return
        wanted = self._wanted if self._wanted is not None else self.table.number()
        self.model.show_page(page)
        self._show_jobs(wanted, text)

    def _show_jobs(self, wanted: int | None, text: str) -> None:
        """The jobs of the model, with that one chosen, or the first."""
        self._wanted = None
        if not self.model.jobs:
            self.blank.say_empty(text)
            self.pages.setCurrentWidget(self.blank)
            self.strip.show_past(None)
            return
        self.pages.setCurrentWidget(self.table)
        row = self.model.row_of(wanted) if wanted is not None else None
        self.table.choose(row or 0)

    def _failed(self, error: Exception) -> None:
        self._ask = None
        if isinstance(error, Cancelled) or self._desk.is_ending:
            return
        self.blank.say_error(words.told(error))
        self.pages.setCurrentWidget(self.blank)
        self.strip.show_past(None)

    def _choose(self, current: QModelIndex, _before: QModelIndex) -> None:
        self._show_chosen(self.model.jobs[current.row()] if current.isValid() else None)

    def _show_chosen(self, past: Past | None) -> None:
        self.strip.show_past(past)
        result = past.job.result if past is not None else None
        if past is None or result is None or not result.isos:
            return
        number, paths = past.job.number, tuple(iso.path for iso in result.isos)
        # A share that has gone makes even this question wait.
        self._hear_from(
            self._desk.glance(there, paths),
            lambda found: self._show_isos(number, tuple(one for one in paths if one in found)),
        )

    def _show_isos(self, number: int, isos: tuple[Path, ...]) -> None:
        if self.table.number() == number:
            self.strip.show_isos(isos)

    def _hand(self, number: int, name: str, relation: str) -> None:
        self._inquire(
            lambda engine, _progress: _hand(engine, number, name, relation),
            lambda _handing: self._handed(number),
        )

    def _handed(self, number: int) -> None:
        if self.table.number() == number:
            self.strip.shut()
        self._renew(number)

    def _hear(self, view: JobView) -> None:
        """A job began or ended while a person looks."""
        if self.isVisible() and (view.state.is_over or view.moment is None):
            self._renew(view.number)

    def _renew(self, number: int) -> None:
        self._inquire(lambda engine, _progress: _past(engine, number), self._put)

    def _put(self, past: Past | None) -> None:
        if past is None:
            return
        self.model.put(past, may_add=not self.field.text().strip())
        if self.pages.currentWidget() is self.blank and self.model.jobs:
            self._show_jobs(None, "")
        if self.table.number() == past.job.number:
            self._show_chosen(past)

    def _inquire(
        self, call: Callable[[Engine, Progress], Any], answered: Callable[[Any], None]
    ) -> None:
        """Ask something small beside the search; what goes wrong is told below the job."""
        if self._desk.is_open and not self._desk.is_ending:
            self._hear_from(self._desk.ask_beside(call, Progress()), answered)

    def _hear_from(self, ask: Ask | Glance, answered: Callable[[Any], None]) -> None:
        self._beside.add(ask)

        def failed(error: Exception) -> None:
            self._beside.discard(ask)
            if not (isinstance(error, Cancelled) or self._desk.is_ending):
                self.strip.say(words.told(error))

        def told(answer: Any) -> None:
            self._beside.discard(ask)
            answered(answer)

        ask.answered.connect(while_there(self, told))
        ask.failed.connect(while_there(self, failed))

    def leave(self) -> None:
        """Another takes our place: no answer finds us any more."""
        self._forget()
        self._soon.stop()
        for ask in self._beside:
            ask.forget()

    def take_over(self, old: History) -> None:
        """What an earlier one had in its field and its table."""
        was_asking = old._ask is not None or old._soon.isActive()
        old.leave()
        self.field.setText(old.field.text())
        self._soon.stop()
        self._wanted = old._wanted if old._wanted is not None else old.table.number()
        if old.model.jobs:
            self.model.show_jobs(old.model.jobs, is_last=old.model.is_last)
            self._show_jobs(self._wanted, old.field.text())
        if was_asking or (old.has_begun and not old.model.jobs):
            self.search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the field to the table."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_down = event.key() == Qt.Key.Key_Down
            if is_down and self.pages.currentWidget() is self.table:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)


# What runs in a worker. By then the engine is there, and what it needs is imported.


def _search(engine: Engine, progress: Progress, text: str, before: int | None) -> Page:
    from ...engine.lookup import search

    return search(engine.history, text, progress, before)


def _past(engine: Engine, number: int) -> Past | None:
    from ...engine.lookup import past

    return past(engine.history, number)


def _hand(engine: Engine, number: int, name: str, relation: str) -> Handing:
    from ...engine.handing import hand

    return hand(engine.history, number, name, relation)
