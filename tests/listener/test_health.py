"""What /api/health says: of peers over real wires, asked seldom, however often we are asked."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from mkiso_desktop import __version__
from mkiso_desktop.core.config import Config
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.health import Reading
from mkiso_desktop.listener.health import Health
from tests.engine.test_health import altered
from tests.peers.demo import config as config
from tests.peers.demo import hospital as hospital
from tests.peers.process import LOOPBACK, free_port

ALWAYS = 1e9


@pytest.fixture
def pacs() -> Iterator[socket.socket]:
    """A port that the test itself answers, or not."""
    with socket.create_server((LOOPBACK, 0)) as server:
        server.settimeout(30)
        yield server


@pytest.fixture
def alone(config: Config, pacs: socket.socket) -> Config:
    """Nothing but that PACS."""
    config = altered(config, "pacs", port=pacs.getsockname()[1])
    return altered(altered(config, "patient_api", base_url=""), "cd_publisher", host="")


@contextmanager
def health_of(engine: Engine, fresh_s: float = ALWAYS, kept_s: float = ALWAYS) -> Iterator[Health]:
    health = Health(engine, fresh_s=fresh_s, kept_s=kept_s)
    try:
        yield health
    finally:
        health.close()
        assert not examinations()


def examinations() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("health ")]


def hang_up(pacs: socket.socket) -> None:
    """Let whoever examines the PACS find it down."""
    connection, _ = pacs.accept()
    connection.close()


def nobody_knocks(pacs: socket.socket) -> None:
    pacs.setblocking(False)
    with pytest.raises(BlockingIOError):
        pacs.accept()


async def asked(health: Health, pacs: socket.socket, times: int = 1) -> list[str]:
    """So many ask at once, and the PACS hangs up; what each is told of it."""
    asking = [asyncio.create_task(health.snapshot()) for _ in range(times)]
    await asyncio.to_thread(hang_up, pacs)
    return [(await one)["checks"]["pacs"] for one in asking]


def test_a_hospital_where_all_is_well_is_told_as_the_contract_says(config: Config) -> None:
    with health_of(Engine(config)) as health:
        told = asyncio.run(health.snapshot())
        assert json.loads(asyncio.run(health.body())) == told
    checks = {"pacs": "ok", "patient_api": "ok", "cd_publisher": "ok", "disk": "ok"}
    assert told == {"status": "ok", "checks": checks, "version": __version__}


def test_it_is_told_at_once_where_nobody_must_wait(config: Config) -> None:
    with health_of(Engine(config)) as health:
        assert health.now() is None
        told = asyncio.run(health.body())
        assert health.now() == told


def test_what_is_too_old_is_told_nobody_at_once(config: Config) -> None:
    with health_of(Engine(config), fresh_s=0, kept_s=0) as health:
        asyncio.run(health.body())
        assert health.now() is None


def test_what_is_not_configured_is_not_degraded(config: Config) -> None:
    config = altered(altered(config, "cd_publisher", host=""), "patient_api", base_url="")
    with health_of(Engine(config)) as health:
        told = asyncio.run(health.snapshot())
    assert told["status"] == "ok"
    assert told["checks"]["cd_publisher"] == told["checks"]["patient_api"] == "not-configured"


@pytest.mark.parametrize("section", ["pacs", "cd_publisher"])
def test_who_does_not_answer_is_down(config: Config, section: str) -> None:
    with health_of(Engine(altered(config, section, port=free_port()))) as health:
        told = asyncio.run(health.snapshot())
    assert (told["status"], told["checks"][section]) == ("degraded", "down")
    assert list(told["checks"].values()).count("ok") == 3


def test_however_many_ask_at_once_the_pacs_is_asked_once(
    alone: Config, pacs: socket.socket
) -> None:
    with health_of(Engine(alone)) as health:
        assert asyncio.run(asked(health, pacs, 50)) == ["down"] * 50
        assert asyncio.run(health.snapshot())["checks"]["pacs"] == "down"
        nobody_knocks(pacs)


def test_a_frozen_pacs_delays_nobody_who_can_be_told_of_before(
    alone: Config, pacs: socket.socket
) -> None:
    with health_of(Engine(alone), fresh_s=0) as health:
        asyncio.run(asked(health, pacs))
        told = asyncio.run(health.snapshot())
        assert told["checks"]["pacs"] == "down"
        assert "health pacs" in examinations()  # it runs still, and nobody has waited for it
        hang_up(pacs)


def test_what_is_too_old_is_asked_anew_before_it_is_told(
    alone: Config, pacs: socket.socket
) -> None:
    with health_of(Engine(alone), fresh_s=0, kept_s=0) as health:
        for _ in range(2):  # a hang_up that nobody came for would fail
            assert asyncio.run(asked(health, pacs)) == ["down"]


def test_who_goes_away_does_not_end_the_examination(alone: Config, pacs: socket.socket) -> None:
    async def asks_briefly() -> socket.socket:
        asking = asyncio.create_task(health.snapshot())
        connection, _ = await asyncio.to_thread(pacs.accept)
        asking.cancel()
        return connection

    with health_of(Engine(alone)) as health:
        asyncio.run(asks_briefly()).close()
        assert asyncio.run(health.snapshot())["checks"]["pacs"] == "down"
        nobody_knocks(pacs)


def test_closing_gives_up_what_is_still_examined(alone: Config, pacs: socket.socket) -> None:
    with health_of(Engine(alone)) as health:
        assert "pacs" not in health.glance()
        connection, _ = pacs.accept()
    with connection:
        assert asyncio.run(health.snapshot())["checks"]["pacs"] == "down"  # and asks no more
    nobody_knocks(pacs)


class _Faulty(Engine):
    def reading(self, name: str, progress: Progress) -> Reading:
        raise LookupError(name)


@pytest.mark.logs
def test_a_bug_in_an_examination_is_a_light_that_is_out(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    with health_of(_Faulty(config)) as health:
        assert asyncio.run(health.snapshot())["status"] == "degraded"
    assert "unexpected LookupError" in caplog.text
