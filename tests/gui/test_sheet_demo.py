"""What is chosen on the sheet, over real wires: the disc holds it, and pictures of it come."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Config
from mkiso_desktop.demo.casebook import STUDIES
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.window import Window
from tests.cli.disc import dicom_files, unpack

from .person import press, save, see_preview, see_state
from .test_demo import config as config
from .test_demo import desk as desk
from .test_demo import hospital as hospital
from .test_sheet import leave_out, tab_to

MRI, CT = STUDIES[1], STUDIES[0]


def on_disc(window: Window, job: int, folder: Path) -> set[str]:
    """The instances on the disc of a job that is done."""
    result = window.queue.rows[job].view.result
    assert result is not None
    return set(dicom_files(unpack(result.isos[0].path, folder)))


def test_what_is_left_out_by_keys_is_not_on_the_disc_and_the_rest_has_pictures(
    qtbot: QtBot, desk: Window, config: Config, tmp_path: Path
) -> None:
    see_preview(qtbot, desk, MRI.accession_number)
    sheet = desk.search.preview
    qtbot.waitUntil(lambda: len(sheet.choice.listed) == 1)
    assert sheet.totals.text().startswith("1 study · 4 series · 73 images")
    leave_out(desk, sheet, 2)  # the second series
    assert sheet.totals.text().startswith("1 study · 3 of 4 series · 49 of 73 images")
    save(desk)
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)
    wanted = [series for series in MRI.series if series.number != MRI.series[1].number]
    assert on_disc(desk, 1, tmp_path / "disc") == {
        MRI.instance_uid(series, number + 1)
        for series in wanted
        for number in range(series.instances)
    }
    qtbot.waitUntil(lambda: sheet.pictures.count() == 2, timeout=20_000)  # a report has no image
    assert set(sheet.choice.pictures) == {MRI.series_uid(MRI.series[at]) for at in (0, 2)}
    assert not [path for path in Path(config.work.folder).rglob("*") if path.suffix == ".dcm"]


def test_another_study_of_the_patient_joins_the_disc_by_keys(
    qtbot: QtBot, desk: Window, tmp_path: Path
) -> None:
    see_preview(qtbot, desk, MRI.accession_number)
    sheet = desk.search.preview
    qtbot.waitUntil(sheet.others.isVisible)
    tab_to(desk, sheet.others.link)
    press(sheet.others.link, Qt.Key.Key_Space)
    tab_to(desk, sheet.others.rows)
    press(sheet.others.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(sheet.choice.listed) == 2)
    assert "2 studies · 5 series · 193 images" in sheet.totals.text()
    save(desk)
    see_state(qtbot, desk, 1, JobState.DONE, seconds=30)
    assert len(on_disc(desk, 1, tmp_path / "disc")) == 193
    assert desk.queue.rows[1].view.request.accession_numbers == (
        MRI.accession_number,
        CT.accession_number,
    )
