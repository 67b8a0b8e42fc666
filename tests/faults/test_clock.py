"""The wall clock jumps in the middle of a job, as after a flat battery or at a change of the hour:
the job is done, its testimony is in order, and deadlines are neither early nor lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import pytest

from mkiso_desktop.engine.audit import verify
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState
from tests.cli.desk import Answer, Desk
from tests.cli.test_relay import a_publisher
from tests.engine.remembered import recent
from tests.faults.clock import AMID, BETWEEN_QUESTIONS, LIBRARIES, Clock
from tests.peers.archive import Archive
from tests.peers.process import LOOPBACK
from tests.peers.scripted import SUCCESS, Conversation, scripted
from tests.promises import FULL, Trials

pytestmark = [
    pytest.mark.promise("A jump of the clock changes nothing"),
    pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not installed"),
]
IN_FULL = pytest.mark.skipif(not FULL, reason="in full only")
HOUR_S = 3600.0


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


JUMPS: dict[str, float | datetime] = {
    "an hour on": HOUR_S,
    "an hour back": -HOUR_S,
    "ten years on": 10 * 365 * 24 * HOUR_S,
    "before 1980": moment("1975-03-01"),
    "after 2107": moment("2110-03-01"),
    "summer time ends": moment("2026-10-25T00:59:59.700"),
    "summer time begins": moment("2027-03-28T00:59:59.700"),
}
STATES = [
    BETWEEN_QUESTIONS,
    *("finding", "retrieving", "checking", "building", "proving", "delivering"),
    *(AMID + state for state in ("retrieving", "building", "proving")),
]
FIRST = [
    ("an hour on", AMID + "retrieving"),
    ("before 1980", "building"),
    ("after 2107", "delivering"),
]
# A third of all, so that every jump and every state is in it.
CASES = [*FIRST, *[(jump, state) for jump in JUMPS for state in STATES][::3]]


def ahead_s(jump: str) -> float:
    to = JUMPS[jump]
    return to if isinstance(to, float) else to.timestamp() - time.time()


class Jumpy(Desk):
    """A desk whose commands and whose engine live by a clock that jumps."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        super().__init__(folder, port)
        self.clock = Clock(folder / "clock")

    def env(self) -> dict[str, str]:
        return super().env() | self.clock.env | {"TZ": "Europe/Berlin"}

    def command(self, *words: str) -> list[str]:
        python, _, _, *rest = super().command(*words)
        return [python, "-m", "tests.faults.clock", "command", *rest]

    def done(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Its library must be there before anything else of the program."""
        return subprocess.run(
            command, capture_output=True, text=True, timeout=100, env=self.env(), check=False
        )

    def run_with_a_jump(self, state: str, ahead: float, *words: str) -> Answer:
        """Run a command; the clock jumps when it says that it comes to this state."""
        self.clock.set(0)
        command = self.command(*words)
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.env()
        )
        with process:
            assert process.stdout and process.stderr
            said = ""
            for line in process.stderr:
                said += line
                if line.strip() == state:
                    self.clock.set(ahead)
            answer = json.loads(process.stdout.read())
        return Answer(process.returncode, answer, said)

    @contextmanager
    def engine(self) -> Iterator[Callable[[str, str, str], dict[str, Any]]]:
        """An open engine; what came of an accession number, a jump, and when that happens."""
        config = self.command("find")[-2]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.clock", "engine", config],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.env(),
        )
        with process:

            def ask(accession: str, jump: str, at: str) -> dict[str, Any]:
                assert process.stdin and process.stdout
                order = {"accession": accession, "output": str(self.discs), "at": at}
                order["ahead_s"] = str(ahead_s(jump))
                print(json.dumps(order), file=process.stdin, flush=True)
                answer: dict[str, Any] = json.loads(process.stdout.readline())
                return answer

            yield ask
        assert process.returncode == 0


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_in_shared_memory() -> Iterator[None]:
    """Where programs leave as ours do, at once, libfaketime does not tidy up."""
    yield
    for mark in Path("/dev/shm").glob("*faketime_s[he]m_*"):
        if not psutil.pid_exists(int(mark.name.rpartition("_")[2])):
            mark.unlink(missing_ok=True)


@pytest.fixture
def jumpy(tmp_path: Path, archive: Archive) -> Jumpy:
    jumpy = Jumpy(tmp_path / "desk", archive.station_port)
    jumpy.archive(archive.orthanc)
    return jumpy


def dates_are_valid(iso: Path, ahead: float) -> bool:
    """The volume's date (ECMA-119 8.4.26) and its root's (9.1.5) are dates, before the jump or
    after it; and another program reads the whole of it."""
    with iso.open("rb") as image:
        image.seek(16 * 2048)
        volume = image.read(2048)
    created = datetime.strptime(volume[813:827].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    year, month, day = volume[156 + 18 : 156 + 21]
    root = datetime(1900 + year, month, day, tzinfo=UTC)
    listed = subprocess.run(["isoinfo", "-l", "-i", str(iso)], capture_output=True)
    return listed.returncode == 0 and all(
        min(abs(one.timestamp() - time.time() - way) for way in (0, ahead)) < 2 * 24 * HOUR_S
        for one in (created, root)
    )


@pytest.mark.timeout(400)
def test_the_job_is_done_and_its_testimony_is_in_order(jumpy: Jumpy, trials: Trials) -> None:
    cases = CASES[: trials.amount(full=len(CASES), sample=len(FIRST))]
    with jumpy.engine() as ask:
        for jump, state in cases:
            done = ask("PLAIN1", jump, state)
            made = done["iso"] is None or dates_are_valid(Path(done["iso"]), ahead_s(jump))
            trials.note(done["state"] == "done" and made, f"{jump}, {state}: {done}")
    url = jumpy.sections["store"]["url"]
    with History(url) as history:
        jobs = recent(history, 1000)
        exports = [one for job in jobs for one in history.exports(job.number)]
    walked = sum(state != BETWEEN_QUESTIONS for _, state in cases)
    assert [job.number for job in jobs] == list(range(walked, 0, -1))
    assert {job.state for job in jobs} == {one.state for one in exports} == {JobState.DONE}
    assert verify(url) == ()


@IN_FULL
@pytest.mark.timeout(400)
def test_a_command_is_done(jumpy: Jumpy, trials: Trials) -> None:
    for jump, state in zip(JUMPS, ["finding", "retrieving", "proving"] * 3, strict=False):
        words = ("iso", "PLAIN1", "--output", str(jumpy.discs))
        answer = jumpy.run_with_a_jump(state, ahead_s(jump), *words)
        trials.note(answer.exit_code == 0, f"{jump}, {state}: {answer}")
    assert verify(jumpy.sections["store"]["url"]) == ()


BACK = ["an hour back", "before 1980"]


def silent_at_first(clock: Clock, ahead: float, over: Event) -> Callable[[Conversation], None]:
    def script(conversation: Conversation) -> None:
        clock.set(ahead)
        _, length = conversation.wire.next_pdu(60)
        conversation.wire.read(length)
        over.wait()

    return script


def silent_when_asked(clock: Clock, ahead: float, over: Event) -> Callable[[Conversation], None]:
    def script(conversation: Conversation) -> None:
        conversation.accept()
        conversation.next()
        clock.set(ahead)
        over.wait()

    return script


def slow_when_asked(clock: Clock, ahead: float) -> Callable[[Conversation], None]:
    def script(conversation: Conversation) -> None:
        conversation.accept()
        request = conversation.next()
        clock.set(ahead)
        Event().wait(0.5)
        conversation.answer(request, SUCCESS)
        conversation.until_left()

    return script


def test_a_slow_archive_is_not_given_up(tmp_path: Path, trials: Trials) -> None:
    for jump in JUMPS if FULL else ["an hour on"]:
        desk = Jumpy(tmp_path / jump)
        with scripted(slow_when_asked(desk.clock, ahead_s(jump))) as peer:
            desk.archive(peer)
            answer = desk.run("find", "A1")
        trials.note(answer.json.get("code") == "accession-not-found", f"{jump}: {answer}")


FROZEN = {silent_at_first: 10.0, silent_when_asked: 30.0}


@IN_FULL
@pytest.mark.timeout(200)
def test_a_frozen_archive_is_noticed_in_time(tmp_path: Path, trials: Trials) -> None:
    cases = [(script, jump) for script in FROZEN for jump in [*BACK, "an hour on"]]

    def find(case: tuple[Any, str]) -> tuple[Answer, float]:
        script, jump = case
        desk = Jumpy(tmp_path / f"{script.__name__}-{jump}")
        over = Event()
        with scripted(script(desk.clock, ahead_s(jump), over)) as peer:
            began = time.monotonic()
            desk.archive(peer)
            try:
                return desk.run("find", "A1"), time.monotonic() - began
            finally:
                over.set()

    with ThreadPoolExecutor(len(cases)) as beside:
        for (script, jump), (answer, took) in zip(cases, beside.map(find, cases), strict=True):
            code, limit = answer.json.get("code"), FROZEN[script]
            in_time = limit - 1 < took < limit + 15
            trials.note(
                code == "pacs-unreachable" and in_time,
                f"{script.__name__}, {jump}: {code} after {took:.0f} s",
            )


# How wrong the clock was before it was put right, and what is sent after that.
RESENT = {HOUR_S * 24: 6, -HOUR_S * 24: 6, 60.0: 4, -60.0: 4}


def test_a_resend_trusts_no_relay_that_may_be_an_old_one(jumpy: Jumpy, trials: Trials) -> None:
    """The publisher takes two of six; the clock is put right; the relay is tried again. Whoever
    believed for a day that the two had only just been sent would get a disc without them."""
    for wrong_by in list(RESENT)[: trials.amount(full=4, sample=1)]:
        sent: list[object] = []

        def store(event: Any, sent: list[object] = sent) -> int:
            sent.append(event.request.AffectedSOPInstanceUID)
            return 0x0000 if len(sent) <= 2 or len(sent) > 6 else 0xA700

        with a_publisher(store) as server:
            jumpy.configure("cd_publisher", host=LOOPBACK, port=server.server_address[1])
            jumpy.clock.set(wrong_by)
            assert jumpy.run("relay", "PLAIN1").json["detail"] == "2 of 6 accepted"
            jumpy.clock.set(0)
            assert jumpy.run("relay", "PLAIN1").exit_code == 0
        held = len(sent) - 6 == RESENT[wrong_by]
        trials.note(held, f"wrong by {wrong_by} s: {len(sent) - 6} sent again")
