"""The network is cut, without a word to either side, and in half of the cases comes back: every job
ends in time, says what happened, and leaves nothing; no disc is short."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mkiso_desktop.net.storage_scp import Door, StorageScp
from tests.cli.desk import Desk
from tests.cli.disc import dicom_files, unpack
from tests.faults.lines import FAR, NEAR, Line, can_have_lines, inside, line
from tests.net.scu import HASTY, STATION, Scu, pdv
from tests.peers.archive import STATION_AE
from tests.peers.dcmtk import Dcmqrscp, Storescp, dcmqrscp, storescp
from tests.promises import Trials
from tests.samples import write_study

pytestmark = pytest.mark.promise("A cut line has one clear end")
INSTANCES, FIRST_FEW, BACK_AFTER_S = 400, 5, 3.0
STARTING_S, MORE_S = 5.0, 10.0
ATTEMPTS, TOO_LATE = 3, "done before the cut"
PACS_GONE = {"pacs-unreachable", "study-incomplete"}


@dataclass
class Hospital:
    """A desk at the near end of a line, an archive and a publisher at the far end."""

    line: Line
    desk: Desk
    archive: Dcmqrscp
    publisher: Storescp

    def start(self, what: str) -> subprocess.Popen[str]:
        words = [what, "A0001"] + (["--output", str(self.desk.discs)] if what == "iso" else [])
        with inside(self.line.near):
            return subprocess.Popen(
                self.desk.command(*words),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=self.desk.env(),
            )

    def received(self) -> int:
        return len(list((self.desk.folder / "work" / "jobs").glob("*/received/*.dcm")))

    def published(self) -> int:
        return len(list(self.publisher.folder.iterdir()))


@contextmanager
def a_hospital(folder: Path, files: list[Path]) -> Iterator[Hospital]:
    with ExitStack() as stack:
        one = stack.enter_context(line())
        desk = Desk(folder)
        desk.configure("station", bind="0.0.0.0")
        with inside(one.far):
            archive = stack.enter_context(dcmqrscp({STATION_AE: (NEAR, desk.port)}))
            publisher = stack.enter_context(storescp())
            archive.store(files)
        desk.configure("pacs", ae_title=archive.ae_title, host=FAR, port=archive.port)
        desk.configure("cd_publisher", ae_title=publisher.ae_title, host=FAR, port=publisher.port)
        yield Hospital(one, desk, archive, publisher)


Moment = Callable[[Hospital, subprocess.Popen[str]], None]


def until(process: subprocess.Popen[str], state: str) -> None:
    assert process.stderr
    assert any(text.strip() == state for text in process.stderr)


def as_it_finds(hospital: Hospital, process: subprocess.Popen[str]) -> None:
    until(process, "finding")


def as_it_asks(hospital: Hospital, process: subprocess.Popen[str]) -> None:
    until(process, "retrieving")


def amid_the_images(hospital: Hospital, process: subprocess.Popen[str]) -> None:
    _see(hospital.received, process)


def amid_the_relay(hospital: Hospital, process: subprocess.Popen[str]) -> None:
    _see(hospital.published, process)


def _see(count: Callable[[], int], process: subprocess.Popen[str]) -> None:
    while count() < FIRST_FEW and process.poll() is None:
        threading.Event().wait(0.002)
    assert process.poll() is None, process.communicate()


@dataclass(frozen=True)
class Cut:
    """When the line is cut; the limit in which the command ends, and with what."""

    what: str
    moment: Moment | None
    limit_s: float
    codes: set[str]


BEFORE = Cut("iso", None, 5, {"pacs-unreachable"})
FINDING = Cut("iso", as_it_finds, 30, PACS_GONE)
# 120 s without a sign of life; then it asks once more for what is missing.
ASKING = Cut("iso", as_it_asks, 120 + 10, PACS_GONE)
AMID = Cut("iso", amid_the_images, 120 + 10, PACS_GONE)
RELAY = Cut("relay", amid_the_relay, 30, {"publisher-unreachable", "relay-failed"})
CUTS = [BEFORE, FINDING, ASKING, AMID, RELAY]


@dataclass(frozen=True)
class Case:
    """A cut, and what happens then: nothing, the line comes back, or a person has enough."""

    cut: Cut
    then: str


FIRST = [Case(BEFORE, "nothing"), Case(AMID, "comes back"), Case(RELAY, "Ctrl-C")]
CASES = [
    *FIRST,
    *(
        case
        for then in ("nothing", "comes back", "Ctrl-C")
        for cut in CUTS
        if (case := Case(cut, then)) not in FIRST
    ),
]


@pytest.fixture(scope="module", autouse=True)
def lines() -> None:
    if not can_have_lines():
        pytest.skip("no network namespaces here")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_study(
        tmp_path_factory.mktemp("study"), series=2, instances=INSTANCES // 2, rows=128
    )


def tried(case: Case, folder: Path, files: list[Path]) -> str:
    """What broke, "" where the promise was held."""
    for attempt in range(ATTEMPTS):
        wrong = tried_once(case, folder / str(attempt), files)
        if TOO_LATE not in wrong:
            break
    return wrong


def tried_once(case: Case, folder: Path, files: list[Path]) -> str:
    """The same; on a busy machine the cut may be TOO_LATE."""
    cut = case.cut
    with a_hospital(folder, files) as hospital:
        if cut.moment is None:
            hospital.line.cut()
        with hospital.start(cut.what) as process:
            (cut.moment or as_it_finds)(hospital, process)
            hospital.line.cut()
            began = time.monotonic()
            if case.then == "comes back":
                threading.Event().wait(BACK_AFTER_S)
                hospital.line.mend()
            elif case.then == "Ctrl-C":
                threading.Event().wait(0.3)
                began = time.monotonic()
                process.send_signal(signal.SIGINT)
            out, said = process.communicate(timeout=cut.limit_s + 100)
            took = time.monotonic() - began
        answer: dict[str, Any] = json.loads(out)
        wrong = _wrong(case, answer, took, hospital, files)
        return f"{cut}, {case.then}: {wrong} after {took:.1f} s: {answer} {said}" if wrong else ""


def _wrong(
    case: Case, answer: dict[str, Any], took: float, hospital: Hospital, files: list[Path]
) -> str:
    code, cut = answer.get("code", "ok"), case.cut
    expected, limit_s = cut.codes, cut.limit_s + MORE_S
    if case.then == "comes back":  # whoever is just connecting may have heard: no route
        expected = {"ok"} if cut in (AMID, RELAY) else {"ok"} | cut.codes
    if case.then == "Ctrl-C":
        expected, limit_s = {"cancelled"}, 2 + STARTING_S
    discs = list(hospital.desk.discs.iterdir())
    wrong = [
        f"not {expected}" if code not in expected else "",
        "too late" if took > limit_s else "",
        "left overs" if hospital.desk.left_overs() and code in ("ok", "cancelled") else "",
        "a disc" if discs and code != "ok" else "",
        "a short disc" if discs and not _is_whole(discs[0], hospital.desk.folder, files) else "",
        "a short relay" if cut is RELAY and code == "ok" and _short(hospital, files) else "",
    ]
    found = [one for one in wrong if one]
    if code == "ok" and len(found) == 1 and code not in expected:
        return TOO_LATE  # it is whole: everything had come before the line was cut
    return ", ".join(found)


def _is_whole(disc: Path, folder: Path, files: list[Path]) -> bool:
    return set(dicom_files(unpack(disc, folder / "unpacked"))) == {file.stem for file in files}


def _short(hospital: Hospital, files: list[Path]) -> bool:
    return set(hospital.publisher.instances()) != {file.stem for file in files}


@pytest.mark.timeout(400)
def test_every_job_ends_in_time_and_says_why(
    tmp_path: Path, files: list[Path], trials: Trials
) -> None:
    cases = CASES[: trials.amount(full=len(CASES), sample=len(FIRST))]
    with ThreadPoolExecutor(8) as beside:
        asked = [
            beside.submit(tried, case, tmp_path / str(at), files) for at, case in enumerate(cases)
        ]
        for one in asked:
            wrong = one.result()
            trials.note(not wrong, wrong)


@pytest.mark.parametrize("begun", ["nothing", "an association", "half an object"])
def test_whoever_is_cut_off_from_our_station_is_let_go(begun: str) -> None:
    with line() as one:
        with inside(one.near):
            scp = StorageScp(Door(STATION, frozenset(), frozenset({FAR})), "0.0.0.0", 0, HASTY)
            scp.open()
        try:
            with inside(one.far), Scu(scp.port, FAR, NEAR) as scu:
                if begun != "nothing":
                    scu.ask()
                if begun == "half an object":
                    scu.send(pdv(bytes(1000), is_command=True)[:500])
                while not associations():
                    threading.Event().wait(0.01)
                one.cut()
                for thread in associations():
                    thread.join(10)
                assert not associations()
                one.mend()
            with inside(one.far), Scu(scp.port, FAR, NEAR) as scu:
                scu.ask()
                scu.release()
        finally:
            scp.close()


def associations() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "storage-scp-association"]
