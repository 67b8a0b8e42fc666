"""Something to know, where it is about: title, advice, and details under a fold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from itertools import chain

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import MkisoError
from . import support
from .acts import Act, remedy, word
from .flow import Flow
from .glyph import Glyph
from .labels import label
from .said import translated


class Kind(Enum):
    """How much a notice matters. The values are glyphs, and tones of look.Tones where coloured."""

    STOP, CARE, CALM = "stop", "care", "calm"


class Fold(QWidget):
    """Text under a link that opens and closes it."""

    def __init__(self, closed: str, opened: str, text: str) -> None:
        super().__init__()
        self._closed, self._opened = closed, opened
        self.text = label(text, "quiet", wraps=True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName(text)
        self.text.hide()
        self.link = QPushButton(closed)
        self.link.setProperty("look", "link")
        self.link.setCheckable(True)
        self.link.toggled.connect(self._turn)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.head = Flow(16)  # what else belongs on the line of the link
        self.head.addWidget(self.link)
        column.addLayout(self.head)
        column.addWidget(self.text)
        self._turn(False)

    def _turn(self, is_open: bool) -> None:
        self.text.setVisible(is_open)
        self.link.setText(self._opened if is_open else self._closed)
        self.link.setAccessibleName(self.link.text().replace("&", ""))


class Telling(QWidget):
    """Title, advice, details: the words of an error, wherever they stand; one button that mends
    it, if whoever shows it offers to do that, and beside it those of `also`; a copy for support,
    if it has `facts` for that."""

    wanted = Signal(object)  # an Act

    def __init__(
        self,
        error: MkisoError,
        title_look: str = "strong",
        offers: Collection[Act] = (),
        also: Sequence[Act] = (),
        facts: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        super().__init__()
        as_it_was, error = error, translated(error)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8 if title_look == "headline" else 4)
        self._made: dict[Act, QPushButton] = {}
        self._lines = [error.title, *error.advice.splitlines()]
        self.title = label(error.title, title_look, wraps=True)
        column.addWidget(self.title)
        for line in self._lines[1:]:
            column.addWidget(label(line, wraps=True))
        self._add_buttons([act for act in (remedy(error),) if act in offers], also)
        if error.detail:
            self.fold = Fold(self.tr("Show &details"), self.tr("Hide &details"), error.detail)
            column.addWidget(self.fold)
        if facts is not None:
            self._add_copy(as_it_was, facts)
        self.setAccessibleName(f"{error.title}. {error.advice}")

    def _add_copy(self, error: MkisoError, facts: Callable[[], Mapping[str, str]]) -> None:
        self.copy = self._made[Act.SUPPORT] = QPushButton(word(Act.SUPPORT))
        self.copy.setProperty("look", "link")
        self.copy.setAccessibleName(word(Act.SUPPORT))
        self.copy.setToolTip(self.tr("What happened, and nothing about any patient"))
        self.copy.clicked.connect(lambda _checked=False: support.copy(error, facts()))
        self.copy.clicked.connect(lambda _checked=False: self.copy.setText(self.tr("Copied")))
        if error.detail:
            self.fold.head.addWidget(self.copy)
        else:
            alone = Flow(16)
            alone.addWidget(self.copy)
            self._column.addLayout(alone)

    def _add_buttons(self, *acts: Iterable[Act | None]) -> None:
        """What comes first of them mends it, as a rule."""
        wanted = [act for act in dict.fromkeys(chain(*acts)) if act is not None]
        if not wanted:
            return
        buttons = Flow(8)
        self._column.addSpacing(2)
        self._column.addLayout(buttons)
        for act in wanted:
            button = self._made[act] = QPushButton(word(act))
            button.setAccessibleName(word(act))
            button.clicked.connect(lambda _checked=False, it=act: self.wanted.emit(it))
            buttons.addWidget(button)

    def made(self) -> dict[Act, QPushButton]:
        """Its own buttons, by what they do."""
        return self._made

    def lines(self) -> list[str]:
        """The words as shown, title first, without the details."""
        return list(self._lines)


class Notice(QFrame):
    """A tinted strip with a glyph and a Telling; `below` takes what a person can do about it."""

    def __init__(self, error: MkisoError, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.setProperty("look", f"notice-{kind.value}")
        self.telling = Telling(error)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(12)
        tone = "quiet" if kind is Kind.CALM else kind.value
        row.addWidget(Glyph(kind.value, tone, 20), 0, Qt.AlignmentFlag.AlignTop)
        self.below = QVBoxLayout()
        self.below.setSpacing(10)
        self.below.addWidget(self.telling)
        row.addLayout(self.below, 1)
        self.setAccessibleName(self.telling.accessibleName())


class Signature(QWidget):
    """A person's name, given to allow what the program stops at; recorded with the job."""

    changed = Signal(str)  # the name, stripped; empty: nobody signs
    signed = Signal(str)  # Enter, or the button

    def __init__(self, action: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Your name"))
        self.field.setAccessibleName(self.tr("Your name"))
        self.field.setMaxLength(64)
        self.field.setMaximumWidth(280)
        self.field.textChanged.connect(self._changed)
        self.field.returnPressed.connect(self._sign)
        row.addWidget(self.field, 1)
        self.button = QPushButton(action)
        self.button.setAccessibleName(action.replace("&", ""))
        self.button.setEnabled(False)
        self.button.setVisible(bool(action))
        self.button.clicked.connect(self._sign)
        row.addWidget(self.button)
        row.addStretch(0)

    def name(self) -> str:
        """Who signs, or nothing."""
        return " ".join(self.field.text().split())

    def _changed(self) -> None:
        self.button.setEnabled(bool(self.name()))
        self.changed.emit(self.name())

    def _sign(self) -> None:
        if self.name():
            self.signed.emit(self.name())
