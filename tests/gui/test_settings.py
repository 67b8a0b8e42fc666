"""The settings by keyboard: search, change, mistakes, locks, secrets, saving and leaving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import load_config
from mkiso_desktop.core.locks import NO_LOCKS, Locks, Source
from mkiso_desktop.core.secrets import read_secret
from mkiso_desktop.gui import language
from mkiso_desktop.gui.desk import Desk
from mkiso_desktop.gui.look import DARK, LIGHT, dress, tones
from mkiso_desktop.gui.settings.editors import (
    ChoiceEditor,
    LineEditor,
    PathEditor,
    SwitchEditor,
    as_text,
    as_value,
)
from mkiso_desktop.gui.settings.plan import Kind
from mkiso_desktop.gui.settings.secret import SecretEditor
from mkiso_desktop.gui.settings.window import LEAST, LEFT, SettingsWindow

from .person import CTRL, press, type_keys
from .test_look import nameless

HAND_MADE = """\
language = "id"  # Budi wants it so
[pacs]
host = "archive"
port = 11112  # ask first
"""
Key = Qt.Key
ShowSettings = Callable[[Locks], SettingsWindow]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "config.toml"
    path.write_text(HAND_MADE)
    return path


@pytest.fixture
def show_settings(qtbot: QtBot, qapp: QApplication, path: Path) -> Iterator[ShowSettings]:
    desks = []

    def never() -> None:
        raise AssertionError("these tests need no engine")

    def show(locks: Locks = NO_LOCKS) -> SettingsWindow:
        dress(qapp, Qt.ColorScheme.Light)
        desk = Desk(None, never)  # type: ignore[arg-type]
        desks.append(desk)
        window = SettingsWindow(desk, Source(path, locks))
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.draft.settings is not None)
        return window

    yield show
    for desk in desks:
        desk.wait()


@pytest.fixture
def settings(show_settings: ShowSettings) -> SettingsWindow:
    return show_settings(NO_LOCKS)


def line(window: SettingsWindow, key: str) -> QLineEdit:
    editor = window.draft.rows[key].editor
    assert isinstance(editor, LineEditor | SecretEditor)
    return editor.line


def enter(window: SettingsWindow, key: str, text: str) -> None:
    """As a person: find the row, type over what stands there."""
    field = line(window, key)
    window.search.setFocus()
    window.search.selectAll()
    type_keys(window.search, key)
    press(window.search, Key.Key_Return)
    assert window.focusWidget() is field
    field.selectAll()
    press(field, Key.Key_Delete)
    type_keys(field, text)


def save(qtbot: QtBot, window: SettingsWindow) -> frozenset[str]:
    with qtbot.waitSignal(window.saved) as caught:
        press(window, Key.Key_S, CTRL)
    assert caught.args is not None
    keys: frozenset[str] = caught.args[0]
    return keys


def test_a_change_is_marked_saved_and_the_file_keeps_its_comments(
    qtbot: QtBot, settings: SettingsWindow, path: Path
) -> None:
    assert not settings.footer.save.isEnabled()
    enter(settings, "pacs.port", "104")
    row = settings.draft.rows["pacs.port"]
    assert row.dot.text()
    assert settings.footer.word.text() == "1 change is not saved"
    settings.footer.discard.click()
    assert settings.footer.word.text() == f"Kept in {path}"
    enter(settings, "pacs.port", "104")
    assert save(qtbot, settings) == {"pacs.port"}
    assert path.read_text() == HAND_MADE.replace("11112 ", "104   ")
    assert not row.dot.text()
    assert str(path) in settings.footer.word.text()


def test_mistakes_stand_at_their_fields_and_nothing_is_written(
    qtbot: QtBot, settings: SettingsWindow, path: Path
) -> None:
    enter(settings, "station.port", "many")
    enter(settings, "pacs.calling_hosts", "10.0.0.5, 10.0.0.300")
    press(settings, Key.Key_S, CTRL)
    rows = settings.draft.rows
    qtbot.waitUntil(lambda: bool(rows["station.port"].mistake.text()))
    assert rows["station.port"].mistake.text() == "Must be a whole number"
    assert '"10.0.0.300"' in rows["pacs.calling_hosts"].mistake.text()
    assert settings.views["desk"].isVisible()  # the page of the first one
    assert settings.focusWidget() is line(settings, "station.port")
    assert path.read_text() == HAND_MADE
    type_keys(settings.focusWidget(), "1")
    assert not rows["station.port"].mistake.text()


def test_a_search_finds_over_all_pages_and_enter_goes_there(settings: SettingsWindow) -> None:
    press(settings, Key.Key_F, CTRL)
    type_keys(settings.search, "publisher port")
    shown = [key for key, row in settings.draft.rows.items() if row.isVisible()]
    assert shown == ["cd_publisher.port"]
    press(settings.search, Key.Key_Return)
    assert settings.focusWidget() is line(settings, "cd_publisher.port")
    press(settings, Key.Key_F, CTRL)
    type_keys(settings.search, "nothing at all")
    assert settings.nothing.isVisible()
    press(settings.search, Key.Key_Escape)
    assert settings.views["desk"].isVisible() and not settings.views["pacs"].isVisible()
    assert not settings.nothing.isVisible()


def test_what_a_search_hides_leaves_no_gap(qtbot: QtBot, settings: SettingsWindow) -> None:
    """The page of the PACS has groups below the row that is found, the publisher's has none."""
    type_keys(settings.search, "port")
    pacs, publisher = settings.views["pacs"], settings.views["cd_publisher"]
    qtbot.waitUntil(lambda: pacs.sizeHint().height() == publisher.sizeHint().height())


def test_what_stands_side_by_side_is_in_line(settings: SettingsWindow) -> None:
    settings.show_page("tls")
    path = settings.draft.rows["tls.key"].editor
    switch = settings.draft.rows["tls.dicom"].editor
    assert isinstance(path, PathEditor) and isinstance(switch, SwitchEditor)
    assert path.line.geometry().top() == path.browse.geometry().top()
    assert path.line.height() == path.browse.height()
    assert switch.box.width() < path.line.width() / 2, "the focus goes beyond the word"


def test_a_choice_shows_all_that_can_be_chosen(settings: SettingsWindow) -> None:
    settings.show_page("disc")
    editor = settings.draft.rows["disc.medium"].editor
    assert isinstance(editor, ChoiceEditor)
    editor.box.showPopup()
    popup = editor.box.view()
    last = popup.visualRect(popup.model().index(editor.box.count() - 1, 0))
    assert popup.viewport().rect().contains(last)
    editor.box.hidePopup()


@pytest.mark.parametrize("spoken", [language.ENGLISH, language.INDONESIAN])
def test_in_the_least_window_no_page_is_cut_off(
    qapp: QApplication, show_settings: ShowSettings, spoken: str
) -> None:
    try:
        language.speak(qapp, spoken)
        settings = show_settings(NO_LOCKS)
        room = settings.fontMetrics().averageCharWidth() * (LEAST[0] - LEFT)
        for name, view in settings.views.items():
            settings.show_page(name)
            assert view.minimumSizeHint().width() + 2 * 32 <= room, name
    finally:
        language.speak(qapp, language.ENGLISH)


def test_an_icon_has_the_tone_of_the_scheme_on_any_ground(settings: SettingsWindow) -> None:
    contents = settings.contents  # its background is transparent: as a colour, that is black
    assert tones(contents.palette()) is LIGHT
    dress(QApplication.instance(), Qt.ColorScheme.Dark)  # type: ignore[arg-type]
    assert tones(contents.palette()) is DARK


def test_the_pages_are_turned_by_arrow_keys(settings: SettingsWindow) -> None:
    settings.contents.setFocus()
    press(settings.contents, Key.Key_Down)
    assert settings.views["pacs"].isVisible() and not settings.views["desk"].isVisible()


def test_a_locked_key_is_shown_and_cannot_be_changed(
    qtbot: QtBot, show_settings: ShowSettings
) -> None:
    settings = show_settings(Locks("locked.toml", {"pacs": {"host": "site", "port": 105}}))
    settings.show_page("pacs")
    row = settings.draft.rows["pacs.host"]
    assert line(settings, "pacs.host").text() == "site"
    assert not row.editor.isEnabled()
    assert "Set by your site" in row.editor.control.accessibleDescription()
    enter(settings, "pacs.ae_title", "ARCHIVE")
    assert save(qtbot, settings) == {"pacs.ae_title"}


def test_a_secret_is_kept_and_never_shown_again(
    qtbot: QtBot, settings: SettingsWindow, path: Path
) -> None:
    enter(settings, "patient_api.auth_header", "X-Key")
    enter(settings, "patient_api.auth_value", "hunter2")
    assert line(settings, "patient_api.auth_value").echoMode() is QLineEdit.EchoMode.Password
    assert save(qtbot, settings) == {"patient_api.auth_header", "patient_api.auth_value"}
    assert "hunter2" not in path.read_text()
    assert load_config(path, NO_LOCKS).patient_api.read_auth_value() == "hunter2"
    field = line(settings, "patient_api.auth_value")
    assert field.text() == "" and "private file" in field.placeholderText()
    editor = settings.draft.rows["patient_api.auth_value"].editor
    assert isinstance(editor, SecretEditor)
    settings.show_page("patient_api")
    editor.remove.setFocus()
    press(editor.remove, Key.Key_Space)
    save(qtbot, settings)
    assert read_secret("patient_api.auth_value", "", "") == ""


def test_closing_with_changes_asks_in_the_window(
    qtbot: QtBot, settings: SettingsWindow, path: Path
) -> None:
    enter(settings, "pacs.port", "104")
    press(settings, Key.Key_Escape)  # the search
    press(settings, Key.Key_Escape)
    assert settings.isVisible()
    assert "before this closes" in settings.footer.word.text()
    settings.footer.discard.setFocus()
    press(settings.footer.discard, Key.Key_Space)
    assert not settings.isVisible()
    assert path.read_text() == HAND_MADE


def test_discarding_brings_back_what_is_stored(settings: SettingsWindow) -> None:
    enter(settings, "pacs.port", "104")
    settings.footer.discard.click()
    assert line(settings, "pacs.port").text() == "11112"
    assert not settings.draft.changes()


def test_a_mistake_that_no_field_has_is_told_below(
    qtbot: QtBot, path: Path, show_settings: ShowSettings
) -> None:
    path.write_text("[pacs]\nport = 0\nprot = 1\n")
    settings = show_settings(NO_LOCKS)
    assert "pacs.prot" in settings.footer.word.text()
    assert settings.draft.rows["pacs.port"].mistake.text() == "Must be at least 1"


def test_what_is_shown_in_a_plainer_form_is_no_change(
    path: Path, show_settings: ShowSettings
) -> None:
    path.write_text('[pacs]\nae_title = " ARCHIVE "\n[work]\nkeep_free_gb = 2.0\n')
    assert show_settings(NO_LOCKS).draft.changes() == {}


def test_a_secret_that_lacks_its_header_stays_where_it_is(
    path: Path, show_settings: ShowSettings
) -> None:
    path.write_text('[patient_api]\nauth_value = "hunter2"\n')
    settings = show_settings(NO_LOCKS)
    assert settings.draft.rows["patient_api.auth_value"].mistake.text()
    assert settings.draft.changes() == {}


def test_what_no_editor_can_show_can_be_mended_at_once(
    qtbot: QtBot, path: Path, show_settings: ShowSettings
) -> None:
    path.write_text("[listener]\nenabled = 0\n")
    settings = show_settings(NO_LOCKS)
    assert settings.draft.rows["listener.enabled"].mistake.text() == "Must be true or false"
    assert save(qtbot, settings) == {"listener.enabled"}
    assert path.read_text() == "[listener]\nenabled = false\n"


def test_a_file_that_is_no_toml_is_told(
    qtbot: QtBot, path: Path, show_settings: ShowSettings
) -> None:
    settings = show_settings(NO_LOCKS)
    path.write_text("[pacs\n")
    enter(settings, "pacs.port", "5")
    press(settings, Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: "not TOML" in settings.footer.word.text())
    assert settings.draft.changes() == {"pacs.port": 5}


def test_every_control_has_a_name_and_a_tab_stop(settings: SettingsWindow) -> None:
    for name, view in settings.views.items():
        settings.show_page(name)
        assert nameless(settings) == []
        first = next(row for row in view.rows if not row.is_locked)
        settings.search.setFocus()
        reached = []
        for _ in range(4):
            QTest.keyClick(settings.focusWidget() or settings, Key.Key_Tab)
            reached.append(settings.focusWidget())
        assert first.editor.control in reached


as_typed = pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, " a b ", "a b"),
        (Kind.WHOLE, "104", 104),
        (Kind.WHOLE, "10.5", "10.5"),
        (Kind.WHOLE, "", ""),
        (Kind.NUMBER, "2,5", 2.5),
        (Kind.NUMBER, "2", 2),
        (Kind.NUMBER, "inf", "inf"),
        (Kind.LIST, "a, b;c\nd", ["a", "b", "c", "d"]),
        (Kind.LIST, "", []),
    ],
)


@as_typed
def test_what_stands_in_a_line_means_the_same_again(kind: Kind, text: str, value: object) -> None:
    assert as_value(kind, as_text(value)) == value
    assert as_text(24.0) == "24"


@as_typed
def test_what_is_typed_becomes_what_toml_holds(kind: Kind, text: str, value: object) -> None:
    assert as_value(kind, text) == value
