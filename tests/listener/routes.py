"""A few routes that do what routes may do, and some that they may not."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse

from mkiso_desktop.listener.refusal import Refusal

_GOOD, _BAD = APIRouter(), APIRouter()


def app() -> FastAPI:
    """All of them."""
    whole = FastAPI(openapi_url=None, redirect_slashes=False)
    whole.include_router(_GOOD)
    whole.include_router(_BAD)
    return whole


@_GOOD.api_route("/api/thing", methods=["GET", "HEAD"])
async def thing() -> Response:
    return PlainTextResponse("done")


@_GOOD.post("/api/thing")
async def change(request: Request) -> Response:
    return PlainTextResponse(await request.body())


@_GOOD.get("/told/{number}")
async def told(number: str, request: Request) -> Response:
    request.state.told = {"accession": "0123456789ab", "job": 7}
    return PlainTextResponse(number)


@_GOOD.get("/page")
async def page() -> Response:
    own = {"Content-Security-Policy": "default-src 'self'", "Cache-Control": "public"}
    return HTMLResponse("<p>", headers=own | {"X-Request-ID": "mine"})


@_GOOD.get("/bare")
async def bare() -> Response:
    return Response(b"x")


@_GOOD.get("/refused")
async def refused() -> Response:
    raise Refusal(409, "two patients", code="patient-conflict", headers={"X-More": "1"})


@_BAD.get("/broken")
async def broken() -> Response:
    raise ZeroDivisionError("zz".upper() + "CANARY")  # the log shows our source lines


@_BAD.get("/unsaid")
async def unsaid() -> Response:
    return PlainTextResponse("ZZCANARY", status_code=500)


@_BAD.get("/named")
async def named(value: str) -> Response:
    answer = PlainTextResponse("done")
    answer.raw_headers.append((b"x-name", value.encode()))
    return answer


@_BAD.get("/half")
async def half() -> Response:
    async def parts() -> Any:
        yield b"half of it"
        raise ZeroDivisionError

    return StreamingResponse(parts(), headers={"Content-Length": "1000"})
