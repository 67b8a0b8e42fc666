"""Where the sources disagree: shown, stopped, or allowed by a person's name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import PatientApiUnavailable
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.window import Window

from .person import CTRL, press, save, scan, see_preview, see_state, type_keys
from .scripted_engine import FROM_API, FROM_PACS, ScriptedEngine, a_finding

OTHER = replace(FROM_API, patient_id="998877")


def said(window: Window) -> str:
    labels = window.search.preview.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_names_and_birth_dates_that_differ_are_shown_and_stop_nothing(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    api = replace(FROM_API, name="Siti R. Lestari", birth_date="19610313")
    engine.findings["A1"] = a_finding("A1", api)
    see_preview(qtbot, window, "A1")
    qtbot.waitUntil(lambda: "Name and birth date differ" in said(window))
    qtbot.waitUntil(lambda: "13 March 1961" in said(window))
    qtbot.waitUntil(lambda: "12 March 1961" in said(window))
    assert window.search.preview.outputs.save.isEnabled()


def test_another_patient_id_stops_every_output_until_a_person_signs(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.findings["A1"] = a_finding("A1", OTHER)
    see_preview(qtbot, window, "A1")
    qtbot.waitUntil(lambda: "The patient IDs differ" in said(window))
    outputs = window.search.preview.outputs
    assert not (outputs.save.isEnabled() or outputs.save_as.isEnabled() or outputs.send.isEnabled())
    save(window)
    assert engine.requests == []
    assert window.search.preview.signature is not None
    window.search.preview.signature.field.setFocus()
    type_keys(window.search.preview.signature.field, "Dewi Anggraini")
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert engine.requests == [MediaRequest(("A1",), allow_mismatch="Dewi Anggraini")]
    assert engine.requests[0].patient_id == FROM_PACS.patient_id, "what is on the disc"


@pytest.mark.parametrize("other", ["B1", "A1, NOBODY"])
def test_a_question_where_to_save_goes_with_the_sheet_it_was_asked_for(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, tmp_path: Path, other: str
) -> None:
    budi = Patient("SANTOSO^BUDI", "P-0099")
    engine.findings["B1"] = a_finding("B1", None, budi)
    see_preview(qtbot, window, "A1")
    press(window, Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.ShiftModifier)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    [name] = [field for field in dialog.findChildren(QLineEdit) if field.isVisible()]
    name.setText(str(tmp_path / "of-the-former.iso"))
    window.come_forward(other)  # a second start hands it over
    qtbot.waitUntil(lambda: engine.searches[-1][0] == other[:2] and window.search.is_decided)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.preview)
    with qtbot.assertNotEmitted(window.search.ordered, wait=100):
        if window.findChild(QFileDialog) is not None:
            press(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(QFileDialog) is None)


def test_a_name_that_was_taken_back_stops_again(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.findings["A1"] = a_finding("A1", OTHER)
    see_preview(qtbot, window, "A1")
    assert window.search.preview.signature is not None
    type_keys(window.search.preview.signature.field, "D")
    assert window.search.preview.outputs.save.isEnabled()
    window.search.preview.signature.field.clear()
    assert not window.search.preview.outputs.save.isEnabled()


def test_two_patients_in_one_request_cannot_be_allowed_by_anybody(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.findings["A2"] = a_finding("A2", OTHER, replace(FROM_PACS, patient_id="998877"))
    see_preview(qtbot, window, "A1,A2")
    qtbot.waitUntil(lambda: "different patients" in said(window))
    qtbot.waitUntil(lambda: "998877" in said(window))
    assert window.search.preview.signature is None
    assert not window.search.preview.outputs.save.isEnabled()


def test_without_the_patient_api_an_iso_can_be_made_but_nothing_is_sent(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    error = PatientApiUnavailable("The patient API does not answer", "Call the HIS team.")
    engine.findings["A1"] = replace(a_finding("A1", None), api_error=error)
    see_preview(qtbot, window, "A1")
    qtbot.waitUntil(lambda: "from the PACS alone" in said(window))
    assert window.search.preview.source.value.text() == "Known from the PACS alone"
    assert window.search.preview.outputs.save.isEnabled()
    assert not window.search.preview.outputs.send.isEnabled()
    assert window.search.preview.outputs.send.toolTip() == error.title


def test_notices_of_the_former_patient_are_gone(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.findings["A1"] = a_finding("A1", OTHER)
    see_preview(qtbot, window, "A1")
    see_preview(qtbot, window, "A2")
    assert "The patient IDs differ" not in said(window)
    assert window.search.preview.outputs.save.isEnabled()


@pytest.mark.parametrize("text", ["A1", "A1 A1,A1"])
def test_repeats_are_dropped(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, text: str
) -> None:
    scan(window, text)
    qtbot.waitUntil(lambda: engine.searches == [("A1",)])
