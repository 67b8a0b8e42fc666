"""Opening and closing: the window first, one question at most, no thread left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import PosixPath
from threading import Event

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .person import ALT, press, save, scan, see_preview, see_state
from .scripted_engine import ScriptedEngine

HEAVY = ["pydicom", "pynetdicom", "pydantic", "sqlalchemy", "httpx", "numpy", "pycdlib", "PIL"]
HEAVY += ["tomlkit", "keyring", "tomllib"]
ROOMS = ("search.search", "jobs.queue", "history.page", "settings.entrance", "help.manual")

FIRST_PAINT = """
import sys
from PySide6.QtCore import QEvent, QObject
from mkiso_desktop.gui import app, window

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, window.Window):
            print("painted", *[name for name in sys.argv[1:] if name in sys.modules])
            watched.removeEventFilter(self)  # what is painted later may know more
        return False

def open_engine():
    print("opening")
    raise RuntimeError("this test needs no engine")

watch = FirstPaint()
shown = window.Window.show
def show(self):
    self.installEventFilter(watch)
    self.desk.not_opened.connect(self.close)
    shown(self)
window.Window.show = show
sys.exit(app.run(open_engine))
"""


def test_the_window_is_painted_before_anything_heavy_is_imported() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT, *HEAVY, *[f"mkiso_desktop.gui.{it}" for it in ROOMS]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    paints, opening, _ = answer.stdout.partition("opening")
    assert opening, answer.stderr
    assert set(paints.split()) == {"painted"}, "imported before the first paint"
    assert answer.returncode == 0, answer.stderr


def test_a_bad_configuration_is_told_line_by_line_and_can_be_tried_again(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    errors: list[Exception] = [ConfigInvalid("config.toml needs attention", "one\ntwo\nthree")]

    def open_engine() -> ScriptedEngine:
        if errors:
            raise errors.pop()
        return engine

    window = show_window(open_engine)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    assert window.search.trouble.lines() == ["config.toml needs attention", "one", "two", "three"]
    assert not window.search.intake.field.isEnabled()
    press(window.search.trouble.retry, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.desk.is_open)
    assert window.focusWidget() is window.search.intake.field
    see_preview(qtbot, window, "A1")


@pytest.mark.logs
def test_a_bug_while_opening_is_told_without_a_traceback(
    qtbot: QtBot, show_window: ShowWindow, caplog: pytest.LogCaptureFixture
) -> None:
    name = "RAHMAWATI^SITI"

    def open_engine() -> ScriptedEngine:
        raise ValueError(name)

    window = show_window(open_engine)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    assert window.search.trouble.lines()[0] == "Something unexpected happened in this program"
    assert name not in caplog.text
    assert "open_engine" in caplog.text


class Gone(PosixPath):
    """On a share that is gone: a look at it waits until it is back."""

    looked, back = Event(), Event()

    def is_file(self) -> bool:
        self.looked.set()
        self.back.wait()
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="its paths are others")
def test_a_share_that_is_gone_does_not_keep_the_window(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.folder = Gone("share")
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    qtbot.waitUntil(Gone.looked.is_set)
    try:
        with qtbot.waitSignal(window.ended, timeout=5000):
            window.close()
        window.desk.wait()  # as when a session logs out
        assert not Gone.back.is_set()
    finally:
        Gone.back.set()
    qtbot.waitUntil(lambda: not window.desk._glances)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is one")
def test_without_a_display_it_says_so_instead_of_aborting() -> None:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from mkiso_desktop.gui import app; sys.exit(app.run(0))",
        ],
        env={name: value for name, value in os.environ.items() if name not in names},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 2
    assert "no display" in answer.stderr


def test_closing_without_jobs_asks_nothing(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    with qtbot.waitSignal(window.ended):
        window.close()
    assert engine.is_closed
    assert not window.isVisible()


def test_closing_while_a_job_runs_asks_once_then_cancels_and_ends(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    window.close()
    window.close()
    [box] = window.findChildren(QMessageBox)
    assert window.isVisible()
    qtbot.waitUntil(box.isActiveWindow)
    with qtbot.waitSignal(window.ended):
        press(box, Qt.Key.Key_C, ALT)
    assert [view.state for view in engine.jobs()] == [JobState.CANCELLED]
    assert all(thread.isFinished() for thread in window.findChildren(QThread))


def test_escape_keeps_working(qtbot: QtBot, window: Window, engine: ScriptedEngine) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    window.close()
    [box] = window.findChildren(QMessageBox)
    press(box, Qt.Key.Key_Escape)
    engine.go_on.set()
    see_state(qtbot, window, 1, JobState.DONE)
    assert window.isVisible()


def test_closing_while_a_search_runs_stops_the_search(
    qtbot: QtBot, window: Window, engine: ScriptedEngine
) -> None:
    engine.hold_find = True
    scan(window, "A1")
    qtbot.waitUntil(lambda: bool(engine.searches))
    with qtbot.waitSignal(window.ended):
        window.close()


def test_closing_while_the_engine_opens_waits_for_it_and_closes_it(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    def open_engine() -> ScriptedEngine:
        engine.go_on.wait()
        return engine

    window = show_window(open_engine)
    qtbot.waitUntil(lambda: bool(window.findChildren(QThread)))
    window.close()
    with qtbot.waitSignal(window.ended):
        engine.go_on.set()
    assert engine.is_closed


@pytest.mark.parametrize("state", [JobState.FINDING, JobState.BUILDING, JobState.DELIVERING])
def test_a_session_that_logs_out_waits_for_every_thread(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, state: JobState
) -> None:
    engine.hold = state
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, state)
    window.desk.wait()
    assert engine.is_closed
    assert [view.state for view in engine.jobs()] == [JobState.CANCELLED]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals from another process there")
def test_ctrl_c_in_the_terminal_ends_it_cleanly() -> None:
    script = (
        "import sys, threading\n"
        "from mkiso_desktop.gui import app\n"
        "def open_engine():\n"
        "    print('opening', flush=True)\n"
        "    raise RuntimeError('this test needs no engine')\n"
        "sys.exit(app.run(open_engine))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "opening\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
