"""The window over the real engine and Orthanc: an archive that is not ours, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.places import downloads_folder
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.window import Window
from tests.peers.archive import STATION_AE, Archive
from tests.peers.process import LOOPBACK

from .person import ALT, CTRL, press, save, scan, see_preview, see_state
from .real_desk import desk as desk


@pytest.fixture
def config(archive: Archive, tmp_path: Path) -> Config:
    """A desk of that archive, without a patient API."""
    return Config.model_validate(
        {
            "station": {"ae_title": STATION_AE, "bind": LOOPBACK, "port": archive.station_port},
            "pacs": {
                "ae_title": archive.orthanc.ae_title,
                "host": LOOPBACK,
                "port": archive.orthanc.port,
            },
            "work": {"folder": str(tmp_path / "work")},
            "store": {"url": f"sqlite:///{tmp_path / 'history.sqlite'}"},
        }
    )


def test_one_scan_and_one_key_make_a_disc(qtbot: QtBot, desk: Window, archive: Archive) -> None:
    see_preview(qtbot, desk, "PLAIN1")
    assert desk.search.preview.source.value.text() == "Known from the PACS alone"
    save(desk)
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)
    result = desk.queue.rows[1].view.result
    assert result is not None
    [iso] = result.isos
    assert iso.path.parent == downloads_folder()
    assert iso.files == len(archive.files["PLAIN1"])


def test_two_numbers_of_one_patient_make_one_disc(
    qtbot: QtBot, desk: Window, archive: Archive
) -> None:
    see_preview(qtbot, desk, "PLAIN1, PLAIN2")
    save(desk)
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)
    result = desk.queue.rows[1].view.result
    assert result is not None
    assert result.files == len(archive.files["PLAIN1"]) + len(archive.files["PLAIN2"])


def test_two_patients_never_make_one_disc(qtbot: QtBot, desk: Window) -> None:
    see_preview(qtbot, desk, "PLAIN1 OTHER")
    save(desk)
    assert not desk.queue.rows
    assert "different patients" in desk.search.intake.message.text()


def test_a_number_that_nobody_knows_is_told(qtbot: QtBot, desk: Window) -> None:
    scan(desk, "NOBODY")
    qtbot.waitUntil(lambda: desk.search.pages.currentWidget() is desk.search.trouble)
    assert desk.search.trouble.lines()[1:], "a title without advice"
    see_preview(qtbot, desk, "PLAIN1")


def test_a_number_in_small_letters_is_answered_with_the_one_that_was_meant(
    qtbot: QtBot, desk: Window
) -> None:
    scan(desk, "plain1")
    qtbot.waitUntil(lambda: desk.search.trouble.choices is not None)
    choices = desk.search.trouble.choices
    assert choices is not None
    qtbot.waitUntil(choices.isVisible)
    press(desk, Qt.Key.Key_U, ALT)
    qtbot.waitUntil(lambda: desk.search.pages.currentWidget() is desk.search.preview)
    assert desk.search.intake.field.text() == "PLAIN1"


def test_of_many_numbers_each_is_told_and_one_patient_is_kept(qtbot: QtBot, desk: Window) -> None:
    QGuiApplication.clipboard().setText("PLAIN1\nOTHER\nNOBODY\nPLAIN2\nPLAIN1\nA*")
    press(desk.search.intake.field, Qt.Key.Key_V, CTRL)
    rows = desk.search.rows
    qtbot.waitUntil(lambda: rows.isVisible() and desk.search.is_decided, timeout=20_000)
    assert rows.lines["OTHER"].words.text().startswith("Another patient: Lestari Dewi (P-0002)")
    press(rows.lines["PLAIN1"].keep, Qt.Key.Key_Return)
    press(rows.go_on, Qt.Key.Key_Return)
    assert list(rows.lines) == ["PLAIN1", "PLAIN2"]
    assert desk.search.preview.outputs.save.isEnabled()
