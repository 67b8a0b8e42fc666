"""A finished file leaves its row by menu and key, as long as it is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from mkiso_desktop.gui.acts import Act
from mkiso_desktop.gui.jobs import ways

from .conftest import ShowJobs
from .lists import hold, key, listed, saved
from .person import CTRL, ending, press

SHIFT = Qt.KeyboardModifier.ShiftModifier


def entries(menu: QMenu) -> list[str]:
    return [action.text().partition("\t")[0] for action in menu.actions()]


@pytest.mark.parametrize("by", [(Qt.Key.Key_Menu,), (Qt.Key.Key_F10, SHIFT)])
def test_the_menu_has_what_the_buttons_have_and_more(
    qtbot: QtBot, show_jobs: ShowJobs, tmp_path: Path, by: tuple[Any, ...]
) -> None:
    window = show_jobs(saved(1, tmp_path))
    hold(window, 1)
    key(window, *by)
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert entries(menu) == ["Open folder", "Copy file", "Remove from the list"]
    press(menu, Qt.Key.Key_Up)
    press(menu, Qt.Key.Key_Return)
    assert listed(window) == []


def test_the_file_is_copied_as_file_managers_want_it(show_jobs: ShowJobs, tmp_path: Path) -> None:
    window = show_jobs(saved(1, tmp_path))
    hold(window, 1)
    key(window, Qt.Key.Key_C, CTRL)
    mime = QGuiApplication.clipboard().mimeData()
    path = tmp_path / "Siti_Rahayu_Lestari-A1.iso"
    assert [url.toLocalFile() for url in mime.urls()] == [str(path)]
    assert (
        bytes(mime.data("x-special/gnome-copied-files").data()) == f"copy\n{path.as_uri()}".encode()
    )


def test_a_file_that_is_gone_is_told_and_neither_copied_nor_dragged(
    qtbot: QtBot, show_jobs: ShowJobs, tmp_path: Path
) -> None:
    QGuiApplication.clipboard().setText("before")
    window = show_jobs(saved(1, tmp_path, is_there=False), saved(2, tmp_path))
    qtbot.waitUntil(lambda: ending(window, 1).gone.isVisible())
    row = window.queue.rows[1]
    assert "not there any more" in ending(window, 1).gone.text()
    assert not ending(window, 2).gone.isVisible()
    assert Act.COPY_FILE not in row.acts() and row.files() == []
    hold(window, 1)
    key(window, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "before"
    (tmp_path / "Siti_Rahayu_Lestari-A2.iso").unlink()
    hold(window, 2)  # whoever comes near makes us look again
    qtbot.waitUntil(lambda: ending(window, 2).gone.isVisible())


def test_enter_on_a_finished_row_opens_its_folder(
    qtbot: QtBot, show_jobs: ShowJobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Path, list[Path]]] = []
    monkeypatch.setattr(ways, "show_in_folder", lambda *what: opened.append(what))
    window = show_jobs(saved(1, tmp_path))
    hold(window, 1)
    key(window, Qt.Key.Key_Return)
    assert opened == [(tmp_path, [tmp_path / "Siti_Rahayu_Lestari-A1.iso"])]
