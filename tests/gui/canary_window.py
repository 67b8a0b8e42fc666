"""Opens the real window and does with it what a person does, for a test that looks for traces.

    python -m tests.gui.canary_window CONFIG ACCESSION_NUMBER

Says a word for each thing that came to its end: done (saved), done (sent), trouble (nobody has
that number), bug (of the window's own).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mkiso_desktop.__main__ import _open_engine
from mkiso_desktop.core.crashes import leave_nothing
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.gui.app import run
from mkiso_desktop.gui.window import Window

from .person import press, save, scan

PATIENCE_MS = 30_000


def wait_until(is_so: Callable[[], bool]) -> None:
    """With the window alive meanwhile."""
    clock = QElapsedTimer()
    clock.start()
    while not is_so():
        if clock.hasExpired(PATIENCE_MS):
            print("too long", flush=True)
            os._exit(3)
        QTest.qWait(20)


def work(window: Window, number: str) -> None:
    """Find, save, send, ask for nobody, meet a bug, close."""
    wait_until(lambda: window.desk.is_open)
    scan(window, number)
    wait_until(lambda: window.search.pages.currentWidget() is window.search.preview)
    patient = window.search.preview.name.text()
    save(window)
    for job in (1, 2):
        wait_until(lambda job=job: job in window.queue.rows)  # type: ignore[misc]
        wait_until(lambda job=job: window.queue.rows[job].view.state.is_over)  # type: ignore[misc]
        print(window.queue.rows[job].view.state.value, flush=True)
        if job == 1:
            scan(window, number)
            wait_until(lambda: window.search.pages.currentWidget() is window.search.preview)
            press(window.search.preview.outputs.send, Qt.Key.Key_Space)
    scan(window, number[:-1] + "7")
    wait_until(lambda: window.search.pages.currentWidget() is window.search.trouble)
    print("trouble", flush=True)
    QTimer.singleShot(0, lambda: fail(patient))  # outside of any wait, which would raise it again
    QTimer.singleShot(1000, lambda: end(window))


def end(window: Window) -> None:
    if "nexpected" in window.search.intake.message.text():
        print("bug", flush=True)
    window.close()


def fail(patient: str) -> None:
    raise ValueError(patient)


def main() -> int:
    leave_nothing()
    config, number = Path(sys.argv[1]), sys.argv[2]

    def open_engine() -> Engine:
        engine = _open_engine(config)
        app = QApplication.instance()
        [window] = [top for top in QApplication.topLevelWidgets() if isinstance(top, Window)]
        assert app is not None
        QTimer.singleShot(0, app, lambda: work(window, number))
        return engine

    return run(open_engine)


if __name__ == "__main__":
    sys.exit(main())
