"""Light, dark and large type by the person's own wish: live, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Language
from mkiso_desktop.core.errors import StudyIncomplete
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui import language
from mkiso_desktop.gui.look import DARK, LIGHT, Follower, tones, wear
from mkiso_desktop.gui.preferences import Preferences, Scheme, TypeSize, load
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .person import CTRL, press, save, see_preview, see_state
from .scripted_engine import ScriptedEngine


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    """What a test put on is taken off."""
    yield
    wear(qapp, Preferences())


@pytest.fixture
def window(qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, tmp_path: Path) -> Window:
    """One that remembers."""
    window = show_window(lambda: engine, load(tmp_path / "window.json"))
    qtbot.waitUntil(lambda: window.desk.is_open)
    return window


def height(window: Window) -> int:
    """Of the letters in the search field."""
    return window.search.intake.field.fontMetrics().height()


def test_ctrl_plus_makes_letters_larger_and_the_patient_stays(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    see_preview(qtbot, window, "A1")
    search, usual = window.search, height(window)
    press(window, Qt.Key.Key_Plus, CTRL)
    qtbot.waitUntil(lambda: window.search is not search)
    assert height(window) > usual * 1.15
    assert window.search.preview.name.text() == "Siti Rahayu Lestari"
    assert window.focusWidget() is window.search.intake.field
    assert load(tmp_path / "window.json").type_size is TypeSize.LARGE
    search, large = window.search, height(window)
    press(window, Qt.Key.Key_Equal, CTRL)
    qtbot.waitUntil(lambda: window.search is not search and height(window) > large * 1.1)
    search = window.search
    press(window, Qt.Key.Key_Plus, CTRL)  # there is nothing larger
    press(window, Qt.Key.Key_Minus, CTRL)
    qtbot.waitUntil(lambda: window.search is not search and height(window) == large)
    press(window, Qt.Key.Key_0, CTRL)
    qtbot.waitUntil(lambda: height(window) == usual)
    assert load(tmp_path / "window.json").type_size is TypeSize.NORMAL


def test_the_persons_wish_comes_before_the_systems(qapp: QApplication, window: Window) -> None:
    wear(qapp, Preferences(scheme=Scheme.DARK))
    assert tones(window.palette()) is DARK
    wear(qapp, Preferences(scheme=Scheme.LIGHT))
    assert tones(window.palette()) is LIGHT


def test_the_look_follows_the_system_but_not_against_the_persons_wish(
    qapp: QApplication, window: Window
) -> None:
    preferences = Preferences(scheme=Scheme.DARK)
    follower = Follower(qapp, preferences)
    assert tones(window.palette()) is DARK
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert tones(window.palette()) is DARK
    preferences.scheme = Scheme.SYSTEM
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert tones(window.palette()) is LIGHT
    follower.deleteLater()


def test_large_type_from_the_start_does_not_grow_with_each_start(
    qapp: QApplication, window: Window
) -> None:
    wear(qapp, Preferences(type_size=TypeSize.VERY_LARGE))
    points = qapp.font().pointSizeF()
    wear(qapp, Preferences(type_size=TypeSize.VERY_LARGE))
    assert qapp.font().pointSizeF() == points


@pytest.mark.parametrize("spoken", [language.ENGLISH, language.INDONESIAN])
def test_very_large_letters_leave_no_button_outside_of_the_list(
    qtbot: QtBot, qapp: QApplication, show_window: ShowWindow, engine: ScriptedEngine, spoken: str
) -> None:
    try:
        language.speak(qapp, spoken)
        engine.config = engine.config.model_copy(update={"language": Language(spoken)})
        engine.job_error = StudyIncomplete("2 images are missing", "Ask the PACS.", "1.2.3")
        window = show_window(lambda: engine, Preferences(type_size=TypeSize.VERY_LARGE))
        qtbot.waitUntil(lambda: window.desk.is_open)
        see_preview(qtbot, window, "A1")
        save(window)
        see_state(qtbot, window, 1, JobState.BLOCKED)
        row = window.queue.rows[1]
        buttons = row.findChildren(QPushButton)
        assert row.minimumSizeHint().width() <= window.queue.minimumWidth()
        qtbot.waitUntil(lambda: any(button.isVisible() for button in buttons))
        for button in buttons:
            if button.isVisible():
                right = button.mapTo(window.queue, button.rect().topRight()).x()
                assert right <= window.queue.width(), button.text()
    finally:
        language.speak(qapp, language.ENGLISH)


def test_icons_and_the_least_window_grow_with_the_letters(qtbot: QtBot, window: Window) -> None:
    side, height = window.search.empty.glyph.width(), window.minimumHeight()
    for _ in range(2):
        with qtbot.waitSignal(window.letters.changed):
            press(window, Qt.Key.Key_Plus, CTRL)
    assert window.search.empty.glyph.width() == round(side * 1.5)
    assert window.minimumHeight() > height


def test_no_empty_window_is_seen_while_rooms_are_made_anew(window: Window) -> None:
    window.furnish_again()
    assert window.search.intake.field.isVisible()  # before Qt has a chance to paint


def test_columns_grow_and_shrink_with_the_letters(qtbot: QtBot, window: Window) -> None:
    window.history.table.horizontalHeader().resizeSection(1, 200)
    for key, width in ((Qt.Key.Key_Plus, 250), (Qt.Key.Key_Plus, 300), (Qt.Key.Key_0, 200)):
        with qtbot.waitSignal(window.letters.changed):
            press(window, key, CTRL)
        assert window.history.table.horizontalHeader().sectionSize(1) == width
