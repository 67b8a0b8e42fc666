"""A data set that is broken, or a bomb, is refused with its status: soon, and without memory."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random
from time import monotonic

import pytest
from pydicom.uid import DeflatedExplicitVRLittleEndian

from mkiso_desktop.net import pdu
from mkiso_desktop.net.gate import Why
from mkiso_desktop.net.reception import Reception
from tests import samples
from tests.net.scu import CT, PLAIN, Scu, data_of, expected_of, pdv, station
from tests.promises import Trials

from .bombs import Bomb, broken, large
from .footprint import MIB, Peak
from .hostile_pdus import STORE

if sys.platform != "linux":
    pytest.skip("no other system tells how much memory it was at most", allow_module_level=True)

PROMISE = "A bomb or a broken data set is refused"
MOST_MEMORY = 256 * MIB
FRAGMENT = 100_000


def store(scu: Scu, bomb: Bomb, uid: str) -> int:
    """Send it piece by piece; the status."""
    scu.send(pdv(pdu.encode_command(STORE | {0x1000: uid}), is_command=True))
    for piece in bomb.pieces():
        for at in range(0, len(piece), FRAGMENT):
            scu.send(pdv(piece[at : at + FRAGMENT], is_last=False))
    scu.send(pdv(b""))
    status = scu.answer().status
    assert status is not None
    return status


@contextmanager
def waiting(tmp_path: Path, rows: int) -> Iterator[tuple[Scu, Reception, Path]]:
    """An association with a job that waits for one image."""
    [file] = samples.write_study(tmp_path / "src", series=1, instances=1, rows=rows)
    spool = tmp_path / "spool"
    spool.mkdir()
    reception = Reception(expected_of([file]), spool)
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.socket.settimeout(100)
        scu.ask((CT, [PLAIN]))
        yield scu, reception, file


def try_all(
    bombs: Iterable[Bomb], scu: Scu, reception: Reception, uid: str, trials: Trials, most_s: float
) -> None:
    for bomb in bombs:
        peak, began = Peak(), monotonic()
        status = store(scu, bomb, uid)
        took, grown = monotonic() - began, peak.grown()
        left = [path.name for path in reception.folder.iterdir()]
        held = status == bomb.status and not left and took < most_s and grown < MOST_MEMORY
        what = f"{status:04X} after {took:.1f} s, {grown // MIB} MiB, left {left}"
        trials.note(held, f"{bomb.name}: {what}")
    assert {one.why for one in reception.refused} == {Why.BROKEN}


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("rows", [16, 1500], ids=["small", "large"])
def test_what_is_not_one_whole_data_set_is_refused(
    tmp_path: Path, trials: Trials, rows: int
) -> None:
    most = trials.amount(full=500, sample=20) if rows == 16 else trials.amount(full=100, sample=10)
    with waiting(tmp_path, rows) as (scu, reception, file):
        bombs = islice(broken(data_of(file), Random(12)), most)
        try_all(bombs, scu, reception, file.stem, trials, 5)
        assert scu.store_file(file) == 0, "the association goes on"


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(400)
def test_millions_of_elements_cost_no_memory(tmp_path: Path, trials: Trials) -> None:
    million = trials.amount(full=10_000_000, sample=1_000_000)
    with waiting(tmp_path, 16) as (scu, reception, file):
        # As long as it takes to bring 80 MB, and some seconds to look at them.
        try_all(large(data_of(file), million), scu, reception, file.stem, trials, 60)
        assert scu.store_file(file) == 0, "the association goes on"


@pytest.mark.promise(PROMISE)
def test_millions_of_elements_that_nobody_waits_for_are_dropped_unseen(
    tmp_path: Path, trials: Trials
) -> None:
    million = trials.amount(full=10_000_000, sample=1_000_000)
    [other] = samples.write_study(tmp_path / "other", series=1, instances=1)
    with waiting(tmp_path, 16) as (scu, reception, _):
        bomb = list(large(data_of(other), million))[1]
        peak, began = Peak(), monotonic()
        status = store(scu, bomb, other.stem)
        trials.note(status == 0x0124, f"it was answered {status:04X}")
        trials.note(peak.grown() < MOST_MEMORY, f"{peak.grown()} bytes")
        trials.note(monotonic() - began < 5, f"{monotonic() - began} seconds")
        assert not list(reception.folder.iterdir())


@pytest.mark.promise(PROMISE)
def test_what_unfolds_is_not_even_negotiated() -> None:
    syntaxes = [str(DeflatedExplicitVRLittleEndian), "1.2.840.10008.1.2.4.95"]
    syntaxes += ["1.2.840.10008.1.2.4.205", "1.2.840.10008.1.2.8.1"]
    with station() as scp, Scu(scp.port) as scu:
        answers = scu.ask(*((CT, [syntax]) for syntax in syntaxes), (CT, [*syntaxes, PLAIN]))
    assert [one.result for one in answers] == [4, 4, 4, 4, 0]
    assert answers[-1].transfer_syntaxes == (PLAIN,)


@pytest.mark.promise(PROMISE)
def test_refusals_are_remembered_small_whatever_they_say(tmp_path: Path, trials: Trials) -> None:
    [file] = samples.write_study(tmp_path / "other", series=1, instances=1)
    data = data_of(file)
    at = data.index(b"\x10\x00\x20\x00LO")
    end = at + 8 + int.from_bytes(data[at + 6 : at + 8], "little")
    with waiting(tmp_path, 16) as (scu, reception, _):
        peak = Peak()
        for number in range(trials.amount(full=500, sample=60)):
            name = str(number).encode().rjust(1_000_000, b"9")
            patient = b"\x10\x00\x20\x00UN\0\0" + len(name).to_bytes(4, "little") + name
            status = scu.store(data[:at] + patient + data[end:], file.stem, fragment=100_000)
            grown = peak.grown()
            held = status == 0x0124 and grown < 32 * MIB
            trials.note(held, f"refusal {number}: {status:04X}, {grown // MIB} MiB")
        assert {one.why for one in reception.refused} == {Why.STUDY}
