"""Two sources side by side where they disagree about the patient."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QLabel

from ...core.errors import MkisoError
from ...core.identity import Identity
from ...core.study import Patient, plain_name
from .. import words
from ..labels import label
from ..notice import Kind, Notice, Signature

WIDEST = 40  # letters on a line; a longer name goes on below


class Comparison(Notice):
    """What differs, marked. Another patient ID stops until a person signs; the rest is shown."""

    signature_changed = Signal(str)

    def __init__(self, identity: Identity, api: Patient, pacs: Patient) -> None:
        stops = identity.other_id
        super().__init__(_words(identity), Kind.STOP if stops else Kind.CARE)
        self.below.insertLayout(1, _table(identity, api, pacs))
        self.signature: Signature | None = None
        if stops:
            self.signature = Signature()
            self.signature.changed.connect(self.signature_changed)
            self.below.addWidget(self.signature)


def tr(text: str) -> str:
    """The text in the window's language, from the context `Comparison`."""
    return QCoreApplication.translate("Comparison", text)


def _words(identity: Identity) -> MkisoError:
    if identity.other_id:
        return MkisoError(
            tr("The patient IDs differ"),
            tr(
                "Compare with the person before you. If both are one person all the same, enter "
                "your name; it is kept with the job."
            ),
        )
    if identity.other_name and identity.other_birth_date:
        return MkisoError(tr("Name and birth date differ"), tr("The patient IDs are the same."))
    if identity.other_name:
        return MkisoError(tr("The names differ"), tr("The patient IDs are the same."))
    return MkisoError(tr("The birth dates differ"), tr("The patient IDs are the same."))


def _table(identity: Identity, api: Patient, pacs: Patient) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(4, 1)
    for column, caption in enumerate((tr("Name"), tr("Born"), tr("Patient ID")), 1):
        grid.addWidget(label(caption, "caption"), 0, column)
    differs = (identity.other_name, identity.other_birth_date, identity.other_id)
    top = Qt.AlignmentFlag.AlignTop
    for row, patient in enumerate((api, pacs), 1):
        grid.addWidget(label(words.source(patient), "quiet"), row, 0, top)
        values = plain_name(patient.name), words.long_date(patient.birth_date), patient.patient_id
        for column, (value, is_other) in enumerate(zip(values, differs, strict=True), 1):
            cell = label(value or "–", "differs" if is_other else "", wraps=column == 1)
            cell.setMinimumWidth(_width(cell))
            grid.addWidget(cell, row, column, top)
    return grid


def _width(cell: QLabel) -> int:
    font = cell.font()
    font.setBold(True)  # as the style sheet will, where the sources differ
    letters = QFontMetrics(font)
    return min(letters.horizontalAdvance(cell.text()) + 8, letters.averageCharWidth() * WIDEST)
