"""How a row is taken hold of: by keys, by its menu, and by dragging its files out of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QMenu

from ..acts import MAIN, Act, word
from . import ways

_KEYS = {Act.REMOVE: "Del", Act.COPY_FILE: "Ctrl+C"}
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -9999, Qt.Key.Key_End: 9999}
_F10 = Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier


class Grip(QFrame):
    """Can have the focus: Enter does what comes first, Del takes it away, arrows go to the rows
    beside it, the menu has it all. Files are dragged out as copies."""

    moved = Signal(int)  # to the row that is so many below
    looked_at = Signal()  # a person comes near: are its files still there?

    def __init__(self) -> None:
        super().__init__()
        self._pressed: QPoint | None = None
        self.setProperty("look", "job")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def acts(self) -> tuple[Act, ...]:
        """What can be done about it now; what comes first is what Enter does, if it is in MAIN."""
        raise NotImplementedError

    def act(self, act: Act) -> None:
        """Do it."""
        raise NotImplementedError

    def files(self) -> list[Path]:
        """What can be dragged out of it now."""
        raise NotImplementedError

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only when the row itself has the focus: its buttons and fields know their own keys."""
        key = Qt.Key(event.key())
        if not self.hasFocus():
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do_first()
        elif key == Qt.Key.Key_Delete:
            self._do(Act.REMOVE, Act.CANCEL)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._do(Act.COPY_FILE)
        elif key == Qt.Key.Key_Menu or (key, event.modifiers()) == _F10:
            self.open_menu(self.mapToGlobal(QPoint(40, 40)))
        else:
            super().keyPressEvent(event)

    def _do_first(self) -> None:
        first, *_ = self.acts() or (None,)
        if first in MAIN:
            self.act(first)

    def _do(self, *acts: Act) -> None:
        for act in acts:
            if act in self.acts() and self.is_by_key(act):
                self.act(act)
                return

    def is_by_key(self, act: Act) -> bool:
        """Whether a single key may do it now."""
        return True

    def menu(self) -> QMenu:
        """Everything that can be done, with its key."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in self.acts():
            keys = QKeySequence(_KEYS.get(act, "")).toString(QKeySequence.SequenceFormat.NativeText)
            entry = menu.addAction(f"{word(act)}\t{keys}" if keys else word(act))
            entry.triggered.connect(lambda _checked=False, it=act: self.act(it))
        return menu

    def open_menu(self, where: QPoint) -> None:
        """Unless it is open: some systems ask for it by an event of its own as well as by the
        key."""
        if QApplication.activePopupWidget() is None:
            self.menu().popup(where)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the right button, or by the system's own key for it."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        self.open_menu(event.globalPos() if by_mouse else self.mapToGlobal(QPoint(40, 40)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Perhaps the beginning of a drag."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It was none."""
        self._pressed = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough: it is a drag, if there is a finished file."""
        if self._pressed is None:
            return
        way = (event.position().toPoint() - self._pressed).manhattanLength()
        if way >= QApplication.startDragDistance() and (files := self.files()):
            self._pressed = None
            ways.drag(self, files)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Before it can be dragged."""
        self.looked_at.emit()
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Before it can be copied."""
        self.looked_at.emit()
        super().focusInEvent(event)
