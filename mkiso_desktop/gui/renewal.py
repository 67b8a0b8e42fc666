"""New settings take effect: the engine is closed and opened again by them, between two jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal

from ..engine.job import JobView
from .desk import Desk


class Renewal(QObject):
    """`begins` when the engine is let go; the desk's `opened` or `not_opened` follows. `waits` when
    jobs are under way: none is cancelled for a setting."""

    begins, waits = Signal(), Signal()

    def __init__(self, desk: Desk, running: Callable[[], Sequence[JobView]]) -> None:
        super().__init__(desk)
        self._desk, self._running = desk, running
        self._is_wanted = False
        # Queued: the rows that `running` looks at have heard it by then.
        desk.changed.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def want(self) -> None:
        """Now, or as soon as nothing is being made."""
        self._is_wanted = True
        if self._running():
            self.waits.emit()
        else:
            self._renew()

    def _hear(self, view: JobView) -> None:
        if self._is_wanted and view.state.is_over and not self._running():
            self._renew()

    def _renew(self) -> None:
        self._is_wanted = False
        self.begins.emit()
        self._desk.reopen()
