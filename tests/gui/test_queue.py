"""The list of jobs by keyboard: trying again, going on, taking away, and taking that back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import (
    DiskFull,
    PacsUnreachable,
    StudyIncomplete,
)
from mkiso_desktop.core.progress import Moment
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.job import JobState, Origin
from mkiso_desktop.gui.acts import Act
from mkiso_desktop.gui.jobs import queue
from mkiso_desktop.gui.jobs.pace import Pace
from mkiso_desktop.gui.window import Window

from .conftest import ShowJobs
from .lists import a_view, failed, hold, key, listed, saved
from .person import CTRL, ending, push, save, see_preview, see_state, telling, type_keys
from .scripted_engine import FROM_API, ScriptedEngine

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_failed_job_is_tried_again_in_its_row(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.job_error = PacsUnreachable("ABPACS does not answer", "Try again.")
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.FAILED)
    engine.job_error = None
    push(qtbot, ending(window, 1).buttons[Act.RETRY])
    assert not ending(window, 1).buttons[Act.RETRY].isEnabled()
    assert window.focusWidget() is window.search.intake.field
    see_state(qtbot, window, 1, JobState.DONE)
    assert listed(window) == [1]
    assert window.queue.rows[1].line.isVisible()


def test_a_cancelled_job_that_is_tried_again_takes_the_old_rows_place(
    qtbot: QtBot, show_jobs: ShowJobs, engine: ScriptedEngine
) -> None:
    window = show_jobs(a_view(7, JobState.CANCELLED))
    hold(window, 7)
    key(window, Qt.Key.Key_Return)
    see_state(qtbot, window, 8, JobState.DONE)
    qtbot.waitUntil(lambda: listed(window) == [8])
    assert window.queue.rows[8].name.text() == FROM_API.name
    qtbot.waitUntil(lambda: engine.away == {7})


def test_an_interrupted_job_goes_on_by_enter(qtbot: QtBot, show_jobs: ShowJobs) -> None:
    window = show_jobs(a_view(7, JobState.INTERRUPTED))
    assert ending(window, 7).buttons[Act.CONTINUE].text() == "Continue"
    hold(window, 7)
    key(window, Qt.Key.Key_Return)
    see_state(qtbot, window, 7, JobState.DONE)


def test_what_cannot_be_tried_again_is_told_and_can_be_asked_again(
    qtbot: QtBot,
    show_jobs: ShowJobs,
    engine: ScriptedEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(number: int) -> int:
        raise DiskFull("The disk is full", "Free some space.")

    monkeypatch.setattr(engine, "retry", full)
    window = show_jobs(failed(1))
    push(qtbot, ending(window, 1).buttons[Act.RETRY])
    qtbot.waitUntil(lambda: "full" in window.search.intake.message.text())
    assert ending(window, 1).buttons[Act.RETRY].isEnabled()


def test_arrows_go_from_row_to_row_and_tab_through_their_buttons(
    qtbot: QtBot, show_jobs: ShowJobs, tmp_path: Path
) -> None:
    window = show_jobs(saved(1, tmp_path), failed(2), a_view(3, JobState.CANCELLED))
    rows = window.queue.rows
    hold(window, 3)
    seen = []
    for pressed in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Home):
        key(window, pressed)
        seen.append(window.focusWidget())
    assert seen == [rows[2], rows[1], rows[1], rows[3]]
    walk = [window.focusWidget()]
    for _ in range(7):
        key(window, Qt.Key.Key_Tab)
        walk.append(window.focusWidget())
    expected = [
        *(rows[3], rows[3].more, ending(window, 3).buttons[Act.RETRY]),
        *(rows[2], rows[2].more, ending(window, 2).buttons[Act.RETRY]),
        *(telling(window, 2).copy, rows[1]),
    ]
    assert walk == expected


def test_del_takes_a_row_away_and_ctrl_z_brings_it_back(
    qtbot: QtBot, show_jobs: ShowJobs, engine: ScriptedEngine, tmp_path: Path
) -> None:
    window = show_jobs(saved(1, tmp_path), failed(2), a_view(3, JobState.CANCELLED))
    hold(window, 2)
    key(window, Qt.Key.Key_Delete)
    assert listed(window) == [3, 1]
    assert window.focusWidget() is window.queue.rows[1]
    assert window.queue.undo.text.text() == "Removed."
    key(window, Qt.Key.Key_Delete)
    assert listed(window) == [3]
    assert window.queue.undo.text.text() == "2 removed."
    qtbot.waitUntil(lambda: engine.away == {1, 2})
    key(window, Qt.Key.Key_Z, CTRL)
    assert listed(window) == [3, 2, 1]
    assert not window.queue.undo.isVisible()
    qtbot.waitUntil(lambda: engine.away == set())
    assert (tmp_path / "Siti_Rahayu_Lestari-A1.iso").exists()


def test_an_undo_that_is_quicker_than_the_disk_wins(
    qtbot: QtBot, show_jobs: ShowJobs, engine: ScriptedEngine
) -> None:
    window = show_jobs(failed(2), failed(3))
    for _ in range(10):
        window.queue._remove([2])
        window.queue.undo.undo()
    window.queue._remove([3])
    qtbot.waitUntil(lambda: engine.away == {3} and not window.queue._is_writing)
    assert listed(window) == [2]


def test_after_ten_seconds_it_is_too_late(
    qtbot: QtBot, show_jobs: ShowJobs, engine: ScriptedEngine
) -> None:
    window = show_jobs(failed(2))
    hold(window, 2)
    key(window, Qt.Key.Key_Delete)
    assert window.queue.undo._clock.interval() == 10_000
    assert window.queue.empty.isVisible()
    assert window.focusWidget() is window.search.intake.field, "there is no row left"
    window.queue.undo._clock.setInterval(1)
    qtbot.waitUntil(lambda: not window.queue.undo.isVisible())
    assert not window.queue.rows
    key(window, Qt.Key.Key_Z, CTRL)
    assert not window.queue.rows
    qtbot.waitUntil(lambda: engine.away == {2})  # a worker tells it


def test_what_is_finished_is_cleared_and_what_needs_somebody_stays(
    qtbot: QtBot, show_jobs: ShowJobs, tmp_path: Path
) -> None:
    views = saved(1, tmp_path), failed(2), a_view(3, JobState.CANCELLED)
    window = show_jobs(*views, a_view(4, JobState.INTERRUPTED))
    push(qtbot, window.queue.clear)
    assert listed(window) == [4, 2]
    assert not window.queue.clear.isVisible()
    push(qtbot, window.queue.undo.button)
    assert listed(window) == [4, 3, 2, 1]


def test_a_list_that_has_grown_long_loses_the_oldest_that_are_finished(
    qtbot: QtBot,
    show_jobs: ShowJobs,
    engine: ScriptedEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue, "MOST_FINISHED", 2)
    window = show_jobs(saved(1, tmp_path), failed(2), saved(3, tmp_path))
    hold(window, 1)
    window.queue.show_job(a_view(4, JobState.CANCELLED))
    qtbot.waitUntil(lambda: listed(window) == [4, 3, 2])
    assert window.focusWidget() is window.queue.rows[2]
    assert engine.away == set()  # at the next start they stand where they would have


def test_a_row_with_nothing_to_clear_offers_no_clearing(window: Window) -> None:
    assert not window.queue.clear.isVisible()


def test_del_cancels_what_waits_and_leaves_alone_what_runs(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    numbers = range(1, engine.config.work.lanes + 2)
    for number in numbers:
        window.queue.order(MediaRequest((f"B{number}",)), None)
        qtbot.waitUntil(lambda number=number: number in window.queue.rows)  # type: ignore[misc]
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    hold(window, 1)
    key(window, Qt.Key.Key_Delete)
    hold(window, numbers[-1])
    key(window, Qt.Key.Key_Delete)
    see_state(qtbot, window, numbers[-1], JobState.CANCELLED)
    assert window.queue.rows[1].view.state is JobState.RETRIEVING
    assert window.queue.rows[1].cancel.isEnabled()


def test_a_scan_while_a_row_has_the_focus_goes_to_the_search_field(
    qtbot: QtBot, show_jobs: ShowJobs
) -> None:
    window = show_jobs(failed(2))
    hold(window, 2)
    key(window, Qt.Key.Key_A, SHIFT)
    field = window.focusWidget()
    assert field is window.search.intake.field
    type_keys(window.search.intake.field, "1")
    assert window.search.intake.field.text().upper().endswith("1")


def test_who_asked_is_marked(show_jobs: ShowJobs) -> None:
    window = show_jobs(
        a_view(1, JobState.CANCELLED),
        a_view(2, JobState.CANCELLED, origin=Origin.LINK),
        a_view(3, JobState.CANCELLED, origin=Origin.COMMAND),
    )
    told = [window.queue.rows[number].about.text() for number in (1, 2, 3)]
    assert told == ["A1 · ISO", "A2 · ISO · from a HIS link", "A3 · ISO · from a command"]
    assert "from a HIS link" in window.queue.rows[2].accessibleName()


def test_rows_made_anew_know_what_those_before_knew(
    qtbot: QtBot, show_jobs: ShowJobs, engine: ScriptedEngine, tmp_path: Path
) -> None:
    incomplete = StudyIncomplete("2 images are missing", "Ask the PACS.")
    window = show_jobs(
        saved(1, tmp_path, is_there=False), failed(2), a_view(3, JobState.BLOCKED, error=incomplete)
    )
    qtbot.waitUntil(lambda: ending(window, 1).gone.isVisible())
    push(qtbot, ending(window, 3).buttons[Act.ANYWAY])
    type_keys(window.focusWidget(), "Dewi")
    hold(window, 2)
    key(window, Qt.Key.Key_Delete)
    queue = window.queue
    window.furnish_again()
    assert window.queue is not queue
    window.activateWindow()
    qtbot.waitUntil(window.search.intake.field.hasFocus)
    qtbot.waitUntil(lambda: listed(window) == [3, 1])
    assert ending(window, 1).gone.isVisible()
    signature = ending(window, 3).signature
    assert signature and signature.field.text() == "Dewi"
    assert window.queue.undo.isVisible()
    assert 0 < window.queue.undo._clock.interval() <= 10_500
    key(window, Qt.Key.Key_Z, CTRL)
    assert listed(window) == [3, 2, 1]
    qtbot.waitUntil(lambda: engine.away == set() and not window.queue._is_writing)


def test_images_size_rate_and_time_left_are_told_while_they_come(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    row = window.queue.rows[1]
    row.pace = pace = Pace()
    for second in range(5):
        pace.feed(100.0 + second, 10 * second, 160, second * 5_000_000)
    moment = Moment("retrieving", 40, 160, 20_000_000)
    row.pace.feed = lambda *_: pace.reading  # type: ignore[method-assign]
    row.show_view(replace(row.view, moment=moment))
    assert row.count.text() == "40 of 160"
    assert row.speed.text() == "20.0 MB · 5.0 MB/s · about 20 s left"
    engine.go_on.set()
    see_state(qtbot, window, 1, JobState.DONE)
    assert not row.speed.isVisible()
