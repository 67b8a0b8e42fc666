"""How large a window is: letters decide, so that large type has room, and then the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget


def extent(window: QWidget, letters: int, lines: int, least: tuple[int, int] = (0, 0)) -> QSize:
    """So many letters wide and lines high, or `least` logical pixels where that is more; never
    larger than the screen."""
    measure = window.fontMetrics()
    wanted = QSize(measure.averageCharWidth() * letters, measure.height() * lines)
    return wanted.expandedTo(QSize(*least)).boundedTo(window.screen().availableSize() * 0.94)
