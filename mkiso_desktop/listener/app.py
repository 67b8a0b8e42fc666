"""The routes as one application, and its description (OpenAPI)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Match, Route

from .. import __version__
from ..core.config import Config
from ..core.errors import MkisoError
from ..core.request import Outcome
from ..engine.engine import Engine
from ..engine.links import Links, Order
from . import discs, prints
from .assent import Assents
from .caller import Caller
from .counter import Counter, Gone, page_response
from .described import describe, describe_all
from .docs import docs_page
from .gate import Gate
from .health import Health
from .initials import Initials
from .metrics import CONTENT_TYPE, Metrics
from .orders import Orders, refusal_of
from .pages import Pages
from .refusal import Refusal
from .safety import must_be_safe
from .server import Listener
from .stream import Slots
from .tickets import PAGE, Tickets, as_json, place_of
from .words import ONE, SEVERAL, Grammar

_Route = Callable[[Request, Grammar, Counter], Awaitable[Response]]

# Which addresses there are, what they know, and whether they make a disc or send to the publisher.
SINGLE = Grammar()
MULTIPLE = Grammar((SEVERAL, ONE))
PRINT = Grammar((ONE, SEVERAL), ("json", "html"))
PRINT_MULTIPLE = Grammar((SEVERAL, ONE), ("json", "html"))
LEGACY, LEGACY_MULTIPLE = Grammar(is_legacy=True), Grammar((SEVERAL, ONE), is_legacy=True)
LEGACY_PRINT = Grammar((ONE, SEVERAL), ("json", "html"), is_legacy=True)
ROUTES: dict[str, tuple[_Route, Grammar]] = {
    "/api/iso/download": (discs.download, SINGLE),
    "/api/iso/download-multiple": (discs.download, MULTIPLE),
    "/api/iso/print": (prints.send, PRINT),
    "/api/iso/print-multiple": (prints.send, PRINT_MULTIPLE),
    "/mkiso.php": (discs.download, LEGACY),
    "/mkiso2.php": (discs.download, LEGACY),
    "/mkiso_multiple.php": (discs.download, LEGACY_MULTIPLE),
    "/send_rimage_multiple.php": (prints.send, LEGACY_PRINT),
}


class HisLinks(Listener):
    """The listener with all its routes, for as long as it runs."""

    def __init__(self, engine: Engine, grace_s: float) -> None:
        config, links = engine.config, Links(engine)
        health = Health(engine)
        metrics = Metrics(engine, health)
        orders = Orders(engine, links)
        slots, pages = Slots(config.listener.max_streams), Pages(config.language)
        initials, tickets = Initials(engine), Tickets(engine)
        counter = Counter(orders, links, Assents(), tickets, pages, slots, metrics, initials)
        super().__init__(_behind_the_gate(config, counter, health), config, grace_s=grace_s)
        self._orders = orders
        watching = orders.close, tickets.close, metrics.close
        self._at_the_end = (*watching, health.close, initials.close)

    def run(self) -> None:
        """As Listener.run; the engine is not watched any longer than that."""
        try:
            super().run()
        finally:
            for close in self._at_the_end:
                close()

    def stop(self) -> None:
        """As Listener.stop; the grace is for what is being sent, not for who waits for a job."""
        self._orders.stop()
        super().stop()


def listener_of(engine: Engine, grace_s: float = 1.0) -> HisLinks | None:
    """The listener of an open engine, or None when the configuration wants none; answers under way
    have the grace when it is stopped. Raises ConfigInvalid for a set-up in which anybody could do
    anything."""
    if not engine.config.listener.enabled:
        return None
    must_be_safe(engine.config)
    return HisLinks(engine, grace_s)


def _behind_the_gate(config: Config, counter: Counter, health: Health) -> Gate:
    app = FastAPI(
        title="mkiso-desktop",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # an address is one, or it is not
    )
    _add_orders(app, counter)
    _add_tickets(app, counter)
    _add_operation(app, health, counter.metrics)
    app.add_exception_handler(HTTPException, _as_refusal)
    app.add_exception_handler(MkisoError, _in_its_words(config))
    app.add_exception_handler(Gone, _nobody)
    describe_all(app)

    def shown(refusal: Refusal, caller: Caller, request_id: str) -> tuple[str, str]:
        page = counter.pages.wrong(caller.language, refusal, request_id)
        return page.html, page.csp

    refused = counter.metrics.refused
    return Gate(app, config, health=health.now, render_refusal=shown, refused=refused)


def _add_orders(app: FastAPI, counter: Counter) -> None:
    for path, (route, grammar) in ROUTES.items():
        for method in ("GET", "POST"):
            app.add_api_route(
                path,
                _bound(route, grammar, counter),
                methods=[method],
                **describe(path, method, route is discs.download, grammar),
            )


def _bound(route: _Route, grammar: Grammar, counter: Counter) -> Callable[..., Any]:
    async def answer(request: Request) -> Response:
        return await route(request, grammar, counter)

    return answer


def _add_tickets(app: FastAPI, counter: Counter) -> None:
    @app.get(PAGE, summary="How far a job is: a page, or JSON", tags=["jobs"])
    async def job(request: Request, ticket: str) -> Response:
        view = counter.job(request, ticket)
        caller: Caller = request.state.caller
        if not caller.prefers_html:
            return JSONResponse(as_json(view))
        if not view.state.is_over:
            return counter.progress_page(request, view)
        with counter.offering_of(request, view):
            counter.orders.result(view)
            if view.request.outcome is Outcome.ISO:
                return discs.ready_page(request, ticket, view, counter)
        return prints.sent_page(request, Order(view), counter)

    @app.get(PAGE + "/disc", summary="The image of a job that is done", tags=["jobs"])
    async def disc(request: Request, ticket: str) -> Response:
        view = counter.job(request, ticket)
        if not view.state.is_over or view.request.outcome is not Outcome.ISO:
            raise Refusal(HTTPStatus.NOT_FOUND, "there is no image yet", code="no-image")
        with counter.offering_of(request, view):
            counter.orders.result(view)
            return discs.file_response(request, view, counter)

    @app.post(PAGE + "/cancel", summary="Stop a job", tags=["jobs"])
    async def cancel(request: Request, ticket: str) -> Response:
        counter.orders.cancel(counter.job(request, ticket))
        return RedirectResponse(place_of(ticket), HTTPStatus.SEE_OTHER)


def _add_operation(app: FastAPI, health: Health, metrics: Metrics) -> None:
    async def state() -> Response:
        return Response(await health.body(), media_type="application/json")

    async def counters() -> Response:
        return Response(metrics.render(), media_type=CONTENT_TYPE)

    async def docs() -> Response:
        return page_response(docs_page(app.openapi()))

    for path, answer, what in (
        ("/api/health", state, "How the connections are; nothing about patients"),
        ("/metrics", counters, "Counters for Prometheus"),
        ("/docs", docs, "This description as a page"),
    ):
        app.add_api_route(
            path, answer, methods=["GET"], summary=what, tags=["operation"], response_class=Response
        )
        app.add_api_route(path, answer, methods=["HEAD"], include_in_schema=False)


async def _as_refusal(request: Request, error: Exception) -> Response:
    """What the router says itself: an address or a method that does not exist."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if "Allow" in headers:  # as the router has it, of the path's first route alone
        headers["Allow"] = ", ".join(_methods(request))
    raise Refusal(error.status_code, str(error.detail).lower(), headers=headers) from error


def _methods(request: Request) -> list[str]:
    """By which the request's path may be asked."""
    routes = [one for one in request.app.routes if isinstance(one, Route)]
    fitting = [one for one in routes if one.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for one in fitting for method in one.methods or ()})


def _in_its_words(config: Config) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What the engine says outside a job: of a history that cannot be written, most likely."""

    async def refuse(request: Request, error: Exception) -> Response:
        assert isinstance(error, MkisoError)
        raise refusal_of(error, config) from error

    return refuse


async def _nobody(request: Request, error: Exception) -> Response:
    return Response(status_code=HTTPStatus.NO_CONTENT)  # which nobody hears
