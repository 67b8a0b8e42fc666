"""The Test buttons, beside an open engine, against the demo hospital."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import load_config
from mkiso_desktop.core.locks import NO_LOCKS, Source
from mkiso_desktop.demo import Hospital, config_text
from mkiso_desktop.engine.doctor import Health
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.gui.desk import Desk
from mkiso_desktop.gui.settings.trial import Trial
from mkiso_desktop.gui.settings.window import SettingsWindow
from tests.peers.demo import hospital as hospital

from .person import press
from .test_settings import enter

CALM = 30_000


@pytest.fixture
def path(hospital: Hospital, tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(config_text(hospital, tmp_path), "utf-8")
    return path


@pytest.fixture
def desk(qtbot: QtBot, path: Path) -> Iterator[Desk]:
    """With an engine that holds the station's port."""

    def open_engine() -> Engine:
        engine = Engine(load_config(path, NO_LOCKS))
        engine.open()
        return engine

    desk = Desk(None, open_engine)
    desk.open()
    qtbot.waitUntil(lambda: desk.is_open)
    yield desk
    desk.wait()


@pytest.fixture
def settings(qtbot: QtBot, desk: Desk, path: Path) -> SettingsWindow:
    window = SettingsWindow(desk, Source(path, NO_LOCKS))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.draft.settings is not None)
    return window


def trial_of(window: SettingsWindow, page: str) -> Trial:
    window.show_page(page)
    trial = window.views[page].trial
    assert trial is not None
    return trial


def run(qtbot: QtBot, trial: Trial) -> dict[str, Health]:
    trial.button.setFocus()
    with qtbot.waitSignal(trial.ended, timeout=CALM):
        press(trial.button, Qt.Key.Key_Space)
    return {check.name: check.health for check in trial.results}


def test_every_connection_is_tried_for_real(qtbot: QtBot, settings: SettingsWindow) -> None:
    for page in ("pacs", "patient_api", "cd_publisher", "storage"):
        trial = trial_of(settings, page)
        assert set(run(qtbot, trial).values()) == {Health.OK}, page
        for it in trial.lines.values():
            assert it.state.text().endswith(": yes")
            assert not it.advice.isVisible()


def test_what_is_typed_is_tried_not_what_is_stored(
    qtbot: QtBot, settings: SettingsWindow, hospital: Hospital
) -> None:
    enter(settings, "pacs.port", "1")
    trial = trial_of(settings, "pacs")
    assert set(run(qtbot, trial).values()) == {Health.DOWN}
    line = trial.lines["pacs-echo"]
    assert line.advice.text() and line.state.text().endswith(": no")
    enter(settings, "pacs.port", str(hospital.pacs_port))
    assert not trial.results and not line.isVisible()  # it was about another port
    assert set(run(qtbot, trial_of(settings, "pacs")).values()) == {Health.OK}


def test_mistakes_come_before_the_test(qtbot: QtBot, settings: SettingsWindow) -> None:
    enter(settings, "pacs.port", "many")
    trial = trial_of(settings, "pacs")
    assert run(qtbot, trial) == {}
    assert settings.draft.rows["pacs.port"].mistake.text() == "Must be a whole number"
    assert "marked" in trial.word.text()


def test_a_publisher_that_is_none_is_no_failure(qtbot: QtBot, settings: SettingsWindow) -> None:
    enter(settings, "cd_publisher.host", "")
    trial = trial_of(settings, "cd_publisher")
    assert run(qtbot, trial) == {"cd-publisher": Health.NOT_CONFIGURED}


def test_the_end_of_the_program_does_not_wait_for_a_test(
    qtbot: QtBot, settings: SettingsWindow, desk: Desk
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        enter(settings, "pacs.port", str(mute.getsockname()[1]))
        trial = trial_of(settings, "pacs")
        trial.button.click()
        assert trial.button.text() == "Stop &test"
        with qtbot.waitSignal(desk.ended, timeout=5000):
            desk.end()
    assert not settings.isVisible()


def test_a_test_can_be_stopped(qtbot: QtBot, settings: SettingsWindow) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        enter(settings, "pacs.port", str(mute.getsockname()[1]))
        trial = trial_of(settings, "pacs")
        trial.button.setFocus()
        press(trial.button, Qt.Key.Key_Space)
        assert trial.button.text() == "Stop &test"
        with qtbot.waitSignal(trial.ended, timeout=5000):
            press(trial.button, Qt.Key.Key_Space)
    assert trial.word.text() == "The test was stopped."
    assert trial.button.text() == "&Test connection"
