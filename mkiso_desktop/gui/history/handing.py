"""Handed to whom: one line, when the desk wants it kept."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ..glyph import Glyph

LONGEST = 64  # engine.handing.LONGEST


class HandingLine(QWidget):
    """A name and a relation; Enter in either keeps them."""

    handed = Signal(str, str)  # name, relation

    def __init__(self) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setPlaceholderText(self.tr("Name of whoever takes it"))
        self.name.setAccessibleName(self.tr("Name of whoever takes it"))
        self.name.setMaxLength(LONGEST)
        self.relation = QComboBox()
        self.relation.setEditable(True)
        self.relation.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.relation.addItems(
            [self.tr("Patient"), self.tr("Family"), self.tr("Courier"), self.tr("Doctor")]
        )
        self.relation.setAccessibleName(self.tr("Relation to the patient"))
        self.relation.setMinimumWidth(self.fontMetrics().averageCharWidth() * 18)
        self.relation.installEventFilter(self)
        self._arrow = Glyph("open", "quiet", 14, self.relation)
        inner = self.relation.lineEdit()
        assert inner is not None  # it is editable
        inner.setMaxLength(LONGEST)
        self.keep = QPushButton(self.tr("&Keep"))
        self.keep.setAccessibleName(self.tr("Keep"))
        self.keep.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 3)
        row.addWidget(self.relation, 2)
        row.addWidget(self.keep)
        self.setFocusProxy(self.name)
        self.name.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.name.returnPressed.connect(self._keep)
        inner.returnPressed.connect(self._keep)
        self.keep.clicked.connect(lambda _checked=False: self._keep())

    def begin(self, name: str, relation: str) -> None:
        """For another job; what was said of it before can be corrected."""
        self.name.setText(name)
        self.name.selectAll()
        if relation:
            self.relation.setEditText(relation)
        else:
            self.relation.setCurrentIndex(0)

    def _keep(self) -> None:
        if name := self.name.text().strip():
            self.handed.emit(name, self.relation.currentText().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow stays at the end of its box."""
        if isinstance(event, QResizeEvent):
            room = event.size() - self._arrow.size()
            self._arrow.move(room.width() - 10, room.height() // 2)
        return super().eventFilter(watched, event)
