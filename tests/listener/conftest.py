"""One browser for all tests that want a real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.chromium import PROGRAM, Chromium, Tab, chromium


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
    """A person's tab; `tmp_path` is where downloads go."""
    with browser.person(tmp_path) as tab:
        yield tab
