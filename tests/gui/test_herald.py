"""What is told beside the window: the end of a job nobody sees, and what a search came to."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.errors import DiskFull, MkisoError, StudyIncomplete
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.job import JobState, Origin
from mkiso_desktop.gui.bell import Bell
from mkiso_desktop.gui.herald import DesktopCrier, Herald
from mkiso_desktop.gui.preferences import Preferences
from mkiso_desktop.gui.window import Window

from .person import save, see_preview, see_state
from .scripted_engine import ScriptedEngine


class Town:
    """Hears what is cried."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def cry(self, text: str) -> None:
        self.heard.append(text)


@pytest.fixture
def town(window: Window) -> Town:
    """The desktop around the window."""
    town = Town()
    window.herald = Herald(window, town)
    return town


def a_job_ends(qtbot: QtBot, window: Window, engine: ScriptedEngine, state: JobState) -> None:
    """While the window is in the task bar."""
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    window.showMinimized()
    engine.go_on.set()
    see_state(qtbot, window, 1, state)


def test_a_disc_that_is_ready_is_told_once_and_without_the_patient(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, town: Town
) -> None:
    a_job_ends(qtbot, window, engine, JobState.DONE)
    assert town.heard == ["A disc is ready"]
    window.desk.changed.emit(window.queue.rows[1].view)
    assert town.heard == ["A disc is ready"]


def test_the_good_end_of_a_links_job_is_told_by_the_browser(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, town: Town
) -> None:
    window.showMinimized()
    see_state(qtbot, window, engine.submit(MediaRequest(("A1",)), Origin.LINK), JobState.DONE)
    assert town.heard == []
    engine.job_error = DiskFull("Full", "Free some.")
    see_state(qtbot, window, engine.submit(MediaRequest(("A2",)), Origin.LINK), JobState.FAILED)
    assert town.heard == ["A job needs a person"]


@pytest.mark.parametrize("error", [DiskFull("Full", "Free some."), StudyIncomplete("2 missing")])
def test_a_job_that_stopped_calls_a_person(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, town: Town, error: MkisoError
) -> None:
    engine.job_error = error
    state = JobState.BLOCKED if isinstance(error, StudyIncomplete) else JobState.FAILED
    a_job_ends(qtbot, window, engine, state)
    assert town.heard == ["A job needs a person"]


def test_what_the_person_cancelled_is_no_news(
    qtbot: QtBot, window: Window, engine: ScriptedEngine, town: Town
) -> None:
    engine.hold = JobState.RETRIEVING
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.RETRIEVING)
    window.showMinimized()
    window.desk.cancel(1)
    see_state(qtbot, window, 1, JobState.CANCELLED)
    assert town.heard == []


def test_who_looks_at_the_window_is_told_nothing(qtbot: QtBot, window: Window, town: Town) -> None:
    see_preview(qtbot, window, "A1")
    save(window)
    see_state(qtbot, window, 1, JobState.DONE)
    assert QApplication.activeWindow() is window
    assert town.heard == []


def test_without_tray_and_portal_nothing_breaks(window: Window) -> None:
    DesktopCrier(window).cry("A disc is ready")


PORTAL = """
import sys
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection
from mkiso_desktop.gui.herald import _by_portal

@ClassInfo({"D-Bus Interface": "org.freedesktop.portal.Notification"})
class Portal(QObject):
    @Slot(str, "QVariantMap")
    def AddNotification(self, identity, notification):
        print(identity, notification["title"], notification["body"], sep="|")
        app.quit()

app = QCoreApplication([])
bus, portal = QDBusConnection.sessionBus(), Portal()
assert bus.registerService("org.freedesktop.portal.Desktop")
every = QDBusConnection.RegisterOption.ExportAllSlots
assert bus.registerObject("/org/freedesktop/portal/desktop", portal, every)
_by_portal("mkiso-desktop", "A disc is ready")
QTimer.singleShot(10_000, app.quit)
app.exec()
"""


@pytest.mark.skipif(not shutil.which("dbus-run-session"), reason="dbus-daemon is not installed")
def test_the_portal_of_a_linux_desktop_understands_us() -> None:
    answer = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", PORTAL],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert answer.stdout == "job|mkiso-desktop|A disc is ready\n", answer.stderr


def test_one_beep_for_found_and_two_for_not_found(qtbot: QtBot) -> None:
    beeps: list[str] = []
    owner = QObject()
    preferences = Preferences()
    bell = Bell(owner, preferences, lambda: beeps.append("beep"))
    bell.answer(True)
    qtbot.wait(300)
    assert len(beeps) == 1
    bell.answer(False)
    assert len(beeps) == 2  # at once
    qtbot.waitUntil(lambda: len(beeps) == 3)
    bell.answer(False)
    bell.answer(True)  # the next scan was answered before the second beep
    qtbot.wait(300)
    assert len(beeps) == 5
    preferences.sounds = False
    bell.answer(False)
    qtbot.wait(300)
    assert len(beeps) == 5
