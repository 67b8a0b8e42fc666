"""What stands below the search field while there is no patient to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core.errors import (
    AccessionNotFound,
    BadRequest,
    ConfigInvalid,
    MkisoError,
    NoDicomData,
    NotConfigured,
)
from ..glyph import Glyph
from ..labels import label
from ..notice import Telling
from ..said import said
from .choices import Choice, Choices

READABLE = 620  # logical pixels: longer lines are hard to read


class _Centred(QWidget):
    """A column of readable width, a little above the middle."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        self.glyph = Glyph(icon, tone, 56)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 0, 24, 0)
        self.column.setSpacing(10)
        self.column.addStretch(2)
        self.column.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(8)

    def add(self, text: str, look: str) -> None:
        """One line of it."""
        line = label(text, look, wraps=True)
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(line)


class Empty(_Centred):
    """Nothing asked yet. `examples` are numbers to try, with what they lead to (demo hospital)."""

    chosen = Signal(str)

    def __init__(self, examples: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__("scan", "faint")
        self.add(self.tr("Scan or type an accession number"), "headline")
        self.add(
            self.tr("Press Enter to see whose it is and what there is, before anything is made."),
            "quiet",
        )
        if examples:
            self._add_examples(examples)
        self.column.addStretch(3)

    def _add_examples(self, examples: Sequence[tuple[str, str]]) -> None:
        block = QWidget()
        grid = QGridLayout(block)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(4)
        grid.addWidget(label(self.tr("In this demo hospital, for example:"), "caption"), 0, 0, 1, 2)
        told = [(number, said(title)) for number, title in examples]
        for row, (number, what) in enumerate(told, 1):
            button = QPushButton(number)
            button.setAutoDefault(True)  # Enter, too
            button.setProperty("look", "link")
            button.setAccessibleName(self.tr("Find {0}: {1}").format(number, what))
            button.clicked.connect(lambda _checked=False, it=number: self.chosen.emit(it))
            grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(what, "quiet"), row, 1)
        self.column.addSpacing(18)
        self.column.addWidget(block, 0, Qt.AlignmentFlag.AlignHCenter)


class Searching(_Centred):
    """Asked, not answered."""

    def __init__(self) -> None:
        super().__init__("search", "faint")
        self._line = label("", "headline", wraps=True)
        self._line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.addWidget(self._line)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(220)
        bar.setAccessibleName(self.tr("Looking it up"))
        self.column.addSpacing(4)
        self.column.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(3)

    def show_reading(self) -> None:
        """What was dropped is read first."""
        self._line.setText(self.tr("Reading what was dropped"))

    def show_numbers(self, numbers: tuple[str, ...]) -> None:
        """What is looked for."""
        text = (
            self.tr("Looking for {}").format(numbers[0])
            if len(numbers) == 1
            else self.tr("Looking for {} accession numbers").format(len(numbers))
        )
        self._line.setText(text)


class Trouble(QWidget):
    """A search, or the start, came to nothing: what happened and what to do."""

    retried = Signal()
    settings_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._telling: Telling | None = None
        self.choices: Choices | None = None
        self.retry = QPushButton(self.tr("&Try again"))
        self.retry.setAutoDefault(True)  # Enter, too
        self.retry.setAccessibleName(self.tr("Try again"))
        self.retry.clicked.connect(lambda _checked=False: self.retried.emit())
        self.settings = QPushButton(self.tr("Open s&ettings"))
        self.settings.setAutoDefault(True)  # Enter, too
        self.settings.setAccessibleName(self.tr("Open settings"))
        self.settings.clicked.connect(lambda _checked=False: self.settings_asked.emit())
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.retry)
        buttons.addWidget(self.settings)
        buttons.addStretch(1)
        block = QWidget()
        block.setMaximumWidth(READABLE)
        self._place = QVBoxLayout(block)
        self._place.setSpacing(16)
        self._glyph = Glyph("stop", "stop", 40)
        self._place.addWidget(self._glyph)
        self._place.addLayout(buttons)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(block, 8)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addLayout(row)
        column.addStretch(3)

    def show_error(
        self, error: MkisoError, *, can_retry: bool, choices: Sequence[Choice] = ()
    ) -> None:
        """This, instead of what was told before, and what may be done about it."""
        if self._telling is not None:
            self._telling.hide()
            self._telling.deleteLater()
        # That there is nothing (yet), or too much, is an answer, and no failure.
        is_answer = isinstance(error, AccessionNotFound | NoDicomData | BadRequest)
        self._glyph.show_icon(*("calm", "quiet") if is_answer else ("stop", "stop"))
        self._telling = Telling(error, "headline", facts=None if is_answer else dict)
        self._place.insertWidget(1, self._telling)
        self.retry.setVisible(can_retry)
        self.settings.setVisible(isinstance(error, ConfigInvalid | NotConfigured))
        self._show_choices(choices)

    def _show_choices(self, choices: Sequence[Choice]) -> None:
        if self.choices is not None:
            self.choices.hide()
            self.choices.deleteLater()
            self.choices = None
        if choices:
            self.choices = Choices(choices)
            self._place.insertWidget(2, self.choices)
            last = self.settings
            for button in self.choices.buttons:
                QWidget.setTabOrder(last, button)
                last = button

    def lines(self) -> list[str]:
        """What stands there now, title first."""
        return self._telling.lines() if self._telling is not None else []
