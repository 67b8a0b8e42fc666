"""The listener from its opening to its end, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import psutil
import pytest
from starlette.types import Receive, Scope, Send

from mkiso_desktop.engine.health import Light
from mkiso_desktop.listener.server import Listener
from mkiso_desktop.listener.serving import log as of_serving
from tests.listener.serving import WAIT_S, at, get, hello, running, serving
from tests.listener.waiting import until
from tests.peers.certificates import Papers


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_loopback_is_both_addresses(host: str) -> None:
    with serving(hello) as listener:
        status, headers, body = get(listener.port, "/abc", host)
    assert (status, body) == (200, b"/abc")
    assert "server" not in headers


def test_it_tells_where_it_is_open_and_that_it_is_closed() -> None:
    listener = Listener(hello, at())
    assert listener.reading.light is Light.NOT_SET_UP
    with running(listener) as told:
        opened = told.get(timeout=WAIT_S)
        assert (opened.name, opened.light) == ("listener", Light.GOOD)
        assert opened.where == f"127.0.0.1:{listener.port}"
        assert listener.reading == opened
    assert told.get(timeout=WAIT_S).light is Light.NOT_SET_UP
    with pytest.raises(OSError):
        get(listener.port)


def test_stopped_before_it_ran_it_returns_at_once() -> None:
    listener = Listener(hello, at())
    listener.stop()
    listener.run()
    assert listener.reading.light is Light.NOT_SET_UP


@pytest.mark.logs
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_taken_port_is_told_tried_again_and_opened(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as foreign:
        foreign.bind((host, 0))
        foreign.listen()
        port = foreign.getsockname()[1]
        listener = Listener(hello, at(port), retry_s=0.02)
        with running(listener) as told:
            taken = told.get(timeout=WAIT_S)
            assert taken.light is Light.STOP
            assert taken.error is not None
            assert str(port) in taken.error.title
            assert "[listener]" in taken.error.advice
            foreign.close()
            assert told.get(timeout=WAIT_S).light is Light.GOOD
            assert get(port)[0] == 200


@pytest.mark.logs
def test_while_the_port_is_taken_it_stops_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        listener = Listener(hello, at(foreign.getsockname()[1]), retry_s=10 * WAIT_S)
        with running(listener) as told:  # waits WAIT_S at most for the end
            assert told.get(timeout=WAIT_S).light is Light.STOP


@pytest.mark.logs
@pytest.mark.parametrize("bad", ["expired", "not_yet_valid", "other_key"])
def test_a_certificate_that_nobody_would_accept_is_told(papers: Papers, bad: str) -> None:
    one = papers.ours if bad == "other_key" else getattr(papers, bad)
    files = one.settings(papers.ca, dicom=False)
    if bad == "other_key":
        files = files.model_copy(update={"key": str(papers.theirs.key)})
    listener = Listener(hello, at(tls=files))
    with running(listener) as told:
        reading = told.get(timeout=WAIT_S)
    assert reading.light is Light.STOP
    assert reading.error is not None
    assert "tls." in reading.error.title


@pytest.mark.logs
def test_http_to_a_listener_of_https_is_told_once(
    papers: Papers, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(hello, at(tls=papers.ours.settings(papers.ca, dicom=False))) as listener:
        for _ in range(3):
            with pytest.raises(OSError):
                get(listener.port)
    assert [record.name for record in caplog.records].count(of_serving.name) == 1
    assert "this is https" in caplog.text


@pytest.mark.logs
def test_a_watcher_that_fails_harms_nobody() -> None:
    def fail(reading: object) -> None:
        raise ValueError("of somebody else")

    listener = Listener(hello, at())
    listener.watch(fail)
    with running(listener) as told:
        assert told.get(timeout=WAIT_S).light is Light.GOOD
        assert get(listener.port)[0] == 200


def test_it_says_when_nobody_is_being_answered_any_more() -> None:
    go_on, idle = threading.Event(), threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.to_thread(go_on.wait)
        await hello(scope, receive, send)

    with serving(slow) as listener, ThreadPoolExecutor(1) as beside:
        listener.when_idle(idle.set)
        assert idle.wait(WAIT_S) and not listener.is_answering
        idle.clear()
        answer = beside.submit(get, listener.port)
        until(lambda: listener.is_answering)
        listener.when_idle(idle.set)
        assert not idle.is_set()
        go_on.set()
        assert idle.wait(WAIT_S) and not listener.is_answering
        assert answer.result()[0] == 200
    idle.clear()
    listener.when_idle(idle.set)
    assert idle.is_set() and not listener.is_answering


def test_the_end_leaves_nothing() -> None:
    """Idle, half-asking and streaming connections; no task, no descriptor, no thread stays."""
    streaming = threading.Event()

    async def endless(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        streaming.set()
        while True:
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            await asyncio.sleep(0)

    before = psutil.Process().num_fds(), threading.active_count()
    peers: list[socket.socket] = []
    with serving(endless, grace_s=0.05) as listener:
        for said in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"):
            peer = socket.create_connection(("127.0.0.1", listener.port))
            peer.sendall(said)
            peers.append(peer)
        assert streaming.wait(WAIT_S)
    for peer in peers:
        peer.close()
    assert (psutil.Process().num_fds(), threading.active_count()) == before


def test_an_answer_under_way_is_finished_before_the_end() -> None:
    asked, answer = threading.Event(), threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        while not answer.is_set():
            await asyncio.sleep(0.001)
        await hello(scope, receive, send)

    with serving(slow, grace_s=WAIT_S) as listener:
        http = HTTPConnection("127.0.0.1", listener.port, timeout=WAIT_S)
        http.request("GET", "/late")
        assert asked.wait(WAIT_S)
        listener.stop()
        answer.set()
        assert http.getresponse().read() == b"/late"
        http.close()
