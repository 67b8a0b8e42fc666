"""One short beep for found, a double one for not found; off when the person wishes."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from .preferences import Preferences

BETWEEN_MS = 220


class Beep(Protocol):
    """Makes one short sound, and returns at once."""

    def __call__(self) -> None: ...


class Bell(QObject):
    """Rings for the answers of searches."""

    def __init__(
        self, parent: QObject, preferences: Preferences, beep: Beep = QApplication.beep
    ) -> None:
        super().__init__(parent)
        self._preferences, self._beep = preferences, beep
        self._second = QTimer(self, interval=BETWEEN_MS, singleShot=True)
        self._second.timeout.connect(self._ring)

    def answer(self, found: bool) -> None:
        """Once for a patient, twice for none; a newer answer silences the second of an older."""
        self._second.stop()
        self._ring()
        if not found:
            self._second.start()

    def _ring(self) -> None:
        if self._preferences.sounds:
            self._beep()
