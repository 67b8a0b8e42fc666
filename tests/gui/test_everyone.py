"""For everyone: names, Tab, mnemonics, sizes, contrast and focus, in every state of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import PacsUnreachable, StudyIncomplete
from mkiso_desktop.core.near import NearMiss
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.look import DARK, LIGHT, Tones, dress, wear
from mkiso_desktop.gui.preferences import Preferences
from mkiso_desktop.gui.window import Window

from .everyone import (
    contrast,
    doubled,
    nameless,
    same_with_focus,
    too_small,
    unreachable,
)
from .person import save, scan, see_preview, see_state
from .scripted_engine import FROM_API, ScriptedEngine, a_finding

ROLE = QPalette.ColorRole
Bring = Callable[[QtBot, Window, ScriptedEngine], QWidget]


def empty(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    return window


def preview(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    see_preview(qtbot, window, "A1")
    return window


def conflict(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    engine.findings["A1"] = a_finding("A1", replace(FROM_API, patient_id="998877"))
    see_preview(qtbot, window, "A1")
    return window


def several(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    scan(window, "A1, A2, A9")
    qtbot.waitUntil(lambda: window.search.is_decided)
    return window


def two_patients(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    budi = Patient("SANTOSO^BUDI", "P-0099")
    engine.findings["B1"] = a_finding("B1", None, budi)
    engine.near |= {slip: (NearMiss("A1", FROM_API),) for slip in ("A9", "A8")}
    scan(window, "A2, B1, A9, A8")
    lines = window.search.rows.lines
    qtbot.waitUntil(lambda: len(lines) == 4 and all(lines[one].offered for one in ("A9", "A8")))
    qtbot.waitUntil(lambda: lines["A2"].keep.isVisible() and lines["B1"].keep.isVisible())
    return window


def trouble(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    engine.find_error = PacsUnreachable("It does not answer", "Call somebody.", "timeout")
    scan(window, "A1")
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    return window


def retrieving(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    return window


def done(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    return window


def blocked(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    engine.job_error = StudyIncomplete("2 images are missing", "Ask the PACS.", "1.2.3")
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.BLOCKED)
    return window


def history(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    window.show_history()
    return window


def settings(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    window.entrance.show_settings()
    assert window.entrance.settings is not None
    return window.entrance.settings


def manual(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    from mkiso_desktop.gui.help.manual import Manual

    window.asides.show_manual()
    [it] = window.findChildren(Manual)
    return it


def about(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> QWidget:
    from mkiso_desktop.gui.help.about import About

    window.asides.show_about()
    [it] = window.findChildren(About)
    return it


STATES: list[Bring] = [
    empty,
    preview,
    conflict,
    several,
    two_patients,
    trouble,
    retrieving,
    done,
    blocked,
]
STATES += [history, settings, manual, about]


@pytest.fixture(params=STATES, ids=lambda bring: bring.__name__)
def seen(
    request: pytest.FixtureRequest, qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> Iterator[QWidget]:
    """A window in one of its states, in front."""
    bring: Bring = request.param
    it = bring(qtbot, window, engine)
    it.activateWindow()
    qtbot.waitUntil(it.isActiveWindow)
    yield it
    engine.go_on.set()


def test_everyone_can_use_it(qtbot: QtBot, seen: QWidget) -> None:
    wrong = {
        "without a name": nameless(seen),
        "not reached by Tab": unreachable(seen),
        "two for one letter": doubled(seen),
        "small letters": too_small(seen),
        "focus not to be seen": same_with_focus(seen),
    }
    assert not {what: which for what, which in wrong.items() if which}


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_the_palette_can_be_read(qapp: QApplication, scheme: Qt.ColorScheme) -> None:
    pairs = [
        (ROLE.WindowText, ROLE.Window),
        (ROLE.Text, ROLE.Base),
        (ROLE.Text, ROLE.AlternateBase),
        (ROLE.PlaceholderText, ROLE.Base),
        (ROLE.ButtonText, ROLE.Button),
        (ROLE.ToolTipText, ROLE.ToolTipBase),
        (ROLE.HighlightedText, ROLE.Highlight),
        (ROLE.Link, ROLE.Window),
    ]
    try:
        dress(qapp, scheme)
        palette = qapp.palette()
        weak = [
            (text.name, back.name)
            for text, back in pairs
            if contrast(palette.color(text), palette.color(back)) < 4.5
        ]
    finally:
        wear(qapp, Preferences())
    assert not weak


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_glyphs_can_be_told_from_their_ground(scheme: Tones) -> None:
    weak = [
        (tone, back)
        for tone in ("quiet", "accent", "stop", "care", "good")
        for back in ("paper", "panel")
        if contrast(QColor(getattr(scheme, tone)), QColor(getattr(scheme, back))) < 3
    ]
    assert not weak


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_wherever_they_stand(scheme: Tones) -> None:
    """WCAG 2.1, 1.4.3: 4.5 to 1."""
    grounds = ("paper", "panel", "field", "hover", "pressed")
    notices = ("stop_back", "care_back", "calm_back")
    pairs = [("text", ground) for ground in (*grounds, *notices, "selection")]
    pairs += [("quiet", ground) for ground in (*grounds, *notices)]
    pairs += [(tone, ground) for tone in ("accent", "stop", "care") for ground in grounds]
    pairs += [("stop", "stop_back"), ("care", "care_back")]
    pairs += [("on_accent", back) for back in ("accent", "accent_hover", "accent_pressed")]
    weak = [
        (tone, back)
        for tone, back in pairs
        if contrast(QColor(getattr(scheme, tone)), QColor(getattr(scheme, back))) < 4.5
    ]
    assert not weak


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_field_can_be_told_from_what_it_stands_on(scheme: Tones) -> None:
    """WCAG 2.1, 1.4.11: 3 to 1, with the focus and without."""
    rims = [
        contrast(QColor(getattr(scheme, tone)), QColor(ground))
        for tone in ("faint", "accent")
        for ground in (scheme.paper, scheme.field)
    ]
    assert min(rims) >= 3
