"""Every word of the window comes through the translator, however it gets onto a widget.

A translator that puts each text into «» shows what never passed through it.
"""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.locks import NO_LOCKS, Source
from mkiso_desktop.core.places import downloads_folder
from mkiso_desktop.core.progress import Moment
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.health import Light
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.gui.desk import Desk
from mkiso_desktop.gui.settings.guide import Guide
from mkiso_desktop.gui.settings.window import SettingsWindow
from mkiso_desktop.gui.window import Window

from .past import choose, see_numbers
from .person import press, scan, see_preview, see_state
from .reading import shown
from .scripted_engine import ScriptedEngine
from .test_indonesian_rooms import DOWN


class Marking(QTranslator):
    """Says every text in «»."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"«{source}»"

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def marking(qapp: QApplication, english_again: None) -> Iterator[None]:
    """As if that were Indonesian."""
    QLocale.setDefault(QLocale(QLocale.Language.Indonesian))
    translator = Marking(qapp)
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    translator.deleteLater()


# What the scripted engine and the history of the tests hold, and what has no translation.
DATA = """
    Siti Rahayu Lestari SANTOSO BUDI José Niño Head without contrast ABPACS Call the administrator
    mkiso desktop window.iso past.iso config.toml iso English Bahasa Indonesia archive
"""
FORMATS = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)


def untold(root: QWidget, folder: Path) -> set[str]:
    """Words on it that nobody translated and that are no data either."""
    months = " ".join(QLocale().monthName(n, kind) for n in range(1, 13) for kind in FORMATS)
    data = words_of(
        f"{months} {DATA} {folder} {downloads_folder()} {Path.home()} {getpass.getuser()}"
    )
    return {word for text in shown(root) for word in words_of(text)} - data


def words_of(text: str) -> set[str]:
    """Those outside of «»."""
    while (inner := re.sub(r"«[^«»]*»", "", text)) != text:
        text = inner
    return set(re.findall(r"[^\W\d_]{3,}", text))


def test_a_word_that_was_not_translated_is_found() -> None:
    assert words_of("«Job {}» of «a «b»»: 3 MB") == set()
    assert words_of("«Job» stopped") == {"stopped"}


@pytest.fixture
def marked(window: Window, marking: None) -> Window:
    """An open window whose texts are marked."""
    QLocale.setDefault(QLocale(QLocale.Language.Indonesian))
    window.furnish_again()
    return window


def test_from_the_scan_to_the_disc(qtbot: QtBot, marked: Window, tmp_path: Path) -> None:
    assert not untold(marked, tmp_path)
    see_preview(qtbot, marked, "A1")
    assert not untold(marked, tmp_path)
    marked.search.preview.outputs.ordered.emit(Outcome.ISO, str(tmp_path))
    see_state(qtbot, marked, 1, JobState.DONE)
    assert not untold(marked, tmp_path)
    scan(marked, "A1 A7 B*")
    qtbot.waitUntil(lambda: marked.search.is_decided)
    assert not untold(marked, tmp_path)


@pytest.mark.parametrize("name", ["pacs", "patient-api", "cd-publisher", "disk"])
def test_a_light(
    qtbot: QtBot, marked: Window, engine: ScriptedEngine, name: str, tmp_path: Path
) -> None:
    engine.lights[name] = (Light.STOP, DOWN)
    press(marked.status.lights[name], Qt.Key.Key_Return)
    assert not untold(marked, tmp_path)
    popover = marked.status.popover
    assert popover is not None
    press(popover.check, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: popover.telling is not None)
    assert not untold(marked, tmp_path)


def test_every_state_of_a_job(qtbot: QtBot, marked: Window, tmp_path: Path) -> None:
    for number, state in enumerate(JobState, 50):
        error = DOWN if state in (JobState.FAILED, JobState.BLOCKED) else None
        moment = Moment(state.value, 3, 7)
        view = JobView(number, MediaRequest(("A1",)), state, moment=moment, error=error)
        marked.queue.show_job(view)
        assert not untold(marked, tmp_path), state
    marked.closing.ask(2)
    box = marked.findChild(QMessageBox)
    assert box is not None and not untold(box, tmp_path)
    box.reject()


def test_the_history(qtbot: QtBot, past: Window, marking: None, tmp_path: Path) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Indonesian))
    past.furnish_again()
    see_numbers(qtbot, past, 4, 3, 2, 1)
    for number in (4, 3, 2, 1):
        past.history.field.setFocus()
        choose(qtbot, past, number)
        assert not untold(past, tmp_path)
    past.history.strip.hand.click()
    assert not untold(past, tmp_path)


def test_settings_and_guide(qtbot: QtBot, marking: None, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[pacs]\nhost = "archive"\n')
    desk = Desk(None, never)
    settings = SettingsWindow(desk, Source(path, NO_LOCKS))
    guide = Guide(desk, Source(tmp_path / "other.toml", NO_LOCKS))
    for room in (settings, guide):
        qtbot.addWidget(room)
        room.show()
        qtbot.waitUntil(lambda room=room: room.draft.settings is not None)  # type: ignore[misc]
        assert not untold(room, tmp_path)
    settings.draft.show_changes({"pacs.port": "many", "station.ae_title": ""})
    settings.draft.save()
    qtbot.waitUntil(lambda: settings.footer.glyph.isVisible())
    assert not untold(settings, tmp_path) - {"many"}
    desk.wait()


def never() -> Engine:
    raise AssertionError("no engine is needed")
