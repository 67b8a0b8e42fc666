"""The routes that give an ISO: made first where it is not there, and only then a header is sent."""

from __future__ import annotations

from contextlib import ExitStack
from io import BufferedReader

from starlette.requests import Request
from starlette.responses import Response

from ..core.request import Outcome
from ..engine.job import IsoFile, JobView
from ..engine.links import Order, image_of
from .caller import Caller
from .counter import Counter, page_response, tell_job
from .stream import FileResponse, etag_of, span_of
from .tickets import no_such_job, place_of
from .words import Grammar, Wanted, wanted

BROWSER_WAITS_S = 1.0


async def download(request: Request, grammar: Grammar, counter: Counter) -> Response:
    """The image of what is asked for; for a browser that would have to wait, a page that turns
    into it. Raises Refusal, Gone."""
    asked = wanted(request, grammar, counter.pattern)
    with counter.offering(request, Outcome.ISO, asked.accession_numbers):
        return await _download(request, asked, counter)


async def _download(request: Request, asked: Wanted, counter: Counter) -> Response:
    if (rest := await _rest_of(request, counter, asked)) is not None:
        tell_job(request, rest.view)
        return file_response(request, rest.view, counter)
    anew = await counter.agreed(request, asked, Outcome.ISO)
    if isinstance(anew, Response):
        return anew
    order = await counter.place(request, asked, Outcome.ISO, anew=anew)
    caller: Caller = request.state.caller
    # Programs that would rather have HTML, as Java's, wait for the disc nevertheless.
    wants_page = asked.wants_page(caller.is_browser and caller.prefers_html)
    view = await counter.over(request, order.view, BROWSER_WAITS_S if wants_page else None)
    if not view.state.is_over:
        return counter.progress_page(request, view)
    counter.orders.result(view)
    return file_response(request, view, counter)


async def _rest_of(request: Request, counter: Counter, asked: Wanted) -> Order | None:
    """That very image, for a download that was broken off. Nobody has to agree once more: who can
    name the image by what is in it was given some of it, and nothing new is made."""
    sha256 = request.headers.get("if-range", "").strip('"')
    if not sha256 or "range" not in request.headers:
        return None
    return await counter.orders.ready(asked.accession_numbers, Outcome.ISO, sha256)


def file_response(request: Request, view: JobView, counter: Counter) -> Response:
    """The image of a job that is done. Raises Refusal."""
    caller: Caller = request.state.caller
    image = image_of(view)
    ask = request.headers.get
    span = span_of(ask("range"), ask("if-range"), image.bytes, etag_of(image))
    with ExitStack() as held:
        held.enter_context(counter.slots.one(caller.address))
        file = held.enter_context(_opened(image))
        held.enter_context(counter.metrics.streaming())
        leaving = counter.links.leaving(view, f"http {caller.address}")
        streamed = counter.metrics.streamed
        return FileResponse(file, image, span, leaving, held.pop_all(), streamed)


def ready_page(request: Request, word: str, view: JobView, counter: Counter) -> Response:
    """The page from which the download begins by itself. Raises Refusal."""
    _opened(image_of(view)).close()
    caller: Caller = request.state.caller
    return page_response(counter.pages.ready(caller.language, view, disc=place_of(word, "disc")))


def _opened(image: IsoFile) -> BufferedReader:
    """Its file, as long as it is kept. Raises Refusal (404)."""
    try:
        return image.path.open("rb")
    except FileNotFoundError as error:
        raise no_such_job() from error
