"""Looking up: every number told as it comes, and near the unknown ones those that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import AccessionNotFound, Cancelled, MkisoError, PacsUnreachable
from mkiso_desktop.core.near import NearMiss
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Finding
from mkiso_desktop.engine.engine import Engine
from tests.net.hospital_api import HospitalApi, hospital_api, status
from tests.peers.archive import Archive
from tests.peers.demo import config as config
from tests.peers.demo import hospital as hospital
from tests.peers.process import free_port

from .test_engine import a_config

X_RAY, KNOWN_WITHOUT_IMAGES = "CR2509190107", "CT2509220002"
Answer = tuple[str, Finding | MkisoError | tuple[NearMiss, ...]]


def looked_up(config: Config, *numbers: str) -> list[Answer]:
    return list(Engine(config).look_up(numbers, Progress()))


def with_api(config: Config, api: HospitalApi) -> Config:
    return config.model_copy(update={"patient_api": api.settings})


def test_the_found_come_first_and_then_what_was_meant_with_its_name(config: Config) -> None:
    answers = looked_up(config, "CR25O9190107", X_RAY[:-1] + "9", "XR2509200008")
    assert [number for number, _ in answers] == [
        "CR25O9190107",
        X_RAY[:-1] + "9",
        "XR2509200008",
        "CR25O9190107",
        X_RAY[:-1] + "9",
    ]
    assert isinstance(answers[0][1], AccessionNotFound)
    assert isinstance(answers[2][1], Finding)
    [offer] = answers[3][1]  # type: ignore[misc]
    assert (offer.number, offer.patient.name) == (X_RAY, "Budi Santoso")
    assert answers[4][1] == ()


def test_a_number_that_was_asked_for_as_well_is_no_offer(config: Config) -> None:
    assert looked_up(config, "CR25O9190107", X_RAY)[-1] == ("CR25O9190107", ())


def test_a_number_with_a_space_inside_is_found_as_one(config: Config) -> None:
    answers = dict(looked_up(config, X_RAY[:2], X_RAY[2:], "XR2509200008"))
    offers = answers[X_RAY[:2]]
    assert isinstance(offers, tuple)
    assert [offer.number for offer in offers] == [X_RAY]
    assert answers[X_RAY[2:]] == ()


def test_found_numbers_and_those_without_images_are_not_doubted(config: Config) -> None:
    assert len(looked_up(config, X_RAY, KNOWN_WITHOUT_IMAGES)) == 2


def test_without_a_patient_api_the_name_is_the_archives(tmp_path: Path, archive: Archive) -> None:
    peer = (archive.orthanc.host, archive.orthanc.port, archive.orthanc.ae_title)
    config = a_config(tmp_path, peer, archive.station_port)
    (_, missing), (_, offers) = looked_up(config, "plain1")
    assert isinstance(missing, AccessionNotFound)
    assert isinstance(offers, tuple)
    assert [offer.number for offer in offers] == ["PLAIN1"]
    assert offers[0].patient.patient_id == "P-0001"


def test_a_number_that_the_patient_api_does_not_know_is_no_offer(config: Config) -> None:
    with hospital_api() as api:
        api.answers = [status(404)]
        assert looked_up(with_api(config, api), "CR25O9190107")[-1] == ("CR25O9190107", ())


@pytest.mark.logs
def test_a_patient_api_that_did_not_answer_is_not_asked_for_offers(config: Config) -> None:
    with hospital_api() as api:
        api.answers = [status(500)]
        (_, missing), (_, offers) = looked_up(with_api(config, api), "CR25O9190107")
        assert len(api.asked) == 1
    assert isinstance(missing, AccessionNotFound)
    assert isinstance(offers, tuple)
    assert offers[0].patient.name == "SANTOSO^BUDI"


def test_an_archive_that_did_not_answer_is_not_asked_for_offers(tmp_path: Path) -> None:
    config = a_config(tmp_path, ("127.0.0.1", free_port(), "GONE"), free_port())
    answers = looked_up(config, "0O1", "A2")
    assert [number for number, _ in answers] == ["0O1", "A2"]
    assert all(isinstance(found, PacsUnreachable) for _, found in answers)


def test_it_can_be_given_up_between_two_questions(config: Config) -> None:
    progress = Progress()
    answers = Engine(config).look_up(("CR25O9190107", "CR25O9190108"), progress)
    next(answers)
    progress.cancel()
    with pytest.raises(Cancelled):
        next(answers)
