"""How long a question to the patient API may take, and how a person ends it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from email.utils import formatdate
from time import monotonic, time

import pytest

from mkiso_desktop.core.config import PatientApi
from mkiso_desktop.core.errors import (
    Cancelled,
    PatientApiUnavailable,
)
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.patient_api import find_patient

from .hospital_api import (
    CANARY,
    SITI,
    Desk,
    HospitalApi,
    black_hole,
    frozen,
    hospital_api,
    nobody_listens,
    ok,
    status,
    trickling_body,
    trickling_headers,
    with_,
)

SOON_S = 8  # far below the time-outs that would end these waits otherwise


@pytest.fixture
def hospital() -> Iterator[HospitalApi]:
    with hospital_api() as api:
        yield api


@pytest.fixture
def settings(hospital: HospitalApi) -> PatientApi:
    return hospital.settings


@pytest.mark.parametrize("code", [502, 503, 504])
def test_a_busy_api_is_asked_again(hospital: HospitalApi, settings: PatientApi, code: int) -> None:
    hospital.answers = [status(code), status(code), ok(SITI)]
    assert find_patient("ACC1", settings, Progress()).name == CANARY
    assert len(hospital.asked) == 3


@pytest.mark.promise("Every failure of the patient API has one clear end")
def test_a_busy_api_is_asked_again_only_as_often_as_configured(
    hospital: HospitalApi, settings: PatientApi
) -> None:
    hospital.answers = [status(503)]
    with pytest.raises(PatientApiUnavailable, match="503"):
        find_patient("ACC1", with_(settings, retries=1), Progress())
    assert len(hospital.asked) == 2


def test_a_connection_that_is_refused_is_tried_again() -> None:
    started = monotonic()
    with pytest.raises(PatientApiUnavailable, match="cannot be reached"):
        find_patient("ACC1", PatientApi(base_url=nobody_listens(), retries=2), Progress())
    assert 0.4 < monotonic() - started < SOON_S


def test_the_time_that_a_busy_api_asks_for_is_kept(
    hospital: HospitalApi, settings: PatientApi
) -> None:
    hospital.answers = [status(503, Retry_After="1"), ok(SITI)]
    started = monotonic()
    find_patient("ACC1", settings, Progress())
    assert monotonic() - started >= 1


def test_the_moment_that_a_busy_api_names_is_kept(
    hospital: HospitalApi, settings: PatientApi
) -> None:
    hospital.answers = [status(503, Retry_After=formatdate(time() + 60, usegmt=True))]
    started = monotonic()
    with pytest.raises(PatientApiUnavailable, match="503"):
        find_patient("ACC1", settings, Progress())
    assert len(hospital.asked) == 1
    assert monotonic() - started < SOON_S


@pytest.mark.promise("Every failure of the patient API has one clear end")
@pytest.mark.parametrize("later", ["0", "soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "9" * 30])
def test_an_odd_retry_after_does_no_harm(
    hospital: HospitalApi, settings: PatientApi, later: str
) -> None:
    hospital.answers = [status(503, Retry_After=later), ok(SITI)]
    assert find_patient("ACC1", settings, Progress()).name == CANARY


@pytest.mark.promise("Every failure of the patient API has one clear end")
def test_silence_ends_after_the_configured_time(
    hospital: HospitalApi, settings: PatientApi
) -> None:
    hospital.answers = [frozen]
    started = monotonic()
    with pytest.raises(PatientApiUnavailable, match="in time"):
        find_patient("ACC1", with_(settings, timeout_s=0.3), Progress())
    assert monotonic() - started < SOON_S


@pytest.mark.promise("Every failure of the patient API has one clear end")
@pytest.mark.parametrize("answer", [frozen, trickling_body, trickling_headers])
def test_the_whole_question_is_bounded_however_the_answer_trickles(
    hospital: HospitalApi, settings: PatientApi, answer: Callable[[Desk], None]
) -> None:
    hospital.answers = [answer]
    started = monotonic()
    with pytest.raises(PatientApiUnavailable, match="in time"):
        find_patient("ACC1", settings, Progress(), within_s=0.5)
    assert monotonic() - started < SOON_S


@pytest.mark.parametrize("answer", [frozen, trickling_headers, status(503, Retry_After="10")])
def test_a_cancel_ends_every_wait_at_once(
    hospital: HospitalApi, settings: PatientApi, answer: Callable[[Desk], None]
) -> None:
    progress = Progress()
    cancelled_at: list[float] = []

    def cancel() -> None:
        cancelled_at.append(monotonic())
        progress.cancel()

    def answer_while_somebody_cancels(desk: Desk) -> None:
        threading.Timer(0.3, cancel).start()
        answer(desk)

    hospital.answers = [answer_while_somebody_cancels]
    with pytest.raises(Cancelled):
        find_patient("ACC1", settings, progress)
    assert monotonic() - cancelled_at[0] < 0.5


def test_nothing_is_asked_once_cancelled(hospital: HospitalApi, settings: PatientApi) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        find_patient("ACC1", settings, progress)
    assert not hospital.asked


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="how Linux queues connects")
def test_a_connect_that_hangs_ends_in_time_and_at_a_cancel() -> None:
    progress = Progress()
    with black_hole() as url:
        started = monotonic()
        with pytest.raises(PatientApiUnavailable, match="in time"):
            find_patient("ACC1", PatientApi(base_url=url), progress, within_s=0.3)
        canceller = threading.Timer(0.3, progress.cancel)
        canceller.start()
        with pytest.raises(Cancelled):
            find_patient("ACC1", PatientApi(base_url=url), progress)
        assert 0.6 < monotonic() - started < SOON_S
        canceller.join()
