"""Ctrl+C in the terminal, or a polite kill, ends the window as closing it would, unasked.

Python runs its signal handlers only when Python runs, and Qt's event loop is not Python: so the
signal's byte goes through a socket that the event loop watches.
"""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt(QObject):
    """`came` when the process is asked to end. Must be made, and closed, in the main thread."""

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._heard, self._told = socket.socketpair()
        self._heard.setblocking(False)
        self._told.setblocking(False)
        self._notifier = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)
        self._before = {number: signal.signal(number, _nothing) for number in SIGNALS}
        self._fd_before = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """As it was before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._heard.close()
        self._told.close()

    def _hear(self) -> None:
        if any(number in SIGNALS for number in self._heard.recv(64)):
            self.came.emit()


def _nothing(number: int, frame: object) -> None:
    """The byte in the socket is what counts."""
