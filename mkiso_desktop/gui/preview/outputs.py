"""What can be made of what was found: an ISO, an ISO somewhere else, a disc by the publisher."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ...core.request import Outcome
from ..labels import label
from ..saving import where_to


class Outputs(QWidget):
    """The buttons, and in words where things go or why they cannot."""

    ordered = Signal(object, str)  # Outcome, and where to (empty: the default)

    def __init__(self) -> None:
        super().__init__()
        self._why_not = self._relay_stop = ""
        self._publisher = ""
        self._folder = Path()
        self._suggestion = ""
        self._dialog: QFileDialog | None = None
        self.save = self._button(self.tr("Save &ISO"), "main")
        self.save_as = self._button(self.tr("Save &as…"))
        self.send = self._button(self.tr("&Send to CD Publisher"))
        self.where = label("", "caption", wraps=True)
        self.save.clicked.connect(lambda _checked=False: self.ordered.emit(Outcome.ISO, ""))
        self.save_as.clicked.connect(lambda _checked=False: self.choose())
        self.send.clicked.connect(lambda _checked=False: self.ordered.emit(Outcome.RELAY, ""))
        for keys, button in (("Ctrl+Shift+S", self.save_as), ("Ctrl+P", self.send)):
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        row = QHBoxLayout()
        row.setSpacing(10)
        for button in (self.save, self.save_as, self.send):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.where)

    def _button(self, text: str, look: str = "") -> QPushButton:
        button = QPushButton(text)  # not by Enter: that ends a scan, of the next patient
        button.setAccessibleName(text.replace("&", ""))
        if look:
            button.setProperty("look", look)
        return button

    def configure(self, publisher: str, folder: Path) -> None:
        """`publisher` is its name and address, empty when there is none; ISOs go to `folder`."""
        self._publisher, self._folder = publisher, folder
        self.where.setToolTip(str(folder))
        self._refresh()

    def allow(self, why_not: str, why_no_relay: str, suggestion: str) -> None:
        """Open the ways out, unless there is a reason not to; `suggestion` is a file name."""
        self._why_not, self._relay_stop, self._suggestion = why_not, why_no_relay, suggestion
        if why_not:
            self.ask_no_more()
        self._refresh()

    def why_no_iso(self) -> str:
        """In words; empty when it can be saved."""
        return self._why_not

    def _why_no_relay(self) -> str:
        if not self._publisher:
            return self.tr("No CD publisher is set up: cd_publisher.host is empty.")
        return self._why_not or self._relay_stop

    def _refresh(self) -> None:
        for button, why_not, tip in (
            (self.save, self._why_not, self.tr("Save into the usual folder (Ctrl+S)")),
            (self.save_as, self._why_not, self.tr("Choose a folder and a name (Ctrl+Shift+S)")),
            (self.send, self._why_no_relay(), self.tr("{} (Ctrl+P)").format(self._publisher)),
        ):
            button.setEnabled(not why_not)
            button.setToolTip(why_not or tip)
            button.setAccessibleDescription(why_not or tip)
        where = self.tr("An ISO goes to {}").format(self._folder.name or self._folder)
        self.where.setText(self._why_not or where)

    def choose(self) -> None:
        """Ask where to."""
        dialog = where_to(self, self._folder, self._suggestion)
        dialog.fileSelected.connect(lambda path: self.ordered.emit(Outcome.ISO, path))
        dialog.finished.connect(self._asked)
        self._dialog = dialog
        dialog.open()

    def ask_no_more(self) -> None:
        """The sheet is another now: what is asked about the former must not save this one."""
        if self._dialog is not None:
            self._dialog.reject()

    def _asked(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None
