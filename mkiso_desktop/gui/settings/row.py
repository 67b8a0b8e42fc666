"""One key in the settings: its name, its editor, a quiet line of help, and its mistakes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ..glyph import Glyph
from ..labels import label
from ..said import said
from .editors import ChoiceEditor, Editor, LineEditor, PathEditor, SwitchEditor
from .plan import Field, Kind
from .secret import SecretEditor

MARK, LABEL, READ = 3, 26, 76  # letters; READ has room for a line and the button beside it


class Row(QWidget):
    """`edited` carries the key."""

    edited = Signal(str)

    def __init__(self, field: Field, words: str = "") -> None:
        super().__init__()
        self.field = field
        choices = " ".join(text for _, text in field.choices)
        self._found_by = f"{field.key} {field.label} {field.help} {choices} {words}".casefold()
        self._is_locked = False
        self.editor = _editor_for(field)
        self.editor.edited.connect(lambda: self.edited.emit(field.key))
        self.label = label(field.label, wraps=True)
        self.label.setContentsMargins(0, 0, 8, 0)  # it never touches the field
        self.label.setBuddy(self.editor.control)
        self.dot = label("●", "changed")
        self.dot.setFixedWidth(self.editor.letters(MARK))
        self.help = label(field.help, "caption", wraps=True)
        self.mistake = label("", "stop", wraps=True)
        self.mistake.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lock = self._line(
            Glyph("lock", "quiet", 14), label(self.tr("Set by your site"), "caption")
        )
        self._wrong = self._line(Glyph("stop", "stop", 14), self.mistake)
        self._lay_out()
        self.show_state()

    def _lay_out(self) -> None:
        right = QWidget()
        right.setMaximumWidth(self.editor.letters(READ))
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.editor, self._lock, self.help, self._wrong):
            column.addWidget(part)
        height = self.editor.sizeHint().height()
        self.editor.setMinimumHeight(height)
        self.label.setFixedWidth(self.editor.letters(LABEL))
        self.label.setMinimumHeight(height)
        self.dot.setFixedHeight(height)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.dot, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(right, 1)
        row.addStretch(0)

    def _line(self, glyph: Glyph, text: QLabel) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        return line

    def show_stored(self, value: Any, *, locked: bool) -> None:
        """What is stored, as the site or this person has it."""
        self._is_locked = locked
        self.editor.show_value(value)
        self.editor.setEnabled(not locked)
        self.show_state()

    def show_state(self, *, changed: bool = False, mistake: str = "") -> None:
        """Whether it is changed and not saved, and what is wrong with it."""
        self.dot.setText("●" if changed else "")
        wrong = said(mistake)
        self.mistake.setText(wrong[:1].upper() + wrong[1:])
        self._wrong.setVisible(bool(mistake))
        self._lock.setVisible(self._is_locked)
        self.help.setVisible(bool(self.field.help))
        told = [self.field.help, self.mistake.text()]
        if changed:
            told.append(self.tr("Changed, not saved yet"))
        if self._is_locked:
            told.append(self.tr("Set by your site"))
        self.editor.control.setAccessibleDescription(". ".join(filter(None, told)))

    @property
    def is_locked(self) -> bool:
        """Whether the site has settled it."""
        return self._is_locked

    def matches(self, words: list[str]) -> bool:
        """Whether all of these (case folded) are about it."""
        return all(word in self._found_by for word in words)


def _editor_for(field: Field) -> Editor:
    """The editor of that kind."""
    kinds: dict[Kind, type[Editor]] = {
        Kind.SWITCH: SwitchEditor,
        Kind.CHOICE: ChoiceEditor,
        Kind.FILE: PathEditor,
        Kind.FOLDER: PathEditor,
        Kind.SECRET: SecretEditor,
    }
    return kinds.get(field.kind, LineEditor)(field)
