"""The whole window in Indonesian, in the demo hospital: no English word is left on any page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Config, load_config
from mkiso_desktop.core.errors import StudyIncomplete, disk_error
from mkiso_desktop.core.locks import NO_LOCKS, Source
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.demo import Hospital, config_text
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import JobState, JobView, Result
from mkiso_desktop.gui.desk import Desk
from mkiso_desktop.gui.help.about import About
from mkiso_desktop.gui.help.manual import Manual
from mkiso_desktop.gui.look import wear
from mkiso_desktop.gui.preferences import Preferences
from mkiso_desktop.gui.settings.editors import ChoiceEditor
from mkiso_desktop.gui.settings.window import SettingsWindow
from mkiso_desktop.gui.window import Window
from tests.peers.demo import hospital as hospital

from .person import ALT, CTRL, press, scan, see_preview, see_state
from .reading import is_indonesian

X_RAY, TWO_STUDIES, OTHER_ID, NO_IMAGES = (
    "CR2509190107",
    "XR2509200008",
    "CR2509220019",
    "CT2509220002",
)


@pytest.fixture
def config(hospital: Hospital, tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text('language = "id"\n' + config_text(hospital, tmp_path), "utf-8")
    return load_config(path)


@pytest.fixture
def desk(
    qtbot: QtBot, qapp: QApplication, config: Config, hospital: Hospital, indonesian: None
) -> Iterator[Window]:
    """The window of a desk that works with that hospital, in Indonesian from the first paint."""

    def open_engine() -> Engine:
        engine = Engine(config)
        engine.open()
        return engine

    wear(qapp, Preferences())
    examples = [(one.number, one.title) for one in hospital.accessions]
    window = Window(open_engine, "mkiso-desktop, demo hospital", examples)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.desk.is_open)
    yield window
    window.desk.wait()


def test_nothing_asked_yet(desk: Window) -> None:
    assert desk.windowTitle() == "mkiso-desktop, rumah sakit demo"
    assert is_indonesian(desk)


def test_a_patient_and_the_disc(qtbot: QtBot, desk: Window, tmp_path: Path) -> None:
    see_preview(qtbot, desk, TWO_STUDIES)
    assert is_indonesian(desk)
    desk.search.preview.outputs.ordered.emit(Outcome.ISO, str(tmp_path))
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)
    assert is_indonesian(desk)
    see_preview(qtbot, desk, X_RAY)
    desk.search.preview.outputs.ordered.emit(Outcome.RELAY, "")
    see_state(qtbot, desk, 2, JobState.DONE, seconds=30)
    assert is_indonesian(desk)


def test_what_a_job_ends_with(desk: Window) -> None:
    request = MediaRequest(("A1",))
    short = StudyIncomplete("2 of 120 images are missing", "Keep at least one series.")
    full = disk_error(OSError(28, "No space left"), "work")
    note = "1 object stays in JPEG, which some viewers cannot open"
    result = Result("Budi", "1", 120, destination="127.0.0.1:104", warnings=(note,))
    for view in (
        JobView(91, request, JobState.BLOCKED, error=short),
        JobView(92, request, JobState.FAILED, error=full),
        JobView(93, request, JobState.DONE, result=result),
        JobView(94, request, JobState.CANCELLED),
        JobView(95, request, JobState.INTERRUPTED),
        JobView(96, request, JobState.QUEUED),
    ):
        desk.queue.show_job(view)
    assert is_indonesian(desk)
    desk.queue.rows.clear()  # no engine knows these


def test_two_sources_that_disagree(qtbot: QtBot, desk: Window) -> None:
    see_preview(qtbot, desk, OTHER_ID)
    assert is_indonesian(desk)


@pytest.mark.parametrize("number", [NO_IMAGES, "NOBODY", "A*"])
def test_what_is_not_there(qtbot: QtBot, desk: Window, number: str) -> None:
    before = desk.search.intake.message.text()
    scan(desk, number)
    qtbot.waitUntil(
        lambda: (
            desk.search.pages.currentWidget() is desk.search.trouble
            or desk.search.intake.message.text() != before
        )
    )
    assert is_indonesian(desk)


def test_the_question_on_closing(qtbot: QtBot, desk: Window) -> None:
    desk.closing.ask(2)
    box = desk.findChild(QMessageBox)
    assert box is not None
    qtbot.waitUntil(box.isVisible)
    assert is_indonesian(box)
    press(box, Qt.Key.Key_Escape)


def test_help_and_about(qtbot: QtBot, desk: Window) -> None:
    press(desk, Qt.Key.Key_F1)
    manual = desk.findChild(Manual)
    assert manual is not None
    assert is_indonesian(manual)
    about = About(desk)
    qtbot.addWidget(about)
    about.show()
    assert is_indonesian(about)


def test_the_settings(qtbot: QtBot, qapp: QApplication, tmp_path: Path, indonesian: None) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[pacs]\nhost = "archive"\n')

    def never() -> Engine:
        raise AssertionError("no engine is needed")

    desk = Desk(None, never)
    window = SettingsWindow(desk, Source(path, NO_LOCKS))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.draft.settings is not None)
    for name in window.views:
        window.contents.choose(name)
        assert is_indonesian(window)
    desk.wait()


def test_the_language_is_switched_in_the_settings_without_a_restart(
    qtbot: QtBot, hospital: Hospital, tmp_path: Path, english_again: None
) -> None:
    path = tmp_path / "config.toml"
    path.write_text('language = "en"  # for now\n' + config_text(hospital, tmp_path), "utf-8")

    def open_engine() -> Engine:
        engine = Engine(load_config(path, NO_LOCKS))
        engine.open()
        return engine

    window = Window(open_engine, source=lambda: Source(path, NO_LOCKS))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.desk.is_open)
    see_preview(qtbot, window, X_RAY)
    for word, save, title in (
        ("id", "Simpan &ISO", "Pengaturan"),
        ("en", "Save &ISO", "Settings"),
    ):
        choose_language(qtbot, window, word)
        qtbot.waitUntil(lambda save=save: window.search.preview.outputs.save.text() == save)  # type: ignore[misc]
        assert f'language = "{word}"  # for now' in path.read_text("utf-8")
        settings = window.entrance.settings
        assert settings is not None and settings.windowTitle() == title
        qtbot.waitUntil(lambda word=word: speaks(window, word), timeout=20_000)  # type: ignore[misc]
        qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
        assert window.search.preview.card.name.text() == "Budi Santoso"
    window.desk.wait()


def choose_language(qtbot: QtBot, window: Window, word: str) -> None:
    """Ctrl+comma, the list of languages by its arrow keys, Alt+S."""
    press(window, Qt.Key.Key_Comma, CTRL)
    settings = window.entrance.settings
    assert settings is not None
    qtbot.waitUntil(lambda: settings.draft.settings is not None)
    settings.show_page("window")
    editor = settings.draft.rows["language"].editor
    assert isinstance(editor, ChoiceEditor)
    editor.box.setFocus()
    way = (
        Qt.Key.Key_Up if editor.box.findData(word) < editor.box.currentIndex() else Qt.Key.Key_Down
    )
    while editor.value() != word:
        press(editor.box, way)
    qtbot.waitUntil(settings.footer.save.isEnabled)
    press(settings, Qt.Key.Key_S, ALT)


def speaks(window: Window, word: str) -> bool:
    """Whether the engine of the new settings is open."""
    config = window.desk.config
    return config is not None and config.language.value == word
