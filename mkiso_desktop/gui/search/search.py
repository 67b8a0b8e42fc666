"""The search: from what was scanned to the patient's sheet, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ...core.errors import BadRequest, Cancelled, MkisoError
from ...core.study import Finding
from .. import words
from ..desk import Desk
from ..preview.sheet import Preview
from .intake import Intake
from .pages import Empty, Searching, Trouble

if TYPE_CHECKING:
    from ...core.config import Config


class Search(QWidget):
    """The field, and below it the page that fits. `ordered` carries a MediaRequest and whom it
    is for; `retried` asks to open the engine once more."""

    ordered = Signal(object, object)
    retried = Signal()

    def __init__(self, desk: Desk, examples: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._desk = desk
        self._wanted: tuple[str, ...] = ()  # may have been scanned before the engine was ready
        self._findings: tuple[Finding, ...] = ()
        self.intake, self.preview = Intake(), Preview(desk)
        self.empty, self.searching, self.trouble = Empty(examples), Searching(), Trouble()
        self.pages = QStackedWidget()
        for page in (self.empty, self.searching, self.trouble, self.preview):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(22)
        column.addWidget(self.intake)
        column.addWidget(self.pages, 1)
        self.setFocusProxy(self.intake)
        self.intake.asked.connect(self.look_up)
        self.intake.left.connect(self._leave)
        self.empty.chosen.connect(self.intake.fill)
        self.preview.ordered.connect(self.ordered)
        self.trouble.retried.connect(self.retried)

    def begin(self) -> None:
        """The engine is about to open; what is scanned meanwhile is looked up then."""
        self.intake.setEnabled(True)
        self.show_page(self.empty)
        self.intake.ready()

    def configure(self, config: Config) -> None:
        """The engine is open: what the configuration means here, and what waited for it."""
        self.intake.pattern = config.pacs.accession_pattern
        self.preview.configure(config)
        if self._wanted:
            self.look_up(self._wanted)

    def not_opened(self, error: Exception) -> None:
        """There is no engine to ask."""
        self.intake.setEnabled(False)
        self.trouble.show_error(words.told(error), can_retry=True)
        self.show_page(self.trouble)

    def look_up(self, numbers: tuple[str, ...]) -> None:
        """Look up checked accession numbers."""
        self._wanted, self._findings = numbers, ()
        self.preview.clear()
        self.searching.show_numbers(numbers)
        self.show_page(self.searching)
        if not self._desk.is_open:
            return  # configure comes back to it
        ask = self._desk.find(numbers)
        ask.answered.connect(self._found)
        ask.failed.connect(self._not_found)

    def _found(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self.preview.show_found(self._wanted, findings)
        self.show_page(self.preview)

    def _not_found(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.show_page(self.empty)
        elif isinstance(error, BadRequest):
            self.intake.say(error)
            self.show_page(self.empty)
        else:
            self.trouble.show_error(words.told(error), can_retry=False)
            self.show_page(self.trouble)

    def _leave(self) -> None:
        """The text is another now: what was found for the former must not be saved by mistake."""
        self._desk.stop_finding()
        self._wanted, self._findings = (), ()
        self.preview.clear()
        if self.intake.isEnabled():
            self.show_page(self.empty)

    def save(self) -> None:
        """An ISO into the default folder, where there is a patient; or why it cannot be."""
        if self.pages.currentWidget() is not self.preview:
            return
        if why_not := self.preview.outputs.why_no_iso():
            self.intake.say(MkisoError(why_not.rstrip(".")))
        self.preview.outputs.save.click()

    def show_page(self, page: QWidget) -> None:
        """That page below the field."""
        self.pages.setCurrentWidget(page)

    def take_over(self, old: Search) -> None:
        """What an earlier search had in its field and on its sheet."""
        self.intake.field.setText(old.intake.field.text())
        if old._findings:
            self._wanted = old._wanted
            self._found(old._findings)
            self.preview.take_over(old.preview)
        elif old._wanted:
            self.look_up(old._wanted)
