"""Each error says what to do, with one button that does it, and can be told to support."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from mkiso_desktop import __version__
from mkiso_desktop.core.errors import (
    ConfigInvalid,
    DiskFull,
    PacsUnreachable,
    PatientConflict,
    StudyIncomplete,
)
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.gui.acts import Act, acts_of
from mkiso_desktop.gui.window import Window
from mkiso_desktop.steps.deliver import FolderUnusable
from tests.canary import BORN, ID, NAME, NUMBER, TRACE

from .conftest import ShowJobs
from .lists import a_view, hold, key, listed
from .person import push, save, scan, see_preview, see_state, telling
from .scripted_engine import ScriptedEngine

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize(
    ("error", "acts"),
    [
        (PacsUnreachable(""), (Act.RETRY,)),
        (ConfigInvalid(""), (Act.SETTINGS, Act.RETRY)),
        (DiskFull(""), (Act.RETRY, Act.ELSEWHERE)),
        (FolderUnusable(""), (Act.ELSEWHERE, Act.RETRY)),
        (StudyIncomplete(""), (Act.RETRY, Act.ANYWAY)),
        (PatientConflict(""), ()),
    ],
)
def test_each_error_has_the_one_act_that_mends_it(error: PacsUnreachable, acts: tuple[Act]) -> None:
    view = a_view(1, JobState.FAILED, error=error)
    assert acts_of(view) == (*acts, Act.SUPPORT, Act.REMOVE)


def test_a_setting_that_is_wrong_is_mended_in_the_settings(
    qtbot: QtBot, show_jobs: ShowJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = show_jobs(a_view(1, JobState.FAILED, error=ConfigInvalid("Mistakes", "Mend them.")))
    asked: list[bool] = []
    window.queue.settings_wanted.connect(lambda: asked.append(True))
    hold(window, 1)
    key(window, Qt.Key.Key_Return)
    assert asked == [True]
    settings = window.entrance.settings
    assert settings is not None
    qtbot.waitUntil(settings.isVisible)


def test_a_disc_that_cannot_be_put_there_is_saved_elsewhere(
    qtbot: QtBot, show_jobs: ShowJobs, engine: ScriptedEngine, tmp_path: Path
) -> None:
    wrong = FolderUnusable("The folder does not exist", "Choose another.")
    window = show_jobs(a_view(1, JobState.FAILED, error=wrong))
    hold(window, 1)
    key(window, Qt.Key.Key_Return)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    [name] = [field for field in dialog.findChildren(QLineEdit) if field.isVisible()]
    assert name.text() == "Siti_Rahayu_Lestari-A1.iso"
    name.setText(str(tmp_path / "here.iso"))
    [box] = dialog.findChildren(QDialogButtonBox)
    box.button(QDialogButtonBox.StandardButton.Save).click()
    see_state(qtbot, window, 2, JobState.DONE)
    assert [request.output for request in engine.requests] == [str(tmp_path / "here.iso")]
    assert listed(window) == [2], "the new one in its place"
    assert window.queue.rows[2].name.text() == "Siti Rahayu Lestari"


def test_what_is_copied_for_support_tells_nothing_of_any_patient(
    qtbot: QtBot, show_jobs: ShowJobs, engine: ScriptedEngine
) -> None:
    """Whatever an error says, and in whatever words."""
    said = f"{NAME} {ID} {NUMBER}"
    request = MediaRequest((NUMBER,), output=f"/srv/x/{NAME}.iso")
    canary = Patient(NAME, ID, BORN)
    silent = PacsUnreachable(said, said, said)
    lacking = StudyIncomplete(f"{NUMBER} of {ID} images are missing", said, said)
    views = [
        JobView(1, request, JobState.FAILED, patient=canary, error=silent),
        JobView(2, request, JobState.BLOCKED, patient=canary, error=lacking),
    ]
    window = show_jobs(*views)
    texts = []
    for number in (1, 2):
        push(qtbot, telling(window, number).copy)
        texts.append(QGuiApplication.clipboard().text())
        assert telling(window, number).copy.text() == "Copied"
    assert not [text for text in texts if TRACE.search(text.encode())]
    assert "code: pacs-unreachable" in texts[0] and "PacsUnreachable" in texts[0]
    assert "what happened: {0} of {1} images are missing" in texts[1]
    assert f"mkiso-desktop: {__version__}" in texts[0] and "Qt" not in texts[0].split("qt:")[0]
    assert "ended as: blocked" in texts[1] and "accession numbers: 1\n" in texts[1]
    hold(window, 1)
    assert Act.SUPPORT in window.queue.rows[1].acts()


def test_support_hears_in_which_step_it_failed_and_how_far_it_was(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.job_error = StudyIncomplete("2 of 120 images are missing", "Ask the PACS.")
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.BLOCKED)
    facts = window.queue.rows[1].facts()
    assert (facts["in step"], facts["images"]) == ("checking", "84 of 120")


def test_a_search_that_fails_can_be_told_to_support_too(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.find_error = PacsUnreachable(f"{NAME} does not answer", ID, NUMBER)
    scan(window, "A1")
    buttons: list[QPushButton] = []

    def can_copy() -> bool:  # it is told once more when all numbers have their answers
        every = window.search.trouble.findChildren(QPushButton)
        buttons[:] = [it for it in every if it.text() == "Copy for support" and it.isVisible()]
        return len(buttons) == 1 and window.search.is_decided

    qtbot.waitUntil(can_copy)
    push(qtbot, buttons[0])
    text = QGuiApplication.clipboard().text()
    assert "code: pacs-unreachable" in text and not TRACE.search(text.encode())
