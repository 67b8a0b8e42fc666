"""The window: scan, see who it is, save or send, watch it being made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import BadRequest, Cancelled, MkisoError
from ..core.request import MediaRequest
from ..core.study import Finding, Patient
from ..engine.job import JobView
from . import words
from .desk import Desk
from .intake import Intake
from .jobs import JobList
from .labels import edge
from .pages import Empty, Searching, Trouble
from .preview import Preview

if TYPE_CHECKING:
    from ..engine.engine import Engine


class Window(QMainWindow):
    """Shown first; the engine opens after the first paint. `ended` once all is let go."""

    ended = Signal()

    def __init__(
        self,
        open_engine: Callable[[], Engine],
        title: str = "mkiso-desktop",
        examples: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.desk = Desk(self, open_engine)
        self._wanted: tuple[str, ...] = ()  # scanned before the engine was ready
        self._ordered: MediaRequest | None = None  # on its way to the queue
        self._was_painted = self._has_ended = False
        self.intake, self.preview, self.jobs = Intake(), Preview(), JobList()
        self.empty, self.searching, self.trouble = Empty(examples), Searching(), Trouble()
        self.pages = QStackedWidget()
        for page in (self.empty, self.searching, self.trouble, self.preview):
            self.pages.addWidget(page)
        self._lay_out()
        self._connect()
        self.intake.ready()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(22)
        column.addWidget(self.intake)
        column.addWidget(self.pages, 1)
        letter = self.fontMetrics().averageCharWidth()
        self.jobs.setMinimumWidth(letter * 40)
        self.jobs.setMaximumWidth(letter * 54)
        self._everything = QWidget()
        row = QHBoxLayout(self._everything)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left, 11)
        row.addWidget(edge(upright=True))
        row.addWidget(self.jobs, 4)
        self.setCentralWidget(self._everything)
        # Letters decide, so that large type has room; the screen has the last word.
        wanted = QSize(letter * 165, self.fontMetrics().height() * 46)
        self.resize(wanted.expandedTo(QSize(1240, 760)).boundedTo(self._room()))
        self.setMinimumSize(QSize(980, 600).boundedTo(self._room()))

    def _room(self) -> QSize:
        return self.screen().availableSize() * 0.94

    def _connect(self) -> None:
        self.intake.asked.connect(self._find)
        self.intake.left.connect(self._leave)
        self.empty.chosen.connect(self.intake.fill)
        self.preview.ordered.connect(self._order)
        self.jobs.cancelled.connect(self._cancel)
        self.jobs.again.connect(self._order)
        self.trouble.retried.connect(self._open)
        self.desk.opened.connect(self._opened)
        self.desk.not_opened.connect(self._not_opened)
        self.desk.changed.connect(self._show_job)
        # Queued: it may come from within our own closeEvent.
        self.desk.ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        for keys, action in (("Ctrl+S", self._save), ("Ctrl+F", self.intake.ready)):
            QShortcut(QKeySequence(keys), self).activated.connect(action)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.intake.clear)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first paint opens the engine, so that a person sees a window before any import."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self._open)

    def _open(self) -> None:
        if self.desk.is_ending or self.desk.is_open:
            return
        self.intake.setEnabled(True)
        self._show_page(self.empty)
        self.intake.ready()
        self.desk.open()

    def _opened(self, engine: Engine) -> None:
        self.intake.pattern = engine.config.pacs.accession_pattern
        self.preview.configure(engine.config)
        for view in engine.jobs():
            self.jobs.show_job(view)
        if self._wanted:
            self._find(self._wanted)

    def _not_opened(self, error: Exception) -> None:
        self.intake.setEnabled(False)
        self.trouble.show_error(words.told(error), can_retry=True)
        self._show_page(self.trouble)

    def _find(self, numbers: tuple[str, ...]) -> None:
        self._wanted = numbers
        self.searching.show_numbers(numbers)
        self._show_page(self.searching)
        if not self.desk.is_open:
            return  # _opened comes back to it
        ask = self.desk.find(numbers)
        ask.answered.connect(self._found)
        ask.failed.connect(self._not_found)

    def _found(self, findings: tuple[Finding, ...]) -> None:
        self.preview.show_found(self._wanted, findings)
        self._show_page(self.preview)

    def _not_found(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._show_page(self.empty)
        elif isinstance(error, BadRequest):
            self.intake.say(error)
            self._show_page(self.empty)
        else:
            self.trouble.show_error(words.told(error), can_retry=False)
            self._show_page(self.trouble)

    def _leave(self) -> None:
        """The text is another now: what was found for the former must not be saved by mistake."""
        self.desk.stop_finding()
        self._wanted = ()
        if self.intake.isEnabled():
            self._show_page(self.empty)

    def _save(self) -> None:
        if self.pages.currentWidget() is not self.preview:
            return
        if why_not := self.preview.outputs.why_no_iso():
            self.intake.say(MkisoError(why_not.rstrip(".")))
        self.preview.outputs.save.click()

    def _order(self, request: MediaRequest, patient: Patient | None) -> None:
        if request == self._ordered or self.jobs.is_making(request):
            self.intake.say(MkisoError(self.tr("This is being made already")))
        else:
            self._ordered = request
            ask = self.desk.submit(request)
            ask.answered.connect(lambda number: self._submitted(number, request, patient))
            ask.failed.connect(self._not_submitted)
        self.intake.ready()

    def _submitted(self, number: int, request: MediaRequest, patient: Patient | None) -> None:
        self._ordered = None
        self.jobs.expect(number, request, patient)

    def _not_submitted(self, error: Exception) -> None:
        self._ordered = None
        self.intake.say(words.told(error))

    def _cancel(self, number: int) -> None:
        self.desk.cancel(number)
        self.intake.ready()

    def _show_job(self, view: JobView) -> None:
        self.jobs.show_job(view)
        if view.state.is_over and not (self.focusWidget() and self.focusWidget().isVisible()):
            self.intake.ready()  # the button that had the focus went with the job

    def unexpected(self, _kind: object, error: BaseException, _trace: object) -> None:
        """A bug of the window itself: for sys.excepthook."""
        self.intake.say(words.told(error))

    def _show_page(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once when jobs run; then stay alive, without freezing, until all threads ended."""
        if self._has_ended:
            event.accept()
            return
        event.ignore()
        if self.desk.is_ending:
            return
        if self.jobs.running():
            self._ask_to_close()
        else:
            self.leave()

    def leave(self) -> None:
        """End without a question; a short while without a window, at most."""
        self.hide()
        self.desk.end()

    def _ask_to_close(self) -> None:
        if self.findChild(QMessageBox) is not None:
            return
        running = len(self.jobs.running())
        box = QMessageBox(self)
        box.setWindowTitle(self.windowTitle())
        box.setText(
            self.tr("One job is still running.")
            if running == 1
            else self.tr("{} jobs are still running.").format(running)
        )
        box.setInformativeText(self.tr("Closing cancels what is not finished."))
        stay = box.addButton(self.tr("&Keep working"), QMessageBox.ButtonRole.RejectRole)
        box.addButton(self.tr("&Cancel jobs, close"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.accepted.connect(self._cancel_and_close)
        box.finished.connect(box.deleteLater)
        box.open()

    def _cancel_and_close(self) -> None:
        self._everything.setEnabled(False)
        self.setWindowTitle(self.tr("Finishing…"))
        self.setCursor(Qt.CursorShape.BusyCursor)
        self.desk.end()

    def _end(self) -> None:
        self._has_ended = True
        self.close()
        self.ended.emit()
