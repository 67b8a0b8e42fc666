"""Counters for Prometheus: what a hospital's monitoring watches. No patient, no accession number.

Counted from now on: a restart begins at zero, which Prometheus knows how to read.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from threading import Lock

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric

from .. import __version__
from ..core.request import Outcome
from ..engine.engine import Engine
from ..engine.job import JobState, JobView, Result
from .health import Health

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4  # every Prometheus reads it
_SECONDS = (0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1800)
_BYTES = tuple(factor * 10**power for power in (6, 7, 8, 9) for factor in (1, 3)) + (10**10,)
_UP = {"ok": 1, "down": 0}  # what is not configured is neither


class Metrics:
    """Of one engine, from now until `close`. Any thread may count."""

    def __init__(self, engine: Engine, health: Health | None = None) -> None:
        self._engine, self._health = engine, health
        self._began = time.monotonic()
        self._stages = _Stages()
        self.registry = CollectorRegistry()
        self._make_counters()
        self._make_gauges()
        self.registry.register(_Now(self))
        self._unwatch = engine.watch(self._changed)

    def _make_counters(self) -> None:
        mine = self.registry
        self._ended = Counter(
            "mkiso_jobs_ended",
            "Jobs that are over",
            ["state", "outcome", "code"],
            registry=mine,
        )
        self._stage = Histogram(
            "mkiso_stage_seconds",
            "How long jobs were in a state",
            ["state"],
            buckets=_SECONDS,
            registry=mine,
        )
        self._instances = Counter(
            "mkiso_instances", "DICOM instances on images or relayed", ["outcome"], registry=mine
        )
        self._image = Histogram(
            "mkiso_image_bytes", "Sizes of finished images", buckets=_BYTES, registry=mine
        )
        self._refusals = Counter("mkiso_refusals", "Answers that say no", ["status"], registry=mine)
        self._streamed = Counter(
            "mkiso_streamed_bytes", "Bytes of images sent to browsers", registry=mine
        )
        self._streams = Gauge("mkiso_streams", "Downloads under way", registry=mine)

    def _make_gauges(self) -> None:
        mine = self.registry
        uptime = Gauge("mkiso_uptime_seconds", "Since the listener was made", registry=mine)
        uptime.set_function(lambda: time.monotonic() - self._began)
        labels = ["version", "python"]
        build = Gauge("mkiso_build_info", "Which program this is", labels, registry=mine)
        build.labels(__version__, platform.python_version()).set(1)

    def refused(self, status: int) -> None:
        """An answer said no."""
        self._refusals.labels(str(int(status))).inc()

    @contextmanager
    def streaming(self) -> Iterator[None]:
        """One download, while inside."""
        with self._streams.track_inprogress():
            yield

    def streamed(self, count: int) -> None:
        """So many bytes of an image have gone out."""
        self._streamed.inc(count)

    def render(self) -> bytes:
        """All of it, as CONTENT_TYPE says."""
        return generate_latest(self.registry)

    def close(self) -> None:
        """Count no more."""
        self._unwatch()

    def waiting(self) -> Metric:
        """Jobs that are not over, by state and outcome."""
        family = GaugeMetricFamily(
            "mkiso_jobs", "Jobs that are not over", labels=["state", "outcome"]
        )
        alive = [state for state in JobState if not state.is_over]
        count = dict.fromkeys(product(alive, Outcome), 0)
        for view in self._engine.going_on():
            count[view.state, view.request.outcome] += 1
        for (state, outcome), number in count.items():
            family.add_metric([state.value, outcome.value], number)
        return family

    def peers(self) -> Metric:
        """The desk's connections, as far as they are known."""
        family = GaugeMetricFamily(
            "mkiso_peer_up", "1: it answers; 0: it does not", labels=["peer"]
        )
        known = self._health.glance() if self._health else {}
        for name, word in known.items():
            if word in _UP:
                family.add_metric([name], _UP[word])
        return family

    def _changed(self, view: JobView) -> None:
        for state, seconds in self._stages.left(view):
            self._stage.labels(state.value).observe(seconds)
        if view.state.is_over:
            outcome, code = view.request.outcome.value, view.error.code if view.error else ""
            self._ended.labels(view.state.value, outcome, code).inc()
            self._made(outcome, view.result)

    def _made(self, outcome: str, result: Result | None) -> None:
        if result is None:
            return
        self._instances.labels(outcome).inc(result.files)
        for iso in result.isos:
            self._image.observe(iso.bytes)


class _Stages:
    """In which state each job is, and since when."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._since: dict[int, tuple[JobState, float]] = {}

    def left(self, view: JobView) -> list[tuple[JobState, float]]:
        """The state that a job has just left, and how long it was in it; mostly none."""
        now = time.monotonic()
        with self._lock:
            before = self._since.get(view.number)
            if before and before[0] is view.state:
                return []
            if view.state.is_over:
                self._since.pop(view.number, None)
            else:
                self._since[view.number] = view.state, now
        return [(before[0], now - before[1])] if before else []


class _Now:
    """What is counted when it is asked for."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """Called at every scrape."""
        yield self._metrics.waiting()
        yield self._metrics.peers()

    def describe(self) -> list[Metric]:
        """Said beforehand, so that registering does not ask for the figures."""
        return []
