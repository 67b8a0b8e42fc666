"""A listener for each test that asks for one, with Orthanc behind it; and one real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from tests.engine.test_engine import a_config
from tests.listener.site import Site, listening, served
from tests.peers.archive import Archive
from tests.peers.chromium import PROGRAM, Chromium, Tab, chromium
from tests.peers.dcmtk import Storescp, storescp


@pytest.fixture(scope="session")
def publisher() -> Iterator[Storescp]:
    """dcmtk's storescp in the place of a disc robot."""
    with storescp() as one:
        yield one


@pytest.fixture
def config(tmp_path: Path, archive: Archive, publisher: Storescp) -> Config:
    server = archive.orthanc
    whom = server.host, server.port, server.ae_title
    config = listening(a_config(tmp_path, whom, archive.station_port))
    robot = config.cd_publisher.model_copy(
        update={"ae_title": publisher.ae_title, "host": publisher.host, "port": publisher.port}
    )
    return config.model_copy(update={"cd_publisher": robot})


@pytest.fixture
def site(config: Config) -> Iterator[Site]:
    with served(config) as one:
        yield one


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Every name below .test is this computer; a certificate is good, whoever signed it."""
    if not PROGRAM:
        pytest.skip("Chromium is not installed")
    flags = ("--host-resolver-rules=MAP *.test 127.0.0.1", "--ignore-certificate-errors")
    with chromium(tmp_path_factory.mktemp("chromium"), flags) as browser:
        yield browser


@pytest.fixture
def tab(browser: Chromium, tmp_path: Path) -> Iterator[Tab]:
    """A person's tab; `tmp_path` / downloads is where downloads go."""
    with browser.person(tmp_path / "downloads") as tab:
        yield tab
