"""Handing a request over: a private line, news that arrive whole, and bytes that harm nothing."""

from __future__ import annotations

import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, answer_challenge, deliver_challenge
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from mkiso_desktop.core import errors
from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import BadRequest, Cancelled, ConfigInvalid, MkisoError
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine import handover
from mkiso_desktop.engine.doctor import Check, Health, examine
from mkiso_desktop.engine.handover import INVITATION, NEWS, ORDER, News, examine_there, hand_over
from mkiso_desktop.engine.hatch import MOST_COMMANDS, Ear, Hatch
from mkiso_desktop.engine.job import IsoFile, JobState, JobView, Origin, Result
from mkiso_desktop.steps.deliver import FolderUnusable
from tests.engine.test_engine import a_config, an_iso, running
from tests.peers.counting import CountingArchive
from tests.peers.process import LOOPBACK, free_port

REQUESTED = MediaRequest(("A1",))


@pytest.fixture
def nobody(tmp_path: Path) -> Config:
    """A configuration whose archive is not there."""
    return a_config(tmp_path, (LOOPBACK, free_port(), "NOBODY"), free_port())


def invitation_file(config: Config) -> Path:
    return handover.invitation_path(Path(config.work.folder))


def ask(config: Config, request: MediaRequest = REQUESTED) -> JobView | None:
    return hand_over(request, config, lambda view: None, Progress())


@contextmanager
def a_line(config: Config, key: bytes | None = None) -> Iterator[Any]:
    """Connected and greeted, as a command is."""
    invitation = INVITATION.validate_json(invitation_file(config).read_bytes())
    with Client(invitation.address, handover.FAMILY) as line:
        answer_challenge(line, key or bytes.fromhex(invitation.key))
        deliver_challenge(line, key or bytes.fromhex(invitation.key))
        yield line


def test_a_job_handed_over_is_a_job_of_the_owner(nobody: Config, tmp_path: Path) -> None:
    shown: list[JobState] = []
    request = an_iso("A1", tmp_path / "discs")
    with running(nobody) as engine:
        watched: list[int] = []
        engine.watch(lambda view: watched.append(view.number))
        view = hand_over(request, nobody, lambda view: shown.append(view.state), Progress())
        [own] = engine.jobs()
    assert view and view.error and own.error
    assert (view.number, view.state, view.request) == (own.number, own.state, own.request)
    assert view.error.as_json() == own.error.as_json()
    assert type(view.error) is type(own.error)
    assert list(dict.fromkeys(shown)) == [JobState.QUEUED, JobState.FINDING, JobState.FAILED]
    assert set(watched) == {own.number}


def test_the_owner_examines_what_it_alone_can(nobody: Config) -> None:
    assert examine_there("pacs-move", nobody, Progress()) is None
    with running(nobody) as engine:
        there = examine_there("pacs-move", nobody, Progress())
        [own] = examine(nobody, Progress(), names=("pacs-move",), station=engine.station)
        fine = examine_there("disk", nobody, Progress())
        assert not engine.jobs()
    assert there and there.error and own.error
    assert (there.name, there.health, there.advice) == (own.name, own.health, own.advice)
    assert fine == Check("disk", Health.OK)


def test_an_examination_ends_with_who_asked_for_it_and_with_the_owner(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as silent:
        config = a_config(tmp_path, (LOOPBACK, silent.getsockname()[1], "SILENT"), free_port())
        for is_stopped in (True, False):
            ended: Queue[object] = Queue()
            progress = Progress()
            with running(config):
                threading.Thread(target=_ask_move, args=(config, progress, ended)).start()
                connection, _ = silent.accept()  # it is being examined
                if is_stopped:
                    progress.cancel()
                    assert isinstance(ended.get(timeout=30), Cancelled)
            if not is_stopped:
                assert ended.get(timeout=30) is None
            connection.close()


def _ask_move(config: Config, progress: Progress, ended: Queue[object]) -> None:
    try:
        ended.put(examine_there("pacs-move", config, progress))
    except (Cancelled, MkisoError) as error:
        ended.put(error)


def test_nobody_there_is_no_error(nobody: Config) -> None:
    assert ask(nobody) is None
    with running(nobody):
        pass
    assert ask(nobody) is None
    invitation_file(nobody).parent.mkdir()
    invitation_file(nobody).write_bytes(b'{"version": 1')
    assert ask(nobody) is None


def test_what_the_owner_refuses_is_refused_with_the_same_words(nobody: Config) -> None:
    with running(nobody) as engine:
        view = ask(nobody, MediaRequest(("A*",)))
        with pytest.raises(BadRequest) as own:
            engine.submit(MediaRequest(("A*",)))
    assert view and isinstance(view.error, BadRequest)
    assert view.error.as_json() == own.value.as_json()


def test_a_cancel_reaches_the_owner_also_while_the_job_waits(nobody: Config) -> None:
    progress = Progress()
    with running(nobody, lanes=0) as engine:
        view = hand_over(REQUESTED, nobody, lambda view: progress.cancel(), progress)
        [own] = engine.jobs()
        with pytest.raises(Cancelled):
            hand_over(REQUESTED, nobody, lambda view: None, progress)
        assert len(engine.jobs()) == 1
    assert view and (view.state, own.state) == (JobState.CANCELLED,) * 2


def test_a_command_that_vanishes_leaves_its_job(nobody: Config) -> None:
    with running(nobody, lanes=0) as engine:
        with a_line(nobody) as line:
            line.send_bytes(ORDER.dump_json(REQUESTED))
            line.recv_bytes()
        [view] = engine.jobs()
        assert view.state is JobState.QUEUED
        engine.cancel(view.number)


def test_an_owner_that_closes_before_the_job_is_over_is_told(nobody: Config) -> None:
    told: list[BaseException] = []
    asked = threading.Event()

    def command() -> None:
        try:
            hand_over(REQUESTED, nobody, lambda view: asked.set(), Progress())
        except MkisoError as error:
            told.append(error)

    with running(nobody, lanes=0):
        thread = threading.Thread(target=command)
        thread.start()
        assert asked.wait(20)
    thread.join()
    [error] = told
    assert "was closed or broke down" in str(error)


def test_a_job_that_its_owner_interrupts_is_not_told_as_cancelled(
    config: Config, pacs: CountingArchive
) -> None:
    has_begun, may_go_on = threading.Event(), threading.Event()

    def holds_up(sent: int) -> bool:
        has_begun.set()
        return not may_go_on.wait(60)

    pacs.goes_on = holds_up
    with running(config) as engine, ThreadPoolExecutor(1) as beside:
        told = beside.submit(ask, config)
        assert has_begun.wait(60)
        engine.close(keeps_jobs=True)
        may_go_on.set()
        with pytest.raises(MkisoError, match="was closed before it was done") as error:
            told.result()
    assert "it goes on with what has come" in error.value.advice


class ClosingDesk:
    """Takes nothing any more, as an engine that is being closed."""

    def submit(self, request: MediaRequest, origin: Origin) -> int:
        raise Cancelled

    def cancel(self, number: int) -> None:
        raise AssertionError("there is no job")

    def watch(self, callback: Callable[[JobView], None]) -> Callable[[], None]:
        return lambda: None

    station = None


def test_an_owner_that_is_closing_leaves_the_request_with_the_command(nobody: Config) -> None:
    hatch = Hatch(Path(nobody.work.folder), nobody, ClosingDesk())
    hatch.open()
    try:
        assert ask(nobody) is None
    finally:
        hatch.close()


def test_a_slow_command_hears_every_state_and_of_its_moments_the_last() -> None:
    ear = Ear()
    told = [
        JobView(number, REQUESTED, state, moment)
        for state in (JobState.RETRIEVING, JobState.CHECKING)
        for moment in (None, Moment("a", 1), Moment("a", 2), Moment("a", 3))
        for number in (1, 2)
    ]
    ear.take(1)
    for view in told:
        ear.hear(view)
    heard = [(view.state.value, view.moment and view.moment.done) for view in ear.take(1)]
    assert heard == [("retrieving", None), ("retrieving", 3), ("checking", None), ("checking", 3)]


TYPES = [one for one in vars(errors).values() if isinstance(one, type)]
KINDS = [one for one in TYPES if issubclass(one, MkisoError)]


@pytest.mark.parametrize("kind", [*KINDS, FolderUnusable])
def test_every_error_arrives_as_what_it_was(kind: type[MkisoError]) -> None:
    sent = kind("It failed", "Mend it.", "40 of 42")
    arrived = NEWS.validate_json(
        NEWS.dump_json(News.of(JobView(3, REQUESTED, JobState.FAILED, error=sent)))
    )
    assert arrived
    got = arrived.view(REQUESTED).error
    assert got and type(got) is kind and got.as_json() == sent.as_json()


def test_a_view_arrives_whole_but_for_the_patient() -> None:
    iso = IsoFile(Path("/tmp/Müller.iso"), 10**10, "00ff", 5)
    result = Result("Müller Ä", "P-1", 5, (iso,), "", ("a note",))
    moment = Moment("receiving", 3, None, 2**40)
    view = JobView(7, REQUESTED, JobState.DONE, moment, result=result)
    arrived = NEWS.validate_json(NEWS.dump_json(News.of(view)))
    assert arrived and arrived.view(REQUESTED) == view


def test_another_version_is_not_asked(nobody: Config) -> None:
    with running(nobody, lanes=0) as engine:
        path = invitation_file(nobody)
        path.write_bytes(path.read_bytes().replace(b'"version":"', b'"version":"9'))
        with pytest.raises(ConfigInvalid, match="another version"):
            ask(nobody)
        assert not engine.jobs()


def test_what_opens_the_line_is_for_this_user_alone(nobody: Config) -> None:
    with running(nobody, lanes=0):
        path = invitation_file(nobody)
        address = Path(INVITATION.validate_json(path.read_bytes()).address)
        modes = [file.stat().st_mode & 0o077 for file in (path.parent, path, address)]
    assert modes == [0, 0, 0]
    assert not path.parent.exists()


def test_a_work_folder_with_a_long_name_has_a_line_too(nobody: Config, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    config = nobody.model_copy(
        update={"work": nobody.work.model_copy(update={"folder": str(deep)})}
    )
    with running(config) as engine:
        address = Path(INVITATION.validate_json(invitation_file(config).read_bytes()).address)
        assert address.is_relative_to(tempfile.gettempdir())
        assert address.parent.stat().st_mode & 0o077 == 0
        assert ask(config) is not None
        assert len(engine.jobs()) == 1
    assert not address.parent.exists()


@contextmanager
def raw(config: Config) -> Iterator[socket.socket]:
    address = INVITATION.validate_json(invitation_file(config).read_bytes()).address
    with socket.socket(socket.AF_UNIX) as sock:
        sock.connect(address)  # waits where the door is crowded; with a time-out it would not
        sock.settimeout(20)
        yield sock


def is_shut(sock: socket.socket) -> bool:
    """Read what is left, until the other side has ended it."""
    with suppress(ConnectionError):
        while sock.recv(4096):
            pass
    return True


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack("!i", 2**31 - 1) + b"x" * 1000,
        struct.pack("!i", -1) + struct.pack("!Q", 2**63),
        struct.pack("!i", 20) + b"half",
        struct.pack("!i", 16) + b"x" * 16,
        bytes(range(256)) * 20,
    ],
)
def test_hostile_bytes_harm_nothing(nobody: Config, hostile: bytes) -> None:
    with running(nobody) as engine:
        with raw(nobody) as sock:
            sock.sendall(hostile)
            sock.shutdown(socket.SHUT_WR)
            assert is_shut(sock)
        assert not engine.jobs()
        assert ask(nobody) is not None


@pytest.mark.parametrize(
    "order",
    [
        b"",
        b"{",
        b"[" * 60_000,
        b'{"accession_numbers": "A1"}',
        b'{"accession_numbers": ["A1"], "outcome": "burn"}',
        b"\x80\x04\x95",
        b'{"examine": "everything"}',
        ORDER.dump_json(REQUESTED) + b" " * handover.LONGEST_REQUEST,
    ],
)
def test_an_order_that_is_none_ends_the_line_alone(nobody: Config, order: bytes) -> None:
    with running(nobody) as engine:
        with a_line(nobody) as line:
            with suppress(ConnectionError):
                line.send_bytes(order)
            with pytest.raises((EOFError, ConnectionError)):
                line.recv_bytes()
        assert not engine.jobs()
        assert ask(nobody) is not None


def test_without_the_key_nothing_is_heard(nobody: Config) -> None:
    with running(nobody) as engine:
        with pytest.raises(AuthenticationError), a_line(nobody, b"a guess"):
            pass
        assert not engine.jobs()


def test_half_a_message_holds_nobody_for_long(nobody: Config) -> None:
    with running(nobody), raw(nobody) as sock:
        sock.sendall(struct.pack("!i", 20) + b"half")
        assert is_shut(sock)  # within its 20 s, while our side stays open


def test_many_silent_callers_are_let_go_and_leave_no_thread(nobody: Config) -> None:
    before = threading.active_count()
    with running(nobody, lanes=0):
        lines = [raw(nobody) for _ in range(MOST_COMMANDS + 5)]
        socks = [line.__enter__() for line in lines]
        for sock in socks[MOST_COMMANDS:]:
            assert is_shut(sock)
        assert ask(nobody) is None  # its hands are full: a command tries again
        assert is_shut(socks[0])
    for line in lines:
        line.__exit__(None, None, None)
    assert threading.active_count() == before


def test_a_command_that_never_reads_holds_up_neither_the_job_nor_the_end(
    nobody: Config,
) -> None:
    before = threading.active_count()
    with running(nobody, lanes=0) as engine, a_line(nobody) as line:
        line.send_bytes(ORDER.dump_json(REQUESTED))
        line.recv_bytes()
        [view] = engine.jobs()
        for at in range(300):  # each is a word of its own: the line is full before the last
            engine.changed(
                JobView(view.number, REQUESTED, list(JobState)[at % 7], Moment("x" * 10_000, at)),
                is_news=False,
            )
        engine.cancel(view.number)
        engine.close()
        assert threading.active_count() == before


def test_a_relay_is_handed_over_as_a_relay(nobody: Config) -> None:
    with running(nobody):
        view = ask(nobody, MediaRequest(("A1",), Outcome.RELAY))
    assert view and view.error and view.error.code == "not-configured"
