"""The table of the history: one row chosen at a time, by arrow keys or a click."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ...core.request import MediaRequest, Outcome
from ...engine.job import JobState, JobView
from .. import words
from .model import ACCESSIONS, HANDED, PATIENT, PATIENT_ID, RESULT, WHAT, WHEN, HistoryModel

# As wide as this, at the start; a person may pull at them.
_SAMPLES = {
    PATIENT: "Siti Rahayu Lestari",
    PATIENT_ID: "0012-345678",
    ACCESSIONS: "MR2511200031",
}
_ELASTIC = {RESULT: 2, HANDED: 1}  # these take what is left, in such shares
_ROOM = 20  # logical pixels beside the words
_DONE = JobView(0, MediaRequest(()), JobState.DONE)
_SOME_NIGHT = datetime(2026, 11, 20, 22, 50, tzinfo=UTC)


class HistoryTable(QTableView):
    """`left_upwards` when the first row has been left by the arrow key."""

    left_upwards = Signal()

    def __init__(self, model: HistoryModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setObjectName("history")  # the window remembers its columns by that
        self.setProperty("look", "chosen")
        self.setAccessibleName(self.tr("Jobs of the history"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 2.1))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 5)
        for column in range(HANDED + 1):
            header.resizeSection(column, self._width(column))
        for column in _ELASTIC:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        header.sectionResized.connect(self._pulled)

    def _pulled(self, column: int) -> None:
        if column not in _ELASTIC:
            self._share()

    def _share(self) -> None:
        """The words that may be long have the room that the others leave."""
        header = self.horizontalHeader()
        others = sum(header.sectionSize(one) for one in range(HANDED + 1) if one not in _ELASTIC)
        least = {column: self._width(column) for column in _ELASTIC}
        left = max(0, self.viewport().width() - others - sum(least.values()))
        for column, share in _ELASTIC.items():
            header.resizeSection(column, least[column] + left * share // sum(_ELASTIC.values()))

    def _width(self, column: int) -> int:
        head = str(self.model().headerData(column, Qt.Orientation.Horizontal))
        samples = {
            **_SAMPLES,
            WHEN: words.when(_SOME_NIGHT, QDate(2026, 1, 1)),
            WHAT: words.outcome_name(Outcome.RELAY),
            RESULT: f"{words.step(_DONE)} · {words.size(63_400_000)}",
        }
        texts = (head, samples.get(column, ""))
        return max(map(self.fontMetrics().horizontalAdvance, texts)) + _ROOM

    def number(self) -> int | None:
        """The chosen job."""
        index = self.currentIndex()
        model = self.model()
        assert isinstance(model, HistoryModel)
        return model.jobs[index.row()].job.number if index.isValid() else None

    def choose(self, row: int) -> None:
        """This row, seen."""
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chosen row stays in sight when what is below it grows."""
        super().resizeEvent(event)
        self._share()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up in the first row leads back to the field above."""
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
            return
        super().keyPressEvent(event)
