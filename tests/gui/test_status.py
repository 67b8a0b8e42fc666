"""The lights at the bottom: how each connection is, why, and what mends it; by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Config, load_config
from mkiso_desktop.core.errors import NotConfigured, PacsUnreachable
from mkiso_desktop.demo import Hospital, config_text
from mkiso_desktop.demo.pacs import Pacs
from mkiso_desktop.engine import health
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.health import Light
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.status import watch
from mkiso_desktop.gui.status.bar import StatusBar
from mkiso_desktop.gui.status.light import LightButton
from mkiso_desktop.gui.window import Window
from tests.peers.process import free_port

from .conftest import ShowWindow
from .person import press, save, see_preview, see_state
from .scripted_engine import ScriptedEngine
from .test_look import nameless

DOWN = PacsUnreachable("ABPACS does not answer", "Call the administrator.", "a detail")


def icon(light: LightButton) -> str:
    return light.glyph._name


def see_light(qtbot: QtBot, window: Window, name: str, shown: str, seconds: int = 5) -> LightButton:
    """Wait until that light shows this drawing."""
    light = window.status.lights[name]
    qtbot.waitUntil(lambda: icon(light) == shown, timeout=seconds * 1000)
    return light


def see_rest(qtbot: QtBot, window: Window) -> None:
    """Wait until every light has its answer."""
    names = watch.NAMES
    qtbot.waitUntil(lambda: set(window.watch.readings) == set(names))
    qtbot.waitUntil(lambda: not any(map(window.watch.is_looking, names)))


def open_popover(light: LightButton) -> None:
    light.setFocus()
    press(light, Qt.Key.Key_Return)


def test_the_bar_knows_the_lights_of_the_engine() -> None:
    assert watch.EXAMINED == health.NAMES
    assert set(watch.NAMES) == {*health.NAMES, health.LISTENER}


def test_all_is_looked_at_once_the_engine_is_open(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    window = show_window(lambda: engine.go_on.wait() and engine)  # type: ignore[return-value,arg-type]
    assert {icon(light) for light in window.status.lights.values()} == {"waiting"}
    assert window.status.lights["pacs"].accessibleName() == "PACS: not checked yet"
    engine.go_on.set()
    see_light(qtbot, window, "pacs", "done")
    disk = see_light(qtbot, window, "disk", "done")
    assert disk.caption.text() == "23 GB free"
    assert window.status.lights["patient-api"].accessibleName() == "Patient API: answers"


def test_each_state_has_a_drawing_and_words_of_its_own(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    none = NotConfigured("There is no CD publisher", "Fill in [cd_publisher].")
    engine.lights |= {"pacs": (Light.STOP, DOWN), "patient-api": (Light.CARE, DOWN)}
    engine.lights["cd-publisher"] = (Light.NOT_SET_UP, none)
    see_rest(qtbot, window)
    window.watch.check_all()
    see_light(qtbot, window, "pacs", "stop")
    see_light(qtbot, window, "patient-api", "care")
    publisher = see_light(qtbot, window, "cd-publisher", "cancelled")
    see_light(qtbot, window, "disk", "done")
    assert publisher.accessibleName() == "CD Publisher: not set up"
    assert publisher.caption.property("look") == "caption", "what is not set up is not bad"


def test_enter_tells_why_and_what_mends_it_and_escape_gives_the_focus_back(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.lights["pacs"] = (Light.STOP, DOWN)
    see_rest(qtbot, window)
    window.watch.check("pacs")
    light = see_light(qtbot, window, "pacs", "stop")
    see_rest(qtbot, window)
    open_popover(light)
    popover = window.status.popover
    assert popover is not None and popover.isVisible()
    assert popover.telling is not None
    assert popover.telling.lines() == ["ABPACS does not answer", "Call the administrator."]
    assert popover.where.text() == "pacs" and popover.when.text().startswith("Checked at ")
    assert popover.settings.isVisible()
    assert not window.findChildren(QDialog) and nameless(window) == []
    assert window.focusWidget() is popover.check
    before = popover.height()
    popover.telling.fold.link.click()
    qtbot.waitUntil(lambda: popover.height() > before)
    press(popover.check, Qt.Key.Key_Escape)
    assert window.status.popover is None
    assert window.focusWidget() is light


def test_the_popover_lies_within_the_window_and_goes_when_the_focus_goes(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_rest(qtbot, window)
    for name in watch.NAMES:
        open_popover(window.status.lights[name])
        popover = window.status.popover
        assert popover is not None and popover.light.name == name
        assert window.rect().contains(popover.geometry())
        whole = (popover.title, popover.state, popover.when, popover.settings, popover.check)
        inside = [one for one in whole if one.isVisible()]
        assert all(popover.rect().contains(one.geometry()) for one in inside), name
        assert all(one.height() >= one.sizeHint().height() for one in inside), name
    window.search.intake.ready()
    qtbot.waitUntil(lambda: window.status.popover is None)
    assert not any(light.isChecked() for light in window.status.lights.values())
    assert window.focusWidget() is window.search.intake.field


def test_in_a_narrow_window_the_words_are_shortened_and_not_cut(
    qtbot: QtBot, window: Window
) -> None:
    see_rest(qtbot, window)
    bar = StatusBar(window.watch)
    qtbot.addWidget(bar)
    bar.show()
    bar.resize(bar.minimumSizeHint())
    assert bar.width() < bar.sizeHint().width()
    for light in bar.lights.values():
        assert light.rect().contains(light.caption.geometry())
        assert light.caption.width() >= light.caption.minimumWidth() > 0


def test_a_second_enter_shuts_it(qtbot: QtBot, window: Window) -> None:
    see_rest(qtbot, window)
    light = window.status.lights["disk"]
    open_popover(light)
    open_popover(light)
    assert window.status.popover is None and not light.isChecked()


def test_check_now_looks_again_while_the_popover_stays(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_rest(qtbot, window)
    open_popover(window.status.lights["pacs"])
    popover = window.status.popover
    assert popover is not None
    engine.lights["pacs"] = (Light.STOP, DOWN)
    press(popover.check, Qt.Key.Key_Space)
    assert popover.when.text() == "Checking…"
    qtbot.waitUntil(lambda: popover.telling is not None)
    qtbot.waitUntil(lambda: popover.when.text().startswith("Checked at "))
    assert popover.isVisible() and window.focusWidget() is popover.check


def test_a_turn_for_the_worse_is_told_quietly_and_taken_back(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_rest(qtbot, window)
    assert window.status.news.text() == ""
    engine.lights["pacs"] = (Light.STOP, DOWN)
    window.watch.check("pacs")
    qtbot.waitUntil(lambda: window.status.news.text() == "PACS: ABPACS does not answer")
    assert window.focusWidget() is window.search.intake.field
    assert not window.findChildren(QDialog)
    qtbot.waitUntil(lambda: not window.watch.is_looking("pacs"))
    engine.lights.clear()
    window.watch.check("pacs")
    qtbot.waitUntil(lambda: window.status.news.text() == "")
    see_light(qtbot, window, "pacs", "done")


def test_what_a_job_stumbled_over_is_looked_at_again(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_rest(qtbot, window)
    engine.job_error = DOWN
    engine.lights["pacs"] = (Light.STOP, DOWN)
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.FAILED)
    see_light(qtbot, window, "pacs", "stop")
    see_rest(qtbot, window)
    assert (engine.looks.count("pacs"), engine.looks.count("patient-api")) == (2, 1)


def test_every_minute_is_soon_enough(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> None:
    see_rest(qtbot, window)
    timer = window.watch._timer
    assert timer.isActive() and timer.interval() == 60_000
    timer.setInterval(1)
    qtbot.waitUntil(lambda: engine.looks.count("pacs") >= 3)


def test_a_slow_light_is_asked_once_and_does_not_hold_up_closing(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    engine.hold_look = "pacs"
    window = show_window(lambda: engine)
    qtbot.waitUntil(lambda: "pacs" in engine.looks)
    see_light(qtbot, window, "disk", "done")
    window.watch.check_all()
    assert engine.looks.count("pacs") == 1
    with qtbot.waitSignal(window.desk.ended, timeout=2000):
        window.close()
    assert all(thread.isFinished() for thread in window.findChildren(QThread))
    window.watch.check_all()
    assert engine.looks.count("pacs") == 1


@pytest.mark.logs
def test_a_bug_behind_a_light_leaves_it_as_it_was(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_rest(qtbot, window)
    del engine.lights
    window.watch.check("pacs")
    qtbot.waitUntil(lambda: not window.watch.is_looking("pacs"))
    assert icon(window.status.lights["pacs"]) == "done"


def test_rooms_made_anew_show_the_lights_as_they_were(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_rest(qtbot, window)
    open_popover(window.status.lights["pacs"])
    window.furnish_again()
    assert icon(window.status.lights["pacs"]) == "done"
    assert window.status.popover is None
    engine.lights["pacs"] = (Light.STOP, DOWN)
    window.watch.check("pacs")
    see_light(qtbot, window, "pacs", "stop")


def test_a_button_is_there_for_whoever_answers_to_it(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    asked: list[str] = []
    window.status.settings_asked.connect(asked.append)
    window.status.hide()
    window.status.show()
    assert window.status.settings.isVisible()
    press(window.status.settings, Qt.Key.Key_Space)
    open_popover(window.status.lights["cd-publisher"])
    popover = window.status.popover
    assert popover is not None and popover.settings.isVisible()
    press(popover.settings, Qt.Key.Key_Space)
    assert asked == ["", "cd-publisher"]


@pytest.fixture
def config(tmp_path: Path) -> Iterator[Config]:
    """A desk in the demo hospital whose PACS is not there yet."""
    with Hospital() as hospital:
        path = tmp_path / "config.toml"
        path.write_text(config_text(hospital, tmp_path), "utf-8")
        config = load_config(path)
        pacs = config.pacs.model_copy(update={"port": free_port()})
        yield config.model_copy(update={"pacs": pacs})


def test_a_pacs_that_stops_and_starts_turns_its_light(
    qtbot: QtBot, config: Config, tmp_path: Path
) -> None:
    def open_engine() -> Engine:
        engine = Engine(config)
        engine.open()
        return engine

    pacs = config.pacs
    window = Window(open_engine)
    qtbot.addWidget(window)
    try:
        with Pacs(pacs.ae_title, {}, 0).open(pacs.port):
            window.show()
            see_light(qtbot, window, "pacs", "done", seconds=20)
            for name in ("patient-api", "cd-publisher", "disk"):
                see_light(qtbot, window, name, "done", seconds=20)
            assert window.status.lights["disk"].caption.text().endswith(" free")
        window.watch.check("pacs")
        light = see_light(qtbot, window, "pacs", "stop", seconds=20)
        see_rest(qtbot, window)
        open_popover(light)
        popover = window.status.popover
        assert popover is not None and popover.telling is not None
        title, *advice = popover.telling.lines()
        assert "did not answer" in title and "running" in " ".join(advice)
        assert "did not answer" in window.status.news.text()
        with Pacs(pacs.ae_title, {}, 0).open(pacs.port):
            press(popover.check, Qt.Key.Key_Space)
            see_light(qtbot, window, "pacs", "done", seconds=20)
        assert popover.telling is None and window.status.news.text() == ""
    finally:
        window.desk.wait()
