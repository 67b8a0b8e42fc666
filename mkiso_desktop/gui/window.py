"""The window: the frame around its rooms, and what one room tells the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from ..core.places import NoConfiguration
from . import language
from .closing import Closing
from .desk import Desk
from .extent import extent
from .labels import edge
from .links import OpenListener, no_listener
from .memory import Memory
from .preferences import Preferences
from .threshold import Threshold, measure_beside, within_reach

if TYPE_CHECKING:  # the rooms are imported in `enter`, behind the first paint
    from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QPaintEvent

    from ..core.locks import Source
    from ..engine.engine import Engine


class Window(QMainWindow):
    """Shown first; the engine opens after the first paint. `entered` when its rooms are made:
    at once, or with `swift` behind the first paint. `ended` once all is let go."""

    entered = Signal()
    ended = Signal()

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        title: str = "mkiso-desktop",
        examples: Sequence[tuple[str, str]] = (),
        preferences: Preferences | None = None,
        source: Callable[[], Source] | None = None,
        start_demo: Callable[[], None] | None = None,
        open_listener: OpenListener = no_listener,
        *,
        swift: bool = False,
    ) -> None:
        super().__init__()
        self._title, self._examples = title, examples
        self.preferences = preferences or Preferences()
        self.memory = Memory(self, self.preferences)
        self.desk = Desk(self, open_engine, open_listener)
        self.closing = Closing(self, self.desk)
        self._source, self._start_demo = source, start_demo
        self._was_painted = self._has_ended = False
        self._threshold: Threshold | None = Threshold()
        self.setWindowTitle(title)
        self.setCentralWidget(self._threshold)
        self._resize()
        self.memory.bring_back()
        self._threshold.field.setFocus()
        # Queued: it may come from within our own closeEvent.
        self.desk.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        if not swift:
            self.enter()

    def enter(self) -> None:
        """Make the rooms, once, with what was typed on the threshold."""
        if (threshold := self._threshold) is None:
            return
        self._threshold = None
        self._make_helpers()
        self._furnish()
        self._connect()
        self._rooms.show()  # at once: Qt would paint an empty window first
        self.search.intake.field.setText(threshold.field.text())
        self.search.intake.field.setFocus()
        if threshold.was_asked:
            self.search.intake.ask()
        self.entered.emit()

    def _make_helpers(self) -> None:
        """What stays when the rooms are made again."""
        from ..core.locks import USUAL
        from .bell import Bell
        from .help.asides import Asides
        from .herald import Herald
        from .letters import Letters
        from .renewal import Renewal
        from .settings.entrance import Entrance
        from .status.watch import Watch

        self.watch = Watch(self.desk)
        self.entrance = Entrance(
            self,
            self.desk,
            self._source() if self._source is not None else USUAL,
            self._start_demo,
            self.preferences,
        )
        self.renewal = Renewal(self.desk, lambda: self.queue.running())
        self.herald, self.bell = Herald(self), Bell(self, self.preferences)
        self.asides = Asides(self, self._contact)
        self.letters = Letters(self, self.preferences)

    def _furnish(self) -> None:
        """The rooms, made from nothing: at the start, and again in another language."""
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtWidgets import QStackedWidget

        from .history.page import History
        from .jobs.queue import Queue
        from .said import said
        from .search.search import Search
        from .status.bar import StatusBar

        QGuiApplication.setApplicationDisplayName(said(self._title))  # else Qt adds it to the title
        self.setWindowTitle(said(self._title))
        self.search = Search(self.desk, self._examples)
        self.queue = Queue(self.desk)
        self.search.ordered.connect(self.queue.order)
        self.search.retried.connect(self._open)
        self.search.answered.connect(self.bell.answer)
        self.search.settings_asked.connect(self.entrance.show_settings)
        self.queue.said.connect(self.search.intake.say)
        self.queue.left.connect(self._come_back)
        self.queue.ended.connect(self._keep_a_focus)
        self.queue.settings_wanted.connect(self.entrance.show_settings)
        self.history = History(self.desk)
        self.history.ordered.connect(self.queue.order)
        self.history.looked_up.connect(self._look_up)
        self.history.left.connect(self._come_back)
        self.places = QStackedWidget()  # what takes the left side: the desk's own work first
        self.places.addWidget(self.search)
        self.places.addWidget(self.history)
        self.status = StatusBar(self.watch)
        self.status.settings_asked.connect(self.entrance.show_settings)
        self.status.history_asked.connect(self.show_history)
        self.status.help_asked.connect(self.asides.show_manual)
        self._rooms = self._lay_out()
        self.setCentralWidget(self._rooms)
        self.memory.bring_back_columns()

    def speak(self, wanted: str) -> bool:
        """In "en", "id" or, with "auto", the system's language from now on; whether the rooms
        had to be made anew for it."""
        app = QCoreApplication.instance()
        assert app is not None, "there is no window without it"
        is_other = language.speak(app, wanted)
        self.preferences.language = language.spoken(app)
        if is_other:
            self.furnish_again()
        return is_other

    def furnish_again(self) -> None:
        """All rooms anew, with what was in them: language or letters are others now."""
        search, queue, history = self.search, self.queue, self.history
        was_history = self.places.currentWidget() is history
        self.memory.keep_columns()
        self._keep_room()
        self._furnish()
        if (config := self.desk.config) is not None:
            self.search.configure(config)
        self.search.take_over(search)
        self.queue.take_over(queue)
        self.history.take_over(history)
        self.asides.furnish_again()
        self.entrance.furnish_again()
        self._rooms.show()  # at once: Qt would paint an empty window first
        if self.entrance.guide is not None:
            self._show_guide()
            return
        if was_history:
            self.places.setCurrentWidget(self.history)
        self._ready()

    def _lay_out(self) -> QWidget:
        measure_beside(self.queue)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(within_reach(self.places), 11)
        seam, line = edge(upright=True), edge()
        row.addWidget(seam)
        row.addWidget(self.queue, 4)
        self._around = seam, self.queue, line, self.status
        everything = QWidget()
        column = QVBoxLayout(everything)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(line)
        column.addWidget(self.status)
        return everything

    def _resize(self) -> None:
        self.resize(extent(self, 165, 46, (1240, 760)))
        self._keep_room()

    def _keep_room(self) -> None:
        self.setMinimumSize(extent(self, 130, 36, (980, 600)))

    def _connect(self) -> None:
        self.desk.opened.connect(self._opened)
        self.desk.not_opened.connect(self._not_opened)
        self.entrance.set_up.connect(self._set_up)
        self.entrance.saved.connect(self._saved)
        self.renewal.begins.connect(lambda: self.search.suspend())
        self.renewal.waits.connect(self.entrance.say_later)
        self.entrance.demo_started.connect(self.closing.leave)
        self.desk.changed.connect(lambda view: self.herald.hear(view))
        self.letters.changed.connect(self.furnish_again)
        self._on_key("F1", self.asides.show_manual)
        self._on_key("Ctrl+S", self._save)
        self._on_key("Ctrl+F", self._ready)
        self._on_key("Ctrl+H", self.show_history)
        self._on_key("Ctrl+,", self.entrance.show_settings)
        self._on_key("Ctrl+Z", lambda: self.queue.undo.undo())
        self._on_key("Esc", self._escape)

    def _on_key(self, keys: str, action: Callable[[], None]) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut

        # The rooms may be others by the time the key is pressed: `action` looks them up.
        QShortcut(QKeySequence(keys), self).activated.connect(action)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first paint opens the engine, so that a person sees a window before any import."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        if self.desk.is_ending or self.desk.is_open:
            return
        threshold = self._threshold
        self.enter()
        self.search.begin()
        if threshold is not None and not threshold.was_asked:
            self.search.intake.field.end(False)  # half a scan: the other half belongs to it
        self.desk.open()

    def _opened(self, engine: Engine) -> None:
        if not self.speak(engine.config.language.value):  # else the rooms are new, and know it
            self.search.configure(engine.config)
        self.queue.show_jobs(engine.jobs())

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, NoConfiguration):
            self._show_guide()
        else:
            self.search.not_opened(error)

    def _show_guide(self) -> None:
        guide = self.entrance.make_guide()
        self.places.addWidget(guide)
        self.places.setCurrentWidget(guide)
        for part in self._around:
            part.hide()  # there are no jobs yet, and nothing that could be looked at
        guide.begin.setFocus()

    def _set_up(self) -> None:
        if (guide := self.entrance.end_guide()) is not None:
            self.places.removeWidget(guide)
        self.places.setCurrentWidget(self.search)
        for part in self._around:
            part.show()
        self._open()

    def _saved(self, keys: frozenset[str]) -> None:
        """The settings were saved: the language acts at once, the rest with another engine."""
        if not self.desk.is_open:
            self._open()
            return
        if "language" in keys:
            self.speak(self.entrance.stored("language"))
        self.renewal.want()

    def show_history(self) -> None:
        """What was made, in the place of what is asked for."""
        if self.entrance.guide is not None:
            return  # nothing was made before the desk is set up
        self.places.setCurrentWidget(self.history)
        self.history.begin()

    def _come_back(self) -> None:
        """To the desk's own work: the next thing is a scan."""
        if self.entrance.guide is None:
            self.places.setCurrentWidget(self.search)
        self.search.intake.ready()

    def _look_up(self, numbers: str) -> None:
        self._come_back()
        self.search.intake.fill(numbers)

    def _is_in_history(self) -> bool:
        return self.places.currentWidget() is self.history

    def _ready(self) -> None:
        if self._is_in_history():
            self.history.field.setFocus()
            self.history.field.selectAll()
        else:
            self.search.intake.ready()

    def _save(self) -> None:
        if not self._is_in_history():  # there is no patient to be seen
            self.search.save()

    def _escape(self) -> None:
        if self._is_in_history():
            self.history.escape()
        else:
            self.search.intake.clear()

    def _keep_a_focus(self) -> None:
        focus = self.focusWidget()
        if focus is None or not focus.isVisible():
            self._ready()

    def unexpected(self, _kind: object, error: BaseException, _trace: object) -> None:
        """A bug of the window itself: for sys.excepthook."""
        from .words import told

        self.enter()
        self.search.intake.say(told(error))

    def _contact(self) -> str:
        return config.disc.contact if (config := self.desk.config) is not None else ""

    def come_forward(self, find: str = "") -> None:
        """To the front, as far as the desktop lets us, and look that up as if it were typed."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if find:
            self.enter()
            self._look_up(find)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters that nothing wants are a scan: they go to the search field, from a row of a job
        also past the history."""
        if self._threshold is None and _is_typed(event) and self._is_for_the_search():
            self._come_back()
            QApplication.sendEvent(self.search.intake.field, event)
        else:
            super().keyPressEvent(event)

    def _is_for_the_search(self) -> bool:
        is_near = self.search.isVisible() or self.queue.isAncestorOf(self.focusWidget())
        return is_near and self.search.intake.isEnabled()

    def hideEvent(self, event: QHideEvent) -> None:
        """Every way out comes by here: what the window looks like is written down."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.memory.keep()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once when jobs run; then stay alive, without freezing, until all threads ended."""
        if self._has_ended:
            event.accept()
            return
        event.ignore()
        if self.desk.is_ending:
            return
        running = [] if self._threshold is not None else self.queue.running()
        if running:
            self.closing.ask(len(running))
        else:
            self.closing.leave()

    def _end(self) -> None:
        self._has_ended = True
        self.close()
        self.ended.emit()


def _is_typed(event: QKeyEvent) -> bool:
    harmless = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    modifiers = event.modifiers() & ~harmless
    return bool(event.text().strip()) and event.text().isprintable() and not modifiers
