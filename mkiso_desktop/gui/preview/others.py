"""Other studies of the same patient, under a fold; a check adds one to the disc."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core.study import Study
from .. import words
from ..said import said
from .choice import Choice

MOST_ROWS = 4  # that are seen at once


class _Rows(QListWidget):
    """The cursor stands somewhere as soon as the keys go here, so that Space has a meaning."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first row, unless it was in another."""
        super().focusInEvent(event)
        if self.currentRow() < 0:
            self.setCurrentRow(0)


class Others(QWidget):
    """Not there while there is nothing to offer. `asked` carries an accession number, and whether
    it shall be on the disc."""

    asked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self.link = QPushButton()
        self.link.setProperty("look", "link")
        self.link.setCheckable(True)
        self.link.toggled.connect(self._turn)
        self.rows = _Rows()
        self.rows.setProperty("look", "others")
        self.rows.setAccessibleName(self.tr("Other studies of this patient"))
        self.rows.setAccessibleDescription(self.tr("Space adds a study"))
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.rows.itemChanged.connect(self._changed)
        self.rows.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.rows)
        self.hide()

    def show_choice(self, choice: Choice) -> None:
        """What is offered, and what of it was added."""
        studies = choice.offered
        at = self.rows.currentRow()
        self.rows.blockSignals(True)
        self.rows.clear()
        for study in studies:
            self.rows.addItem(self._item(study, choice))
        self.rows.setCurrentRow(at if 0 <= at < len(studies) else -1)
        self.rows.blockSignals(False)
        self._count = len(studies)
        row = max(self.rows.sizeHintForRow(0), self.fontMetrics().height())
        self.rows.setFixedHeight(row * min(max(self._count, 1), MOST_ROWS) + 4)
        self._turn(self.link.isChecked())
        self.setVisible(bool(studies))

    def _item(self, study: Study, choice: Choice) -> QListWidgetItem:
        number = study.accession_number
        parts = [
            words.short_date(study.date),
            ", ".join(study.modalities),
            study.description,
            words.images(study.instance_count) if study.instance_count is not None else "",
            number,
            self._reason(number, choice),
        ]
        item = QListWidgetItem(" · ".join(filter(None, parts)))
        item.setToolTip(item.text())
        item.setData(Qt.ItemDataRole.UserRole, number)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        if number and not _is_several(number):
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_added = number in choice.added
            item.setCheckState(Qt.CheckState.Checked if is_added else Qt.CheckState.Unchecked)
        return item

    def _reason(self, number: str, choice: Choice) -> str:
        if not number:
            return self.tr("cannot be added: it has no accession number")
        if _is_several(number):
            return self.tr("cannot be added: there is a comma in its accession number")
        if number in choice.awaited:
            return self.tr("being looked up")
        return said(choice.refused.get(number, ""))

    def _changed(self, item: QListWidgetItem) -> None:
        is_wanted = item.checkState() is Qt.CheckState.Checked
        self.asked.emit(str(item.data(Qt.ItemDataRole.UserRole)), is_wanted)

    def _turn(self, is_open: bool) -> None:
        self.rows.setVisible(is_open)
        text = (
            self.tr("1 other study of this patient")
            if self._count == 1
            else self.tr("{} other studies of this patient").format(self._count)
        )
        self.link.setText(f"▾  {text}" if is_open else f"▸  {text}")
        self.link.setAccessibleName(text)


def _is_several(number: str) -> bool:
    """Whether asking for it would ask for others: a request takes a comma for a list."""
    return "," in number
