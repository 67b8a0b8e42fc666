"""The patient API over https: both sides prove who they are, and the API by its name too."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from mkiso_desktop.core.config import Tls
from mkiso_desktop.core.errors import ConfigInvalid, PatientApiUnavailable
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Patient
from mkiso_desktop.net.patient_api import find_patient
from tests.peers.certificates import Certificate, Papers

from .hospital_api import HospitalApi, hospital_api, with_


@contextmanager
def secured(
    one: Certificate, papers: Papers, *, asks: bool = True, outdated: bool = False
) -> Iterator[HospitalApi]:
    """An API that shows this certificate and, when it `asks`, wants one of the hospital's;
    `outdated`: in TLS 1.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(one.certificate, one.key)
    if asks:
        context.load_verify_locations(papers.ca)
        context.verify_mode = ssl.CERT_REQUIRED
    if outdated:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    with hospital_api() as api:
        # Hands are shaken in the thread of each request.
        api.socket = context.wrap_socket(
            api.socket, server_side=True, do_handshake_on_connect=False
        )
        yield api


def ask(api: HospitalApi, tls: Tls) -> Patient:
    settings = with_(api.settings, base_url=api.url.replace("http:", "https:"), retries=0)
    return find_patient("ACC1", settings, Progress(), tls=tls)


def test_an_api_that_ca_vouches_for_is_asked_with_our_certificate(papers: Papers) -> None:
    with secured(papers.theirs, papers) as api:
        assert ask(api, papers.ours.settings(papers.ca, dicom=False)).patient_id == "0012345"


def test_ca_alone_is_enough_for_an_api_that_asks_for_no_certificate(papers: Papers) -> None:
    with secured(papers.theirs, papers, asks=False) as api:
        assert ask(api, Tls(ca=str(papers.ca))).patient_id == "0012345"


STRANGERS: dict[str, Callable[[Papers], tuple[Certificate, Tls]]] = {
    "not in the machine's store": lambda papers: (papers.theirs, Tls()),
    "another authority": lambda papers: (papers.of_other_ca, papers.tls),
    "expired": lambda papers: (papers.expired, papers.tls),
    "not yet valid": lambda papers: (papers.not_yet_valid, papers.tls),
    "another role": lambda papers: (papers.for_clients, papers.tls),
    "self-signed": lambda papers: (papers.self_signed, papers.tls),
    "another name": lambda papers: (
        papers.self_signed,
        Tls(ca=str(papers.self_signed.certificate)),
    ),
}


@pytest.mark.promise("DICOM TLS is strict")
@pytest.mark.parametrize("who", STRANGERS)
def test_an_api_that_does_not_prove_who_it_is_hears_nothing(papers: Papers, who: str) -> None:
    one, tls = STRANGERS[who](papers)
    with secured(one, papers) as api:
        with pytest.raises(PatientApiUnavailable, match="did not prove who it is") as caught:
            ask(api, tls)
        assert not api.asked
    assert ("clock" in caught.value.advice) == (who in ("expired", "not yet valid"))


@pytest.mark.promise("DICOM TLS is strict")
def test_an_api_of_tls_1_1_hears_nothing(papers: Papers) -> None:
    with secured(papers.theirs, papers, asks=False, outdated=True) as api:
        with pytest.raises(PatientApiUnavailable, match="did not agree on TLS"):
            ask(api, papers.tls)
        assert not api.asked


@pytest.mark.promise("DICOM TLS is strict")
def test_an_api_without_tls_hears_nothing(papers: Papers) -> None:
    with hospital_api() as api:
        with pytest.raises(PatientApiUnavailable, match="did not agree on TLS"):
            ask(api, papers.tls)
        assert not api.asked


@pytest.mark.promise("DICOM TLS is strict")
@pytest.mark.parametrize("with_certificate", [False, True], ids=["none", "of another authority"])
def test_an_api_that_refuses_our_certificate_is_told(
    papers: Papers, with_certificate: bool
) -> None:
    stranger = papers.of_other_ca.settings(papers.ca, dicom=False)
    tls = stranger if with_certificate else Tls(ca=str(papers.ca))
    with (
        secured(papers.theirs, papers) as api,
        pytest.raises(PatientApiUnavailable, match="did not agree on TLS") as caught,
    ):
        ask(api, tls)
    assert "certificate" in caught.value.advice


def test_a_certificate_that_cannot_be_used_is_a_mistake_of_the_configuration(
    papers: Papers,
) -> None:
    with secured(papers.theirs, papers) as api, pytest.raises(ConfigInvalid, match="not valid"):
        ask(api, papers.expired.settings(papers.ca, dicom=False))
