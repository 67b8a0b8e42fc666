"""The list of pages at the left, with a drawing before each title."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ..glyph import picture
from ..look import grown
from .plan import Page

ICON = 18


class Contents(QListWidget):
    """`chosen` carries the name of a page."""

    chosen = Signal(str)

    def __init__(self, pages: tuple[Page, ...]) -> None:
        super().__init__()
        self.setProperty("look", "contents")
        self.setAccessibleName(self.tr("Pages of the settings"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(grown(ICON), grown(ICON)))
        self._pages = pages
        for page in pages:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
            self.addItem(item)
        self._draw()
        self.currentRowChanged.connect(self._chosen)
        # Also the one that is current already: a search may have hidden its page.
        self.itemClicked.connect(lambda item: self._chosen(self.row(item)))
        self.itemActivated.connect(lambda item: self._chosen(self.row(item)))

    def choose(self, name: str) -> None:
        """Select that page."""
        names = [page.name for page in self._pages]
        self.setCurrentRow(names.index(name))

    def current(self) -> str:
        """The name of the page that is selected."""
        return self._pages[max(self.currentRow(), 0)].name

    def narrow(self, names: set[str]) -> None:
        """Show these pages alone."""
        for row, page in enumerate(self._pages):
            self.item(row).setHidden(page.name not in names)

    def changeEvent(self, event: QEvent) -> None:
        """Dark became light, or back."""
        if event.type() == QEvent.Type.PaletteChange and self.count():
            self._draw()
        super().changeEvent(event)

    def _chosen(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self._pages[row].name)

    def _draw(self) -> None:
        for row, page in enumerate(self._pages):
            self.item(row).setIcon(self._icon(page.icon))

    def _icon(self, name: str) -> QIcon:
        drawing = picture(name, "quiet", ICON, self.palette(), self.devicePixelRatioF())
        icon = QIcon(drawing)
        icon.addPixmap(drawing, QIcon.Mode.Selected)  # else Qt would tint it
        return icon
