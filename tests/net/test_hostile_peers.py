"""A peer that breaks PS3.8 is let go; memory, threads and other peers do not suffer."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest

from mkiso_desktop.net import pdu
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import MOST_PER_ADDRESS, Door, StorageScp
from tests import samples
from tests.net.scu import (
    CT,
    HASTY,
    LOOPBACK,
    PLAIN,
    STATION,
    Scu,
    data_of,
    expected_of,
    pdv,
    station,
)

VERIFICATION = "1.2.840.10008.1.1"
ECHO = pdu.encode_command({0x0002: VERIFICATION, 0x0100: 0x0030, 0x0110: 3, 0x0800: 0x0101})


def command(field: int, data_set: int = 0x0101) -> bytes:
    return pdu.encode_command({0x0002: CT, 0x0100: field, 0x0110: 3, 0x0800: data_set})


@pytest.fixture
def scp() -> Iterator[StorageScp]:
    with station(deadlines=HASTY) as open_station:
        yield open_station


@pytest.fixture
def scu(scp: StorageScp) -> Iterator[Scu]:
    """An association for CT storage (context 1) and verification (context 3)."""
    with Scu(scp.port) as one:
        one.ask((CT, [PLAIN]), (VERIFICATION, [PLAIN]))
        yield one


BEFORE_ASSOCIATION = {
    "300 MB of association request": struct.pack(">BxL", 1, 300_000_000),
    "4 GiB of association request": struct.pack(">BxL", 1, 0xFFFFFFFF),
    "a type that does not exist": struct.pack(">BxL", 9, 4),
    "type 0": struct.pack(">BxL", 0, 4),
    "data first": pdv(ECHO, 3, is_command=True),
    "release first": pdu.encode_release(answer=False),
    "an empty request": struct.pack(">BxL", 1, 0),
    "a request of zeros": struct.pack(">BxL", 1, 100) + bytes(100),
    "an item beyond the end": struct.pack(">BxL", 1, 72) + bytes(68) + b"\x20\0\xff\xff",
    "an HTTP request": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.promise("Hostile PDUs do no harm")
@pytest.mark.parametrize("said", BEFORE_ASSOCIATION.values(), ids=BEFORE_ASSOCIATION)
def test_nonsense_instead_of_an_association_is_not_served(scp: StorageScp, said: bytes) -> None:
    with Scu(scp.port) as stranger:
        with suppress(ConnectionError):
            stranger.send(said)
        assert stranger.receive()[0] in (0, pdu.ABORT, pdu.ASSOCIATE_RJ)


IN_ASSOCIATION = {
    "a PDU of 300 MB": struct.pack(">BxL", 4, 300_000_000),
    "a release of 1 MB": struct.pack(">BxL", 5, 1_000_000),
    "a second request": struct.pack(">BxL", 1, 68) + bytes(68),
    "a PDU without a PDV": struct.pack(">BxL", 4, 0),
    "a PDV of 5 bytes": struct.pack(">BxL", 4, 5) + bytes(5),
    "a PDV longer than its PDU": struct.pack(">BxLLBB", 4, 6, 100, 1, 3),
    "a PDV of length 0": struct.pack(">BxLLBB", 4, 6, 0, 1, 3),
    "data before a command": pdv(b"abcdef"),
    "a context that was never asked for": pdv(ECHO, 99, is_command=True),
    "a command of 1 MB": pdv(bytes(100_000), is_command=True, is_last=False) * 10,
    "a command that is cut off": pdv(ECHO[:-3], is_command=True),
    "a command of another group": pdv(b"\x08\0\x18\0\0\0\0\0", is_command=True),
    "a command without its field": pdv(pdu.encode_command({0x0110: 3}), is_command=True),
    "a store without data": pdv(command(0x0001), is_command=True),
    "a store on the context of an echo": pdv(command(0x0001, 1), 3, is_command=True),
    "a question with data": pdv(command(0x0020, 1), is_command=True),
    "an answer": pdv(command(0x8001), is_command=True),
    "a command inside a data set": pdv(command(0x0001, 1), is_command=True)
    + pdv(ECHO, is_command=True),
    "another context inside a data set": pdv(command(0x0001, 1), is_command=True)
    + pdv(b"abcdef", 3),
    "a release inside a data set": pdv(command(0x0001, 1), is_command=True)
    + pdu.encode_release(answer=False),
    "two messages in one PDU": struct.pack(">BxL", 4, 2 * (len(ECHO) + 6))
    + 2 * pdv(ECHO, 3, is_command=True)[6:],
}


@pytest.mark.promise("Hostile PDUs do no harm")
@pytest.mark.parametrize("said", IN_ASSOCIATION.values(), ids=IN_ASSOCIATION)
def test_nonsense_inside_an_association_ends_it(scu: Scu, said: bytes) -> None:
    with suppress(ConnectionError):  # it may be let go before it has said everything
        scu.send(said)
    assert scu.is_aborted()


@pytest.mark.promise("Hostile PDUs do no harm")
@pytest.mark.parametrize("size", [3, 30], ids=["half a header", "half a body"])
def test_half_a_pdu_is_waited_for_no_longer_than_its_deadline(scp: StorageScp, size: int) -> None:
    whole = struct.pack(">BxL", 1, 68) + bytes(68)
    with Scu(scp.port) as slow:
        began = monotonic()
        slow.send(whole[:size])
        assert slow.is_aborted()
        assert HASTY.header_s <= monotonic() - began < 10


@pytest.mark.promise("Hostile PDUs do no harm")
def test_a_trickle_of_bytes_does_not_move_the_deadline(scp: StorageScp) -> None:
    with Scu(scp.port) as slow:
        slow.send(struct.pack(">BxL", 1, 68))
        slow.socket.settimeout(0.05)
        began = monotonic()
        with pytest.raises((ConnectionError, StopIteration)):
            while monotonic() - began < 30:
                slow.send(b"\0")
                try:
                    if slow.socket.recv(100) in (b"", pdu.encode_abort(2, 6)):
                        raise StopIteration
                except TimeoutError:
                    continue
        assert monotonic() - began < 10


def test_silence_ends_an_association_only_after_the_idle_limit(scu: Scu) -> None:
    began = monotonic()
    assert scu.is_aborted()
    assert monotonic() - began > HASTY.idle_s * 0.9


def test_an_unknown_request_is_answered_as_such_and_the_association_goes_on(scu: Scu) -> None:
    for field in (0x0020, 0x0021, 0x0010, 0x0140, 0x0777):
        scu.send(pdv(command(field), is_command=True))
        answer = scu.answer()
        assert (answer.field, answer.status) == (field | 0x8000, 0x0211)
    scu.send(pdv(command(0x0FFF), is_command=True))  # a cancel: nothing to cancel, no answer
    scu.send(pdv(ECHO, 3, is_command=True))
    assert scu.answer().status == 0
    scu.release()


def test_a_command_may_come_in_many_fragments(scu: Scu) -> None:
    for at in range(0, len(ECHO), 5):
        is_last = at + 5 >= len(ECHO)
        scu.send(pdv(ECHO[at : at + 5], 3, is_command=True, is_last=is_last))
    assert scu.answer().status == 0


def test_command_and_data_set_may_come_in_one_pdu(
    tmp_path: Path, scp: StorageScp, scu: Scu
) -> None:
    [file] = samples.write_study(tmp_path / "src", series=1, instances=1)
    spool = tmp_path / "spool"
    spool.mkdir()
    reception = Reception(expected_of([file]), spool)
    elements: dict[int, int | str] = {0x0002: CT, 0x0100: 1, 0x0110: 3, 0x0800: 1}
    request = pdu.encode_command(elements | {0x1000: file.stem})
    both = pdv(request, is_command=True)[6:] + pdv(data_of(file))[6:]
    with scp.desk.receiving(reception):
        scu.send(struct.pack(">BxL", 4, len(both)) + both)
        assert scu.answer().status == 0
    assert len(reception.instances) == 1


@pytest.mark.promise("Hostile PDUs do no harm")
@pytest.mark.parametrize("end", ["abort", "reset", "close"])
@pytest.mark.parametrize("rows", [16, 1800], ids=["small", "large"])
def test_an_end_in_the_middle_of_an_instance_leaves_nothing(
    tmp_path: Path, rows: int, end: str
) -> None:
    [file] = samples.write_study(tmp_path / "src", series=1, instances=1, rows=rows)
    spool = tmp_path / "spool"
    spool.mkdir()
    reception = Reception(expected_of([file]), spool)
    data = data_of(file)
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask()
        elements: dict[int, int | str] = {0x0002: CT, 0x0100: 1, 0x0110: 3, 0x0800: 1}
        request = pdu.encode_command(elements | {0x1000: file.stem})
        scu.send(pdv(request, is_command=True))
        for at in range(0, len(data) - 1000, 100_000):
            scu.send(pdv(data[at : at + 100_000], is_last=False))
        if end == "abort":
            scu.send(pdu.encode_abort())
            assert scu.receive() == (0, b"")
        elif end == "reset":
            linger = struct.pack("ii", 1, 0)
            scu.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        scu.socket.close()
        scp.close()  # returns when the association's thread has ended
    assert not list(spool.iterdir()) and not reception.instances


@pytest.mark.promise("A flood does not lock the PACS out")
def test_silent_connections_fill_one_address_and_no_other() -> None:
    door = Door(STATION, frozenset(), frozenset())
    with station(door) as scp:
        silent = [Scu(scp.port, "127.0.0.2") for _ in range(MOST_PER_ADDRESS)]
        with Scu(scp.port, "127.0.0.2") as one_more:
            kind, why = one_more.receive()
            assert (kind, why) == (pdu.ASSOCIATE_RJ, bytes((0, 2, 3, 2))), "come back later"
        with Scu(scp.port) as archive:
            archive.ask()
            archive.release()
        assert scp.refused_associations == {"limit": 1}
        for one in silent:
            one.socket.close()


@pytest.mark.promise("A flood does not lock the PACS out")
def test_silent_connections_are_let_go_after_the_first_deadline(scp: StorageScp) -> None:
    silent = [Scu(scp.port) for _ in range(MOST_PER_ADDRESS)]
    for one in silent:
        assert one.is_aborted()
        one.socket.close()
    with Scu(scp.port) as archive:
        archive.ask()
        archive.release()


def test_closing_ends_every_association_at_once() -> None:
    with station() as scp:
        port = scp.port
        peers = [Scu(port) for _ in range(4)]
        for one in peers[:2]:
            one.ask()
        began = monotonic()
        scp.close()
        assert monotonic() - began < 5
        assert not [one for one in threading.enumerate() if "storage-scp" in one.name]
        for one in peers:
            assert one.is_aborted()
            one.socket.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, port))
