"""Imports as Python does, instead of as PySide6 does.

PySide6 puts an `__import__` of its own into builtins, for `from __feature__ import snake_case`:
from then on the source of every module that anybody imports is read, searched for "PySide6", and
stays in `linecache`. That is 30 MB, for a switch that nobody here turns.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - puts it there


def import_plainly() -> None:
    """For the whole process, before the rest of it is imported."""
    before = getattr(builtins, "__orig_import__", None)  # PySide6 keeps what it found there
    if before is not None:
        builtins.__import__ = before
