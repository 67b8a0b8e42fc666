"""A desk whose program has just crashed, and an archive that counts what it sends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.net.storage_scp import StorageScp
from tests.engine.crash import Crash
from tests.engine.test_engine import a_config
from tests.net.scu import station
from tests.peers.counting import CountingArchive, counting
from tests.peers.process import free_port
from tests.samples import write_study


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_study(tmp_path / "s", accession_number="A1", series=2, instances=4)


@pytest.fixture
def pacs(files: list[Path]) -> Iterator[CountingArchive]:
    with counting(files, free_port()) as archive:
        yield archive


@pytest.fixture
def config(tmp_path: Path, pacs: CountingArchive) -> Config:
    return a_config(tmp_path, (pacs.host, pacs.port, pacs.ae_title), pacs.station_port)


@pytest.fixture
def scp() -> Iterator[StorageScp]:
    with station() as one:
        yield one


@pytest.fixture
def crash(config: Config, scp: StorageScp, files: list[Path]) -> Crash:
    return Crash(config, scp, files)
