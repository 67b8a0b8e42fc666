"""For everyone: names for screen readers, contrast in both schemes, every way by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import StudyIncomplete
from mkiso_desktop.core.study import Series
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui import words
from mkiso_desktop.gui.acts import Act
from mkiso_desktop.gui.look import DARK, LIGHT, Tones, dress, tones
from mkiso_desktop.gui.preview.studies import StudiesModel
from mkiso_desktop.gui.window import Window

from .person import ending, press, save, see_preview, see_state
from .scripted_engine import FROM_API, ScriptedEngine, a_finding, a_study


def nameless(window: QWidget) -> list[QWidget]:
    """What can have the focus but has no name for a screen reader."""
    found = []
    for widget in window.findChildren(QWidget):
        by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if widget.isVisible() and by_tab:
            interface = QAccessible.queryAccessibleInterface(widget)
            if not interface or not interface.text(QAccessible.Text.Name):
                found.append(widget)
    return found


def test_every_control_has_a_name(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> None:
    assert nameless(window) == []
    engine.findings["A1"] = a_finding("A1", replace(FROM_API, patient_id="998877"))
    engine.job_error = StudyIncomplete("2 images are missing", "Ask the PACS.", "1.2.3")
    see_preview(qtbot, window, "A2")
    save(window)
    see_state(qtbot, window, 1, JobState.BLOCKED)
    ending(window, 1).buttons[Act.ANYWAY].click()
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), QLineEdit))
    window.search.intake.ready()
    see_preview(qtbot, window, "A1")
    assert nameless(window) == []


def test_tab_alone_reaches_every_button(qtbot: QtBot, window: Window) -> None:
    see_preview(qtbot, window, "A1")
    outputs = window.search.preview.outputs
    wanted = {window.search.intake.button, outputs.save, outputs.save_as, outputs.send}
    reached = set()
    for _ in range(12):
        widget = window.focusWidget()
        reached.add(widget)
        press(widget, Qt.Key.Key_Tab)
    assert wanted <= reached


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, 1.4.3."""

    def luminance(name: str) -> float:
        colour = QColor(name)
        rgb = (colour.redF(), colour.greenF(), colour.blueF())
        r, g, b = (c / 12.92 if c <= 0.04045 else pow((c + 0.055) / 1.055, 2.4) for c in rgb)
        return float(0.2126 * r + 0.7152 * g + 0.0722 * b)

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(scheme: Tones) -> None:
    pairs = [(word, back) for word in ("text", "quiet", "accent") for back in ("paper", "panel")]
    pairs += [("stop", "paper"), ("stop", "panel"), ("stop", "stop_back"), ("care", "care_back")]
    pairs += [("quiet", "stop_back"), ("quiet", "care_back"), ("text", "field")]
    pairs += [(word, "calm_back") for word in ("text", "quiet", "stop", "accent")]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("text", "selection")]
    weak = {
        pair: round(value, 1)
        for pair in pairs
        if (value := contrast(getattr(scheme, pair[0]), getattr(scheme, pair[1]))) < 4.5
    }
    assert not weak


def test_the_system_may_change_between_light_and_dark(qapp: QApplication, window: Window) -> None:
    try:
        dress(qapp, Qt.ColorScheme.Dark)
        assert tones(window.palette()) is DARK
        assert tones(window.search.empty.glyph.palette()) is DARK
    finally:
        dress(qapp, Qt.ColorScheme.Unknown)
    assert tones(window.palette()) is LIGHT


def test_the_table_is_a_sound_model(qapp: QApplication) -> None:
    model = StudiesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    series = tuple(Series(f"1.{number}", "CT", str(number)) for number in range(3))
    first, second = replace(a_study("A1"), series=series), a_study("A2")
    model.show_studies((first, replace(second, instance_count=None)))
    assert tester.model() is model
    for index in (model.index(2, 0, model.index(0, 0)), model.index(0, 0)):
        assert model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert not model.setData(
        model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
    )
    assert model.index(1, 3).data() == "–"


@pytest.mark.parametrize(
    ("birth_date", "shown"),
    [
        ("19610312", "65 years"),
        ("20260522", "5 months"),
        ("20261120", "1 day"),
        ("20270101", ""),
        ("1961", ""),
        ("", ""),
    ],
)
def test_an_age_is_told_in_what_fits_it(birth_date: str, shown: str) -> None:
    assert words.age(birth_date, date(2026, 11, 21)) == shown


def test_a_date_that_is_none_is_shown_as_it_came() -> None:
    assert words.long_date("19610312") == "12 March 1961"
    assert words.long_date("about 1961") == "about 1961"
