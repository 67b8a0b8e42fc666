"""One light: a glyph that differs by state, and its name; a button that tells more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy

from .. import words
from ..glyph import Glyph
from ..labels import Elided
from ..said import said

if TYPE_CHECKING:
    from ...engine.health import Reading

UNKNOWN = "unknown"
LEAST = 9  # letters of a caption
_GLYPHS = {
    "good": ("done", "good"),
    "care": ("care", "care"),
    "stop": ("stop", "stop"),
    "not-set-up": ("cancelled", "quiet"),
    UNKNOWN: ("waiting", "quiet"),
}


def tr(text: str) -> str:
    """The text in the window's language, from the context `lights`."""
    return QCoreApplication.translate("lights", text)


def name_of(name: str) -> str:
    """What a light is called."""
    return {
        "pacs": tr("PACS"),
        "patient-api": tr("Patient API"),
        "cd-publisher": tr("CD Publisher"),
        "listener": tr("HIS links"),
        "disk": tr("Disk"),
    }[name]


def state_of(reading: Reading | None) -> str:
    """The key of its glyph and words."""
    return reading.light.value if reading is not None else UNKNOWN


def state_words(name: str, reading: Reading | None) -> str:
    """How it is, in a word or two."""
    state = state_of(reading)
    own = {
        ("disk", "good"): tr("enough room"),
        ("disk", "care"): tr("room is getting short"),
        ("disk", "stop"): tr("full"),
        ("listener", "good"): tr("are answered"),
        ("listener", "stop"): tr("are not answered"),
        ("listener", "not-set-up"): tr("switched off"),
        ("listener", UNKNOWN): tr("not answered yet"),
    }
    usual = {
        "good": tr("answers"),
        "care": tr("cannot be used"),
        "stop": tr("cannot be used"),
        "not-set-up": tr("not set up"),
        UNKNOWN: tr("not checked yet"),
    }
    return own.get((name, state)) or usual[state]


def glyph_of(reading: Reading | None) -> tuple[str, str]:
    """Its drawing, and the tone of that."""
    return _GLYPHS[state_of(reading)]


def caption_of(name: str, reading: Reading | None) -> str:
    """The few words beside the glyph: the disk tells its room instead of its name."""
    if reading is not None and reading.free_bytes is not None:
        return tr("{} free").format(words.rough_size(reading.free_bytes))
    return name_of(name)


class LightButton(QPushButton):
    """Shows the latest reading of one light."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.setProperty("look", "light")
        self.setCheckable(True)
        self.setAutoDefault(True)  # Enter, too
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.glyph = Glyph("waiting", "quiet", 14, self)
        self.caption = Elided("", "caption", Qt.TextElideMode.ElideRight)
        self.caption.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 3, 10, 3)
        row.setSpacing(6)
        row.addWidget(self.glyph)
        row.addWidget(self.caption)
        self.show_reading(None)

    def sizeHint(self) -> QSize:
        """As much as glyph and words need: a button knows nothing of a layout within it."""
        inner = self.layout()
        return inner.sizeHint() if inner is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The glyph and some letters: in a narrow window the words are shortened."""
        inner = self.layout()
        return inner.minimumSize() if inner is not None else super().minimumSizeHint()

    def show_reading(self, reading: Reading | None) -> None:
        """This is how it is."""
        state = state_of(reading)
        self.glyph.show_icon(*glyph_of(reading))
        self.caption.setText(caption_of(self.name, reading))
        _turn(self.caption, {"stop": "alarm", "care": "warning"}.get(state, "caption"))
        least = self.fontMetrics().averageCharWidth() * LEAST
        self.caption.setMinimumWidth(min(self.caption.sizeHint().width(), least))
        self.setAccessibleName(f"{name_of(self.name)}: {state_words(self.name, reading)}")
        error = reading.error if reading is not None else None
        why = said(error.title) if error is not None else ""
        self.setToolTip(why or self.accessibleName())
        self.updateGeometry()


def _turn(words_shown: QLabel, look: str) -> None:
    if words_shown.property("look") != look:
        words_shown.setProperty("look", look)
        words_shown.style().polish(words_shown)
