"""What the window remembers of itself: written down when it closes, never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.gui.history.model import PATIENT, RESULT, HistoryModel
from mkiso_desktop.gui.history.table import HistoryTable
from mkiso_desktop.gui.preferences import Preferences, Scheme, TypeSize, load
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .scripted_engine import ScriptedEngine


def test_what_was_said_is_known_again(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    said = Preferences(
        path,
        geometry="00ff",
        columns={"studies": [120, 80]},
        scheme=Scheme.DARK,
        type_size=TypeSize.LARGE,
        sounds=False,
        language="id",
    )
    said.save()
    assert load(path) == said
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[1, 2]",
        b"[" * 5000,
        b'{"geometry": 7, "columns": [], "scheme": "pink", "type_size": 3, "language": ["en"]}',
        b'{"geometry": "xyz", "columns": {"a": [0], "b": ["1"], "c": [true], "d": 5}}',
        b'{"columns": {"a": [100000]}, "language": "de", "scheme": {}}',
    ],
)
def test_a_damaged_file_is_as_if_it_were_not_there(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "window.json"
    path.write_bytes(text)
    assert load(path) == Preferences(path)


def test_a_folder_that_cannot_be_written_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    preferences = load(tmp_path / "file" / "window.json")
    preferences.save()
    assert load(preferences.path) == preferences


def test_large_type_has_a_largest_and_a_smallest() -> None:
    assert TypeSize.NORMAL.step(1).step(1).step(1) is TypeSize.VERY_LARGE
    assert TypeSize.LARGE.step(-1).step(-1) is TypeSize.NORMAL
    assert [size.scale for size in TypeSize] == sorted(size.scale for size in TypeSize)


def close(qtbot: QtBot, window: Window) -> None:
    with qtbot.waitSignal(window.ended):
        window.close()


def shown(qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, path: Path) -> Window:
    window = show_window(lambda: engine, load(path))
    qtbot.waitUntil(lambda: window.desk.is_open)
    return window


def test_the_window_stands_where_it_stood(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, tmp_path: Path
) -> None:
    path = tmp_path / "window.json"
    window = shown(qtbot, show_window, engine, path)
    place = QRect(20, 30, window.minimumWidth() + 6, window.minimumHeight() + 7)
    assert window.geometry() != place
    window.setGeometry(place)
    close(qtbot, window)
    again = ScriptedEngine(engine.config)
    assert shown(qtbot, show_window, again, path).geometry() == place


def test_a_place_on_a_screen_that_is_gone_is_not_used(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    far = QWidget()
    far.setGeometry(90_000, 70_000, 900, 600)
    preferences = Preferences(geometry=bytes(far.saveGeometry().data()).hex())
    window = show_window(lambda: engine, preferences)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(window.geometry())


@pytest.mark.parametrize("geometry", ["00", "01d9d0cb", "ff" * 66])
def test_a_place_that_makes_no_sense_is_not_used(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, geometry: str
) -> None:
    usual = show_window(lambda: engine).size()
    window = show_window(lambda: engine, Preferences(geometry=geometry))
    assert window.size() == usual


def test_columns_are_as_wide_as_they_were(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, tmp_path: Path
) -> None:
    path = tmp_path / "window.json"
    window = shown(qtbot, show_window, engine, path)
    table = QTableWidget(1, 3, window.centralWidget())
    table.setObjectName("a table")
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
    table.setColumnWidth(1, 177)
    table.setColumnWidth(2, 155)
    close(qtbot, window)
    assert load(path).columns["a table"][1] == 177
    window = shown(qtbot, show_window, ScriptedEngine(engine.config), path)
    table = QTableWidget(1, 3, window.centralWidget())
    table.setObjectName("a table")
    table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
    window.memory.bring_back_columns()
    assert table.columnWidth(1) == 177
    assert table.columnWidth(2) != 155  # that one measures itself
    other = QTableWidget(1, 2, window.centralWidget())  # a table that has changed since
    other.setObjectName("a table")
    window.memory.bring_back_columns()
    assert other.columnWidth(1) != 177


def test_columns_at_which_nobody_pulled_have_room_for_another_language(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, tmp_path: Path
) -> None:
    window = shown(qtbot, show_window, engine, tmp_path / "window.json")
    before = [window.history.table.columnWidth(column) for column in range(RESULT + 1)]
    window.history.table.setColumnWidth(PATIENT, 333)
    window.history.table.setColumnWidth(PATIENT, before[PATIENT])
    window.speak("id")
    own = HistoryTable(HistoryModel(window))
    now = [window.history.table.columnWidth(column) for column in range(RESULT + 1)]
    assert now == [own.columnWidth(column) for column in range(RESULT + 1)] != before
    window.history.table.setColumnWidth(PATIENT, 333)
    window.speak("en")
    assert window.history.table.columnWidth(PATIENT) == 333
