"""Opens the settings and the guide of a first start when they are wanted, and not before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ...core.locks import Source
from ..desk import Desk
from ..preferences import Preferences

if TYPE_CHECKING:
    from .guide import Guide
    from .window import SettingsWindow

# The lights of the status bar whose page has another name.
_PAGES = {"patient-api": "patient_api", "cd-publisher": "cd_publisher", "disk": "storage"}


class Entrance(QObject):
    """`saved` carries the keys that were changed; `set_up` says that a first start is over."""

    saved = Signal(object)
    set_up = Signal()
    demo_started = Signal()

    def __init__(
        self,
        window: QWidget,
        desk: Desk,
        source: Source,
        start_demo: Callable[[], None] | None,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._source, self._start_demo = source, start_demo
        self._preferences = preferences
        self.settings: SettingsWindow | None = None
        self.guide: Guide | None = None

    def show_settings(self, name: str = "") -> None:
        """The one window of the settings to the front; at that page, or the page of that light of
        the status bar, if one is named."""
        if self._desk.is_ending:
            return
        if self.settings is None:
            self.settings = self._make()
        elif not self.settings.isVisible():
            self.settings.draft.read()  # somebody may have edited the file meanwhile
        if name:
            self.settings.show_page(_PAGES.get(name, name))
        self.settings.show()
        self.settings.raise_()
        self.settings.activateWindow()

    def say_later(self) -> None:
        """What was saved has to wait for what is under way."""
        if self.settings is not None:
            self.settings.footer.say_later()

    def stored(self, key: str) -> Any:
        """What the settings show as stored."""
        assert self.settings is not None and self.settings.draft.settings is not None
        return self.settings.draft.settings.values[key]

    def furnish_again(self) -> None:
        """The settings anew, with what was in them: the language is another now."""
        if (old := self.settings) is not None:
            self.settings = self._make()
            self.settings.take_over(old)

    def _make(self) -> SettingsWindow:
        from .window import SettingsWindow

        made = SettingsWindow(self._desk, self._source, self._window, self._preferences)
        made.saved.connect(self.saved)
        return made

    def make_guide(self) -> Guide:
        """The page of a first start, for the window to show; with what an earlier one had."""
        from .guide import Guide

        old, self.guide = self.guide, Guide(self._desk, self._source)
        if old is not None:
            self.guide.take_over(old)
        self.guide.finished.connect(self.set_up)
        self.guide.demo_wanted.connect(self._demo)
        self.guide.demo.setVisible(self._start_demo is not None)
        return self.guide

    def end_guide(self) -> Guide | None:
        """The guide is over: nobody needs it any more."""
        old, self.guide = self.guide, None
        if old is not None:
            old.deleteLater()
        return old

    def _demo(self) -> None:
        if self._start_demo is not None:
            self._start_demo()
            self.demo_started.emit()
