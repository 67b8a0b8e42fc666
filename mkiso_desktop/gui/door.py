"""Where later starts are heard (gui.single): one line from each, and one line back."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from .single import HEARD, LONGEST, PATIENCE_MS

log = logging.getLogger(__name__)

MOST_CALLERS = 8


class Door(QObject):
    """Hears later starts. `is_open` says whether they may still be heard."""

    knocked = Signal(str)  # what to look for; empty: only come to the front

    def __init__(self, parent: QObject, is_open: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._is_open = is_open
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(MOST_CALLERS)
        self._server.newConnection.connect(self._let_in)

    def open(self, door: str) -> bool:
        """Listen there, unless somebody does already. What a crash left there is cleared away."""
        if not door or _is_answered(door):
            return False
        QLocalServer.removeServer(door)
        if self._server.listen(door):
            return True
        log.info("a second start will not be heard: %s", self._server.errorString())
        return False

    def close(self) -> None:
        """Hear nobody any more, and leave no socket behind."""
        self._server.close()

    def _let_in(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            _Caller(self, caller, self._hear)

    def _hear(self, find: str) -> bool:
        if not self._is_open():
            return False
        QTimer.singleShot(0, self, lambda: self.knocked.emit(find))  # answered first
        return True


class _Caller(QObject):
    """One start that hands itself over; gone after its message, or after its time."""

    def __init__(self, door: Door, socket: QLocalSocket, hear: Callable[[str], bool]) -> None:
        super().__init__(door)
        self._socket, self._hear = socket, hear
        socket.setParent(self)
        socket.setReadBufferSize(LONGEST)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.deleteLater)
        QTimer.singleShot(PATIENCE_MS, self, self._end)
        self._read()  # what came before we listened

    def _read(self) -> None:
        if self._socket.canReadLine():
            find = _understood(bytes(self._socket.readLine(LONGEST).data()))
            if find is not None and self._hear(find):
                self._socket.write(HEARD)
                self._socket.flush()
            self._socket.disconnectFromServer()
        elif self._socket.bytesAvailable() >= LONGEST:
            self._end()

    def _end(self) -> None:
        self._socket.abort()
        self.deleteLater()


def _understood(line: bytes) -> str | None:
    try:
        find = json.loads(line)["find"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return find if isinstance(find, str) else None


def _is_answered(door: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(door)
    is_there = socket.waitForConnected(PATIENCE_MS)
    socket.abort()
    return is_there
