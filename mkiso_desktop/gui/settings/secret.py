"""A secret is never shown again: it is told where it is kept, and can be replaced or removed."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit, QPushButton

from ...core.secrets import Home
from .editors import WIDE, Editor
from .plan import Field


class SecretEditor(Editor):
    """`value` is None (it stays), a new secret, or "" (it goes)."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._goes = False
        self._home: Home | None = Home.NOWHERE
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMaximumWidth(self.letters(WIDE))
        self.line.textEdited.connect(self._typed)
        self.hold(self.line)
        self.remove = QPushButton(self.tr("Remove"))
        self.remove.setAccessibleName(self.tr("Remove: {}").format(field.label))
        self.remove.clicked.connect(self._remove)
        self._row.addWidget(self.remove)
        self._row.addStretch(0)
        self._tell()

    def value(self) -> Any:
        """What becomes of it."""
        return self.line.text() or ("" if self._goes else None)

    def show_value(self, value: Any) -> None:
        """`value` is where it is kept (core.secrets.Home; None: nobody could look), or what
        another editor gave."""
        if isinstance(value, str):
            self.line.setText(value)
            self._goes = not value
        else:
            self._home, self._goes = value, False
            self.line.clear()
        self._tell()

    def _typed(self) -> None:
        self._goes = False
        self._tell()
        self.edited.emit()

    def _remove(self) -> None:
        self.line.clear()
        self._goes = True
        self._tell()
        self.line.setFocus()
        self.edited.emit()

    def _tell(self) -> None:
        words = {
            Home.CONFIG: self.tr("Stands in config.toml; type to replace it"),
            Home.VARIABLE: self.tr("Comes from the environment variable"),
            Home.KEY_STORE: self.tr("Kept in the key store; type to replace it"),
            Home.PRIVATE_FILE: self.tr("Kept in a private file; type to replace it"),
            Home.NOWHERE: self.tr("None"),
            None: self.tr("Cannot be looked up now"),
        }
        text = self.tr("Will be removed") if self._goes else words[self._home]
        self.line.setPlaceholderText(text)
        self.line.setAccessibleDescription(text)
        ours = (Home.CONFIG, Home.KEY_STORE, Home.PRIVATE_FILE)
        self.remove.setVisible(self._home in ours and not self._goes)
