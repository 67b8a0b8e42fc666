"""A desk whose listener answers over real sockets, with an engine and lanes behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

import httpx

from mkiso_desktop.core.config import Config
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.health import Light, Reading
from mkiso_desktop.engine.job import JobView, Origin
from mkiso_desktop.listener.app import HisLinks, listener_of
from tests.engine.test_engine import running
from tests.peers.process import LOOPBACK, free_port

HIS = "http://his.hospital.test"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}
FROM_HIS = {**BROWSER, "Referer": f"{HIS}/"}


@dataclass(frozen=True)
class Site:
    """An engine, its listener, and a client that speaks to it."""

    engine: Engine
    listener: HisLinks
    client: httpx.Client

    def get(
        self, path: str, headers: dict[str, str] | None = None, /, **query: str
    ) -> httpx.Response:
        """As a script asks, or whoever the headers say."""
        return self.client.get(path, params=query or None, headers=headers)

    @property
    def origin(self) -> str:
        """Of its own pages."""
        return f"http://{LOOPBACK}:{self.listener.port}"

    def link_jobs(self) -> list[JobView]:
        """What links have caused."""
        return [view for view in self.engine.jobs() if view.origin is Origin.LINK]


def listening(config: Config, **keys: Any) -> Config:
    """The configuration with a free port and these keys of its listener."""
    listener = config.listener.model_copy(
        update={"enabled": True, "port": free_port(), "his_origins": (HIS,), **keys}
    )
    return config.model_copy(update={"listener": listener})


@contextmanager
def served(config: Config, lanes: int = 2) -> Iterator[Site]:
    """The site of a configuration, until the block ends."""
    with running(config, lanes) as engine, answering(engine) as site:
        yield site


@contextmanager
def answering(engine: Engine) -> Iterator[Site]:
    """The same, beside an engine that is open."""
    listener = listener_of(engine)
    assert listener is not None
    is_open = Event()

    def hear(reading: Reading) -> None:
        if reading.light is Light.GOOD:
            is_open.set()

    listener.watch(hear)
    thread = Thread(target=listener.run, name="listener")
    thread.start()
    try:
        assert is_open.wait(20), listener.reading
        origin = f"http://{LOOPBACK}:{listener.port}"
        with httpx.Client(base_url=origin, timeout=60, trust_env=False) as client:
            yield Site(engine, listener, client)
    finally:
        listener.stop()
        thread.join()


@contextmanager
def a_lane(engine: Engine) -> Iterator[None]:
    """What waits in the queue is done; the engine is closed at the end."""
    lane = Thread(target=engine.run_lane)
    lane.start()
    try:
        yield
    finally:
        engine.close()
        lane.join()
