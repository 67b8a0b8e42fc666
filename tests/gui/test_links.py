"""Links from the HIS beside the window: its own thread, its light, its page of the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Event, get_ident

import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import ConfigInvalid, MkisoError, StudyIncomplete
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.health import LISTENER, Light, Reading
from mkiso_desktop.engine.job import JobState, Origin
from mkiso_desktop.gui.acts import Act
from mkiso_desktop.gui.settings.window import SettingsWindow
from mkiso_desktop.gui.window import Window

from .conftest import ShowWindow
from .person import ending, press, push, see_state, type_keys
from .scripted_engine import ScriptedEngine
from .test_renewal import Openings, apply
from .test_status import icon, open_popover, see_light

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
GOOD = Reading(LISTENER, Light.GOOD, NOON, where="127.0.0.1:8080")
TAKEN = MkisoError("Port 8080 is taken by another program", "End that program.")
STOP = replace(GOOD, light=Light.STOP, error=TAKEN)


class Face:
    """Answers nobody; says of itself what a test has it say."""

    def __init__(self) -> None:
        self.reading = GOOD
        self.thread = 0
        self.is_over = Event()
        self.is_answering = False
        self.engine_was_closed: bool | None = None
        self._engine: ScriptedEngine | None = None
        self._stopped = Event()
        self._watchers: list[Callable[[Reading], None]] = []
        self._when_idle: list[Callable[[], object]] = []

    def open(self, engine: object) -> Face:
        assert isinstance(engine, ScriptedEngine)
        self._engine = engine
        return self

    def run(self) -> None:
        if not self._stopped.is_set():
            self.thread = get_ident()
            self.tell(self.reading)
        self._stopped.wait()
        assert self._engine is not None
        self.engine_was_closed = self._engine.is_closed
        self.is_over.set()

    def stop(self) -> None:
        self._stopped.set()

    def watch(self, callback: Callable[[Reading], None]) -> Callable[[], None]:
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def when_idle(self, call: Callable[[], object]) -> None:
        self._when_idle.append(call)

    def end_answers(self) -> None:
        self.is_answering = False
        for call in self._when_idle:
            call()

    def tell(self, reading: Reading) -> None:
        self.reading = reading
        for watcher in tuple(self._watchers):
            watcher(reading)

    @property
    def is_watched(self) -> bool:
        return bool(self._watchers)


@pytest.fixture
def face() -> Face:
    return Face()


@pytest.fixture
def linked(qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, face: Face) -> Window:
    """A window whose listener runs."""
    window = show_window(lambda: engine, open_listener=face.open)
    see_light(qtbot, window, "listener", "done")
    return window


def test_the_listener_runs_in_a_thread_of_its_own_once_the_engine_is_open(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, face: Face
) -> None:
    opened: list[bool] = []

    def open_listener(it: object) -> Face:
        opened.append(it is engine and get_ident() != gui)
        return face.open(it)

    gui = get_ident()
    window = show_window(
        lambda: engine.go_on.wait() and engine,  # type: ignore[return-value,arg-type]
        open_listener=open_listener,
    )
    light = window.status.lights["listener"]
    assert icon(light) == "waiting" and not opened
    assert light.accessibleName() == "HIS links: not answered yet"
    engine.go_on.set()
    see_light(qtbot, window, "listener", "done")
    assert opened == [True] and face.thread != gui
    assert light.accessibleName() == "HIS links: are answered"


def test_closing_ends_it_before_the_engine(qtbot: QtBot, linked: Window, face: Face) -> None:
    with qtbot.waitSignal(linked.ended):
        linked.close()
    assert face.is_over.is_set() and face.engine_was_closed is False
    assert not face.is_watched
    assert all(thread.isFinished() for thread in linked.findChildren(QThread))


def test_closing_while_it_is_being_opened_waits_for_that_and_stops_it(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, face: Face
) -> None:
    opening, go_on = Event(), Event()

    def open_listener(it: object) -> Face:
        opening.set()
        go_on.wait()
        return face.open(it)

    window = show_window(lambda: engine, open_listener=open_listener)
    qtbot.waitUntil(opening.is_set)
    with qtbot.waitSignal(window.ended):
        window.close()
        go_on.set()
    assert face.is_over.is_set() and face.engine_was_closed is False
    assert face.thread == 0, "it has answered somebody"


def test_the_light_follows_what_it_tells(qtbot: QtBot, linked: Window, face: Face) -> None:
    face.tell(STOP)
    light = see_light(qtbot, linked, "listener", "stop")
    assert light.accessibleName() == "HIS links: are not answered"
    assert linked.status.news.text() == "HIS links: Port 8080 is taken by another program"
    open_popover(light)
    popover = linked.status.popover
    assert popover is not None and popover.telling is not None
    assert popover.telling.lines() == [TAKEN.title, TAKEN.advice]
    assert popover.where.text() == "127.0.0.1:8080" and popover.when.text().startswith("Since ")
    assert not popover.check.isVisible(), "there is nothing to ask"
    assert linked.focusWidget() is popover.settings
    face.tell(GOOD)
    see_light(qtbot, linked, "listener", "done")
    assert popover.telling is None and linked.status.news.text() == ""
    press(popover.settings, Qt.Key.Key_Escape)
    assert linked.focusWidget() is light


def test_where_none_is_wanted_it_is_switched_off_and_not_bad(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    window = show_window(lambda: engine, open_listener=lambda _engine: None)
    light = see_light(qtbot, window, "listener", "cancelled")
    assert light.accessibleName() == "HIS links: switched off"
    assert light.caption.property("look") == "caption"
    assert window.status.news.text() == ""


def test_an_unsafe_set_up_is_told_by_the_light_and_the_desk_works_on(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine
) -> None:
    def refuse(_engine: object) -> None:
        raise ConfigInvalid("Anybody could ask for discs here", "Set listener.api_key.")

    window = show_window(lambda: engine, open_listener=refuse)
    light = see_light(qtbot, window, "listener", "stop")
    assert light.toolTip() == "Anybody could ask for discs here"
    open_popover(light)
    popover = window.status.popover
    assert popover is not None and popover.telling is not None
    assert popover.telling.lines()[1] == "Set listener.api_key."
    assert window.search.pages.currentWidget() is window.search.empty
    assert not window.findChildren(QDialog)


@pytest.mark.logs
def test_a_bug_in_it_is_told_by_the_light_and_the_desk_works_on(
    qtbot: QtBot,
    show_window: ShowWindow,
    engine: ScriptedEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    name = "RAHMAWATI^SITI"

    class Broken(Face):
        def run(self) -> None:
            raise ValueError(name)

    window = show_window(lambda: engine, open_listener=Broken().open)
    light = see_light(qtbot, window, "listener", "stop")
    assert light.toolTip() == "Something unexpected happened in this program"
    assert window.desk.is_open
    assert name not in caplog.text and "ValueError" in caplog.text


def test_new_settings_bring_another_listener(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, face: Face
) -> None:
    other, second = ScriptedEngine(Config()), Face()
    faces = {id(engine): face, id(other): second}
    window = show_window(Openings(engine, other), open_listener=lambda it: faces[id(it)].open(it))
    see_light(qtbot, window, "listener", "done")
    second.reading = STOP
    apply(window)
    see_light(qtbot, window, "listener", "stop")
    assert face.is_over.is_set() and face.engine_was_closed is False
    face.tell(GOOD)
    window.furnish_again()
    assert icon(window.status.lights["listener"]) == "stop", "the former has nothing to say"


@pytest.fixture
def fetched(qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, face: Face) -> Window:
    """A window of whose listener somebody fetches a disc, just when new settings are saved."""
    other, second = ScriptedEngine(Config()), Face()
    faces = {id(engine): face, id(other): second}
    window = show_window(Openings(engine, other), open_listener=lambda it: faces[id(it)].open(it))
    see_light(qtbot, window, "listener", "done")
    face.is_answering = True
    with qtbot.waitSignal(window.renewal.waits):
        apply(window)
    assert not engine.is_closed and not face.is_over.is_set()
    return window


def see_renewed(qtbot: QtBot, window: Window, face: Face, engine: ScriptedEngine) -> None:
    """The settings have taken effect."""
    qtbot.waitUntil(lambda: window.desk.config not in (None, engine.config))
    assert face.is_over.is_set() and face.engine_was_closed is False
    assert not window.renewal.patience.isActive()


def test_new_settings_wait_for_a_download(
    qtbot: QtBot, fetched: Window, face: Face, engine: ScriptedEngine
) -> None:
    face.end_answers()
    see_renewed(qtbot, fetched, face, engine)


def test_new_settings_wait_for_the_next_download_too(
    qtbot: QtBot, fetched: Window, face: Face, engine: ScriptedEngine
) -> None:
    with qtbot.waitSignal(fetched.desk.links_idle):
        face.end_answers()
        face.is_answering = True
    assert not engine.is_closed
    face.end_answers()
    see_renewed(qtbot, fetched, face, engine)


def test_new_settings_wait_for_a_slow_download_not_for_ever(
    qtbot: QtBot, fetched: Window, face: Face, engine: ScriptedEngine
) -> None:
    assert fetched.renewal.patience.interval() >= 60_000
    fetched.renewal.patience.start(0)
    see_renewed(qtbot, fetched, face, engine)


def test_new_settings_wait_for_a_job_that_began_meanwhile(
    qtbot: QtBot, fetched: Window, face: Face, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    number = engine.submit(MediaRequest(("A2",)), Origin.LINK)
    see_state(qtbot, fetched, number, JobState.RETRIEVING)
    patience = fetched.renewal.patience
    with qtbot.waitSignal(patience.timeout):
        patience.start(0)
    patience.setInterval(60_000)
    with qtbot.waitSignal(fetched.desk.links_idle):
        face.end_answers()
    assert not engine.is_closed
    engine.go_on.set()
    see_state(qtbot, fetched, number, JobState.DONE)
    turning = fetched.renewal.turning
    qtbot.waitUntil(turning.isActive)
    assert turning.interval() >= 3_000 and not engine.is_closed  # its page looks once more
    turning.start(0)
    see_renewed(qtbot, fetched, face, engine)


def test_nothing_is_known_while_the_engine_opens_again(
    qtbot: QtBot, show_window: ShowWindow, engine: ScriptedEngine, face: Face
) -> None:
    taken = ConfigInvalid("The port is taken", "Choose another one.")
    window = show_window(Openings(engine, taken), open_listener=face.open)
    see_light(qtbot, window, "listener", "done")
    apply(window)
    qtbot.waitUntil(lambda: window.search.pages.currentWidget() is window.search.trouble)
    assert icon(window.status.lights["listener"]) == "waiting"


def test_a_job_of_a_link_comes_into_the_queue_and_does_not_disturb(
    qtbot: QtBot, linked: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    field = linked.search.intake.field
    type_keys(field, "A")
    number = engine.submit(MediaRequest(("A2",)), Origin.LINK)
    see_state(qtbot, linked, number, JobState.RETRIEVING)
    row = linked.queue.rows[number]
    assert row.about.text().endswith("from a HIS link")
    assert linked.focusWidget() is field and field.text() == "A"
    push(qtbot, row.cancel)
    see_state(qtbot, linked, number, JobState.CANCELLED)


def test_the_image_of_a_link_is_gone_after_a_while_by_itself(
    qtbot: QtBot, linked: Window, engine: ScriptedEngine
) -> None:
    number = engine.submit(MediaRequest(("A2",), is_download=True), Origin.LINK)
    see_state(qtbot, linked, number, JobState.DONE)
    assert linked.queue.rows[number].step.text() == "Made for download"
    qtbot.waitUntil(lambda: ending(linked, number).gone.isVisible())
    assert ending(linked, number).gone.text().endswith("it was kept for a while only.")


def test_closing_with_a_job_of_a_link_asks_once(
    qtbot: QtBot, linked: Window, engine: ScriptedEngine
) -> None:
    engine.hold = JobState.RETRIEVING
    see_state(qtbot, linked, engine.submit(MediaRequest(("A2",)), Origin.LINK), JobState.RETRIEVING)
    linked.close()
    linked.close()
    [box] = linked.findChildren(QMessageBox)
    press(box, Qt.Key.Key_Escape)
    assert linked.isVisible()


def test_what_a_person_signs_for_is_the_desks_own_disc(
    qtbot: QtBot, linked: Window, engine: ScriptedEngine
) -> None:
    engine.job_error = StudyIncomplete("2 images are missing", "Ask the PACS.")
    asked = MediaRequest(("A2",), output="isos/1", is_download=True)
    number = engine.submit(asked, Origin.LINK)
    see_state(qtbot, linked, number, JobState.BLOCKED)
    engine.job_error = None
    push(qtbot, ending(linked, number).buttons[Act.ANYWAY])
    type_keys(linked.focusWidget(), "Dewi")
    press(linked.focusWidget(), Qt.Key.Key_Return)
    see_state(qtbot, linked, number + 1, JobState.DONE)
    assert engine.requests[-1] == MediaRequest(("A2",), allow_incomplete="Dewi")
    assert linked.queue.rows[number + 1].about.text() == "A2 · ISO"


def test_its_page_of_the_settings_tells_the_same(qtbot: QtBot, linked: Window, face: Face) -> None:
    open_popover(linked.status.lights["listener"])
    popover = linked.status.popover
    assert popover is not None
    press(popover.settings, Qt.Key.Key_Space)
    [settings] = linked.findChildren(SettingsWindow)
    answering = settings.views["listener"].answering
    assert answering is not None and answering.isVisible()
    assert answering.state.text() == "Links are answered at 127.0.0.1:8080"
    face.tell(STOP)
    qtbot.waitUntil(lambda: answering.state.text() == TAKEN.title)
    assert answering.advice.text() == TAKEN.advice and answering.advice.isVisible()
    assert answering.accessibleName() == f"{TAKEN.title} {TAKEN.advice}"
