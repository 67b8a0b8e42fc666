"""One number among several: what is known of it, and what a person may do about it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ...core.study import Finding, plain_name
from .. import words
from ..glyph import Glyph
from ..labels import Elided
from ..said import translated
from .asked import Row, State
from .choices import Choices, offers

_GLYPHS = {
    State.LOOKING: ("running", "quiet"),
    State.FOUND: ("done", "good"),
    State.OTHER: ("stop", "stop"),
    State.NO_IMAGES: ("waiting", "care"),
    State.UNKNOWN: ("care", "care"),
    State.BAD: ("care", "care"),
    State.SILENT: ("care", "care"),
    State.STOPPED: ("stop", "stop"),
}
NUMBER = 18  # letters: the longest number there is, and some room


class RowLine(QFrame):
    """A line that takes the focus: Del removes it. `used` carries the number to take instead."""

    removed = Signal()
    kept = Signal()  # only this row's patient
    used = Signal(str)

    def __init__(self, number: str) -> None:
        super().__init__()
        self.setProperty("look", "row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown: object = None
        self._choices: Choices | None = None
        self.glyph = Glyph("running", "quiet", 18)
        self.number = Elided(number, "strong")
        self.number.setFixedWidth(self.fontMetrics().averageCharWidth() * NUMBER)
        self.number.setToolTip(number)
        self.words = Elided("", "", Qt.TextElideMode.ElideRight)
        self.keep = self._button(self.tr("Keep only this patient"))
        self.keep.clicked.connect(lambda _checked=False: self.kept.emit())
        self.remove = self._button(self.tr("Remove"))
        self.remove.setAccessibleName(self.tr("Remove {}").format(number))
        self.remove.setToolTip(self.tr("Del"))
        self.remove.clicked.connect(lambda _checked=False: self.removed.emit())
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.glyph)
        line.addWidget(self.number)
        line.addWidget(self.words, 1)
        line.addWidget(self.remove)
        # Below the words, so that a name has room; what a plain button has around its own text
        # is not to be seen.
        self._indent = 18 + 10 + self.number.width() + 10 - 6
        below = QHBoxLayout()
        below.setContentsMargins(self._indent, 0, 0, 0)
        below.addWidget(self.keep)
        below.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(4, 5, 0, 5)
        self._column.setSpacing(2)
        self._column.addLayout(line)
        self._column.addLayout(below)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "plain")
        button.setAutoDefault(True)  # Enter, too
        return button

    def show_row(self, row: Row, state: State, *, several: bool, keeps: bool) -> None:
        """As it is now. `several`: there are several patients, so each row says the ID as well;
        `keeps`: a person may keep only this row's patient."""
        shown = (row, state, several, keeps)
        if shown == self._shown:
            return
        self._shown = shown
        self.glyph.show_icon(*_GLYPHS[state])
        text = self._words(row, state, several=several)
        advice = translated(row.error).advice if row.error else ""
        self.words.setText(text)
        self.words.setToolTip("\n".join(filter(None, (text, advice))))
        self.words.setProperty("look", "stop" if state is State.OTHER else "")
        self.words.style().polish(self.words)
        self.keep.setVisible(keeps)
        if row.finding:
            name = plain_name(row.finding.patient.name)
            self.keep.setAccessibleName(self.tr("Keep only {}").format(name))
        self._offer(row)
        self.setAccessibleName(f"{row.number}: {text}")

    def _offer(self, row: Row) -> None:
        if self._choices is not None:
            self._choices.hide()
            self._choices.deleteLater()
            self._choices = None
        if row.offers:
            near = offers(row.offers, self.used.emit)
            # A letter for each of twenty rows is not to be had.
            plain = [replace(one, text=one.text.replace("&", "")) for one in near]
            self._choices = Choices(plain, "plain")
            self._choices.setContentsMargins(self._indent, 0, 0, 0)
            self._column.addWidget(self._choices)

    @property
    def offered(self) -> list[QPushButton]:
        """The buttons that take another number instead."""
        return self._choices.buttons if self._choices is not None else []

    def _words(self, row: Row, state: State, *, several: bool) -> str:
        if row.finding:
            return self._found(row.finding, state, several=several)
        if state is State.UNKNOWN and row.offers:
            return self.tr("Not found. Did you mean:")
        told = {
            State.LOOKING: self.tr("Looking it up…"),
            State.NO_IMAGES: self.tr("Known, but nothing is in the PACS yet"),
            State.UNKNOWN: self.tr("Not found"),
            State.SILENT: self.tr("The PACS did not answer"),
        }
        return told.get(state) or (translated(row.error).title if row.error else "")

    def _found(self, finding: Finding, state: State, *, several: bool) -> str:
        patient = finding.patient
        name = plain_name(patient.name) or self.tr("Without a name")
        if several:
            name = f"{name} ({patient.patient_id})"
        if state is State.OTHER:
            name = self.tr("Another patient: {}").format(name)
        modalities = dict.fromkeys(one for study in finding.studies for one in study.modalities)
        counts = [study.instance_count for study in finding.studies]
        images = "" if None in counts else words.images(sum(count or 0 for count in counts))
        return " · ".join(filter(None, (name, ", ".join(modalities), images)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del removes the row; all else is the window's."""
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def stops(self) -> list[QWidget]:
        """What can have the focus, in order."""
        return [self, self.keep, *self.offered, self.remove]

    def take_tabs(self, is_current: bool) -> None:
        """Tab stops in one row alone; the others are reached with up and down."""
        policy = Qt.FocusPolicy.StrongFocus if is_current else Qt.FocusPolicy.ClickFocus
        for widget in self.stops():
            widget.setFocusPolicy(policy)

    def ensure_focus(self) -> None:
        """A button that had the focus may have gone: then the row has it."""
        focus = QApplication.focusWidget()
        if focus is None or not focus.isVisibleTo(self):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
