"""Every answer bears what it must, and what went wrong is told in one shape."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from http.client import IncompleteRead
from typing import Any

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.listener.caller import Caller
from mkiso_desktop.listener.gate import Gate
from mkiso_desktop.listener.refusal import Refusal

from .routes import app
from .wire import LIMIT_S, Reply, ask, request, served

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def page_of(refusal: Refusal, caller: Caller, request_id: str) -> tuple[str, str]:
    return (
        f"<p>{refusal.status} {caller.host} {request_id}</p>",
        "default-src 'none'; img-src 'self'",
    )


@pytest.fixture(scope="module")
def counted() -> list[int]:
    return []


@pytest.fixture(scope="module")
def port(counted: list[int]) -> Iterator[int]:
    with served(Gate(app(), Config(), render_refusal=page_of, refused=counted.append)) as port:
        yield port


def get(port: int, target: str = "/api/thing", **headers: Any) -> Reply:
    return ask(port, request(target, **headers))


@pytest.mark.parametrize(
    ("target", "status"),
    [("/api/thing", 200), ("/refused", 409), ("/nowhere", 404), ("/a//b", 400), ("/bare", 200)],
)
def test_every_answer_bears_the_headers(port: int, target: str, status: int) -> None:
    reply = get(port, target)
    assert reply.status == status
    assert {name: reply[name] for name in ALWAYS} == ALWAYS
    assert reply["content-security-policy"].startswith("default-src 'none'; form-action 'none'; ")
    assert reply["content-type"] and UUID.fullmatch(reply["x-request-id"])
    assert not {"server", "set-cookie"} & set(reply.headers)


def test_a_page_brings_its_own_policy_and_nothing_else(port: int) -> None:
    reply = get(port, "/page", X_Request_ID="abc")
    assert reply["content-security-policy"] == "default-src 'self'"
    assert reply["cache-control"] == "no-store"
    assert reply["x-request-id"] == "abc"
    assert reply["content-type"] == "text/html; charset=utf-8"


def test_what_has_no_type_is_text(port: int) -> None:
    assert get(port, "/bare")["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("given", ["a", "A-1.b_2", "0" * 64, "4bf92f3577b34da6a3ce929d0e0e4736"])
def test_a_plain_request_id_is_kept(port: int, given: str) -> None:
    assert get(port, X_Request_ID=given)["x-request-id"] == given
    assert get(port, "/refused", X_Request_ID=given).json()["request_id"] == given


@pytest.mark.parametrize(
    "given", ["", "-a", "a b", "a,b", "<b>", "a;b", "a\xe9", '"a"', "0" * 65, "a\x01", "a/b", "%0d"]
)
def test_any_other_becomes_a_new_one(port: int, given: str) -> None:
    assert UUID.fullmatch(get(port, X_Request_ID=given)["x-request-id"])


def test_two_request_ids_are_none(port: int) -> None:
    raw = request(X_Request_ID="a").replace(b"\r\n\r\n", b"\r\nX-Request-ID: b\r\n\r\n")
    assert UUID.fullmatch(ask(port, raw)["x-request-id"])


def test_a_refusal_becomes_json(port: int, counted: list[int]) -> None:
    counted.clear()
    reply = get(port, "/refused", X_Request_ID="abc-1", Accept="application/json")
    assert reply.status == 409 and reply["x-more"] == "1"
    told = {"error": "two patients", "code": "patient-conflict", "request_id": "abc-1"}
    assert reply.json() == told
    assert reply["content-type"] == "application/json"
    assert counted == [409]


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [("/refused", "localhost", 409), ("/a//b", "localhost", 400), ("/", "evil.test", 421)],
)
def test_a_person_gets_a_page(port: int, target: str, host: str, status: int) -> None:
    reply = get(port, target, Accept="text/html", Host=host, X_Request_ID="abc")
    assert reply.status == status
    assert reply.body == f"<p>{status} {host} abc</p>".encode()
    assert reply["content-type"] == "text/html; charset=utf-8"
    assert reply["content-security-policy"] == "default-src 'none'; img-src 'self'"


def test_a_head_request_has_no_body(port: int) -> None:
    raw = request("/nowhere", "HEAD").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with socket.create_connection(("127.0.0.1", port), LIMIT_S) as wire:
        wire.sendall(raw)
        with wire.makefile("rb") as answers:
            assert answers.read().endswith(b"\r\n\r\n")
    assert ask(port, request("/refused", "HEAD")).status == 405


@pytest.mark.logs
@pytest.mark.parametrize("target", ["/broken", "/unsaid", "/named?value=a%0d%0aX-Evil:1"])
def test_a_crash_is_told_with_its_number_and_we_go_on(
    port: int, caplog: pytest.LogCaptureFixture, target: str
) -> None:
    reply = get(port, target, X_Request_ID="abc-2")
    assert reply.status == 500
    assert reply.json() == {"error": "unexpected", "request_id": "abc-2"}
    assert "abc-2" in caplog.text and "Error" in caplog.text
    assert "ZZCANARY" not in caplog.text
    assert "x-evil" not in reply.headers
    assert {name: reply[name] for name in ALWAYS} == ALWAYS
    assert get(port).status == 200


@pytest.mark.logs
def test_half_an_answer_is_not_taken_for_whole(port: int, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(IncompleteRead):
        get(port, "/half")
    assert re.findall("unexpected (\\w+)", caplog.text) == ["ZeroDivisionError"]
    assert get(port).status == 200


@pytest.mark.logs
def test_a_page_that_cannot_be_made_leaves_the_words(caplog: pytest.LogCaptureFixture) -> None:
    def broken(refusal: Refusal, caller: Caller, request_id: str) -> tuple[str, str]:
        raise KeyError("template")

    with served(Gate(app(), Config(), render_refusal=broken)) as port:
        reply = get(port, "/refused", Accept="text/html")
    assert (reply.status, reply.json()["error"]) == (409, "two patients")
    assert "KeyError" in caplog.text


def test_one_connection_serves_many(port: int) -> None:
    last = request().replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    refused = request("/a//b") + request("/refused") + request(Host="evil.test")
    with socket.create_connection(("127.0.0.1", port), LIMIT_S) as wire:
        wire.sendall(request() + refused + last)
        with wire.makefile("rb") as answers:
            said = answers.read()
    assert re.findall(rb"HTTP/1.1 ([0-9]+)", said) == [b"200", b"400", b"409", b"421", b"200"]
