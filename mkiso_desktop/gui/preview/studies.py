"""The table of studies: date, modality, description, series, images, accession number."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ...core.study import Study
from .. import words

Index = QModelIndex | QPersistentModelIndex
DATE, MODALITY, DESCRIPTION, SERIES, IMAGES, ACCESSION = range(6)
_ROOT = QModelIndex()


class StudiesModel(QAbstractTableModel):
    """Frozen studies, one a row; replaced whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studies: tuple[Study, ...] = ()

    def show_studies(self, studies: tuple[Study, ...]) -> None:
        """These instead of what was there."""
        self.beginResetModel()
        self._studies = studies
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One row per study."""
        return 0 if parent.isValid() else len(self._studies)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """As many as `headerData` names."""
        return 0 if parent.isValid() else 6

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
            self.tr("Date"),
            self.tr("Modality"),
            self.tr("Description"),
            self.tr("Series"),
            self.tr("Images"),
            self.tr("Accession number"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The study's words; a count that the archive does not tell is a dash."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        study = self._studies[index.row()]
        return (
            words.short_date(study.date),
            ", ".join(study.modalities),
            study.description or self.tr("No description"),
            _number(study.series_count),
            _number(study.instance_count),
            study.accession_number,
        )[index.column()]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (SERIES, IMAGES) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _number(count: int | None) -> str:
    return "–" if count is None else str(count)


class StudiesTable(QTableView):
    """Read only, nothing to select: everything in it goes on the disc."""

    def __init__(self) -> None:
        super().__init__()
        self.studies = StudiesModel(self)
        self.setModel(self.studies)
        self.setAccessibleName(self.tr("Studies"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 2.2))
        self.setMinimumHeight(self.fontMetrics().height() * 9)  # the head and three studies
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(DESCRIPTION, QHeaderView.ResizeMode.Stretch)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """The least that makes sense: it takes what room there is, and scrolls."""
        return QSize(super().sizeHint().width(), self.minimumHeight())
