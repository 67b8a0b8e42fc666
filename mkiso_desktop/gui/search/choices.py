"""What may have been meant: a button for each, with whose it is beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ...core.near import NearMiss
from ...core.study import Patient, plain_name
from .. import words
from ..labels import Elided, label


@dataclass(frozen=True)
class Choice:
    """A button's text (with its mnemonic), what stands beside it, and what it does."""

    text: str
    note: str
    take: Callable[[], object]


class Choices(QWidget):
    """Chosen with Enter, space or a mouse; the mnemonics bring the focus to each in turn."""

    def __init__(self, choices: Sequence[Choice], look: str = "") -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6 if not look else 0)
        grid.setColumnStretch(1, 1)
        for row, choice in enumerate(choices):
            button = QPushButton(choice.text)
            button.setProperty("look", look)
            button.setAutoDefault(True)  # Enter, too
            plain = choice.text.replace("&", "")
            button.setAccessibleName(", ".join(filter(None, (plain, choice.note))))
            button.clicked.connect(lambda _checked=False, it=choice: it.take())
            grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
            # In a row there is one line for it; on a page it may go on below.
            end = Qt.TextElideMode.ElideRight
            note = Elided(choice.note, "quiet", end) if look else label(choice.note, "quiet")
            note.setWordWrap(not look)
            note.setToolTip(choice.note)
            grid.addWidget(note, row, 1)
            self.buttons.append(button)


def tr(text: str) -> str:
    """The text in the window's language, from the context `Choices`."""
    return QCoreApplication.translate("Choices", text)


def offers(near: Sequence[NearMiss], use: Callable[[str], object]) -> list[Choice]:
    """A choice for each number near the one that was not found."""
    return [
        Choice(tr("&Use {}").format(one.number), person(one.patient), partial(use, one.number))
        for one in near
    ]


def person(patient: Patient) -> str:
    """'Siti Rahmawati · 41-28-73 · 17 August 1961', as far as known."""
    parts = plain_name(patient.name), patient.patient_id, words.long_date(patient.birth_date)
    return " · ".join(filter(None, parts)) or tr("Without a name")
