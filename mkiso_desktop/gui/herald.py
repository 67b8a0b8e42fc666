"""Says that a job has ended while the person looks elsewhere. Never whose job it was."""

from __future__ import annotations

import logging
import sys
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from ..core.request import Outcome
from ..engine.job import JobState, JobView, Origin

log = logging.getLogger(__name__)

SHOWN_MS = 10_000
_PORTAL = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Notification"


class Crier(Protocol):
    """Has one sentence shown by the desktop, where people see it over other windows."""

    def cry(self, text: str) -> None: ...


class Herald(QObject):
    """Hears the jobs' news (`hear`, a JobView), and has the ends of jobs cried out while no
    window of ours is in front."""

    def __init__(self, window: QMainWindow, crier: Crier | None = None) -> None:
        super().__init__(window)
        self._crier = crier or DesktopCrier(window)
        self._ended: set[int] = set()  # a job may tell its end more than once

    def hear(self, view: JobView) -> None:
        """One news of one job."""
        if not view.state.is_over:
            self._ended.discard(view.number)  # it goes on, or has begun again
        elif view.number not in self._ended:
            self._ended.add(view.number)
            text = self._words(view)
            if text and not _is_looked_at():
                self._crier.cry(text)

    def _words(self, view: JobView) -> str:
        if view.state is JobState.DONE:
            if view.origin is Origin.LINK:
                return ""  # whoever followed the link looks at the browser, which tells it
            if view.request.outcome is Outcome.RELAY:
                return self.tr("A disc was sent to the CD Publisher")
            return self.tr("A disc is ready")
        if view.state in (JobState.FAILED, JobState.BLOCKED):
            return self.tr("A job needs a person")
        return ""


class DesktopCrier(QObject):
    """By the tray where there is one, else by the desktop's portal on Linux; and the window's
    entry in the task bar asks to be looked at. Nothing stays in the tray."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._icon: QSystemTrayIcon | None = None
        self._gone = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._gone.timeout.connect(self._leave_tray)

    def cry(self, text: str) -> None:
        """That sentence, under the program's name."""
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._by_tray(text)
        elif sys.platform == "linux":
            _by_portal(QGuiApplication.applicationDisplayName(), text)

    def _by_tray(self, text: str) -> None:
        if self._icon is None:
            self._icon = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._icon.messageClicked.connect(self._come)
        self._icon.show()
        title = QGuiApplication.applicationDisplayName()
        self._icon.showMessage(title, text, QApplication.windowIcon(), SHOWN_MS)
        self._gone.start()

    def _come(self) -> None:
        self._window.raise_()
        self._window.activateWindow()
        self._leave_tray()

    def _leave_tray(self) -> None:
        if self._icon is not None:
            self._icon.hide()


def _is_looked_at() -> bool:
    front = QApplication.activeWindow()
    return front is not None and not front.isMinimized()


def _by_portal(title: str, text: str) -> None:
    """Nobody waits for an answer: a desktop without a portal has the task bar alone."""
    try:
        from PySide6.QtDBus import QDBusConnection, QDBusMessage
    except ImportError as error:  # a Qt without D-Bus
        log.info("no notification: %s", type(error).__name__)
        return
    message = QDBusMessage.createMethodCall(_PORTAL, _PATH, _INTERFACE, "AddNotification")
    message.setArguments(["job", {"title": title, "body": text}])  # the next one replaces it
    QDBusConnection.sessionBus().send(message)
