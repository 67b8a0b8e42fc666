"""The program's own log: to standard error for a command, to a private file for the window."""

from __future__ import annotations

import logging
import time
import traceback
from contextvars import ContextVar
from logging.handlers import RotatingFileHandler
from pathlib import Path

from .errors import MkisoError
from .places import open_private

log = logging.getLogger(__name__)

_LINE = "%(asctime)sZ %(levelname)s %(name)s: %(message)s"
_MOST_BYTES, _BACKUPS = 2_000_000, 3

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The HTTP request that is being answered; every line that is written meanwhile bears it."""


def start_logging(level: str, file: Path | None = None) -> None:
    """Write what is at least `level` ("info") to `file`, or to standard error.

    Libraries speak only from warnings on: some write identifiers of patients at lower levels.
    """
    handler: logging.Handler = logging.StreamHandler()
    if file is not None:
        open_private(file, "ab").close()  # made for this user alone, then appended to
        handler = RotatingFileHandler(
            file, maxBytes=_MOST_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True
        )
    handler.setFormatter(line_format())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("mkiso_desktop").setLevel(level.upper())


class _Line(logging.Formatter):
    def formatMessage(self, record: logging.LogRecord) -> str:
        line, request = super().formatMessage(record), REQUEST_ID.get()
        return f"{line} [{request}]" if request else line


def line_format() -> logging.Formatter:
    """How a line of the log is written."""
    line = _Line(_LINE, "%Y-%m-%dT%H:%M:%S")
    line.converter = time.gmtime
    return line


def unexpected(error: BaseException, where: str) -> MkisoError:
    """Our own bug as an error for the desk. The log gets its place; the text of a foreign
    exception may hold a patient's data, so it is not written down."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: unexpected %s\n%s", where, type(error).__name__, frames)
    return MkisoError(
        "Something unexpected happened in this program",
        "Try again. If it happens again, send the log file to whoever looks after mkiso-desktop.",
        type(error).__name__,
    )
