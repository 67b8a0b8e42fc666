"""One editor for each kind of value. What it gives is what TOML would hold."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ..glyph import Glyph
from .plan import Field, Kind

WIDE, NARROW = 58, 12  # letters

_WHOLE = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]+[.,][0-9]+")


def as_text(value: Any) -> str:
    """A value as it stands in a line."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def as_value(kind: Kind, text: str) -> Any:
    """What a person means by the text; the text itself where a number was wanted and is none, so
    that the configuration's own rules tell the mistake."""
    text = text.strip()
    if kind is Kind.LIST:
        return [word for word in re.split(r"[\s,;]+", text) if word]
    if kind in (Kind.WHOLE, Kind.NUMBER) and _WHOLE.fullmatch(text):
        return int(text)
    if kind is Kind.NUMBER and _NUMBER.fullmatch(text):
        return float(text.replace(",", "."))
    return text


class Editor(QWidget):
    """Shows and gives one value; `edited` when a person has changed it."""

    edited = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)

    def value(self) -> Any:
        """As TOML holds it; None: a secret that stays what it is."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Show it; not an edit."""
        raise NotImplementedError

    def hold(self, widget: QWidget) -> None:
        """What has the focus, and the name for who cannot see."""
        self.control = widget
        self.setFocusProxy(widget)
        widget.setAccessibleName(self.field.label)
        policy = widget.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)  # as high as a button beside it
        widget.setSizePolicy(policy)
        self._row.addWidget(widget, 1)

    def letters(self, count: int) -> int:
        """The width of so many letters."""
        return self.fontMetrics().averageCharWidth() * count


class LineEditor(Editor):
    """Text, numbers and lists."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.line = QLineEdit()
        is_number = field.kind in (Kind.WHOLE, Kind.NUMBER)
        self.line.setMaximumWidth(self.letters(NARROW if is_number else WIDE))
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.hold(self.line)
        self._row.addStretch(0)

    def value(self) -> Any:
        """The text, or the number or list that it means."""
        return as_value(self.field.kind, self.line.text())

    def show_value(self, value: Any) -> None:
        """From its beginning, also when it is long."""
        if value != self.value() or not self.line.text():
            self.line.setText(as_text(value))
            self.line.setCursorPosition(0)


class PathEditor(LineEditor):
    """A file or a folder, typed or chosen."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.setAccessibleName(self.tr("Choose: {}").format(field.label))
        self.browse.clicked.connect(self._choose)
        self._row.insertWidget(1, self.browse)

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.field.label, self.line.text())
        if self.field.kind is Kind.FOLDER:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.line.setText(path)
        self.edited.emit()


class SwitchEditor(Editor):
    """Yes or no."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = QCheckBox(self.tr("Yes"))
        self.box.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.box.clicked.connect(lambda _checked: self.edited.emit())
        self.hold(self.box)
        self._row.addStretch(1)

    def value(self) -> Any:
        """True or False."""
        return self.box.isChecked()

    def show_value(self, value: Any) -> None:
        """Anything but True is no."""
        self.box.setChecked(value is True)


class ChoiceEditor(Editor):
    """One of a few. A value that is none of them (a mistake in the file) is shown as it is."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = QComboBox()
        for value, text in field.choices:
            self.box.addItem(text, value)
        self.box.setMaximumWidth(self.letters(WIDE))
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )  # else its longest choice would widen the page
        self.box.setMinimumContentsLength(NARROW)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.installEventFilter(self)
        self._arrow = Glyph("open", "quiet", 14, self.box)
        self.box.activated.connect(lambda _index: self.edited.emit())
        self.hold(self.box)
        self._row.addStretch(0)

    def value(self) -> Any:
        """The word of the configuration, not the text."""
        return self.box.currentData()

    def show_value(self, value: Any) -> None:
        """Choose it."""
        index = self.box.findData(value)
        if index < 0:
            self.box.addItem(as_text(value), value)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow stays at the right; a wheel scrolls the page, and changes nothing on it."""
        if event.type() == QEvent.Type.Resize:
            room = self.box.size() - self._arrow.size()
            self._arrow.move(room.width() - 9, room.height() // 2)
        if event.type() == QEvent.Type.Wheel and not self.box.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
