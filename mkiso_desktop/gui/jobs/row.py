"""One row per job: for whom, what of it, how far, and what to do when it stopped."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...core.study import Patient, plain_name
from ...engine.job import JobState, JobView
from .. import words
from ..acts import Act, acts_of, word
from ..glyph import Glyph, GlyphButton
from ..labels import Figures, label
from . import ways
from .ending import Ending
from .grip import Grip, Hold
from .pace import Pace
from .speed import speed

_GLYPHS = {
    JobState.QUEUED: ("waiting", "quiet"),
    JobState.DONE: ("done", "good"),
    JobState.FAILED: ("stop", "stop"),
    JobState.BLOCKED: ("stop", "stop"),
    JobState.CANCELLED: ("cancelled", "quiet"),
    JobState.INTERRUPTED: ("cancelled", "quiet"),
}


class JobRow(QFrame):
    """Shows the latest view of one job, and says what a person asks of it."""

    asked = Signal(object)  # an Act
    again = Signal(object)  # a MediaRequest, with the name of the one who signs

    def __init__(self, view: JobView) -> None:
        super().__init__()
        self.setProperty("look", "job")
        self.grip = Grip(self, Hold(self.acts, self.act, self.is_by_key, self.files))
        self.view = view
        self.patient: Patient | None = None
        self.there: frozenset[Path] = frozenset(ways.files_of(view))
        self.pace = Pace()
        self.walked = view  # the last view before its end
        self._shown: JobState | None = None
        self._said: tuple[str, ...] = ()
        self._is_asked = False
        self.glyph = Glyph("waiting", "quiet", 20)
        self.name = label("", "strong", wraps=True)
        self.about = label("", "caption", wraps=True)
        self.step = label("", wraps=True)
        self.count = Figures("quiet", Qt.AlignmentFlag.AlignRight)
        self.speed = Figures("caption")
        self.speed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of job {}").format(view.number))
        self.cancel = QPushButton(word(Act.CANCEL))
        self.cancel.setProperty("look", "plain")
        self.cancel.setAccessibleName(self.tr("Cancel job {}").format(view.number))
        self.cancel.clicked.connect(lambda _checked=False: self.act(Act.CANCEL))
        self.more = GlyphButton("more", self.tr("More for job {}").format(view.number))
        self.more.clicked.connect(
            lambda _checked=False: self.grip.open_menu(self.more.mapToGlobal(QPoint(0, 30)))
        )
        self._lay_out()
        self.show_view(view)

    def _lay_out(self) -> None:
        self.line = QWidget()
        line = QHBoxLayout(self.line)
        line.setContentsMargins(0, 4, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.step, 1)
        line.addWidget(self.count)
        top = QHBoxLayout()
        top.setSpacing(4)
        self.cancel.setMinimumHeight(self.more.height())  # one takes the other's place, and
        top.addStrut(self.more.height())  # no word moves
        top.addWidget(self.name, 1)
        top.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.column = QVBoxLayout()
        self.column.setSpacing(3)
        self.column.addLayout(top)
        self.column.addWidget(self.about)
        self.column.addWidget(self.line)
        self.column.addSpacing(2)
        self.column.addWidget(self.bar)
        self.column.addWidget(self.speed)
        self.ending: Ending | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 12, 6, 14)
        row.setSpacing(12)
        row.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.column, 1)

    def belongs_to(self, patient: Patient | None) -> None:
        """Whom the preview showed; the job's own word about it comes first."""
        self.patient = patient
        self.show_view(self.view)

    def show_view(self, view: JobView) -> None:
        """The job as it is now; a view that comes late, after the job's end, changes nothing. One
        that waits again has been taken up again."""
        if self.view.state.is_over and not (view.state.is_over or view.state is JobState.QUEUED):
            return
        self.view = view
        if not view.state.is_over:
            self.walked = view
        if view.state is JobState.QUEUED:
            self.pace = Pace()
        if view.state is JobState.RETRIEVING:
            self._feed()
        self._say()
        self._show_bar()
        if view.state is not self._shown:
            self._shown = view.state
            self._show_state()

    def tick(self) -> None:
        """Time passes, also when nothing comes."""
        self._feed()
        self._say()

    def _feed(self) -> None:
        if (moment := self.view.moment) is not None:
            self.pace.feed(time.monotonic(), moment.done, moment.total, moment.bytes_done)

    def _say(self) -> None:
        """All words of the row; only what is other than before is touched, and repainted."""
        view = self.view
        numbers = ", ".join(view.request.accession_numbers)
        name = self._name()
        about = [numbers if name else "", words.outcome(view), words.origin(view.origin)]
        said = (
            name or numbers,
            " · ".join(filter(None, about)),
            self.tr("Cancelling…") if self._is_stopping() else words.step(view),
            words.count(view),
            speed(view, self.pace.reading),
        )
        if said == self._said:
            return
        labels = (self.name, self.about, self.step, self.count, self.speed)
        before = self._said or ("",) * len(labels)
        for place, text, old in zip(labels, said, before, strict=True):
            if text != old:
                place.setText(text)
        if said[:3] != self._said[:3]:
            self.setAccessibleName(f"{said[0]}, {said[1]}: {said[2]}")
        self._said = said

    def _is_stopping(self) -> bool:
        return not self.cancel.isEnabled() and not self.view.state.is_over

    def _name(self) -> str:
        if self.view.result is not None:
            return plain_name(self.view.result.patient_name)
        return plain_name(self.whose.name) if self.whose else ""

    @property
    def whose(self) -> Patient | None:
        """For whom it is: by the job's own word, else by that of the preview."""
        return self.view.patient or self.patient

    def _show_bar(self) -> None:
        moment = self.view.moment
        total = (moment.total if moment else None) or 0
        waits = self.view.state is JobState.QUEUED
        self.bar.setVisible(not self.view.state.is_over)
        self.bar.setRange(0, 1 if waits else total)  # 0 to 0: busy, nobody knows how much
        self.bar.setValue(moment.done if moment and total and not waits else 0)

    def _show_state(self) -> None:
        state = self.view.state
        self.glyph.show_icon(*_GLYPHS.get(state, ("running", "accent")))
        self.cancel.setVisible(not state.is_over)
        self.more.setVisible(state.is_over)
        if state.is_over:
            self.cancel.setEnabled(True)  # for the next time
        self.speed.setVisible(not state.is_over)  # empty at times, but its line stays
        self.line.setVisible(self.view.error is None)  # the error's title says it better
        self._show_end()

    def _show_end(self) -> None:
        if self.ending is not None:
            self.ending.hide()
            self.ending.deleteLater()
            self.ending = None
        self._is_asked = False
        if not self.view.state.is_over:
            return
        self.there = frozenset(ways.files_of(self.view))
        self.ending = Ending(self.view, self.facts)
        self.ending.asked.connect(self.act)
        self.ending.signed.connect(self._sign)
        self.column.addWidget(self.ending)
        if (telling := self.ending.telling) is not None:
            self.setAccessibleName(f"{self.accessibleName()}. {telling.accessibleName()}")

    def facts(self) -> dict[str, str]:
        """What support may know of the job: nothing of the patient, not even a number."""
        view, walked = self.view, self.walked
        moment = walked.moment
        return {
            "job": f"{view.number}, {view.request.outcome.value}, asked by {view.origin.value}",
            "accession numbers": str(len(view.request.accession_numbers)),
            "ended as": view.state.value,
            "in step": walked.state.value if walked is not view else "unknown",
            "images": f"{moment.done} of {moment.total or '?'}" if moment else "unknown",
            "bytes": str(moment.bytes_done) if moment else "unknown",
        }

    def acts(self) -> tuple[Act, ...]:
        """What can be done about it now."""
        return acts_of(self.view, has_files=bool(self.files()))

    def files(self) -> list[Path]:
        """The finished files that are there, as far as anybody looked."""
        return [path for path in ways.files_of(self.view) if path in self.there]

    def show_there(self, there: Collection[Path]) -> None:
        """Somebody has looked which files are there."""
        self.there = frozenset(there)
        if self.ending is not None:
            self.ending.show_there(there)

    def act(self, act: Act) -> None:
        """Do it, or have it done; what was asked for already is not asked for twice."""
        if act is Act.ANYWAY and self.ending is not None:
            if self.ending.signature is None:
                self.ending.ask_for_signature()
            if self.ending.signature is not None:
                self.ending.signature.field.setFocus()
        elif act is Act.SUPPORT and self.ending is not None and self.ending.telling is not None:
            self.ending.telling.copy.click()
        elif not self._is_asked:
            self.asked.emit(act)

    def stops(self) -> list[QWidget]:
        """Where Tab stops within it, from the top down."""
        inside = self.findChildren(QWidget)
        stops = [one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
        below = [one for one in stops if one not in (self.cancel, self.more)]
        return [self.cancel, self.more, *below]

    def is_by_key(self, act: Act) -> bool:
        """What runs is stopped by its button: a key is hit too easily."""
        return act is not Act.CANCEL or self.view.state is JobState.QUEUED

    def wait(self, is_asked: bool) -> None:
        """An answer is awaited, or has come."""
        self._is_asked = is_asked
        if self.ending is not None:
            self.ending.wait(is_asked)

    def stop(self) -> None:
        """It was asked to stop."""
        self.cancel.setEnabled(False)
        self._say()

    def _sign(self, name: str) -> None:
        self.again.emit(replace(self.view.request.by_hand, allow_incomplete=name))

    def take_over(self, old: JobRow) -> None:
        """What the row before this one knew that no view tells."""
        self.pace, self.walked, self.there = old.pace, old.walked, old.there
        self.cancel.setEnabled(old.cancel.isEnabled())
        self.belongs_to(old.patient)
        if self.ending is not None and old.ending is not None:
            self.ending.take_over(old.ending)
            self.show_there(self.there)
        self.wait(old._is_asked)
