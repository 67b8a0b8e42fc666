"""What is dragged here and let go: text from anywhere, lists, DICOM files and their folders."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.gui.window import Window
from tests.samples import write_study

from .conftest import ShowWindow
from .person import focused, press, type_keys
from .scripted_engine import ScriptedEngine

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def of_text(text: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(text)
    return mime


def of_files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def hold(target: QWidget, mime: QMimeData) -> bool:
    """Drag it in, and a little further; whether it would be taken."""
    event = QDragEnterEvent(QPoint(5, 5), COPY | MOVE, mime, LEFT, PLAIN)
    QApplication.sendEvent(target, event)
    QApplication.sendEvent(target, QDragMoveEvent(QPoint(9, 9), COPY | MOVE, mime, LEFT, PLAIN))
    return event.isAccepted()


def drop(target: QWidget, mime: QMimeData) -> bool:
    """Drag it in, and let go; whether a copy was taken."""
    hold(target, mime)
    event = QDropEvent(QPointF(9, 9), COPY | MOVE, mime, LEFT, PLAIN)
    QApplication.sendEvent(target, event)
    return event.isAccepted() and event.dropAction() is COPY


@pytest.fixture
def field(window: Window) -> QWidget:
    return window.search.intake.field


def told(window: Window) -> list[str]:
    assert window.search.pages.currentWidget() is window.search.trouble
    return window.search.trouble.lines()


@pytest.mark.parametrize("on_field", [True, False], ids=["on the field", "beside it"])
def test_text_from_a_mail_is_looked_up_at_once(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, on_field: bool
) -> None:
    target = window.search.intake.field if on_field else window.search
    assert drop(target, of_text("Dear all,\nplease burn A1\nand A2 for her. A1 is urgent!"))
    qtbot.waitUntil(lambda: engine.searches == [("A1", "A2")])
    assert window.search.intake.field.text() == "A1, A2"
    assert window.focusWidget() is window.search.intake.field


def test_the_field_shows_that_something_can_be_let_go_there(window: Window, field: QWidget) -> None:
    assert hold(field, of_text("A1"))
    assert field.property("over")
    assert "Let go" in window.search.intake.message.text()
    QApplication.sendEvent(field, QDragLeaveEvent())
    assert not field.property("over")
    assert "Let go" not in window.search.intake.message.text()


def test_a_list_is_read_and_its_doubles_are_told(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, field: QWidget, tmp_path: Path
) -> None:
    path = tmp_path / "today.csv"
    path.write_text("Nama;Accession Number\nSiti;A1\nSiti;A2\nSiti;A1\n")
    drop(field, of_files(path))
    qtbot.waitUntil(lambda: engine.searches == [("A1", "A2")])
    assert "1 double dropped" in window.search.rows.summary.text()


def test_a_folder_of_dicom_files_is_looked_up_by_what_they_say(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, tmp_path: Path
) -> None:
    write_study(tmp_path / "disc" / "1", accession_number="A1")
    write_study(tmp_path / "disc" / "2", accession_number="A2")
    drop(window.search, of_files(tmp_path / "disc"))
    qtbot.waitUntil(lambda: engine.searches == [("A1", "A2")])


def test_one_dicom_file_leads_to_its_patient(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, field: QWidget, tmp_path: Path
) -> None:
    [path, *_] = write_study(tmp_path, accession_number="A1")
    drop(field, of_files(path))
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    assert engine.searches == [("A1",)]


def test_what_has_no_number_says_so(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, field: QWidget, tmp_path: Path
) -> None:
    drop(field, of_text("Thank you very much"))
    assert told(window)[0] == "There is no accession number in what was dropped"
    picture = tmp_path / "A1.png"
    picture.write_bytes(b"no DICOM")
    window.search.intake.clear()
    drop(field, of_files(picture))
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    assert told(window)[0] == "There is no accession number in what was dropped"
    assert engine.searches == []


def test_what_is_typed_meanwhile_counts_more_than_what_is_being_read(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, field: QWidget, tmp_path: Path
) -> None:
    write_study(tmp_path, accession_number="A1", series=4, instances=30)
    drop(field, of_files(tmp_path))
    type_keys(focused(window), "A2")
    press(focused(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    assert engine.searches == [("A2",)]


def test_what_was_given_up_is_not_heard_of_again(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, field: QWidget, tmp_path: Path
) -> None:
    write_study(tmp_path, accession_number="A1")
    drop(field, of_files(tmp_path))
    reading = window.desk._search
    assert reading is not None
    with qtbot.waitSignal(reading.destroyed):  # it may be over before we begin to wait
        press(field, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert window.search.pages.currentWidget() is window.search.empty
    assert window.search.intake.field.text() == ""
    assert engine.searches == []


def test_rooms_made_anew_go_on_reading(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, field: QWidget, tmp_path: Path
) -> None:
    write_study(tmp_path, accession_number="A1", series=4, instances=30)
    drop(field, of_files(tmp_path))
    window.furnish_again()
    qtbot.waitUntil(lambda: engine.searches == [("A1",)])


def test_a_picture_without_words_or_files_is_not_taken(field: QWidget) -> None:
    mime = QMimeData()
    mime.setData("image/png", b"")
    assert not hold(field, mime)


def test_without_an_engine_nothing_is_taken(qtbot: QtBot, show_window: ShowWindow) -> None:
    def open_engine() -> ScriptedEngine:
        raise ConfigInvalid("config.toml needs attention", "one")

    window = show_window(open_engine)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    assert not hold(window.search, of_text("A1"))


def test_a_paste_is_not_touched_by_what_was_dropped_before(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, field: QWidget
) -> None:
    drop(field, of_text("A1 A2"))
    qtbot.waitUntil(lambda: window.search.is_decided)
    QGuiApplication.clipboard().setText("A2\nA1")
    press(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: engine.searches[-1] == ("A2", "A1"))
