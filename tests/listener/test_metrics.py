"""What /metrics tells of real jobs, as Prometheus reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mkiso_desktop import __version__
from mkiso_desktop.core.config import Config
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.demo import Hospital
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.engine.roster import KEPT_FOR_S
from mkiso_desktop.listener.health import Health
from mkiso_desktop.listener.metrics import Metrics
from tests.engine.test_engine import running
from tests.engine.test_health import altered
from tests.peers.demo import config as config
from tests.peers.demo import hospital as hospital
from tests.peers.process import free_port


@pytest.fixture
def engine(config: Config) -> Iterator[Engine]:
    with running(config) as engine:
        yield engine


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Every figure, by its name and the values of its labels in the order of their names."""
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(metrics.render().decode())
        for sample in family.samples
    }


def test_a_disc_is_counted_in_all_its_stages(
    engine: Engine, hospital: Hospital, tmp_path: Path
) -> None:
    number = hospital.accessions[0].number
    with closing(Metrics(engine)) as metrics:
        view = engine.wait(engine.submit(MediaRequest((number,), output=str(tmp_path))))
        engine.close()  # what a lane tells, it has told by then
        found = samples(metrics)
    assert view.result
    assert found["mkiso_jobs_ended_total", "", "iso", "done"] == 1
    assert found["mkiso_instances_total", "iso"] == view.result.files
    assert found["mkiso_image_bytes_count",] == len(view.result.isos)
    assert found["mkiso_image_bytes_sum",] == view.result.bytes
    stages = [state.value for state in JobState if not state.is_over]
    assert [found["mkiso_stage_seconds_count", stage] for stage in stages] == [1] * len(stages)
    assert number not in metrics.render().decode()


def test_a_failure_is_counted_by_its_code(engine: Engine) -> None:
    with closing(Metrics(engine)) as metrics:
        engine.wait(engine.submit(MediaRequest(("NOBODY",), Outcome.RELAY)))
        engine.close()
        found = samples(metrics)
    assert found["mkiso_jobs_ended_total", "accession-not-found", "relay", "failed"] == 1
    assert ("mkiso_stage_seconds_count", "failed") not in found  # it stays so for ever


def test_jobs_that_wait_are_told_by_state_and_outcome(config: Config) -> None:
    with running(config, lanes=0) as engine, closing(Metrics(engine)) as metrics:
        jobs = [engine.submit(MediaRequest((number,))) for number in ("A1", "A2")]
        assert samples(metrics)["mkiso_jobs", "iso", "queued"] == 2
        engine.cancel(jobs[0])
        found = samples(metrics)
    assert found["mkiso_jobs", "iso", "queued"] == 1
    assert found["mkiso_jobs", "relay", "retrieving"] == 0
    assert found["mkiso_jobs_ended_total", "", "iso", "cancelled"] == 1
    assert ("mkiso_jobs", "iso", "cancelled") not in found


def test_no_counter_goes_back_when_the_engine_lets_go_of_jobs(config: Config) -> None:
    days = iter(range(100))
    with (
        running(config, lanes=0, clock=lambda: next(days) * KEPT_FOR_S) as engine,
        closing(Metrics(engine)) as metrics,
    ):
        for counted in (1, 2, 3):
            engine.cancel(engine.submit(MediaRequest(("A1",))))
            found = samples(metrics)
            assert not engine.jobs()
            assert found["mkiso_jobs_ended_total", "", "iso", "cancelled"] == counted
            assert found["mkiso_stage_seconds_count", "queued"] == counted
            assert found["mkiso_jobs", "iso", "queued"] == 0


def test_peers_are_up_down_or_not_told(config: Config) -> None:
    config = altered(altered(config, "cd_publisher", host=""), "pacs", port=free_port())
    engine = Engine(config)
    with closing(Health(engine)) as health, closing(Metrics(engine, health)) as metrics:
        asyncio.run(health.snapshot())
        found = samples(metrics)
    peers = {key[1]: value for key, value in found.items() if key[0] == "mkiso_peer_up"}
    assert peers == {"pacs": 0, "patient-api": 1, "disk": 1}


def test_streams_and_refusals_are_counted(config: Config) -> None:
    with closing(Metrics(Engine(config))) as metrics:
        metrics.refused(421)
        metrics.refused(421)
        with metrics.streaming():
            metrics.streamed(2048)
            assert samples(metrics)["mkiso_streams",] == 1
        found = samples(metrics)
    assert found["mkiso_streams",] == 0
    assert found["mkiso_streamed_bytes_total",] == 2048
    assert found["mkiso_refusals_total", "421"] == 2


def test_it_says_which_program_it_is_and_since_when(config: Config) -> None:
    with closing(Metrics(Engine(config))) as metrics:
        found = samples(metrics)
    [build] = [key for key in found if key[0] == "mkiso_build_info"]
    assert __version__ in build
    assert found["mkiso_uptime_seconds",] >= 0


def test_once_closed_it_listens_to_no_job(config: Config) -> None:
    with running(config, lanes=0) as engine:
        metrics = Metrics(engine)
        metrics.close()
        engine.cancel(engine.submit(MediaRequest(("A1",))))
        assert not [key for key in samples(metrics) if key[0] == "mkiso_jobs_ended_total"]
