"""The first paint is a field that takes a scan; the rooms come behind it, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.gui.look import wear
from mkiso_desktop.gui.preferences import Preferences, TypeSize
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


@pytest.mark.parametrize("size", TypeSize)
def test_what_stands_there_does_not_move(
    qtbot: QtBot, qapp: QApplication, engine: ScriptedEngine, size: TypeSize
) -> None:
    wear(qapp, Preferences(type_size=size))
    window = Window(lambda: engine, swift=True)  # type: ignore[arg-type,return-value]
    qtbot.addWidget(window)
    window.resize(1800, 1000)  # the screen that is not there is too small for such letters
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    assert focused(window).width() > 1100, "the jobs took more than they need"
    place, headline = _place(window, focused(window)), _headline(window)
    window.enter()
    qtbot.waitUntil(lambda: window.search.intake.field.isVisible())
    QApplication.processEvents()
    assert _place(window, window.search.intake.field) == place
    assert abs(_headline(window) - headline) <= 1  # letters round
    window.desk.wait()


def _place(window: Window, widget: QWidget) -> QRect:
    """Where it stands in the window."""
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def _headline(window: Window) -> int:
    """How far down the headline stands: its words are in the middle at both times."""
    rooms = window.centralWidget()
    assert rooms is not None
    labels = rooms.findChildren(QLabel)
    [label] = [label for label in labels if label.text().startswith("Scan or type")]
    return _place(window, label).y()


def test_a_window_without_rooms_can_be_closed(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.ended):
        window.close()
