"""From a scan to a disc, by keyboard, as the front desk does it."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import CdPublisher, Config
from mkiso_desktop.core.errors import DiskFull, PacsUnreachable, StudyIncomplete
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.gui.acts import Act
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .person import (
    CTRL,
    ending,
    focused,
    press,
    push,
    save,
    scan,
    see_preview,
    see_state,
    telling,
    type_keys,
)
from .scripted_engine import FROM_API, ScriptedEngine, a_finding


def test_the_search_field_has_the_focus_at_the_start(window: Window) -> None:
    assert window.focusWidget() is window.search.intake.field


def test_one_scan_shows_who_it_is_and_one_key_saves_the_iso(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_preview(qtbot, window, "A1")
    assert window.search.preview.name.text() == "Siti Rahayu Lestari"
    assert window.search.preview.card.born.value.text() == "12 March 1961"
    assert window.search.preview.card.sex.value.text() == "Female"
    assert window.search.preview.card.patient_id.value.text() == "0012-3456"
    assert window.search.preview.source.value.text() == "Patient API and PACS agree"
    assert window.search.preview.totals.text() == "1 study · 3 series · 120 images · about 64 MB"
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    row = window.queue.rows[1]
    assert (row.name.text(), row.step.text(), row.count.text()) == (
        "Siti Rahayu Lestari",
        "Saved",
        "63.4 MB",
    )
    qtbot.waitUntil(ending(window, 1).buttons[Act.OPEN_FOLDER].isVisible)
    assert not row.cancel.isVisible()
    assert engine.requests == [MediaRequest(("A1",))]


def test_the_next_scan_replaces_the_last_one(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    see_preview(qtbot, window, "A2")
    assert engine.searches == [("A1",), ("A2",)]


def test_several_numbers_may_be_pasted_one_a_line(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    QGuiApplication.clipboard().setText("A1\r\nA2,\n\tA1;A2\n")
    press(focused(window), Qt.Key.Key_V, CTRL)
    press(focused(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    qtbot.waitUntil(lambda: window.search.is_decided)
    assert engine.searches == [("A1", "A2")]
    assert window.search.preview.table.studies.rowCount() == 2


@pytest.mark.parametrize("bad", ["A*", "A\\B", "", "A1234567890123456"])
def test_bad_input_is_told_under_the_field_and_nothing_is_sent(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, bad: str
) -> None:
    scan(window, bad)
    assert "ccession number" in window.search.intake.message.text()
    assert window.search.intake.message.property("look") == "stop"
    assert engine.searches == []
    assert window.focusWidget() is window.search.intake.field


def test_escape_clears_and_is_ready_for_the_next_person(qtbot: QtBot, window: Window) -> None:
    see_preview(qtbot, window, "A1")
    press(window.search.preview.table, Qt.Key.Key_Escape)
    assert window.search.intake.field.text() == ""
    assert window.search.pages.currentWidget() is window.search.empty
    assert window.focusWidget() is window.search.intake.field


def test_another_text_in_the_field_takes_the_former_patient_away(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_preview(qtbot, window, "A1")
    type_keys(focused(window), "A2")
    assert window.search.pages.currentWidget() is window.search.empty
    save(window)
    assert engine.requests == []


def test_a_scan_before_the_engine_is_ready_is_not_lost(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    window = show_window(lambda: engine.go_on.wait() and engine)  # type: ignore[return-value,arg-type]
    scan(window, "A1")
    assert window.search.pages.currentWidget() is window.search.searching
    engine.go_on.set()
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)


def test_a_newer_search_silences_the_older(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold_find = True
    scan(window, "A1")
    qtbot.waitUntil(lambda: engine.searches == [("A1",)])
    engine.hold_find = False
    press(focused(window), Qt.Key.Key_A, CTRL)
    see_preview(qtbot, window, "A2")
    assert window.search.preview.table.studies.index(0, 5).data() == "A2"


def test_an_unknown_number_says_what_to_do(qtbot: QtBot, window: Window) -> None:
    scan(window, "A9")
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    assert window.focusWidget() is window.search.intake.field


def test_a_job_can_be_cancelled_midway_and_is_not_called_a_failure(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    row = window.queue.rows[1]
    assert (row.step.text(), row.count.text()) == ("Retrieving images", "84 of 120")
    qtbot.waitUntil(lambda: row.count.width() >= row.count.sizeHint().width())
    assert (row.bar.value(), row.bar.maximum()) == (84, 120)
    row.cancel.setFocus()
    press(row.cancel, Qt.Key.Key_Space)
    see_state(qtbot, window, 1, JobState.CANCELLED)
    assert row.step.text() == "Cancelled"
    assert window.focusWidget() is window.search.intake.field
    assert not row.bar.isVisible()


def test_a_second_job_waits_for_its_turn(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    engine.config = engine.config.model_copy(
        update={"work": engine.config.work.model_copy(update={"lanes": 1})}
    )
    engine.hold = JobState.BUILDING
    window = show_window(lambda: engine)
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.BUILDING)
    see_preview(qtbot, window, "A2")
    save(window)
    see_state(qtbot, window, 2, JobState.QUEUED)
    assert window.queue.rows[2].step.text() == "Waiting for its turn"
    engine.hold = None
    engine.go_on.set()
    see_state(qtbot, window, 2, JobState.DONE)
    assert window.queue.rows[1].view.state is JobState.DONE


def test_the_same_is_not_made_twice_at_once(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    save(window)
    assert "already" in window.search.intake.message.text()
    assert len(engine.requests) == 1


def test_a_key_that_is_held_down_orders_once(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    for _ in range(5):
        save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    assert len(engine.requests) == 1


def test_what_a_crash_cut_off_is_listed_and_its_row_follows_when_it_goes_on(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    engine.left(JobView(7, MediaRequest(("A1",)), JobState.INTERRUPTED, patient=FROM_API))
    window = show_window(lambda: engine)
    qtbot.waitUntil(lambda: 7 in window.queue.rows)
    row = window.queue.rows[7]
    assert (row.name.text(), row.step.text()) == (
        FROM_API.name,
        "Interrupted when the program ended",
    )
    assert not row.cancel.isVisible()
    engine.hold = JobState.RETRIEVING
    engine.resume(7)
    see_state(qtbot, window, 7, JobState.RETRIEVING)
    assert row.cancel.isVisible()
    engine.go_on.set()
    see_state(qtbot, window, 7, JobState.DONE)


def test_rooms_made_anew_keep_the_patient_and_the_jobs(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    search, queue = window.search, window.queue
    window.furnish_again()
    assert window.search is not search and window.queue is not queue
    assert window.search.intake.field.text() == "A1"
    assert window.search.pages.currentWidget() is window.search.preview
    assert window.search.preview.name.text() == "Siti Rahayu Lestari"
    assert window.queue.rows[1].name.text() == "Siti Rahayu Lestari"
    assert window.focusWidget() is window.search.intake.field
    engine.go_on.set()
    see_state(qtbot, window, 1, JobState.DONE)


def test_an_order_that_is_taken_while_the_rooms_are_made_anew_is_no_fault(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, may_take = engine.submit, Event()

    def submit(request: MediaRequest, **more: Any) -> int:
        may_take.wait(5)
        return take(request, **more)

    monkeypatch.setattr(engine, "submit", submit)
    window = show_window(lambda: engine)
    see_preview(qtbot, window, "A1")
    save(window)
    window.furnish_again()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    save(window)
    assert "already" in window.search.intake.message.text()
    may_take.set()
    see_state(qtbot, window, 1, JobState.DONE)
    save(window)
    see_state(qtbot, window, 2, JobState.DONE)


def test_a_scan_is_not_lost_while_a_button_elsewhere_has_the_focus(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    qtbot.waitUntil(window.queue.clear.isVisible)
    for button in (window.queue.clear, window.status.lights["pacs"]):
        press(focused(window), Qt.Key.Key_Escape)
        button.setFocus()
        press(button, Qt.Key.Key_2, Qt.KeyboardModifier.KeypadModifier)
        assert focused(window).text() == "2"
        press(focused(window), Qt.Key.Key_Escape)
        button.setFocus()
        type_keys(button, "A")
        type_keys(focused(window), "2")
        press(focused(window), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: engine.searches[-1] == ("A2",))
        qtbot.waitUntil(lambda: window.search.is_decided)
        engine.searches.append(())
    assert len(engine.requests) == 1


def test_send_goes_to_the_publisher(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> None:
    see_preview(qtbot, window, "A1")
    window.search.preview.outputs.send.setFocus()
    press(window.search.preview.outputs.send, Qt.Key.Key_Space)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1",), Outcome.RELAY)]
    assert window.queue.rows[1].step.text() == "Sent"


def test_without_a_publisher_the_button_says_why(qtbot: QtBot, show_window: ShowWindow) -> None:
    engine = ScriptedEngine(Config(cd_publisher=CdPublisher(host="")), a_finding("A1"))
    window = show_window(lambda: engine)
    see_preview(qtbot, window, "A1")
    assert not window.search.preview.outputs.send.isEnabled()
    assert "cd_publisher" in window.search.preview.outputs.send.toolTip()
    assert window.search.preview.outputs.save.isEnabled()


def test_save_as_asks_where_to(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, tmp_path: Path
) -> None:
    see_preview(qtbot, window, "A1")
    window.search.preview.outputs.save_as.setFocus()
    press(window.search.preview.outputs.save_as, Qt.Key.Key_Space)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    [name] = [field for field in dialog.findChildren(QLineEdit) if field.isVisible()]
    assert name.text() == "Siti_Rahayu_Lestari-A1.iso"
    name.clear()
    type_keys(name, str(tmp_path / "for-the-patient"))
    press(name, Qt.Key.Key_Return)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests[0].output == str(tmp_path / "for-the-patient.iso")


def test_the_rows_error_is_told_in_the_row_with_its_details_folded(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.job_error = DiskFull("The disk is full", "Free some space.", "errno 28")
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.FAILED)
    told = telling(window, 1)
    assert told.title.text() == "The disk is full"
    assert not told.fold.text.isVisible()
    qtbot.waitUntil(told.fold.link.isVisible)
    told.fold.link.setFocus()
    press(told.fold.link, Qt.Key.Key_Space)
    assert told.fold.text.isVisible()
    assert not QApplication.topLevelWidgets() or not window.findChildren(QDialog)


def test_a_search_that_fails_leaves_the_field_ready(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.find_error = PacsUnreachable("ABPACS does not answer", "Call the administrator.")
    scan(window, "A1")
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    engine.find_error = None
    see_preview(qtbot, window, "A1")


def test_an_incomplete_study_is_made_anyway_only_with_a_name(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.job_error = StudyIncomplete("2 of 120 images are missing", "Ask the PACS.")
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.BLOCKED)
    push(qtbot, ending(window, 1).buttons[Act.ANYWAY])
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), QLineEdit))
    press(focused(window), Qt.Key.Key_Return)
    assert len(engine.requests) == 1
    engine.job_error = None
    type_keys(focused(window), " Dewi  Anggraini ")
    press(focused(window), Qt.Key.Key_Return)
    see_state(qtbot, window, 2, JobState.DONE)
    assert engine.requests[1] == MediaRequest(("A1",), allow_incomplete="Dewi Anggraini")
    qtbot.waitUntil(lambda: set(window.queue.rows) == {2} and engine.away == {1})
