"""Whether it fits its medium, told before anything is retrieved: a bar, a glyph and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from .. import words
from ..glyph import Glyph
from ..labels import label
from .choice import Tally

if TYPE_CHECKING:
    from ...core.config import Medium

_SMALLEST_FIRST = ("cd", "dvd", "dvd-dl", "bd")  # the values of config.Medium that are discs


@dataclass(frozen=True)
class Fit:
    """What to say, and the share of the medium that is taken: 1.0 is full, None without a bar."""

    text: str
    share: float | None = None


def tr(text: str) -> str:
    """The text in the window's language, from the context `Capacity`."""
    return QCoreApplication.translate("Capacity", text)


def fit_of(tally: Tally, medium: Medium) -> Fit:
    """How what is wanted fits the medium that the site burns on."""
    if not tally.studies:
        return Fit(tr("Nothing is left for a disc"), 0.0)
    if tally.bytes is None:
        return Fit(tr("The PACS does not tell how much this is"))
    if medium.value not in _SMALLEST_FIRST:
        return Fit(tr("About {}, for a stick").format(words.rough_size(tally.bytes)))
    share = tally.bytes / medium.capacity_bytes
    if share <= 1:
        percent = QLocale().toString(max(1, round(share * 100)))
        return Fit(_fits(medium.value).format(percent), share)
    if tally.largest_series > medium.capacity_bytes:
        larger = _larger(tally.largest_series, medium)
        return Fit(tr("One series is too large for this: {}").format(_discs(larger, 1)), share)
    several = _discs(medium.value, _count(tally.bytes, medium))
    larger = _larger(tally.bytes, medium)
    if larger == medium.value:
        return Fit(several, share)
    return Fit(tr("{0}, or {1}").format(several, _discs(larger, 1)), share)


def _count(size: int, medium: Medium) -> int:
    return -(-size // medium.capacity_bytes)


def _larger(size: int, medium: Medium) -> str:
    """The smallest disc that holds so much; the medium itself when none does."""
    media = [type(medium)(value) for value in _SMALLEST_FIRST]
    return next((one.value for one in media if one.capacity_bytes >= size), medium.value)


def _fits(medium: str) -> str:
    return {
        "cd": tr("Fits on a CD ({} %)"),
        "dvd": tr("Fits on a DVD ({} %)"),
        "dvd-dl": tr("Fits on a double layer DVD ({} %)"),
        "bd": tr("Fits on a Blu-ray disc ({} %)"),
    }[medium]


def _discs(medium: str, count: int) -> str:
    if count == 1:
        return {
            "cd": tr("1 CD"),
            "dvd": tr("1 DVD"),
            "dvd-dl": tr("1 double layer DVD"),
            "bd": tr("1 Blu-ray disc"),
        }[medium]
    return {
        "cd": tr("{} CDs"),
        "dvd": tr("{} DVDs"),
        "dvd-dl": tr("{} double layer DVDs"),
        "bd": tr("{} Blu-ray discs"),
    }[medium].format(QLocale().toString(count))


class Capacity(QWidget):
    """One line below the studies. Shown from plain data, as often as the choice changes."""

    def __init__(self) -> None:
        super().__init__()
        self._medium: Medium | None = None
        self.glyph = Glyph("disc", "quiet", 18)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setProperty("look", "capacity")
        self.bar.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.bar.setFixedWidth(self.fontMetrics().averageCharWidth() * 26)
        self.text = label("")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.glyph)
        row.addWidget(self.bar)
        row.addWidget(self.text)
        row.addStretch(1)

    def configure(self, medium: Medium) -> None:
        """On what this site burns."""
        self._medium = medium

    def show_tally(self, tally: Tally) -> None:
        """How much it is now."""
        if self._medium is None:
            return
        fit = fit_of(tally, self._medium)
        is_over = fit.share is not None and fit.share > 1
        self.text.setText(fit.text)
        self.glyph.show_icon(*(("care", "care") if is_over else ("disc", "quiet")))
        self.bar.setVisible(fit.share is not None)
        self.bar.setValue(round(min(fit.share or 0, 1) * 1000))
        self.bar.setProperty("look", "capacity-over" if is_over else "capacity")
        self.bar.style().polish(self.bar)
        self.bar.setAccessibleName(self.tr("Share of the medium"))
        self.bar.setAccessibleDescription(fit.text)
        self.setAccessibleName(fit.text)
