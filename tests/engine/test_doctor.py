"""The doctor beside an open engine: chosen checks, for a configuration that is not saved yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from mkiso_desktop.core.config import Config, Tls
from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.engine.doctor import Check, Health, examine
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.station import Station, door_of
from tests.peers.demo import config as config
from tests.peers.demo import hospital as hospital

MOVE = ("pacs-move",)


@pytest.fixture
def station(config: Config) -> Iterator[Station]:
    """Open with a PACS that sits at another address and has another name."""
    pacs = config.pacs.model_copy(update={"host": "127.0.0.9", "ae_title": "FORMER"})
    engine = Engine(config.model_copy(update={"pacs": pacs}))
    engine.open()
    assert engine.station is not None
    yield engine.station
    engine.close()


def test_only_the_named_checks_are_run_and_told(config: Config) -> None:
    told: list[Check] = []
    names = ("pacs-find", "pacs-echo")
    done = examine(config, Progress(), told.append, names)
    assert [check.name for check in done] == list(names)
    assert told == list(done)
    assert {check.health for check in done} == {Health.OK}


def test_the_way_back_is_tried_beside_an_open_station(config: Config, station: Station) -> None:
    [alone] = examine(config, Progress(), names=MOVE)
    assert (alone.health, "cannot be opened" in alone.advice) == (Health.DOWN, True)
    [beside] = examine(config, Progress(), names=MOVE, station=station)
    assert beside.health is Health.OK, beside.advice


def test_only_while_it_is_tried_may_the_new_archive_send(config: Config, station: Station) -> None:
    with station.scp.admitting(door_of(config)):
        assert station.scp.admits("127.0.0.1")
    [again] = examine(station.config, Progress(), names=MOVE, station=station)
    assert again.health is Health.DOWN
    assert not station.scp.admits("127.0.0.1")


def test_another_port_is_opened_for_the_moment(config: Config, station: Station) -> None:
    other = replace(station, config=station.config.model_copy(update={"station": _port(config, 1)}))
    [check] = examine(config, Progress(), names=MOVE, station=other)
    assert "cannot be opened" in check.advice  # it is not taken for the one that is open


def test_new_certificates_are_not_tried_with_the_old_ones(config: Config, station: Station) -> None:
    new = config.model_copy(update={"tls": Tls(ca="new.pem")})
    [check] = examine(new, Progress(), names=MOVE, station=station)
    assert check.health is Health.NOT_CONFIGURED
    assert "Save" in check.advice


def test_whom_the_new_configuration_shuts_out_stays_outside(
    config: Config, station: Station
) -> None:
    wrong = config.model_copy(
        update={"pacs": config.pacs.model_copy(update={"calling_ae_titles": ("SOMEBODY",)})}
    )
    [check] = examine(wrong, Progress(), names=MOVE, station=station)
    assert check.health is Health.DOWN
    assert station.scp.refused_associations["ae-title"]


def test_it_can_be_stopped(config: Config) -> None:
    progress = Progress()
    with pytest.raises(Cancelled):
        examine(config, progress, lambda check: progress.cancel())


def _port(config: Config, port: int) -> object:
    return config.station.model_copy(update={"port": port})
