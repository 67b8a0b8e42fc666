"""The routes that send to the CD publisher, and say what was sent for whom."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..core.request import Outcome
from ..engine.links import Order
from .caller import Caller
from .counter import Counter, clock_of, page_response
from .words import Grammar, Wanted, wanted

BROWSER_WAITS_S = 3.0


async def send(request: Request, grammar: Grammar, counter: Counter) -> Response:
    """Send it, or say that it was sent a short while ago. Raises Refusal, Gone."""
    asked = wanted(request, grammar, counter.pattern)
    with counter.offering(request, Outcome.RELAY, asked.accession_numbers):
        return await _send(request, asked, counter)


async def _send(request: Request, asked: Wanted, counter: Counter) -> Response:
    anew = await counter.agreed(request, asked, Outcome.RELAY)
    if isinstance(anew, Response):
        return anew
    caller: Caller = request.state.caller
    order = await counter.place(request, asked, Outcome.RELAY, anew=anew)
    wants_page = asked.wants_page(caller.prefers_html)
    waits_s = BROWSER_WAITS_S if wants_page and caller.is_browser else None
    view = await counter.over(request, order.view, waits_s)
    if not view.state.is_over:
        return counter.progress_page(request, view)
    result = counter.orders.result(view)
    if wants_page:
        return sent_page(request, replace(order, view=view), counter)
    answer = result.as_sent(asked.accession_numbers)
    return JSONResponse(answer | {"repeated": True} if order.repeats else answer)


def sent_page(request: Request, order: Order, counter: Counter) -> Response:
    """What was sent for whom; when it was sent before, with a form for one more copy."""
    caller: Caller = request.state.caller
    again = None
    if order.repeats:
        again = counter.again(request, Outcome.RELAY, order.view.request.accession_numbers)
    at = clock_of(order)
    page = counter.pages.sent(caller.language, order.view, repeated_at=at, again=again)
    return page_response(page)
