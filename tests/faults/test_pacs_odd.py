"""An archive that breaks off, or answers what no honest one would, as whole jobs."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from pynetdicom.dsutils import encode

from mkiso_desktop.net import pdu
from tests.cli.desk import Desk
from tests.faults.jobs import End, on_disc, run, what_is_wrong, when
from tests.faults.pacs import Answer, Pacs, find, move, serving
from tests.net.scu import Scu, pdv
from tests.peers import Dcmqrscp, Orthanc, dcmqrscp, orthanc
from tests.peers.process import LOOPBACK
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request
from tests.promises import FULL, Trials
from tests.samples import write_study

CLEAR = "Every failure of a PACS has one clear end"

ABORT: Callable[[Conversation], None] = Conversation.abort
CUT: Callable[[Conversation], None] = lambda talk: talk.wire.close()  # noqa: E731
DYING = [(orthanc, "c-move"), (dcmqrscp, "c-get")]
DYING += [(orthanc, "c-get"), (dcmqrscp, "c-move")] if FULL else []


def ends(front: Desk, pacs: Pacs) -> End:
    with serving(pacs) as peer:
        return run(front.archive(peer))


# --- breaking off


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("how", [ABORT, CUT], ids=["abort", "cut"])
@pytest.mark.parametrize("level", ["STUDY", "SERIES", "IMAGE"])
@pytest.mark.parametrize("rows", [0, 1])
def test_an_archive_that_breaks_off_a_query_is_unreachable_never_empty(
    front: Desk, files: list[Path], how: Callable[[Conversation], None], level: str, rows: int
) -> None:
    def breaking(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if request.identifier.QueryRetrieveLevel != level:
            find(pacs, talk, request)
            return
        for row in pacs.rows(request.identifier)[:rows]:
            talk.answer(request, PENDING, row)
        how(talk)
        talk.until_left()

    end = ends(front, Pacs(files, front.port, find=breaking))
    assert not what_is_wrong(front, end, "pacs-unreachable")


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("how", [ABORT, CUT], ids=["abort", "cut"])
def test_an_archive_that_breaks_off_a_move_is_asked_for_the_rest(
    front: Desk,
    files: list[Path],
    tmp_path: Path,
    how: Callable[[Conversation], None],
    trials: Trials,
) -> None:
    """After each number of instances, once; with none at all there is no rest to ask for."""
    for sent in range(trials.amount(full=7, sample=3)):

        def breaking(pacs: Pacs, talk: Conversation, request: Request, sent: int = sent) -> None:
            if len(pacs.moves) > 1:
                move(pacs, talk, request)
                return
            pacs.send(request, pacs.wanted(request.identifier)[:sent])
            how(talk)
            talk.until_left()

        end = ends(front, Pacs(files, front.port, move=breaking))
        wrong = what_is_wrong(front, end, "done" if sent else "pacs-unreachable")
        trials.note(not wrong, f"after {sent}: {wrong}")
        if sent:
            whole = on_disc(end, tmp_path / str(sent)) == {file.stem for file in files}
            trials.note(whole, f"after {sent}: the disc is short")
        for disc in front.discs.iterdir():
            disc.unlink()


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("how", [ABORT, CUT], ids=["abort", "cut"])
def test_an_archive_that_breaks_off_every_move_ends_incomplete(
    front: Desk, files: list[Path], how: Callable[[Conversation], None]
) -> None:
    def breaking(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if len(pacs.moves) == 1:
            pacs.send(request, pacs.wanted(request.identifier)[:3])
        how(talk)
        talk.until_left()

    end = ends(front, Pacs(files, front.port, move=breaking))
    assert not what_is_wrong(front, end, "study-incomplete")
    assert end.view.error and "broke off" in str(end.view.error.detail)


@pytest.mark.promise(CLEAR)
def test_a_store_that_is_cut_in_the_middle_of_a_data_set_is_asked_for_again(
    front: Desk, files: list[Path], tmp_path: Path
) -> None:
    def cut_short(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if len(pacs.moves) > 1:
            move(pacs, talk, request)
            return
        wanted = pacs.wanted(request.identifier)
        pacs.send(request, wanted[1:])
        with Scu(pacs.station_port) as scu:
            scu.ask(calling="ABPACS")
            command: dict[int, int | str] = {
                0x0002: str(wanted[0].ds.SOPClassUID),
                0x0100: pdu.C_STORE_RQ,
                0x0110: 1,
                0x0800: 1,
                0x1000: wanted[0].uid,
            }
            scu.send(pdv(pdu.encode_command(command), is_command=True))
            half = len(wanted[0].data) // 2
            scu.send(pdv(wanted[0].data[:half], is_last=False))
        talk.answer(request, 0xB000, completed=5, failed=1)

    end = ends(front, Pacs(files, front.port, move=cut_short))
    assert not what_is_wrong(front, end, "done")
    assert on_disc(end, tmp_path / "disc") == {file.stem for file in files}


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize(("kind", "by"), DYING)
def test_a_real_archive_that_dies_midway_ends_incomplete_or_unreachable(
    front: Desk, tmp_path: Path, kind: object, by: str
) -> None:
    known = {"CDRECORD": (LOOPBACK, front.port)}
    with orthanc(known) if kind is orthanc else dcmqrscp(known) as archive:
        assert isinstance(archive, Orthanc | Dcmqrscp)
        archive.store(write_study(tmp_path / "long", series=1, instances=300, rows=256))

        def kill() -> None:
            os.killpg(archive.pid, signal.SIGKILL)

        front.archive(archive, by)
        end = run(front, told=when(lambda view: bool(view.moment and view.moment.bytes_done), kill))
    assert not what_is_wrong(front, end, "study-incomplete", "pacs-unreachable")


# --- answers of no honest archive


def raw(request: Request, elements: dict[int, int | str]) -> bytes:
    """A response with these elements, and no others."""
    content = pdu.encode_command(elements)
    return pdv(content, request.context_id, is_command=True)


def wrong_id(pacs: Pacs, talk: Conversation, request: Request) -> None:
    """Every answer is to a request that was not made."""
    other = Request(
        pdu.Command(request.command.field, request.command.message_id + 7), request.context_id
    )
    for row in pacs.rows(request.identifier):
        talk.answer(other, PENDING, row)
    talk.answer(other, SUCCESS)
    talk.until_left()


def no_status(pacs: Pacs, talk: Conversation, request: Request) -> None:
    field, number = request.command.field | 0x8000, request.command.message_id
    talk.wire.send(raw(request, {0x0100: field, 0x0120: number, 0x0800: 0x0101}))
    talk.until_left()


def another_service(pacs: Pacs, talk: Conversation, request: Request) -> None:
    number = request.command.message_id
    talk.wire.send(raw(request, {0x0100: 0x8030, 0x0120: number, 0x0800: 0x0101, 0x0900: 0}))
    talk.until_left()


def a_request(pacs: Pacs, talk: Conversation, request: Request) -> None:
    talk.wire.send(raw(request, {0x0100: 0x0030, 0x0110: 5, 0x0800: 0x0101}))
    talk.until_left()


def no_identifier(pacs: Pacs, talk: Conversation, request: Request) -> None:
    """It announces a row, and sends the next command instead."""
    number = request.command.message_id
    answer: dict[int, int | str] = {0x0100: 0x8020, 0x0120: number, 0x0800: 1, 0x0900: PENDING}
    talk.wire.send(raw(request, answer) * 2)
    talk.until_left()


NONSENSE = {
    "message ID": wrong_id,
    "no status": no_status,
    "another service": another_service,
    "a request of its own": a_request,
    "no identifier": no_identifier,
}


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("what", NONSENSE)
def test_nonsense_in_answer_to_a_query_is_told_as_a_broken_connection(
    front: Desk, files: list[Path], what: str
) -> None:
    end = ends(front, Pacs(files, front.port, find=NONSENSE[what]))
    assert not what_is_wrong(front, end, "pacs-unreachable")


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("what", list(NONSENSE)[:4])
def test_nonsense_in_answer_to_a_move_is_told_as_a_broken_connection(
    front: Desk, files: list[Path], what: str
) -> None:
    end = ends(front, Pacs(files, front.port, move=NONSENSE[what]))
    assert not what_is_wrong(front, end, "pacs-unreachable")


def altered(change: Callable[[bytes], bytes], times: int = 1) -> Answer:
    """Rows as an odd archive gives them, each so many times."""

    def odd(pacs: Pacs, talk: Conversation, request: Request) -> None:
        for row in pacs.rows(request.identifier) * times:
            identifier = change(cast(bytes, encode(row, True, True)))
            number = request.command.message_id
            talk.wire.send(
                raw(request, {0x0100: 0x8020, 0x0120: number, 0x0800: 1, 0x0900: PENDING}),
                pdv(identifier, request.context_id),
            )
        talk.answer(request, SUCCESS)

    return odd


def in_character_set(name: bytes) -> Callable[[bytes], bytes]:
    """The name's bytes are of no character set at all."""

    def change(row: bytes) -> bytes:
        row = row.replace(b"ISO_IR 192", name.ljust(10))
        return row.replace(b"Sutanto^Budi", b"\xc4\xfe^\x1b$B\xffBudi\xe0"[:12])

    return change


ODD = {
    "each row three times": altered(lambda row: row, 3),
    "an unknown character set": altered(in_character_set(b"ISO_IR 999")),
    "no character set": altered(in_character_set(b"")),
    "one that is none": altered(in_character_set(b"\\\\x\\\xff")),
    "GB18030, but it is not": altered(in_character_set(b"GB18030")),
}


@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")  # of bytes that it cannot decode
@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("what", ODD)
def test_odd_rows_do_not_change_what_is_on_the_disc(
    front: Desk, files: list[Path], tmp_path: Path, what: str
) -> None:
    end = ends(front, Pacs(files, front.port, find=ODD[what]))
    assert not what_is_wrong(front, end, "done")
    assert on_disc(end, tmp_path / "disc") == {file.stem for file in files}


@pytest.mark.promise(CLEAR)
def test_rows_of_another_accession_number_bring_nothing_onto_the_disc(
    front: Desk, files: list[Path], tmp_path: Path
) -> None:
    others = write_study(tmp_path / "b", accession_number="A00010", patient_id="P-0002")
    others += write_study(tmp_path / "c", accession_number="B0001", patient_id="P-0003")

    def everything(pacs: Pacs, talk: Conversation, request: Request) -> None:
        if request.identifier.QueryRetrieveLevel == "STUDY":
            request.identifier.AccessionNumber = ""
            for row in pacs.rows(request.identifier):
                talk.answer(request, PENDING, row)
            talk.answer(request, SUCCESS)
        else:
            find(pacs, talk, request)

    end = ends(front, Pacs([*others, *files], front.port, find=everything))
    assert not what_is_wrong(front, end, "done")
    assert on_disc(end, tmp_path / "disc") == {file.stem for file in files}
