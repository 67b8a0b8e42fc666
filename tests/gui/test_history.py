"""The history by keyboard: opened, searched, scrolled, left."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.engine.lookup import search
from mkiso_desktop.gui import words
from mkiso_desktop.gui.history.model import HistoryModel
from mkiso_desktop.gui.threads import Ask
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .past import BUDI, SITI, SlowHistory, add_many, cells, choose, numbers, see_numbers
from .person import ALT, CTRL, press, save, scan, see_preview, type_keys
from .scripted_engine import ScriptedEngine
from .test_look import nameless


def test_ctrl_h_shows_what_was_made_and_escape_leads_back_to_the_scan(
    qtbot: QtBot, past: Window
) -> None:
    assert past.focusWidget() is past.history.field
    assert cells(past, 0) == ["Not known", "", "MR4", "ISO", "Cancelled", ""]
    assert cells(past, 1)[:4] == [SITI.name, SITI.patient_id, "CT3", "ISO"]
    assert cells(past, 1)[4] == "Saved · 63.4 MB"
    assert cells(past, 2)[4] == "Failed: ABPACS did not answer"
    assert cells(past, 3) == [
        "SANTOSO BUDI",
        "00-77-12",
        "CR1",
        "CD Publisher",
        "Sent · 3 images",
        "",
    ]
    assert past.history.table.number() == 4
    assert nameless(past) == []
    press(past.history.field, Qt.Key.Key_Escape)
    assert past.places.currentWidget() is past.search
    assert past.focusWidget() is past.search.intake.field


def test_the_button_of_the_bar_and_back_do_the_same(
    qtbot: QtBot, history: History, window: Window
) -> None:
    assert window.status.history.isVisible()
    press(window.status.history, Qt.Key.Key_Space)
    assert window.places.currentWidget() is window.history
    press(window, Qt.Key.Key_B, ALT)
    qtbot.waitUntil(lambda: window.places.currentWidget() is window.search)


def test_typing_searches_without_enter_and_the_first_is_chosen(qtbot: QtBot, past: Window) -> None:
    type_keys(past.history.field, "rahayu siti")
    see_numbers(qtbot, past, 3)
    assert past.history.strip.name.text() == SITI.name
    past.history.field.selectAll()
    type_keys(past.history.field, "NINO 8844")
    see_numbers(qtbot, past, 2)
    assert past.focusWidget() is past.history.field


def test_a_scan_in_the_history_finds_what_was_made_of_it(qtbot: QtBot, past: Window) -> None:
    scan(past, "CR1")
    see_numbers(qtbot, past, 1)
    assert past.history.strip.path.text() == "127.0.0.1:104"
    assert past.places.currentWidget() is past.history


def test_an_older_answer_never_comes_after_a_newer_one(
    qtbot: QtBot, past: Window, history: SlowHistory
) -> None:
    history.hold = True
    type_keys(past.history.field, "siti")
    qtbot.waitUntil(history.is_held.is_set)
    history.hold = False
    past.history.field.selectAll()
    type_keys(past.history.field, "budi")
    see_numbers(qtbot, past, 1)
    history.go_on.set()
    qtbot.waitUntil(lambda: not past.desk.findChildren(Ask))
    assert numbers(past) == [1]


def test_what_fits_nothing_says_what_to_try(qtbot: QtBot, past: Window) -> None:
    type_keys(past.history.field, "nobody")
    qtbot.waitUntil(past.history.blank.isVisible)
    assert "fits" in past.history.blank.headline.text()
    assert not past.history.strip.isVisible()
    past.history.field.clear()
    see_numbers(qtbot, past, 4, 3, 2, 1)
    qtbot.waitUntil(past.history.table.isVisible)


def test_a_new_desk_is_told_what_will_stand_here(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, tmp_path: Path
) -> None:
    engine.history = History(f"sqlite:///{tmp_path}/new.sqlite")
    engine.history.open()
    window = show_window(lambda: engine.go_on.wait() and engine)  # type: ignore[return-value,arg-type]
    qtbot.waitUntil(window.isActiveWindow)
    press(window, Qt.Key.Key_H, CTRL)
    assert "not ready" in window.history.blank.headline.text()
    engine.go_on.set()
    qtbot.waitUntil(lambda: "Nothing has been made" in window.history.blank.headline.text())


@pytest.mark.logs
def test_a_history_that_cannot_be_read_is_told_in_its_place(
    qtbot: QtBot, past: Window, history: History
) -> None:
    history.close()
    type_keys(past.history.field, "siti")
    qtbot.waitUntil(past.history.blank.isVisible)
    assert past.history.blank.line.text(), "a title without advice"
    assert not past.findChildren(QDialog)


def test_older_jobs_come_as_one_scrolls(qtbot: QtBot, past: Window, history: History) -> None:
    add_many(history, [f"Anita {number}" for number in range(230)])
    type_keys(past.history.field, "anita")
    qtbot.waitUntil(lambda: len(numbers(past)) == 100)
    past.history.table.setFocus()
    for expected in (200, 230):
        press(past.history.table, Qt.Key.Key_End, CTRL)
        qtbot.waitUntil(lambda expected=expected: len(numbers(past)) == expected)  # type: ignore[misc]
    assert numbers(past) == sorted(numbers(past), reverse=True)
    assert past.history.model.is_last
    assert len(set(numbers(past))) == 230


def test_a_job_that_ends_meanwhile_is_renewed_in_its_row(
    qtbot: QtBot, past: Window, history: History, engine: ScriptedEngine
) -> None:
    number = history.add(MediaRequest(("A1",)))
    past.desk.changed.emit(engine.view_of(number, JobState.QUEUED))
    see_numbers(qtbot, past, 5, 4, 3, 2, 1)
    assert past.history.table.number() == 4, "what was chosen stays so"
    history.update(number, JobState.FAILED, patient=BUDI)
    past.desk.changed.emit(engine.view_of(number, JobState.FAILED))
    qtbot.waitUntil(lambda: cells(past, 0)[4] == "Failed")
    assert cells(past, 0)[0] == "SANTOSO BUDI"


def test_keys_of_the_desk_do_nothing_to_a_patient_that_is_not_seen(
    qtbot: QtBot, window: Window, history: History, engine: ScriptedEngine
) -> None:
    see_preview(qtbot, window, "A1")
    press(window, Qt.Key.Key_H, CTRL)
    save(window)
    press(window.history.field, Qt.Key.Key_Escape)
    assert engine.requests == []
    assert window.search.pages.currentWidget() is window.search.preview
    press(window, Qt.Key.Key_H, CTRL)
    window.history.table.setFocus()
    press(window, Qt.Key.Key_F, CTRL)
    assert window.focusWidget() is window.history.field


def test_rooms_made_anew_keep_the_text_and_the_chosen_row(qtbot: QtBot, past: Window) -> None:
    type_keys(past.history.field, "s")
    qtbot.waitUntil(lambda: numbers(past) == [3, 2, 1])
    choose(qtbot, past, 1)
    old = past.history
    past.furnish_again()
    assert past.history is not old
    assert past.places.currentWidget() is past.history
    assert past.history.field.text() == "s"
    assert past.history.table.number() == 1
    assert past.history.strip.name.text() == "SANTOSO BUDI"
    assert past.focusWidget() is past.history.field


def test_rooms_made_anew_in_the_middle_of_a_question_ask_it_again(
    qtbot: QtBot, past: Window
) -> None:
    past.history.field.setText("siti")
    past.history.search()
    past.furnish_again()
    see_numbers(qtbot, past, 3)


def test_column_widths_are_kept(qtbot: QtBot, past: Window) -> None:
    header = past.history.table.horizontalHeader()
    header.resizeSection(1, 333)
    past.furnish_again()
    assert past.history.table.horizontalHeader().sectionSize(1) == 333
    assert past.preferences.columns["history"][1] == 333


def test_closing_in_the_middle_of_a_question_is_calm(qtbot: QtBot, past: Window) -> None:
    past.history.search()
    choose(qtbot, past, 3)
    with qtbot.waitSignal(past.desk.ended, timeout=3000):
        past.close()


def test_the_table_is_a_sound_model(history: History) -> None:
    model = HistoryModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    first = search(history, "", Progress(), limit=2)
    model.show_page(first)
    assert model.canFetchMore()
    model.add_page(search(history, "", Progress(), before=first.before))
    assert not model.canFetchMore() and model.rowCount() == 4
    model.put(first.jobs[0], may_add=True)
    assert model.rowCount() == 4 and tester.model() is model
    history.close()


def test_a_moment_is_told_by_this_computers_clock() -> None:
    moment = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    local = moment.astimezone()
    assert words.date_and_time(moment).startswith(f"{local.day} Mar 2026 ")
    assert f"{local.minute:02}" in words.time_of_day(moment)


def test_in_the_table_the_day_is_told_as_briefly_as_one_can() -> None:
    noon = datetime(2026, 3, 12, 12, 0, tzinfo=UTC).astimezone()
    time = words.time_of_day(noon)
    assert words.when(noon, QDate(2026, 3, 12)) == f"Today {time}"
    assert words.when(noon, QDate(2026, 3, 13)) == f"12 Mar {time}"
    assert words.when(noon, QDate(2027, 3, 12)) == f"12 Mar 2026 {time}"
