"""What stands in the window while its rooms are made: the search field, ready for a scan.

It imports next to nothing, so that the first paint comes soon, and looks as the rooms will look
then: what stands here does not move when they come.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from .labels import edge, label
from .look import grown

WIDEST = 180  # letters
_CENTRE = Qt.AlignmentFlag.AlignHCenter


def measure_beside(widget: QWidget) -> None:
    """How wide the jobs beside the search are: letters decide."""
    letter = widget.fontMetrics().averageCharWidth()
    widget.setMinimumWidth(letter * 40)
    widget.setMaximumWidth(letter * 54)


def within_reach(place: QWidget) -> QWidget:
    """That place in the middle of what it gets: on a wide screen it is as wide as eyes like to go
    from the first word of a line to the last."""
    place.setMaximumWidth(place.fontMetrics().averageCharWidth() * WIDEST)
    middle = QWidget()
    row = QHBoxLayout(middle)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(place)
    return middle


class Threshold(QWidget):
    """`field` takes what is typed; `was_asked` says that Enter was pressed behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.was_asked = False
        self.field = QLineEdit()
        self.field.setProperty("look", "intake")
        self.field.setPlaceholderText(self.tr("Accession number"))
        self.field.setAccessibleName(self.tr("Accession numbers"))
        self.field.returnPressed.connect(self._ask)
        self.setFocusProxy(self.field)
        beside = QWidget()
        beside.setObjectName("panel")
        beside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        measure_beside(beside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(within_reach(self._here()), 11)
        row.addWidget(edge(upright=True))
        row.addWidget(beside, 4)

    def _here(self) -> QWidget:
        button = QPushButton(self.tr("&Find"))
        button.setProperty("look", "tall")
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        button.setAccessibleName(self.tr("Find"))
        button.clicked.connect(self._ask)
        entry = QGridLayout()
        entry.setHorizontalSpacing(10)
        entry.addWidget(self.field, 0, 0)
        entry.addWidget(button, 0, 1)
        headline = label(self.tr("Scan or type an accession number"), "headline", wraps=True)
        headline.setAlignment(_CENTRE)
        here = QWidget()
        line = self.fontMetrics().height()
        column = QVBoxLayout(here)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(0)
        column.addLayout(entry)
        column.addSpacing(8 + line + 22)  # where the word under the field will be,
        column.addStretch(2)
        column.addSpacing(grown(56) + 8 + 10)  # the drawing,
        column.addWidget(headline)
        column.addSpacing(10 + line)  # how to go on,
        column.addStretch(3)
        column.addSpacing(round(line * 0.9) + 15)  # and the status bar
        return here

    def _ask(self) -> None:
        self.was_asked = True
