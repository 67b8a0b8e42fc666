"""Whatever stands in a request: no header, no script and no line of the log comes of it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from logging.handlers import QueueHandler
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import quote

import pytest

from mkiso_desktop.core.config import Config, Language
from mkiso_desktop.core.logs import line_format
from mkiso_desktop.listener.caller import Caller
from mkiso_desktop.listener.gate import Gate
from mkiso_desktop.listener.pages import Pages
from mkiso_desktop.listener.refusal import Refusal
from tests.promises import Trials

from .hostile import hostile_texts
from .routes import app
from .wire import LIMIT_S, Reply, ask, request, served

Lines = SimpleQueue[logging.LogRecord]

PROMISE = "No header, script or log line is injected"
MANY = 500
KNOWN = {
    "allow", "cache-control", "connection", "content-length", "content-security-policy",
    "content-type", "cross-origin-opener-policy", "cross-origin-resource-policy", "date",
    "referrer-policy", "x-content-type-options", "x-frame-options", "x-name", "x-request-id",
}  # fmt: skip
ONE_LINE = re.compile(r"[\x20-\x7e]+")


def pages() -> Gate:
    """The gate before routes that repeat what they hear, with the pages that people see."""
    all_pages = Pages(Language.AUTO)

    def shown(refusal: Refusal, caller: Caller, request_id: str) -> tuple[str, str]:
        page = all_pages.wrong(caller.language, refusal, request_id)
        return page.html, page.csp

    routes = app()

    async def repeats(value: str) -> None:
        raise Refusal(400, value, code=value, advice=value, detail=value, headers={"X-Name": "1"})

    routes.add_api_route("/repeats", repeats)
    return Gate(routes, Config(), render_refusal=shown)


@pytest.fixture
def port() -> Iterator[int]:
    with served(pages()) as port:
        yield port


@pytest.fixture
def told() -> Iterator[Lines]:
    """Every line that our own log is told, as its file would have it."""
    lines: Lines = SimpleQueue()
    handler = QueueHandler(lines)
    log = logging.getLogger("mkiso_desktop")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield lines
    log.removeHandler(handler)
    log.setLevel(before)


def escaped(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def requests(text: str) -> Iterator[bytes]:
    """The text wherever a request has a place for it."""
    page: Any = {"Accept": "text/html"}
    for target in (
        f"/api/thing?accession_number={escaped(text)}",
        f"/told/{escaped(text)}?accession_numbers=1,{escaped(text)}",
        f"/{escaped(text)}",
        f"/repeats?value={escaped(text)}",
    ):
        yield request(target)
        yield request(target, **page)
    raw = text.encode("utf-8", "surrogatepass").decode("latin-1")
    line = re.sub("[\r\n\0\v\f\x1c-\x1f\x85\xa0]", "_", raw).strip()
    for name in ("X_Request_ID", "User_Agent", "Referer", "Accept_Language", "Accept", "X_API_Key"):
        yield request(**dict[str, Any]({name: line}))
    yield request(Host=line or "-", **page)
    yield request(Host=line or "-")
    yield request(Origin=line or "-", **page)


def complaints(reply: Reply) -> list[str]:
    """What of an answer is not ours."""
    wrong = [f"header {name}" for name in reply.headers.keys() - KNOWN]
    wrong += [f"{name} twice" for name, values in reply.headers.items() if len(values) > 1]
    wrong += [f"{reply.status}"] if reply.status >= 500 else []
    if reply["content-type"].startswith("text/html"):
        page = reply.body.decode()
        outside = re.sub(r"<style nonce=.*?</style>", "", page, flags=re.DOTALL)
        wrong += re.findall(r"<(?:script|img|svg onload|html>)[^>]*", outside)
        wrong += re.findall(r"<[^>]*\son\w+\s*=[^>]*>", outside)
        wrong += ["a template was run"] if "60493815061729" in page else []
        wrong += ["no policy"] if "script-src" in reply["content-security-policy"] else []
    elif reply["content-type"] == "application/json":
        json.loads(reply.body)
    return wrong


@pytest.mark.promise(PROMISE)
def test_no_header_no_script_and_no_line_is_injected(
    port: int, told: Lines, trials: Trials
) -> None:
    asked = 0
    for text in hostile_texts(trials.amount(MANY, 130)):
        wrong: list[str] = []
        for raw in requests(text):
            wrong += complaints(ask(port, raw))
            asked += 1
        trials.note(not wrong, f"{text!r}: {wrong}")
    lines = [line_format().format(told.get(timeout=LIMIT_S)) for _ in range(asked)]
    odd = [line for line in lines if not ONE_LINE.fullmatch(line)]
    trials.note(not odd, f"lines of the log: {odd[:5]}")
    with pytest.raises(Empty):
        told.get_nowait()


@pytest.mark.logs
@pytest.mark.promise(PROMISE)
def test_a_route_that_makes_a_header_of_it_breaks_no_answer(port: int, trials: Trials) -> None:
    for text in hostile_texts(trials.amount(MANY, 130)):
        reply = ask(port, request(f"/named?value={escaped(text)}"))
        wrong = [name for name in reply.headers if name not in KNOWN]
        whole = reply.status == 200 or reply.json()["error"] == "unexpected"
        trials.note(whole and not wrong, f"{text!r}: {reply}")
