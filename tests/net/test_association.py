"""Whatever a peer does or leaves undone, we are told in time, and no thread stays behind."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from threading import Event, Thread
from time import monotonic

import pytest
from pydicom import Dataset
from pynetdicom import evt
from pynetdicom.presentation import build_context
from pynetdicom.sop_class import (  # type: ignore[attr-defined]  # made at import time
    StudyRootQueryRetrieveInformationModelFind as FIND,
)

from mkiso_desktop.core.errors import Cancelled, MkisoError, PacsRefused, PacsUnreachable
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.association import Patience, Peer, answers, associate
from mkiso_desktop.net.dimse import c_echo, finder
from tests.peers import free_port
from tests.peers.scripted import PENDING, SUCCESS, Conversation, ScriptedPeer, scripted

US = "CDRECORD"
KEYS = {"QueryRetrieveLevel": "STUDY", "AccessionNumber": "A1", "StudyInstanceUID": ""}
SOON_S = 10.0  # a generous bound on a busy machine; what it bounds takes two seconds at most


def as_peer(one: ScriptedPeer) -> Peer:
    return Peer(one.ae_title, one.host, one.port)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    until = monotonic() + 15
    while (left := set(threading.enumerate()) - before) and monotonic() < until:
        for thread in left:
            if thread.ident is not None:  # else it is only just being started
                thread.join(0.05)
    assert not left, [thread.name for thread in left]


@pytest.fixture
def black_hole() -> Iterator[Peer]:
    """An address that neither answers nor refuses: a listener whose backlog is full."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield Peer("HOLE", "127.0.0.1", listener.getsockname()[1])


def find(peer: Peer, progress: Progress, most_rows: int = 500) -> list[Dataset]:
    with finder(peer, US, progress) as archive:
        return list(archive.find(KEYS, most_rows))


def row(number: int = 1) -> Dataset:
    ds = Dataset()
    ds.QueryRetrieveLevel, ds.StudyInstanceUID = "STUDY", f"1.2.{number}"
    return ds


def cancelled_when(happens: Event, progress: Progress) -> Thread:
    def cancel() -> None:
        happens.wait(30)
        progress.cancel()

    thread = Thread(target=cancel)
    thread.start()
    return thread


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_a_port_that_nobody_listens_on_is_unreachable_at_once() -> None:
    began = monotonic()
    with pytest.raises(PacsUnreachable, match="ABPACS at 127.0.0.1:.* did not answer"):
        c_echo(Peer("ABPACS", "127.0.0.1", free_port()), US, Progress())
    assert monotonic() - began < SOON_S


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    with pytest.raises(PacsUnreachable):
        c_echo(Peer("ABPACS", "no-such-host.invalid", 104), US, Progress())


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_a_black_hole_is_unreachable_after_the_connection_time_out(black_hole: Peer) -> None:
    began = monotonic()
    with pytest.raises(PacsUnreachable):
        c_echo(black_hole, US, Progress())
    assert 4 < monotonic() - began < 20


def test_a_connect_into_a_black_hole_is_cancelled_at_once(black_hole: Peer) -> None:
    progress, connecting = Progress(), Event()
    canceller = cancelled_when(connecting, progress)
    connecting.set()
    began = monotonic()
    with pytest.raises(Cancelled):
        c_echo(black_hole, US, progress)
    assert monotonic() - began < SOON_S
    canceller.join()


def test_a_peer_that_rejects_us_says_which_ae_title_to_allow() -> None:
    with scripted(Conversation.reject) as peer, pytest.raises(PacsRefused) as caught:
        c_echo(as_peer(peer), US, Progress())
    assert US in caught.value.advice and peer.ae_title in caught.value.advice
    assert "Calling AE title not recognised" in str(caught.value.detail)


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_a_rejection_that_is_quicker_than_pynetdicom_is_still_a_rejection() -> None:
    gone = Event()

    def until_it_is_over(event: evt.Event) -> None:  # as on a busy machine
        assert gone.wait(SOON_S)

    handlers = [(evt.EVT_REQUESTED, until_it_is_over), (evt.EVT_CONN_CLOSE, lambda _: gone.set())]
    with (
        scripted(Conversation.reject) as peer,
        pytest.raises(PacsRefused, match="does not accept") as caught,
        associate(as_peer(peer), US, [build_context(FIND)], Progress(), evt_handlers=handlers),
    ):
        pass
    assert "Calling AE title not recognised" in str(caught.value.detail)


def test_a_request_does_not_wait_for_the_peers_acknowledgement() -> None:
    def only_accept(talk: Conversation) -> None:
        talk.accept()
        talk.until_left()

    with (
        scripted(only_accept) as peer,
        associate(as_peer(peer), US, [build_context(FIND)], Progress()) as assoc,
    ):
        assert assoc.dul.socket and assoc.dul.socket.socket
        no_delay = assoc.dul.socket.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert no_delay


def test_a_peer_without_the_service_is_refused_with_advice() -> None:
    def only_echo(talk: Conversation) -> None:
        talk.accept(only=lambda abstract, syntax: False)
        talk.until_left()

    with scripted(only_echo) as peer, pytest.raises(PacsRefused, match="offers nothing"):
        find(as_peer(peer), Progress())


def test_a_peer_that_never_answers_the_association_is_cancelled_at_once() -> None:
    progress, asked = Progress(), Event()

    def mute(talk: Conversation) -> None:
        _, length = talk.wire.next_pdu(30)
        talk.wire.read(length)
        asked.set()
        talk.wire.next_pdu(30)

    with scripted(mute) as peer:
        canceller = cancelled_when(asked, progress)
        with pytest.raises(Cancelled):
            find(as_peer(peer), progress)
        canceller.join()


def test_a_peer_that_aborts_in_the_middle_of_a_find_is_unreachable() -> None:
    def aborting(talk: Conversation) -> None:
        talk.accept()
        request = talk.next()
        talk.answer(request, PENDING, row())
        talk.abort()
        talk.until_left()

    began = monotonic()
    with scripted(aborting) as peer, pytest.raises(PacsUnreachable, match="broke off"):
        find(as_peer(peer), Progress())
    assert monotonic() - began < SOON_S


def test_a_connection_that_is_cut_in_the_middle_of_a_find_is_unreachable() -> None:
    def cutting(talk: Conversation) -> None:
        talk.accept()
        talk.answer(talk.next(), PENDING, row())
        talk.wire.close()

    with scripted(cutting) as peer, pytest.raises(PacsUnreachable, match="broke off"):
        find(as_peer(peer), Progress())


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_a_peer_that_goes_between_two_finds_is_unreachable() -> None:
    gone = Event()

    def leaving(talk: Conversation) -> None:
        talk.accept()
        talk.answer(talk.next(), SUCCESS)
        talk.abort()
        talk.until_left()
        gone.set()

    with scripted(leaving) as peer, finder(as_peer(peer), US, Progress()) as archive:
        assert list(archive.find(KEYS, 5)) == []
        assert gone.wait(10)
        while archive.assoc.is_established:  # until pynetdicom has noticed
            archive.assoc.join(0.01)
        with pytest.raises(PacsUnreachable, match="broke off"):
            list(archive.find(KEYS, 5))


def test_a_frozen_peer_is_cancelled_within_two_seconds_and_hears_c_cancel() -> None:
    progress, asked = Progress(), Event()

    def frozen(talk: Conversation) -> None:
        talk.accept()
        talk.next()
        asked.set()
        talk.until_left()

    with scripted(frozen) as peer:
        canceller = cancelled_when(asked, progress)
        began = monotonic()
        with pytest.raises(Cancelled):
            find(as_peer(peer), progress)
        assert monotonic() - began < SOON_S
        canceller.join()
    assert peer.conversations[0].heard == [0x0020, 0x0FFF]


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_a_frozen_peer_is_unreachable_when_patience_ends() -> None:
    def frozen(talk: Conversation) -> None:
        talk.accept()
        talk.until_left()

    contexts = [build_context(FIND)]
    with (
        scripted(frozen) as peer,
        pytest.raises(PacsUnreachable, match="stopped answering"),
        associate(as_peer(peer), US, contexts, Progress()) as assoc,
        closing(
            answers(
                as_peer(peer),
                assoc,
                lambda: assoc.send_c_find(row(), FIND),
                Progress(),
                Patience(quiet_s=0.3),
            )
        ) as asking,
    ):
        assert list(asking) == []


def endless(talk: Conversation) -> None:
    """Pending answers until the other side goes."""
    talk.accept()
    request = talk.next()
    for number in range(1_000_000):
        talk.answer(request, PENDING, row(number % 7))


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_endless_rows_end_at_the_cap() -> None:
    with scripted(endless) as peer, pytest.raises(PacsRefused, match="more than 20 answers"):
        find(as_peer(peer), Progress(), most_rows=20)


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_endless_rows_end_at_the_wall_clock() -> None:
    with (
        scripted(endless) as peer,
        pytest.raises(PacsUnreachable, match="does not come to an end"),
        finder(as_peer(peer), US, Progress()) as archive,
    ):
        list(archive.find(KEYS, 1_000_000, wall_s=0.5))


def test_endless_rows_can_be_cancelled() -> None:
    progress = Progress()
    with scripted(endless) as peer, finder(as_peer(peer), US, Progress()) as archive:
        asking = archive.find(KEYS, 1_000_000)
        next(asking)
        asking.close()
    with (
        scripted(endless) as peer,
        pytest.raises(Cancelled),
        finder(as_peer(peer), US, progress) as archive,
    ):
        for number, _ in enumerate(archive.find(KEYS, 1_000_000)):
            if number == 3:
                progress.cancel()


def test_whoever_has_seen_enough_rows_says_c_cancel_and_may_ask_again() -> None:
    def two_questions(talk: Conversation) -> None:
        talk.accept()
        first = talk.next()
        for number in range(5):
            talk.answer(first, PENDING, row(number))
        assert talk.next().command.field == 0x0FFF
        talk.answer(first, 0xFE00)
        second = talk.next()
        talk.answer(second, PENDING, row(99))
        talk.answer(second, SUCCESS)
        talk.until_left()

    with scripted(two_questions) as peer, finder(as_peer(peer), US, Progress()) as archive:
        with closing(archive.find(KEYS, 100)) as asking:
            assert next(asking).StudyInstanceUID == "1.2.0"
        assert [one.StudyInstanceUID for one in archive.find(KEYS, 100)] == ["1.2.99"]


@pytest.mark.promise("Every failure of a PACS has one clear end")
@pytest.mark.parametrize("status", [0xA700, 0xA900, 0xC001, 0x0122, 0x0124, 0xFE00, 0xD123])
def test_a_status_that_is_no_success_is_refused_with_the_peers_own_words(status: int) -> None:
    def refusing(talk: Conversation) -> None:
        talk.accept()
        talk.answer(talk.next(), status, comment="out of tape")
        talk.until_left()

    with scripted(refusing) as peer, pytest.raises(PacsRefused) as caught:
        find(as_peer(peer), Progress())
    assert caught.value.detail == f"status 0x{status:04X} out of tape"


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_a_peer_that_does_not_answer_our_release_is_left_anyway() -> None:
    def unmannerly(talk: Conversation) -> None:
        talk.accept()
        talk.answer(talk.next(), SUCCESS)
        talk.wire.send = lambda *parts: None  # type: ignore[method-assign]
        talk.until_left()

    began = monotonic()
    with scripted(unmannerly) as peer:
        assert find(as_peer(peer), Progress()) == []
        assert monotonic() - began < SOON_S


def test_nothing_is_asked_once_cancelled() -> None:
    progress = Progress()
    progress.cancel()
    with scripted(endless) as peer:
        with pytest.raises(Cancelled):
            find(as_peer(peer), progress)
        assert not peer.conversations


def test_errors_name_the_peer_but_no_patient() -> None:
    with pytest.raises(MkisoError) as caught:
        c_echo(Peer("ABPACS", "127.0.0.1", free_port()), US, Progress())
    assert "ABPACS" in caught.value.title and caught.value.advice
