"""Hostile PDUs do no harm: nobody else notices, nothing is kept, everything is let go."""

from __future__ import annotations

import logging
import socket
import struct
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from time import monotonic

import pytest

from mkiso_desktop.net import pdu
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import Door, StorageScp
from tests import samples
from tests.net.scu import CT, HASTY, PLAIN, STATION, Scu, data_of, expected_of, pdv, station
from tests.promises import Trials

from .footprint import MIB, footprint, memory
from .hostile_pdus import ECHO, STORE, Case, Ending, State, Way, associate, cases

if sys.platform == "win32":
    pytest.skip("needs addresses of its own for each peer", allow_module_level=True)

BATCH = 50
AT_ONCE = 6
LET_GO_S, ECHO_S = 10.0, 6.0
MOST_GROWTH = 12 * MIB


@dataclass(frozen=True)
class Target:
    """The station, a job of it that waits for one large image, and that image."""

    scp: StorageScp
    reception: Reception
    uid: str
    data: bytes


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    [file] = samples.write_study(tmp_path / "src", series=1, instances=1, rows=1800)
    spool = tmp_path / "spool"
    spool.mkdir()
    reception = Reception(expected_of([file]), spool)
    door = Door(STATION, frozenset(), frozenset())
    with station(door, HASTY) as scp, scp.desk.receiving(reception):
        yield Target(scp, reception, file.stem, data_of(file))


@pytest.fixture
def recorded(tmp_path: Path) -> bytes:
    """What an honest sender says to store one image of a study that no job waits for."""
    [file] = samples.write_study(tmp_path / "other", series=1, instances=1)
    contexts = struct.pack(">BxHBxxx", 0x20, 8 + len(CT) + 4 + len(PLAIN), 1)
    contexts += struct.pack(">BxH", 0x30, len(CT)) + CT.encode()
    contexts += struct.pack(">BxH", 0x40, len(PLAIN)) + PLAIN.encode()
    store = pdu.encode_command(STORE | {0x1000: file.stem})
    data = data_of(file)
    pieces = [data[at : at + 400] for at in range(0, len(data), 400)]
    said = [associate(contexts), pdv(store, is_command=True)]
    said += [pdv(one, is_last=one is pieces[-1]) for one in pieces]
    return b"".join([*said, pdu.encode_release(answer=False)])


def bring_to(state: State, scu: Scu, target: Target) -> None:
    """Be honest until then."""
    if state is State.FRESH:
        return
    scu.ask((CT, [PLAIN]), (pdu.VERIFICATION, [PLAIN]))
    if state is State.RELEASED:
        scu.release()
    if state in (State.HALF, State.LARGE_HALF):
        store = pdu.encode_command(STORE | {0x1000: target.uid})
        scu.send(pdv(store, is_command=True))
        much = len(target.data) - 1000 if state is State.LARGE_HALF else 5000
        for at in range(0, much, 100_000):
            scu.send(pdv(target.data[at : min(at + 100_000, much)], is_last=False))


def say(scu: Scu, case: Case) -> None:
    with suppress(ConnectionError):  # it may be let go before it has said everything
        pieces = [case.said] if case.way is Way.AT_ONCE else list(map(bytes, zip(case.said)))
        for piece in pieces:
            scu.send(piece)
    with suppress(OSError):
        if case.ending is Ending.HALF_CLOSE:
            scu.socket.shutdown(socket.SHUT_WR)
        elif case.ending is Ending.RESET:
            linger = struct.pack("ii", 1, 0)
            scu.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def complaint(scu: Scu) -> str:
    """What is wrong with the answers, or "": nothing is stored, and all comes to an end."""
    scu.socket.settimeout(LET_GO_S)
    try:
        while (heard := scu.receive())[0]:
            kind, body = heard
            if kind == pdu.P_DATA:
                answer = pdu.decode_command(body[6:])
                if answer.field == pdu.C_STORE_RSP and answer.status == 0:
                    return "was told that it is stored"
    except TimeoutError:
        return "was not let go"
    return ""


def attempt(case: Case, target: Target) -> str:
    source = f"127.0.0.{10 + case.number % 40}"  # so that no address has too many at once
    for _ in range(3):  # a busy machine may itself be too slow for the short deadlines
        with Scu(target.scp.port, source) as scu:
            try:
                bring_to(case.state, scu, target)
            except (AssertionError, ConnectionError):
                continue
            say(scu, case)
            return "" if case.ending is Ending.RESET else complaint(scu)
    return "could not even begin"


def is_answered(scp: StorageScp) -> bool:
    """Whether an honest peer has its C-ECHO answered, and in time."""
    until = monotonic() + ECHO_S
    while monotonic() < until:
        with suppress(AssertionError, ConnectionError), Scu(scp.port) as scu:
            scu.ask((pdu.VERIFICATION, [PLAIN]))
            scu.send(pdv(ECHO, is_command=True))
            status = scu.answer().status
            scu.release()
            return status == 0
    return False


def harm(target: Target, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What a batch has left behind."""
    loud = [record.getMessage() for record in caplog.records if record.levelno > logging.INFO]
    traces = [record.getMessage() for record in caplog.records if record.exc_info]
    left = [path.name for path in target.reception.folder.iterdir()]
    return [*loud, *traces, *left, *target.reception.instances]


@pytest.mark.promise("Hostile PDUs do no harm")
@pytest.mark.timeout(400)
def test_nobody_notices_what_a_hostile_peer_says(
    target: Target, recorded: bytes, caplog: pytest.LogCaptureFixture, trials: Trials
) -> None:
    caplog.set_level(logging.INFO, "mkiso_desktop")
    assert is_answered(target.scp)
    waiting: Sequence[Case] = list(cases(trials.amount(full=2000, sample=150), recorded))
    before, memory_before = footprint(), memory()
    with ThreadPoolExecutor(AT_ONCE) as peers:
        while waiting:
            batch, waiting = waiting[:BATCH], waiting[BATCH:]
            said = peers.map(lambda case: attempt(case, target), batch)
            for case, wrong in zip(batch, said, strict=True):
                trials.note(not wrong, f"{case}: {wrong}")
            trials.note(is_answered(target.scp), f"no C-ECHO after {batch[-1]}")
            after = footprint()
            trials.note(after == before, f"{before} became {after} by {batch[-1]}")
            left = harm(target, caplog)
            trials.note(not left, f"{left} up to {batch[-1]}")
            caplog.clear()
    grown = memory() - memory_before
    trials.note(grown < MOST_GROWTH, f"the memory grew by {grown} bytes")
    assert not target.scp.refused_associations["limit"], "some were never heard"


LONGEST = {1: pdu.LONGEST_ASSOCIATE, 2: pdu.LONGEST_ASSOCIATE, 4: pdu.OUR_MAXIMUM_LENGTH + 6}


@pytest.mark.promise("Hostile PDUs do no harm")
def test_a_length_that_no_pdu_has_is_refused_before_its_body_comes(trials: Trials) -> None:
    with station() as scp:  # a body has 30 s here: whoever waits for it is not in time
        for kind, state in product(range(9), (State.FRESH, State.OPEN)):
            longest = LONGEST.get(kind, pdu.LONGEST_CONTROL)
            for length in (longest + 1, 300_000_000, 2**31, 2**32 - 1):
                with Scu(scp.port) as scu:
                    if state is State.OPEN:
                        scu.ask()
                    scu.send(struct.pack(">BxL", kind, length))
                    what = f"type {kind}, {length} bytes, {state.value}"
                    trials.note(complaint(scu) == "", f"{what}: was waited for")
