"""Asked where an ISO shall go: the system's own dialog, set up once for all who ask."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget


def tr(text: str) -> str:
    """The text in the window's language, from the context `saving`."""
    return QCoreApplication.translate("saving", text)


def where_to(parent: QWidget, folder: Path, suggestion: str) -> QFileDialog:
    """Not open yet. An existing file is never replaced, so there is no question about it."""
    dialog = QFileDialog(parent, tr("Save ISO as"), str(folder))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilter(tr("Disc images (*.iso)"))
    dialog.setDefaultSuffix("iso")
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.selectFile(suggestion)
    return dialog
