"""What can be done with a job of the history: again, its folder, its numbers, who took it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.audit import verify
from mkiso_desktop.engine.handing import LONGEST
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.engine.lookup import search
from mkiso_desktop.gui.history import handing
from mkiso_desktop.gui.window import Window

from .past import SITI, cells, choose, tab_to
from .person import ALT, press, see_state, type_keys
from .scripted_engine import ScriptedEngine


def test_make_again_says_for_whom_and_orders_the_same(
    qtbot: QtBot, past: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    choose(qtbot, past, 3)
    strip = past.history.strip
    tab_to(past, strip.make_again)
    press(strip.make_again, Qt.Key.Key_Return)
    assert strip.for_whom.text() == f"CT3 again, for {SITI.name}, {SITI.patient_id}?"
    assert engine.requests == []
    press(past.focusWidget(), Qt.Key.Key_Return)
    see_state(qtbot, past, 1, JobState.RETRIEVING)
    assert engine.requests == [MediaRequest(("CT3",), leave_out=("1.2.3",))], "signed for anew"
    assert engine.requests[0].patient_id == SITI.patient_id, "and for nobody else"
    assert past.queue.rows[1].name.text() == SITI.name
    assert past.places.currentWidget() is past.search, "the next thing is a scan"


def test_who_signed_for_what_is_told(qtbot: QtBot, past: Window) -> None:
    choose(qtbot, past, 3)
    assert past.history.strip.allowed.text() == (
        "Missing images were accepted by Dewi\n1 series was left out"
    )
    choose(qtbot, past, 1)
    assert not past.history.strip.allowed.isVisible()


def test_make_again_can_be_left_and_keeps_its_way_out(
    qtbot: QtBot, past: Window, engine: ScriptedEngine
) -> None:
    choose(qtbot, past, 1)
    strip = past.history.strip
    strip.make_again.setFocus()
    press(strip.make_again, Qt.Key.Key_Space)
    press(past.focusWidget(), Qt.Key.Key_Escape)
    assert not strip.question.isVisible() and past.places.currentWidget() is past.history
    assert past.focusWidget() is strip.make_again
    assert engine.requests == []
    press(strip.make_again, Qt.Key.Key_Space)
    press(strip.yes, Qt.Key.Key_Space)
    see_state(qtbot, past, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("CR1",), Outcome.RELAY)]


def test_another_row_shuts_the_question(qtbot: QtBot, past: Window) -> None:
    choose(qtbot, past, 3)
    past.history.strip.make_again.click()
    assert past.history.strip.is_open()
    choose(qtbot, past, 1)
    assert not past.history.strip.is_open()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the system's file manager was asked to show."""
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    yield shown


def test_open_folder_is_there_as_long_as_the_iso_is(
    qtbot: QtBot, past: Window, tmp_path: Path, opened: list[str]
) -> None:
    strip = past.history.strip
    choose(qtbot, past, 3)
    assert not strip.folder.isEnabled() and "not there" in strip.folder.toolTip()
    (tmp_path / "Siti_Rahayu_Lestari-CT3.iso").touch()
    choose(qtbot, past, 1)
    assert not strip.folder.isEnabled()
    choose(qtbot, past, 3)
    qtbot.waitUntil(strip.folder.isEnabled)
    tab_to(past, strip.folder)
    press(strip.folder, Qt.Key.Key_Return)
    assert opened == [str(tmp_path)]


def test_look_up_takes_the_numbers_to_the_search(
    qtbot: QtBot, past: Window, engine: ScriptedEngine
) -> None:
    choose(qtbot, past, 2)
    press(past, Qt.Key.Key_L, ALT)
    qtbot.waitUntil(lambda: past.places.currentWidget() is past.search)
    assert past.search.intake.field.text() == "US2, CT2"
    assert past.focusWidget() is past.search.intake.field


def test_handed_to_is_one_line_and_enter_keeps_it(
    qtbot: QtBot, past: Window, history: History
) -> None:
    choose(qtbot, past, 3)
    strip = past.history.strip
    tab_to(past, strip.hand)
    press(strip.hand, Qt.Key.Key_Return)
    assert past.focusWidget() is strip.handing.name
    assert strip.handing.name.text() == SITI.name, "mostly it is the patient"
    type_keys(strip.handing.name, "Rahayu  Lestari")
    press(strip.handing.name, Qt.Key.Key_Tab)
    assert past.focusWidget() is strip.handing.relation
    press(strip.handing.relation, Qt.Key.Key_Down)
    press(strip.handing.relation, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cells(past, 1)[5] == "Rahayu Lestari")
    assert strip.taken.text().startswith("Handed to Rahayu Lestari (Family), ")
    assert not strip.handing.isVisible()
    assert past.focusWidget() is strip.hand
    [said] = [one.handed for one in search(history, "CT3", Progress()).jobs]
    assert said is not None and (said.name, said.relation) == ("Rahayu Lestari", "Family")
    assert said.by == history.person


def test_a_correction_begins_with_what_was_said(
    qtbot: QtBot, past: Window, history: History, tmp_path: Path
) -> None:
    choose(qtbot, past, 1)
    strip = past.history.strip
    for name, relation in (("Made", "Courier to ward 3"), ("Ketut", "Doctor")):
        press(past, Qt.Key.Key_T, ALT)
        qtbot.waitUntil(strip.handing.isVisible)
        strip.handing.name.setText(name)
        strip.handing.relation.setEditText(relation)
        press(strip.handing.name, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda name=name: cells(past, 3)[5] == name)  # type: ignore[misc]
    qtbot.waitUntil(strip.handing.isHidden)
    press(past, Qt.Key.Key_T, ALT)
    qtbot.waitUntil(strip.handing.isVisible)
    assert (strip.handing.name.text(), strip.handing.relation.currentText()) == ("Ketut", "Doctor")
    strip.handing.name.setText("  ")
    press(strip.handing.name, Qt.Key.Key_Return)
    assert strip.handing.isVisible() and not strip.handing.keep.isEnabled()
    press(strip.handing.name, Qt.Key.Key_Escape)
    assert not strip.handing.isVisible() and past.places.currentWidget() is past.history
    assert verify(f"sqlite:///{tmp_path}/history.sqlite") == ()


def test_the_line_takes_what_the_engine_keeps() -> None:
    assert handing.LONGEST == LONGEST


def test_every_button_of_the_strip_has_its_own_key(past: Window) -> None:
    buttons = past.history.findChildren(QPushButton)
    keys = [text[text.index("&") + 1].lower() for b in buttons if "&" in (text := b.text())]
    assert len(keys) >= 6
    assert sorted(keys) == sorted(set(keys))
