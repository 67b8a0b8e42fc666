"""The windows beside the window: the help and the About, each there once or not at all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QMainWindow, QWidget

from ..language import spoken
from .about import About
from .manual import Manual


class Asides(QObject):
    """`contact` tells whom the site wants to be called (disc.contact), once that is known."""

    def __init__(self, window: QMainWindow, contact: Callable[[], str]) -> None:
        super().__init__(window)
        self._window, self._contact = window, contact

    def show_manual(self) -> None:
        """F1: the help, at its beginning or where it was left."""
        if not _come_forward(self._window.findChild(Manual)):
            self._open_manual(0)

    def show_about(self) -> None:
        """Versions and licences."""
        if not _come_forward(self._window.findChild(About)):
            About(self._window).show()

    def furnish_again(self) -> None:
        """In another language, or with larger letters: what is open opens anew."""
        for manual in self._window.findChildren(Manual):
            section = manual.section()
            _let_go(manual)
            self._open_manual(section)
        for about in self._window.findChildren(About):
            _let_go(about)
            About(self._window).show()

    def _open_manual(self, section: int) -> None:
        app = QCoreApplication.instance()
        assert app is not None
        manual = Manual(self._window, spoken(app), self._contact())
        manual.asked_about.connect(self.show_about)
        manual.show()
        manual.contents.setCurrentRow(section)


def _come_forward(widget: QWidget | None) -> bool:
    if widget is None:
        return False
    widget.raise_()
    widget.activateWindow()
    return True


def _let_go(widget: QWidget) -> None:
    widget.close()
    widget.setParent(None)  # nobody shall find it until it is deleted
