"""One row per job: for whom, what of it, how far, and what to do when it stopped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core.errors import StudyIncomplete
from ...core.study import Patient, plain_name
from ...engine.job import JobState, JobView, Result
from .. import words
from ..glyph import Glyph
from ..labels import Elided, label
from ..notice import Fold, Signature, Telling
from ..said import said

_GLYPHS = {
    JobState.QUEUED: ("waiting", "quiet"),
    JobState.DONE: ("done", "good"),
    JobState.FAILED: ("stop", "stop"),
    JobState.BLOCKED: ("stop", "stop"),
    JobState.CANCELLED: ("cancelled", "quiet"),
    JobState.INTERRUPTED: ("cancelled", "quiet"),
}


class JobRow(QFrame):
    """Shows the latest view of one job."""

    cancelled = Signal(int)
    again = Signal(object, object)  # a MediaRequest, and the Patient it is for

    def __init__(self, view: JobView) -> None:
        super().__init__()
        self.view = view
        self.patient: Patient | None = None
        self._shown: JobState | None = None
        self.glyph = Glyph("waiting", "quiet", 20)
        self.name = label("", "strong", wraps=True)
        self.about = label("", "caption", wraps=True)
        self.step = label("", wraps=True)
        self.count = label("", "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of job {}").format(view.number))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setProperty("look", "plain")
        self.cancel.setAccessibleName(self.tr("Cancel job {}").format(view.number))
        self.cancel.clicked.connect(self._cancel)
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
        top.addWidget(self.name, 1)
        top.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.about)
        column.addWidget(self.line)
        column.addSpacing(2)
        column.addWidget(self.bar)
        self.more = QVBoxLayout()
        self.more.setContentsMargins(0, 2, 0, 0)
        self.more.setSpacing(8)
        column.addLayout(self.more)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 16, 16)
        row.setSpacing(12)
        row.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

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
        numbers = ", ".join(view.request.accession_numbers)
        name = self._name()
        self.name.setText(name or numbers)
        self.about.setText(f"{numbers} · {words.outcome(view)}" if name else words.outcome(view))
        self.step.setText(self.tr("Cancelling…") if self._is_stopping() else words.step(view))
        self.count.setText(words.count(view))
        self._show_bar()
        self.setAccessibleName(f"{self.name.text()}, {self.about.text()}: {self.step.text()}")
        if view.state is not self._shown:
            self._shown = view.state
            self._show_state()

    def _is_stopping(self) -> bool:
        return not self.cancel.isEnabled() and not self.view.state.is_over

    def _name(self) -> str:
        if self.view.result is not None:
            return plain_name(self.view.result.patient_name)
        patient = self.view.patient or self.patient
        return plain_name(patient.name) if patient else ""

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
        if self.view.result is not None:
            self._show_result(self.view.result)
        elif self.view.error is not None:
            self._show_error()

    def _show_result(self, result: Result) -> None:
        for iso in result.isos:
            path = Elided(iso.path.name, "quiet")
            path.setToolTip(str(iso.path))
            self.more.addWidget(path)
        if result.destination:
            self.more.addWidget(
                label(f"{words.images(result.files)} · {result.destination}", "quiet", wraps=True)
            )
        if result.warnings:
            count = len(result.warnings)
            self.more.addWidget(
                Fold(
                    self.tr("Show notes ({})").format(count),
                    self.tr("Hide notes"),
                    said("\n".join(result.warnings)),
                )
            )
        if result.isos:
            self.folder = self._button(self.tr("Open folder"))
            self.folder.setToolTip(str(result.isos[0].path.parent))
            self.folder.clicked.connect(
                lambda _checked=False: open_folder(result.isos[0].path.parent)
            )

    def _show_error(self) -> None:
        error = self.view.error
        assert error is not None
        self.line.hide()  # the error's title says it better
        self.telling = Telling(error)
        self.more.addWidget(self.telling)
        self.setAccessibleName(f"{self.accessibleName()}. {self.telling.accessibleName()}")
        if isinstance(error, StudyIncomplete):
            self.anyway = self._button(self.tr("Make it anyway…"))
            self.anyway.clicked.connect(self._ask_for_signature)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(self.tr("{0}, job {1}").format(text, self.view.number))
        self.more.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def _ask_for_signature(self) -> None:
        self.anyway.hide()
        self.more.addWidget(
            label(
                self.tr("Who accepts that images are missing? The name is kept with the job."),
                wraps=True,
            )
        )
        self.signature = Signature(self.tr("&Make it"))
        self.signature.signed.connect(self._again)
        self.more.addWidget(self.signature)
        self.signature.field.setFocus()

    def _again(self, name: str) -> None:
        self.signature.setEnabled(False)
        request = replace(self.view.request, allow_incomplete=name)
        self.again.emit(request, self.view.patient or self.patient)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.show_view(self.view)
        self.cancelled.emit(self.view.number)


def open_folder(folder: Path) -> None:
    """In the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
