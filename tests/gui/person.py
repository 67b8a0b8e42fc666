"""What a person does at the window: keys, and waiting for what they see."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.jobs.ending import Ending
from mkiso_desktop.gui.notice import Telling
from mkiso_desktop.gui.window import Window

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def press(
    widget: QWidget,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """One key, at that widget."""
    QTest.keyClick(widget, key, modifier)


def type_keys(widget: QWidget, text: str) -> None:
    """Key by key."""
    QTest.keyClicks(widget, text)


def focused(window: Window) -> QLineEdit:
    """The field that keys go to now."""
    widget = window.focusWidget()
    assert isinstance(widget, QLineEdit), widget
    return widget


def scan(window: Window, text: str) -> None:
    """What a scanner does: keys and Enter, wherever the focus is."""
    type_keys(focused(window), text)
    press(focused(window), Qt.Key.Key_Return)


def see_preview(qtbot: QtBot, window: Window, text: str) -> None:
    """Scan, and wait for the patient and for every number's answer."""
    scan(window, text)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    qtbot.waitUntil(lambda: window.search.is_decided)


def save(window: Window) -> None:
    """Ctrl+S."""
    press(window, Qt.Key.Key_S, CTRL)


def ending(window: Window, number: int) -> Ending:
    """What stands below the name of a job that is over."""
    found = window.queue.rows[number].ending
    assert found is not None, "it is not over"
    return found


def telling(window: Window, number: int) -> Telling:
    """The words of the error that a job ended with."""
    found = ending(window, number).telling
    assert found is not None, "it did not end with an error"
    return found


def push(qtbot: QtBot, button: QWidget) -> None:
    """A button, by key, once it is there."""
    qtbot.waitUntil(button.isVisible)
    button.setFocus()
    press(button, Qt.Key.Key_Space)


def see_state(qtbot: QtBot, window: Window, number: int, state: JobState, seconds: int = 5) -> None:
    """Wait until that job's row says so."""
    rows = window.queue.rows
    qtbot.waitUntil(
        lambda: number in rows and rows[number].view.state is state, timeout=seconds * 1000
    )
