"""Whom we connect to over TLS proves who it is; otherwise we say so in time, and send nothing."""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from time import monotonic

import pytest

from mkiso_desktop.core.errors import MkisoError, PacsRefused, PacsUnreachable, RelayFailed
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net import pdu
from mkiso_desktop.net.association import Peer
from mkiso_desktop.net.dimse import c_echo
from mkiso_desktop.net.storage_scu import pair_of, sending
from mkiso_desktop.net.tls import dicom_tls
from tests import samples
from tests.net.scu import data_of
from tests.peers import storescp
from tests.peers.certificates import Certificate, Papers
from tests.peers.process import LOOPBACK

US = "CDRECORD"
SOON_S = 12.0
CT, PLAIN = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1"


def client_tls(papers: Papers) -> ssl.SSLContext:
    tls = dicom_tls(papers.tls)
    assert tls is not None
    return tls.client


def by_echo(peer: Peer) -> None:
    c_echo(peer, US, Progress())


def by_store(peer: Peer) -> None:
    with sending(peer, US, [(CT, PLAIN)], Progress()):
        pass


@contextmanager
def dcmtk(one: Certificate | None, ca: Path) -> Iterator[int]:
    """A storescp that shows this certificate and trusts this authority; None: a plain one."""
    words = ["+tls", str(one.key), str(one.certificate), "+cf", str(ca)] if one else []
    with storescp(options=words) as peer:
        yield peer.port


@contextmanager
def saying(words: bytes, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A port that says these words to who connects, and nothing else until it is left."""
    listener = socket.create_server((LOOPBACK, 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with suppress(OSError), connection, _secured(connection, tls) as line:
                line.sendall(words)
                while line.recv(4096):
                    pass

    thread = threading.Thread(target=serve, name="saying")
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(20)


def _secured(connection: socket.socket, tls: ssl.SSLContext | None) -> socket.socket:
    return tls.wrap_socket(connection, server_side=True) if tls else connection


def server_of(papers: Papers) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(papers.theirs.certificate, papers.theirs.key)
    return context


def outdated(context: ssl.SSLContext) -> ssl.SSLContext:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def test_a_peer_with_a_certificate_of_the_hospital_is_spoken_to(
    tmp_path: Path, papers: Papers
) -> None:
    files = samples.write_study(tmp_path / "src", rows=512)
    instances = [read_instance(file) for file in files]
    one = papers.theirs
    words = ["+tls", str(one.key), str(one.certificate), "+cf", str(papers.ca)]
    with storescp(options=words) as server:
        peer = Peer(server.ae_title, LOOPBACK, server.port, client_tls(papers))
        by_echo(peer)
        with sending(peer, US, map(pair_of, instances), Progress()) as sender:
            assert all(sender.store(one).is_accepted for one in instances)
        came = server.instances()
    received = tmp_path / "received.dcm"
    for file in files:
        received.write_bytes(came[file.stem])
        assert data_of(received) == data_of(file)


def test_the_peers_own_certificate_may_stand_in_ca_and_then_pins_it(papers: Papers) -> None:
    pinned = dicom_tls(papers.ours.settings(papers.theirs.certificate))
    assert pinned is not None
    with dcmtk(papers.theirs, papers.ca) as port:
        by_echo(Peer("RIMAGE", LOOPBACK, port, pinned.client))
    with dcmtk(papers.ours, papers.ca) as port, pytest.raises(PacsRefused, match="prove"):
        by_echo(Peer("RIMAGE", LOOPBACK, port, pinned.client))


Server = Callable[[Papers], AbstractContextManager[int]]
BAD: dict[str, tuple[Server, str]] = {
    "no certificate": (
        lambda papers: saying(b"", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)),
        "refuses a TLS connection",
    ),
    "another authority": (
        lambda papers: dcmtk(papers.of_other_ca, papers.ca),
        "did not prove who it is",
    ),
    "expired": (lambda papers: dcmtk(papers.expired, papers.ca), "did not prove who it is"),
    "not yet valid": (
        lambda papers: dcmtk(papers.not_yet_valid, papers.ca),
        "did not prove who it is",
    ),
    "another role": (
        lambda papers: dcmtk(papers.for_clients, papers.ca),
        "did not prove who it is",
    ),
    "self-signed": (
        lambda papers: dcmtk(papers.self_signed, papers.ca),
        "did not prove who it is",
    ),
    "does not trust us": (
        lambda papers: dcmtk(papers.theirs, papers.other_ca),
        "refuses a TLS connection|did not agree to a TLS connection",
    ),
    "plain DICOM": (
        lambda papers: dcmtk(None, papers.ca),
        "did not agree to a TLS connection",
    ),
    "TLS 1.1": (
        lambda papers: saying(b"", outdated(server_of(papers))),
        "does not speak TLS 1.2 or later",
    ),
    "garbage": (
        lambda papers: saying(b"HTTP/1.0 400 Bad Request\r\n\r\n"),
        "did not agree to a TLS connection",
    ),
    "silence": (lambda papers: saying(b""), "did not agree to a TLS connection"),
}


@pytest.mark.promise("DICOM TLS is strict")
@pytest.mark.parametrize("connect", [by_echo, by_store])
@pytest.mark.parametrize("who", BAD)
def test_nothing_is_sent_to_who_is(
    papers: Papers, who: str, connect: Callable[[Peer], None]
) -> None:
    server, title = BAD[who]
    with server(papers) as port:
        began = monotonic()
        with pytest.raises(MkisoError, match=title) as caught:
            connect(Peer("RIMAGE", LOOPBACK, port, client_tls(papers)))
        assert monotonic() - began < SOON_S
    assert "certificate" in caught.value.advice
    assert ("clock" in caught.value.advice) == (who in ("expired", "not yet valid"))
    assert caught.value.code in {
        "pacs-refused",
        "pacs-unreachable",
        "publisher-unreachable",
        "relay-failed",
    }


@pytest.mark.promise("DICOM TLS is strict")
@pytest.mark.parametrize("connect", [by_echo, by_store])
def test_plain_dicom_to_a_tls_port_is_told(papers: Papers, connect: Callable[[Peer], None]) -> None:
    with dcmtk(papers.theirs, papers.ca) as port:
        began = monotonic()
        with pytest.raises((PacsUnreachable, RelayFailed)):
            connect(Peer("RIMAGE", LOOPBACK, port))
        assert monotonic() - began < SOON_S


def test_what_is_said_over_tls_is_no_refusal_of_tls(papers: Papers) -> None:
    rejection = pdu.encode_reject(1, 1, 3)
    with (
        saying(rejection, server_of(papers)) as port,
        pytest.raises(PacsRefused, match="does not accept a connection from CDRECORD"),
    ):
        by_echo(Peer("RIMAGE", LOOPBACK, port, client_tls(papers)))


@pytest.mark.slow
@pytest.mark.parametrize("connect", [by_echo, by_store])
def test_a_peer_that_is_silent_after_the_handshake_is_given_up(
    papers: Papers, connect: Callable[[Peer], None]
) -> None:
    # Its session tickets look like the beginning of an answer.
    with saying(b"", server_of(papers)) as port, pytest.raises(MkisoError):
        began = monotonic()
        connect(Peer("RIMAGE", LOOPBACK, port, client_tls(papers)))
    assert monotonic() - began < 2 * SOON_S
