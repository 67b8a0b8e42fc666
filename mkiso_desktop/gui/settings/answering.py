"""Whether links are answered just now, by the settings that are saved; and if not, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ..desk import Desk
from ..glyph import Glyph
from ..labels import label
from ..said import said
from ..status.light import glyph_of, state_of

if TYPE_CHECKING:
    from ...engine.health import Reading


class Answering(QWidget):
    """Follows what the listener tells; there is nothing to press."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.glyph = Glyph("waiting", "quiet", 18)
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
        desk.links_told.connect(self._show)
        self._show(desk.links_reading)

    def _show(self, reading: Reading | None) -> None:
        self.glyph.show_icon(*glyph_of(reading))
        error = reading.error if reading is not None else None
        if reading is None:
            self.state.setText(self.tr("Links are not answered yet"))
        elif error is None:
            self.state.setText(self.tr("Links are answered at {}").format(reading.where))
        else:
            self.state.setText(said(error.title))
        # What is switched off stands just above: there is nothing to mend.
        is_wrong = error is not None and state_of(reading) != "not-set-up"
        self.advice.setText(said(error.advice) if error is not None and is_wrong else "")
        self.advice.setVisible(is_wrong)
        self.setAccessibleName(" ".join(filter(None, [self.state.text(), self.advice.text()])))
