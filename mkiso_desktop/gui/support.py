"""What a person may send to whoever looks after this program: what happened, and nothing about
any patient.

Of an error's title only the template goes in, without what was put into its holes; advice may name
folders, and details anything, so neither is in it.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from .. import __version__
from ..core.errors import MkisoError
from ..core.said import source_of


def report(error: MkisoError, facts: Mapping[str, str] | None = None) -> str:
    """Plain text, in English: it is for support. `facts` must not tell of a patient either."""
    template = source_of(error.title)
    lines = {
        "mkiso-desktop": __version__,
        "system": platform.platform(),
        "python": platform.python_version(),
        "qt": f"{qVersion()} ({QGuiApplication.platformName()})",
        "code": error.code,
        "what happened": template.source if template else type(error).__name__,
        **(facts or {}),
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


def copy(error: MkisoError, facts: Mapping[str, str] | None = None) -> None:
    """To the clipboard."""
    QGuiApplication.clipboard().setText(report(error, facts))
