"""New settings take effect between two jobs: another engine, and what was on the sheet again."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import CdPublisher, Config
from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .person import save, see_preview, see_state
from .scripted_engine import ScriptedEngine, a_finding


class Openings:
    """Gives one engine after the other, as the configuration changes; an error is raised."""

    def __init__(self, *engines: ScriptedEngine | Exception) -> None:
        self._next = iter(engines)

    def __call__(self) -> ScriptedEngine:
        engine = next(self._next)
        if isinstance(engine, Exception):
            raise engine
        return engine


@pytest.fixture
def other(tmp_path: Path) -> ScriptedEngine:
    """The engine of the new settings: without a publisher."""
    engine = ScriptedEngine(Config(cd_publisher=CdPublisher(host="")), a_finding("A1"))
    engine.folder = tmp_path
    return engine


def apply(window: Window) -> None:
    """As the settings window does when they are saved."""
    window.entrance.saved.emit(frozenset({"cd_publisher.host"}))


def sees_the_other(window: Window) -> bool:
    """Whether the sheet is shown by the new settings."""
    search = window.search
    return search.pages.currentWidget() is search.preview and not (
        search.preview.outputs.send.isEnabled()
    )


def test_the_sheet_is_looked_up_again_by_the_new_settings(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, other: ScriptedEngine
) -> None:
    window = show_window(Openings(engine, other))
    see_preview(qtbot, window, "A1")
    qtbot.waitUntil(window.search.preview.outputs.send.isEnabled)
    apply(window)
    qtbot.waitUntil(lambda: sees_the_other(window))
    assert engine.is_closed and other.searches == [("A1",)]
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert len(other.requests) == 1 and not engine.requests


def test_a_job_under_way_is_not_cancelled_for_it(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, other: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    window = show_window(Openings(engine, other))
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    apply(window)
    qtbot.wait(50)
    assert not engine.is_closed
    engine.go_on.set()
    see_state(qtbot, window, 1, JobState.DONE)
    qtbot.waitUntil(lambda: window.desk.config is other.config)
    assert window.queue.rows[1].view.state is JobState.DONE


def test_settings_that_no_engine_opens_by_are_told(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, other: ScriptedEngine
) -> None:
    taken = ConfigInvalid("The port is taken", "Choose another one.")
    window = show_window(Openings(engine, taken, other))
    see_preview(qtbot, window, "A1")
    apply(window)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    assert window.search.trouble.lines()[0] == "The port is taken"
    apply(window)
    qtbot.waitUntil(lambda: window.desk.config is other.config)


def test_closing_while_it_opens_again_leaves_nothing(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, other: ScriptedEngine
) -> None:
    window = show_window(Openings(engine, other))
    see_preview(qtbot, window, "A1")
    apply(window)
    with qtbot.waitSignal(window.ended):
        window.close()
    assert engine.is_closed
