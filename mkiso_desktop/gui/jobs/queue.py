"""The queue: one row per job, the newest on top, and what a person may do with each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ...core.errors import MkisoError
from ...core.request import MediaRequest
from ...core.study import Patient
from ...engine.job import JobView
from .. import words
from ..desk import Desk
from ..labels import edge, label
from .row import JobRow


class Queue(QWidget):
    """All jobs, those of other faces too."""

    said = Signal(object)  # a MkisoError, for the line under the search field
    left = Signal()  # the person is done here: the next thing is a scan
    ended = Signal()  # a job is over, and the button that had the focus may have gone with it

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._ordered: MediaRequest | None = None  # on its way to the engine
        self.rows: dict[int, JobRow] = {}
        self._lay_out()
        desk.changed.connect(self._hear)

    def _lay_out(self) -> None:
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.empty = label(
            self.tr("Nothing in the making. What you save or send is listed here."),
            "quiet",
            wraps=True,
        )
        inner = QWidget()
        inner.setObjectName("rows")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.tr("Jobs"))
        heading = label(self.tr("Jobs"), "section")
        heading.setContentsMargins(20, 0, 20, 0)
        self.empty.setContentsMargins(20, 0, 20, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 28, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(self.empty)
        column.addWidget(scroll, 1)

    def order(self, request: MediaRequest, patient: Patient | None) -> None:
        """Have it made, once: a key that is held down does not order twice."""
        if request == self._ordered or self.is_making(request):
            self.said.emit(MkisoError(self.tr("This is being made already")))
        else:
            self._ordered = request
            ask = self._desk.submit(request)
            ask.answered.connect(lambda number: self._submitted(number, request, patient))
            ask.failed.connect(self._not_submitted)
        self.left.emit()

    def _submitted(self, number: int, request: MediaRequest, patient: Patient | None) -> None:
        self._ordered = None
        self.expect(number, request, patient)

    def _not_submitted(self, error: Exception) -> None:
        self._ordered = None
        self.said.emit(words.told(error))

    def _cancel(self, number: int) -> None:
        self._desk.cancel(number)
        self.left.emit()

    def _hear(self, view: JobView) -> None:
        self.show_job(view)
        if view.state.is_over:
            self.ended.emit()

    def expect(self, number: int, request: MediaRequest, patient: Patient | None) -> None:
        """For whom a job is, as the desk knows before the job does; its first views may be here."""
        if number not in self.rows:
            self.show_job(JobView(number, request))
        self.rows[number].belongs_to(patient)

    def show_job(self, view: JobView) -> None:
        """A new row, or news for one."""
        if (row := self.rows.get(view.number)) is not None:
            row.show_view(view)
            return
        self.empty.hide()
        row = JobRow(view)
        row.cancelled.connect(self._cancel)
        row.again.connect(self.order)
        if self.rows:
            self._column.insertWidget(0, edge())
        self._column.insertWidget(0, row)
        self.rows[view.number] = row

    def running(self) -> list[JobView]:
        """The jobs that are not over."""
        return [row.view for row in self.rows.values() if not row.view.state.is_over]

    def is_making(self, request: MediaRequest) -> bool:
        """Whether the very same is already under way."""
        return any(view.request == request for view in self.running())

    def take_over(self, old: Queue) -> None:
        """The rows of a queue that this one replaces."""
        for row in old.rows.values():
            self.expect(row.view.number, row.view.request, row.patient)
            self.show_job(row.view)
