"""The window in every state that the pictures show: how it comes to each, in the demo hospital.

screenshots.py draws them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mkiso_desktop.core.config import load_config
from mkiso_desktop.core.locks import NO_LOCKS, Source
from mkiso_desktop.core.places import NoConfiguration
from mkiso_desktop.core.request import Outcome
from mkiso_desktop.demo import Hospital, config_text
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.help.about import About
from mkiso_desktop.gui.help.manual import Manual
from mkiso_desktop.gui.language import speak
from mkiso_desktop.gui.search.choices import Choices
from mkiso_desktop.gui.settings.window import SettingsWindow
from mkiso_desktop.gui.status.watch import NAMES
from mkiso_desktop.gui.window import Window

PAUSE_S = 0.02  # between two images, so that one job is seen on its way
X_RAY, ULTRASOUND, HEAD = "CR2509190107", "US2509190044", "CT2509170031, MR2509180012"
OTHER_ID, NO_IMAGES, NEARLY = "CR2509220019", "CT2509220002", "CR25O919O107"
SEVERAL = f"CT2509170031, {NO_IMAGES}, {X_RAY}, {NEARLY}, MR2509180012"


def live(milliseconds: int) -> None:
    """Let the window's events and the other threads run (QTest.qWait would keep the GIL)."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(what: Callable[[], bool], seconds: int = 30) -> None:
    """Let the window live until something is to be seen."""
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            raise SystemExit("The window did not come to show what it should.")
        live(20)


@dataclass
class Sitting:
    """A window that is open in the demo hospital, and where its discs go. A pose may give back
    another widget to be drawn instead of the window."""

    window: Window
    discs: Path

    def ask(self, numbers: str) -> None:
        """As a person would, until every number has its answer."""
        search = self.window.search
        search.intake.ready()
        QTest.keyClicks(search.intake.field, numbers)
        QTest.keyClick(search.intake.field, Qt.Key.Key_Return)
        wait_until(lambda: search.is_decided)

    def ask_near(self, numbers: str) -> None:
        """The same, until it is offered what may have been meant."""
        self.ask(numbers)
        wait_until(lambda: any(one.isVisible() for one in self.window.findChildren(Choices)))

    def scan(self, numbers: str) -> None:
        """The same, until something can be made of it."""
        self.ask(numbers)
        wait_until(self.window.search.preview.outputs.save.isEnabled)

    def order(self, numbers: str, outcome: Outcome = Outcome.ISO, to: str = "") -> int:
        """Scan and order; the number of the job."""
        before = set(self.window.queue.rows)
        self.scan(numbers)
        to = to or str(self.discs) if outcome is Outcome.ISO else ""
        self.window.search.preview.outputs.ordered.emit(outcome, to)
        wait_until(lambda: bool(set(self.window.queue.rows) - before))
        return max(self.window.queue.rows)

    def see(self, number: int, state: JobState) -> None:
        """Until that job's row says so."""
        wait_until(lambda: self.window.queue.rows[number].view.state is state)

    def half_way(self, number: int) -> None:
        """Until that job has retrieved more than half."""

        def is_half_way() -> bool:
            view = self.window.queue.rows[number].view
            moment = view.moment
            retrieves = view.state is JobState.RETRIEVING and moment is not None
            return retrieves and moment.done > 0.6 * (moment.total or sys.maxsize)

        wait_until(is_half_way)


Pose = Callable[[Sitting], QWidget | None]


def empty(sitting: Sitting) -> None:
    """Nothing asked yet."""
    sitting.window.search.intake.clear()


def preview(sitting: Sitting) -> None:
    """One study of one patient."""
    sitting.scan("CT2509170031")


def left_out(sitting: Sitting) -> None:
    """One series left out, and what else there is of the patient."""
    sitting.scan("MR2509180012")
    sheet = sitting.window.search.preview
    wait_until(lambda: bool(sheet.choice.listed) and sheet.others.isVisible())
    sheet.table.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(sheet.table, key)
    sheet.others.link.click()


def conflict(sitting: Sitting) -> None:
    """Patient API and PACS disagree."""
    sitting.ask(OTHER_ID)


def not_found(sitting: Sitting) -> None:
    """A number that leads to no image."""
    sitting.ask(NO_IMAGES)


def near_miss(sitting: Sitting) -> None:
    """The letter O for a zero."""
    sitting.ask_near(NEARLY)


def several(sitting: Sitting) -> None:
    """A paste of five, with everything that may be wrong."""
    sitting.ask(SEVERAL)


def done(sitting: Sitting) -> None:
    """One saved, one sent."""
    saved = sitting.order(X_RAY)
    sent = sitting.order(ULTRASOUND, Outcome.RELAY)
    sitting.see(saved, JobState.DONE)
    sitting.see(sent, JobState.DONE)


def failed(sitting: Sitting) -> None:
    """A folder that cannot be written."""
    sitting.see(sitting.order(X_RAY, to="/proc/discs"), JobState.FAILED)


def retrieving(sitting: Sitting) -> None:
    """One on its way."""
    sitting.half_way(sitting.order(HEAD))


def pictures(sitting: Sitting) -> None:
    """The same when it is done: what its series look like."""
    sitting.see(max(sitting.window.queue.rows), JobState.DONE)
    wait_until(sitting.window.search.preview.pictures.isVisible)  # drawn by another process


def removed(sitting: Sitting) -> None:
    """What is finished taken away, and brought back for ten seconds."""
    sitting.window.queue.clear.click()


def history(sitting: Sitting) -> None:
    """What was made."""
    sitting.window.queue.undo.undo()
    sitting.window.show_history()
    page = sitting.window.history
    wait_until(lambda: page.model.rowCount() > 0)
    page.table.selectRow(0)


def light(sitting: Sitting) -> None:
    """A light's reason."""
    sitting.window.history.escape()
    sitting.window.status.lights["pacs"].click()


def settings(name: str) -> Pose:
    """One page of the settings."""

    def pose(sitting: Sitting) -> QWidget:
        settings = settings_of(sitting)
        settings.search.clear()
        settings.show_page(name)
        return settings

    return pose


def readme(sitting: Sitting) -> None:
    """Two jobs done, one on its way, and its patient shown."""
    done(sitting)
    retrieving(sitting)


def settings_of(sitting: Sitting) -> SettingsWindow:
    """Open beside the window."""
    entrance = sitting.window.entrance
    entrance.show_settings()
    settings = entrance.settings
    assert settings is not None
    wait_until(lambda: settings.draft.settings is not None)
    return settings


def settings_tested(sitting: Sitting) -> QWidget:
    """A connection that was tried for real."""
    settings = settings_of(sitting)
    settings.show_page("pacs")
    trial = settings.views["pacs"].trial
    assert trial is not None
    trial.button.click()
    wait_until(lambda: bool(trial.results))
    return settings


def settings_mistakes(sitting: Sitting) -> QWidget:
    """What cannot be saved, at its fields."""
    settings = settings_of(sitting)
    settings.draft.show_changes({"pacs.port": "many", "pacs.calling_hosts": ["10.0.0.300"]})
    settings.footer.save.click()
    wait_until(lambda: bool(settings.draft.rows["pacs.port"].mistake.text()))
    return settings


def settings_search(sitting: Sitting) -> QWidget:
    """One word over all pages."""
    settings = settings_of(sitting)
    settings.draft.discard()
    settings.search.setText("port")
    return settings


def manual(sitting: Sitting) -> QWidget:
    """F1."""
    sitting.window.asides.show_manual()
    return sitting.window.findChild(Manual)


def about(sitting: Sitting) -> QWidget:
    """Versions and licences."""
    sitting.window.asides.show_about()
    return sitting.window.findChild(About)


def step(wanted: int) -> Pose:
    """The guide of a first start, at that step."""

    def pose(sitting: Sitting) -> None:
        guide = sitting.window.entrance.guide
        assert guide is not None
        while guide.step < wanted:
            at = guide.step
            (guide.next if at else guide.begin).click()
            wait_until(lambda at=at: guide.step > at)

    return pose


PAGES = (
    "desk",
    "pacs",
    "patient_api",
    "cd_publisher",
    "disc",
    "listener",
    "tls",
    "storage",
    "window",
)
STATES: dict[str, Pose] = {
    "empty": empty,
    "preview": preview,
    "left-out": left_out,
    "conflict": conflict,
    "not-found": not_found,
    "near-miss": near_miss,
    "several": several,
    "failed": failed,
    "done": done,
    "retrieving": retrieving,
    "pictures": pictures,
    "removed": removed,
    "history": history,
    "light": light,
    **{f"settings-{name}": settings(name) for name in PAGES},
    "settings-tested": settings_tested,
    "settings-mistakes": settings_mistakes,
    "settings-search": settings_search,
    "help": manual,
    "about": about,
}


@contextmanager
def sitting(language: str) -> Iterator[Sitting]:
    """Hospital, engine and window, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, Hospital(pause_s=PAUSE_S) as hospital:
        path = Path(folder) / "config.toml"
        text = f'language = "{language}"\n' + config_text(hospital, Path(folder))
        path.write_text(text, "utf-8")

        def open_engine() -> Engine:
            engine = Engine(load_config(path, NO_LOCKS))
            engine.open()
            return engine

        examples = [(one.number, one.title) for one in hospital.accessions]
        window = Window(open_engine, examples=examples, source=lambda: Source(path, NO_LOCKS))
        with shown(window):
            wait_until(lambda: window.desk.is_open and len(window.watch.readings) == len(NAMES))
            yield Sitting(window, Path(folder))


@contextmanager
def first_start(language: str) -> Iterator[Sitting]:
    """Without a configuration."""

    def open_engine() -> Engine:
        raise NoConfiguration("There is no configuration yet", "")

    window = Window(open_engine, source=lambda: Source(None, NO_LOCKS), start_demo=lambda: None)
    window.speak(language)
    with shown(window), tempfile.TemporaryDirectory() as folder:
        wait_until(lambda: window.entrance.guide is not None)
        wait_until(lambda: window.entrance.guide.draft.settings is not None)
        yield Sitting(window, Path(folder))


@contextmanager
def threshold(language: str) -> Iterator[Sitting]:
    """The first paint, before there are rooms: never shown, so that none are made."""

    def open_engine() -> Engine:
        raise NoConfiguration("Nobody opens it", "")

    app = QApplication.instance()
    assert app is not None
    speak(app, language)
    window = Window(open_engine, swift=True)
    window.ensurePolished()
    with tempfile.TemporaryDirectory() as folder:
        yield Sitting(window, Path(folder))
    window.desk.wait()


@contextmanager
def shown(window: Window) -> Iterator[None]:
    """Open; no thread is left."""
    window.show()
    try:
        yield
    finally:
        window.desk.wait()


# Each place, and what is to be seen there, in this order.
PLACES: dict[Callable[[str], AbstractContextManager[Sitting]], dict[str, Pose]] = {
    sitting: STATES,
    first_start: {f"first-start-{at}": step(at) for at in range(5)},
    threshold: {"threshold": lambda _sitting: None},
}
