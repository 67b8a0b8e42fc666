"""What the floors below the window say, in the window's language (see core.said)."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QLocale

from ..core.errors import MkisoError
from ..core.said import CONTEXT, retold

_look_up = QCoreApplication.translate  # by another name: packaging/texts.py reads literals

Error = TypeVar("Error", bound=MkisoError)


def said(text: str) -> str:
    """The text in the window's language, line by line."""
    return text if _is_english() else retold(text, lambda source: _look_up(CONTEXT, source))


def translated(error: Error) -> Error:
    """The same error with its words in the window's language."""
    if _is_english():
        return error
    other = type(error).__new__(type(error), *error.args)  # its own __init__ may want more
    vars(other).update(vars(error))
    other.title, other.advice = said(error.title), said(error.advice)
    other.detail = said(error.detail) if error.detail else error.detail
    return other


def _is_english() -> bool:
    return QLocale().language() is not QLocale.Language.Indonesian
