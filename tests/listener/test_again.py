"""The same words from the same place are answered without the way through the application."""

from __future__ import annotations

import json
import logging
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from starlette.types import Receive, Scope, Send

from mkiso_desktop.core.config import Config, Listener
from mkiso_desktop.listener.access_log import AccessLog
from mkiso_desktop.listener.again import AGAIN, Known, Pairs
from mkiso_desktop.listener.gate import Gate
from mkiso_desktop.listener.guests import Limits
from tests.peers.demo import config as config
from tests.peers.demo import hospital as hospital

from .serving import WAIT_S, heard, serving
from .site import listening, served

ASKED = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
HEALTH = b"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n%b\r\n"


class Counting:
    """An application that says how often it was asked, and lets each answer be given again."""

    def __init__(self, is_known: bool = True) -> None:
        self.asked, self.is_known = 0, is_known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        message = await receive()
        while message.get("more_body"):
            message = await receive()
        number = self.asked
        headers = [(b"content-length", b"%d" % len(str(number)))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": str(number).encode()})

        def again() -> tuple[Pairs, bytes] | None:
            return (headers, str(number).encode()) if self.is_known else None

        scope["extensions"][AGAIN](again)


class Line:
    """A connection on which one answer after the other is read."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), WAIT_S, (source, 0))
        self._answers = self.socket.makefile("rb")

    def ask(self, words: bytes, answers: int = 1) -> list[bytes]:
        """Say this at once; the bodies of the answers."""
        self.socket.sendall(words)
        return [self._answer()[1] for _ in range(answers)]

    def whole(self, words: bytes) -> tuple[bytes, bytes]:
        """The same with the head of the answer."""
        self.socket.sendall(words)
        return self._answer()

    def _answer(self) -> tuple[bytes, bytes]:
        head = b"".join(iter(self._answers.readline, b"\r\n"))
        found = re.search(rb"(?i)content-length: (\d+)", head)
        assert head.startswith(b"HTTP/1.1 200 OK\r\n") and found, head
        return head, self._answers.read(int(found[1]))

    def close(self) -> None:
        self._answers.close()
        self.socket.close()


@contextmanager
def line_to(port: int, source: str = "127.0.0.1") -> Iterator[Line]:
    with closing(Line(port, source)) as line:
        yield line


def test_the_same_words_are_answered_without_asking_again() -> None:
    app = Counting()
    with serving(app) as listener, line_to(listener.port) as line:
        assert [line.ask(ASKED) for _ in range(3)] == [[b"1"]] * 3
        with line_to(listener.port) as another:
            assert another.ask(ASKED) == [b"1"]
    assert app.asked == 1


def test_other_words_and_other_places_are_asked() -> None:
    app = Counting()
    with serving(app) as listener, line_to(listener.port) as line:
        assert line.ask(ASKED) == [b"1"]
        assert line.ask(ASKED.replace(b"/a", b"/b")) == [b"2"]
        assert line.ask(ASKED.replace(b"Host: x", b"Host: y")) == [b"3"]
        with line_to(listener.port, "127.0.0.2") as elsewhere:
            assert elsewhere.ask(ASKED) == [b"4"]


def test_what_the_application_takes_back_is_asked() -> None:
    app = Counting(is_known=False)
    with serving(app) as listener, line_to(listener.port) as line:
        assert [line.ask(ASKED) for _ in range(3)] == [[b"1"], [b"2"], [b"3"]]


@pytest.mark.parametrize("first", [ASKED, ASKED.replace(b"\r\n", b"\n")])
def test_two_in_one_piece_are_two(first: bytes) -> None:
    """Taken for one, an answer would be missing, and every later one stand for another."""
    app = Counting(is_known=True)
    with serving(app) as listener, line_to(listener.port) as line:
        for _ in range(3):
            assert len(line.ask(first + ASKED, 2)) == 2
        assert line.ask(ASKED.replace(b"/a", b"/last")) == [b"7"]
    assert app.asked == 7


def test_the_end_of_a_request_is_not_taken_for_one() -> None:
    """It looks like the one that is known, and is the body of another."""
    app = Counting()
    post = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(ASKED)
    with serving(app) as listener, line_to(listener.port) as line:
        assert line.ask(ASKED) == [b"1"]
        line.socket.sendall(post)
        assert line.ask(ASKED) == [b"2"]  # the body
        line.socket.sendall(b"GET /half HTTP/1.1\r\nX-More: ")
        assert line.ask(ASKED) == [b"3"]
        assert line.ask(ASKED) == [b"1"]


def test_a_connection_that_shall_close_does() -> None:
    app = Counting()
    last = ASKED.replace(b"Host", b"Connection: close\r\nHost")
    with serving(app) as listener:
        for _ in range(2):
            with line_to(listener.port) as line:
                line.ask(last)
                assert heard(line.socket) == b""
    assert app.asked == 2


def test_who_was_answered_so_has_as_long_as_anybody_for_the_next_request() -> None:
    app = Counting()
    with serving(app, limits=Limits(request_s=1.0)) as listener:
        with line_to(listener.port) as line:
            line.ask(ASKED)
        with line_to(listener.port) as line:
            line.ask(ASKED)
            assert heard(line.socket) == b""
    assert app.asked == 1


def test_who_asks_again_and_again_is_not_sent_away() -> None:
    app, limits = Counting(), Limits(request_s=2.0)
    with serving(app, limits=limits) as listener, line_to(listener.port) as line:
        end = time.monotonic() + 1.25 * limits.request_s
        while time.monotonic() < end:
            assert line.ask(ASKED) == [b"1"]
            time.sleep(0.05)  # his own pace


def test_it_is_asked_anew_after_some_seconds() -> None:
    known = Known()
    known.learn("a", lambda: ([(b"b", b"c")], b"d"), now=100.0)
    assert known.answer("a", 109.9, [(b"date", b"e")]) == (
        b"HTTP/1.1 200 OK\r\ndate: e\r\nb: c\r\n\r\nd"
    )
    assert known.answer("a", 110.0, []) is None
    assert known.answer("a", 109.9, []) is None


def test_only_so_much_is_known_at_a_time() -> None:
    known = Known()
    for number in range(1000):
        known.learn(number, lambda: ([], b""), now=0.0)
    assert sum(known.answer(number, 1.0, []) is not None for number in range(1000)) < 100


class Desk:
    """A gate with an application that says how we are, and how often the gate was passed."""

    def __init__(self, **listener: Any) -> None:
        self.body: bytes | None = b"{}"
        self.passed = 0
        self.gate = Gate(self._app, Config(listener=Listener(**listener)), health=self._now)

    def _now(self) -> bytes | None:
        return self.body

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.passed += 1
        scope["route"] = SimpleNamespace(path=scope["path"])
        body = b"waited for"
        headers = [(b"Content-Length", b"%d" % len(body)), (b"Content-Type", b"text/x")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def test_our_health_is_told_as_it_is_by_now() -> None:
    desk = Desk()
    with serving(desk.gate) as listener, line_to(listener.port) as line:
        assert line.ask(HEALTH % b"") == [b"waited for"]
        for desk.body in (b"{}", b'{"more": 1}'):
            assert line.ask(HEALTH % b"") == [desk.body]
        desk.body = None
        assert line.ask(HEALTH % b"") == [b"waited for"]
    assert desk.passed == 2


def test_every_answer_has_an_id_and_the_headers_of_the_first() -> None:
    desk = Desk()
    with serving(desk.gate) as listener, line_to(listener.port) as line:
        heads = [line.whole(HEALTH % b"")[0] for _ in range(3)]
        mine = [line.whole(HEALTH % b"X-Request-ID: mine\r\n")[0] for _ in range(2)]
    ids = {re.findall(rb"x-request-id: (\S+)", head)[0] for head in heads}
    assert len(ids) == 3 and all(UUID(one.decode()) for one in ids)
    assert all(b"x-request-id: mine\r\n" in head for head in mine)
    changing = re.compile(rb"(?i)(?<=x-request-id: )\S+|(?<=date: )[^\r]+|(?<=length: )\d+")
    lines = [sorted(changing.sub(b"", head).lower().splitlines()) for head in heads + mine]
    assert lines == [lines[0]] * 5
    assert desk.passed == 2


@pytest.mark.parametrize(
    "method, path, headers, passed",
    [
        ("HEAD", "/api/health", {}, 2),
        ("GET", "/api/other", {}, 2),
        ("POST", "/api/health", {}, 2),
        ("GET", "/api/health", {"Origin": "http://evil.test"}, 0),
        ("GET", "/api/health", {"Host": "evil.test"}, 0),
    ],
)
def test_nothing_else_is_given_again(
    method: str, path: str, headers: dict[str, str], passed: int
) -> None:
    """Neither what may need a key, nor what a rule has refused."""
    desk = Desk()
    with (
        serving(desk.gate) as listener,
        closing(HTTPConnection("127.0.0.1", listener.port, timeout=WAIT_S)) as http,
    ):
        for _ in range(2):
            http.request(method, path, headers=headers)
            assert http.getresponse().read() != desk.body
    assert desk.passed == passed


def test_whoever_looks_closely_sees_every_question(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "mkiso_desktop.listener.access_log")
    desk = Desk()
    with serving(desk.gate) as listener, line_to(listener.port) as line:
        for _ in range(3):
            line.ask(HEALTH % b"")
    assert caplog.text.count("GET /api/health 200") == 3
    assert desk.passed == 3


def test_a_monitor_of_the_whole_listener_is_answered_so(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(AccessLog, "tell", lambda log, scope, status, s: told.append(status))
    with served(listening(config)) as site, line_to(site.listener.port) as line:
        bodies = {line.ask(HEALTH % b"")[0] for _ in range(5)}
    [body] = bodies
    assert json.loads(body)["status"] == "ok"
    assert told == [200]
