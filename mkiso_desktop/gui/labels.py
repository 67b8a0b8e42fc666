"""Labels and lines: plain text with a part in the style sheet, a name that shortens, a hairline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy

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
        from PySide6.QtGui import QPainter  # not before the first paint

        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), self._loses, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | _MIDDLE, text)


class Figures(QLabel):
    """One line of numbers that change often: a label would have all that stands around it laid
    out anew each time; this only grows when it must, and paints itself."""

    def __init__(self, look: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        super().__init__()
        self._text, self._widest, self._side = "", "", side
        self.setProperty("look", look)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What it says."""
        return self._text

    def setText(self, text: str) -> None:
        """Say this now."""
        self._text = text
        self.setAccessibleName(text)
        if self._width(text) > self._width(self._widest):
            self._widest = text
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as it ever was."""
        return QSize(self._width(self._widest), self.fontMetrics().height())

    def _width(self, text: str) -> int:
        self.ensurePolished()  # else it would be measured in letters of another size
        return self.fontMetrics().horizontalAdvance(text) + 1

    def minimumSizeHint(self) -> QSize:
        """One line, however narrow."""
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, in the tone and size of its look, shortened to the width there is."""
        from PySide6.QtGui import QPainter

        painter = QPainter(self)
        end = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self._text, end, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), self._side | _MIDDLE, text)


def edge(*, upright: bool = False) -> QFrame:
    """A hairline between two areas."""
    line = QFrame()
    line.setProperty("look", "edge")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
