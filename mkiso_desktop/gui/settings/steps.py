"""Where one is among the steps of a guide: names in a row, done, here, or still to come."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ..glyph import Glyph
from ..labels import label


class Steps(QWidget):
    """The names with a glyph before each; a screen reader hears where one is."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self._names = names
        self._glyphs: list[Glyph] = []
        self._labels: list[QLabel] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for at, name in enumerate(names):
            glyph, text = Glyph("waiting", "faint", 16), label(name, "quiet")
            self._glyphs.append(glyph)
            self._labels.append(text)
            if at:
                row.addSpacing(18)
            row.addWidget(glyph)
            row.addWidget(text)
        row.addStretch(1)

    def show_step(self, step: int) -> None:
        """Step 1 is the first name; 0: none of them yet."""
        for at, (glyph, text) in enumerate(zip(self._glyphs, self._labels, strict=True), 1):
            is_here = at == step
            glyph.show_icon(*_GLYPHS[(at > step) - (at < step)])
            text.setProperty("look", "strong" if is_here else "quiet")
            text.style().polish(text)
        if step:
            told = self.tr("Step {0} of {1}: {2}")
            self.setAccessibleName(told.format(step, len(self._names), self._names[step - 1]))


# Behind us, here, ahead of us.
_GLYPHS = {-1: ("done", "good"), 0: ("closed", "accent"), 1: ("waiting", "faint")}
