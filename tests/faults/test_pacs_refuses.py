"""An archive that says no: it is told as such, at once, and with what to do about it."""

from __future__ import annotations

import struct
from functools import partial
from pathlib import Path

import pytest

from mkiso_desktop.net import pdu
from tests.cli.desk import Desk
from tests.faults.jobs import run, what_is_wrong
from tests.faults.pacs import AE_TITLE, Pacs, find, serving
from tests.peers import dcmqrscp, orthanc
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request, scripted
from tests.promises import Trials

CLEAR = "Every failure of a PACS has one clear end"

# PS3.8 table 9-21: by the service user, by the provider for ACSE, by it for presentation
REJECTIONS = [
    (result, source, reason)
    for result in (1, 2)
    for source, reasons in ((1, (1, 2, 3, 7)), (2, (1, 2)), (3, (0, 1, 2, 3)))
    for reason in reasons
] + [(0, 1, 1), (3, 1, 1), (1, 0, 0), (1, 9, 9)]
REFUSALS = [0xA700, 0xA701, 0xA702, 0xA801, 0xA900, 0xC000, 0xC123, 0x0110, 0x0112, 0x0122, 0x0211]


@pytest.mark.promise(CLEAR)
def test_a_rejected_association_is_told_with_the_reason(front: Desk, trials: Trials) -> None:
    for result, source, reason in REJECTIONS[:: trials.amount(full=1, sample=3)]:
        with scripted(
            partial(Conversation.reject, result=result, source=source, reason=reason),
            ae_title=AE_TITLE,
        ) as peer:
            end = run(front.archive(peer))
        wrong = what_is_wrong(front, end, "pacs-refused")
        trials.note(not wrong, f"{result} {source} {reason}: {wrong}")
        trials.note(bool(end.view.error and end.view.error.detail), "there is no reason")


@pytest.mark.promise(CLEAR)
def test_a_busy_archive_is_not_told_as_one_that_does_not_know_us(front: Desk) -> None:
    with scripted(lambda talk: talk.reject(2, 3, 2), ae_title=AE_TITLE) as peer:
        end = run(front.archive(peer))
    assert not what_is_wrong(front, end, "pacs-refused")
    assert end.view.error and "AE title" not in end.view.error.advice
    assert "again" in end.view.error.advice


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"220 ready for mail\r\n",
        pdu.encode_release(answer=True),
        struct.pack(">BxL", pdu.ASSOCIATE_AC, 4) + bytes(4),
        struct.pack(">BxL", pdu.ASSOCIATE_AC, 68) + bytes(68),
        struct.pack(">BxL", pdu.ASSOCIATE_AC, 76) + bytes(68) + b"\x21\0\xff\xff" + bytes(4),
        pdu.pdv_header(1, 4, is_command=True, is_last=True) + bytes(4),
        b"",
    ],
    ids=["http", "mail", "release", "short", "empty", "item", "data", "hung-up"],
)
def test_what_is_no_answer_to_our_first_request_is_told(front: Desk, said: bytes) -> None:
    def script(talk: Conversation) -> None:
        _, length = talk.wire.next_pdu(30)
        talk.wire.read(length)
        talk.wire.send(said)

    with scripted(script, ae_title=AE_TITLE) as peer:
        end = run(front.archive(peer))
    assert not what_is_wrong(front, end, "pacs-unreachable", "pacs-refused", within_s=9)


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("refused", ["2.1", "2.2"], ids=["find", "move"])
def test_a_refused_service_is_told(front: Desk, files: list[Path], refused: str) -> None:
    pacs = Pacs(files, front.port)
    model = f"1.2.840.10008.5.1.4.1.2.{refused}"

    def script(talk: Conversation) -> None:
        accept = talk.accept
        talk.accept = lambda: accept(only=lambda abstract, _: abstract != model)  # type: ignore
        pacs(talk)

    with scripted(script, ae_title=AE_TITLE) as peer:
        end = run(front.archive(peer))
    assert not what_is_wrong(front, end, "pacs-refused")


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("level", ["STUDY", "SERIES"])
def test_a_query_that_fails_is_told_with_its_status(
    front: Desk, files: list[Path], trials: Trials, level: str
) -> None:
    for status in REFUSALS[: trials.amount(full=len(REFUSALS), sample=5)]:

        def failing(pacs: Pacs, talk: Conversation, request: Request, status: int = status) -> None:
            if request.identifier.QueryRetrieveLevel == level:
                talk.answer(request, status, comment="no")
            else:
                find(pacs, talk, request)

        with serving(Pacs(files, front.port, find=failing)) as peer:
            end = run(front.archive(peer))
        wrong = what_is_wrong(front, end, "pacs-refused")
        trials.note(not wrong, f"0x{status:04X}: {wrong}")
        error = end.view.error
        told = bool(error and f"0x{status:04X} no" in str(error.detail))
        trials.note(told, f"0x{status:04X} is not told")


@pytest.mark.promise(CLEAR)
def test_a_move_that_fails_is_told_with_its_status(
    front: Desk, files: list[Path], trials: Trials
) -> None:
    for status in REFUSALS[: trials.amount(full=len(REFUSALS), sample=6)]:

        def failing(_: Pacs, talk: Conversation, request: Request, status: int = status) -> None:
            talk.answer(request, status)

        pacs = Pacs(files, front.port, move=failing)
        with serving(pacs) as peer:
            end = run(front.archive(peer))
        wrong = what_is_wrong(front, end, "pacs-refused")
        trials.note(not wrong, f"0x{status:04X}: {wrong}")
        trials.note(len(pacs.moves) == 1, "what cannot be is asked for once")


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("status", [0xA801, 0xA702, 0xC000])
def test_an_archive_that_cannot_send_to_us_hears_how_it_has_to_know_us(
    front: Desk, files: list[Path], status: int
) -> None:
    refusing = Pacs(files, front.port, move=lambda _, talk, asked: talk.answer(asked, status))
    with serving(refusing) as peer:
        end = run(front.archive(peer))
    assert not what_is_wrong(front, end, "pacs-refused")
    assert end.view.error
    assert f"port {front.port}" in end.view.error.advice
    assert "AE title CDRECORD" in end.view.error.advice


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("kind", [orthanc, dcmqrscp], ids=["orthanc", "dcmqrscp"])
def test_a_real_archive_that_does_not_know_us_says_so(
    front: Desk, files: list[Path], kind: object
) -> None:
    with orthanc() if kind is orthanc else dcmqrscp() as archive:
        archive.store(files)
        end = run(front.archive(archive))
    assert not what_is_wrong(front, end, "pacs-refused")
    assert end.view.error and f"port {front.port}" in end.view.error.advice


@pytest.mark.promise(CLEAR)
def test_more_rows_than_any_accession_has_end_the_search(front: Desk, files: list[Path]) -> None:
    """An archive that does not honour the key, and lists all it has."""

    def everything(pacs: Pacs, talk: Conversation, request: Request) -> None:
        [row] = pacs.rows(request.identifier)
        while True:
            talk.answer(request, PENDING, row)

    with serving(Pacs(files, front.port, find=everything)) as peer:
        end = run(front.archive(peer))
    assert not what_is_wrong(front, end, "pacs-refused")


@pytest.mark.promise(CLEAR)
def test_an_archive_without_the_study_is_told_as_such(front: Desk, files: list[Path]) -> None:
    nothing = Pacs(files, front.port, find=lambda _, talk, asked: talk.answer(asked, SUCCESS))
    with serving(nothing) as peer:
        end = run(front.archive(peer))
    assert not what_is_wrong(front, end, "accession-not-found")
