"""One window for one configuration: a second start hands its arguments over, and ends.

A local socket in a folder of this user alone (a named pipe on Windows). What goes over it is one
line of JSON, at most LONGEST bytes, and one line back. A second start imports neither widgets nor
anything of the engine. The engine's own lock on the work folder stays the judge: this is manners.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from ..core.errors import MkisoError
from ..core.places import APP, NoConfiguration, find_config, runtime_folder, users_config

log = logging.getLogger(__name__)

LONGEST = 16 * 1024  # bytes of one message
PATIENCE_MS = 2000  # for the whole handing over; after it a second start goes on alone
MOST_CALLERS = 8
HEARD = b"heard\n"


def door_of(config: Path | None) -> str:
    """Where the window of that configuration listens; empty when there is no place for it."""
    try:
        path = find_config(config)
    except NoConfiguration:
        path = users_config()  # where the first start is about to write one
    with suppress(OSError):
        path = path.resolve()
    key = hashlib.sha256(f"{_user()}\0{path}".encode(errors="replace")).hexdigest()[:16]
    if sys.platform == "win32":
        return f"{APP}-{key}"
    try:
        return str(runtime_folder() / f"{key}.door")
    except MkisoError as error:
        log.info("no place for the door of a single window: %s", error.code)
        return ""


def hand_over(door: str, find: str = "", patience_ms: int = PATIENCE_MS) -> bool:
    """Ask the window behind `door` to come to the front and to look for `find`, accession numbers
    as they were typed. False when nobody says within `patience_ms` that it does."""
    message = json.dumps({"find": find}).encode() + b"\n"
    if not door or len(message) > LONGEST:
        return False
    deadline = QDeadlineTimer(patience_ms)
    socket = QLocalSocket()
    socket.connectToServer(door)
    if not socket.waitForConnected(deadline.remainingTime()):
        return False
    socket.write(message)
    while not (heard := socket.canReadLine()) and not deadline.hasExpired():
        if not socket.waitForReadyRead(deadline.remainingTime()):
            break
    answer = socket.readLine(len(HEARD) + 1).data() if heard or socket.canReadLine() else b""
    socket.abort()
    return answer == HEARD


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


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name
        return ""
