"""The studies as a tree: each with its series, which can be left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView

from ...core.sizes import bytes_of_series, bytes_of_study
from ...core.study import Series, Study
from .. import words

Index = QModelIndex | QPersistentModelIndex
WHAT, MODALITY, DESCRIPTION, IMAGES, SIZE, ACCESSION = range(6)
MOST_OPEN = 12  # series that are shown at once when there are several studies
_ROOT = QModelIndex()
_STUDY = 0  # the internal id of a study; that of a series is its study's row + 1
_WORDS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)


class StudiesModel(QAbstractItemModel):
    """Frozen studies with their series, replaced whole; `off` is shared with whoever shows it.

    `chosen` when a person left a series out, or took it in again.
    """

    chosen = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studies: tuple[Study, ...] = ()
        self._off: set[str] = set()

    def show_studies(self, studies: Sequence[Study], off: set[str] | None = None) -> None:
        """These instead of what was there; `off` are the series that are left out."""
        self.beginResetModel()
        self._studies, self._off = tuple(studies), set() if off is None else off
        self.endResetModel()

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """A study, or one of its series."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _STUDY)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """The study of a series."""
        if not index.isValid() or index.internalId() == _STUDY:
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, _STUDY)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row per study, and one per series below it."""
        if not parent.isValid():
            return len(self._studies)
        is_study = parent.internalId() == _STUDY and parent.column() == 0
        return len(self._studies[parent.row()].series) if is_study else 0

    def columnCount(self, parent: Index = _ROOT) -> int:
        """As many as `headerData` names."""
        return 6

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """What each column is."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Study"),
            self.tr("Modality"),
            self.tr("Description"),
            self.tr("Images"),
            self.tr("Size, about"),
            self.tr("Accession number"),
        )[section]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column bears the check box, where there is something to choose."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == WHAT and self._uids(index):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, and whether it is wanted; what the archive does not tell is a dash."""
        if role in _WORDS:
            study, series = self.at(index)
            told = self._of_series(series) if series else self._of_study(study)
            return told[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == WHAT:
            return self.state(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            is_off = self.state(index) is Qt.CheckState.Unchecked
            return _quiet() if is_off else None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Leave out, or take in again: a series, or all of a study."""
        uids = self._uids(index)
        if role != Qt.ItemDataRole.CheckStateRole or not uids:
            return False
        if Qt.CheckState(value) is Qt.CheckState.Unchecked:
            self._off |= uids
        else:
            self._off -= uids
        for row in range(len(self._studies)):  # careless archives use a UID twice
            study = self.index(row, 0)
            self.dataChanged.emit(study, study.siblingAtColumn(ACCESSION))
            if last := self.rowCount(study):
                below = self.index(0, 0, study), self.index(last - 1, ACCESSION, study)
                self.dataChanged.emit(*below)
        self.chosen.emit()
        return True

    def at(self, index: Index) -> tuple[Study, Series | None]:
        """What stands there: a study, and a series of it if it is one."""
        if index.internalId() == _STUDY:
            return self._studies[index.row()], None
        study = self._studies[int(index.internalId()) - 1]
        return study, study.series[index.row()]

    def uid_at(self, index: Index) -> str:
        """The UID of the study or the series that stands there."""
        study, series = self.at(index)
        return series.series_instance_uid if series else study.study_instance_uid

    def state(self, index: Index) -> Qt.CheckState | None:
        """Whether it is wanted; None where nobody can choose."""
        uids = self._uids(index)
        if not uids:
            return None
        if not uids & self._off:
            return Qt.CheckState.Checked
        some = Qt.CheckState.PartiallyChecked
        return Qt.CheckState.Unchecked if uids <= self._off else some

    def _uids(self, index: Index) -> set[str]:
        study, series = self.at(index)
        return {one.series_instance_uid for one in ((series,) if series else study.series)}

    def _of_study(self, study: Study) -> tuple[str, ...]:
        return (
            words.short_date(study.date) or self.tr("Without a date"),
            ", ".join(study.modalities),
            study.description or self.tr("No description"),
            words.number(study.instance_count),
            _size(bytes_of_study(study)),
            study.accession_number,
        )

    def _of_series(self, series: Series) -> tuple[str, ...]:
        return (
            self.tr("Series {}").format(series.number or "–"),
            series.modality,
            series.description or self.tr("No description"),
            words.number(series.instances),
            _size(bytes_of_series(series)),
            "",
        )


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (IMAGES, SIZE) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _size(estimate: int | None) -> str:
    return "–" if estimate is None else words.rough_size(estimate)


def _quiet() -> Any:
    """Not as faint as what cannot be used: it is still to be read, and may be wanted again."""
    return QGuiApplication.palette().brush(QPalette.ColorRole.PlaceholderText)


class StudiesTree(QTreeView):
    """Arrows walk, Space takes a series in or leaves it out. As high as its rows: what it stands in
    scrolls, and is told by `moved` which part of the tree must be seen."""

    moved = Signal(QRect)

    def __init__(self) -> None:
        super().__init__()
        self.studies = StudiesModel(self)
        self.setModel(self.studies)
        self.setObjectName("studies")
        self.setAccessibleName(self.tr("Studies and series"))
        self.setAccessibleDescription(self.tr("Space leaves a series out"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setIndentation(round(self.fontMetrics().height() * 1.2))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.expanded.connect(self._fit)
        self.collapsed.connect(self._fit)
        self.horizontalScrollBar().rangeChanged.connect(self._fit)
        header = self.header()
        header.setStretchLastSection(False)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsClickable(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(DESCRIPTION, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Fixed)  # Qt forgets our boxes
        widest = max(words.short_date("20261130"), self.tr("Series {}").format(9000), key=len)
        letters = self.fontMetrics().horizontalAdvance(widest)
        header.resizeSection(WHAT, 2 * self.indentation() + 40 + letters)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_studies(self, studies: Sequence[Study], off: set[str]) -> None:
        """These, with the same row under the cursor as before."""
        at, row = self.currentIndex(), None
        if at.isValid():
            row = self.studies.uid_at(at)
        self.studies.show_studies(studies, off)
        numbers = {study.accession_number for study in studies}
        self.setColumnHidden(ACCESSION, len(numbers) < 2)  # the search field says it
        if len(studies) == 1 or sum(len(study.series) for study in studies) <= MOST_OPEN:
            self.expandAll()
        if row is not None:
            self._return_to(row)
        self._fit()

    def _fit(self) -> None:
        rows = sum(1 for _ in self._rows())
        height = self.header().sizeHint().height() + rows * self._row_height() + 4
        if self.horizontalScrollBar().maximum():  # a narrow window
            height += self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height)

    def _rows(self) -> Iterator[QModelIndex]:
        """Those that are not folded away."""
        index = self.studies.index(0, 0)
        while index.isValid():
            yield index
            index = self.indexBelow(index)

    def _row_height(self) -> int:
        return max(self.sizeHintForRow(0), self.fontMetrics().height())

    def currentChanged(self, current: Index, previous: Index) -> None:
        """The cursor is never out of sight."""
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            place = self.visualRect(current)
            self.moved.emit(place.translated(self.viewport().pos()))

    def _return_to(self, uid: str) -> None:
        for row in range(self.studies.rowCount()):
            index = self.studies.index(row, 0)
            below = [self.studies.index(at, 0, index) for at in range(self.studies.rowCount(index))]
            for one in (index, *below):
                if uid == self.studies.uid_at(one):
                    self.setCurrentIndex(one)
                    return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, wherever in the row the cursor stands."""
        first = self.currentIndex().siblingAtColumn(WHAT)
        if event.key() == Qt.Key.Key_Space and first.isValid():
            was = self.studies.state(first)
            now = Qt.CheckState.Unchecked if was is Qt.CheckState.Checked else Qt.CheckState.Checked
            self.studies.setData(first, now, Qt.ItemDataRole.CheckStateRole)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The cursor stands somewhere, so that Space has a meaning."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.studies.rowCount():
            self.setCurrentIndex(self.studies.index(0, 0))
