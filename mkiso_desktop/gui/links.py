"""Links in the hospital's own pages (HIS) are answered beside the window, in a thread it lends.

What answers them is no room of ours: __main__ hands in what opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, QThread, Signal

from ..core.errors import MkisoError

if TYPE_CHECKING:
    from ..engine.engine import Engine
    from ..engine.health import Reading


class HttpFace(Protocol):
    """The listener of one engine. `run` blocks until `stop`, which any thread may call, also
    before; whoever watches is told, from its own threads, how it is from then on. `when_idle` has
    a call made from there once nobody is being answered."""

    @property
    def is_answering(self) -> bool: ...

    def run(self) -> None: ...

    def stop(self) -> None: ...

    def watch(self, callback: Callable[[Reading], None]) -> Callable[[], None]: ...

    def when_idle(self, call: Callable[[], object]) -> None: ...


OpenListener = Callable[["Engine"], HttpFace | None]


def no_listener(_engine: Engine) -> HttpFace | None:
    """For a window that answers no links."""
    return None


class Links(QThread):
    """Opens the listener and runs it until `stop`; `told` carries how it is, a Reading. Whatever
    keeps it from running is told by that, and the window goes on. `idle` follows `tell_idle`."""

    told = Signal(object)
    idle = Signal()
    _said = Signal(object)

    def __init__(self, parent: QObject, open_listener: OpenListener, engine: Engine) -> None:
        super().__init__(parent)
        self._open, self._engine = open_listener, engine
        self._face: HttpFace | None = None
        self.reading: Reading | None = None  # the last that was told
        self._is_stopping = False
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def run(self) -> None:
        """In its own thread, where all that it needs is imported, too."""
        from ..core.logs import unexpected
        from ..engine.health import links_off, links_stopped

        try:
            face = self._open(self._engine)
            if face is None:
                self._said.emit(links_off())
            else:
                self._serve(face)
        except MkisoError as error:
            self._said.emit(links_stopped(error))
        except Exception as error:
            self._said.emit(links_stopped(unexpected(error, "links")))

    def _serve(self, face: HttpFace) -> None:
        self._face = face
        if self._is_stopping:  # it came before `stop` could see the face
            face.stop()
        unwatch = face.watch(self._said.emit)
        try:
            face.run()
        finally:
            unwatch()

    @property
    def is_answering(self) -> bool:
        """Whether somebody is being answered: a download, most likely."""
        return self._face is not None and self._face.is_answering

    def tell_idle(self) -> None:
        """Have `idle` told once nobody is being answered any more."""
        if self._face is not None:
            self._face.when_idle(self.idle.emit)

    def stop(self) -> None:
        """Answer nothing more, and say nothing more. Returns at once; the thread ends soon."""
        self._is_stopping = True
        if self._face is not None:
            self._face.stop()

    def _hear(self, reading: Reading) -> None:
        if not self._is_stopping:
            self.reading = reading
            self.told.emit(reading)
