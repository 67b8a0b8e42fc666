"""The further rooms in Indonesian: history, lights, rows, undo, the guide of a first start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import PacsUnreachable
from mkiso_desktop.core.locks import NO_LOCKS, Source
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.health import Light
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.gui.desk import Desk
from mkiso_desktop.gui.language import INDONESIAN
from mkiso_desktop.gui.settings.guide import Guide
from mkiso_desktop.gui.window import Window

from .conftest import ShowJobs
from .lists import hold
from .past import choose, see_numbers
from .person import press, scan, type_keys
from .reading import is_indonesian
from .scripted_engine import ScriptedEngine

Key = Qt.Key
DOWN = PacsUnreachable(
    "ABPACS (127.0.0.1:104) stopped answering",
    "Check that the PACS is running and that this computer reaches it over the network, then "
    "try again.",
)


def test_what_was_made_and_who_took_it(qtbot: QtBot, past: Window, english_again: None) -> None:
    past.speak(INDONESIAN)
    see_numbers(qtbot, past, 4, 3, 2, 1)
    for number in (4, 3, 2, 1):
        past.history.field.setFocus()
        choose(qtbot, past, number)
        assert is_indonesian(past)
    past.history.strip.hand.click()
    assert is_indonesian(past)
    press(past.history.field, Key.Key_Escape)
    past.history.field.setFocus()
    type_keys(past.history.field, "nobody of that name")
    see_numbers(qtbot, past)
    assert is_indonesian(past)


def test_each_light_and_why_it_is_red(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, english_again: None
) -> None:
    window.speak(INDONESIAN)
    names = list(window.status.lights)
    qtbot.waitUntil(lambda: set(window.watch.readings) == set(names))
    for state in (Light.STOP, Light.NOT_SET_UP, Light.GOOD):
        for name in names:
            error = DOWN if state is Light.STOP else None
            engine.lights[name] = (state, error)
            press(window.status.lights[name], Key.Key_Return)
            popover = window.status.popover
            assert popover is not None
            press(popover.check, Key.Key_Space)
            qtbot.waitUntil(lambda name=name: not window.watch.is_looking(name))  # type: ignore[misc]
            assert is_indonesian(window)
            press(popover, Key.Key_Escape)


def test_many_numbers_of_which_some_are_not_there(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, english_again: None
) -> None:
    window.speak(INDONESIAN)
    scan(window, "A1 A2 A2 A7 B*")
    qtbot.waitUntil(lambda: window.search.is_decided)
    assert is_indonesian(window)
    scan(window, "X1 X2")
    qtbot.waitUntil(lambda: window.search.is_decided)
    assert is_indonesian(window)
    scan(window, " ".join(f"A{number}" for number in range(40)))
    assert is_indonesian(window)


def test_a_job_that_was_taken_off_the_list(
    qtbot: QtBot, show_jobs: ShowJobs, english_again: None
) -> None:
    window = show_jobs(JobView(7, MediaRequest(("A1",)), JobState.CANCELLED))
    window.speak(INDONESIAN)
    assert is_indonesian(window)
    hold(window, 7)
    press(window.queue.rows[7], Key.Key_Delete)
    qtbot.waitUntil(window.queue.undo.isVisible)
    assert is_indonesian(window)


@pytest.fixture
def guide(qtbot: QtBot, qapp: QApplication, tmp_path: Path, indonesian: None) -> Iterator[Guide]:
    def never() -> Engine:
        raise AssertionError("no engine is needed")

    desk = Desk(None, never)
    guide = Guide(desk, Source(tmp_path / "config.toml", NO_LOCKS))
    qtbot.addWidget(guide)
    guide.resize(1240, 760)
    guide.show()
    qtbot.waitUntil(lambda: guide.draft.settings is not None)
    yield guide
    desk.wait()


def test_the_guide_of_a_first_start(qtbot: QtBot, guide: Guide) -> None:
    assert is_indonesian(guide)
    guide.begin.click()
    for step in (1, 2, 3, 4):
        qtbot.waitUntil(lambda step=step: guide.step == step)  # type: ignore[misc]
        assert is_indonesian(guide)
        if step < 4:
            guide.next.click()
