"""Jobs of an earlier run, and what a person sees and does in the list of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mkiso_desktop.core.errors import (
    PacsUnreachable,
)
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.job import IsoFile, JobState, JobView, Result
from mkiso_desktop.gui.window import Window

from .person import press
from .scripted_engine import FROM_API

SHIFT = Qt.KeyboardModifier.ShiftModifier


def a_view(number: int, state: JobState, **more: object) -> JobView:
    return JobView(number, MediaRequest((f"A{number}",)), state, patient=FROM_API, **more)  # type: ignore[arg-type]


def saved(number: int, folder: Path, *, is_there: bool = True) -> JobView:
    """A job of an earlier run whose file is in that folder, or was."""
    path = folder / f"Siti_Rahayu_Lestari-A{number}.iso"
    if is_there:
        path.write_bytes(b"x" * 2048)
    result = Result(FROM_API.name, "1", 120, (IsoFile(path, 2048, "0" * 64, 120),))
    return a_view(number, JobState.DONE, result=result)


def listed(window: Window) -> list[int]:
    """The numbers of the rows a person sees, from the top down."""
    rows = [row for row in window.queue.rows.values() if row.isVisible()]
    return [row.view.number for row in sorted(rows, key=lambda row: row.y())]


def hold(window: Window, number: int) -> None:
    """Give a row the focus, once it is there to be seen: before that it would take none."""
    row = window.queue.rows[number]
    for _ in range(500):
        if row.isVisible():
            break
        QTest.qWait(10)
    row.setFocus()


def key(window: Window, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    focus = window.focusWidget()
    assert focus is not None
    press(focus, key, *modifiers)


def failed(number: int) -> JobView:
    return a_view(number, JobState.FAILED, error=PacsUnreachable("It is silent", "Wait."))
