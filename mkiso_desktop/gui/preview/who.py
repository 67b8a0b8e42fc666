"""The patient's card with the pictures of the series to its right, where they are always seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from .card import Card
from .pictures import Pictures

BETWEEN = 24  # logical pixels


class Who(QWidget):
    """As high without pictures as with them. These take what the patient's facts leave of the
    line, and scroll where there are more: no fact moves when they come."""

    def __init__(self, card: Card, pictures: Pictures) -> None:
        super().__init__()
        self._card, self._pictures = card, pictures
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(BETWEEN)
        row.addStrut(pictures.height())
        row.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(pictures, 0, Qt.AlignmentFlag.AlignTop)
        pictures.counted.connect(self.share)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The window is wider, or narrower."""
        super().resizeEvent(event)
        self.share()

    def share(self) -> None:
        """How much the pictures get."""
        room = self.width() - self._card.facts_width() - BETWEEN
        self._pictures.take(room)
