"""The list stays cheap: a hundred rows do not make a running job's moments dear."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.progress import Moment
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .lists import a_view, failed, listed
from .scripted_engine import ScriptedEngine


class Witness(QObject):
    """Counts what happens to widgets, by who they are and what it is."""

    def __init__(self, *watched: QWidget) -> None:
        super().__init__()
        self.seen: Counter[tuple[QObject, QEvent.Type]] = Counter()
        for widget in watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Paint, QEvent.Type.LayoutRequest):
            self.seen[watched, event.type()] += 1
        return False


def live_through(window: Window, view: JobView, images: range) -> None:
    for done in images:
        moment = Moment("retrieving", done, 5000, done * 500_000)
        window.queue.show_job(replace(view, moment=moment))
        for _ in range(3):
            QApplication.processEvents()


def test_a_moment_of_one_job_touches_no_other_row(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    running = a_view(9, JobState.RETRIEVING)
    for view in (failed(1), failed(2)):
        engine.left(view)
    window = show_window(lambda: engine)
    qtbot.waitUntil(lambda: len(listed(window)) == 2)
    window.queue.show_job(running)
    qtbot.waitUntil(lambda: len(listed(window)) == 3)
    rows = window.queue.rows
    live_through(window, running, range(1000, 1010))  # as wide as it becomes
    inside = rows[9].findChildren(QWidget)
    around = rows[9].parentWidget()
    assert around is not None
    witness = Witness(rows[1], rows[2], around, rows[9], *inside)
    live_through(window, running, range(1010, 1030))
    layouts = [who for who, what in witness.seen if what == QEvent.Type.LayoutRequest]
    assert layouts == []
    painted = {who for who, what in witness.seen if what == QEvent.Type.Paint}
    assert {rows[9].count, rows[9].speed} <= painted, "they are seen to change"
    assert painted.isdisjoint({rows[1], rows[2], rows[9].name, rows[9].about, rows[9].step})


def test_a_hundred_rows_come_the_newest_first_without_holding_up_the_window(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    for number in range(1, 101):
        engine.left(failed(number))
    window = show_window(lambda: engine)
    seen: list[list[int]] = []

    def all_are_there() -> bool:
        seen.append(sorted(window.queue.rows, reverse=True))
        return len(seen[-1]) == 100

    qtbot.waitUntil(all_are_there, timeout=60_000)
    some = [numbers for numbers in seen if 0 < len(numbers) < 100]
    assert some, "the window lived meanwhile"
    assert all(numbers == list(range(100, 100 - len(numbers), -1)) for numbers in some)
    qtbot.waitUntil(lambda: listed(window) == list(range(100, 0, -1)))


def test_figures_have_the_room_they_need(qtbot: QtBot, window: Window) -> None:
    window.queue.show_job(a_view(9, JobState.RETRIEVING))
    live_through(window, a_view(9, JobState.RETRIEVING), range(1000, 1010))
    row = window.queue.rows[9]
    for figures in (row.count, row.speed):
        needed = figures.fontMetrics().horizontalAdvance(figures.text())
        qtbot.waitUntil(lambda figures=figures, needed=needed: figures.width() >= needed)  # type: ignore[misc]
