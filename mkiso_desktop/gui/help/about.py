"""About: versions and licences of this program and of what it is made of."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, qVersion
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ... import __version__
from ..extent import extent
from ..glyph import Glyph
from ..labels import label

# As each says of itself; several are needed by others of them and not named here.
LICENCES = {
    "PySide6-Essentials": "LGPL-3.0",
    "pydicom": "MIT",
    "pynetdicom": "MIT",
    "pycdlib": "LGPL-2.1",
    "pylibjpeg": "MIT",
    "pylibjpeg-openjpeg": "MIT",
    "pylibjpeg-rle": "MIT",
    "python-gdcm": "Apache-2.0",
    "numpy": "BSD-3-Clause",
    "pillow": "MIT-CMU",
    "SQLAlchemy": "MIT",
    "pydantic": "MIT",
    "tomlkit": "MIT",
    "httpx": "BSD-3-Clause",
    "h11": "MIT",
    "idna": "BSD-3-Clause",
    "fastapi": "MIT",
    "starlette": "BSD-3-Clause",
    "uvicorn": "BSD-3-Clause",
    "prometheus-client": "Apache-2.0, BSD-2-Clause",
    "keyring": "MIT",
    "Jinja2": "BSD-3-Clause",
    "filelock": "MIT",
    "platformdirs": "MIT",
    "rich": "MIT",
}
SAID_MS = 4000


@dataclass(frozen=True)
class Part:
    """One thing this program is made of; the version is empty where nobody knows it."""

    name: str
    version: str
    licence: str


def parts() -> list[Part]:
    """This program first. Reads what is installed: some ten milliseconds."""
    return [
        Part("mkiso-desktop", __version__, "MIT"),
        Part("Python", platform.python_version(), "PSF-2.0"),
        Part("Qt", qVersion(), "LGPL-3.0"),
        *(Part(name, _version(name), licence) for name, licence in LICENCES.items()),
    ]


def as_text(made_of: list[Part]) -> str:
    """For a mail to support: versions and the system, nothing of a patient or of this hospital."""
    lines = [f"{part.name} {part.version or '?'}" for part in made_of]
    return "\n".join([*lines, platform.platform()])


def _version(name: str) -> str:
    from importlib import metadata  # not before the first paint

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # a bundle may leave the notes of its parts out
        return ""


class About(QWidget):
    """A small window with the table, and a button that copies it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About this program"))
        self._parts = parts()
        self.table = self._table()
        self.copy = QPushButton(self.tr("Copy &versions"))
        self.copy.setAccessibleName(self.tr("Copy versions"))
        self.copy.clicked.connect(self._copy)
        self.said = label("", "quiet")
        self._lay_out()
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        self.copy.setFocus()

    def _table(self) -> QTableWidget:
        table = QTableWidget(len(self._parts), 3)
        table.setAccessibleName(self.tr("Versions and licences"))
        table.setHorizontalHeaderLabels([self.tr("Part"), self.tr("Version"), self.tr("Licence")])
        for row, part in enumerate(self._parts):
            for column, text in enumerate((part.name, part.version or "–", part.licence)):
                table.setItem(row, column, QTableWidgetItem(text))
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.8))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return table

    def _lay_out(self) -> None:
        close = QPushButton(self.tr("&Close"))
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(lambda _checked=False: self.close())
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(label(f"mkiso-desktop {__version__}", "headline"))
        words.addWidget(
            label(
                self.tr("From a scanned number to a disc that opens anywhere."), "quiet", wraps=True
            )
        )
        words.addWidget(
            label(
                self.tr(
                    "Free software under the MIT licence; the parts below have their own. The "
                    "icons are ours."
                ),
                "quiet",
                wraps=True,
            )
        )
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(Glyph("disc", "accent", 48), 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.said, 1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(16)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)
        self.resize(extent(self, 78, 34))
        self.setMinimumSize(extent(self, 60, 24))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._parts))
        self.said.setText(self.tr("Copied"))
        QTimer.singleShot(SAID_MS, self, lambda: self.said.setText(""))
