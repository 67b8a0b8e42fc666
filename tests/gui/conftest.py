"""A window over a scripted engine, as a person meets it: shown, painted, opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import CdPublisher, Config
from mkiso_desktop.engine.job import JobView
from mkiso_desktop.gui.language import ENGLISH, INDONESIAN, speak
from mkiso_desktop.gui.links import OpenListener, no_listener
from mkiso_desktop.gui.look import wear
from mkiso_desktop.gui.preferences import Preferences
from mkiso_desktop.gui.window import Window

from .lists import listed
from .past import history as history  # fixtures
from .past import past as past
from .scripted_engine import ScriptedEngine, a_finding

# Whoever runs the tests, wherever: the window speaks English until a test says otherwise.
os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="")

ShowJobs = Callable[..., Window]


class ShowWindow(Protocol):
    """Shows a window over whatever the given call opens."""

    def __call__(
        self,
        open_engine: Callable[[], ScriptedEngine],
        preferences: Preferences | None = None,
        open_listener: OpenListener = no_listener,
    ) -> Window: ...


@pytest.fixture(autouse=True)
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test's own: a disc of the same name is there from an earlier one otherwise."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(folder))


@pytest.fixture
def engine(tmp_path: Path) -> ScriptedEngine:
    """Knows A1 and A2, both of one patient, and has a publisher."""
    config = Config(cd_publisher=CdPublisher(host="127.0.0.1"))
    engine = ScriptedEngine(config, a_finding("A1"), a_finding("A2"))
    engine.folder = tmp_path
    return engine


@pytest.fixture
def show_window(qtbot: QtBot, qapp: QApplication) -> Iterator[ShowWindow]:
    """What it shows is ended when the test is over."""
    windows: list[Window] = []

    def show(
        open_engine: Callable[[], ScriptedEngine],
        preferences: Preferences | None = None,
        open_listener: OpenListener = no_listener,
    ) -> Window:
        wear(qapp, preferences or Preferences())
        window = Window(
            open_engine,  # type: ignore[arg-type]  # as good
            preferences=preferences,
            open_listener=open_listener,
        )
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        return window

    yield show
    for window in windows:
        window.desk.wait()
        assert all(thread.isFinished() for thread in window.findChildren(QThread))


@pytest.fixture
def window(show_window: ShowWindow, engine: ScriptedEngine, qtbot: QtBot) -> Window:
    """Ready for the first scan."""
    window = show_window(lambda: engine)
    qtbot.waitUntil(lambda: window.desk.is_open)
    return window


@pytest.fixture
def english_again(qapp: QApplication) -> Iterator[None]:
    """Whatever the test speaks, the next one finds the window in English."""
    yield
    speak(qapp, ENGLISH)


@pytest.fixture
def indonesian(qapp: QApplication, english_again: None) -> None:
    """The application speaks Indonesian."""
    speak(qapp, INDONESIAN)


@pytest.fixture
def show_jobs(qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine) -> ShowJobs:
    """A window that finds these jobs of an earlier run."""

    def show(*views: JobView) -> Window:
        for view in views:
            engine.left(view)
        window = show_window(lambda: engine)
        qtbot.waitUntil(lambda: len(listed(window)) == len(views))
        return window

    return show
