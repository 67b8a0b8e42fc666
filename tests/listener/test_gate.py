"""No request slips past the gate, however it is written."""

from __future__ import annotations

import asyncio
import random
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.promises import Trials

from .routes import app
from .wire import HIS, LIMIT_S, Reply, ask, gate, gated, request

# What a byte may become.
ODD = [
    b"",
    b"\r\n",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b":",
    b"\t",
    b"\xff",
    b"/",
    b"%2f",
    b"@",
    b",",
    b";",
]
ODD += [b"a", b"0", b"\r\n\r\n", b"\x7f", b"#", b"?", b"GET / HTTP/1.0\r\n\r\n"]

UNSEEN = "No page can start a job unseen"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with gated(app(), his_origins=[HIS]) as port:
        yield port


def get(port: int, target: str = "/api/thing", **headers: Any) -> Reply:
    return ask(port, request(target, **headers))


def post(port: int, body: bytes = b"x", **headers: Any) -> Reply:
    return ask(port, request(method="POST", body=body, **headers))


def test_a_plain_request_passes(port: int) -> None:
    reply = get(port)
    assert (reply.status, reply.body) == (200, b"done")


def test_a_body_arrives_whole(port: int) -> None:
    assert post(port, b"y" * 4096).body == b"y" * 4096
    chunked = (
        request(method="POST", Transfer_Encoding="chunked") + b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    assert ask(port, chunked).body == b"abcde"


def test_a_body_that_is_not_wanted_does_no_harm(port: int) -> None:
    assert ask(port, request(body=b"GET /refused HTTP/1.1\r\n\r\n")).body == b"done"


@pytest.mark.parametrize(
    "target",
    ["//api/thing", "/api//thing", "/api/../api/thing", "/api/thing/..", "/api%2fthing",
     "/api%2Fthing", "/api%5cthing", "/api\\thing", "/api/thing%00", "/%2e%2e/api/thing",
     "/api/%2e%2e/thing", "/api/.%2E/thing", "/api/thing#x", "/api/thing%0d%0aX:1",
     "/api/thing%0a", "/api/thing%7f", "/api/thing%e2%80%a8", "/api/%e2%80%aething",
     "http://localhost/api/thing", "localhost:80", "*"],
)  # fmt: skip
def test_a_crooked_path_is_refused(port: int, target: str) -> None:
    for method in ("GET", "POST", "HEAD", "OPTIONS", "DELETE"):
        assert ask(port, request(target, method)).status == 400


@pytest.mark.parametrize(
    "target",
    ["/api/thing/", "/API/thing", "/api/thing;x", "/api/./thing", "/api/thing%20", "/api%252fthing",
     "/api/thing%3fx", "/api/thing%ff", "/"],
)  # fmt: skip
def test_another_path_is_another_path(port: int, target: str) -> None:
    assert get(port, target).status == 404


def test_an_escaped_letter_is_that_letter(port: int) -> None:
    assert get(port, "/api/th%69ng?x=%2f..%5c//%00").status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW", "get", "PROPFIND"])
def test_another_method_is_refused(port: int, method: str) -> None:
    reply = ask(port, request(method=method, X_HTTP_Method_Override="GET"))
    assert reply.status == 405
    assert reply["allow"] == "GET, HEAD, POST, OPTIONS"


def test_nobody_is_allowed_to_read_us_from_another_site(port: int) -> None:
    asked: Any = {
        "Origin": "http://evil.test",
        "Access_Control_Request_Method": "GET",
        "Access_Control_Request_Private_Network": "true",
        "Sec_Fetch_Mode": "cors",
        "Sec_Fetch_Site": "cross-site",
    }
    reply = ask(port, request(method="OPTIONS", **asked))
    assert (reply.status, reply.body) == (204, b"")
    for answer in (reply, get(port), get(port, Origin="http://evil.test")):
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("name", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"])
def test_no_header_names_another_path(port: int, name: str) -> None:
    raw = request("/refused", **dict[str, Any]({name: "/api/thing"}))
    assert ask(port, raw).status == 409


@pytest.mark.promise(UNSEEN)
@pytest.mark.parametrize(
    ("site", "mode", "dest", "status"),
    [
        ("none", "navigate", "document", 200),
        ("same-origin", "cors", "empty", 200),
        ("same-origin", "navigate", "iframe", 200),
        ("cross-site", "navigate", "document", 200),
        ("same-site", "navigate", "document", 200),
        ("", "navigate", "document", 200),
        ("cross-site", "navigate", "iframe", 403),
        ("cross-site", "navigate", "frame", 403),
        ("cross-site", "navigate", "object", 403),
        ("cross-site", "navigate", "embed", 403),
        ("cross-site", "navigate", "", 403),
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "no-cors", "script", 403),
        ("cross-site", "no-cors", "style", 403),
        ("cross-site", "no-cors", "document", 403),
        ("cross-site", "cors", "empty", 403),
        ("cross-site", "cors", "font", 403),
        ("cross-site", "websocket", "websocket", 403),
        ("cross-site", "", "", 403),
        ("same-site", "no-cors", "image", 403),
        ("same-site", "cors", "empty", 403),
        ("none, cross-site", "no-cors", "image", 403),
        ("Same-Origin", "no-cors", "image", 403),
        ("nonsense", "no-cors", "image", 403),
        ("", "no-cors", "image", 403),
        ("", "", "script", 403),
        ("", "cors", "", 403),
    ],
)
def test_another_sites_page_may_only_link_here(
    port: int, site: str, mode: str, dest: str, status: int
) -> None:
    said: Any = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": dest}
    for method in ("GET", "HEAD"):
        assert ask(port, request(method=method, **said)).status == status


@pytest.mark.promise(UNSEEN)
@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_another_sites_form_does_not_arrive(port: int, site: str) -> None:
    said: Any = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert post(port, Origin="http://localhost", **said).status == 403


@pytest.mark.promise(UNSEEN)
@pytest.mark.parametrize(
    "origin",
    ["null", "http://evil.test", "https://localhost", "http://localhost:81", "http://localhost.",
     "http://127.0.0.1", "http://[::1]", "http://localhost.evil.test", "http://localhost@evil.test",
     "http://evil.test, http://localhost", "http://localhost http://evil.test", "localhost", "file://",
     "http://", "*", HIS, "chrome-extension://abc"],
)  # fmt: skip
def test_another_origin_is_refused(port: int, origin: str) -> None:
    assert get(port, Origin=origin).status == 403
    assert post(port, Origin=origin).status == 403


@pytest.mark.promise(UNSEEN)
def test_an_origin_that_says_nothing_is_another(port: int) -> None:
    raw = request(method="POST", body=b"x").replace(b"\r\n\r\n", b"\r\nOrigin:\r\n\r\n")
    assert ask(port, raw).status == 403


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost", "http://localhost"),
        ("localhost", "http://localhost:80"),
        ("LOCALHOST", "http://localhost"),
        ("localhost:{port}", "http://localhost:{port}"),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}"),
        ("[::1]:{port}", "http://[::1]:{port}"),
    ],
)
def test_our_own_origin_passes(port: int, host: str, origin: str) -> None:
    host, origin = host.format(port=port), origin.format(port=port)
    assert post(port, Host=host, Origin=origin, Sec_Fetch_Site="same-origin").status == 200


@pytest.mark.promise(UNSEEN)
def test_a_browsers_form_says_where_it_stands(port: int) -> None:
    assert post(port, Referer="http://localhost/").status == 403
    assert post(port, User_Agent="Mozilla/5.0").status == 403
    assert post(port, User_Agent="curl/8").status == 200


@pytest.mark.promise(UNSEEN)
def test_a_key_does_not_excuse_a_page() -> None:
    """A proxy puts it into every request, whichever page has sent that."""
    with gated(app(), api_key="0123456789", trusted_proxies=["127.0.0.1"]) as port:
        keyed: Any = {"X_API_Key": "0123456789", "X_Forwarded_Host": "localhost"}
        assert get(port, **keyed).status == 200
        assert get(port, **keyed, Origin="http://evil.test").status == 403
        assert get(port, **keyed, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="cors").status == 403
        assert post(port, **keyed, Referer="http://evil.test/").status == 403
        assert post(port, **keyed, Origin="http://localhost").status == 200
        https = {**keyed, "X_Forwarded_Proto": "https"}
        assert post(port, **https, Origin="https://localhost").status == 200
        assert post(port, **https, Origin="http://localhost").status == 403


@pytest.mark.parametrize("length", ["4097", "4294967296", "99999999999999999999"])
def test_a_large_body_is_refused_before_it_comes(port: int, length: str) -> None:
    reply = ask(port, request(method="POST", Content_Length=length))
    assert reply.status == 413
    assert reply["connection"] == "close"


def test_a_body_that_does_not_say_how_large_it_is_is_counted(port: int) -> None:
    chunk = b"400\r\n" + b"x" * 0x400 + b"\r\n"
    raw = request(method="POST", Transfer_Encoding="chunked") + chunk * 4
    assert ask(port, raw + b"0\r\n\r\n").status == 200
    assert ask(port, raw + b"1\r\nx\r\n0\r\n\r\n").status == 413


def test_a_request_with_two_ends_is_refused_and_the_line_closed(port: int) -> None:
    raw = request(method="POST", Transfer_Encoding="chunked", Content_Length="4") + b"0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), LIMIT_S) as wire:
        wire.sendall(raw + request())
        with wire.makefile("rb") as answers:
            said = answers.read()
    assert said.startswith(b"HTTP/1.1 400 ")
    assert said.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    "lines",
    ["Content-Length: 1\r\nContent-Length: 2", "Content-Length: -1", "Content-Length: 0x1",
     "Transfer-Encoding: gzip", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
     "Transfer-Encoding : chunked", "Bad Name: x", ": x", "X\x00: y", "X: a\x00b"],
)  # fmt: skip
def test_odd_framing_never_reaches_a_route(port: int, lines: str) -> None:
    raw = request(method="POST").replace(b"\r\n\r\n", f"\r\n{lines}\r\n\r\nx".encode())
    assert ask(port, raw).status in (400, 501)


def test_only_allowed_clients_may_connect() -> None:
    allowed: Any = {"allowed_clients": ["127.0.1.0/24", "10.1.0.0/16", "fd00::/8"]}
    with gated(app(), **allowed, trusted_proxies=["127.0.0.9"]) as port:

        def status(source: str, said: str = "", path: str = "/api/thing") -> int:
            return ask(port, request(path, X_Forwarded_For=said), source=source).status

        assert status("127.0.1.7") == 200
        assert status("127.0.0.1") == 200  # this machine itself
        assert status("127.0.0.9", "10.1.2.3") == 200
        assert status("127.0.0.9", "::ffff:10.1.2.3") == 200
        assert status("127.0.0.9", "fd12::1") == 200
        assert status("127.0.0.9", "10.2.2.3") == 403
        assert status("127.0.0.9", "10.1.2.3, 10.2.2.3") == 403
        assert status("127.0.0.9", "fe80::1") == 403
        assert status("127.0.0.9", "10.2.2.3", "/api/health") == 403
        assert status("127.0.0.9") == 403  # a proxy that does not say for whom
        assert status("127.0.0.1", "10.1.2.3") == 403  # a proxy that nobody trusts


def test_nothing_but_http_reaches_a_route() -> None:
    reached: list[str] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["type"])

    async def never(*_: object) -> Any:
        raise AssertionError

    for kind in ("websocket", "webtransport", "lifespan"):
        asyncio.run(gate(inside)({"type": kind}, never, never))
    assert reached == ["lifespan"]


def test_an_end_of_the_listener_ends_a_request_quietly(port: int) -> None:
    sent: list[Any] = []
    scope: Any = {
        "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "client": ("127.0.0.1", 9),
        "server": ("127.0.0.1", 80), "scheme": "http", "headers": [(b"host", b"localhost")],
    }  # fmt: skip

    async def walk() -> None:
        inside = asyncio.Event()

        async def waits(*_: object) -> None:
            inside.set()
            await asyncio.Event().wait()

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        task = asyncio.create_task(gate(waits)(scope, receive, send))
        await inside.wait()
        task.cancel()
        await task

    asyncio.run(walk())
    assert [message.get("status") for message in sent] == [503, None]


@pytest.mark.promise(UNSEEN)
def test_a_request_with_bytes_changed_ends_in_one_clear_answer(port: int, trials: Trials) -> None:
    """Whatever is left of it: no error of ours, and no route under a name that is not ours."""
    chance = random.Random(7)
    for _ in range(trials.amount(3000, 300)):
        host = chance.choice(["localhost", "evil.test"])
        raw = bytearray(
            request(method="POST", body=b"x" * 20, Host=host, Origin="http://localhost")
        )
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randint(0, 2)] = chance.choice(ODD)
        said = spoken(port, bytes(raw))
        statuses = re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", said)
        first = int(statuses[0]) if statuses else 0
        is_ours = first != 200 or b"evil.test" not in raw
        trials.note(first < 500 and is_ours, f"{bytes(raw)!r}: {said!r}")


def spoken(port: int, raw: bytes) -> bytes:
    """All that is answered to who sends this and no more."""
    with socket.create_connection(("127.0.0.1", port), LIMIT_S) as wire:
        wire.sendall(raw)
        with suppress(OSError):  # it may have hung up already
            wire.shutdown(socket.SHUT_WR)
        said = b""
        with suppress(ConnectionError):
            while part := wire.recv(65536):
                said += part
    return said
