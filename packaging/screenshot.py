"""Makes docs/window.png: the window at work in the demo hospital, drawn without a screen.

python packaging/screenshot.py [--dark] [TARGET]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAUSE_S = 0.02  # between two images, so that one job is seen on its way
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "1.5")

from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from mkiso_desktop.core.config import load_config  # noqa: E402
from mkiso_desktop.core.request import Outcome  # noqa: E402
from mkiso_desktop.demo import Hospital, config_text  # noqa: E402
from mkiso_desktop.engine.engine import Engine  # noqa: E402
from mkiso_desktop.engine.job import JobState  # noqa: E402
from mkiso_desktop.gui.look import dress, follow_system  # noqa: E402
from mkiso_desktop.gui.window import Window  # noqa: E402

X_RAY, ULTRASOUND, HEAD = "CR2509190107", "US2509190044", "CT2509170031, MR2509180012"


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


def scan(window: Window, numbers: str) -> None:
    """As a person would, until the patient is shown."""
    window.search.intake.ready()
    QTest.keyClicks(window.search.intake.field, numbers)
    QTest.keyClick(window.search.intake.field, Qt.Key.Key_Return)
    wait_until(lambda: window.search.pages.currentWidget() is window.search.preview)


def is_over(window: Window, number: int) -> bool:
    """Whether that job's row says that it is done."""
    rows = window.queue.rows
    return number in rows and rows[number].view.state is JobState.DONE


def half_way(window: Window, number: int) -> bool:
    """Whether that job has retrieved more than half."""
    if number not in window.queue.rows:
        return False
    view = window.queue.rows[number].view
    if view.state is not JobState.RETRIEVING or view.moment is None:
        return False
    return view.moment.done > 0.6 * (view.moment.total or sys.maxsize)


def pose(window: Window, discs: Path) -> None:
    """Two jobs done, one on its way, and its patient shown."""
    outputs = window.search.preview.outputs
    scan(window, X_RAY)
    outputs.ordered.emit(Outcome.ISO, str(discs))
    scan(window, ULTRASOUND)
    outputs.ordered.emit(Outcome.RELAY, "")
    wait_until(lambda: is_over(window, 1) and is_over(window, 2))
    scan(window, HEAD)
    outputs.ordered.emit(Outcome.ISO, str(discs))
    wait_until(lambda: half_way(window, 3))


def main() -> None:
    """Open the hospital, the engine and the window, and draw it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=ROOT / "docs" / "window.png")
    parser.add_argument("--dark", action="store_true")
    choice = parser.parse_args()
    app = QApplication([])
    follow_system(app)
    if choice.dark:
        dress(app, Qt.ColorScheme.Dark)
    with (
        tempfile.TemporaryDirectory() as folder,
        Hospital(pause_s=PAUSE_S) as hospital,
    ):
        path = Path(folder) / "config.toml"
        path.write_text(config_text(hospital, Path(folder)), "utf-8")

        def open_engine() -> Engine:
            engine = Engine(load_config(path))
            engine.open()
            return engine

        window = Window(open_engine)
        window.resize(1240, 700)  # the screen that is not there is smaller
        window.show()
        wait_until(lambda: window.desk.is_open)
        try:
            pose(window, Path(folder))
            choice.target.parent.mkdir(parents=True, exist_ok=True)
            window.grab().save(str(choice.target))
        finally:
            window.desk.wait()


if __name__ == "__main__":
    main()
