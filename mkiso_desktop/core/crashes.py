"""Sees to it that a crash leaves no word and no image of a patient behind."""

from __future__ import annotations

import sys
import threading
from contextlib import suppress


def leave_nothing() -> None:
    """For the whole process, as its first act: no core file, which would hold every image in
    memory, and no text of an exception that nobody caught, which may hold a name."""
    with suppress(ImportError):  # POSIX alone has it
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CORE)
        resource.setrlimit(resource.RLIMIT_CORE, (0, most))
    sys.excepthook = lambda kind, error, trace: _say(error, "the program")
    threading.excepthook = lambda args: _say(args.exc_value, "a thread")
    sys.unraisablehook = lambda args: _say(args.exc_value, "the end of an object")


def _say(error: BaseException | None, where: str) -> None:
    from .logs import unexpected  # not before it is needed: the window paints first

    if error is not None:
        unexpected(error, where)
