"""The patient's card: who it is, large, and whether the sources agree."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ...core.identity import Identity
from ...core.study import plain_name
from .. import words
from ..flow import Flow
from ..glyph import Glyph
from ..labels import label

COPIED_MS = 2000  # how long the button says so


class Fact(QWidget):
    """A caption with its value below."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label(caption, "caption"))
        self.value = label("", "fact")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.line = QHBoxLayout()
        self.line.setSpacing(8)
        self.line.addWidget(self.value)
        column.addLayout(self.line)

    def show_text(self, text: str) -> None:
        """The value; a dash when nobody knows."""
        self.value.setText(text or "–")
        self.value.setAccessibleName(f"{self._caption}: {text or self.tr('unknown')}")


class Sources(QWidget):
    """Who says so, in one quiet line; a difference has a notice of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._glyph = Glyph("done", "good", 16)
        self.value = label("", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._glyph)
        row.addWidget(self.value)
        row.addStretch(1)

    def show_identity(self, who: Identity) -> None:
        """What the sources say of one another."""
        differ = who.other_id or who.other_name or who.other_birth_date
        if who.two_patients:
            text, icon, tone = self.tr("One of several patients"), "stop", "stop"
        elif who.api is None:
            text, icon, tone = self.tr("Known from the PACS alone"), "calm", "quiet"
        elif differ:
            text, icon, tone = self.tr("Patient API and PACS differ"), "care", "care"
        else:
            text, icon, tone = self.tr("Patient API and PACS agree"), "done", "good"
        self.value.setText(text)
        self._glyph.show_icon(icon, tone)


class Card(QWidget):
    """Made once, shown again for every patient."""

    def __init__(self) -> None:
        super().__init__()
        self.name = label("", "title", wraps=True)
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.born, self.age = Fact(self.tr("Born")), Fact(self.tr("Age"))
        self.sex, self.patient_id = Fact(self.tr("Sex")), Fact(self.tr("Patient ID"))
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setProperty("look", "link")
        self.copy.setShortcut(QKeySequence("Ctrl+Shift+C"))
        self.copy.setToolTip(self.tr("Copy the patient ID (Ctrl+Shift+C)"))
        self.copy.setAccessibleName(self.tr("Copy the patient ID"))
        self.copy.clicked.connect(self._copy)
        self.patient_id.line.addWidget(self.copy)
        self.source = Sources()
        self._facts = Flow(28)
        for fact in (self.patient_id, self.born, self.age, self.sex):
            self._facts.addWidget(fact)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.name)
        column.addSpacing(4)
        column.addWidget(self.source)
        column.addSpacing(12)
        column.addLayout(self._facts)

    def facts_width(self) -> int:
        """What they take when all stand in one line."""
        return self._facts.sizeHint().width()

    def show_identity(self, who: Identity) -> None:
        """This patient."""
        known, other = who.patient, who.pacs  # it may know what the patient API leaves out
        birth_date = known.birth_date or other.birth_date
        self.name.setText(plain_name(known.name) or self.tr("Without a name"))
        self.born.show_text(words.long_date(birth_date))
        self.age.show_text(words.age(birth_date, date.today()))
        self.sex.show_text(words.sex(known.sex or other.sex))
        self.patient_id.show_text(known.patient_id)
        self.copy.setVisible(bool(known.patient_id))
        self._offer_copy()
        self.source.show_identity(who)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.patient_id.value.text())
        self.copy.setText(self.tr("Copied"))
        QTimer.singleShot(COPIED_MS, self, self._offer_copy)

    def _offer_copy(self) -> None:
        self.copy.setText(self.tr("Copy"))
        self.copy.setShortcut(QKeySequence("Ctrl+Shift+C"))  # a new text takes it away
