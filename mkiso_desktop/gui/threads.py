"""The threads of the window: a lane of the engine, and questions with one answer or many.

They have a parent and are waited for on closing (desk.py); Qt aborts the process otherwise. A
glance alone is not waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QThread, Signal
from shiboken6 import isValid

if TYPE_CHECKING:
    from ..engine.engine import Engine


class Lane(QThread):
    """The thread that the window lends to one lane of the engine; it ends when that closes."""

    def __init__(self, parent: QObject, engine: Engine) -> None:
        super().__init__(parent)
        self._engine = engine

    def run(self) -> None:
        """Qt would print an exception here, and nobody would know of the dead lane."""
        try:
            self._engine.run_lane()
        except Exception as error:
            from .words import told

            told(error)


def while_there(owner: QObject, slot: Callable[[Any], None]) -> Callable[[Any], None]:
    """`slot`, as long as Qt has `owner`. It lets go of a bound method by itself, not of a lambda:
    the answer would reach a room that another language has replaced."""

    def call(answer: Any) -> None:
        if isValid(owner):
            slot(answer)

    return call


class Ask(QThread):
    """Runs one blocking call. Its answer or its error is told in the GUI thread, then it goes."""

    answered, failed = Signal(object), Signal(object)

    def __init__(self, parent: QObject, call: Callable[..., Any], *args: Any) -> None:
        super().__init__(parent)
        self._call, self._args = call, args
        self._answer: Any = None
        self._error: Exception | None = None
        self._forgotten = False
        # `finished` reaches us in the GUI thread, so answers can never overtake a `forget`.
        self.finished.connect(self._tell)

    def run(self) -> None:
        """The call itself, in its own thread."""
        try:
            self._answer = self._call(*self._args)
        except Exception as error:
            self._error = error

    def forget(self) -> None:
        """Nobody wants to hear the answer any more."""
        self._forgotten = True

    def _tell(self) -> None:
        if self._error is not None and not self._forgotten:
            self.failed.emit(self._error)
        elif not self._forgotten:
            self.answered.emit(self._answer)
        self.deleteLater()


class Glance(QObject):
    """A look at files on a share that may never answer: no QThread, since nobody waits for it on
    closing. `answered` or `failed` in the GUI thread, as of a question; `told` after that."""

    answered, failed = Signal(object), Signal(object)
    told = Signal()
    _ended = Signal()

    def __init__(self, call: Callable[..., Any], *args: Any) -> None:
        super().__init__()  # no parent, which would delete it while the thread still needs it
        self._call, self._args = call, args
        self._answer: Any = None
        self._error: Exception | None = None
        self._forgotten = False
        self._thread = Thread(target=self._run, daemon=True)  # ends with the process
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Look."""
        self._thread.start()

    def forget(self) -> None:
        """Nobody wants to hear the answer any more."""
        self._forgotten = True

    def _run(self) -> None:
        try:
            self._answer = self._call(*self._args)
        except Exception as error:
            self._error = error
        self._ended.emit()

    def _tell(self) -> None:
        self._thread.join()  # it has said so with its last breath
        if self._error is not None and not self._forgotten:
            self.failed.emit(self._error)
        elif not self._forgotten:
            self.answered.emit(self._answer)
        self.told.emit()
        self.deleteLater()


class Listen(Ask):
    """A question whose answers come one by one: `came` tells each, `answered` that it was all."""

    came = Signal(object)
    _said = Signal(object)

    def __init__(self, parent: QObject, call: Callable[..., Any], *args: Any) -> None:
        super().__init__(parent, call, *args)
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def run(self) -> None:
        """The call gives an iterator; its answers are made in this thread."""
        try:
            for answer in self._call(*self._args):
                self._said.emit(answer)
        except Exception as error:
            self._error = error

    def _hear(self, answer: object) -> None:
        if not self._forgotten:
            self.came.emit(answer)
