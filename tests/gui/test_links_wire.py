"""Links over real sockets, with the window, the engine and the demo hospital behind them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from mkiso_desktop.__main__ import _open_listener
from mkiso_desktop.core.config import Config
from mkiso_desktop.core.places import downloads_folder
from mkiso_desktop.demo import Hospital
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import JobState, Origin
from mkiso_desktop.gui.window import Window
from tests.listener.forms import form_of
from tests.listener.site import BROWSER, FROM_HIS, listening
from tests.peers.demo import config as config
from tests.peers.process import LOOPBACK

from .past import choose, see_numbers
from .person import ALT, CTRL, press, push, see_preview, see_state
from .test_demo import SLOW_CT, X_RAY
from .test_renewal import apply
from .test_status import open_popover, see_light

LONG_S = 30

Ask = Callable[..., "Future[httpx.Response]"]
Open = Callable[..., Window]  # with the Config of each engine in turn


@pytest.fixture(scope="module")
def hospital() -> Iterator[Hospital]:
    """Sends an image every 20 ms at most, so that a CT takes longer than a key press."""
    with Hospital(pause_s=0.02) as hospital:
        yield hospital


@pytest.fixture
def linked(config: Config) -> Config:
    """Of a desk that answers links at a port of its own."""
    listener = config.listener.model_copy(update={"enabled": True})
    return listening(config.model_copy(update={"listener": listener}))


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[Open]:
    """A window that answers links as the program does."""
    windows: list[Window] = []

    def open_desk(*configs: Config) -> Window:
        each = iter(configs)

        def open_engine() -> Engine:
            engine = Engine(next(each))
            engine.open()
            return engine

        window = Window(open_engine, open_listener=_open_listener)
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        return window

    yield open_desk
    for window in windows:
        window.desk.wait()
        assert all(thread.isFinished() for thread in window.findChildren(QThread))


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Asks as a script does, in a thread of the test's."""
    with ThreadPoolExecutor() as threads:

        def ask(
            config: Config, path: str, method: str = "GET", **more: Any
        ) -> Future[httpx.Response]:
            url = f"http://{LOOPBACK}:{config.listener.port}{path}"
            return threads.submit(
                httpx.request, method, url, timeout=LONG_S, trust_env=False, **more
            )

        yield ask


def a_ready_disc(qtbot: QtBot, window: Window, config: Config, ask: Ask) -> tuple[str, int]:
    """The path of a download that is there already, and how many bytes it has."""
    path = f"/mkiso.php?accession_number={SLOW_CT}"
    ready = ask(config, path)
    see_state(qtbot, window, 1, JobState.DONE, LONG_S * 2)
    qtbot.waitUntil(ready.done, timeout=LONG_S * 1000)
    return path, len(ready.result().content)


def test_a_link_makes_a_row_with_its_mark(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    window = open_desk(linked)
    light = see_light(qtbot, window, "listener", "done", LONG_S)
    where = f"{LOOPBACK}:{linked.listener.port}"
    open_popover(light)
    assert window.status.popover is not None
    assert window.status.popover.where.text() == where
    answer = ask(linked, f"/mkiso.php?accession_number={X_RAY}")
    see_state(qtbot, window, 1, JobState.DONE, LONG_S)
    row = window.queue.rows[1]
    assert row.view.origin is Origin.LINK
    assert row.about.text() == f"{X_RAY} · ISO · from a HIS link"
    assert row.step.text() == "Made for download"
    qtbot.waitUntil(answer.done, timeout=LONG_S * 1000)
    result = row.view.result
    assert result is not None and answer.result().status_code == 200
    assert len(answer.result().content) == result.bytes


def test_cancel_in_the_window_ends_the_request_that_waits(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    window = open_desk(linked)
    see_light(qtbot, window, "listener", "done", LONG_S)
    answer = ask(linked, f"/api/iso/download?accession_number={SLOW_CT}")
    see_state(qtbot, window, 1, JobState.RETRIEVING, LONG_S)
    push(qtbot, window.queue.rows[1].cancel)
    see_state(qtbot, window, 1, JobState.CANCELLED, LONG_S)
    qtbot.waitUntil(answer.done, timeout=LONG_S * 1000)
    assert answer.result().status_code == 409
    assert answer.result().json()["code"] == "cancelled"


def test_cancel_on_the_page_in_the_browser_ends_the_job_in_the_window(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    window = open_desk(linked)
    see_light(qtbot, window, "listener", "done", LONG_S)
    page = ask(linked, f"/mkiso.php?accession_number={SLOW_CT}", headers=FROM_HIS)
    see_state(qtbot, window, 1, JobState.RETRIEVING, LONG_S)
    qtbot.waitUntil(page.done, timeout=LONG_S * 1000)
    origin = f"http://{LOOPBACK}:{linked.listener.port}"
    form = form_of(page.result().text)
    own = {**BROWSER, "Sec-Fetch-Site": "same-origin", "Origin": origin}
    cancelled = ask(linked, form.action, method="POST", data=form.fields, headers=own)
    see_state(qtbot, window, 1, JobState.CANCELLED, LONG_S)
    qtbot.waitUntil(cancelled.done, timeout=LONG_S * 1000)


def test_closing_asks_once_while_a_link_waits_and_tells_it(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    window = open_desk(linked)
    see_light(qtbot, window, "listener", "done", LONG_S)
    answer = ask(linked, f"/api/iso/download?accession_number={SLOW_CT}")
    see_state(qtbot, window, 1, JobState.RETRIEVING, LONG_S)
    window.close()
    [box] = window.findChildren(QMessageBox)
    qtbot.waitUntil(box.isActiveWindow)
    with qtbot.waitSignal(window.ended, timeout=LONG_S * 1000):
        press(box, Qt.Key.Key_C, ALT)
    assert answer.result().json()["code"] in ("cancelled", "closing")


def test_closing_does_not_wait_for_a_download_that_stands_still(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    window = open_desk(linked)
    see_light(qtbot, window, "listener", "done", LONG_S)
    path, size = a_ready_disc(qtbot, window, linked, ask)
    with fetching(linked, path) as wire:
        with qtbot.waitSignal(window.ended, timeout=LONG_S * 1000):
            window.close()
        assert not window.findChildren(QMessageBox), "nothing is being made"
        came = sum(len(part) for part in parts(wire))
    assert came < size


def test_new_settings_cut_off_no_download(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    moved = listening(linked)
    window = open_desk(linked, moved)
    see_light(qtbot, window, "listener", "done", LONG_S)
    path, size = a_ready_disc(qtbot, window, linked, ask)
    qtbot.waitUntil(lambda: not window.desk.is_answering, timeout=LONG_S * 1000)
    window.renewal.turning.stop()  # nobody waits on a page
    with fetching(linked, path) as wire:
        with qtbot.waitSignal(window.renewal.waits):
            apply(window)
        health = ask(linked, "/api/health")  # links are answered meanwhile
        qtbot.waitUntil(health.done, timeout=LONG_S * 1000)
        assert health.result().status_code == 200
        came = 0
        while came < size:
            came += len(wire.recv(1 << 16))
    qtbot.waitUntil(lambda: window.desk.config is moved, timeout=LONG_S * 1000)
    see_light(qtbot, window, "listener", "done", LONG_S)


def test_new_settings_move_it_to_another_port(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    moved = listening(linked)
    window = open_desk(linked, moved)
    see_light(qtbot, window, "listener", "done", LONG_S)
    apply(window)
    qtbot.waitUntil(lambda: window.desk.config is moved, timeout=LONG_S * 1000)
    see_light(qtbot, window, "listener", "done", LONG_S)
    answer = ask(moved, "/api/health")
    former = ask(linked, "/api/health")
    qtbot.waitUntil(lambda: answer.done() and former.done(), timeout=LONG_S * 1000)
    assert answer.result().status_code == 200
    assert isinstance(former.exception(), httpx.ConnectError)


@pytest.mark.logs
def test_a_port_that_is_taken_is_told_and_mends_by_itself(
    qtbot: QtBot, open_desk: Open, linked: Config
) -> None:
    with socket.create_server((LOOPBACK, linked.listener.port)):
        window = open_desk(linked)
        light = see_light(qtbot, window, "listener", "stop", LONG_S)
        assert str(linked.listener.port) in light.toolTip()
        assert window.desk.is_open
        open_popover(light)
        popover = window.status.popover
        assert popover is not None and popover.telling is not None
        assert len(popover.telling.lines()) > 1, "nothing says what mends it"
    see_light(qtbot, window, "listener", "done", LONG_S)
    assert popover.telling is None


def test_an_unsafe_set_up_is_told_and_the_desk_works_on(
    qtbot: QtBot, open_desk: Open, linked: Config
) -> None:
    listener = linked.listener.model_copy(update={"host": "0.0.0.0", "his_origins": ()})
    window = open_desk(linked.model_copy(update={"listener": listener}))
    light = see_light(qtbot, window, "listener", "stop", LONG_S)
    assert "0.0.0.0" in light.toolTip()
    see_preview(qtbot, window, X_RAY)


def test_what_a_person_makes_again_is_not_kept_with_what_links_made(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    window = open_desk(linked)
    see_light(qtbot, window, "listener", "done", LONG_S)
    ask(linked, f"/mkiso.php?accession_number={X_RAY}")
    see_state(qtbot, window, 1, JobState.DONE, LONG_S)
    press(window, Qt.Key.Key_H, CTRL)
    see_numbers(qtbot, window, 1)
    choose(qtbot, window, 1)
    assert ", from a HIS link, at " in window.history.strip.who.text()
    push(qtbot, window.history.strip.make_again)
    push(qtbot, window.history.strip.yes)
    see_state(qtbot, window, 2, JobState.DONE, LONG_S)
    result = window.queue.rows[2].view.result
    assert result is not None
    [iso] = result.isos
    assert iso.path.parent == downloads_folder()


def test_new_settings_let_a_page_turn_into_its_download(
    qtbot: QtBot, open_desk: Open, linked: Config, ask: Ask
) -> None:
    moved = listening(linked)
    window = open_desk(linked, moved)
    see_light(qtbot, window, "listener", "done", LONG_S)
    turning = window.renewal.turning
    turning.setInterval(LONG_S * 10_000)  # however busy this machine is
    page = ask(linked, f"/mkiso.php?accession_number={SLOW_CT}", headers=FROM_HIS)
    qtbot.waitUntil(page.done, timeout=LONG_S * 1000)
    with qtbot.waitSignal(window.renewal.waits):
        apply(window)
    see_state(qtbot, window, 1, JobState.DONE, LONG_S * 2)
    qtbot.waitUntil(turning.isActive)
    ticket = form_of(page.result().text).action.removesuffix("/cancel")
    disc = ask(linked, f"{ticket}/disc", headers=BROWSER)
    qtbot.waitUntil(disc.done, timeout=LONG_S * 1000)
    result = window.queue.rows[1].view.result
    assert result is not None and len(disc.result().content) == result.bytes
    turning.start(0)
    qtbot.waitUntil(lambda: window.desk.config is moved, timeout=LONG_S * 1000)
    see_light(qtbot, window, "listener", "done", LONG_S)


@contextmanager
def fetching(config: Config, path: str) -> Iterator[socket.socket]:
    """Somebody to whom an image has begun to come, and who takes next to nothing by himself."""
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        wire.settimeout(LONG_S)
        wire.connect((LOOPBACK, config.listener.port))
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n".encode())
        assert wire.recv(12) == b"HTTP/1.1 200"
        yield wire


def parts(wire: socket.socket) -> Iterator[bytes]:
    """What still comes, until the other side has done."""
    with suppress(ConnectionError):
        while part := wire.recv(1 << 16):
            yield part
