"""How a row is taken hold of: by keys, by its menu, and by dragging its files out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from ..acts import MAIN, Act, word
from . import ways

_KEYS = {Act.REMOVE: "Del", Act.COPY_FILE: "Ctrl+C"}
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -9999, Qt.Key.Key_End: 9999}
_F10 = Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier
_COMES_NEAR = QEvent.Type.Enter, QEvent.Type.FocusIn


@dataclass(frozen=True)
class Hold:
    """What there is to take hold of: what can be done now (what comes first is what Enter does, if
    it is in MAIN), how it is done, whether a single key may do it, and what can be dragged out."""

    acts: Callable[[], tuple[Act, ...]]
    act: Callable[[Act], None]
    is_by_key: Callable[[Act], bool]
    files: Callable[[], list[Path]]


class Grip(QObject):
    """Enter does what comes first, Del takes the row away, arrows go to the rows beside it, the
    menu has it all. Files are dragged out as copies."""

    moved = Signal(int)  # to the row that is so many below
    looked_at = Signal()  # a person comes near: are its files still there?

    def __init__(self, row: QWidget, hold: Hold) -> None:
        super().__init__(row)
        self._row, self._hold = row, hold
        self._pressed: QPoint | None = None
        row.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What happens to the row, before the row itself hears of it."""
        if event.type() in _COMES_NEAR:  # before anything can be dragged or copied
            self.looked_at.emit()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._row.hasFocus() and self._press(event)  # its buttons know their own keys
        elif isinstance(event, QContextMenuEvent):
            by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
            self.open_menu(event.globalPos() if by_mouse else self._corner())
            return True
        elif isinstance(event, QMouseEvent):
            return self._drag(event)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        """Whether the key means something here."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do_first()
        elif key == Qt.Key.Key_Delete:
            self._do(Act.REMOVE, Act.CANCEL)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._do(Act.COPY_FILE)
        elif key == Qt.Key.Key_Menu or (key, event.modifiers()) == _F10:
            self.open_menu(self._corner())
        else:
            return False
        return True

    def _do_first(self) -> None:
        first, *_ = self._hold.acts() or (None,)
        if first in MAIN:
            self._hold.act(first)

    def _do(self, *acts: Act) -> None:
        for act in acts:
            if act in self._hold.acts() and self._hold.is_by_key(act):
                self._hold.act(act)
                return

    def menu(self) -> QMenu:
        """Everything that can be done, with its key."""
        menu = QMenu(self._row)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for act in self._hold.acts():
            keys = QKeySequence(_KEYS.get(act, "")).toString(QKeySequence.SequenceFormat.NativeText)
            entry = menu.addAction(f"{word(act)}\t{keys}" if keys else word(act))
            entry.triggered.connect(lambda _checked=False, it=act: self._hold.act(it))
        return menu

    def open_menu(self, where: QPoint) -> None:
        """Unless it is open: some systems ask for it by an event of its own as well as by the
        key."""
        if QApplication.activePopupWidget() is None:
            self.menu().popup(where)

    def _corner(self) -> QPoint:
        return self._row.mapToGlobal(QPoint(40, 40))

    def _drag(self, event: QMouseEvent) -> bool:
        """A press is perhaps the beginning of a drag; moved far enough, it is one, if there is a
        finished file."""
        here = event.position().toPoint()
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = here if event.button() is Qt.MouseButton.LeftButton else None
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        elif self._pressed is not None:
            far = (here - self._pressed).manhattanLength() >= QApplication.startDragDistance()
            if far and (files := self._hold.files()):
                self._pressed = None
                ways.drag(self._row, files)
        return True
