"""One number with a slip: answered with the one that was meant, taken by a key or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.near import NearMiss
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.window import Window

from .person import ALT, focused, press, save, scan, see_state
from .scripted_engine import FROM_API, ScriptedEngine, a_finding

BUDI = replace(FROM_API, name="Budi Santoso", patient_id="9-81-54")


@pytest.fixture
def engine(engine: ScriptedEngine) -> ScriptedEngine:
    """Knows 003, near 0O3."""
    engine.findings["003"] = a_finding("003")
    engine.near["0O3"] = (NearMiss("003", FROM_API),)
    return engine


def test_a_number_with_a_slip_is_answered_with_the_one_that_was_meant(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    scan(window, "0O3")
    trouble = window.search.trouble
    qtbot.waitUntil(lambda: trouble.choices is not None)
    assert trouble.lines() == ["There is no 0O3", "Did you mean 003?"]
    assert trouble.choices is not None
    [button] = trouble.choices.buttons
    assert button.accessibleName() == "Use 003, Siti Rahayu Lestari · 0012-3456 · 12 March 1961"
    assert window.focusWidget() is window.search.intake.field
    qtbot.waitUntil(button.isVisible)  # what a layout takes in is shown a moment later
    press(window, Qt.Key.Key_U, ALT)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    assert window.search.intake.field.text() == "003"
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("003",))]


def test_an_offer_stays_the_same_button_when_the_search_ends(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold_end = True
    scan(window, "0O3")
    qtbot.waitUntil(lambda: window.search.trouble.choices is not None)
    choices = window.search.trouble.choices
    assert choices is not None
    qtbot.waitUntil(choices.buttons[0].isVisible)
    choices.buttons[0].setFocus()
    search = window.desk._search
    assert search is not None
    with qtbot.waitSignal(search.answered):
        engine.go_on.set()
    assert window.focusWidget() is choices.buttons[0]
    assert window.search.trouble.choices is choices


def test_enter_takes_the_offer_that_has_the_focus(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.near["0O3"] += (NearMiss("3", BUDI),)
    scan(window, "0O3")
    qtbot.waitUntil(lambda: window.search.trouble.choices is not None)
    choices = window.search.trouble.choices
    assert choices is not None
    qtbot.waitUntil(choices.buttons[0].isVisible)
    press(focused(window), Qt.Key.Key_Tab)
    press(window.focusWidget(), Qt.Key.Key_Tab)
    press(window.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: engine.searches[-1] == ("003",))
