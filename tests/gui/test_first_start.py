"""A first start, by keyboard: four steps with their tests, or the demo hospital."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import load_config
from mkiso_desktop.core.locks import NO_LOCKS, Source
from mkiso_desktop.core.places import find_config, users_config
from mkiso_desktop.demo import Hospital
from mkiso_desktop.engine.doctor import Health
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.gui.look import DARK, dress, tones, wear
from mkiso_desktop.gui.preferences import Preferences, Scheme
from mkiso_desktop.gui.settings.editors import LineEditor
from mkiso_desktop.gui.settings.guide import Guide
from mkiso_desktop.gui.window import Window

from .person import CTRL, press, see_preview, type_keys
from .test_look import nameless

Key = Qt.Key


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has been here yet."""
    for word in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{word}_HOME", str(tmp_path / word.lower()))


@pytest.fixture
def show_first(qtbot: QtBot, qapp: QApplication, nobody: None) -> Iterator[Callable[..., Window]]:
    windows: list[Window] = []

    def open_engine() -> Engine:
        engine = Engine(load_config(find_config(), NO_LOCKS))
        engine.open()
        return engine

    def show(start_demo: Callable[[], None] | None = None) -> Window:
        dress(qapp, Qt.ColorScheme.Light)
        window = Window(open_engine, source=lambda: Source(None, NO_LOCKS), start_demo=start_demo)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: guide_is_ready(window))
        return window

    yield show
    for window in windows:
        window.desk.wait()


def guide_is_ready(window: Window) -> bool:
    guide = window.entrance.guide
    return guide is not None and guide.draft.settings is not None


def guide_of(window: Window) -> Guide:
    assert window.entrance.guide is not None
    return window.entrance.guide


def enter(guide: Guide, key: str, text: str) -> QLineEdit:
    editor = guide.draft.rows[key].editor
    assert isinstance(editor, LineEditor) and editor.isVisible(), key
    editor.line.setFocus()
    editor.line.selectAll()
    press(editor.line, Key.Key_Delete)
    type_keys(editor.line, text)
    return editor.line


def push(button: QPushButton) -> None:
    button.setFocus()
    press(button, Key.Key_Space)


def see_step(qtbot: QtBot, guide: Guide, step: int) -> None:
    qtbot.waitUntil(lambda: guide.step == step)


def test_from_nothing_to_a_found_patient(qtbot: QtBot, show_first: Callable[..., Window]) -> None:
    with Hospital(station_ae="DESK1") as hospital:
        window = show_first()
        guide = guide_of(window)
        assert not window.queue.isVisible() and not window.status.isVisible()
        window.show_history()
        assert window.places.currentWidget() is guide
        assert window.focusWidget() is guide.begin
        press(guide.begin, Key.Key_Return)
        type_keys(window.focusWidget(), "DESK1")  # over what stands there
        press(enter(guide, "station.port", str(hospital.station_port)), Key.Key_Return)
        see_step(qtbot, guide, 2)
        enter(guide, "pacs.ae_title", hospital.pacs_ae)
        enter(guide, "pacs.port", str(hospital.pacs_port))
        trial = guide.trials[1]
        assert trial is not None
        with qtbot.waitSignal(trial.ended, timeout=30_000):
            push(trial.button)
        assert {check.health for check in trial.results} == {Health.OK}
        push(guide.next)
        see_step(qtbot, guide, 3)
        enter(guide, "patient_api.base_url", hospital.api_url)
        push(guide.next)
        see_step(qtbot, guide, 4)
        press(enter(guide, "listener.his_origins", "http://his.local"), Key.Key_Return)
        qtbot.waitUntil(lambda: window.desk.is_open, timeout=10_000)
        assert window.places.currentWidget() is window.search
        assert (
            window.queue.isVisible() and window.status.isVisible() and window.entrance.guide is None
        )
        see_preview(qtbot, window, hospital.accessions[2].number)
        window.desk.wait()
    config = load_config(users_config(), NO_LOCKS)
    assert config.listener.his_origins == ("http://his.local",)
    assert "# The archive that is asked for studies." in users_config().read_text()


def test_a_step_with_a_mistake_is_not_left(qtbot: QtBot, show_first: Callable[..., Window]) -> None:
    guide = guide_of(show_first())
    push(guide.begin)
    enter(guide, "station.ae_title", "")
    push(guide.next)
    row = guide.draft.rows["station.ae_title"]
    qtbot.waitUntil(lambda: bool(row.mistake.text()))
    assert guide.step == 1
    type_keys(guide.window().focusWidget(), "DESK1")  # the field that is wrong has the focus
    push(guide.next)
    see_step(qtbot, guide, 2)
    push(guide.back)
    assert guide.step == 1
    assert not users_config().exists()


def test_the_demo_hospital_is_one_button(qtbot: QtBot, show_first: Callable[..., Window]) -> None:
    started: list[str] = []
    window = show_first(lambda: started.append("demo"))
    with qtbot.waitSignal(window.ended):
        push(guide_of(window).demo)
    assert started == ["demo"]
    assert not users_config().exists()


def test_without_a_demo_there_is_no_button(show_first: Callable[..., Window]) -> None:
    assert not guide_of(show_first()).demo.isVisible()


def test_larger_letters_leave_the_guide_where_it_was(
    qtbot: QtBot, show_first: Callable[..., Window]
) -> None:
    window = show_first()
    push(guide_of(window).begin)
    enter(guide_of(window), "station.ae_title", "DESK1")
    old = guide_of(window)
    window.furnish_again()
    assert guide_of(window) is not old
    assert window.places.currentWidget() is guide_of(window)
    qtbot.waitUntil(lambda: guide_is_ready(window))
    assert guide_of(window).step == 1
    assert guide_of(window).draft.changes() == {"station.ae_title": "DESK1"}


def test_every_control_has_a_name(qtbot: QtBot, show_first: Callable[..., Window]) -> None:
    window = show_first(lambda: None)
    guide = guide_of(window)
    assert nameless(window) == []
    push(guide.begin)
    for step in (1, 2, 3):
        assert nameless(window) == []
        push(guide.next)
        see_step(qtbot, guide, step + 1)
    assert nameless(window) == []


def test_the_settings_open_by_a_key_and_once(qtbot: QtBot, window: Window) -> None:
    press(window, Key.Key_Comma, CTRL)
    settings = window.entrance.settings
    assert settings is not None and settings.isVisible()
    qtbot.waitUntil(lambda: settings.draft.settings is not None)
    press(settings, Key.Key_Escape)
    assert not settings.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Key.Key_Comma, CTRL)
    assert window.entrance.settings is settings and settings.isVisible()


def test_another_language_keeps_what_was_changed(qtbot: QtBot, window: Window) -> None:
    press(window, Key.Key_Comma, CTRL)
    old = window.entrance.settings
    assert old is not None
    qtbot.waitUntil(lambda: old.draft.settings is not None)
    old.draft.show_changes({"pacs.port": 5})
    type_keys(old.search, "port")  # the page that is found need not be the one of before
    old.draft.rows["pacs.port"].editor.setFocus()
    window.furnish_again()
    new = window.entrance.settings
    assert new is not None and new is not old and new.isVisible()
    qtbot.waitUntil(lambda: new.draft.changes() == {"pacs.port": 5})
    assert new.views["pacs"].isVisible() and not new.views["desk"].isVisible()
    assert new.focused() == "pacs.port"
    new.draft.discard()


def test_a_light_leads_to_its_page(qtbot: QtBot, window: Window) -> None:
    for light, page in (("pacs", "pacs"), ("patient-api", "patient_api"), ("disk", "storage")):
        window.status.settings_asked.emit(light)
        settings = window.entrance.settings
        assert settings is not None and settings.views[page].isVisible()


def test_colours_letters_and_sounds_act_at_once(
    qtbot: QtBot, qapp: QApplication, window: Window
) -> None:
    window.entrance.show_settings("window")
    settings = window.entrance.settings
    assert settings is not None
    qtbot.waitUntil(lambda: settings.draft.settings is not None)
    try:
        type_keys(settings.search, "sounds")
        press(settings.search, Key.Key_Return)
        press(settings.focusWidget(), Key.Key_Space)
        assert not window.preferences.sounds
        settings.search.setFocus()
        settings.search.selectAll()
        type_keys(settings.search, "colours")
        press(settings.search, Key.Key_Return)
        press(settings.focusWidget(), Key.Key_End)
        assert window.preferences.scheme is Scheme.DARK
        assert tones(settings.palette()) is DARK
        assert not settings.draft.changes()
    finally:
        wear(qapp, Preferences())


def test_a_configuration_with_mistakes_is_mended_in_the_settings(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[pacs]\nport = 0\n[work]\nfolder = '{tmp_path / 'work'}'\n")
    with Hospital() as hospital:  # for a free port

        def open_engine() -> Engine:
            engine = Engine(load_config(path, NO_LOCKS))
            engine.open()
            return engine

        dress(qapp, Qt.ColorScheme.Light)
        window = Window(open_engine, source=lambda: Source(path, NO_LOCKS))
        qtbot.addWidget(window)
        window.show()
        trouble = window.search.trouble
        qtbot.waitUntil(lambda: window.search.pages.currentWidget() is trouble)
        push(trouble.settings)
        settings = window.entrance.settings
        assert settings is not None
        qtbot.waitUntil(lambda: settings.draft.settings is not None)
        port = settings.draft.rows["pacs.port"]
        assert port.mistake.text() == "Must be at least 1"
        settings.draft.show_changes(
            {"pacs.port": hospital.pacs_port, "station.port": hospital.station_port}
        )
        press(settings, Key.Key_S, CTRL)
        qtbot.waitUntil(lambda: window.desk.is_open)
        window.desk.wait()
