"""Closing: asks once while jobs run, then ends them and every thread without a freeze."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow

from .desk import Desk


class Closing(QObject):
    """The way out of a window."""

    def __init__(self, window: QMainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk

    def leave(self) -> None:
        """End without a question; a short while without a window, at most."""
        self._window.hide()
        self._desk.end()

    def ask(self, running: int) -> None:
        """The one question, once."""
        from PySide6.QtWidgets import QMessageBox  # not before the first paint

        from .glyph import picture

        if self._window.findChild(QMessageBox) is not None:
            return
        box = QMessageBox(self._window)
        box.setWindowTitle(self._window.windowTitle())
        box.setIconPixmap(
            picture("care", "care", 32, box.palette(), self._window.devicePixelRatioF())
        )
        box.setText(
            self.tr("One job is still running.")
            if running == 1
            else self.tr("{} jobs are still running.").format(running)
        )
        box.setInformativeText(self.tr("Closing cancels what is not finished."))
        stay = box.addButton(self.tr("&Keep working"), QMessageBox.ButtonRole.RejectRole)
        box.addButton(self.tr("&Cancel jobs, close"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.accepted.connect(self._finish)
        box.finished.connect(box.deleteLater)
        box.open()

    def _finish(self) -> None:
        if (rooms := self._window.centralWidget()) is not None:
            rooms.setEnabled(False)
        self._window.setWindowTitle(self.tr("Finishing…"))
        self._window.setCursor(Qt.CursorShape.BusyCursor)
        self._desk.end()
