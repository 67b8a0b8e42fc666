"""A history with something in it, as a desk has it after some days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, insert

from mkiso_desktop.core.errors import PacsUnreachable
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import IsoFile, JobState, Result
from mkiso_desktop.engine.tables import JOB
from mkiso_desktop.gui.window import Window

from .person import CTRL, press
from .scripted_engine import ScriptedEngine

SITI = Patient("Siti Rahayu Lestari", "0012-3456")
BUDI = Patient("SANTOSO^BUDI", "00-77-12")
JOSE = Patient("José Niño", "884412")
DOWN = PacsUnreachable("ABPACS did not answer", "Call the administrator.")


class SlowHistory(History):
    """A history whose database keeps whoever asks while it is told to `hold`."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.hold = False
        self.is_held, self.go_on = Event(), Event()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        if self.hold:
            self.is_held.set()
            self.go_on.wait()
        with super().transaction() as connection:
            yield connection


def open_history(folder: Path) -> SlowHistory:
    """Job 1 of Budi was sent, 2 of José failed, 3 of Siti was saved, 4 was cancelled."""
    history = SlowHistory(f"sqlite:///{folder}/history.sqlite")
    history.open()
    sent = Result(BUDI.name, BUDI.patient_id, 3, destination="127.0.0.1:104")
    _job(history, MediaRequest(("CR1",), Outcome.RELAY), BUDI, JobState.DONE, sent)
    _job(history, MediaRequest(("US2", "CT2")), JOSE, JobState.FAILED, None)
    iso = IsoFile(folder / "Siti_Rahayu_Lestari-CT3.iso", 63_400_000, "0" * 64, 120)
    saved = Result(SITI.name, SITI.patient_id, 120, isos=(iso,))
    request = MediaRequest(("CT3",), allow_incomplete="Dewi", leave_out=("1.2.3",))
    _job(history, request, SITI, JobState.DONE, saved)
    _job(history, MediaRequest(("MR4",)), None, JobState.CANCELLED, None)
    return history


def _job(
    history: History,
    request: MediaRequest,
    patient: Patient | None,
    state: JobState,
    result: Result | None,
) -> None:
    number = history.add(request)
    error = DOWN if state is JobState.FAILED else None
    history.update(number, state, patient=patient, result=result, error=error)


def add_many(history: History, names: Sequence[str]) -> None:
    """A finished job of each, the last named the newest."""
    began = datetime.now(UTC) - timedelta(days=1)
    row = {"state": "done", "os_user": "ayu", "host": "desk-2", "work_folder": ""}
    rows = [
        {
            **row,
            "created": began + timedelta(seconds=at),
            "updated": began + timedelta(seconds=at),
            "request": {"accession_numbers": [f"N{at}"]},
            "patient_name": name,
            "patient_id": f"P{at}",
        }
        for at, name in enumerate(names)
    ]
    with history.transaction() as connection:
        connection.execute(insert(JOB), rows)


@pytest.fixture
def history(engine: ScriptedEngine, tmp_path: Path) -> SlowHistory:
    """Four jobs of before."""
    engine.history = history = open_history(tmp_path)
    return history


@pytest.fixture
def past(qtbot: QtBot, history: History, window: Window) -> Window:
    """A window with the history open, and its jobs there."""
    press(window, Qt.Key.Key_H, CTRL)
    see_numbers(qtbot, window, 4, 3, 2, 1)
    return window


def numbers(window: Window) -> list[int]:
    return [one.job.number for one in window.history.model.jobs]


def see_numbers(qtbot: QtBot, window: Window, *wanted: int) -> None:
    """Wait until these jobs are listed."""
    qtbot.waitUntil(lambda: numbers(window) == list(wanted))


def cells(window: Window, row: int) -> list[str]:
    model = window.history.model
    return [model.index(row, column).data() for column in range(1, 7)]


def choose(qtbot: QtBot, window: Window, number: int) -> None:
    """By arrow keys, from the field."""
    press(window.history.field, Qt.Key.Key_Down)
    assert window.focusWidget() is window.history.table
    press(window.history.table, Qt.Key.Key_Home, CTRL)
    while window.history.table.number() != number:
        press(window.history.table, Qt.Key.Key_Down)
    strip = window.history.strip
    qtbot.waitUntil(lambda: strip.past is not None and strip.past.job.number == number)


def tab_to(window: Window, wanted: QWidget) -> None:
    """Tab, until that has the focus."""
    for _ in range(20):
        if window.focusWidget() is wanted:
            return
        press(window.focusWidget(), Qt.Key.Key_Tab)
    raise AssertionError("Tab does not lead there")
