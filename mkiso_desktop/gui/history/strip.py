"""What is known of the chosen job, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ...core.errors import MkisoError
from ...core.request import MediaRequest
from ...core.study import Patient, plain_name
from .. import words
from ..labels import Elided, edge, label
from ..said import said
from .handing import HandingLine
from .model import result_words

if TYPE_CHECKING:
    from ...engine.lookup import Past


class Strip(QWidget):
    """Below the table. One of its lines at most is open: make again, or handed to."""

    again = Signal(object, object)  # a MediaRequest, and the Patient it is for
    folder_wanted = Signal(object)  # the Paths of its images that are there
    looked_up = Signal(str)  # accession numbers, for the search field
    handed = Signal(int, str, str)  # job, name, relation

    def __init__(self) -> None:
        super().__init__()
        self.past: Past | None = None
        self._isos: tuple[Path, ...] = ()
        self.name = label("", "section")
        self.patient_id = label("", "quiet")
        self.who = label("", "caption")
        self.result = label("", wraps=True)
        self.path = Elided("", "quiet")
        self.advice = label("", "quiet", wraps=True)
        self.allowed = label("", wraps=True)
        self.taken = label("", wraps=True)
        self.message = label("", "stop", wraps=True)
        self.make_again = self._button(self.tr("Make a&gain…"))
        self.folder = self._button(self.tr("&Open folder"))
        self.look_up = self._button(self.tr("&Look up"))
        self.hand = self._button(self.tr("Handed &to…"))
        self.handing = HandingLine()
        self._make_question()
        self._lay_out()
        self.make_again.clicked.connect(lambda _checked=False: self._ask())
        self.folder.clicked.connect(lambda _checked=False: self._open_folder())
        self.look_up.clicked.connect(lambda _checked=False: self._look_up())
        self.hand.clicked.connect(lambda _checked=False: self._begin_handing())
        self.handing.handed.connect(self._hand)
        self.show_past(None)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(True)  # Enter, too
        return button

    def _make_question(self) -> None:
        self.question = QWidget()
        self.for_whom = label("", "strong", wraps=True)
        self.yes = self._button(self.tr("Make it &again"))
        self.yes.setProperty("look", "main")
        self.no = self._button(self.tr("Not now"))
        row = QHBoxLayout(self.question)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.for_whom, 1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        self.yes.clicked.connect(lambda _checked=False: self._order())
        self.no.clicked.connect(lambda _checked=False: self.shut())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.name)
        head.addWidget(self.patient_id)
        head.addStretch(1)
        head.addWidget(self.who)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.make_again, self.folder, self.look_up, self.hand):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(edge())
        column.addSpacing(9)
        column.addLayout(head)
        for line in (self.result, self.path, self.advice, self.allowed, self.taken):
            column.addWidget(line)
        column.addSpacing(6)
        column.addLayout(buttons)
        for below in (self.question, self.handing, self.message):
            below.setContentsMargins(0, 5, 0, 0)
            column.addWidget(below)

    def show_past(self, past: Past | None) -> None:
        """This job; whatever line was open for another one goes."""
        if past is None or self.past is None or past.job.number != self.past.job.number:
            self.shut()
            self.show_isos(())
        self.past = past
        self.setVisible(past is not None)
        if past is None:
            return
        job = past.job
        self.name.setText(plain_name(job.patient_name) or self.tr("Patient not known"))
        self.patient_id.setText(job.patient_id or job.request.patient_id)
        self.who.setText(self._who(past))
        self._show(self.result, result_words(job))
        self._show(self.advice, said(job.error_advice))
        self._show(self.path, self._where(past))
        self.path.setToolTip(self.path.text())
        self._show(self.allowed, self._allowed(job.request))
        self._show(self.taken, self._taken(past))
        whose = ", ".join(filter(None, (self.name.text(), self.patient_id.text())))
        self.setAccessibleName(f"{whose}: {self.result.text()}")

    def _who(self, past: Past) -> str:
        job, when = past.job, words.date_and_time(past.job.created)
        if origin := words.origin(past.origin):
            return self.tr("Job {0}, {1}, {2}, at {3}").format(
                job.number, when, origin, past.person
            )
        return self.tr("Job {0}, {1}, asked for by {2}").format(job.number, when, past.person)

    def _show(self, line: QLabel, text: str) -> None:
        line.setVisible(bool(text))
        line.setText(text)

    def _where(self, past: Past) -> str:
        result = past.job.result
        if result is None:
            return ""
        return ", ".join(str(iso.path) for iso in result.isos) or result.destination

    def _allowed(self, request: MediaRequest) -> str:
        lines = []
        if name := request.allow_incomplete:
            lines.append(self.tr("Missing images were accepted by {}").format(name))
        if name := request.allow_mismatch:
            lines.append(self.tr("Another patient ID was accepted by {}").format(name))
        if request.leave_out:
            lines.append(words.left_out(len(request.leave_out)))
        return "\n".join(lines)

    def _taken(self, past: Past) -> str:
        handed = past.handed
        if handed is None:
            return ""
        when = words.date_and_time(handed.at)
        if not handed.relation:
            return self.tr("Handed to {0}, {1}").format(handed.name, when)
        return self.tr("Handed to {0} ({1}), {2}").format(handed.name, handed.relation, when)

    def show_isos(self, there: tuple[Path, ...]) -> None:
        """Those of its images that are still where they were saved."""
        self._isos = there
        self.folder.setEnabled(bool(there))
        self.folder.setToolTip(
            str(there[0].parent) if there else self.tr("The ISO is not there any more.")
        )

    def say(self, error: MkisoError) -> None:
        """What did not work."""
        self._show(self.message, f"{error.title}. {error.advice}".strip())

    def is_open(self) -> bool:
        """Whether a line waits for an answer."""
        return not (self.question.isHidden() and self.handing.isHidden())

    def shut(self) -> None:
        """No line is open any more; the focus goes to the button that had opened it."""
        came_from = self.hand if self.handing.isVisible() else self.make_again
        had_focus = self.is_open() and self.isAncestorOf(self.focusWidget() or self.window())
        for line in (self.question, self.handing, self.message):
            line.hide()
        if had_focus and self.isVisible():
            came_from.setFocus()

    def _ask(self) -> None:
        if self.past is None:
            return
        self.shut()
        numbers = ", ".join(self.past.job.request.accession_numbers)
        name = plain_name(self.past.job.patient_name)
        whose = ", ".join(filter(None, (name, self.patient_id.text())))
        self.for_whom.setText(
            self.tr("{0} again, for {1}?").format(numbers, whose)
            if whose
            else self.tr("{0} again?").format(numbers)
        )
        self.question.show()
        self.yes.setFocus()

    def _order(self) -> None:
        if self.past is None:
            return
        job = self.past.job
        self.shut()
        # Who signed for a difference then has not seen what is different now.
        request = replace(
            job.request.by_hand,
            allow_incomplete="",
            allow_mismatch="",
            patient_id=job.patient_id or job.request.patient_id,
        )
        known = job.patient_name or job.patient_id
        self.again.emit(request, Patient(job.patient_name, job.patient_id) if known else None)

    def _open_folder(self) -> None:
        if self._isos:
            self.folder_wanted.emit(self._isos)

    def _look_up(self) -> None:
        if self.past is not None:
            self.looked_up.emit(", ".join(self.past.job.request.accession_numbers))

    def _begin_handing(self) -> None:
        if self.past is None:
            return
        self.shut()
        handed = self.past.handed
        self.handing.begin(
            handed.name if handed else plain_name(self.past.job.patient_name),
            handed.relation if handed else "",
        )
        self.handing.show()
        self.handing.name.setFocus()

    def _hand(self, name: str, relation: str) -> None:
        if self.past is not None:
            self.handed.emit(self.past.job.number, name, relation)
