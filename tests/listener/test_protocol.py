"""HTTP/1.1 as it is spoken on a real socket: what is asked in odd ways, and what makes no sense."""

from __future__ import annotations

import json

import pytest
from starlette.types import Receive, Scope, Send

from mkiso_desktop.listener.guests import Limits
from tests.listener.serving import get, hello, said, serving

CLOSE = b"Connection: close\r\n\r\n"
HOST = b" HTTP/1.1\r\nHost: x\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the body that was sent."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, more = body + message["body"], message["more_body"]
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def test_requests_in_a_row_are_answered_in_their_order() -> None:
    many = b"".join(b"GET /%d%s\r\n" % (number, HOST) for number in range(50))
    with serving(hello) as listener:
        answer = said(listener.port, many + b"GET /last" + HOST + CLOSE)
    bodies = [part.partition(b"\r\n\r\n")[2] for part in answer.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert bodies == [*(b"/%d" % number for number in range(50)), b"/last"]


def test_expect_100_continue_is_answered_when_the_body_is_wanted() -> None:
    head = b"POST /" + HOST + b"Content-Length: 3\r\nExpect: 100-continue\r\n" + CLOSE
    with serving(echo) as listener:
        answer = said(listener.port, head + b"abc")
    assert answer.startswith(b"HTTP/1.1 100 ")
    assert answer.partition(b"\r\n\r\n")[2].startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\nabc")


@pytest.mark.parametrize("more", [b"", b"Connection: keep-alive\r\n"])
def test_http_1_0_is_answered_and_ended(more: bytes) -> None:
    with serving(hello) as listener:
        answer = said(listener.port, b"GET /old HTTP/1.0\r\n" + more + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n/old")


@pytest.mark.parametrize("wish", [b"websocket", b"h2c"])
def test_a_wish_for_another_protocol_is_passed_over(wish: bytes) -> None:
    more = b"Upgrade: " + wish + b"\r\nConnection: Upgrade, close\r\n\r\n"
    with serving(hello) as listener:
        answer = said(listener.port, b"GET /plain" + HOST + more)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n/plain")


def test_every_answer_has_its_date_and_none_says_what_we_run() -> None:
    with serving(hello) as listener:
        _, headers, _ = get(listener.port)
    assert headers["date"].endswith(" GMT")
    assert "server" not in headers


@pytest.mark.parametrize(
    "words",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),  # TLS to a plain port
        b"GET / HTTP/1.1\r\n\r\n",  # no Host
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 2\r\n\r\n",
        b"GET /" + HOST + b"A: " + bytes(20_000),
        b"GET /" + b"a" * 20_000,
        b"POST /" + HOST + b"Transfer-Encoding: chunked\r\n\r\nno number\r\n",
    ],
)
def test_nonsense_gets_400_in_our_words(words: bytes) -> None:
    with serving(echo) as listener:
        answer = said(listener.port, words)
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    assert lines[0] == "http/1.1 400 bad request"
    wanted = ("content-type: application/json", "x-content-type-options: nosniff")
    assert {*wanted, "connection: close", "cache-control: no-store"} <= set(lines)
    told = json.loads(body)
    assert told["error"]
    assert f"x-request-id: {told['request_id']}" in lines


def test_a_head_of_nearly_the_most_that_is_allowed_is_answered() -> None:
    with serving(hello) as listener:
        answer = said(listener.port, b"GET /" + HOST + b"A: " + b"x" * 16_000 + b"\r\n" + CLOSE)
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_a_larger_head_is_refused_even_when_it_comes_at_once() -> None:
    with serving(hello) as listener:
        answer = said(listener.port, b"GET /" + HOST + b"A: " + b"x" * 17_000 + b"\r\n" + CLOSE)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"16384 bytes" in answer


@pytest.mark.logs
def test_an_application_that_fails_is_answered_and_the_next_one_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    patient = "Siti Rahayu"

    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/bad":
            raise ValueError(patient)
        await hello(scope, receive, send)

    with serving(failing) as listener:
        status, _, body = get(listener.port, "/bad")
        assert (status, json.loads(body)["error"]) == (500, "unexpected")
        assert get(listener.port, "/good")[0] == 200
    assert "ValueError" in caplog.text
    assert "Siti" not in caplog.text


@pytest.mark.logs
def test_an_answer_that_breaks_off_is_not_taken_for_whole() -> None:
    async def breaking(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise ValueError

    with serving(breaking) as listener:
        answer = said(listener.port, b"GET /" + HOST + b"\r\n")
    assert answer.endswith(b"half\r\n")  # the chunk, but not the last one


def test_what_is_left_of_a_body_that_nobody_read_is_cut_off() -> None:
    """Answered before it was whole, it must not be read without end, nor become a request."""

    async def hasty(scope: Scope, receive: Receive, send: Send) -> None:
        await hello(scope, receive, send)

    words = b"POST /much" + HOST + b"Content-Length: 1000000\r\n\r\n" + b"GET /no" + HOST + b"\r\n"
    with serving(hasty, limits=Limits(request_s=0.2)) as listener:
        answer = said(listener.port, words)
    assert answer.count(b"HTTP/1.1") == 1
    assert answer.endswith(b"/much")
