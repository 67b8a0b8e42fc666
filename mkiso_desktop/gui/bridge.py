"""engine.watch as Qt signals: what a lane tells in its thread arrives in the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ..engine.engine import Engine


class Bridge(QObject):
    """`changed` carries a frozen JobView, `sampled` what a job's pictures can be drawn from. Close
    it before the engine's lanes are waited for."""

    changed = Signal(object)
    sampled = Signal(object)

    def __init__(self, parent: QObject, engine: Engine) -> None:
        super().__init__(parent)
        self._unwatch = engine.watch(self.changed.emit)
        self._unwatch_samples = engine.watch_samples(self.sampled.emit)

    def close(self) -> None:
        """Hear no more."""
        self._unwatch()
        self._unwatch_samples()
