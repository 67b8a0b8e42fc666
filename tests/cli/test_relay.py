"""`relay` to real publishers: each object equals its source, and a resend sends the rest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pynetdicom import AE, AllStoragePresentationContexts, evt
from pynetdicom.events import Event
from pynetdicom.transport import ThreadedAssociationServer

from tests.cli.desk import Desk
from tests.cli.disc import data_set
from tests.peers.archive import Archive
from tests.peers.dcmtk import storescp
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK


def equal_to_their_sources(got: dict[str, bytes], archive: Archive, number: str) -> bool:
    sources = {file.stem: data_set(file.read_bytes()) for file in archive.files[number]}
    return {uid: data_set(file) for uid, file in got.items()} == sources


@pytest.mark.parametrize("number", ["PLAIN1", "MIXED"])
def test_dcmtks_storescp_gets_each_object_as_it_is(
    desk: Desk, archive: Archive, number: str
) -> None:
    with storescp() as publisher:
        desk.configure(
            "cd_publisher",
            ae_title=publisher.ae_title,
            host=publisher.host,
            port=publisher.port,
        )
        answer = desk.run("relay", number)
        assert answer.exit_code == 0, answer.json
        assert equal_to_their_sources(publisher.instances(), archive, number)
    assert answer.json["accessions_sent"] == [number]
    assert answer.json["files_sent"] == len(archive.files[number])
    assert answer.json["destination"] == f"{publisher.host}:{publisher.port}"
    assert not desk.left_overs()


def test_orthanc_gets_each_object_as_it_is(desk: Desk, archive: Archive) -> None:
    with orthanc(ae_title="RIMAGE") as publisher:
        desk.configure("cd_publisher", host=publisher.host, port=publisher.port)
        answer = desk.run("relay", "PLAIN1")
        assert answer.exit_code == 0, answer.json
        assert equal_to_their_sources(publisher.instances(), archive, "PLAIN1")


@contextmanager
def a_publisher(store: Callable[[Event], int]) -> Iterator[ThreadedAssociationServer]:
    """A publisher that answers what `store` says; gives its listening server."""
    ae = AE("RIMAGE")
    ae.supported_contexts = AllStoragePresentationContexts
    server = ae.start_server((LOOPBACK, 0), block=False, evt_handlers=[(evt.EVT_C_STORE, store)])
    assert server is not None
    try:
        yield server
    finally:
        server.shutdown()


@pytest.mark.promise("A relay is complete, and nothing in it twice")
def test_a_partial_relay_says_how_many_and_a_resend_sends_only_the_rest(desk: Desk) -> None:
    sent: list[str] = []
    is_mended = False

    def store(event: Event) -> int:
        sent.append(str(event.request.AffectedSOPInstanceUID))  # type: ignore[union-attr]
        return 0x0000 if is_mended or len(sent) not in (2, 5) else 0xA700

    with a_publisher(store) as server:
        desk.configure("cd_publisher", host=LOOPBACK, port=server.server_address[1])
        partial = desk.run("relay", "PLAIN1")
        assert (partial.exit_code, partial.json["code"]) == (4, "relay-failed")
        assert partial.json["detail"] == "4 of 6 accepted"
        refused, is_mended = {sent[1], sent[4]}, True
        sent.clear()
        rest = desk.run("relay", "PLAIN1")
    assert rest.exit_code == 0
    assert set(sent) == refused and len(sent) == 2


def test_a_warning_means_that_the_publisher_has_it(desk: Desk) -> None:
    with a_publisher(lambda event: 0xB000) as server:
        desk.configure("cd_publisher", host=LOOPBACK, port=server.server_address[1])
        answer = desk.run("relay", "PLAIN1")
    assert answer.exit_code == 0
    assert answer.json["files_sent"] == 6
