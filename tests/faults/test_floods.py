"""Whatever floods the station, the archive is heard: at once, or after the first deadline."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from subprocess import PIPE, Popen
from time import monotonic

import psutil
import pytest

from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Study
from mkiso_desktop.net import pdu
from mkiso_desktop.net.dimse import Destination
from mkiso_desktop.net.gate import Expected
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import Door, StorageScp
from mkiso_desktop.net.wire import DEADLINES, Deadlines
from mkiso_desktop.steps.query import find_accession, take_inventory
from mkiso_desktop.steps.retrieve import Archive, expected_of, prove_complete, retrieve
from tests import samples
from tests.net.scu import LOOPBACK, PLAIN, STATION, Scu, pdv, station
from tests.peers.orthanc import Orthanc, orthanc
from tests.promises import Trials
from tests.steps.test_query import NO_API, as_peer

from .footprint import MIB, footprint, memory
from .hostile_pdus import ECHO, associate

if sys.platform == "win32":
    pytest.skip("needs an address of its own for the flood", allow_module_level=True)
import resource

PROMISE = "A flood does not lock the PACS out"
FLOOD = "127.0.0.2"
DOORS = {
    "the archive's address": Door(STATION, frozenset(), frozenset({LOOPBACK})),
    "every address": Door(STATION, frozenset(), frozenset()),
}
ROOT = Path(__file__).parents[2]


@contextmanager
def flooder(port: int, silent: int, half: int, source: str) -> Iterator[Callable[[], None]]:
    """Gives what begins a flood, and, called again, ends it: so many connections that say nothing,
    and so many that begin and do not go on."""
    words = [str(port), source, str(silent), str(half), associate(b"").hex()]
    command = [sys.executable, "-m", "tests.faults.flooder", *words]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, cwd=ROOT) as process:
        assert process.stdin and process.stdout
        orders, told, turn = process.stdin, process.stdout, count()

        def order() -> None:
            orders.write("\n")
            orders.flush()
            assert next(turn) % 2 or told.readline()

        yield order


def echoes(scp: StorageScp) -> bool:
    """Whether one C-ECHO from the archive's address is answered."""
    with Scu(scp.port) as scu:
        try:
            scu.ask((pdu.VERIFICATION, [PLAIN]))
        except (AssertionError, ConnectionError):  # rejected: come back later
            return False
        scu.send(pdv(ECHO, is_command=True))
        return scu.answer().status == 0


def is_served_again(scp: StorageScp) -> bool:
    """Whether an archive that comes back whenever it is told to is heard within ten seconds."""
    until = monotonic() + 10
    while not (served := echoes(scp)) and monotonic() < until:
        pass
    return served


def is_moved(scp: StorageScp, server: Orthanc, studies: Sequence[Study], folder: Path) -> bool:
    """Whether a real archive sends a study whole."""
    folder.mkdir()
    archive = Archive(as_peer(server), STATION, Destination(STATION, scp.port))
    reception = Reception(Expected("P-0001", expected_of(studies)), folder)
    with scp.desk.receiving(reception):
        said = retrieve(studies, archive, reception, Progress())
    return said is None and prove_complete(studies, reception, said, "") == ()


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(400)
@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
def test_a_flood_from_elsewhere_keeps_no_echo_and_no_study_out(
    tmp_path: Path, trials: Trials, door: Door
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=5)
    most = trials.amount(full=500, sample=50)
    with station(door) as scp, orthanc({STATION: (LOOPBACK, scp.port)}) as server:
        server.store(files)
        [study] = find_accession("A0001", as_peer(server), STATION, NO_API, Progress()).studies
        studies = take_inventory([study], as_peer(server), STATION, Progress())
        before, memory_before = footprint(), memory()
        with flooder(scp.port, most, most, FLOOD) as order:
            for number in range(trials.amount(full=20, sample=3)):
                order()
                trials.note(echoes(scp), f"no C-ECHO in flood {number}")
                whole = is_moved(scp, server, studies, tmp_path / f"spool-{number}")
                trials.note(whole, f"no C-MOVE in flood {number}")
                order()
        assert is_served_again(scp)  # all before it are let in
        after = footprint()
        trials.note(after == before, f"{before} became {after}")
        trials.note(memory() - memory_before < 64 * MIB, "the memory grew")
        assert set(scp.refused_associations) == {"address" if door.addresses else "limit"}


@pytest.mark.promise(PROMISE)
def test_a_flood_from_the_archives_own_address_ends_with_the_first_deadline(
    trials: Trials,
) -> None:
    quick = Deadlines(first_pdu_s=1.0)
    with station(DOORS["the archive's address"], quick) as scp:
        before = footprint()
        most = trials.amount(full=200, sample=100)
        with flooder(scp.port, most, 0, LOOPBACK) as order:
            order()
            trials.note(is_served_again(scp), "the archive was not served again")
        assert scp.refused_associations["limit"] >= 92, "it was no flood"
        after = footprint()
        trials.note(after == before, f"{before} became {after}")
    assert DEADLINES.first_pdu_s <= 5, "the archive waits that long in earnest"


def _aborted(scu: Scu) -> None:
    scu.send(associate(b"") + pdu.encode_abort())


def _released(scu: Scu) -> None:
    scu.send(associate(b"") + pdu.encode_release(answer=False))


def _hung_up(scu: Scu) -> None:
    scu.send(associate(b""))


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("way", [_aborted, _released, _hung_up])
def test_associations_as_fast_as_they_come_leave_nothing(
    trials: Trials, way: Callable[[Scu], None]
) -> None:
    with station() as scp:
        assert echoes(scp)
        before, memory_before = footprint(), memory()
        for _ in range(trials.amount(full=1000, sample=100)):
            with Scu(scp.port) as scu, suppress(ConnectionError):
                way(scu)
        trials.note(is_served_again(scp), "no C-ECHO after it")  # all before it are let in
        after = footprint()
        trials.note(after == before, f"{before} became {after}")
        trials.note(memory() - memory_before < 64 * MIB, "the memory grew")


@pytest.fixture
def no_more_threads() -> Iterator[Callable[[], None]]:
    """Called, it takes care that this process cannot start another one; until the test ends."""
    before = resource.getrlimit(resource.RLIMIT_AS)

    def take_away() -> None:
        room = psutil.Process().memory_info().vms + 128 * MIB
        resource.setrlimit(resource.RLIMIT_AS, (room, before[1]))
        threading.stack_size(512 * MIB)

    def give_back() -> None:
        threading.stack_size(0)
        resource.setrlimit(resource.RLIMIT_AS, before)

    yield lambda: take_away() if threading.stack_size() == 0 else give_back()
    give_back()


@pytest.mark.promise(PROMISE)
@pytest.mark.logs
def test_a_station_that_gets_no_thread_serves_the_next_one(
    no_more_threads: Callable[[], None],
) -> None:
    with station() as scp:
        before = footprint()
        no_more_threads()
        with Scu(scp.port) as scu:
            unserved = scu.receive() == (0, b"")
        no_more_threads()  # and there are some again
        assert unserved and echoes(scp)
        assert footprint() == before
