"""Clients that keep us waiting, and those that do not take what they asked for."""

from __future__ import annotations

import asyncio
import resource
import select
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from time import monotonic

import psutil
import pytest
from starlette.types import Receive, Scope, Send

from mkiso_desktop.listener.guests import Limits
from tests.listener.serving import WAIT_S, get, heard, hello, said, serving

ONE_REQUEST = b"GET /one HTTP/1.1\r\nHost: x\r\n\r\n"
THE_LAST = b"GET /one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def connected(port: int, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), WAIT_S, (source, 0))


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    """Both ends of every connection are ours here, and Debian gives a program 1024."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, most), most))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (before, most))


@contextmanager
def crowd(port: int, silent: int, trickling: int) -> Iterator[list[socket.socket]]:
    """So many connections that say nothing, and so many that say a byte of a head now and then."""
    done = threading.Event()
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(port)) for _ in range(silent + trickling)]

        def trickle() -> None:
            dribbling = {peer: iter(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 99) for peer in slow}
            for peer in slow[:silent]:
                del dribbling[peer]
            while not done.wait(0.2):
                for peer, letters in list(dribbling.items()):
                    try:
                        peer.send(bytes([next(letters)]))
                    except OSError:
                        del dribbling[peer]

        thread = threading.Thread(target=trickle)
        thread.start()
        try:
            yield slow
        finally:
            done.set()
            thread.join()


@pytest.mark.usefixtures("many_descriptors")
@pytest.mark.promise("Slow clients do not block the desk")
def test_twenty_people_are_answered_beside_six_hundred_slow_sockets() -> None:
    def ask(number: int) -> tuple[bytes, float]:
        began = monotonic()
        return get(listener.port, f"/{number}")[2], monotonic() - began

    fds = psutil.Process().num_fds
    with serving(hello) as listener:
        get(listener.port)
        before = fds()
        with crowd(listener.port, 300, 300) as slow:
            with ThreadPoolExecutor(20) as people:
                answers = list(people.map(ask, range(20)))
            for peer in slow:  # every one of them is sent away, the trickling ones too
                assert heard(peer) == b""
        assert [body for body, _ in answers] == [b"/%d" % number for number in range(20)]
        assert max(took for _, took in answers) < 7
        get(listener.port)
        assert fds() <= before + 2  # the last one's connection may not have been let go yet


@pytest.mark.parametrize("words", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Le"])
def test_who_does_not_ask_is_sent_away(words: bytes) -> None:
    with serving(hello, limits=Limits(request_s=0.1)) as listener:
        assert said(listener.port, words) == b""


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    gave_up = threading.Event()

    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        gave_up.set()

    words = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"
    with serving(waiting, limits=Limits(request_s=0.1)) as listener:
        assert said(listener.port, words) == b""
        assert gave_up.wait(WAIT_S)


def test_who_has_an_answer_and_asks_no_more_is_sent_away() -> None:
    with serving(hello, limits=Limits(request_s=0.1)) as listener:
        assert said(listener.port, ONE_REQUEST).endswith(b"/one")


def test_who_waits_for_us_is_not_sent_away() -> None:
    late = threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        while not late.is_set():
            await asyncio.sleep(0.01)
        await hello(scope, receive, send)

    with serving(slow, limits=Limits(request_s=0.05)) as listener, connected(listener.port) as peer:
        peer.sendall(THE_LAST)
        assert said(listener.port, b"") == b""  # this one's time is over, and it came later
        late.set()
        assert heard(peer).endswith(b"/one")


@pytest.mark.parametrize("is_whole", [True, False])
def test_who_reads_nothing_is_cut_off(is_whole: bool) -> None:
    """Whether the application still writes, or has written it all and waits for nothing."""
    ended = threading.Event()

    async def generous(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        body = {"type": "http.response.body", "body": bytes(20_000_000), "more_body": not is_whole}
        await send(body)
        if not is_whole:
            await send({**body, "more_body": False})
        ended.set()

    limits = Limits(request_s=0.1, reading_s=0.1)
    with serving(generous, limits=limits) as listener, connected(listener.port) as peer:
        peer.sendall(ONE_REQUEST)
        assert ended.wait(WAIT_S)
        waiting = select.poll()
        waiting.register(peer, 0)  # for its end alone: nothing is read meanwhile
        assert waiting.poll(WAIT_S * 1000)


def test_beyond_the_most_connections_the_one_that_waits_longest_makes_room() -> None:
    limits = Limits(connections=3, settled_s=0, request_s=WAIT_S)
    with serving(hello, limits=limits) as listener, ExitStack() as stack:
        first, *others = (stack.enter_context(connected(listener.port)) for _ in range(3))
        with connected(listener.port) as newcomer:
            assert heard(first) == b""
            for peer in (*others, newcomer):
                peer.sendall(THE_LAST)
                assert heard(peer).endswith(b"/one")


def test_beyond_the_most_connections_a_newcomer_goes_when_the_others_are_as_new() -> None:
    limits = Limits(connections=2, settled_s=WAIT_S, request_s=WAIT_S)
    with serving(hello, limits=limits) as listener, ExitStack() as stack:
        held = [stack.enter_context(connected(listener.port)) for _ in range(2)]
        assert said(listener.port, b"") == b""
        for peer in held:
            peer.sendall(THE_LAST)
            assert heard(peer).endswith(b"/one")


def test_who_is_being_answered_makes_no_room() -> None:
    asked, late = threading.Event(), threading.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        while not late.is_set():
            await asyncio.sleep(0.01)
        await hello(scope, receive, send)

    limits = Limits(connections=1, settled_s=0, request_s=WAIT_S)
    with serving(slow, limits=limits) as listener, connected(listener.port) as peer:
        peer.sendall(THE_LAST)
        assert asked.wait(WAIT_S)
        assert said(listener.port, b"") == b""
        late.set()
        assert heard(peer).endswith(b"/one")


class Gated:
    """Answers at once, but /late and the rest of /half when it is told to."""

    def __init__(self) -> None:
        self.asked = threading.Semaphore(0)
        self.late = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == "/half":
            headers = [(b"content-length", b"4")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"ha", "more_body": True})
        self.asked.release()
        while path in ("/late", "/half") and not self.late.is_set():
            await asyncio.sleep(0.01)
        if path == "/half":
            await send({"type": "http.response.body", "body": b"lf"})
        else:
            await hello(scope, receive, send)


def test_of_many_from_one_address_the_last_makes_room_for_another() -> None:
    app = Gated()
    limits = Limits(connections=3, settled_s=WAIT_S, request_s=WAIT_S)
    with serving(app, limits=limits) as listener, ExitStack() as stack:

        def ask(source: str, path: bytes) -> socket.socket:
            peer = stack.enter_context(connected(listener.port, source))
            peer.sendall(THE_LAST.replace(b"/one", path))
            assert app.asked.acquire(timeout=WAIT_S)
            return peer

        first, last, half = (ask("127.0.0.2", path) for path in (b"/late", b"/late", b"/half"))
        other = ask("127.0.0.1", b"/late")
        assert heard(last) == b""
        for source in ("127.0.0.1", "127.0.0.2"):  # who has one already, and who has most
            with connected(listener.port, source) as another:
                assert heard(another) == b""
        app.late.set()
        for peer, end in ((first, b"/late"), (other, b"/late"), (half, b"half")):
            assert heard(peer).endswith(end)
