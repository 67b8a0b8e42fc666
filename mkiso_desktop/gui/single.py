"""One window for one configuration: a second start hands its arguments over, and ends.

A local socket in a folder of this user alone (a named pipe on Windows). What goes over it is one
line of JSON, at most LONGEST bytes, and one line back. A second start imports neither widgets nor
anything of the engine, and a first one next to nothing. The engine's own lock on the work folder
stays the judge: this is manners.
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from ..core.errors import MkisoError
from ..core.places import APP, NoConfiguration, find_config, runtime_folder, users_config

log = logging.getLogger(__name__)

LONGEST = 16 * 1024  # bytes of one message
PATIENCE_MS = 2000  # for the whole handing over; after it a second start goes on alone
HEARD = b"heard\n"


def door_of(config: Path | None) -> str:
    """Where the window of that configuration listens; empty when there is no place for it."""
    try:
        path = find_config(config)
    except NoConfiguration:
        path = users_config()  # where the first start is about to write one
    with suppress(OSError):
        path = path.resolve()
    key = f"{crc32(os.fsencode(path)):08x}"
    if sys.platform == "win32":
        return f"{APP}-{os.environ.get('USERNAME', '')}-{key}"
    try:
        return str(runtime_folder() / f"{key}.door")
    except MkisoError as error:
        log.info("no place for the door of a single window: %s", error.code)
        return ""


def hand_over(door: str, find: str = "", patience_ms: int = PATIENCE_MS) -> bool:
    """Ask the window behind `door` to come to the front and to look for `find`, accession numbers
    as they were typed. False when nobody says within `patience_ms` that it does."""
    if not door or (sys.platform != "win32" and not os.path.exists(door)):  # noqa: PTH110
        return False
    import json

    message = json.dumps({"find": find}).encode() + b"\n"
    return len(message) <= LONGEST and _is_heard(door, message, patience_ms)


def _is_heard(door: str, message: bytes, patience_ms: int) -> bool:
    from PySide6.QtCore import QDeadlineTimer
    from PySide6.QtNetwork import QLocalSocket  # not for a first start

    deadline = QDeadlineTimer(patience_ms)
    socket = QLocalSocket()
    socket.connectToServer(door)
    if not socket.waitForConnected(deadline.remainingTime()):
        return False
    socket.write(message)
    while not socket.canReadLine() and not deadline.hasExpired():
        if not socket.waitForReadyRead(deadline.remainingTime()):
            break
    answer = socket.readLine(len(HEARD) + 1).data() if socket.canReadLine() else b""
    socket.abort()
    return answer == HEARD
