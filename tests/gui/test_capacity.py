"""Whether it fits is told in words, with a bar, before anything is retrieved."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Medium
from mkiso_desktop.gui.preview.capacity import Capacity, fit_of
from mkiso_desktop.gui.preview.choice import Tally

MB, GB = 1_000_000, 1_000_000_000


def a_tally(size: int | None, largest: int = 0, studies: int = 1) -> Tally:
    """So much of it."""
    return Tally(studies, 1, 1, 1, 1, size, largest)


@pytest.mark.parametrize(
    ("size", "largest", "medium", "words"),
    [
        (81 * MB, 0, Medium.CD, "Fits on a CD (11 %)"),
        (1000, 0, Medium.CD, "Fits on a CD (1 %)"),
        (2 * GB, 0, Medium.CD, "3 CDs, or 1 DVD"),
        (2 * GB, GB, Medium.CD, "One series is too large for this: 1 DVD"),
        (900 * MB, 0, Medium.CD, "2 CDs, or 1 DVD"),
        (2 * GB, 0, Medium.DVD, "Fits on a DVD (43 %)"),
        (6 * GB, 0, Medium.DVD, "2 DVDs, or 1 double layer DVD"),
        (60 * GB, 0, Medium.BD, "3 Blu-ray discs"),
        (60 * GB, 0, Medium.CD, "82 CDs"),
        (2_100 * MB, 0, Medium.USB, "About 2.1 GB, for a stick"),
        (None, 0, Medium.CD, "The PACS does not tell how much this is"),
    ],
)
def test_it_is_told_in_words(
    qapp: QApplication, size: int | None, largest: int, medium: Medium, words: str
) -> None:
    assert fit_of(a_tally(size, largest), medium).text == words


def test_no_colour_alone_says_that_it_is_too_much(qtbot: QtBot) -> None:
    bar = Capacity()
    qtbot.addWidget(bar)
    bar.configure(Medium.CD)
    for size, value, look in ((368 * MB, 499, "capacity"), (2 * GB, 1000, "capacity-over")):
        bar.show_tally(a_tally(size))
        assert bar.bar.value() == value
        assert bar.bar.property("look") == look
        assert bar.accessibleName() == bar.text.text() != ""


def test_a_stick_has_no_bar_and_nothing_at_all_is_nothing(qtbot: QtBot) -> None:
    bar = Capacity()
    qtbot.addWidget(bar)
    bar.configure(Medium.USB)
    bar.show_tally(a_tally(GB))
    assert bar.bar.isHidden()
    bar.show_tally(a_tally(0, studies=0))
    assert bar.text.text() == "Nothing is left for a disc"
