"""C-ECHO, C-MOVE and C-GET: what ends them, what counts as a sign of life, and what a refusal
tells the desk."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from mkiso_desktop.core.errors import Cancelled, PacsRefused, PacsUnreachable
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.association import Patience, Peer
from mkiso_desktop.net.dimse import (
    RETRIEVE_PATIENCE,
    Destination,
    SubOperations,
    c_echo,
    c_get,
    c_move,
    get_offers,
)
from mkiso_desktop.net.gate import Expected
from mkiso_desktop.net.reception import Reception
from tests.peers import dcmqrscp, orthanc
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request, ScriptedPeer, scripted

US = "CDRECORD"
STUDY = {"QueryRetrieveLevel": "STUDY", "StudyInstanceUID": "1.2.3"}
HASTY = Patience(quiet_s=1.5, wall_s=60)


@pytest.fixture
def reception(tmp_path: Path) -> Reception:
    return Reception(Expected("P-0001", {"1.2.3": {}}), tmp_path)


def move(
    peer: ScriptedPeer,
    reception: Reception,
    progress: Progress | None = None,
    patience: Patience = RETRIEVE_PATIENCE,
) -> list[SubOperations]:
    archive, destination = Peer(peer.ae_title, peer.host, peer.port), Destination(US, 10104)
    progress = progress or Progress()
    return list(c_move(archive, US, destination, STUDY, reception, progress, patience))


def after_accepting(script: Callable[[Conversation, Request], None]) -> Callable[..., None]:
    """A peer that accepts, reads one request, follows the script, and waits for the end."""

    def whole(talk: Conversation) -> None:
        talk.accept()
        script(talk, talk.next())
        talk.until_left()

    return whole


def test_orthanc_and_dcmqrscp_answer_an_echo() -> None:
    with orthanc() as first, dcmqrscp() as second:
        for one in (first, second):
            c_echo(Peer(one.ae_title, one.host, one.port), US, Progress())


def test_an_archive_that_knows_another_name_rejects_us() -> None:
    with orthanc() as one, pytest.raises(PacsRefused, match="does not accept a connection"):
        c_echo(Peer("OTHER", one.host, one.port), US, Progress())


@pytest.mark.promise("Every failure of a PACS has one clear end")
@pytest.mark.parametrize("status", [0xA801, 0xC000, 0xA702])
def test_a_station_the_archive_cannot_send_to_is_told_with_ae_title_and_port(
    reception: Reception, status: int
) -> None:
    refusing = after_accepting(lambda talk, request: talk.answer(request, status))
    with scripted(refusing) as peer, pytest.raises(PacsRefused) as caught:
        move(peer, reception)
    assert f"AE title {US}" in caught.value.advice and "port 10104" in caught.value.advice
    assert f"0x{status:04X}" in str(caught.value.detail)


def test_orthanc_that_does_not_know_us_is_told_with_ae_title_and_port(
    reception: Reception,
) -> None:
    with orthanc() as one, pytest.raises(PacsRefused, match="would not send to") as caught:
        archive = Peer(one.ae_title, one.host, one.port)
        list(c_move(archive, US, Destination(US, 10104), STUDY, reception, Progress()))
    assert "port 10104" in caught.value.advice


def test_a_warning_ends_a_move_like_success_because_what_came_is_counted_elsewhere(
    reception: Reception,
) -> None:
    def partly(talk: Conversation, request: Request) -> None:
        talk.answer(request, PENDING, remaining=3, completed=1, failed=0, warning=0)
        talk.answer(request, 0xB000, completed=2, failed=2, warning=0)

    with scripted(after_accepting(partly)) as peer:
        told = move(peer, reception)
    assert SubOperations(3, 1, 0, 0) in told
    assert told[-1] == SubOperations(None, 2, 2, 0)


def test_an_archive_that_counts_every_image_does_not_keep_us_busy(reception: Reception) -> None:
    def eager(talk: Conversation, request: Request) -> None:
        for number in range(500):
            talk.answer(request, PENDING, remaining=500 - number, completed=number)
        talk.answer(request, SUCCESS, completed=500)

    with scripted(after_accepting(eager)) as peer:
        told = list(dict.fromkeys(move(peer, reception)))
    assert told[-1] == SubOperations(None, 500, None, None)
    assert len(told) < 250


def test_pending_answers_that_count_on_keep_a_move_alive(reception: Reception) -> None:
    def slow(talk: Conversation, request: Request) -> None:
        for number in range(6):
            Event().wait(HASTY.quiet_s / 3)
            talk.answer(request, PENDING, remaining=6 - number, completed=number)
        talk.answer(request, SUCCESS, completed=6)

    with scripted(after_accepting(slow)) as peer:
        assert SubOperations(1, 5, None, None) in move(peer, reception, patience=HASTY)


def test_instances_keep_a_move_alive_that_has_no_pending_answers(reception: Reception) -> None:
    def silent_but_busy(talk: Conversation, request: Request) -> None:
        for _ in range(6):
            Event().wait(HASTY.quiet_s / 3)
            reception.hear()
        talk.answer(request, SUCCESS)

    with scripted(after_accepting(silent_but_busy)) as peer:
        move(peer, reception, patience=HASTY)


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_pending_answers_without_any_progress_end_a_move(reception: Reception) -> None:
    def repeating(talk: Conversation, request: Request) -> None:
        while True:
            talk.answer(request, PENDING, remaining=5, completed=0)
            Event().wait(0.05)

    began = monotonic()
    with scripted(after_accepting(repeating)) as peer, pytest.raises(PacsUnreachable):
        move(peer, reception, patience=HASTY)
    assert monotonic() - began < 15


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_counts_that_go_to_and_fro_do_not_keep_a_move_alive(reception: Reception) -> None:
    def to_and_fro(talk: Conversation, request: Request) -> None:
        for number in itertools.count():
            talk.answer(request, PENDING, remaining=3 + number % 2, completed=number % 2)
            Event().wait(0.05)

    with scripted(after_accepting(to_and_fro)) as peer, pytest.raises(PacsUnreachable):
        move(peer, reception, patience=HASTY)


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_silence_ends_a_move(reception: Reception) -> None:
    mute = after_accepting(lambda talk, request: None)
    with scripted(mute) as peer, pytest.raises(PacsUnreachable, match="stopped answering"):
        move(peer, reception, patience=HASTY)


def test_a_move_that_is_cancelled_sends_c_cancel_with_its_message_id(
    reception: Reception,
) -> None:
    progress = Progress()
    cancelled: list[tuple[int, int]] = []

    def honest(talk: Conversation, request: Request) -> None:
        talk.answer(request, PENDING, remaining=9, completed=1)
        progress.cancel()
        cancel = talk.next().command
        cancelled.append((cancel.field, cancel.message_id))
        assert cancel.message_id == request.command.message_id
        talk.answer(request, 0xFE00)

    began = monotonic()
    with scripted(after_accepting(honest)) as peer, pytest.raises(Cancelled):
        move(peer, reception, progress)
    assert monotonic() - began < 5
    assert [field for field, _ in cancelled] == [0x0FFF]
    assert {number for _, number in cancelled} == reception.move_message_ids


def test_a_move_that_is_left_sends_c_cancel(reception: Reception) -> None:
    def honest(talk: Conversation, request: Request) -> None:
        talk.answer(request, PENDING, remaining=9, completed=1)
        assert talk.next().command.field == 0x0FFF
        talk.answer(request, 0xFE00)

    with scripted(after_accepting(honest)) as peer:
        archive, destination = Peer(peer.ae_title, peer.host, peer.port), Destination(US, 1)
        moving = c_move(archive, US, destination, STUDY, reception, Progress())
        with closing(moving):
            while next(moving) != SubOperations(9, 1, None, None):
                pass
    assert peer.conversations[0].heard == [0x0021, 0x0FFF]


def test_each_move_has_a_message_id_of_its_own(reception: Reception) -> None:
    done = after_accepting(lambda talk, request: talk.answer(request, SUCCESS))
    with scripted(done) as peer:
        move(peer, reception)
        move(peer, reception)
    assert len(reception.move_message_ids) == 2


def test_a_get_that_nobody_offers_is_refused(reception: Reception) -> None:
    def no_get(talk: Conversation) -> None:
        talk.accept(only=lambda abstract, syntax: "5.1.4.1.1" in abstract)
        talk.until_left()

    [offer] = get_offers(["1.2.840.10008.5.1.4.1.1.2"])
    with scripted(no_get) as peer, pytest.raises(PacsRefused, match="does not offer"):
        archive = Peer(peer.ae_title, peer.host, peer.port)
        list(c_get(archive, US, STUDY, offer, reception, Progress()))


@pytest.mark.parametrize("count", [0, 1, 7, 8, 30])
def test_an_offer_fits_into_one_association_and_all_offers_have_every_class(count: int) -> None:
    classes = {f"1.2.840.10008.5.1.4.1.1.{number}" for number in range(count)}
    offers = get_offers(classes)
    assert all(len(offer) <= 127 for offer in offers)
    offered = {uid for offer in offers for uid, _ in offer}
    assert offered == classes if count else len(offered) > 100
    assert len(offers) == len(set(offers))
