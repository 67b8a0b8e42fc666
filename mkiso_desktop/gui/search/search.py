"""The search: from what was scanned to the patient's sheet, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ...core.entered import Entered, entered, read_found
from ...core.errors import (
    AccessionNotFound,
    BadRequest,
    Cancelled,
    MkisoError,
    NoDicomData,
    PacsUnreachable,
)
from ...core.request import MOST_ACCESSIONS, accession_numbers
from ...core.study import Finding, IdRule
from .. import words
from ..desk import Desk
from ..preview.sheet import Preview
from ..steady import MARGIN
from ..threads import while_there
from .asked import Answer, Asked, Row, State, asked_for
from .choices import Choice, offers
from .drops import Drops
from .intake import Intake
from .pages import Empty, Searching, Trouble
from .rows import Rows

if TYPE_CHECKING:
    from ...core.config import Config
    from ...steps.dropped import Dropped


class Search(QWidget):
    """The field, the rows of several numbers, and below the page that fits. `ordered` carries a
    MediaRequest and whom it is for; `answered`, once for each search, whether all was found;
    `retried` asks to open the engine once more."""

    ordered = Signal(object, object)
    answered = Signal(bool)
    retried = Signal()
    settings_asked = Signal()

    def __init__(self, desk: Desk, examples: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._desk = desk
        self._rule = IdRule.STRIP
        self._asked = Asked()  # may have been scanned before the engine was ready
        self._too_many: Entered | None = None
        self._dropped: tuple[Path, ...] = ()  # being read
        self._shown: tuple[Finding, ...] = ()  # on the sheet
        self._is_told = True
        self.intake, self.rows, self.preview = Intake(), Rows(), Preview(desk)
        self.empty, self.searching, self.trouble = Empty(examples), Searching(), Trouble()
        self.pages = QStackedWidget()
        for page in (self.empty, self.searching, self.trouble, self.preview):
            self.pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 28, 0, 28)
        for it in (self.intake, self.empty, self.searching, self.trouble):
            it.setContentsMargins(0, 0, MARGIN, 0)  # the others scroll, and have a bar in theirs
        column.setSpacing(22)
        column.addWidget(self.intake)
        column.addWidget(self.rows)
        column.addWidget(self.pages, 1)
        self.setFocusProxy(self.intake)
        self.drops = Drops(self, self, self.intake.field)
        self._connect()

    def _connect(self) -> None:
        self.intake.asked.connect(self._ask)
        self.intake.left.connect(self._leave)
        self.rows.removed.connect(lambda numbers: self._edit(self._asked.without(numbers)))
        self.rows.kept.connect(self._keep_patient)
        self.rows.used.connect(self._use)
        self.rows.left.connect(self.intake.ready)
        self.drops.hovering.connect(self.intake.hover)
        self.drops.text.connect(self._read_text)
        self.drops.files.connect(self._read_files)
        self.empty.chosen.connect(self.intake.fill)
        self.preview.ordered.connect(self.ordered)
        self.trouble.retried.connect(self.retried)
        self.trouble.settings_asked.connect(self.settings_asked)

    @property
    def is_decided(self) -> bool:
        """Whether every number has its answer."""
        return self._asked.is_decided

    def begin(self) -> None:
        """The engine is about to open; what is scanned meanwhile is looked up then."""
        self._open(True)
        self.show_page(self.empty)
        self.intake.ready()

    def configure(self, config: Config) -> None:
        """The engine is open: what the configuration means here, and what waited for it."""
        self.intake.pattern = config.pacs.accession_pattern
        self._rule = config.identity.normalise_id
        self.preview.configure(config)
        if self._asked.unsettled:
            self._begin(entered(self._asked.numbers, self.intake.pattern))

    def suspend(self) -> None:
        """The engine goes, and comes again another: what was found is looked up again by it."""
        numbers = self._asked.numbers
        self._leave()
        if numbers:
            self._change(asked_for(entered(numbers, self.intake.pattern).entries, 0))

    def not_opened(self, error: Exception) -> None:
        """There is no engine to ask."""
        self._open(False)
        self.trouble.show_error(words.told(error), can_retry=True)
        self.show_page(self.trouble)

    def _open(self, is_open: bool) -> None:
        self.intake.setEnabled(is_open)
        self.drops.is_open = is_open

    def _ask(self, what: Entered) -> None:
        """Look it up, unless that is being done: many press Enter after a paste."""
        if not self._asked.unsettled or what.numbers != self._asked.numbers:
            self._begin(what)

    def _begin(self, what: Entered) -> None:
        """Look it up, unless there is nothing in it, or too much."""
        self._leave()
        if what.more:
            self._offer_first(what)
        elif len(what.entries) > 1:
            self.look_up(asked_for(what.entries, what.doubles))
        elif wrong := what.entries[0].wrong if what.entries else _nothing():
            self.intake.say(wrong)
            self.answered.emit(False)
        else:
            self.look_up(asked_for(what.entries, what.doubles))

    def _offer_first(self, what: Entered) -> None:
        self._too_many = what
        first = asked_for(what.entries, what.doubles)
        error = BadRequest(
            self.tr("{} accession numbers are too many for one disc").format(
                len(what.entries) + what.more
            ),
            self.tr("One disc takes at most {}.").format(MOST_ACCESSIONS),
        )
        text = self.tr("&Look up the first {}").format(len(what.entries))
        choice = Choice(text, "", lambda: self.look_up(first))
        self.trouble.show_error(error, can_retry=False, choices=[choice])
        self.show_page(self.trouble)
        self.answered.emit(False)

    def look_up(self, asked: Asked) -> None:
        """Look up what is not known of it yet."""
        self._too_many, self._is_told = None, False
        self.intake.show_numbers(asked.numbers)
        self._change(asked if asked.rows else Asked())
        self._go_on()

    def _go_on(self) -> None:
        if not self._desk.is_open or not self._asked.unsettled:
            return  # configure comes back to it
        ask = self._desk.find(self._asked.unsettled)
        ask.came.connect(self._hear)
        ask.answered.connect(while_there(self, lambda _none: self._change(self._asked.settled())))
        ask.failed.connect(self._failed)

    def _hear(self, told: tuple[str, Answer]) -> None:
        self._change(self._asked.told(*told))

    def _failed(self, error: Exception) -> None:
        """The search as a whole came to nothing."""
        self._change(Asked())
        if isinstance(error, Cancelled):
            return
        if isinstance(error, BadRequest):
            self.intake.say(error)
        else:
            self.trouble.show_error(words.told(error), can_retry=False)
            self.show_page(self.trouble)

    def _change(self, asked: Asked) -> None:
        """Show the rows as they are now, and decide the sheet by them."""
        if asked.rows and asked == self._asked:
            return  # a button that is just being pressed must not be made anew
        self._asked = asked
        self.rows.show_asked(asked if asked.is_list else Asked(), self._rule)
        self.intake.hint(not asked.is_list)
        self._show()
        if asked.rows and asked.is_decided and not self._is_told:
            self._is_told = True
            self.answered.emit(set(asked.states(self._rule)) == {State.FOUND})

    def _edit(self, asked: Asked) -> None:
        """A person changed the rows: the field says the same."""
        self.intake.show_numbers(asked.numbers)
        self._change(asked if asked.rows else Asked())

    def _show(self) -> None:
        """The page that fits the rows."""
        asked = self._asked
        if not asked.rows:
            self.show_page(self.empty)
        elif asked.findings:
            self._show_sheet()
        elif not asked.is_decided:
            self.searching.show_numbers(asked.numbers)
            self.show_page(self.searching)
        else:
            self._show_trouble()

    def _show_sheet(self) -> None:
        findings = self._asked.findings
        if findings != self._shown:
            numbers = tuple(finding.accession_number for finding in findings)
            self._shown = findings
            self.preview.show_found(numbers, findings)
        self.preview.shut(self._why_shut())
        self.show_page(self.preview)

    def _why_shut(self) -> str:
        if not self._asked.is_decided:
            return self.tr("Not all numbers have been looked up yet.")
        count = len(self._asked.lacking)
        if count == 1:
            return self.tr("One number would be missing on the disc: go on without it?")
        if count:
            return self.tr("{} numbers would be missing on the disc: go on without them?").format(
                count
            )
        return ""

    def _show_trouble(self) -> None:
        errors = [row.error for row in self._asked.rows if row.error]
        error, choices = errors[0], []
        if not self._asked.is_list:
            row = self._asked.rows[0]
            choices = offers(row.offers or (), lambda other: self._use(row.number, other))
            if row.offers:
                error = self._near(row)
        elif len(errors) > 1 and not all(isinstance(each, PacsUnreachable) for each in errors):
            error = NoDicomData(
                self.tr("None of these numbers has images"), self.tr("Each row says why.")
            )
        self.trouble.show_error(error, can_retry=False, choices=choices)
        self.show_page(self.trouble)

    def _near(self, row: Row) -> MkisoError:
        near = row.offers or ()
        advice = (
            self.tr("Did you mean {}?").format(near[0].number)
            if len(near) == 1
            else self.tr("Did you mean one of these?")
        )
        return AccessionNotFound(self.tr("There is no {}").format(row.number), advice)

    def _keep_patient(self, number: str) -> None:
        """Only the rows of that row's patient, and those that have none."""
        self._edit(self._asked.without(self._asked.others_than(number, self._rule)))

    def _use(self, number: str, other: str) -> None:
        """The other number in that one's place."""
        self._is_told = False
        self._edit(self._asked.instead(number, other))
        self._go_on()
        if not self._asked.is_list:
            self.intake.ready()

    def _read_text(self, text: str) -> None:
        found = read_found(text, self.intake.pattern)
        if found.entries:
            self.intake.take(found)
        else:
            self._say_empty_drop()
        self.intake.ready()

    def _read_files(self, paths: tuple[Path, ...]) -> None:
        self.intake.clear()
        self._leave()
        self._dropped = paths
        self.searching.show_reading()
        self.show_page(self.searching)
        ask = self._desk.read_dropped(paths, self.intake.pattern)
        ask.answered.connect(self._files_read)
        ask.failed.connect(self._failed)

    def _files_read(self, found: Dropped) -> None:
        self._dropped = ()
        if not found.words:
            self._say_empty_drop()
            return
        self.intake.take(entered(found.words, self.intake.pattern))
        if found.is_cut:
            self.intake.tell(self.tr("There were very many files: only the first were read."))

    def _say_empty_drop(self) -> None:
        error = BadRequest(
            self.tr("There is no accession number in what was dropped"),
            self.tr("Drop a text, a list (.txt, .csv, .tsv), DICOM files or a folder of them."),
        )
        self._leave()
        self.trouble.show_error(error, can_retry=False)
        self.show_page(self.trouble)
        self.answered.emit(False)

    def _leave(self) -> None:
        """The text is another now: what was found for the former must not be saved by mistake."""
        self._desk.stop_finding()
        self._too_many, self._dropped, self._shown = None, (), ()
        self.preview.clear()
        self._is_told = True
        if self.intake.isEnabled():
            self._change(Asked())

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
        """What an earlier search had in its field, in its rows and on its sheet."""
        self.intake.take_over(old.intake)
        if old._dropped:
            self._read_files(old._dropped)
        elif old._too_many:
            self._offer_first(old._too_many)
        elif old._asked.rows:
            self._change(old._asked)
            if old._asked.findings:  # else there is no sheet yet
                self.preview.take_over(old.preview)
            self._is_told = old._is_told
            self._go_on()


def _nothing() -> BadRequest:
    try:
        accession_numbers(())
    except BadRequest as error:
        return error
    raise AssertionError("nothing is no request")
