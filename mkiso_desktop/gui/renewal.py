"""New settings take effect: the engine is closed and opened again by them, between two jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ..engine.job import JobView, Origin
from .desk import Desk

PATIENCE_MS: Final = 300_000  # 300 MB at a megabyte a second
TURNING_MS: Final = 5_000  # a page looks again each second, or by refresh every two


class Renewal(QObject):
    """`begins` when the engine is let go; the desk's `opened` or `not_opened` follows. `waits` when
    jobs or downloads are under way: none is cut off for a setting, but a download that takes longer
    than `patience`. `turning`: a link's job has just ended, and its page becomes the download by
    what this listener, and no other, knows of it."""

    begins, waits = Signal(), Signal()

    def __init__(self, desk: Desk, running: Callable[[], Sequence[JobView]]) -> None:
        super().__init__(desk)
        self._desk, self._running = desk, running
        self._is_wanted = False
        self.patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self.patience.timeout.connect(self._lose_patience)
        self.turning = QTimer(self, singleShot=True, interval=TURNING_MS)
        self.turning.timeout.connect(self._look)
        # Queued: the rows that `running` looks at have heard it by then.
        desk.changed.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        desk.links_idle.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def want(self) -> None:
        """Now, or as soon as nothing is being made or fetched."""
        self._is_wanted = True
        if self._running() or self._is_fetched():
            self.waits.emit()
        self._look()

    def _hear(self, view: JobView) -> None:
        if view.state.is_over:
            if view.origin is Origin.LINK:
                self.turning.start()
            self._look()

    def _look(self) -> None:
        if not self._is_wanted or self._running():
            return
        if not self._is_fetched():
            self._renew()
            return
        if self._desk.is_answering:
            self._desk.tell_idle()
        if not self.patience.isActive():
            self.patience.start()

    def _is_fetched(self) -> bool:
        """Whether somebody fetches what was made, or is about to."""
        return self._desk.is_answering or self.turning.isActive()

    def _lose_patience(self) -> None:
        if self._is_wanted and not self._running():
            self._renew()

    def _renew(self) -> None:
        self._is_wanted = False
        self.patience.stop()
        self.begins.emit()
        self._desk.reopen()
