"""Answers come whole however the wire cuts them, and nonsense ends the association."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from pydicom import Dataset
from pydicom.uid import ImplicitVRLittleEndian
from pynetdicom.dsutils import encode

from mkiso_desktop.core.errors import PacsUnreachable
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.wanted import tag
from mkiso_desktop.net import pdu
from mkiso_desktop.net.association import Peer
from mkiso_desktop.net.dimse import finder
from mkiso_desktop.net.replies import Match
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request, scripted

KEYS = {"QueryRetrieveLevel": "STUDY", "AccessionNumber": "A1", "StudyInstanceUID": ""}


def uids(script: Callable[[Conversation, Request], None]) -> list[str]:
    """What a find gives when the peer answers it by this script."""

    def whole(talk: Conversation) -> None:
        talk.accept()
        script(talk, talk.next())
        talk.until_left()

    with scripted(whole) as peer:
        archive = Peer(peer.ae_title, peer.host, peer.port)
        with finder(archive, "CDRECORD", Progress()) as found:
            return [row.StudyInstanceUID for row in found.find(KEYS, 1000)]


def row(number: int) -> Dataset:
    ds = Dataset()
    ds.QueryRetrieveLevel, ds.StudyInstanceUID = "STUDY", f"1.2.{number}"
    return ds


def test_answers_in_one_segment_and_byte_by_byte_are_the_same() -> None:
    def kept(talk: Conversation, request: Request) -> bytes:
        parts: list[bytes] = []
        send, talk.wire.send = talk.wire.send, parts.append  # type: ignore
        for number in range(20):
            talk.answer(request, PENDING, row(number))
        talk.answer(request, SUCCESS)
        talk.wire.send = send  # type: ignore[method-assign]
        return b"".join(parts)

    def at_once(talk: Conversation, request: Request) -> None:
        talk.wire.send(kept(talk, request))

    def bit_by_bit(talk: Conversation, request: Request) -> None:
        for byte in kept(talk, request):
            talk.wire.send(bytes([byte]))

    assert uids(at_once) == uids(bit_by_bit) == [f"1.2.{number}" for number in range(20)]


def test_an_identifier_in_many_fragments_is_put_together() -> None:
    def in_pieces(talk: Conversation, request: Request) -> None:
        number = request.command.message_id
        elements: dict[int, int | str] = {0x0100: 0x8020, 0x0120: number}
        elements |= {0x0800: 1, 0x0900: PENDING}
        command, identifier = pdu.encode_command(elements), encode(row(7), True, True)
        assert identifier
        for content, is_command in ((command, True), (identifier, False)):
            for at in range(0, len(content), 10):
                piece = content[at : at + 10]
                is_last = at + 10 >= len(content)
                head = pdu.pdv_header(
                    request.context_id, len(piece), is_command=is_command, is_last=is_last
                )
                talk.wire.send(head + piece)
        talk.answer(request, SUCCESS)

    assert uids(in_pieces) == ["1.2.7"]


@pytest.mark.promise("Every failure of a PACS has one clear end")
@pytest.mark.parametrize(
    "nonsense",
    [
        struct.pack(">BxL", 9, 4) + bytes(4),
        struct.pack(">BxL", pdu.P_DATA, 0xFFFFFFFF),
        struct.pack(">BxLL", pdu.P_DATA, 4, 400),
        pdu.pdv_header(1, 10, is_command=False, is_last=True) + bytes(10),
        pdu.pdv_header(1, 10, is_command=True, is_last=True) + bytes(10),
        pdu.pdv_header(1, 20, is_command=True, is_last=True)
        + pdu.encode_command({0x0100: 0x8030})[-20:],
    ],
    ids=["type", "length", "pdv", "no-command", "command", "no-field"],
)
def test_what_is_no_answer_ends_the_association(nonsense: bytes) -> None:
    with pytest.raises(PacsUnreachable, match="broke off"):
        uids(lambda talk, request: talk.wire.send(nonsense))


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_an_answer_to_something_else_ends_the_association() -> None:
    stray = pdu.encode_command({0x0100: pdu.C_ECHO_RSP, 0x0120: 1, 0x0800: 0x0101, 0x0900: 0})
    head = pdu.pdv_header(1, len(stray), is_command=True, is_last=True)
    with pytest.raises(PacsUnreachable, match="broke off"):
        uids(lambda talk, request: talk.wire.send(head + stray))


def test_headers_are_what_the_data_sets_are() -> None:
    def some(talk: Conversation) -> None:
        talk.accept()
        request = talk.next()
        for number in range(3):
            talk.answer(request, PENDING, row(number))
        talk.answer(request, SUCCESS)
        talk.until_left()

    with scripted(some) as peer:
        archive = Peer(peer.ae_title, peer.host, peer.port)
        with finder(archive, "CDRECORD", Progress()) as found:
            headers = list(found.find_headers(KEYS, 1000))
    assert [one.text(tag("StudyInstanceUID")) for one in headers] == ["1.2.0", "1.2.1", "1.2.2"]


def test_a_match_out_of_order_is_read_and_nonsense_says_nothing() -> None:
    study = struct.pack("<HHL", 0x0020, 0x000D, 4) + b"1.2\0"
    level = struct.pack("<HHL", 0x0008, 0x0052, 6) + b"IMAGE "
    header = Match(study + level, ImplicitVRLittleEndian).header()
    assert header is not None and header.text(tag("StudyInstanceUID")) == "1.2"
    nonsense = Match(b"\x08\0", ImplicitVRLittleEndian).header()
    assert nonsense is None or not nonsense.values
