"""`iso` from an archive that speaks DICOM over TLS alone: the whole way, or not a byte of it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import Desk
from tests.cli.disc import data_set, dicom_files, unpack
from tests.peers.archive import STATION_AE
from tests.peers.certificates import Certificate, Papers
from tests.peers.orthanc import Orthanc, orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study


@contextmanager
def archive_with(one: Certificate, ca: Path, port: int) -> Iterator[Orthanc]:
    """An Orthanc that shows this certificate, and sends over TLS too."""
    desk = {"AET": STATION_AE, "Host": LOOPBACK, "Port": port, "UseDicomTls": True}
    settings: dict[str, Any] = {
        "DicomTlsEnabled": True,
        "DicomTlsCertificate": str(one.certificate),
        "DicomTlsPrivateKey": str(one.key),
        "DicomTlsTrustedCertificates": str(ca),
        "DicomTlsRemoteCertificateRequired": True,
        "DicomModalities": {STATION_AE: desk | {"AllowTranscoding": False}},
    }
    with orthanc(**settings) as server:
        yield server


def secured(desk: Desk, papers: Papers, **other: str) -> Desk:
    files = {"certificate": papers.ours.certificate, "key": papers.ours.key, "ca": papers.ca}
    words = {key: str(file) for key, file in files.items()} | other
    return desk.configure("tls", **words, dicom=True)


@pytest.mark.parametrize("retrieve", ["c-move", "c-get"])
def test_every_object_comes_over_tls_byte_for_byte(
    tmp_path: Path, papers: Papers, retrieve: str
) -> None:
    desk = secured(Desk(tmp_path / "desk"), papers)
    files = write_study(tmp_path / "s")
    with archive_with(papers.theirs, papers.ca, desk.port) as server:
        server.store(files)
        answer = desk.archive(server, retrieve).iso("A0001")
    assert answer.exit_code == 0, (answer.json, answer.said)
    came = dicom_files(unpack(Path(answer.json["iso"]), tmp_path / "unpacked"))
    assert {uid: data_set(file) for uid, file in came.items()} == {
        file.stem: data_set(file.read_bytes()) for file in files
    }


@pytest.mark.promise("DICOM TLS is strict")
def test_an_archive_of_another_authority_is_not_asked(tmp_path: Path, papers: Papers) -> None:
    desk = secured(Desk(tmp_path / "desk"), papers)
    with archive_with(papers.of_other_ca, papers.ca, desk.port) as server:
        answer = desk.archive(server).iso("A0001")
    assert (answer.exit_code, answer.json["code"]) == (4, "pacs-refused")
    assert "did not prove who it is" in answer.json["error"]
    assert not desk.left_overs()


@pytest.mark.promise("DICOM TLS is strict")
def test_an_archive_without_tls_is_not_asked(tmp_path: Path, papers: Papers) -> None:
    desk = secured(Desk(tmp_path / "desk"), papers)
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}) as server:
        answer = desk.archive(server).iso("A0001")
    assert (answer.exit_code, answer.json["code"]) == (4, "pacs-unreachable")
    assert "TLS" in answer.json["error"]


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("certificate", "expired"),
        ("certificate", "missing"),
        ("certificate", "nonsense"),
        ("key", "theirs"),
        ("key", "encrypted"),
        ("key", "missing"),
        ("ca", "nonsense"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_at_the_start(
    tmp_path: Path, papers: Papers, key: str, what: str
) -> None:
    desk = secured(Desk(tmp_path / "desk"), papers, **_broken(tmp_path, papers, key, what))
    answer = desk.iso("A0001")
    assert (answer.exit_code, answer.json["code"]) == (2, "config-invalid")
    assert answer.json["advice"].startswith(f"tls.{key} = "), answer.json


def _broken(folder: Path, papers: Papers, key: str, what: str) -> dict[str, str]:
    if what == "expired":
        return {"certificate": str(papers.expired.certificate), "key": str(papers.expired.key)}
    if what == "theirs":
        return {key: str(papers.theirs.key)}
    if what == "missing":
        return {key: str(folder / "missing.pem")}
    file = folder / "broken.pem"
    file.write_text("nonsense")
    if what == "encrypted":
        words = ["openssl", "rsa", "-aes256", "-passout", "pass:word"]
        subprocess.run(
            [*words, "-in", str(papers.ours.key), "-out", str(file)],
            check=True,
            capture_output=True,
        )
    return {key: str(file)}
