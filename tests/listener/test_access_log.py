"""The log tells what was asked and how it went, and never for whom."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from logging.handlers import QueueHandler
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest
from fastapi import Request

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.logs import REQUEST_ID, line_format
from mkiso_desktop.core.pseudonyms import Pseudonyms, install_key
from mkiso_desktop.listener import access_log

from .routes import app
from .site import FROM_HIS, served
from .test_together import ticket_in
from .waiting import until
from .wire import LIMIT_S, ask, gated, request

Lines = SimpleQueue[logging.LogRecord]

LINE = re.compile(
    r"(GET|HEAD|POST|OPTIONS|-) (\S+) ([0-9]{3}|gone) [0-9]+ ms from (\S+)( \S+=\S+)* \[(\S+)\]"
)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with gated(app(), trusted_proxies=["127.0.0.9"]) as port:
        yield port


@pytest.fixture
def told() -> Iterator[Lines]:
    """What the access log is told: a line comes after its answer, so it is waited for."""
    lines: Lines = SimpleQueue()
    handler = QueueHandler(lines)
    log = logging.getLogger(access_log.__name__)
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield lines
    log.removeHandler(handler)
    log.setLevel(before)


def line(port: int, told: Lines, raw: bytes, source: str = "127.0.0.1") -> str:
    """What one request leaves in the log, without its milliseconds."""
    ask(port, raw, source=source)
    said = told.get(timeout=LIMIT_S).getMessage()
    assert LINE.fullmatch(said)
    return re.sub(r" [0-9]+ ms", "", said)


def test_a_request_is_one_line(port: int, told: Lines) -> None:
    raw = request("/api/thing?x=1", X_Request_ID="abc")
    assert line(port, told, raw) == "GET /api/thing 200 from 127.0.0.1 [abc]"
    said = line(port, told, request("/refused", X_Request_ID="abc"))
    assert said == "GET /refused 409 from 127.0.0.1 [abc]"


def test_what_a_route_tells_is_on_it_and_its_path_is_not(port: int, told: Lines) -> None:
    said = line(port, told, request("/told/ZZACC0815", X_Request_ID="abc"))
    assert said == "GET /told/{number} 200 from 127.0.0.1 accession=0123456789ab job=7 [abc]"


def test_what_a_route_tells_stays_on_its_line(told: Lines) -> None:
    routes = app()

    async def odd(request: Request) -> None:
        request.state.told = {"a b": "x\ny\x1b\u2028z"}

    routes.add_api_route("/odd", odd)
    with gated(routes) as port:
        assert " a\\x20b=x\\ny\\x1b\\u2028z [" in line(port, told, request("/odd"))


def test_numbers_are_told_by_their_pseudonyms(port: int, told: Lines) -> None:
    of = Pseudonyms(install_key()).of
    for query, numbers in (
        ("accession_number=ZZ1", ["ZZ1"]),
        ("accession_numbers=ZZ1,%20ZZ2%20,,ZZ3", ["ZZ1", "ZZ2", "ZZ3"]),
        (f"{'t=1&' * 1000}accession_number=ZZ1", ["ZZ1"]),
        ("accession_number=ZZ1&x=ZZ9&accession_numbers=ZZ2", ["ZZ1", "ZZ2"]),
        ("accession_number=ZZ%0a1", ["ZZ\n1"]),
    ):
        said = line(port, told, request(f"/api/thing?{query}"))
        assert f" accession={','.join(map(of, numbers))} [" in said
        assert "ZZ" not in said
    assert "accession" not in line(port, told, request("/api/thing?accession_number="))
    for query in ("accession_number=" + "1," * 5000, "&".join(["accession_number=1"] * 500)):
        many = line(port, told, request(f"/api/thing?{query}"))
        assert len(many) < 500 and many.count(",") == 19


def test_what_was_refused_is_told_too(port: int, told: Lines) -> None:
    for raw, said in (
        (request(Host="ZZ.evil.test"), "GET - 421 from 127.0.0.1"),
        (request("/ZZ//x"), "GET - 400 from 127.0.0.1"),
        (request("/ZZ"), "GET - 404 from 127.0.0.1"),
        (request(method="ZZ"), "- - 405 from 127.0.0.1"),
        (request(method="POST", Content_Length="5000"), "POST - 413 from 127.0.0.1"),
        (b"GET / HTTP/1.0\r\n\r\n", "GET - 400 from 127.0.0.1"),
    ):
        assert line(port, told, raw).startswith(said + " [")


def test_behind_a_proxy_it_is_from_whom_the_proxy_says(port: int, told: Lines) -> None:
    raw = request(X_Forwarded_For="10.1.2.3")
    assert " from 10.1.2.3 [" in line(port, told, raw, "127.0.0.9")
    assert " from 127.0.0.1 [" in line(port, told, raw)
    wrong = request(X_Forwarded_For="ZZ\x01")
    assert line(port, told, wrong, "127.0.0.9").startswith("GET - 400 from - [")


def test_what_is_asked_all_day_is_told_to_those_who_look_closely(told: Lines) -> None:
    with gated(health()) as port:
        for host, level in (("localhost", logging.DEBUG), ("evil.test", logging.INFO)):
            ask(port, request("/api/health", Host=host))
            assert told.get(timeout=LIMIT_S).levelno == level


def test_each_line_about_a_job_says_which(config: Config, told: Lines) -> None:
    number = {"accession_number": "PLAIN1"}
    with served(config, lanes=0) as site:
        here = ticket_in(site.get("/mkiso.php", FROM_HIS, **number).text)
        lane = Thread(target=site.engine.run_lane)
        lane.start()
        until(lambda: bool(site.get(here).json()["is_over"]))
        disc = site.get(f"{here}/disc")
        site.get("/mkiso.php", {"Range": "bytes=9-", "If-Range": disc.headers["etag"]}, **number)
        site.client.post(f"{here}/cancel")
    lane.join()
    said: list[tuple[int, str]] = []
    while not (said and "/cancel" in said[-1][1]):
        record = told.get(timeout=LIMIT_S)
        said.append((record.levelno, record.getMessage()))
    assert all(" job=1 [" in line for _, line in said)
    often = {line.split()[1] for level, line in said if level == logging.DEBUG}
    assert often == {"/api/iso/jobs/{ticket}"}  # it looks again each second


def health() -> Any:
    routes = app()
    routes.add_api_route("/api/health", lambda: "ok")
    return routes


def test_every_line_of_the_log_bears_the_request_it_belongs_to() -> None:
    record = logging.makeLogRecord({"name": "x", "levelname": "INFO", "msg": "sent"})
    assert line_format().format(record).endswith("INFO x: sent")
    token = REQUEST_ID.set("abc")
    try:
        assert line_format().format(record).endswith("INFO x: sent [abc]")
    finally:
        REQUEST_ID.reset(token)


def test_a_route_knows_its_request_in_threads_too() -> None:
    seen: list[str] = []
    routes = app()
    routes.add_api_route("/thread", lambda: seen.append(REQUEST_ID.get()))
    with gated(routes) as port:
        ask(port, request("/thread", X_Request_ID="abc"))
    assert seen == ["abc"] and REQUEST_ID.get() == ""
