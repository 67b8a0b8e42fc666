"""The bar at the window's bottom: the lights on the left, what else there is on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaMethod, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ..labels import Elided
from ..said import said
from .light import LightButton, name_of
from .popover import Popover
from .watch import NAMES, Watch, is_bad

if TYPE_CHECKING:
    from ...engine.health import Reading


class StatusBar(QWidget):
    """Its three buttons are there for whoever is connected to their signals, or not at all."""

    history_asked = Signal()
    settings_asked = Signal(str)  # the light's name whose settings are wanted; "": any
    help_asked = Signal()

    def __init__(self, watch: Watch, names: Sequence[str] = NAMES) -> None:
        super().__init__()
        self._watch = watch
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.lights = {name: LightButton(name) for name in names}
        self.popover: Popover | None = None
        self._news_of = ""
        self.news = Elided("", "caption")
        self.news.setAccessibleName(self.tr("News of the connections"))
        self.news.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.history = _button(self.tr("&History"), "Ctrl+H")
        self.settings = _button(self.tr("Settings"), "Ctrl+,")
        self.help = _button(self.tr("Help"), "F1")
        self._lay_out()
        for name, light in self.lights.items():
            light.show_reading(watch.readings.get(name))
            light.clicked.connect(lambda _checked=False, it=light: self._turn(it))
        self.history.clicked.connect(lambda _checked=False: self.history_asked.emit())
        self.settings.clicked.connect(lambda _checked=False: self.settings_asked.emit(""))
        self.help.clicked.connect(lambda _checked=False: self.help_asked.emit())
        watch.changed.connect(self._show)
        watch.turned_bad.connect(self._tell)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 12, 3)
        row.setSpacing(2)
        for light in self.lights.values():
            row.addWidget(light)
        row.addSpacing(14)
        row.addWidget(self.news, 1)
        for button in (self.history, self.settings, self.help):
            row.addWidget(button)

    def showEvent(self, event: QShowEvent) -> None:
        """By now everybody is connected who wants to be."""
        super().showEvent(event)
        self.history.setVisible(self._is_heard(self.history_asked))
        self.settings.setVisible(self._is_heard(self.settings_asked))
        self.help.setVisible(self._is_heard(self.help_asked))

    def _is_heard(self, signal: SignalInstance) -> bool:
        return self.isSignalConnected(QMetaMethod.fromSignal(signal))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The popover stays above its light."""
        super().resizeEvent(event)
        if self.popover is not None:
            self.popover.place()

    def _show(self, name: str) -> None:
        if (light := self.lights.get(name)) is None:
            return
        reading = self._watch.readings.get(name)
        light.show_reading(reading)
        if self.popover is not None and self.popover.light is light:
            self.popover.show_reading(reading, is_looking=self._watch.is_looking(name))
        if name == self._news_of and reading is not None and not is_bad(reading):
            self.news.setText("")

    def _tell(self, reading: Reading) -> None:
        """Quietly: a line in the bar, as long as something is wrong."""
        if reading.name in self.lights and reading.error is not None:
            title = said(reading.error.title)
            self.news.setText(f"{name_of(reading.name)}: {title}")
            self.news.setToolTip(self.news.text())
            self._news_of = reading.name

    def _turn(self, light: LightButton) -> None:
        """The light's popover opens, or goes when it is open."""
        is_open = self.popover is not None and self.popover.light is light
        if self.popover is not None:
            self.popover.shut(gives_back=is_open)
        if is_open:
            return
        everything = self.parentWidget() or self  # it goes with us when the rooms are made anew
        self.popover = popover = Popover(
            everything, light, has_settings=self._is_heard(self.settings_asked)
        )
        popover.checked.connect(self._watch.check)
        popover.settings_asked.connect(self.settings_asked)
        popover.closed.connect(lambda: self._closed(popover))
        light.setChecked(True)
        popover.show_reading(
            self._watch.readings.get(light.name), is_looking=self._watch.is_looking(light.name)
        )
        popover.open()

    def _closed(self, popover: Popover) -> None:
        popover.light.setChecked(False)
        popover.deleteLater()
        if self.popover is popover:
            self.popover = None


def _button(text: str, keys: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(True)  # Enter, too
    button.setProperty("look", "quiet")
    button.setAccessibleName(text.replace("&", ""))
    button.setToolTip(QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText))
    button.hide()
    return button
