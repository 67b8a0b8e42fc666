"""What one light has to say: how it is, why, what mends it, and when that was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from .. import words
from ..labels import label
from ..notice import Telling
from .light import LightButton, name_of, state_words
from .watch import EXAMINED

if TYPE_CHECKING:
    from ...engine.health import Reading

WIDTH, GAP = 380, 10  # logical pixels


class Popover(QFrame):
    """A panel above its light. Not modal: it goes with Esc, and when the focus goes elsewhere."""

    checked = Signal(str)  # look at that light again, now
    settings_asked = Signal(str)
    closed = Signal()

    def __init__(self, above: QWidget, light: LightButton, *, has_settings: bool) -> None:
        super().__init__(above)
        self.light = light
        self._above = above
        self.setProperty("look", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label(name_of(light.name), "section")
        self.state = label("", "quiet")
        self.where = label("", "quiet", wraps=True)
        self.when = label("", "caption")
        self.telling: Telling | None = None
        self.check = QPushButton(self.tr("&Check now"))
        self.check.setAutoDefault(True)  # Enter, too
        self.check.setAccessibleName(self.tr("Check now: {}").format(name_of(light.name)))
        self.check.clicked.connect(lambda _checked=False: self.checked.emit(light.name))
        self.settings = QPushButton(self.tr("Setti&ngs…"))
        self.settings.setAutoDefault(True)  # Enter, too
        self.settings.setAccessibleName(self.tr("Settings"))
        self.settings.clicked.connect(lambda _checked=False: self.settings_asked.emit(light.name))
        self._lay_out()
        self.check.setVisible(light.name in EXAMINED)  # not before: each would be a window
        self.settings.setVisible(has_settings)  # of its own for a moment
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._look_where_the_focus_is)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.state)
        self._why = QVBoxLayout()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.when, 1)
        foot.addWidget(self.settings)
        foot.addWidget(self.check)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.where)
        column.addLayout(self._why)
        column.addSpacing(2)
        column.addLayout(foot)

    def show_reading(self, reading: Reading | None, *, is_looking: bool) -> None:
        """This is how it is; the place above the light follows the length of the words."""
        self.state.setText(state_words(self.light.name, reading))
        if self.telling is not None:
            self.telling.hide()
            self.telling.deleteLater()
            self.telling = None
        if reading is not None and reading.error is not None:
            self.telling = Telling(reading.error)
            self._why.addWidget(self.telling)
            self.telling.show()  # Qt would do so a little later, and it has no height before
        self.where.setText(reading.where if reading is not None else "")
        self.where.setVisible(bool(self.where.text()))
        self.when.setText(self._when(reading, is_looking))
        self.setAccessibleName(f"{self.title.text()}: {self.state.text()}")
        self.place()

    def _when(self, reading: Reading | None, is_looking: bool) -> str:
        if self.light.name not in EXAMINED:
            return self.tr("Since {}").format(words.time_of_day(reading.at)) if reading else ""
        if is_looking or reading is None:
            return self.tr("Checking…")
        return self.tr("Checked at {}").format(words.time_of_day(reading.at))

    def place(self) -> None:
        """Above its light, within what it lies above."""
        room = self._above.width() - 2 * GAP
        for inner in self.findChildren(QWidget):
            inner.ensurePolished()  # letters have their size by then
        layout = self.layout()
        assert layout is not None
        layout.activate()
        # Another language has longer words on its buttons.
        width = min(max(WIDTH, layout.totalMinimumSize().width()), room)
        wraps = layout.hasHeightForWidth()
        height = layout.totalHeightForWidth(width) if wraps else layout.totalSizeHint().height()
        self.resize(width, height)
        corner = self.light.mapTo(self._above, QPoint(0, 0))
        left = min(max(corner.x(), GAP), self._above.width() - width - GAP)
        self.move(left, max(corner.y() - self.height() - GAP, GAP))

    def open(self) -> None:
        """Shown, with the focus on what one may want to do."""
        self.show()
        self.raise_()
        self.place()
        first = self.check if self.check.isVisible() else self.settings
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def shut(self, *, gives_back: bool) -> None:
        """Gone; `gives_back`: the focus returns to the light."""
        if not self.isVisible():
            return
        self.hide()
        if gives_back:
            self.light.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        """Esc is ours before the window takes it for its own shortcut; details that fold out need
        more room."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.place()
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.shut(gives_back=True)
                return True
        return super().event(event)

    def _look_where_the_focus_is(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new is self.light or new is self or self.isAncestorOf(new):
            return  # None: the person looks at another program for a moment
        self.shut(gives_back=False)
