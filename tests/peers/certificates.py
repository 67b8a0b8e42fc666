"""Certificates as a hospital's authority makes them, and as nobody should; by openssl's command."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Tls


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, PEM files."""

    certificate: Path
    key: Path

    def settings(self, ca: Path, *, dicom: bool = True) -> Tls:
        """The section [tls] of who has it and trusts `ca`."""
        return Tls(certificate=str(self.certificate), key=str(self.key), ca=str(ca), dicom=dicom)


@dataclass(frozen=True)
class Papers:
    """What there is in a hospital, and around it."""

    ca: Path
    ours: Certificate
    theirs: Certificate
    other_ca: Path
    of_other_ca: Certificate
    expired: Certificate
    not_yet_valid: Certificate
    for_servers: Certificate
    for_clients: Certificate
    self_signed: Certificate

    @property
    def tls(self) -> Tls:
        """How the desk is set up."""
        return self.ours.settings(self.ca)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Papers]:
    """A hospital's authority with a certificate for us and one for a peer; and the bad ones."""
    folder = tmp_path_factory.mktemp("papers")
    ca, other = _self_signed(folder, "ca"), _self_signed(folder, "other-ca")
    yield Papers(
        ca.certificate,
        _issued(folder, "ours", ca),
        _issued(folder, "theirs", ca),
        other.certificate,
        _issued(folder, "stranger", other),
        _issued(folder, "expired", ca, days=-1),
        _of_the_future(folder, "not-yet-valid", ca),
        _issued(folder, "for-servers", ca, role="serverAuth"),
        _issued(folder, "for-clients", ca, role="clientAuth"),
        _self_signed(folder, "self-signed"),
    )


def _self_signed(folder: Path, name: str) -> Certificate:
    one = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    words = ["req", "-x509", *_new_key(one), "-subj", f"/CN={name}", "-days", "9"]
    _openssl(*words, "-out", str(one.certificate))
    return one


def _issued(folder: Path, name: str, by: Certificate, days: int = 9, role: str = "") -> Certificate:
    one, request, more = _asked_for(folder, name, role)
    words = ["x509", "-req", "-in", str(request), "-CA", str(by.certificate), "-CAkey", str(by.key)]
    words += ["-CAcreateserial", "-extfile", str(more), "-days", str(days)]
    _openssl(*words, "-out", str(one.certificate))
    return one


def _of_the_future(folder: Path, name: str, by: Certificate) -> Certificate:
    """Only `openssl ca` of Debian 12 can date ahead, and it wants to keep books."""
    one, request, more = _asked_for(folder, name)
    books, config = folder / "books.txt", folder / "ca.cnf"
    books.write_text("")
    config.write_text(
        f"[ca]\ndefault_ca=x\n[x]\ndatabase={books}\nnew_certs_dir={folder}\nrand_serial=yes\n"
        "default_md=sha256\npolicy=y\n[y]\ncommonName=supplied\n"
    )
    words = ["ca", "-batch", "-notext", "-config", str(config), "-extfile", str(more)]
    words += ["-cert", str(by.certificate), "-keyfile", str(by.key), "-in", str(request)]
    words += ["-startdate", "20800101000000Z", "-enddate", "20810101000000Z"]
    _openssl(*words, "-out", str(one.certificate))
    return one


def _asked_for(folder: Path, name: str, role: str = "") -> tuple[Certificate, Path, Path]:
    """A new key, with the request for its certificate, and what shall stand in that."""
    one = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    request, more = folder / f"{name}.csr", folder / f"{name}.ext"
    usage = f"extendedKeyUsage={role}\n" if role else ""
    more.write_text(f"basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1\n{usage}")
    _openssl("req", *_new_key(one), "-subj", f"/CN={name}", "-out", str(request))
    return one, request, more


def _new_key(one: Certificate) -> list[str]:
    return ["-newkey", "rsa:2048", "-nodes", "-keyout", str(one.key)]


def _openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)
