"""The window in Indonesian: switched while it stands open, and no English word left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Language
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui import words
from mkiso_desktop.gui.language import ENGLISH, INDONESIAN, resolved, speak, spoken
from mkiso_desktop.gui.preferences import Preferences
from mkiso_desktop.gui.preview.outputs import Outputs
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .person import save, see_preview, see_state
from .reading import bare, english_on, is_english, shown, texts_of
from .reading import indonesian as indonesian_words
from .scripted_engine import ScriptedEngine


def cancel_button() -> str:
    """As Qt names it."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    return bare(box.button(QDialogButtonBox.StandardButton.Cancel).text())


def test_qt_and_we_speak_indonesian_and_english_again(qapp: QApplication, indonesian: None) -> None:
    assert spoken(qapp) == INDONESIAN
    assert cancel_button() == "Batal"
    assert words.images(1200) == "1.200 gambar"
    assert speak(qapp, ENGLISH)
    assert not speak(qapp, ENGLISH)
    assert cancel_button() == "Cancel"
    assert words.images(1200) == "1,200 images"


def test_dates_numbers_and_sizes_follow_the_language(indonesian: None) -> None:
    assert words.long_date("19610812") == "12 Agustus 1961"
    assert words.short_date("20260512") == "12 Mei 2026"
    assert words.size(63_400_000) == "63,4 MB"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the environment says nothing")
@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LC_ALL": "id_ID.UTF-8"}, INDONESIAN),
        ({"LC_ALL": "", "LANG": "id_ID.UTF-8"}, INDONESIAN),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8", "LC_TIME": "id_ID.UTF-8"}, ENGLISH),
        ({"LC_ALL": "fr_FR.UTF-8"}, ENGLISH),
        ({"LC_ALL": "C"}, ENGLISH),
    ],
)
def test_auto_is_what_the_system_speaks(environment: dict[str, str], language: str) -> None:
    code = "from mkiso_desktop.gui.language import resolved; print(resolved('auto'))"
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "LANGUAGE": "", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == language


def test_a_language_that_we_do_not_speak_is_english() -> None:
    assert (resolved("fr"), resolved("id"), resolved("en")) == (ENGLISH, INDONESIAN, ENGLISH)


class _Special(Outputs):
    """A room that is made from another: `self.tr` has another class."""


def test_what_a_room_inherits_is_translated_too(qtbot: QtBot, indonesian: None) -> None:
    room = _Special()
    qtbot.addWidget(room)
    assert room.save.text() == "Simpan &ISO"


@pytest.mark.parametrize("made", [QLineEdit, QPlainTextEdit])
def test_the_menu_of_a_field_speaks_indonesian(
    qtbot: QtBot, indonesian: None, made: type[QLineEdit] | type[QPlainTextEdit]
) -> None:
    field = made()
    qtbot.addWidget(field)
    menu = field.createStandardContextMenu()
    assert menu is not None
    texts = [bare(action.text()) for action in menu.actions() if action.text()]
    assert {"Urungkan", "Salin", "Tempel", "Pilih semua"} <= set(texts)
    assert not any(is_english(text) for text in texts)


def test_the_file_dialog_speaks_indonesian(qtbot: QtBot, indonesian: None, tmp_path: Path) -> None:
    (tmp_path / "a.iso").touch()
    dialog = QFileDialog(None, "", str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    assert {"Simpan", "Batal", "Nama berkas", "Tanggal diubah"} <= {
        bare(it) for it in shown(dialog)
    }
    read = {bare(text).removeprefix("Tampilkan ") for text in shown(dialog)}  # a column, or not
    foreign = {text for text in read if len(text) > 1} - known_words(dialog)
    assert not foreign
    assert not english_on(dialog)


def known_words(dialog: QFileDialog) -> set[str]:
    """What we have translated, and what is no language's: names of folders, files, and dates."""
    boxes, lists = dialog.findChildren(QComboBox), dialog.findChildren(QAbstractItemView)
    names = [text for widget in (*boxes, *lists) for text in texts_of(widget)]
    return {*indonesian_words(), *map(bare, names)}


def test_every_standard_button_has_an_indonesian_word(qtbot: QtBot, indonesian: None) -> None:
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for kind in QDialogButtonBox.StandardButton:
        if kind not in (box.StandardButton.NoButton,) and kind.value:
            box.addButton(kind)
    ours = indonesian_words()
    assert {bare(button.text()) for button in box.buttons()} <= ours
    assert not english_on(box)


def test_the_keys_of_a_shortcut_are_named(indonesian: None) -> None:
    keys = QKeySequence("Ctrl+Shift+Space").toString(QKeySequence.SequenceFormat.NativeText)
    assert keys == "Ctrl+Shift+Spasi"


def test_another_language_makes_the_rooms_anew_and_keeps_what_was_in_them(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, english_again: None
) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    assert window.speak(INDONESIAN)
    assert window.search.intake.field.text() == "A1"
    assert window.search.preview.outputs.save.text() == "Simpan &ISO"
    assert window.queue.rows[1].step.text() == "Mengambil gambar"
    assert window.preferences.language == INDONESIAN
    assert not english_on(window.search) | english_on(window.queue)
    assert not window.speak(INDONESIAN)
    assert window.speak(ENGLISH)
    assert window.queue.rows[1].step.text() == "Retrieving images"
    engine.go_on.set()
    see_state(qtbot, window, 1, JobState.DONE)


def test_the_language_of_the_configuration_counts_once_it_is_read(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, english_again: None
) -> None:
    engine.config = engine.config.model_copy(update={"language": Language.INDONESIAN})
    window = show_window(lambda: engine)
    QTest.keyClicks(window.search.intake.field, "A1")
    QTest.keyClick(window.search.intake.field, Qt.Key.Key_Return)  # before the engine is open
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    assert window.search.preview.outputs.save.text() == "Simpan &ISO"
    assert engine.searches == [("A1",)]


FIRST_PAINT = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QLineEdit
from mkiso_desktop.gui import app
from mkiso_desktop.gui.window import Window

def seen(window):
    print(window.findChild(QLineEdit).placeholderText(), flush=True)
    QMainWindow_show(window)

def entered(window):
    enter(window)
    print(window.windowTitle(), flush=True)
    os._exit(0)

QMainWindow_show, Window.show = Window.show, seen
enter, Window.enter = Window.enter, entered
app.run(lambda: None, "mkiso-desktop, demo hospital", preferences=Path(sys.argv[1]))
"""


def test_the_first_paint_speaks_as_the_window_did_last(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "window.json", language=INDONESIAN)
    preferences.save()
    said = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, str(preferences.path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.split("\n")[:2] == ["Nomor akses", "mkiso-desktop, rumah sakit demo"]
