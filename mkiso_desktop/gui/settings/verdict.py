"""A glyph, what is so, and below it what can be done about that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ..glyph import Glyph
from ..labels import label


class Verdict(QWidget):
    """One line of a settings page that says how something is."""

    def __init__(self) -> None:
        super().__init__()
        self.glyph = Glyph("waiting", "faint", 18)
        self.state = label("", "quiet", wraps=True)
        self.advice = label("", "caption", wraps=True)
        self.advice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.state)
        words.addWidget(self.advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def show_words(self, icon: str, tone: str, state: str, advice: str) -> None:
        """How it is now; `advice` is "" where there is nothing to do."""
        self.glyph.show_icon(icon, tone)
        self.state.setText(state)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self.setAccessibleName(" ".join(filter(None, [state, advice])))
