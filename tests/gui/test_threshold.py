"""The first paint is a field that takes a scan; the rooms come behind it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop.gui.look import wear
from mkiso_desktop.gui.preferences import Preferences
from mkiso_desktop.gui.window import Window

from .person import focused, scan, type_keys
from .scripted_engine import ScriptedEngine


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, engine: ScriptedEngine) -> Iterator[Window]:
    """Not shown yet."""
    wear(qapp, Preferences())
    window = Window(lambda: engine, swift=True)  # type: ignore[arg-type,return-value]
    qtbot.addWidget(window)
    yield window
    window.desk.wait()


def test_a_scan_before_the_rooms_are_made_is_looked_up(qtbot: QtBot, window: Window) -> None:
    window.show()
    scan(window, "A1")
    with qtbot.waitSignal(window.entered):
        pass
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    assert focused(window) is window.search.intake.field


def test_half_a_number_is_finished_in_the_same_field(qtbot: QtBot, window: Window) -> None:
    window.show()
    type_keys(focused(window), "A")
    with qtbot.waitSignal(window.entered):
        pass
    assert window.search.intake.field.text() == "A"
    scan(window, "1")
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)


def test_what_stands_there_does_not_move(qtbot: QtBot, window: Window) -> None:
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    early = focused(window)
    before = (early.mapTo(window, early.rect().topLeft()), early.size())
    window.enter()
    qtbot.waitUntil(lambda: window.search.intake.field.isVisible())
    QApplication.processEvents()
    field = window.search.intake.field
    assert (field.mapTo(window, field.rect().topLeft()), field.size()) == before


def test_a_window_without_rooms_can_be_closed(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.ended):
        window.close()
