"""The search field: a scanner's keys and Enter, a typed number, or a paste of many."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from ...core.errors import BadRequest, MkisoError
from ...core.request import accession_numbers
from ..glyph import Glyph
from ..labels import label
from ..said import translated

# What people and spreadsheets put between numbers. A scanner's group separators (0x1D) are not
# here: they are refused, since nobody knows what the code meant.
BETWEEN = re.compile(r"[ \t\r\n\u2028\u2029,;]+")
ICON = 20


class Intake(QWidget):
    """`asked` carries checked accession numbers; `left` says that the text is another now."""

    asked = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pattern = ""  # pacs.accession_pattern, once the configuration is read
        self.field = QLineEdit()
        self.field.setProperty("look", "intake")
        self.field.setPlaceholderText(self.tr("Accession number"))
        self.field.setAccessibleName(self.tr("Accession numbers"))
        self.field.textChanged.connect(self._changed)
        self.field.returnPressed.connect(self.ask)
        self.field.installEventFilter(self)
        self._glyph = Glyph("search", "quiet", ICON, self.field)
        self.button = QPushButton(self.tr("&Find"))
        self.button.setProperty("look", "tall")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.button.setAccessibleName(self.tr("Find"))
        self.button.clicked.connect(self.ask)
        self.message = label("", "quiet", wraps=True)
        self.message.setAccessibleName(self.tr("About what was entered"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.field, 0, 0)
        grid.addWidget(self.button, 0, 1)
        grid.addWidget(self.message, 1, 0, 1, 2)
        self.setFocusProxy(self.field)
        self._hint()

    def ask(self) -> None:
        """Check what stands in the field; send it on, or say below what is wrong with it."""
        try:
            numbers = accession_numbers(
                [word for word in BETWEEN.split(self.field.text()) if word], self.pattern
            )
        except BadRequest as error:
            self.say(error)
            self.field.selectAll()
            return
        self._hint()
        self.field.selectAll()  # the next scan replaces it
        self.asked.emit(numbers)

    def fill(self, text: str) -> None:
        """As if it had been typed, with Enter."""
        self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ask()

    def say(self, error: MkisoError) -> None:
        """Under the field, instead of the hint."""
        error = translated(error)
        self.message.setText(f"{error.title}. {error.advice}".strip())
        self._look("stop")

    def clear(self) -> None:
        """Ready for the next person."""
        self.field.clear()
        self.ready()

    def ready(self) -> None:
        """The focus is here, and the next scan replaces what is in the field."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc clears the field, and the drawing stays where it belongs."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.clear()
                return True
        elif isinstance(event, QResizeEvent):
            self._glyph.move(16, (event.size().height() - ICON) // 2)
        return super().eventFilter(watched, event)

    def _changed(self) -> None:
        self._hint()
        self.left.emit()

    def _hint(self) -> None:
        self.message.setText(
            self.tr("Several numbers make one disc: put commas or spaces between them.")
        )
        self._look("quiet")

    def _look(self, look: str) -> None:
        self.message.setProperty("look", look)
        self.message.style().polish(self.message)
