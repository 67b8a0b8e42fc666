"""A download: one range of it, never spliced of two images, not too many, and broken off."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.request import Outcome
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.listener.refusal import Refusal
from mkiso_desktop.listener.stream import Slots, Span, span_of
from tests.engine.test_engine import a_config
from tests.listener.site import BROWSER, Site, listening, served
from tests.listener.waiting import until
from tests.net.hospital_api import frozen, hospital_api, ok, with_
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study

PATH = "/api/iso/download"
NUMBER = {"accession_number": "PLAIN1"}
TAG = '"abc"'
MANY = 100


@pytest.mark.parametrize(
    ("asked", "if_range", "span"),
    [
        (None, None, Span(0, 10)),
        ("bytes=0-", None, Span(0, 10, is_part=True)),
        ("bytes=0-0", None, Span(0, 1, is_part=True)),
        ("bytes=3-5", None, Span(3, 3, is_part=True)),
        ("bytes=3-500", None, Span(3, 7, is_part=True)),
        ("bytes=-4", None, Span(6, 4, is_part=True)),
        ("bytes=-40", None, Span(0, 10, is_part=True)),
        ("bytes=9-", TAG, Span(9, 1, is_part=True)),
        ("bytes=9-", '"another"', Span(0, 10)),
        ("bytes=9-", f"W/{TAG}", Span(0, 10)),
        ("bytes=9-", "Sun, 22 Nov 2026 07:00:00 GMT", Span(0, 10)),
        ("bytes=0-1,3-4", None, Span(0, 10)),
        ("bytes=5-3", None, Span(0, 10)),
        ("bytes=-", None, Span(0, 10)),
        ("bytes=a-b", None, Span(0, 10)),
        ("lines=0-1", None, Span(0, 10)),
        ("bytes=" + "9" * 21 + "-", None, Span(0, 10)),
        ("bytes=" + ",".join(["0-1"] * 2500), None, Span(0, 10)),
    ],
)
def test_one_range_of_this_very_image_is_a_part_and_all_else_the_whole(
    asked: str | None, if_range: str | None, span: Span
) -> None:
    assert span_of(asked, if_range, 10, TAG) == span


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999-"])
def test_a_range_behind_the_end_cannot_be_had(asked: str) -> None:
    with pytest.raises(Refusal) as told:
        span_of(asked, None, 10, TAG)
    assert told.value.status == 416
    assert told.value.headers["Content-Range"] == "bytes */10"


def test_a_download_that_broke_off_goes_on_where_it_was(site: Site) -> None:
    whole = site.get(PATH, **NUMBER)
    tag, half = whole.headers["etag"], len(whole.content) // 2
    rest = site.get(PATH, {"Range": f"bytes={half}-", "If-Range": tag}, **NUMBER)
    assert (rest.status_code, rest.content) == (206, whole.content[half:])
    size = len(whole.content)
    assert rest.headers["content-range"] == f"bytes {half}-{size - 1}/{size}"
    assert rest.headers["content-length"] == str(size - half)
    other = site.get(PATH, {"Range": f"bytes={half}-", "If-Range": '"0"'}, **NUMBER)
    assert (other.status_code, other.content) == (200, whole.content)
    unasked = {**BROWSER, "Range": f"bytes={half}-", "If-Range": tag}
    assert site.get(PATH, unasked, **NUMBER).content == whole.content[half:]
    asked_first = site.get(PATH, {**unasked, "If-Range": '"0"'}, **NUMBER)
    assert asked_first.headers["content-type"].startswith("text/html")
    behind = site.get(PATH, {"Range": f"bytes={size}-"}, **NUMBER)
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{size}")
    assert len(site.link_jobs()) == 1


def test_who_waits_for_a_silent_hospital_keeps_no_download_from_going_on(config: Config) -> None:
    crowd = 40  # more than there are threads in any pool
    with hospital_api() as api:
        api.answers = [ok(b'{"patient_name": "Budi Sutanto", "medrec_id": "P-0001"}'), frozen]
        asking = with_(api.settings, retries=0, timeout_s=600)
        with (
            served(config.model_copy(update={"patient_api": asking})) as site,
            ThreadPoolExecutor(crowd) as callers,
        ):
            whole = site.get(PATH, **NUMBER)
            again = [callers.submit(site.get, PATH, **NUMBER) for _ in range(crowd)]
            until(lambda: len(api.asked) > 4)
            tag = whole.headers["etag"]
            rest = site.get(PATH, {"Range": "bytes=9-", "If-Range": tag}, **NUMBER)
            assert (rest.status_code, rest.content) == (206, whole.content[9:])
            api.closing.set()
            assert {one.result().status_code for one in again} <= {200, 503}


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Config]:
    """Of a desk whose archive has a study of some 40 MB: more than sockets hold."""
    port = free_port()
    with orthanc({"CDRECORD": (LOOPBACK, port)}) as server:
        files = write_study(
            tmp_path / "s", accession_number="PLAIN1", series=1, instances=40, rows=720
        )
        server.store(files)
        yield listening(
            a_config(tmp_path, (server.host, server.port, server.ae_title), port), max_streams=2
        )


def asked(site: Site, headers: str = "") -> socket.socket:
    """A client that has asked, and so far reads nothing."""
    client = socket.create_connection((LOOPBACK, site.listener.port), timeout=30)
    client.sendall(
        f"GET {PATH}?accession_number=PLAIN1 HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()
    )
    return client


def read_some(client: socket.socket, count: int) -> int:
    """How many bytes came, at least `count` unless it ended."""
    read = 0
    while read < count and (piece := client.recv(min(65536, count - read))):
        read += len(piece)
    return read


def streams(site: Site) -> float:
    """How many downloads are under way, as the metrics say."""
    lines = site.get("/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("mkiso_streams "))


def test_more_downloads_than_may_be_are_told_to_come_again(large: Config) -> None:
    with served(large) as site:
        assert site.get(PATH, **NUMBER).status_code == 200
        two = [asked(site), asked(site)]
        for client in two:
            assert read_some(client, 4096) == 4096
        third = site.get(PATH, **NUMBER)
        assert third.status_code == 503 and int(third.headers["retry-after"]) > 0
        for client in two:
            client.close()
        until(lambda: streams(site) == 0)
        assert site.get(PATH, **NUMBER).status_code == 200


@pytest.mark.parametrize(
    ("most", "held", "comes", "may"),
    [
        (4, "A A", "A", True),
        (4, "A A A", "A", False),
        (4, "A A A", "B", True),
        (4, "A A A B", "C", False),
        (4, "A A B", "B", False),
        (4, "A A B", "C", True),
        (2, "A", "A", False),
        (1, "", "A", True),
        (4, "2001:db8::1 2001:db8::2 2001:db8::3", "2001:db8::4", False),
        (4, "2001:db8::1 2001:db8::2 2001:db8::3", "2001:db8:0:1::4", True),
        (4, "127.0.0.1 127.0.0.1 127.0.0.1", "127.0.0.1", True),
        (4, "A A 127.0.0.1 127.0.0.1", "127.0.0.1", False),
    ],
)
def test_the_last_place_is_for_whoever_has_none(
    most: int, held: str, comes: str, may: bool
) -> None:
    slots = Slots(most)
    with ExitStack() as places:
        for address in held.split():
            places.enter_context(slots.one(address))
        try:
            places.enter_context(slots.one(comes))
        except Refusal as full:
            assert full.status == 503 and not may
        else:
            assert may
    with slots.one("A"), ExitStack() as places:
        for _ in range(most - 1):  # all are free again
            places.enter_context(slots.one("127.0.0.1"))


def test_one_address_does_not_keep_the_others_out(large: Config) -> None:
    """Behind a proxy it is the forwarded one."""
    limits = large.listener.model_copy(update={"trusted_proxies": (LOOPBACK,)})
    one, other = ({"X-Forwarded-For": f"10.1.0.{number}"} for number in (1, 2))
    with served(large.model_copy(update={"listener": limits})) as site:
        assert site.get(PATH, one, **NUMBER).status_code == 200
        until(lambda: streams(site) == 0)
        with asked(site, headers="X-Forwarded-For: 10.1.0.1\r\n") as slow:
            assert read_some(slow, 4096) == 4096
            refused = site.get(PATH, one, **NUMBER)
            assert refused.status_code == 503 and int(refused.headers["retry-after"]) > 0
            assert site.get(PATH, other, **NUMBER).status_code == 200


def test_downloads_broken_off_anywhere_leave_nothing_behind(large: Config) -> None:
    limits = large.listener.model_copy(update={"max_streams": MANY})
    with served(large.model_copy(update={"listener": limits})) as site:
        size = len(site.get(PATH, **NUMBER).content)
        this = psutil.Process()
        before = this.num_fds(), this.num_threads()
        chance = random.Random(5)
        offsets = [chance.randrange(size) for _ in range(MANY)]

        def break_off(offset: int) -> None:
            with asked(site) as client:
                read_some(client, offset)

        with ThreadPoolExecutor(8) as clients:
            list(clients.map(break_off, offsets))
        until(lambda: streams(site) == 0)
        until(lambda: this.num_fds() <= before[0])
        exports = site.engine.history.exports(site.link_jobs()[0].number)
        assert len(exports) == 2 + MANY and all(one.state for one in exports)
        # Threads of a pool stay, and are used again.
        assert this.num_threads() <= before[1] + 40
        assert len(site.link_jobs()) == 1
        assert len(site.get(PATH, **NUMBER).content) == size


def test_a_client_that_goes_away_while_it_waits_ends_no_job(large: Config) -> None:
    with served(large) as site:
        waiting = asked(site)
        until(lambda: bool(site.link_jobs()))
        waiting.close()
        [job] = site.link_jobs()
        assert site.engine.wait(job.number).state is JobState.DONE
        assert site.get(PATH, **NUMBER).status_code == 200
        assert len(site.link_jobs()) == 1


def test_a_job_cancelled_in_the_window_is_told_to_who_waits(large: Config) -> None:
    with served(large, lanes=0) as site, ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(site.get, PATH, **NUMBER)
        until(lambda: bool(site.link_jobs()))
        site.engine.cancel(site.link_jobs()[0].number)
        answer = waiting.result()
        assert (answer.status_code, answer.json()["code"]) == (409, "cancelled")
        assert site.link_jobs()[0].request.outcome is Outcome.ISO
