"""What the routes share: whom they ask, and how they answer a person."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ..core.request import Outcome
from ..engine.job import JobView
from ..engine.links import Links, Order
from .assent import Assents, acts_at_once
from .caller import Caller
from .initials import Initials
from .metrics import Metrics
from .orders import Orders
from .pages import Page, Pages
from .refusal import Form, Refusal
from .stream import Slots
from .tickets import Tickets, place_of
from .words import ONE, Wanted, form_fields

POST = "POST"
# What a job ended with that another try may mend. A yes to that is good for ten minutes; what may
# take longer, or would find another listener, is asked anew.
ANOTHER_TRY = {"cancelled", "check-failed", "disk-full", "no-dicom-data", "pacs-refused"}
ANOTHER_TRY |= {"pacs-unreachable", "patient-api-unavailable", "publisher-unreachable"}
ANOTHER_TRY |= {"relay-failed", "study-incomplete", "unexpected"}
ANOTHER_TIME = {"closing", "confirmation-invalid", "interrupted", "no-such-job", "too-many"}
_ASKED_AT = {Outcome.ISO: "/api/iso/download", Outcome.RELAY: "/api/iso/print"}


class Gone(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True)
class Counter:
    """One for a listener; everything behind it is for one loop."""

    orders: Orders
    links: Links
    assents: Assents
    tickets: Tickets
    pages: Pages
    slots: Slots
    metrics: Metrics
    initials: Initials

    @property
    def pattern(self) -> str:
        """What an accession number looks like at this site."""
        return self.orders.config.pacs.accession_pattern

    async def agreed(self, request: Request, asked: Wanted, outcome: Outcome) -> bool | Response:
        """Whether this request may act: False, or True for what a person wants once more; or the
        page that asks a person first. Raises Refusal."""
        caller: Caller = request.state.caller
        numbers = asked.accession_numbers
        if request.method == POST:
            token = form_fields(await request.body()).get("token", "")
            return self.assents.must_have(token, outcome, numbers)
        if acts_at_once(caller, self.orders.config.listener.his_origins):
            return False
        done = await self.orders.ready(numbers, outcome) if outcome is Outcome.RELAY else None
        page = self.pages.confirm(
            caller.language,
            outcome=outcome,
            accession_numbers=numbers,
            action=own_path(request),
            token=self.assents.ask(outcome, numbers, anew=done is not None),
            initials=await self.initials.of(numbers),
            sent_at=clock_of(done),
        )
        return page_response(page)

    @contextmanager
    def offering(
        self, request: Request, outcome: Outcome, numbers: Sequence[str], action: str = ""
    ) -> Iterator[None]:
        """The page that tells what goes wrong inside names the numbers; where it may not go wrong
        again, it has a button to ask for the same at `action`; if none is given, at this request's
        own address."""
        try:
            yield
        except Refusal as refusal:
            refusal.accession_numbers = tuple(numbers)
            code, where = refusal.more.get("code"), action or own_path(request)
            if code in ANOTHER_TRY:
                refusal.again = Form(where, self.assents.ask(outcome, numbers))
            elif code in ANOTHER_TIME:
                refusal.again = Form(where)
            raise

    def offering_of(self, request: Request, view: JobView) -> AbstractContextManager[None]:
        """The same for a job that is looked at by its ticket."""
        asked = view.request
        numbers = quote(",".join(asked.accession_numbers))
        action = f"{_ASKED_AT[asked.outcome]}?{ONE}={numbers}"
        return self.offering(request, asked.outcome, asked.accession_numbers, action)

    async def place(
        self, request: Request, asked: Wanted, outcome: Outcome, *, anew: bool
    ) -> Order:
        """As Orders.place; the log tells which job answers."""
        order = await self.orders.place(asked.accession_numbers, outcome, anew=anew)
        tell_job(request, order.view)
        return order

    def job(self, request: Request, ticket: str) -> JobView:
        """The job of a ticket as it stands now; the log tells which. Raises Refusal (404)."""
        view = self.orders.latest(self.tickets.job(ticket))
        tell_job(request, view)
        return view

    def again(self, request: Request, outcome: Outcome, numbers: Sequence[str]) -> Form:
        """The form for one more copy."""
        return Form(own_path(request), self.assents.ask(outcome, numbers, anew=True))

    async def over(self, request: Request, view: JobView, within_s: float | None = None) -> JobView:
        """As Orders.over, but raises Gone as soon as the caller has gone away."""
        waiting = asyncio.ensure_future(self.orders.over(view, within_s))
        gone = asyncio.ensure_future(_until_gone(request))
        try:
            await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
            raise Gone
        finally:
            for task in (waiting, gone):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    def progress_page(self, request: Request, view: JobView) -> Response:
        """How far it is; it looks again by itself."""
        word = self.tickets.give(view)
        caller: Caller = request.state.caller
        page = self.pages.progress(
            caller.language, view, here=place_of(word), cancel=place_of(word, "cancel"), token=word
        )
        return page_response(page)


def tell_job(request: Request, view: JobView) -> None:
    """Have the log tell which job answers."""
    request.state.told = {"job": view.number}


def own_path(request: Request) -> str:
    """This request's own address as a form's action: right behind a proxy that maps paths, too."""
    query: bytes = request.scope["query_string"]
    return f"?{query.decode('ascii')}"


def clock_of(order: Order | None) -> str:
    """When that was done, on this computer's clock; "" when it was not."""
    return f"{order.repeats.astimezone():%H:%M}" if order and order.repeats else ""


def page_response(page: Page, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A page as an answer."""
    return HTMLResponse(page.html, status, {"Content-Security-Policy": page.csp})


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
