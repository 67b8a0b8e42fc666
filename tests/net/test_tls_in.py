"""Who connects to our Storage SCP over TLS proves who it is, or nothing of it is heard."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest

from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import StorageScp
from mkiso_desktop.net.tls import dicom_tls
from tests import samples
from tests.net.scu import HASTY, LOOPBACK, PACS, STATION, Scu, data_of, expected_of, station
from tests.peers.certificates import Certificate, Papers
from tests.peers.process import QUICK

SOON_S = 10.0


def server_tls(papers: Papers) -> ssl.SSLContext:
    tls = dicom_tls(papers.tls)
    assert tls is not None
    return tls.server


def storescu(port: int, files: list[Path], *options: str) -> int:
    command = ["storescu", "-to", "5", "-aet", PACS, "-aec", STATION, *options, LOOPBACK, str(port)]
    words = [*command, *map(str, files)]
    return subprocess.run(words, env=os.environ | QUICK, capture_output=True, timeout=30).returncode


def with_tls(one: Certificate, ca: Path) -> list[str]:
    return ["+tls", str(one.key), str(one.certificate), "+cf", str(ca)]


@pytest.mark.parametrize("most", ["TLSv1_2", "TLSv1_3"])
def test_an_archive_with_a_certificate_of_the_hospital_sends_over_tls(
    tmp_path: Path, papers: Papers, most: str
) -> None:
    files = samples.write_study(tmp_path / "src", rows=512)
    (tmp_path / "spool").mkdir()
    reception = Reception(expected_of(files), tmp_path / "spool")
    context = server_tls(papers)
    context.maximum_version = ssl.TLSVersion[most]
    with station(tls=context) as scp, scp.desk.receiving(reception):
        assert storescu(scp.port, files, *with_tls(papers.theirs, papers.ca)) == 0
    assert not scp.refused_associations
    for file in files:
        one = reception.instances[file.stem]
        assert one.path.read_bytes()[one.offset :] == data_of(file)


INTRUDERS: dict[str, Callable[[Papers], list[str]]] = {
    "no certificate": lambda papers: ["+tla", "+cf", str(papers.ca)],
    "another authority": lambda papers: with_tls(papers.of_other_ca, papers.ca),
    "expired": lambda papers: with_tls(papers.expired, papers.ca),
    "not yet valid": lambda papers: with_tls(papers.not_yet_valid, papers.ca),
    "another role": lambda papers: with_tls(papers.for_servers, papers.ca),
    "self-signed": lambda papers: with_tls(papers.self_signed, papers.ca),
    "plain DICOM": lambda papers: [],
}


@pytest.mark.promise("DICOM TLS is strict")
@pytest.mark.parametrize("who", INTRUDERS)
def test_nothing_is_received_from(tmp_path: Path, papers: Papers, who: str) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1)
    reception = Reception(expected_of(files), tmp_path)
    with station(tls=server_tls(papers)) as scp, scp.desk.receiving(reception):
        began = monotonic()
        assert storescu(scp.port, files, *INTRUDERS[who](papers)) != 0
        assert monotonic() - began < SOON_S
    assert scp.refused_associations == {"tls": 1}  # counted when its thread has ended
    assert not reception.instances and not reception.refused


@pytest.mark.promise("DICOM TLS is strict")
def test_tls_1_1_is_not_spoken(papers: Papers) -> None:
    with station(tls=server_tls(papers)) as scp:
        one = papers.theirs
        command = ["openssl", "s_client", "-connect", f"{LOOPBACK}:{scp.port}", "-tls1_1"]
        command += ["-cipher", "ALL:@SECLEVEL=0", "-cert", str(one.certificate)]
        done = subprocess.run(
            [*command, "-key", str(one.key)], input=b"", capture_output=True, timeout=30
        )
        assert done.returncode != 0 and b"protocol version" in done.stderr
    assert scp.refused_associations == {"tls": 1}


@pytest.mark.promise("DICOM TLS is strict")
def test_a_plain_station_does_not_understand_tls(tmp_path: Path, papers: Papers) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1)
    reception = Reception(expected_of(files), tmp_path)
    with station() as scp, scp.desk.receiving(reception):
        assert storescu(scp.port, files, *with_tls(papers.theirs, papers.ca)) != 0
    assert not reception.instances and not reception.refused


def is_let_go(connection: socket.socket) -> bool:
    """Whether the other side closes the connection in time, whatever it says before."""
    connection.settimeout(SOON_S)
    try:
        while connection.recv(4096):
            pass
    except ConnectionError:
        pass
    return True


def honest(scp: StorageScp, papers: Papers) -> None:
    """An archive comes in and goes again."""
    tls = dicom_tls(papers.theirs.settings(papers.ca))
    assert tls is not None
    with Scu(scp.port) as scu:
        scu.socket = tls.client.wrap_socket(scu.socket)
        scu.ask()
        scu.release()


def test_who_is_silent_keeps_nobody_out_and_is_let_go(papers: Papers) -> None:
    with (
        station(deadlines=HASTY, tls=server_tls(papers)) as scp,
        socket.create_connection((LOOPBACK, scp.port)) as silent,
    ):
        honest(scp, papers)
        assert is_let_go(silent)
    assert scp.refused_associations == {"tls": 1}


@pytest.mark.parametrize("words", [b"GET / HTTP/1.0\r\n\r\n", bytes(range(256)) * 64])
def test_garbage_instead_of_a_handshake_is_let_go(papers: Papers, words: bytes) -> None:
    with station(tls=server_tls(papers)) as scp:
        with socket.create_connection((LOOPBACK, scp.port)) as rude:
            rude.sendall(words)
            assert is_let_go(rude)
        honest(scp, papers)
    assert scp.refused_associations == {"tls": 1}


def test_closing_does_not_wait_for_a_handshake_or_an_archive(papers: Papers) -> None:
    with station(tls=server_tls(papers)) as scp, Scu(scp.port) as scu:
        tls = dicom_tls(papers.theirs.settings(papers.ca))
        assert tls is not None
        scu.socket = tls.client.wrap_socket(scu.socket)
        scu.ask()
        with socket.create_connection((LOOPBACK, scp.port)):
            began = monotonic()
            scp.close()
            assert monotonic() - began < 3
