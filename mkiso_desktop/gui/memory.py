"""Where the window stood and how wide its columns were: brought back, and written down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtWidgets import QMainWindow

from .preferences import Preferences

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHeaderView


class Memory(QObject):
    """Knows the columns of every table below the window that has an object name."""

    def __init__(self, window: QMainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        self._measured: dict[str, list[int]] = {}  # widths of tables as they were made
        self._scale = preferences.type_size.scale  # of the letters the tables were made with

    def bring_back(self) -> bool:
        """Place the window where it stood; False when nobody knows.

        Qt itself moves and shrinks it to a screen that is there: a monitor may be gone by now.
        """
        said = QByteArray.fromHex(self._preferences.geometry.encode())
        is_whole = said.size() == self._window.saveGeometry().size()  # Qt would take a half one
        return is_whole and self._window.restoreGeometry(said)

    def bring_back_columns(self) -> None:
        """For tables that were just made: as wide as their letters are large."""
        self._scale = self._preferences.type_size.scale
        for name, header in self._headers():
            self._measured[name] = _widths(header)
            widths = self._preferences.columns.get(name, [])
            if len(widths) == header.count():
                for section, width in enumerate(widths):
                    if _is_the_persons(header, section):
                        header.resizeSection(section, round(width * self._scale))

    def keep(self) -> None:
        """Write down how it is now."""
        self._preferences.geometry = bytes(self._window.saveGeometry().data()).hex()
        self.keep_columns()
        self._preferences.save()

    def keep_columns(self) -> None:
        """Before the tables are made anew. One at which nobody pulled measures itself again: its
        words may be longer in another language."""
        for name, header in self._headers():
            sizes = map(header.sectionSize, range(header.count()))
            widths = [round(size / self._scale) for size in sizes]
            pulled = _widths(header) != self._measured.get(name, [])
            if pulled and all(widths):  # a hidden one has no width to remember
                self._preferences.columns[name] = widths

    def _headers(self) -> Iterator[tuple[str, QHeaderView]]:
        from PySide6.QtWidgets import QAbstractItemView, QHeaderView  # not before the first paint

        for header in self._window.findChildren(QHeaderView):
            table = header.parent()
            across = header.orientation() is Qt.Orientation.Horizontal
            if across and isinstance(table, QAbstractItemView) and table.objectName():
                yield table.objectName(), header


def _widths(header: QHeaderView) -> list[int]:
    """Of the columns at which a person may pull, without the last one if it takes the rest."""
    many = header.count() - header.stretchLastSection()
    theirs = (section for section in range(many) if _is_the_persons(header, section))
    return [header.sectionSize(section) for section in theirs]


def _is_the_persons(header: QHeaderView, section: int) -> bool:
    """Whether a person may pull at it; the other columns measure themselves."""
    return header.sectionResizeMode(section) is header.ResizeMode.Interactive
