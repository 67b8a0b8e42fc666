"""What stands in the table's place while there is nothing to show, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...core.errors import MkisoError
from ..glyph import Glyph
from ..labels import label


class Blank(QWidget):
    """A drawing, a headline, a line."""

    def __init__(self) -> None:
        super().__init__()
        self.glyph = Glyph("history", "faint", 56)
        self.headline = label("", "headline", wraps=True)
        self.line = label("", "quiet", wraps=True)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        for one in (self.headline, self.line):
            one.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(one)
        column.addStretch(3)

    def say_closed(self) -> None:
        """There is no engine to ask yet."""
        self._say(self.tr("The desk is not ready yet"), self.tr("Wait a moment."))

    def say_empty(self, text: str) -> None:
        """Nothing was made, or nothing that fits the text."""
        if text.strip():
            self._say(
                self.tr("Nothing in the history fits that"),
                self.tr("Try fewer letters: a part of the name, the patient ID or the number."),
            )
        else:
            self._say(
                self.tr("Nothing has been made yet"),
                self.tr("What you save or send is kept here: for whom, when, and by which way."),
            )

    def say_error(self, error: MkisoError) -> None:
        """The history could not be read."""
        self._say(error.title, error.advice, "stop", "stop")

    def _say(self, headline: str, line: str, icon: str = "history", tone: str = "faint") -> None:
        self.glyph.show_icon(icon, tone)
        self.headline.setText(headline)
        self.line.setText(line)
        self.setAccessibleName(f"{headline}. {line}")
