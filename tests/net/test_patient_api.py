"""The patient API over real HTTP on loopback: as agreed, broken, and hostile."""

from __future__ import annotations

import logging
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from mkiso_desktop.core.config import PatientApi
from mkiso_desktop.core.errors import (
    AccessionNotFound,
    BadRequest,
    ConfigInvalid,
    MkisoError,
    NotConfigured,
    PatientApiUnavailable,
)
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.patient_api import LARGEST_ANSWER, find_patient, reachable

from .hospital_api import (
    CANARY,
    KEY,
    SITI,
    Desk,
    HospitalApi,
    endless,
    frozen,
    half_an_answer,
    hospital_api,
    nobody_listens,
    nonsense,
    ok,
    status,
    with_,
)


@pytest.fixture
def hospital() -> Iterator[HospitalApi]:
    with hospital_api() as api:
        yield api


@pytest.fixture
def settings(hospital: HospitalApi) -> PatientApi:
    return hospital.settings


def test_the_patient_is_found_with_our_key(hospital: HospitalApi, settings: PatientApi) -> None:
    found = find_patient("ACC1", settings, Progress())
    assert (found.name, found.patient_id) == (CANARY, "0012345")
    [desk] = hospital.asked
    assert desk.path == "/api/patients?accession_number=ACC1"
    assert desk.headers["X-API-Key"] == KEY
    assert desk.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("path", ["/p?a={accession_number}", "/p/{accession_number}/x"])
def test_an_accession_number_never_changes_the_address(
    hospital: HospitalApi, settings: PatientApi, path: str
) -> None:
    find_patient("../A/B&c=1?#%2F +", with_(settings, path=path), Progress())
    quoted = "..%2FA%2FB%26c%3D1%3F%23%252F%20%2B"
    assert hospital.asked[0].path == path.replace("{accession_number}", quoted)


@pytest.mark.parametrize("dots", [".", ".."])
def test_dots_alone_are_no_accession_number(settings: PatientApi, dots: str) -> None:
    with pytest.raises(BadRequest):
        find_patient(dots, settings, Progress())


def test_a_path_of_the_base_url_is_kept(hospital: HospitalApi, settings: PatientApi) -> None:
    find_patient("ACC1", with_(settings, base_url=f"{hospital.url}/his/"), Progress())
    assert hospital.asked[0].path == "/his/api/patients?accession_number=ACC1"


def test_no_key_is_sent_where_none_is_configured(hospital: HospitalApi) -> None:
    find_patient("ACC1", PatientApi(base_url=hospital.url), Progress())
    assert KEY not in str(hospital.asked[0].headers)


@pytest.mark.promise("Secrets stay")
@pytest.mark.parametrize("key", ["two\nlines", "schlüssel"])
def test_a_key_that_cannot_be_a_header_is_a_mistake_of_the_configuration(
    settings: PatientApi, key: str
) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        find_patient("ACC1", with_(settings, auth_value=SecretStr(key)), Progress())
    assert key not in str(caught.value.as_json())


def test_no_base_url_is_not_configured() -> None:
    with pytest.raises(NotConfigured):
        find_patient("ACC1", PatientApi(), Progress())


def test_404_means_unknown(hospital: HospitalApi, settings: PatientApi) -> None:
    hospital.answers = [status(404, b"<h1>Not Found</h1>")]
    with pytest.raises(AccessionNotFound):
        find_patient("ACC1", settings, Progress())
    assert len(hospital.asked) == 1


@pytest.mark.promise("Every failure of the patient API has one clear end")
@pytest.mark.parametrize("code", [204, 206, 400, 401, 403, 410, 429, 500, 501])
def test_any_other_status_is_not_an_answer_and_is_not_asked_again(
    hospital: HospitalApi, settings: PatientApi, code: int
) -> None:
    hospital.answers = [status(code, SITI if code > 204 else b"")]
    with pytest.raises(PatientApiUnavailable, match=str(code)):
        find_patient("ACC1", settings, Progress())
    assert len(hospital.asked) == 1


@pytest.mark.parametrize("code", [401, 403])
def test_a_refused_key_is_told_as_such(
    hospital: HospitalApi, settings: PatientApi, code: int
) -> None:
    hospital.answers = [status(code)]
    for ask in (
        lambda: find_patient("ACC1", settings, Progress()),
        lambda: reachable(settings, Progress()),
    ):
        with pytest.raises(PatientApiUnavailable, match="refused our key") as caught:
            ask()
        assert "auth_value" in caught.value.advice


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_never_followed(
    hospital: HospitalApi, settings: PatientApi, code: int
) -> None:
    hospital.answers = [status(code, Location=f"{hospital.url}/elsewhere"), ok(SITI)]
    with pytest.raises(PatientApiUnavailable, match="another address"):
        find_patient("ACC1", settings, Progress())
    assert len(hospital.asked) == 1


@pytest.mark.parametrize("answer", [half_an_answer, nonsense])
def test_an_answer_that_breaks_off_is_not_an_answer(
    hospital: HospitalApi, settings: PatientApi, answer: Callable[[Desk], None]
) -> None:
    hospital.answers = [answer]
    with pytest.raises(PatientApiUnavailable, match="broke off"):
        find_patient("ACC1", settings, Progress())


@pytest.mark.parametrize("answer", [endless, ok(b" " * LARGEST_ANSWER + SITI)])
def test_a_huge_answer_is_not_read_to_its_end(
    hospital: HospitalApi, settings: PatientApi, answer: Callable[[Desk], None]
) -> None:
    hospital.answers = [answer]
    with pytest.raises(PatientApiUnavailable, match="far too long"):
        find_patient("ACC1", settings, Progress())


def test_a_web_page_is_not_an_answer(hospital: HospitalApi, settings: PatientApi) -> None:
    hospital.answers = [ok(b"<!doctype html><title>Log in</title>")]
    with pytest.raises(PatientApiUnavailable, match="a web page"):
        find_patient("ACC1", settings, Progress())


@pytest.mark.parametrize("code", [200, 404, 400, 500])
def test_the_doctor_takes_any_answer_as_reachable(
    hospital: HospitalApi, settings: PatientApi, code: int
) -> None:
    hospital.answers = [status(code, b"anything")]
    reachable(settings, Progress())
    assert hospital.asked[0].headers["X-API-Key"] == KEY


@pytest.mark.parametrize("answer", [frozen, nonsense, status(503), status(302, Location="/login")])
def test_the_doctor_tells_what_is_no_answer(
    hospital: HospitalApi, settings: PatientApi, answer: Callable[[Desk], None]
) -> None:
    hospital.answers = [answer]
    with pytest.raises(PatientApiUnavailable):
        reachable(with_(settings, timeout_s=0.3), Progress())
    assert len(hospital.asked) == 1


def test_the_doctor_tells_that_nobody_listens() -> None:
    with pytest.raises(PatientApiUnavailable, match="cannot be reached"):
        reachable(PatientApi(base_url=nobody_listens()), Progress())


@pytest.mark.promise("Secrets stay")
@pytest.mark.parametrize(
    "answer",
    [
        ok(SITI),
        ok(SITI.replace(b"medrec_id", b"id")),
        ok(b"[" + SITI + b"," + SITI.replace(b"12345", b"54321") + b"]"),
        ok(SITI[:-1]),
        status(302, Location=f"/{CANARY.replace(' ', '+')}"),
        status(503, Retry_After=CANARY),
        status(500, SITI),
        half_an_answer,
        nonsense,
    ],
)
def test_neither_patient_nor_key_stands_in_a_log_or_title(
    hospital: HospitalApi,
    settings: PatientApi,
    caplog: pytest.LogCaptureFixture,
    answer: Callable[[Desk], None],
) -> None:
    caplog.set_level(logging.DEBUG)
    hospital.answers = [answer]
    told = ""
    try:
        find_patient("CANARY-ACC", with_(settings, retries=1), Progress())
    except MkisoError as error:
        told = error.title + error.advice
    for canary in ("CANARY", "SITI", "12345", KEY):
        assert canary not in told
        assert canary not in caplog.text


@pytest.mark.logs
def test_plain_http_beyond_this_machine_is_warned_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = httpx.MockTransport(lambda request: httpx.Response(200, stream=httpx.ByteStream(SITI)))
    settings = PatientApi(base_url="http://once.hospital.invalid")
    for _ in range(2):
        find_patient("ACC1", settings, Progress(), transport=asked)
    [warning] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "once.hospital.invalid" in warning.getMessage()


def test_https_and_loopback_are_not_warned_of(
    caplog: pytest.LogCaptureFixture, hospital: HospitalApi, settings: PatientApi
) -> None:
    asked = httpx.MockTransport(lambda request: httpx.Response(200, stream=httpx.ByteStream(SITI)))
    https = PatientApi(base_url="https://api.hospital.invalid")
    find_patient("ACC1", https, Progress(), transport=asked)
    find_patient("ACC1", settings, Progress())
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.promise("Every failure of the patient API has one clear end")
@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
def test_a_certificate_nobody_vouches_for_is_refused(
    hospital: HospitalApi, settings: PatientApi, tmp_path: Path
) -> None:
    certificate, key = str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
        + ["-days", "1", "-out", certificate, "-keyout", key],
        check=True,
        capture_output=True,
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    hospital.socket = tls.wrap_socket(hospital.socket, server_side=True)
    https = with_(settings, base_url=hospital.url.replace("http:", "https:"))
    with pytest.raises(PatientApiUnavailable, match="did not prove who it is"):
        find_patient("ACC1", https, Progress())
    assert not hospital.asked
