"""A wire gives whole PDUs however the bytes come, and carries many small parts."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from mkiso_desktop.net.wire import Closed, Deadlines, Wire


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    """A wire, and the peer's bare end of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        far = socket.create_connection(listener.getsockname())
        near = Wire(listener.accept()[0], Deadlines(header_s=5, body_s=5))
    yield near, far
    near.close()
    far.close()


@pytest.mark.parametrize("step", [1, 7, 1000, 70_000, 1_000_000])
def test_pdus_come_whole_however_they_are_cut(ends: tuple[Wire, socket.socket], step: int) -> None:
    near, far = ends
    sizes = [0, 1, 5] if step == 1 else [0, 1, 5, 60_000, 131_072, 131_078, 3, 100_000, 32_768] * 3
    bodies = [bytes([number % 251]) * size for number, size in enumerate(sizes)]
    raw = b"".join(struct.pack(">BxL", 4, len(body)) + body for body in bodies)

    def speak() -> None:
        for at in range(0, len(raw), step):
            far.sendall(raw[at : at + step])

    speaker = threading.Thread(target=speak)
    speaker.start()
    for body in bodies:
        kind, length = near.next_pdu(5)
        assert (kind, length) == (4, len(body))
        half = length // 3
        assert near.read(half) + near.read(length - half) == body
    speaker.join()


def test_thousands_of_parts_are_sent_in_order(ends: tuple[Wire, socket.socket]) -> None:
    near, far = ends
    parts = [bytes([number % 256]) * 90 for number in range(9000)]
    sender = threading.Thread(target=near.send, args=parts)
    sender.start()
    whole = b""
    while len(whole) < 90 * 9000:
        whole += far.recv(1 << 20)
    sender.join()
    assert whole == b"".join(parts)


def test_closing_wakes_a_thread_that_waits(ends: tuple[Wire, socket.socket]) -> None:
    near, _ = ends
    woken: list[BaseException] = []

    def wait() -> None:
        try:
            near.next_pdu(60)
        except Closed as error:
            woken.append(error)

    waiter = threading.Thread(target=wait)
    waiter.start()
    near.close()
    waiter.join(5)
    assert len(woken) == 1


def test_a_closed_wire_says_so(ends: tuple[Wire, socket.socket]) -> None:
    near, far = ends
    near.close()
    with pytest.raises(Closed):
        near.send(b"x")
    with pytest.raises(Closed):
        near.next_pdu(1)
