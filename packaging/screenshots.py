"""Makes pictures of the window in every state, drawn without a screen, in the demo hospital.

python packaging/screenshots.py FOLDER    every state: light, dark, both languages, 100 and 200 %
python packaging/screenshots.py           docs/window.png alone, for the README

--only WORD takes the states whose name holds WORD; --quick draws light, English, 100 % alone.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAUSE_S = 0.02  # between two images, so that one job is seen on its way
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from mkiso_desktop.core.config import load_config  # noqa: E402
from mkiso_desktop.core.locks import NO_LOCKS, Source  # noqa: E402
from mkiso_desktop.core.places import NoConfiguration  # noqa: E402
from mkiso_desktop.core.request import Outcome  # noqa: E402
from mkiso_desktop.demo import Hospital, config_text  # noqa: E402
from mkiso_desktop.engine.engine import Engine  # noqa: E402
from mkiso_desktop.engine.job import JobState  # noqa: E402
from mkiso_desktop.gui.look import dress  # noqa: E402
from mkiso_desktop.gui.settings.window import SettingsWindow  # noqa: E402
from mkiso_desktop.gui.window import Window  # noqa: E402

X_RAY, ULTRASOUND, HEAD = "CR2509190107", "US2509190044", "CT2509170031, MR2509180012"
OTHER_ID, NO_IMAGES = "CR2509220019", "CT2509220002"
SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
SIZE = 1240, 760


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
    """A window that is open in the demo hospital, and where its discs go."""

    window: Window
    discs: Path
    first: Window | None = None

    def settings(self) -> SettingsWindow:
        """The settings, open beside the window."""
        self.window.entrance.show_settings()
        settings = self.window.entrance.settings
        assert settings is not None
        wait_until(lambda: settings.draft.settings is not None)
        settings.resize(*SIZE)
        return settings

    def beginner(self) -> Window:
        """A window that nobody has configured."""
        if self.first is None:
            nothing = Source(self.discs / "nothing.toml", NO_LOCKS)
            self.first = Window(nobody_was_here, source=nothing, start_demo=lambda: None)
            self.first.resize(*SIZE)
            self.first.show()
            first = self.first
            wait_until(lambda: is_ready(first))
        return self.first

    def close(self) -> None:
        """Let the engine and every thread go."""
        for window in filter(None, (self.first, self.window)):
            window.desk.wait()

    def scan(self, numbers: str) -> None:
        """As a person would, until the patient is shown."""
        search = self.window.search
        search.intake.ready()
        QTest.keyClicks(search.intake.field, numbers)
        QTest.keyClick(search.intake.field, Qt.Key.Key_Return)
        wait_until(lambda: search.pages.currentWidget() is search.preview)

    def make(self, numbers: str, outcome: Outcome = Outcome.ISO) -> int:
        """Scan and order; the number of the job."""
        before = set(self.window.queue.rows)
        self.scan(numbers)
        to = str(self.discs) if outcome is Outcome.ISO else ""
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


def empty(sitting: Sitting) -> None:
    """Nothing asked yet."""
    sitting.window.search.intake.clear()


def preview(sitting: Sitting) -> None:
    """Two studies of one patient."""
    sitting.scan(HEAD)


def conflict(sitting: Sitting) -> None:
    """Patient API and PACS disagree."""
    sitting.scan(OTHER_ID)


def not_found(sitting: Sitting) -> None:
    """A number that leads to no image."""
    search = sitting.window.search
    search.intake.fill(NO_IMAGES)
    wait_until(lambda: search.pages.currentWidget() is search.trouble)


def done(sitting: Sitting) -> None:
    """One saved, one sent."""
    saved = sitting.make(X_RAY)
    sent = sitting.make(ULTRASOUND, Outcome.RELAY)
    sitting.see(saved, JobState.DONE)
    sitting.see(sent, JobState.DONE)


def retrieving(sitting: Sitting) -> None:
    """One on its way."""
    sitting.half_way(sitting.make(HEAD))


def history(sitting: Sitting) -> None:
    """What was made so far; the last but one was handed to the patient."""
    window = sitting.window
    window.show_history()
    page = window.history
    wait_until(lambda: page.model.rowCount() > 1)
    page.table.choose(1)
    page.strip.hand.click()
    page.strip.handing.keep.click()
    wait_until(lambda: bool(page.strip.taken.text()))


def light(sitting: Sitting) -> None:
    """What a light has to say."""
    window = sitting.window
    window.history.left.emit()
    wait_until(lambda: len(window.watch.readings) == len(window.status.lights))
    window.status.lights["cd-publisher"].click()


def settings_page(name: str) -> Callable[[Sitting], QWidget]:
    """A page of the settings."""

    def pose(sitting: Sitting) -> QWidget:
        settings = sitting.settings()
        settings.search.clear()
        settings.show_page(name)
        return settings

    return pose


def settings_tested(sitting: Sitting) -> QWidget:
    """A connection that was tried for real."""
    settings = sitting.settings()
    settings.show_page("pacs")
    trial = settings.views["pacs"].trial
    assert trial is not None
    trial.button.click()
    wait_until(lambda: bool(trial.results))
    return settings


def settings_mistakes(sitting: Sitting) -> QWidget:
    """What cannot be saved, at its fields."""
    settings = sitting.settings()
    settings.draft.show_changes({"pacs.port": "many", "pacs.calling_hosts": ["10.0.0.300"]})
    settings.footer.save.click()
    wait_until(lambda: bool(settings.draft.rows["pacs.port"].mistake.text()))
    return settings


def settings_search(sitting: Sitting) -> QWidget:
    """One word over all pages."""
    settings = sitting.settings()
    settings.draft.discard()
    settings.search.setText("port")
    return settings


def first_start(step: int) -> Callable[[Sitting], QWidget]:
    """The guide of a desk without a configuration, at that step."""

    def pose(sitting: Sitting) -> QWidget:
        guide = sitting.beginner().entrance.guide
        assert guide is not None
        while guide.step < step:
            at = guide.step
            (guide.next if at else guide.begin).click()
            wait_until(lambda at=at: guide.step > at)
        return sitting.beginner()

    return pose


SETTINGS = ("desk", "pacs", "patient_api", "disc", "listener", "tls", "storage", "window")
STATES: dict[str, Callable[[Sitting], QWidget | None]] = {
    "empty": empty,
    "preview": preview,
    "conflict": conflict,
    "not-found": not_found,
    "done": done,
    "history": history,
    "light": light,
    "retrieving": retrieving,
    **{f"settings-{name}": settings_page(name) for name in SETTINGS},
    "settings-tested": settings_tested,
    "settings-mistakes": settings_mistakes,
    "settings-search": settings_search,
    **{f"first-start-{step}": first_start(step) for step in range(5)},
}


@contextmanager
def sitting(language: str = "en") -> Iterator[Sitting]:
    """Hospital, engine and window, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, Hospital(pause_s=PAUSE_S) as hospital:
        path = Path(folder) / "config.toml"
        speaks = f'language = "{language}"\n'
        path.write_text(speaks + config_text(hospital, Path(folder)), "utf-8")

        def open_engine() -> Engine:
            engine = Engine(load_config(path, NO_LOCKS))
            engine.open()
            return engine

        window = Window(open_engine, source=Source(path, NO_LOCKS))
        window.resize(*SIZE)  # the screen that is not there is smaller
        window.show()
        wait_until(lambda: window.desk.is_open)
        one = Sitting(window, Path(folder))
        try:
            yield one
        finally:
            one.close()


def nobody_was_here() -> Engine:
    """What opening the engine comes to at a first start."""
    raise NoConfiguration("There is no configuration yet")


def is_ready(window: Window) -> bool:
    """Whether its guide has read what there is."""
    guide = window.entrance.guide
    return guide is not None and guide.draft.settings is not None


def draw(widget: QWidget, target: Path) -> None:
    """The widget as it is now."""
    live(150)  # what was just laid out is painted
    target.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(target))


def draw_all(folder: Path, scheme: str, language: str, only: str) -> None:
    """Every state in one look; the scale is the environment's."""
    app = QApplication([])
    dress(app, SCHEMES[scheme])
    with sitting(language) as one:
        for name, pose in STATES.items():
            if only in name:
                draw(pose(one) or one.window, folder / f"{name}.png")


def draw_readme() -> None:
    """Two jobs done, one on its way, and its patient shown."""
    dress(QApplication([]), Qt.ColorScheme.Light)
    with sitting() as one:
        done(one)
        retrieving(one)
        draw(one.window, ROOT / "docs" / "window.png")


def main() -> None:
    """Each look in a process of its own: Qt reads its scale once."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.folder is None:
        draw_readme()
    elif choice.one:
        scheme, language = choice.one.split("-")
        draw_all(choice.folder, scheme, language, choice.only)
    else:
        looks = [("light", "en", "1")] if choice.quick else None
        for scheme, language, scale in looks or itertools.product(SCHEMES, ("en", "id"), "12"):
            folder = choice.folder / f"{scheme}-{language}-{scale}00"
            print(folder, flush=True)
            command = [sys.executable, __file__, str(folder), "--one", f"{scheme}-{language}"]
            environment = {**os.environ, "QT_SCALE_FACTOR": scale}
            subprocess.run([*command, "--only", choice.only], env=environment, check=True)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        os.environ.setdefault("QT_SCALE_FACTOR", "1.5")
    main()
