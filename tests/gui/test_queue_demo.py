"""The list of jobs over the real engine and the demo hospital, from one day to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.places import downloads_folder
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.demo import Hospital
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState, Origin
from mkiso_desktop.gui.acts import Act
from mkiso_desktop.gui.window import Window
from tests.peers.demo import config as config

from .lists import hold, key, listed
from .person import CTRL, ending, press, push, save, see_preview, see_state, telling
from .test_demo import SLOW_CT, X_RAY

Open = Callable[[], Window]


@pytest.fixture(scope="module")
def hospital() -> Iterator[Hospital]:
    """Sends an image every 20 ms at most, so that a CT takes longer than a key press."""
    with Hospital(pause_s=0.02) as hospital:
        yield hospital


@pytest.fixture
def open_window(qtbot: QtBot, config: Config) -> Iterator[Open]:
    """Opens the window of that desk; the one before is closed."""
    windows: list[Window] = []

    def open_engine() -> Engine:
        engine = Engine(config)
        engine.open()
        return engine

    def show() -> Window:
        for window in windows:
            window.desk.wait()
        window = Window(open_engine)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.desk.is_open, timeout=20_000)
        return window

    yield show
    for window in windows:
        window.desk.wait()


def test_the_list_outlives_the_program(qtbot: QtBot, open_window: Open) -> None:
    window = open_window()
    see_preview(qtbot, window, X_RAY)
    save(window)
    see_state(qtbot, window, 1, JobState.DONE, seconds=30)
    see_preview(qtbot, window, SLOW_CT)
    window.search.preview.outputs.ordered.emit(Outcome.ISO, "")
    see_state(qtbot, window, 2, JobState.RETRIEVING, seconds=30)
    press(window.queue.rows[2].cancel, Qt.Key.Key_Space)
    see_state(qtbot, window, 2, JobState.CANCELLED)

    window = open_window()
    qtbot.waitUntil(lambda: listed(window) == [2, 1])
    assert window.queue.rows[1].name.text() == "Budi Santoso"
    hold(window, 1)
    key(window, Qt.Key.Key_C, CTRL)
    [url] = QGuiApplication.clipboard().mimeData().urls()
    assert Path(url.toLocalFile()).parent == downloads_folder()
    hold(window, 1)
    key(window, Qt.Key.Key_Delete)
    push(qtbot, ending(window, 2).buttons[Act.RETRY])
    qtbot.waitUntil(lambda: listed(window) == [3])
    qtbot.waitUntil(lambda: not window.queue._is_writing)
    see_state(qtbot, window, 3, JobState.DONE, seconds=60)

    window = open_window()
    qtbot.waitUntil(lambda: listed(window) == [3])
    assert Path(url.toLocalFile()).exists()


def test_what_a_crash_cut_off_goes_on_by_one_key(
    qtbot: QtBot, open_window: Open, config: Config
) -> None:
    with History(config.store.url, config.work.folder) as history:
        number = history.add(MediaRequest((X_RAY,)))
        history.update(number, JobState.RETRIEVING)
    window = open_window()
    qtbot.waitUntil(lambda: listed(window) == [number])
    hold(window, number)
    key(window, Qt.Key.Key_Return)
    see_state(qtbot, window, number, JobState.DONE, seconds=30)


def test_a_publisher_that_is_silent_costs_no_second_retrieval(
    qtbot: QtBot, open_window: Open, hospital: Hospital, config: Config
) -> None:
    """What was retrieved before the publisher failed is sent once it stands again."""
    window = open_window()
    engine = window.desk._engine
    assert engine is not None
    there = engine.config
    silent = there.cd_publisher.model_copy(update={"port": 1})
    engine.config = there.model_copy(update={"cd_publisher": silent})
    number = engine.submit(MediaRequest((X_RAY,), Outcome.RELAY), Origin.LINK)
    see_state(qtbot, window, number, JobState.FAILED, seconds=60)
    assert telling(window, number).lines()[1:], "a title without advice"
    assert window.queue.rows[number].about.text().endswith("from a HIS link")
    kept = list(Path(config.work.folder).rglob("*.dcm"))
    assert len(kept) == 1
    engine.config = there
    before = len(hospital.received())
    push(qtbot, ending(window, number).buttons[Act.RETRY])
    see_state(qtbot, window, number, JobState.DONE, seconds=30)
    assert len(hospital.received()) == before + 1
    assert not list(Path(config.work.folder).rglob("*.dcm"))
