"""A scroll area in which nothing moves when its bar comes: the bar stands in the margin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

MARGIN = 32  # logical pixels around what the desk's own place shows; wider than any bar


class Steady(QScrollArea):
    """Scrolls up and down. `inner` has a layout, and to its right `margin` stays free for the bar,
    so that words keep their width, and their lines, whether or not there is one."""

    def __init__(self, inner: QWidget, margin: int = MARGIN) -> None:
        super().__init__()
        self._inner, self._margin = inner, margin
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the focus
        self.verticalScrollBar().rangeChanged.connect(self._make_room)
        self._make_room(0, 0)

    def _make_room(self, _least: int, most: int) -> None:
        layout = self._inner.layout()
        assert layout is not None, "whose margin shall it be?"
        taken = self.verticalScrollBar().sizeHint().width() if most else 0
        margins = layout.contentsMargins()
        margins.setRight(self._margin - taken)
        layout.setContentsMargins(margins)
