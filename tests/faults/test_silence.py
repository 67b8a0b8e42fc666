"""Peers that say nothing, or nothing new: each wait has an end, with the real time limits.

They all are silent side by side, since each of them takes its whole limit; the long ones only
where the whole suite was asked for.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.request import Outcome
from mkiso_desktop.engine.job import JobView
from mkiso_desktop.engine.station import archive_of
from mkiso_desktop.net import pdu
from mkiso_desktop.net.association import ACSE_S, CONNECTION_S, DIMSE_S, Patience
from mkiso_desktop.net.wire import DEADLINES, Closed, Deadlines
from tests.cli.desk import Desk
from tests.faults.jobs import GRACE_S, left, run, what_is_wrong, when
from tests.faults.pacs import Pacs, find, serving
from tests.net.scu import LOOPBACK, Scu, pdv
from tests.peers import dcmqrscp, orthanc, storescp
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request, scripted
from tests.promises import FULL
from tests.samples import write_study

PACS = "Every failure of a PACS has one clear end"
PUBLISHER = "Every failure of the CD publisher has one clear end"

Watcher = Callable[[JobView], None]


@dataclass(frozen=True)
class Scene:
    """What one desk meets."""

    desk: Desk
    files: list[Path]
    kept: ExitStack

    def pacs(self, pacs: Pacs) -> None:
        self.desk.archive(self.kept.enter_context(serving(pacs)))

    def honest(self) -> None:
        self.pacs(Pacs(self.files, self.desk.port))

    def publisher(self, host: str, port: int) -> None:
        self.honest()
        self.desk.configure("cd_publisher", host=host, port=port)


Play = Callable[[Scene], Watcher | None]


# --- a PACS


def accepts_and_is_silent(scene: Scene) -> None:
    listener = scene.kept.enter_context(socket.create_server((LOOPBACK, 0)))
    scene.desk.configure("pacs", ae_title="ABPACS", port=listener.getsockname()[1])


def full(kept: ExitStack) -> int:
    """The port of a listener whose backlog is full: it never accepts."""
    listener = kept.enter_context(socket.socket())
    listener.bind((LOOPBACK, 0))
    listener.listen(0)
    for _ in range(4):
        waiting = kept.enter_context(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex(listener.getsockname())
    port: int = listener.getsockname()[1]
    return port


def never_accepts(scene: Scene) -> None:
    scene.desk.configure("pacs", port=full(scene.kept))


def frozen_orthanc(scene: Scene) -> None:
    archive = scene.kept.enter_context(orthanc())
    scene.desk.archive(archive)
    os.killpg(archive.pid, signal.SIGSTOP)


def frozen_dcmqrscp(scene: Scene) -> None:
    archive = scene.kept.enter_context(dcmqrscp())
    scene.desk.archive(archive)
    os.killpg(archive.pid, signal.SIGSTOP)


def silent_at(level: str) -> Play:
    def play(scene: Scene) -> None:
        def mute(pacs: Pacs, talk: Conversation, request: Request) -> None:
            if request.identifier.QueryRetrieveLevel == level:
                talk.until_left()
            find(pacs, talk, request)

        scene.pacs(Pacs(scene.files, scene.desk.port, find=mute))

    return play


def pending_without_a_row(scene: Scene) -> None:
    def endless(pacs: Pacs, talk: Conversation, request: Request) -> None:
        while True:
            talk.answer(request, PENDING)
            threading.Event().wait(0.5)

    scene.pacs(Pacs(scene.files, scene.desk.port, find=endless))


def moving(sent: int, *, speaks: bool = False) -> Play:
    """A C-MOVE that comes to nothing after so many instances, and may go on counting."""

    def play(scene: Scene) -> None:
        def stuck(pacs: Pacs, talk: Conversation, request: Request) -> None:
            pacs.send(request, pacs.wanted(request.identifier)[: sent if not pacs.moves[1:] else 0])
            while speaks:
                talk.answer(request, PENDING, remaining=6 - sent, completed=sent)
                threading.Event().wait(0.5)
            talk.until_left()

        scene.pacs(Pacs(scene.files, scene.desk.port, move=stuck))

    return play


def midway_through_a_data_set(scene: Scene) -> None:
    def stuck(pacs: Pacs, talk: Conversation, request: Request) -> None:
        one = pacs.wanted(request.identifier)[0]
        with Scu(pacs.station_port) as scu:
            scu.ask(calling="ABPACS")
            command: dict[int, int | str] = {
                0x0002: str(one.ds.SOPClassUID),
                0x0100: pdu.C_STORE_RQ,
            }
            command |= {0x0110: 1, 0x0800: 1, 0x1000: one.uid}
            scu.send(pdv(pdu.encode_command(command), is_command=True))
            scu.send(pdv(one.data, is_last=True)[: len(one.data) // 2])
            talk.until_left()

    scene.pacs(Pacs(scene.files, scene.desk.port, move=stuck))


def stopped_while_it_sends(scene: Scene) -> Watcher:
    archive = scene.kept.enter_context(dcmqrscp({"CDRECORD": (LOOPBACK, scene.desk.port)}))
    archive.store(write_study(scene.desk.folder / "long", series=1, instances=300, rows=256))
    scene.desk.archive(archive)

    def some_are_here(view: JobView) -> bool:
        return bool(view.moment and view.moment.bytes_done)

    return when(some_are_here, lambda: os.killpg(archive.pid, signal.SIGSTOP))


# --- a publisher


def publisher_accepts_and_is_silent(scene: Scene) -> None:
    listener = scene.kept.enter_context(socket.create_server((LOOPBACK, 0)))
    scene.publisher(*listener.getsockname())


def publisher_never_accepts(scene: Scene) -> None:
    scene.publisher(LOOPBACK, full(scene.kept))


def publisher_does_not_answer(scene: Scene) -> None:
    def stalling(talk: Conversation) -> None:
        talk.accept()
        talk.answer(talk.next(), SUCCESS)
        talk.until_left()

    peer = scene.kept.enter_context(scripted(stalling))
    scene.publisher(peer.host, peer.port)


def publisher_reads_nothing(scene: Scene) -> None:
    """What it does not read fills the buffers of both systems, and then nothing more can go."""

    over = threading.Event()

    def never_read(idle_s: float) -> tuple[int, int]:
        over.wait(600)
        raise Closed("nobody watches any more")

    def deaf(talk: Conversation) -> None:
        talk.accept()
        talk.wire.next_pdu = never_read  # type: ignore[method-assign]
        talk.until_left()

    large = write_study(scene.desk.folder / "large", series=1, instances=2, rows=4000)
    scene.pacs(Pacs(large, scene.desk.port))
    peer = scene.kept.enter_context(scripted(deaf))
    scene.kept.callback(over.set)
    scene.desk.configure("cd_publisher", host=peer.host, port=peer.port)


def frozen_storescp(scene: Scene) -> Watcher:
    one = scene.kept.enter_context(storescp())
    scene.publisher(one.host, one.port)

    def is_delivering(view: JobView) -> bool:
        return view.state.value == "delivering"

    return when(is_delivering, lambda: os.killpg(one.pid, signal.SIGSTOP))


@dataclass(frozen=True)
class Silence:
    """A play, its limit, and how it has to end."""

    play: Play
    limit_s: float
    codes: tuple[str, ...] = ("pacs-unreachable",)
    outcome: Outcome = Outcome.ISO


def of_publisher(play: Play, limit_s: float, *codes: str) -> Silence:
    return Silence(play, limit_s, codes or ("relay-failed",), Outcome.RELAY)


SHORT_ONES = {
    "pacs accepts and is silent": Silence(accepts_and_is_silent, 10),
    "pacs never accepts": Silence(never_accepts, 5),
    "orthanc is frozen": Silence(frozen_orthanc, 10),
    "dcmqrscp is frozen": Silence(frozen_dcmqrscp, 10),
    "publisher is silent": of_publisher(
        publisher_accepts_and_is_silent, 10, "publisher-unreachable"
    ),
    "publisher never accepts": of_publisher(publisher_never_accepts, 5, "publisher-unreachable"),
}
TWICE_S = 2 * 120 + 5  # what came is kept, and the rest asked for once more
LONG_ONES = {
    "find of studies": Silence(silent_at("STUDY"), 30),
    "find of series": Silence(silent_at("SERIES"), 30),
    "find of images": Silence(silent_at("IMAGE"), 30),
    "pending without a row": Silence(pending_without_a_row, 60),
    "move before the first image": Silence(moving(0), 120),
    "move after three images": Silence(moving(3), TWICE_S, ("study-incomplete",)),
    "move repeats its counts": Silence(moving(3, speaks=True), TWICE_S, ("study-incomplete",)),
    "move within a data set": Silence(midway_through_a_data_set, 160),
    "dcmqrscp stops while it sends": Silence(
        stopped_while_it_sends, TWICE_S, ("study-incomplete", "pacs-unreachable")
    ),
    "publisher does not answer": of_publisher(publisher_does_not_answer, 30),
    "publisher reads nothing": of_publisher(publisher_reads_nothing, 60),
    "storescp stops": of_publisher(frozen_storescp, 40, "relay-failed", "publisher-unreachable"),
}
SILENCES = SHORT_ONES | (LONG_ONES if FULL else {})


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[str]]]:
    """All of them at once: what was wrong with each end."""
    before = set(threading.enumerate())
    folder = tmp_path_factory.mktemp("silence")
    files = write_study(folder / "study")

    def play(number: int, silence: Silence) -> str:
        desk = Desk(folder / str(number))
        with ExitStack() as kept:
            told = silence.play(Scene(desk, files, kept)) or (lambda view: None)
            end = run(desk, silence.outcome, told=told, alone=False)
        return what_is_wrong(desk, end, *silence.codes, within_s=silence.limit_s + GRACE_S)

    with ThreadPoolExecutor(len(SILENCES), "silence") as stage:
        yield {
            name: stage.submit(play, number, silence)
            for number, (name, silence) in enumerate(SILENCES.items())
        }
    assert not left(before)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.promise(PACS if kind is Outcome.ISO else PUBLISHER))
        for name, kind in ((name, one.outcome) for name, one in SILENCES.items())
    ],
)
def test_silence_ends_within_its_limit(played: dict[str, Future[str]], name: str) -> None:
    assert not played[name].result()


def test_the_limits_at_work_are_those_of_the_table() -> None:
    """The long ones are waited for by the whole suite alone: a change is to be seen before."""
    assert (CONNECTION_S, ACSE_S, DIMSE_S) == (5, 10, 30)
    assert Patience() == Patience(quiet_s=30, wall_s=60)
    assert archive_of(Config()).patience == Patience(quiet_s=120, wall_s=6 * 3600)
    assert Deadlines(first_pdu_s=5, idle_s=120, header_s=5, body_s=30) == DEADLINES
