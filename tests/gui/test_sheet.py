"""What a person chooses on the sheet, by keys: series left out, studies added; and what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import PacsRefused
from mkiso_desktop.core.picture import Sample
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Series, Study
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.preview.sheet import Preview
from mkiso_desktop.gui.window import Window

from .person import CTRL, focused, press, save, scan, see_preview, see_state, type_keys
from .scripted_engine import FROM_API, FROM_PACS, ScriptedEngine, a_finding, a_study

SHIFT = Qt.KeyboardModifier.ShiftModifier
AXIAL = Series("1.2.1", "CT", "2", "Axial", 100)
CORONAL = Series("1.2.2", "CT", "3", "Coronal", 19)
DOSE = Series("1.2.3", "SR", "900", "Dose report", 1)


@pytest.fixture
def engine(engine: ScriptedEngine) -> ScriptedEngine:
    """Tells the series of what it finds, and knows further studies of the patient."""
    engine.series_by_number["A1"] = (AXIAL, CORONAL, DOSE)
    engine.others = (
        replace(a_study("A2"), date="20240312", description="MR Knee", modalities=("MR",)),
        replace(a_study(""), study_instance_uid="1.9", description="From elsewhere"),
    )
    return engine


def sheet_of(qtbot: QtBot, window: Window, text: str = "A1") -> Preview:
    """Scan, and wait until the series and the other studies are there."""
    see_preview(qtbot, window, text)
    sheet = window.search.preview
    qtbot.waitUntil(lambda: sheet.table.studies.rowCount(sheet.table.studies.index(0, 0)) == 3)
    qtbot.waitUntil(sheet.others.isVisible)
    return sheet


def tab_to(window: Window, widget: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> None:
    """Press Tab until it has the focus."""
    for _ in range(20):
        if window.focusWidget() is widget:
            return
        press(window.focusWidget(), key)
    raise AssertionError(f"{widget} is not reached by Tab")


def leave_out(window: Window, sheet: Preview, downs: int) -> None:
    """Walk down from the first row, and press Space there."""
    tab_to(window, sheet.table)
    for _ in range(downs):
        press(sheet.table, Qt.Key.Key_Down)
    press(sheet.table, Qt.Key.Key_Space)


def test_a_series_is_left_out_by_space_and_the_disc_is_made_without_it(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    assert sheet.totals.text() == "1 study · 3 series · 120 images · about 63 MB"
    leave_out(window, sheet, 2)
    assert sheet.totals.text() == "1 study · 2 of 3 series · 101 of 120 images · about 53 MB"
    assert sheet.table.studies.state(sheet.table.studies.index(0, 0)) is (
        Qt.CheckState.PartiallyChecked
    )
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1",), leave_out=(CORONAL.series_instance_uid,))]


def test_space_takes_it_in_again_and_on_the_study_it_takes_all(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    leave_out(window, sheet, 1)
    press(sheet.table, Qt.Key.Key_Space)
    assert sheet.choice.off == set()
    press(sheet.table, Qt.Key.Key_Space)
    press(sheet.table, Qt.Key.Key_Up)
    press(sheet.table, Qt.Key.Key_Space)  # partly: now all of it
    assert sheet.choice.off == set()


def test_of_everything_at_least_one_series_stays(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    leave_out(window, sheet, 0)
    assert not sheet.outputs.save.isEnabled()
    assert "keep at least one" in sheet.outputs.where.text()
    assert sheet.capacity.text.text() == "Nothing is left for a disc"
    save(window)
    assert engine.requests == []
    press(sheet.table, Qt.Key.Key_Down)
    press(sheet.table, Qt.Key.Key_Space)
    assert sheet.outputs.save.isEnabled()
    assert sheet.choice.off == {CORONAL.series_instance_uid, DOSE.series_instance_uid}


def test_a_number_of_which_nothing_is_wanted_is_not_ordered(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.series_by_number["A2"] = (Series("1.3.1", "MR", "1", "Knee", 60),)
    see_preview(qtbot, window, "A1,A2")
    sheet = window.search.preview
    qtbot.waitUntil(lambda: sheet.table.studies.rowCount(sheet.table.studies.index(1, 0)) == 1)
    leave_out(window, sheet, 0)
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A2",))]


def test_the_next_patient_finds_nothing_left_out_not_even_when_it_is_the_same(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    leave_out(window, sheet, 1)
    window.search.intake.ready()
    sheet = sheet_of(qtbot, window)
    assert sheet.choice.off == set()
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1",))]


def test_another_study_of_the_patient_joins_by_its_number(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    assert sheet.others.link.accessibleName() == "2 other studies of this patient"
    tab_to(window, sheet.others.link)
    press(sheet.others.link, Qt.Key.Key_Space)
    tab_to(window, sheet.others.rows)
    press(sheet.others.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: sheet.table.studies.rowCount() == 2)
    assert engine.searches[-1] == ("A2",)
    qtbot.waitUntil(sheet.outputs.save.isEnabled)
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1", "A2"))]
    window.search.preview.others.rows.setFocus()
    press(sheet.others.rows, Qt.Key.Key_Space)
    assert sheet.table.studies.rowCount() == 1


def test_a_study_without_a_number_is_shown_and_says_why_it_cannot_be_added(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    item = sheet.others.rows.item(1)
    assert item is not None
    assert "From elsewhere" in item.text() and "no accession number" in item.text()
    sheet.others.link.click()
    sheet.others.rows.setFocus()
    press(sheet.others.rows, Qt.Key.Key_Down)
    press(sheet.others.rows, Qt.Key.Key_Space)
    assert sheet.choice.added == {}


def test_a_number_that_would_be_read_as_two_is_none_to_be_added(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.others = (a_study("A2,A3"),)
    sheet = sheet_of(qtbot, window)
    item = sheet.others.rows.item(0)
    assert item is not None and "a comma" in item.text()
    sheet.others.link.click()
    sheet.others.rows.setFocus()
    press(sheet.others.rows, Qt.Key.Key_Space)
    assert sheet.choice.wanted_numbers() == ("A1",)
    assert engine.searches == [("A1",)]


def test_an_added_study_of_another_patient_shuts_every_way_out(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    other = replace(FROM_PACS, patient_id="998877")
    engine.findings["A2"] = a_finding("A2", FROM_API, other)
    sheet = sheet_of(qtbot, window)
    sheet.others.link.click()
    sheet.others.rows.setFocus()
    press(sheet.others.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "different patients" in sheet.outputs.where.text())
    press(sheet.others.rows, Qt.Key.Key_Space)
    assert sheet.outputs.save.isEnabled()


def test_what_cannot_be_added_says_why_and_the_rest_can_be_made(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    del engine.findings["A2"]
    sheet = sheet_of(qtbot, window)
    sheet.others.link.click()
    sheet.others.rows.setFocus()
    press(sheet.others.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "no study with this" in _first(sheet))
    assert sheet.outputs.save.isEnabled()


def _first(sheet: Preview) -> str:
    item = sheet.others.rows.item(0)
    return item.text() if item else ""


def test_another_language_keeps_what_was_chosen(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    leave_out(window, sheet, 1)
    sheet.others.link.click()
    sheet.others.rows.setFocus()
    press(sheet.others.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: sheet.table.studies.rowCount() == 2)
    window.furnish_again()
    again = window.search.preview
    assert again is not sheet
    assert again.choice.off == {AXIAL.series_instance_uid}
    assert again.table.studies.rowCount() == 2
    qtbot.waitUntil(again.others.rows.isVisible)
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1", "A2"), leave_out=(AXIAL.series_instance_uid,))]


def test_a_name_that_was_signed_holds_for_that_difference_alone(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    other = replace(FROM_API, patient_id="998877")
    engine.findings["A1"] = a_finding("A1", other)
    engine.findings["A2"] = a_finding("A2", other)
    sheet = sheet_of(qtbot, window)
    assert sheet.signature is not None
    type_keys(sheet.signature.field, "Dewi")
    both = (engine.findings["A1"], engine.findings["A2"])
    sheet.show_found(("A1", "A2"), both)
    assert sheet.signature is not None and sheet.signature.name() == "Dewi"
    window.furnish_again()
    sheet = window.search.preview
    assert sheet.signature is not None and sheet.signature.name() == "Dewi"
    another = replace(engine.findings["A1"], from_api=replace(other, patient_id="554433"))
    sheet.show_found(("A1",), (another,))
    assert sheet.signature is not None and sheet.signature.name() == ""


def test_what_the_search_has_found_meanwhile_is_not_offered_again(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    sheet.show_found(("A1", "A2"), (engine.findings["A1"], engine.findings["A2"]))
    assert sheet.others.rows.count() == 1
    assert sheet.others.link.accessibleName() == "1 other study of this patient"


def test_a_pacs_that_tells_no_series_offers_nothing_to_leave_out(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    def refuse(studies: tuple[Study, ...], progress: Progress) -> tuple[Study, ...]:
        raise PacsRefused("No", "Ask the administrator.")

    engine.series_of = refuse  # type: ignore[method-assign]
    see_preview(qtbot, window, "A1")
    sheet = window.search.preview
    qtbot.waitUntil(sheet.others.isVisible)
    leave_out(window, sheet, 0)
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1",))]


def test_the_cursor_is_kept_in_sight_and_the_sheet_alone_scrolls(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.series_by_number["A1"] = tuple(
        replace(AXIAL, series_instance_uid=f"1.{n}") for n in range(40)
    )
    see_preview(qtbot, window, "A1")
    sheet = window.search.preview
    study = sheet.table.studies.index(0, 0)
    qtbot.waitUntil(lambda: sheet.table.studies.rowCount(study) == 40)
    [scroll] = sheet.findChildren(QScrollArea)
    qtbot.waitUntil(lambda: scroll.verticalScrollBar().maximum() > 0)
    assert sheet.table.verticalScrollBar().maximum() == 0
    tab_to(window, sheet.table)
    press(sheet.table, Qt.Key.Key_End)
    place = sheet.table.visualRect(sheet.table.currentIndex())
    below = sheet.table.viewport().mapTo(sheet, place.bottomLeft()).y()
    assert sheet.table.currentIndex().row() == 39
    assert below < sheet.capacity.y()


def test_the_patient_id_is_copied_by_keys(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    press(focused(window), Qt.Key.Key_C, CTRL | SHIFT)
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == FROM_API.patient_id)
    assert sheet.card.copy.text() == "Copied"
    QGuiApplication.clipboard().clear()
    tab_to(window, sheet.card.copy)
    press(sheet.card.copy, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == FROM_API.patient_id


def test_a_sheet_that_is_told_in_parts_keeps_what_was_chosen(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    leave_out(window, sheet, 1)
    both = (engine.findings["A1"], engine.findings["A2"])
    sheet.show_found(("A1", "A2"), both)
    assert sheet.choice.off == {AXIAL.series_instance_uid}
    qtbot.waitUntil(lambda: sheet.table.studies.rowCount() == 2)


def test_a_search_that_is_left_hears_nothing_of_its_questions(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    asked: list[Callable[[], None]] = []

    def wait(studies: tuple[Study, ...], progress: Progress) -> tuple[Study, ...]:
        asked.append(engine.go_on.set)
        with progress.waking(engine.go_on.set):
            engine.go_on.wait()
        progress.check()
        return studies

    engine.series_of = wait  # type: ignore[method-assign]
    see_preview(qtbot, window, "A1")
    qtbot.waitUntil(lambda: bool(asked))
    press(focused(window), Qt.Key.Key_Escape)
    assert engine.go_on.is_set()
    scan(window, "A2")
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    assert a_study("A1").study_instance_uid not in window.search.preview.choice.listed


def test_every_way_out_has_a_key_that_its_tip_tells(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    keys = {sheet.outputs.save: "S)", sheet.outputs.save_as: "Shift+S)", sheet.outputs.send: "P)"}
    assert all(key in button.toolTip() for button, key in keys.items())
    press(focused(window), Qt.Key.Key_P, CTRL)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1",), Outcome.RELAY)]
    press(focused(window), Qt.Key.Key_S, CTRL | SHIFT)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    dialog.reject()


def test_pictures_come_when_a_job_has_them_and_go_with_the_patient(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    sheet = sheet_of(qtbot, window)
    assert not sheet.pictures.isVisible()
    ours, another = Sample(CORONAL.series_instance_uid, b""), Sample("9.9", b"")
    [tell] = engine.sample_watchers
    tell((another, ours))
    qtbot.waitUntil(sheet.pictures.isVisible)
    assert engine.drawn == [ours]
    tab_to(window, sheet.pictures)
    press(sheet.pictures, Qt.Key.Key_Right)
    item = sheet.pictures.currentItem()
    assert item is not None and item.text() == "Series 3" and "Coronal" in item.toolTip()
    tell((ours,))  # the same disc once more
    window.furnish_again()
    sheet = window.search.preview
    qtbot.waitUntil(sheet.pictures.isVisible)
    assert engine.drawn == [ours]
    press(focused(window), Qt.Key.Key_Escape)
    assert sheet.choice.pictures == {} and sheet.pictures.count() == 0
    scan(window, "A2")
    qtbot.waitUntil(sheet.others.isVisible)
    assert not sheet.pictures.isVisible()


def test_the_enter_of_a_stray_scan_makes_no_disc(qtbot: QtBot, window: Window) -> None:
    see_preview(qtbot, window, "A1")
    outputs = window.search.preview.outputs
    outputs.save.setFocus()
    with qtbot.assertNotEmitted(outputs.ordered):
        press(outputs.save, Qt.Key.Key_Return)
