"""The window in Indonesian: switched while it stands open, and no English word left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Language
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui import words
from mkiso_desktop.gui.language import ENGLISH, INDONESIAN, resolved, speak, spoken
from mkiso_desktop.gui.preview.outputs import Outputs
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .linguist import translations
from .person import save, see_preview, see_state
from .scripted_engine import ScriptedEngine


def english() -> set[str]:
    """Every text of ours and of Qt's that reads differently in Indonesian, without mnemonics."""
    return {
        bare(source)
        for path in (translations.OURS, translations.QTS)
        for (_, source), said in translations.read(path).items()
        if said != source and "{" not in source and "%" not in source
    } - {bare(said) for said in indonesian_words()}


def indonesian_words() -> set[str]:
    return {
        said
        for path in (translations.OURS, translations.QTS)
        for said in translations.read(path).values()
    }


def bare(text: str) -> str:
    """As it is read: no mnemonic, no shortcut behind a tabulator, no end."""
    return text.replace("&", "").partition("\t")[0].strip(" :.…")


def shown(root: QWidget) -> Iterator[str]:
    """Every text of a widget and of all below it, those for the ear too."""
    for widget in [root, *root.findChildren(QWidget)]:
        yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
        yield from (widget.accessibleName(), widget.accessibleDescription())
        yield from texts_of(widget)
        for action in widget.actions():
            yield from (action.text(), action.toolTip())


def texts_of(widget: QWidget) -> Iterator[str]:
    """What stands in it, by its kind."""
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QHeaderView) and (model := widget.model()) is not None:
        across = Qt.Orientation.Horizontal
        yield from (str(model.headerData(it, across)) for it in range(model.columnCount()))


def english_on(root: QWidget) -> set[str]:
    """The English texts that a person could see or hear there."""
    return {bare(text) for text in shown(root)} & english() - {""}


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


def test_auto_is_the_systems_language_and_another_one_is_english() -> None:
    assert resolved("auto") == (
        INDONESIAN if QLocale.system().language() is QLocale.Language.Indonesian else ENGLISH
    )
    assert resolved("fr") == ENGLISH


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
    assert not {bare(action.text()) for action in menu.actions()} & english()


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


def known_words(dialog: QFileDialog) -> set[str]:
    """What we have translated, and what no language has: names of folders, of files, of types."""
    names = {
        bare(box.itemText(it))
        for box in dialog.findChildren(QComboBox)
        for it in range(box.count())
    }
    return {bare(said) for said in indonesian_words()} | names


def test_every_standard_button_has_an_indonesian_word(qtbot: QtBot, indonesian: None) -> None:
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for kind in QDialogButtonBox.StandardButton:
        if kind not in (box.StandardButton.NoButton,) and kind.value:
            box.addButton(kind)
    ours = {bare(said) for said in indonesian_words()}
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
