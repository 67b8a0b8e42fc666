"""The window over the real engine and the demo hospital: real wires from the scan to the disc."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.places import downloads_folder
from mkiso_desktop.core.request import Outcome
from mkiso_desktop.demo import Hospital
from mkiso_desktop.engine.audit import verify
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.window import Window
from tests.peers.demo import config as config

from .person import CTRL, press, save, scan, see_preview, see_state, type_keys
from .real_desk import desk as desk

X_RAY, SLOW_CT, OTHER_ID, NO_IMAGES = (
    "CR2509190107",
    "CT2509170031",
    "CR2509220019",
    "CT2509220002",
)


@pytest.fixture(scope="module")
def hospital() -> Iterator[Hospital]:
    """Sends an image every 20 ms at most, so that a CT takes longer than a key press."""
    with Hospital(pause_s=0.02) as hospital:
        yield hospital


def test_from_one_scan_to_an_iso_in_the_downloads_folder(qtbot: QtBot, desk: Window) -> None:
    see_preview(qtbot, desk, X_RAY)
    assert desk.search.preview.name.text() == "Budi Santoso"
    save(desk)
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)
    result = desk.queue.rows[1].view.result
    assert result is not None
    [iso] = result.isos
    assert iso.path.parent == downloads_folder()
    assert iso.path.name == f"Budi_Santoso-{X_RAY}.iso"
    assert iso.path.stat().st_size == iso.bytes
    assert iso.files == 1


def test_send_reaches_the_publisher(qtbot: QtBot, desk: Window, hospital: Hospital) -> None:
    see_preview(qtbot, desk, X_RAY)
    desk.search.preview.outputs.send.setFocus()
    press(desk.search.preview.outputs.send, Qt.Key.Key_Space)
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)
    assert len(hospital.received()) == 1


def test_a_retrieval_can_be_cancelled_midway(qtbot: QtBot, desk: Window, tmp_path: Path) -> None:
    see_preview(qtbot, desk, SLOW_CT)
    desk.search.preview.outputs.ordered.emit(Outcome.ISO, str(tmp_path))
    see_state(qtbot, desk, 1, JobState.RETRIEVING, seconds=30)
    row = desk.queue.rows[1]
    qtbot.waitUntil(lambda: row.bar.value() > 5)
    press(row.cancel, Qt.Key.Key_Space)
    see_state(qtbot, desk, 1, JobState.CANCELLED)
    assert not list(tmp_path.glob("*.iso"))


def test_another_patient_id_stops_here_and_is_allowed_by_name(qtbot: QtBot, desk: Window) -> None:
    see_preview(qtbot, desk, OTHER_ID)
    assert not desk.search.preview.outputs.save.isEnabled()
    assert desk.search.preview.signature is not None
    desk.search.preview.signature.field.setText("Dewi Anggraini")
    save(desk)
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)


@pytest.mark.parametrize("number", [NO_IMAGES, "NOBODY"])
def test_what_is_not_there_is_told(qtbot: QtBot, desk: Window, number: str) -> None:
    scan(desk, number)
    qtbot.waitUntil(lambda: desk.search.pages.currentWidget() is desk.search.trouble)
    assert desk.search.trouble.lines()[1:], "a title without advice"


def test_closing_in_the_middle_of_a_retrieval_leaves_nothing(
    qtbot: QtBot, desk: Window, config: Config
) -> None:
    see_preview(qtbot, desk, SLOW_CT)
    save(desk)
    see_state(qtbot, desk, 1, JobState.RETRIEVING, seconds=30)
    with qtbot.waitSignal(desk.ended):
        desk.desk.end()
    left = [
        path for path in Path(config.work.folder).rglob("*") if path.suffix in (".dcm", ".part")
    ]
    assert not left


def test_a_list_with_a_slip_and_a_stranger_becomes_one_disc_by_keys(
    qtbot: QtBot, desk: Window, tmp_path: Path
) -> None:
    scan(desk, f"{SLOW_CT} {X_RAY} MR25O9180012 {NO_IMAGES}")
    rows = desk.search.rows
    qtbot.waitUntil(lambda: "MR25O9180012" in rows.lines, timeout=30_000)
    qtbot.waitUntil(lambda: bool(rows.lines["MR25O9180012"].offered), timeout=30_000)
    [offer] = rows.lines["MR25O9180012"].offered
    assert "Siti Rahmawati" in offer.accessibleName()
    press(offer, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.search.is_decided, timeout=30_000)
    assert rows.lines[X_RAY].words.text().startswith("Another patient: Budi Santoso (9-81-54)")
    assert "nothing is in the PACS" in rows.lines[NO_IMAGES].words.text()
    press(rows.lines[SLOW_CT].keep, Qt.Key.Key_Return)
    press(rows.go_on, Qt.Key.Key_Return)
    assert list(rows.lines) == [SLOW_CT, "MR2509180012"]
    assert desk.search.preview.name.text() == "Siti Rahmawati"
    assert desk.search.preview.outputs.save.isEnabled()


def test_what_was_made_stands_in_the_history_and_is_made_again(
    qtbot: QtBot, desk: Window, config: Config
) -> None:
    see_preview(qtbot, desk, X_RAY)
    save(desk)
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)
    press(desk, Qt.Key.Key_H, CTRL)
    history = desk.history
    type_keys(history.field, "santoso")
    qtbot.waitUntil(lambda: [one.job.number for one in history.model.jobs] == [1])
    qtbot.waitUntil(history.strip.folder.isEnabled)
    press(history.strip.hand, Qt.Key.Key_Return)
    press(history.strip.handing.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Budi Santoso" in history.strip.taken.text())
    assert verify(config.store.url) == ()
    press(history.strip.make_again, Qt.Key.Key_Return)
    press(history.strip.yes, Qt.Key.Key_Return)
    see_state(qtbot, desk, 2, JobState.DONE, seconds=30)
    first, second = (desk.queue.rows[number].view.result for number in (1, 2))
    assert first is not None and second is not None
    assert first.isos[0].path != second.isos[0].path, "nothing is written over"
