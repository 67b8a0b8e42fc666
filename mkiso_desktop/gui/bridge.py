"""engine.watch as one Qt signal: what a lane tells in its thread arrives in the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ..engine.engine import Engine


class Bridge(QObject):
    """`changed` carries a frozen JobView. Close it before the engine's lanes are waited for."""

    changed = Signal(object)

    def __init__(self, parent: QObject, engine: Engine) -> None:
        super().__init__(parent)
        self._unwatch = engine.watch(self.changed.emit)

    def close(self) -> None:
        """Hear no more."""
        self._unwatch()
