"""No request slips past the gate, and every answer bears what it must."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from mkiso_desktop.core.config import Config, Listener
from mkiso_desktop.listener.gate import Gate
from mkiso_desktop.listener.refusal import Refusal

from .wire import ask, request, served

HIS = "http://his.hospital.test"


def app() -> FastAPI:
    """A few routes that do what routes may do."""
    routes = FastAPI(openapi_url=None, redirect_slashes=False)

    @routes.api_route("/api/health", methods=["GET", "HEAD"])
    @routes.api_route("/metrics", methods=["GET", "HEAD"])
    @routes.get("/api/thing")
    async def thing() -> Response:
        return PlainTextResponse("done")

    @routes.post("/api/thing")
    async def change(request: Request) -> Response:
        return PlainTextResponse(await request.body())

    @routes.get("/api/refused")
    async def refused() -> Response:
        raise Refusal(409, "two patients", code="patient-conflict")

    @routes.get("/api/broken")
    async def broken() -> Response:
        raise ZeroDivisionError("zz".upper() + "CANARY")  # the log shows source lines

    return routes


def gate(**listener: object) -> Gate:
    return Gate(app(), Config(listener=Listener(**listener)))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(gate(his_origins=[HIS])) as port:
        yield port


def test_a_plain_request_passes(port: int) -> None:
    reply = ask(port, request(port))
    assert (reply.status, reply.body) == (200, b"done")


def test_a_refusal_of_a_route_becomes_json(port: int) -> None:
    reply = ask(port, request(port, "/api/refused", X_Request_ID="abc-1"))
    assert reply.status == 409
    assert reply.json() == {
        "error": "two patients",
        "code": "patient-conflict",
        "request_id": "abc-1",
    }


@pytest.mark.logs
def test_a_crash_is_told_with_its_number_and_the_next_request_is_answered(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    reply = ask(port, request(port, "/api/broken", X_Request_ID="abc-2"))
    assert reply.status == 500
    assert reply.json() == {"error": "unexpected", "request_id": "abc-2"}
    assert "abc-2" in caplog.text and "ZeroDivisionError" in caplog.text
    assert "ZZCANARY" not in caplog.text
    assert ask(port, request(port)).status == 200
