"""Several numbers at once: pasted, dropped, each told, and what a person does about each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import NoDicomData, PacsUnreachable
from mkiso_desktop.core.near import NearMiss
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.search.row import RowLine
from mkiso_desktop.gui.window import Window

from .person import ALT, CTRL, focused, press, save, scan, see_preview, see_state, type_keys
from .scripted_engine import FROM_API, FROM_PACS, ScriptedEngine, a_finding
from .test_look import nameless

BUDI = replace(FROM_API, name="Budi Santoso", patient_id="9-81-54")
BUDI_IN_PACS = replace(FROM_PACS, name="SANTOSO^BUDI", patient_id="98154")
PASTE = "A1\r\nB1\tA2;  A1\r\n'0O3', C1\u200b\nD*\nNOBODY E1 A2\n"


@pytest.fixture
def engine(engine: ScriptedEngine) -> ScriptedEngine:
    """Knows B1 and B2 of another patient as well, C1 without images, and 003 near 0O3."""
    for number in ("B1", "B2"):
        engine.findings[number] = a_finding(number, BUDI, BUDI_IN_PACS)
    for number in ("E1", "003"):
        engine.findings[number] = a_finding(number)
    engine.errors["C1"] = NoDicomData("There is nothing in the PACS", "Ask the modality.")
    engine.near["0O3"] = (NearMiss("003", FROM_API),)
    return engine


def paste(window: Window, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    press(focused(window), Qt.Key.Key_V, CTRL)


def said(window: Window) -> dict[str, str]:
    """Each row's words, by number."""
    return {line.number.text(): line.words.text() for line in window.search.rows.in_order()}


def row(window: Window, number: str) -> RowLine:
    return window.search.rows.lines[number]


def see_rows(qtbot: QtBot, window: Window) -> None:
    """Wait until all is said, offers too."""
    qtbot.waitUntil(lambda: window.search.is_decided and window.search.rows.isVisible())
    qtbot.waitUntil(lambda: "Looking" not in "".join(said(window).values()))


def outputs_open(window: Window) -> bool:
    return window.search.preview.outputs.save.isEnabled()


def is_near(window: Window, widget: QWidget) -> bool:
    focus = window.focusWidget()
    return focus is widget or widget.isAncestorOf(focus)


def test_a_paste_of_ten_becomes_rows_that_say_what_is_known(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    paste(window, PASTE)
    assert list(said(window)) == ["A1", "B1", "A2", "0O3", "C1", "D*", "NOBODY", "E1"]
    see_rows(qtbot, window)
    qtbot.waitUntil(lambda: bool(row(window, "0O3").offered))
    assert said(window) == {
        "A1": "Siti Rahayu Lestari (0012-3456) · CT · 120 images",
        "B1": "Another patient: Budi Santoso (9-81-54) · CT · 120 images",
        "A2": "Siti Rahayu Lestari (0012-3456) · CT · 120 images",
        "0O3": "Not found. Did you mean:",
        "C1": "Known, but nothing is in the PACS yet",
        "D*": "An accession number cannot contain *, ? or \\",
        "NOBODY": "Not found",
        "E1": "Siti Rahayu Lestari (0012-3456) · CT · 120 images",
    }
    assert window.search.rows.summary.text() == (
        "4 found · 1 of another patient · 2 not found · 1 not in the PACS yet · 1 unusable · "
        "2 doubles dropped"
    )
    assert engine.searches == [("A1", "B1", "A2", "0O3", "C1", "NOBODY", "E1")]
    assert not outputs_open(window)
    assert window.focusWidget() is window.search.intake.field


def test_from_ten_rows_to_one_disc_by_keys_alone(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    paste(window, PASTE)
    see_rows(qtbot, window)
    save(window)
    assert "different patients" in window.search.intake.message.text()
    row(window, "A1").keep.setFocus()
    press(row(window, "A1").keep, Qt.Key.Key_Return)
    assert "B1" not in said(window)
    save(window)
    assert "4 numbers would be missing" in window.search.intake.message.text()
    qtbot.waitUntil(lambda: bool(row(window, "0O3").offered))
    press(row(window, "0O3").offered[0], Qt.Key.Key_Return)
    see_rows(qtbot, window)
    assert list(said(window)) == ["A1", "A2", "003", "C1", "D*", "NOBODY", "E1"]
    row(window, "C1").setFocus()
    press(row(window, "C1"), Qt.Key.Key_Delete)
    qtbot.waitUntil(window.search.rows.go_on.isVisible)
    press(window, Qt.Key.Key_G, ALT)
    qtbot.waitUntil(lambda: list(said(window)) == ["A1", "A2", "003", "E1"])
    assert window.focusWidget() is window.search.intake.field
    assert window.search.intake.field.text() == "A1, A2, 003, E1"
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1", "A2", "003", "E1"))]


def test_what_is_found_is_shown_while_the_rest_is_looked_up_and_nothing_opens(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold_number = "A2"
    paste(window, "A1 A2")
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    assert said(window) == {
        "A1": "Siti Rahayu Lestari · CT · 120 images",
        "A2": "Looking it up…",
    }
    assert not outputs_open(window)
    save(window)
    assert engine.requests == []
    engine.go_on.set()
    see_rows(qtbot, window)
    assert outputs_open(window)


def test_a_removed_row_decides_the_sheet_anew(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    paste(window, "B1 A1 B2")
    see_rows(qtbot, window)
    assert said(window)["A1"].startswith("Another patient: Siti")
    assert window.search.preview.name.text() == "Budi Santoso"
    for number in ("B1", "B2"):
        press(row(window, number).remove, Qt.Key.Key_Space)
    assert said(window) == {"A1": "Siti Rahayu Lestari · CT · 120 images"}
    assert window.search.preview.name.text() == "Siti Rahayu Lestari"
    assert outputs_open(window)
    press(row(window, "A1"), Qt.Key.Key_Delete)
    assert window.search.pages.currentWidget() is window.search.empty
    assert not window.search.rows.isVisible()
    assert window.focusWidget() is window.search.intake.field


def test_nothing_is_left_out_in_silence(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    paste(window, "A1 NOBODY")
    see_rows(qtbot, window)
    outputs = window.search.preview.outputs
    assert "One number would be missing" in outputs.where.text()
    assert not outputs_open(window)
    qtbot.waitUntil(window.search.rows.go_on.isVisible)
    press(window, Qt.Key.Key_G, ALT)
    qtbot.waitUntil(lambda: outputs_open(window))
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1",))]


def test_up_and_down_walk_the_rows_and_the_focus_stays_in_its_place(
    qtbot: QtBot, window: Window
) -> None:
    paste(window, "A1 A2 E1")
    see_rows(qtbot, window)
    row(window, "A1").setFocus()
    press(row(window, "A1"), Qt.Key.Key_Up)
    assert window.focusWidget() is row(window, "A1")
    press(row(window, "A1"), Qt.Key.Key_Down)
    assert window.focusWidget() is row(window, "A2")
    press(row(window, "A2"), Qt.Key.Key_Delete)
    assert is_near(window, row(window, "E1"))
    press(window.focusWidget(), Qt.Key.Key_Delete)
    assert is_near(window, row(window, "A1"))


def test_tab_stops_once_in_the_rows(qtbot: QtBot, window: Window) -> None:
    paste(window, "A1 A2 E1")
    see_rows(qtbot, window)
    reached = []
    for _ in range(8):
        press(window.focusWidget(), Qt.Key.Key_Tab)
        reached.append(window.focusWidget())
    first = row(window, "A1")
    assert reached[1:3] == [first, first.remove]
    assert not any(isinstance(widget, RowLine) for widget in reached[3:])


def test_a_scan_while_a_row_has_the_focus_goes_to_the_field(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    paste(window, "A1 A2")
    see_rows(qtbot, window)
    row(window, "A2").setFocus()
    type_keys(row(window, "A2"), "E")
    type_keys(focused(window), "1")
    assert window.search.intake.field.text() == "E1"
    assert not window.search.rows.isVisible()
    press(focused(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: engine.searches[-1] == ("E1",))


def test_a_space_inside_a_number_costs_no_row(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.near["E"] = (NearMiss("E1", FROM_API),)
    scan(window, "E 1 A1")
    qtbot.waitUntil(lambda: "E" in window.search.rows.lines and bool(row(window, "E").offered))
    press(row(window, "E").offered[0], Qt.Key.Key_Return)
    see_rows(qtbot, window)
    assert list(said(window)) == ["E1", "A1"]
    qtbot.waitUntil(lambda: outputs_open(window))


def test_more_than_one_disc_takes_is_told_and_the_first_are_offered(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    paste(window, "\n".join(f"N{number}" for number in range(25)))
    trouble = window.search.trouble
    assert trouble.lines() == [
        "25 accession numbers are too many for one disc",
        "One disc takes at most 20.",
    ]
    assert engine.searches == []
    assert trouble.choices is not None
    qtbot.waitUntil(trouble.choices.buttons[0].isVisible)
    press(window, Qt.Key.Key_L, ALT)
    qtbot.waitUntil(lambda: len(engine.searches) == 1)
    assert engine.searches[0] == tuple(f"N{number}" for number in range(20))


def test_a_pacs_that_does_not_answer_is_told_in_each_row(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.find_error = PacsUnreachable("ABPACS did not answer", "Call the administrator.")
    paste(window, "A1 A2")
    see_rows(qtbot, window)
    assert set(said(window).values()) == {"The PACS did not answer"}
    assert window.search.trouble.lines()[0] == "ABPACS did not answer"
    engine.find_error = None
    press(focused(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: outputs_open(window))


def test_a_list_of_which_nobody_knows_any_says_so(qtbot: QtBot, window: Window) -> None:
    paste(window, "N1 N2")
    see_rows(qtbot, window)
    assert window.search.trouble.lines() == [
        "None of these numbers has images",
        "Each row says why.",
    ]


def test_up_recalls_the_last_searches_and_down_comes_back(qtbot: QtBot, window: Window) -> None:
    field = window.search.intake.field
    for text in ("A1", "A2", "A1, E1"):
        see_preview(qtbot, window, text)
    seen = []
    for _ in range(4):
        press(field, Qt.Key.Key_Up)
        seen.append(field.text())
    assert seen == ["A2", "A1", "A1", "A1"]
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Down)
    assert field.text() == "A1, E1"
    field.selectAll()
    type_keys(field, "N")
    press(field, Qt.Key.Key_Up)
    press(field, Qt.Key.Key_Down)
    assert field.text() == "N"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("A1", True), ("A1 A2", True), ("N", False), ("A1 N", False), ("A1 B1", False), ("*", False)],
)
def test_each_search_says_once_whether_all_was_found(
    qtbot: QtBot, window: Window, text: str, is_found: bool
) -> None:
    answers = QSignalSpy(window.search.answered)
    scan(window, text)
    qtbot.waitUntil(lambda: answers.count() == 1)
    assert answers.at(0) == [is_found]
    qtbot.waitUntil(lambda: window.search.is_decided)
    assert answers.count() == 1


def test_every_control_of_the_rows_has_a_name(qtbot: QtBot, window: Window) -> None:
    paste(window, PASTE)
    see_rows(qtbot, window)
    qtbot.waitUntil(lambda: bool(row(window, "0O3").offered))
    for number in list(window.search.rows.lines):
        row(window, number).setFocus()  # only the current row takes tabs
        assert nameless(window) == []
    assert row(window, "B1").accessibleName() == f"B1: {said(window)['B1']}"
    assert row(window, "B1").keep.accessibleName() == "Keep only Budi Santoso"
    assert row(window, "C1").remove.accessibleName() == "Remove C1"
    press(window.focusWidget(), Qt.Key.Key_Escape)
    scan(window, "0O3")
    qtbot.waitUntil(lambda: window.search.trouble.choices is not None)
    assert nameless(window) == []


def test_the_bell_hears_what_a_search_came_to(qtbot: QtBot, window: Window) -> None:
    rings: list[str] = []
    window.bell._beep = lambda: rings.append("beep")
    see_preview(qtbot, window, "A1")
    qtbot.waitUntil(lambda: rings == ["beep"])


def test_a_search_that_was_left_says_nothing(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    answers = QSignalSpy(window.search.answered)
    engine.hold_number = "A2"
    paste(window, "A1 A2")
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    press(focused(window), Qt.Key.Key_Escape)
    engine.hold_number = ""
    engine.go_on.set()
    see_preview(qtbot, window, "E1")
    assert answers.count() == 1
    assert not window.search.rows.isVisible()


def test_the_field_has_the_focus_after_an_order(qtbot: QtBot, window: Window) -> None:
    see_preview(qtbot, window, "A1")
    window.search.preview.outputs.save.setFocus()
    press(window.search.preview.outputs.save, Qt.Key.Key_Space)
    see_state(qtbot, window, 1, JobState.DONE)
    assert window.focusWidget() is window.search.intake.field


def test_rooms_made_anew_keep_the_rows_as_they_are(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold_number = "E1"
    paste(window, "A1 A2 B1 0O3 E1")
    qtbot.waitUntil(lambda: said(window)["0O3"].startswith("Not found"))
    press(row(window, "A2"), Qt.Key.Key_Delete)
    window.furnish_again()
    assert list(said(window)) == ["A1", "B1", "0O3", "E1"]
    assert said(window)["E1"] == "Looking it up…"
    engine.hold_number = ""
    engine.go_on.set()
    see_rows(qtbot, window)
    qtbot.waitUntil(lambda: bool(row(window, "0O3").offered))
    assert said(window)["B1"].startswith("Another patient: Budi")
    press(window.search.intake.field, Qt.Key.Key_Up)
    assert window.search.intake.field.text() == "A1, A2, B1, 0O3, E1"
