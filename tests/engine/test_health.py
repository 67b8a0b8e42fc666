"""Lights over real wires: what answers, what does not, and what never says a word."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config, Work
from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.engine.health import NAMES, Light, look
from tests.peers.demo import config as config
from tests.peers.demo import hospital as hospital
from tests.peers.process import LOOPBACK, free_port


@pytest.fixture
def mute() -> Iterator[int]:
    """A port where connections are taken, and nobody ever answers."""
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


def altered(config: Config, section: str, **keys: object) -> Config:
    """The same with other keys in one section."""
    part = getattr(config, section).model_copy(update=keys)
    return config.model_copy(update={section: part})


def lights(config: Config) -> dict[str, Light]:
    return {name: look(name, config, Progress()).light for name in NAMES}


def test_in_a_hospital_where_all_is_well_all_is_good(config: Config) -> None:
    assert set(lights(config).values()) == {Light.GOOD}


def test_each_says_what_was_looked_at(config: Config) -> None:
    pacs = config.pacs
    assert look("pacs", config, Progress()).where == f"DEMOPACS · {LOOPBACK}:{pacs.port}"
    assert look("patient-api", config, Progress()).where == config.patient_api.base_url
    assert look("disk", config, Progress()).where == config.work.folder
    nowhere = altered(config, "cd_publisher", host="")
    assert look("cd-publisher", nowhere, Progress()).where == ""


def test_the_disk_says_how_much_is_free(config: Config) -> None:
    free = look("disk", config, Progress()).free_bytes
    assert free and free > 0
    assert look("pacs", config, Progress()).free_bytes is None


def test_who_is_down_is_told_with_what_to_do(config: Config) -> None:
    config = altered(config, "pacs", port=free_port())
    config = altered(config, "cd_publisher", port=free_port())
    config = altered(config, "patient_api", base_url=f"http://{LOOPBACK}:{free_port()}")
    assert lights(config) == {
        "pacs": Light.STOP,
        "patient-api": Light.CARE,  # the PACS speaks alone
        "cd-publisher": Light.STOP,
        "disk": Light.GOOD,
    }
    for name in ("pacs", "patient-api", "cd-publisher"):
        error = look(name, config, Progress()).error
        assert error and error.title and error.advice
    publisher = look("cd-publisher", config, Progress()).error
    assert publisher and publisher.code == "publisher-unreachable"
    assert "PACS" not in publisher.advice


def test_what_is_not_set_up_is_not_bad(config: Config) -> None:
    config = altered(altered(config, "cd_publisher", host=""), "patient_api", base_url="")
    found = lights(config)
    assert found["cd-publisher"] is found["patient-api"] is Light.NOT_SET_UP


@pytest.mark.parametrize(
    ("kept_too_much_by", "light"), [(-1_000_000_000, Light.CARE), (1_000_000_000, Light.STOP)]
)
def test_a_disk_that_fills_up_is_told_before_it_is_full(
    config: Config, kept_too_much_by: int, light: Light
) -> None:
    free = look("disk", config, Progress()).free_bytes
    assert free
    keep_free_gb = (free + kept_too_much_by) / 1_000_000_000
    config = config.model_copy(
        update={"work": Work(folder=config.work.folder, keep_free_gb=keep_free_gb)}
    )
    assert look("disk", config, Progress()).light is light


def test_a_work_folder_that_cannot_be_made_is_a_stop(config: Config, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    config = altered(config, "work", folder=str(tmp_path / "file" / "work"))
    reading = look("disk", config, Progress())
    assert (reading.light, reading.free_bytes) == (Light.STOP, None)


@pytest.mark.parametrize("name", ["pacs", "patient-api", "cd-publisher"])
def test_who_takes_the_connection_and_says_nothing_is_not_waited_for(
    config: Config, mute: int, name: str
) -> None:
    config = altered(config, "pacs", port=mute)
    config = altered(config, "cd_publisher", port=mute)
    config = altered(config, "patient_api", base_url=f"http://{LOOPBACK}:{mute}")
    began = time.monotonic()
    reading = look(name, config, Progress(), limit_s=0.4)
    assert time.monotonic() - began < 2
    assert reading.light in (Light.STOP, Light.CARE)
    assert reading.error and reading.error.advice


@pytest.mark.parametrize("name", ["pacs", "patient-api"])
def test_closing_does_not_wait_for_a_light(config: Config, mute: int, name: str) -> None:
    config = altered(config, "pacs", port=mute)
    config = altered(config, "patient_api", base_url=f"http://{LOOPBACK}:{mute}")
    progress = Progress()
    threading.Timer(0.2, progress.cancel).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        look(name, config, progress)
    assert time.monotonic() - began < 2
