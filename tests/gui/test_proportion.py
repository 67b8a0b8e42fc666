"""Where things stand: nothing moves that need not, nothing is cut off, on any screen."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.picture import Sample
from mkiso_desktop.core.progress import Moment
from mkiso_desktop.core.study import Series
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.history.model import ACCESSIONS, RESULT
from mkiso_desktop.gui.look import wear
from mkiso_desktop.gui.preferences import Preferences, Scheme
from mkiso_desktop.gui.window import Window

from .conftest import ShowJobs
from .everyone import contrast
from .lists import a_view, saved
from .person import see_preview
from .scripted_engine import FROM_API, FROM_PACS, ScriptedEngine, a_finding

SMALLEST = 980, 600  # where the screen is large enough for that
WALK = (JobState.FINDING, JobState.RETRIEVING, JobState.CHECKING, JobState.PROVING)


def place(widget: QWidget, within: QWidget) -> QPoint:
    """Its upper left corner, once all is laid out."""
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    return widget.mapTo(within, QPoint(0, 0))


def right_of(widget: QWidget, window: Window) -> int:
    """Where it ends."""
    return place(widget, window).x() + widget.width()


def test_no_word_of_a_row_moves_while_its_job_walks(qtbot: QtBot, window: Window) -> None:
    window.resize(1240, 760)
    window.queue.show_job(a_view(1, JobState.QUEUED))
    row = window.queue.rows[1]
    words = row.name, row.about, row.step

    def places() -> list[QPoint]:
        return [place(label, row) for label in words]

    before, height = places(), row.height()
    for state in WALK:
        window.queue.show_job(a_view(1, state, moment=Moment(state.value, 84, 120, 9_000_000)))
        assert (places(), row.height()) == (before, height), state
    window.queue.show_job(a_view(1, JobState.CANCELLED))
    assert places() == before


def test_words_keep_their_width_when_the_bar_comes(
    qtbot: QtBot, show_jobs: ShowJobs, tmp_path: Path
) -> None:
    window = show_jobs(saved(1, tmp_path))
    row, rows = window.queue.rows[1], window.queue._rows
    assert not rows.verticalScrollBar().isVisible()
    before = right_of(row.count, window)
    for number in range(2, 12):
        window.queue.show_job(saved(number, tmp_path))
    qtbot.waitUntil(rows.verticalScrollBar().isVisible)
    assert right_of(row.count, window) == before
    assert right_of(row, window) <= place(rows.verticalScrollBar(), window).x()


def test_pictures_come_beside_the_patient_and_nothing_moves(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    series = [Series(f"1.2.{number}", "CT", str(number), "", 3) for number in range(6)]
    engine.series_by_number["A1"] = tuple(series)
    window.resize(*SMALLEST)
    see_preview(qtbot, window, "A1")
    sheet = window.search.preview
    qtbot.waitUntil(lambda: len(sheet.choice.listed) == 1)
    facts = sheet.card.patient_id, sheet.card.born, sheet.card.age, sheet.card.sex
    before = [place(one, window) for one in (sheet.name, *facts, sheet.table)]
    [tell] = engine.sample_watchers
    tell(tuple(Sample(one.series_instance_uid, b"") for one in series))
    qtbot.waitUntil(sheet.pictures.isVisible)
    assert [place(one, window) for one in (sheet.name, *facts, sheet.table)] == before
    assert not sheet.pictures.visibleRegion().isEmpty(), "seen without scrolling"
    assert right_of(sheet.pictures, window) <= right_of(sheet.table, window)


def test_what_is_known_of_a_patient_is_never_cut_off(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    longest = "RSUD-DR-SOETOMO-0000412873-2026/XI"
    both = (replace(one, patient_id=longest) for one in (FROM_API, FROM_PACS))
    engine.findings["A1"] = a_finding("A1", *both)
    window.resize(*SMALLEST)
    see_preview(qtbot, window, "A1")
    sheet = window.search.preview
    for fact in (sheet.card.patient_id, sheet.card.born, sheet.card.age, sheet.card.sex):
        assert right_of(fact, window) <= right_of(sheet.outputs, window)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_a_series_that_is_left_out_can_still_be_read(
    qtbot: QtBot, qapp: QApplication, window: Window, engine: ScriptedEngine, scheme: Scheme
) -> None:
    engine.series_by_number["A1"] = (Series("1.2.1", "CT", "1", "", 3),)
    wear(qapp, Preferences(scheme=scheme))
    see_preview(qtbot, window, "A1")
    studies = window.search.preview.table.studies
    qtbot.waitUntil(lambda: studies.rowCount(studies.index(0, 0)) == 1)
    series = studies.index(0, 0, studies.index(0, 0))
    studies.setData(series, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    colour = series.data(Qt.ItemDataRole.ForegroundRole).color()
    assert contrast(colour, qapp.palette().color(QPalette.ColorRole.Window)) >= 4.5
    assert colour != qapp.palette().color(QPalette.ColorRole.Text)


def test_on_a_wide_screen_the_jobs_stand_at_the_edge_and_lines_are_not_endless(
    qtbot: QtBot, window: Window
) -> None:
    window.resize(2400, 1000)
    assert right_of(window.queue, window) == window.width()
    letter = window.fontMetrics().averageCharWidth()
    assert window.places.width() <= 180 * letter
    left = place(window.places, window).x()
    between = place(window.queue, window).x() - right_of(window.places, window)
    assert abs(left - between) <= 2, "in the middle"


@pytest.mark.parametrize("width", [1240, 1600])
def test_a_number_is_read_whole_in_the_history_and_the_result_has_the_rest(
    qtbot: QtBot, past: Window, width: int
) -> None:
    past.resize(width, 760)
    table = past.history.table
    place(table, past)
    header = table.horizontalHeader()
    assert header.sectionSize(ACCESSIONS) > header.fontMetrics().horizontalAdvance("MR2511200031")
    assert header.length() <= table.viewport().width()
    assert header.sectionSize(RESULT) > QFontMetrics(table.font()).horizontalAdvance("Saved · 9 MB")
    before = header.sectionSize(RESULT)
    past.resize(width - 60, 760)
    place(table, past)
    header.resizeSection(ACCESSIONS, header.sectionSize(ACCESSIONS) - 30)
    assert header.sectionSize(RESULT) < before


class Shown(QObject):
    """Counts the windows that are shown, however shortly."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Of the whole application."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


def test_a_light_is_told_in_the_window_without_another_beside_it(
    qtbot: QtBot, qapp: QApplication, window: Window
) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)
    try:
        for light in chain(window.status.lights.values(), window.status.lights.values()):
            light.click()
    finally:
        qapp.removeEventFilter(shown)
    assert shown.names == []
    popover = window.status.popover
    assert popover is not None and popover.settings.isVisible()
