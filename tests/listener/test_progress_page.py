"""The page of a job under way in a real browser: live, cancellable, and it turns into the disc."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from mkiso_desktop.core.config import Language
from mkiso_desktop.core.progress import Moment
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.job import JobState, JobView, Origin, Result
from mkiso_desktop.listener.gate import Gate
from mkiso_desktop.listener.pages import Page, Pages
from mkiso_desktop.listener.refusal import Refusal
from tests.listener.serving import at, serving
from tests.listener.test_pages import EVERY, HOSTILE
from tests.peers.chromium import Chromium, Tab

DISC = b"a disc" * 1000
REQUEST = MediaRequest(("A1",))
RESULT = Result("Budi Sutanto", "P1", 120)
PAGES = Pages(Language.AUTO)


@dataclass
class Ticket:
    """A job whose state the test sets, with the routes of a ticket."""

    view: JobView = field(default_factory=lambda: job(JobState.QUEUED))
    is_busy: bool = False
    url: str = ""
    cancelled_with: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if scope["path"] == "/disc":
            kept = {"Content-Disposition": 'attachment; filename="A1.iso"'}
            answer = Response(DISC, headers=kept, media_type="application/octet-stream")
        elif scope["method"] == "POST":
            body = (await request.body()).decode()
            self.cancelled_with.append(f"{request.url.path}?{request.url.query} {body}")
            self.view = job(JobState.CANCELLED)
            answer = RedirectResponse("/ticket", 303)
        elif scope["state"]["caller"].prefers_html:
            self.shown.append(self.view.state.value)
            answer = _html(self._page())
        elif self.is_busy:
            raise Refusal(503, "busy")
        else:
            answer = JSONResponse(_told(self.view))
        await answer(scope, receive, send)

    def _page(self) -> Page:
        if self.view.state is JobState.DONE:
            return PAGES.ready("", self.view, disc="/disc")
        if self.view.state.is_over:
            return PAGES.wrong("", Refusal(200, "cancelled", code="cancelled"), "r-1")
        return PAGES.progress("", self.view, here="/ticket", cancel="/ticket?x=1&y=2", token="t-1")


def job(state: JobState, done: int = 0, total: int | None = None) -> JobView:
    moment = Moment(state.value, done, total) if done or total else None
    result = RESULT if state is JobState.DONE else None
    return JobView(7, REQUEST, state, moment, None, None, result, Origin.LINK)


def _told(view: JobView) -> dict[str, object]:
    moment = view.moment or Moment("")
    return {"state": view.state.value, **vars(moment)}


def _html(page: Page) -> Response:
    return Response(
        page.html, media_type="text/html", headers={"Content-Security-Policy": page.csp}
    )


@pytest.fixture
def ticket() -> Iterator[Ticket]:
    config = at()
    ticket = Ticket()
    with serving(Gate(ticket, config), config) as listener:
        ticket.url = f"http://127.0.0.1:{listener.port}/ticket"
        yield ticket


def downloaded(browser: Chromium, tab: Tab, folder: Path) -> bytes:
    here = tab.run("location.origin") + "/"
    begun = browser.event("Browser.downloadWillBegin", lambda one: one["url"].startswith(here))
    browser.event(
        "Browser.downloadProgress",
        lambda one: one["guid"] == begun["guid"] and one["state"] == "completed",
    )
    return (folder / str(begun["suggestedFilename"])).read_bytes()


def shows(text: str) -> str:
    return f"document.body && document.body.innerText.includes({json.dumps(text)})"


def test_it_tells_what_happens_without_being_loaded_again(ticket: Ticket, tab: Tab) -> None:
    tab.goto(ticket.url)
    assert "Waiting for its turn" in tab.text()
    assert tab.run("document.getElementById('bar').position") == -1
    for state, done, total, said in (
        (JobState.FINDING, 0, None, "Looking up the studies"),
        (JobState.RETRIEVING, 7, None, "7 images"),
        (JobState.RETRIEVING, 1084, 2168, "1,084 of 2,168 images"),
        (JobState.PROVING, 123_456, 370_000, "33 %"),
        (JobState.DELIVERING, 0, None, "Getting the download ready"),
    ):
        ticket.view = job(state, done, total)
        tab.until(shows(said))
        share = done / total if total else -1
        assert tab.run("document.getElementById('bar').position") == pytest.approx(share)
    assert tab.run("document.title") == "Getting the download ready - mkiso-desktop"
    assert ticket.shown == ["queued"]
    assert not tab.complaints()


def test_it_says_what_the_script_says_later(ticket: Ticket, tab: Tab) -> None:
    for state, done, total in (
        (JobState.RETRIEVING, 1084, 2168),
        (JobState.RETRIEVING, 7, None),
        (JobState.CHECKING, 3, 4),
        (JobState.PROVING, 123_456, 370_000),
        (JobState.BUILDING, 0, None),
    ):
        ticket.view = job(state, done, total)
        tab.goto(ticket.url)
        first = tab.text()
        tab.run("void (document.getElementById('count').textContent = '…')")
        tab.until("document.getElementById('count').textContent != '…'")
        assert tab.text() == first


def test_it_turns_into_the_download(
    ticket: Ticket, tab: Tab, browser: Chromium, tmp_path: Path
) -> None:
    tab.goto(ticket.url)
    ticket.view = job(JobState.DONE)
    tab.until(shows("Your download has begun"))
    assert downloaded(browser, tab, tmp_path / "downloads") == DISC
    assert "Budi Sutanto" in tab.text()
    assert not tab.complaints()


def test_its_button_cancels_the_job(ticket: Ticket, tab: Tab) -> None:
    tab.goto(ticket.url)
    tab.click("button")
    tab.until(shows("Somebody stopped this"))
    assert ticket.cancelled_with == ["/ticket?x=1&y=2 token=t-1"]
    assert tab.run("location.href") == ticket.url


def test_it_tells_when_nobody_answers_and_goes_on_by_itself(ticket: Ticket, tab: Tab) -> None:
    tab.goto(ticket.url)
    ticket.is_busy = True
    tab.until(shows("does not answer at the moment"))
    ticket.view, ticket.is_busy = job(JobState.RETRIEVING, 1, 2), False
    tab.until(shows("1 of 2 images"))
    assert "does not answer" not in tab.text()


def test_without_a_script_it_gets_there_by_refresh(
    ticket: Ticket, tab: Tab, browser: Chromium, tmp_path: Path
) -> None:
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    tab.goto(ticket.url)
    ticket.view = job(JobState.RETRIEVING, 84, 120)
    tab.until(shows("84 of 120 images"))
    ticket.view = job(JobState.DONE)
    tab.until(shows("Your download has begun"))
    assert downloaded(browser, tab, tmp_path / "downloads") == DISC
    assert ticket.shown[-1] == "done"
    assert len(ticket.shown) >= 3


def test_no_page_wants_what_its_policy_forbids(tab: Tab) -> None:
    config = at()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].strip("/").replace("-", " ")
        # A place on the page itself, so that none of them leads anywhere.
        answer = (
            _html(EVERY[name]("", f"#{HOSTILE}"))
            if name in EVERY
            else JSONResponse(_told(job(JobState.QUEUED)))
        )
        await answer(scope, receive, send)

    with serving(Gate(app, config), config) as listener:
        for name in EVERY:
            tab.goto(f"http://127.0.0.1:{listener.port}/{name.replace(' ', '-')}")
            colour = tab.run("getComputedStyle(document.querySelector('main')).backgroundColor")
            assert colour == "rgb(255, 255, 255)", name  # the style sheet holds
    assert not tab.complaints()
    assert not tab.browser.events("Page.javascriptDialogOpening")
