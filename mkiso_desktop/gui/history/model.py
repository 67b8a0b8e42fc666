"""The history as a table: a job in each row, the newest first, more of them as one scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDate,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from ...core.study import plain_name
from ...engine.job import JobState, JobView
from .. import words
from ..said import said

if TYPE_CHECKING:
    from ...engine.history import JobRecord
    from ...engine.lookup import Page, Past

Index = QModelIndex | QPersistentModelIndex
WHEN, PATIENT, PATIENT_ID, ACCESSIONS, WHAT, RESULT, HANDED = range(7)
_ROOT = QModelIndex()


class HistoryModel(QAbstractTableModel):
    """Frozen jobs. `more_wanted` when a person has scrolled to the last one that is here."""

    more_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs: tuple[Past, ...] = ()
        self.is_last = True  # there are no older ones

    def show_page(self, page: Page) -> None:
        """These instead of what was there."""
        self.show_jobs(page.jobs, is_last=page.is_last)

    def show_jobs(self, jobs: Sequence[Past], *, is_last: bool) -> None:
        """The same, for what another model had."""
        self.beginResetModel()
        self.jobs, self.is_last = tuple(jobs), is_last
        self.endResetModel()

    def add_page(self, page: Page) -> None:
        """Older ones, below."""
        if page.jobs:
            end = len(self.jobs)
            self.beginInsertRows(_ROOT, end, end + len(page.jobs) - 1)
            self.jobs += page.jobs
            self.endInsertRows()
        self.is_last = page.is_last

    def put(self, past: Past, *, may_add: bool) -> None:
        """News of one job; one that is not here comes on top, where it `may_add`."""
        row = self.row_of(past.job.number)
        if row is not None:
            self.jobs = (*self.jobs[:row], past, *self.jobs[row + 1 :])
            self.dataChanged.emit(self.index(row, 0), self.index(row, HANDED))
        elif may_add and (not self.jobs or past.job.number > self.jobs[0].job.number):
            self.beginInsertRows(_ROOT, 0, 0)
            self.jobs = (past, *self.jobs)
            self.endInsertRows()

    def row_of(self, number: int) -> int | None:
        """Where a job stands."""
        numbers = [one.job.number for one in self.jobs]
        return numbers.index(number) if number in numbers else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row per job."""
        return 0 if parent.isValid() else len(self.jobs)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """As many as `headerData` names."""
        return 0 if parent.isValid() else 7

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        """Whether there are older ones."""
        return not parent.isValid() and bool(self.jobs) and not self.is_last

    def fetchMore(self, parent: Index) -> None:
        """They come when a worker has found them."""
        self.more_wanted.emit()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """What each column is."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("When"),
            self.tr("Patient"),
            self.tr("Patient ID"),
            self.tr("Accession numbers"),
            self.tr("What"),
            self.tr("Result"),
            self.tr("Handed to"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The job's words."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        one = self.jobs[index.row()]
        job = one.job
        return (
            words.when(job.created, QDate.currentDate()),
            plain_name(job.patient_name) or self.tr("Not known"),
            job.patient_id or job.request.patient_id,
            ", ".join(job.request.accession_numbers),
            words.outcome(view_of(job)),
            result_words(job),
            one.handed.name if one.handed is not None else "",
        )[index.column()]


def view_of(job: JobRecord) -> JobView:
    """The same as the queue would show it."""
    return JobView(job.number, job.request, job.state, result=job.result)


def result_words(job: JobRecord) -> str:
    """How it ended: saved or sent, with its size; or why it did not come to that."""
    step = words.step(view_of(job))
    if job.state is JobState.DONE and job.result is not None:
        size = words.size(job.result.bytes) if job.result.isos else words.images(job.result.files)
        return f"{step} · {size}"
    if job.state in (JobState.FAILED, JobState.BLOCKED) and job.error_title:
        return f"{step}: {said(job.error_title)}"
    return step
