"""How large letters are: Ctrl++, Ctrl+-, Ctrl+0, and what must be measured again after it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from .look import wear
from .preferences import Preferences, TypeSize

KEYS = {"Ctrl++": 1, "Ctrl+=": 1, "Ctrl+-": -1, "Ctrl+0": 0}  # many keyboards have + above =


class Letters(QObject):
    """`changed` when the window's letters have another size, whoever made them so."""

    changed = Signal()

    def __init__(self, window: QWidget, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        self._height = self._now()
        for keys, by in KEYS.items():
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.activated.connect(lambda by=by: self.resize(by))
        window.installEventFilter(self)

    def resize(self, by: int) -> None:
        """One step larger (1) or smaller (-1), or the usual size (0)."""
        size = self._preferences.type_size
        self._preferences.type_size = size.step(by) if by else TypeSize.NORMAL
        self._preferences.save()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        wear(app, self._preferences)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The settings change them too."""
        if event.type() == QEvent.Type.ApplicationFontChange and self._height != self._now():
            self._height = self._now()
            QTimer.singleShot(0, self, self.changed.emit)
        return super().eventFilter(watched, event)

    def _now(self) -> int:
        return self._window.fontMetrics().height()
