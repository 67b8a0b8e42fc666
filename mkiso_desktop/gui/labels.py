"""Labels and lines: plain text with a part in the style sheet, a name that shortens, a hairline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLabel

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


def label(text: str, look: str = "", *, wraps: bool = False) -> QLabel:
    """A plain text label with its part in the style sheet (peers' texts are never rich text)."""
    it = QLabel(text)
    it.setTextFormat(Qt.TextFormat.PlainText)
    it.setWordWrap(wraps)
    # A name from right to left stands below the others all the same.
    it.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | _MIDDLE)
    if look:
        it.setProperty("look", look)
    return it


class Elided(QLabel):
    """One line that loses its middle, or its end, rather than widen its column; the tooltip has it
    all."""

    def __init__(
        self, text: str, look: str, loses: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle
    ) -> None:
        super().__init__(text)
        self._loses = loses
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)

    def minimumSizeHint(self) -> QSize:
        """As narrow as may be."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, shortened to the width there is."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), self._loses, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | _MIDDLE, text)


def edge(*, upright: bool = False) -> QFrame:
    """A hairline between two areas."""
    line = QFrame()
    line.setProperty("look", "edge")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
