"""Files on their way from the disk to a client, whole or not."""

from __future__ import annotations

import io
import random
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import BinaryIO

import psutil
import pytest
from starlette.types import Receive, Scope, Send

from mkiso_desktop.core.config import Tls
from mkiso_desktop.listener.guests import Limits
from mkiso_desktop.listener.protocol import SENDFILE
from mkiso_desktop.listener.server import Listener
from tests.listener.serving import WAIT_S, at, heard, said, serving
from tests.peers.certificates import Papers

SIZE = 20_000_000  # more than the system keeps for a connection whose other end does not read
CLOSE = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file whose bytes say where they are."""
    path = tmp_path_factory.mktemp("disc") / "disc.iso"
    path.write_bytes(random.Random(5).randbytes(SIZE))
    return path


class Giving:
    """Answers GET /OFFSET/COUNT with that part of the file; /chunked does not say how long it is.

    `ended` gets the error with which each answer ended, or None.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.ended: Queue[type[BaseException] | None] = Queue()
        self.begun = threading.Event()

    def open(self) -> BinaryIO:
        """The file, for one answer."""
        return self._path.open("rb", buffering=0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        _, offset, count, *more = scope["path"].split("/")
        headers = [] if more else [(b"content-length", count.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        self.begun.set()
        try:
            with self.open() as file:
                await scope["extensions"][SENDFILE](file, int(offset), int(count))
            await send({"type": "http.response.body"})
        except BaseException as error:
            self.ended.put(type(error))
            raise
        self.ended.put(None)


class FromMemory(Giving):
    """Gives what the system cannot send by itself."""

    def open(self) -> BinaryIO:
        return io.BytesIO(self._path.read_bytes())


def body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


@contextmanager
def nothing_left() -> Iterator[None]:
    """Inside, as many descriptors and threads are made as are let go."""
    fds, threads = psutil.Process().num_fds(), set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(WAIT_S)  # one that read a file ends by itself when the loop is gone
        assert not thread.is_alive(), thread
    assert psutil.Process().num_fds() == fds


@pytest.mark.parametrize("giving", [Giving, FromMemory])
@pytest.mark.parametrize(
    ("offset", "count"), [(0, SIZE), (1, 1), (4_194_303, 4_194_306), (SIZE - 7, 7), (9, 0)]
)
def test_any_part_of_a_file_is_sent(
    disc: Path, giving: type[Giving], offset: int, count: int
) -> None:
    with serving(giving(disc)) as listener:
        answer = said(listener.port, b"GET /%d/%d" % (offset, count) + CLOSE)
    assert b"content-length: %d\r\n" % count in answer
    assert body(answer) == disc.read_bytes()[offset : offset + count]


def test_a_part_of_unknown_length_is_sent_as_a_chunk(disc: Path) -> None:
    with serving(Giving(disc)) as listener:
        answer = said(listener.port, b"GET /5/10/chunked" + CLOSE)
    assert body(answer) == b"a\r\n" + disc.read_bytes()[5:15] + b"\r\n0\r\n\r\n"


def test_after_a_file_the_connection_serves_on(disc: Path) -> None:
    words = b"GET /0/%d HTTP/1.1\r\nHost: x\r\n\r\n" % SIZE
    with serving(Giving(disc)) as listener:
        answer = said(listener.port, words + b"GET /3/4" + CLOSE)
    assert body(answer).startswith(disc.read_bytes())
    assert answer.endswith(disc.read_bytes()[3:7])


def test_over_tls_it_is_sent_as_well(disc: Path, papers: Papers) -> None:
    files = papers.ours.settings(papers.ca, dicom=False)
    giving = Giving(disc)
    with serving(giving, at(tls=files)) as listener, over_tls(listener, papers) as peer:
        peer.sendall(b"GET /0/%d" % SIZE + CLOSE)
        assert body(heard(peer)) == disc.read_bytes()
        assert giving.ended.get(timeout=WAIT_S) is None


@contextmanager
def over_tls(listener: Listener, papers: Papers) -> Iterator[ssl.SSLSocket]:
    trusting = ssl.create_default_context(cafile=str(papers.ca))
    plain = socket.create_connection(("127.0.0.1", listener.port), timeout=WAIT_S)
    with plain, trusting.wrap_socket(plain, server_hostname="127.0.0.1") as peer:
        yield peer


@pytest.mark.logs
def test_who_does_not_come_to_tls_is_sent_away(papers: Papers) -> None:
    files = papers.ours.settings(papers.ca, dicom=False)
    limits = Limits(request_s=0.2, connections=2, settled_s=0)
    with nothing_left(), serving(Giving(Path()), at(tls=files), limits=limits) as listener:
        assert said(listener.port, b"") == b""  # a deadline for greetings, too
        assert b"HTTP/1.1" not in said(listener.port, b"GET /0/1" + CLOSE)
        for _ in range(9):  # and among the most connections they count
            assert said(listener.port, b"\x16\x03\x01") == b""


@pytest.mark.parametrize("has_tls", [False, True])
def test_clients_that_go_away_at_random_offsets_leave_nothing(
    disc: Path, papers: Papers, has_tls: bool
) -> None:
    giving, chance = Giving(disc), random.Random(12)
    tls = papers.ours.settings(papers.ca, dicom=False) if has_tls else Tls()
    with nothing_left(), serving(giving, at(tls=tls)) as listener:
        for _ in range(30):
            with _connected(listener, papers, has_tls) as peer:
                peer.sendall(b"GET /0/%d" % SIZE + CLOSE)
                left = chance.randrange(SIZE // 2)
                while left > 0:
                    left -= len(peer.recv(min(left, 65536)))
        ends = [giving.ended.get(timeout=WAIT_S) for _ in range(30)]
    assert set(ends) == {ConnectionAbortedError}


@contextmanager
def _connected(listener: Listener, papers: Papers, has_tls: bool) -> Iterator[socket.socket]:
    if has_tls:
        with over_tls(listener, papers) as peer:
            yield peer
    else:
        with socket.create_connection(("127.0.0.1", listener.port), timeout=WAIT_S) as plain:
            yield plain


def test_who_does_not_read_a_file_is_cut_off(disc: Path) -> None:
    giving = Giving(disc)
    with serving(giving, limits=Limits(reading_s=0.1)) as listener, _plain(listener) as peer:
        peer.sendall(b"GET /0/%d" % SIZE + CLOSE)
        assert giving.ended.get(timeout=WAIT_S) is ConnectionAbortedError
        waiting = select.poll()
        waiting.register(peer, 0)  # for its end alone: nothing is read meanwhile
        assert waiting.poll(WAIT_S * 1000)


def _plain(listener: Listener) -> socket.socket:
    return socket.create_connection(("127.0.0.1", listener.port), timeout=WAIT_S)


def test_the_end_of_the_listener_cuts_a_file_off(disc: Path) -> None:
    giving = Giving(disc)
    with nothing_left(), serving(giving, grace_s=0.05) as listener, _plain(listener) as peer:
        peer.sendall(b"GET /0/%d" % SIZE + CLOSE)
        assert giving.begun.wait(WAIT_S)
        listener.stop()
        assert giving.ended.get(timeout=WAIT_S) is not None
        assert len(heard(peer)) < SIZE


def test_a_file_is_not_sent_to_who_does_not_finish_asking(disc: Path) -> None:
    """The deadline for the request passes while the file is in the system's hands."""
    giving = Giving(disc)
    words = b"POST /0/%d HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n" % SIZE
    limits = Limits(request_s=0.1)
    with nothing_left(), serving(giving, limits=limits) as listener, _plain(listener) as peer:
        peer.sendall(words)
        assert giving.ended.get(timeout=WAIT_S) is not None


@pytest.mark.logs
def test_a_file_that_became_shorter_is_not_taken_for_whole(disc: Path) -> None:
    giving = Giving(disc)
    with nothing_left(), serving(giving) as listener:
        answer = said(listener.port, b"GET /%d/100" % (SIZE - 50) + CLOSE)
        assert giving.ended.get(timeout=WAIT_S) is EOFError
    assert len(body(answer)) <= 50
