"""What we write we read, and pynetdicom reads it too; whatever a peer writes, nothing but Malformed
comes of it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pynetdicom.pdu import A_ABORT_RQ, A_ASSOCIATE_AC, A_ASSOCIATE_RJ, A_ASSOCIATE_RQ, A_RELEASE_RQ

from mkiso_desktop.net import pdu
from mkiso_desktop.net.pdu import Associate, Malformed, PresentationContext

US = ("1.2.3", "MKISO")
ASKED = Associate(
    "CDRECORD",
    "ABPACS",
    (
        PresentationContext(1, "1.2.840.10008.1.1", ("1.2.840.10008.1.2",)),
        PresentationContext(255, "1.2.3.4", ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.90")),
    ),
    16384,
)


def test_a_request_is_read_as_it_was_written() -> None:
    assert pdu.decode_associate(pdu.encode_associate(ASKED, US, answer=False)[6:]) == ASKED


def test_pynetdicom_reads_our_pdus() -> None:
    request = A_ASSOCIATE_RQ()
    request.decode(pdu.encode_associate(ASKED, US, answer=False))
    assert request.called_ae_title == "CDRECORD"
    assert [one.context_id for one in request.presentation_context] == [1, 255]
    answer = A_ASSOCIATE_AC()
    answer.decode(pdu.encode_associate(ASKED, US, answer=True))
    assert answer.user_information is not None
    assert answer.user_information.maximum_length == 16384
    reject, abort, release = A_ASSOCIATE_RJ(), A_ABORT_RQ(), A_RELEASE_RQ()
    reject.decode(pdu.encode_reject(1, 1, 7))
    abort.decode(pdu.encode_abort(2, 6))
    release.decode(pdu.encode_release(answer=False))
    assert (reject.result, reject.source, reject.reason_diagnostic) == (1, 1, 7)
    assert (abort.source, abort.reason_diagnostic) == (2, 6)


def test_a_command_is_read_as_it_was_written() -> None:
    command = pdu.decode_command(
        pdu.encode_command(
            {0x0002: "1.2.3", 0x0100: 1, 0x0110: 9, 0x0800: 1, 0x1000: "1.2.34", 0x1030: "ME"}
        )
    )
    assert command == pdu.Command(1, 9, "1.2.3", "1.2.34", None, True, "ME")


@pytest.mark.parametrize("read", [pdu.decode_associate, pdu.decode_command])
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_malformed(read: object, data: bytes) -> None:
    assert callable(read)
    with suppress(Malformed):
        read(data)


@given(at=st.integers(68, 200), byte=st.integers(0, 255), cut=st.integers(0, 100))
def test_a_damaged_request_is_read_or_malformed(at: int, byte: int, cut: int) -> None:
    body = bytearray(pdu.encode_associate(ASKED, US, answer=False)[6:])
    body[min(at, len(body) - 1)] = byte
    with suppress(Malformed):
        pdu.decode_associate(bytes(body[: len(body) - cut]))
