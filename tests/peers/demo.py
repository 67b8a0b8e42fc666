"""The demo hospital for tests, and a desk's configuration that works with it.

Import both fixtures by name; a module that wants a slower hospital makes its own `hospital`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config, load_config
from mkiso_desktop.core.locks import NO_LOCKS
from mkiso_desktop.demo import Hospital, config_text


@pytest.fixture(scope="module")
def hospital() -> Iterator[Hospital]:
    """Open for the tests of one module."""
    with Hospital() as hospital:
        yield hospital


@pytest.fixture
def config(hospital: Hospital, tmp_path: Path) -> Config:
    """Of a desk whose own files stand in the test's folder."""
    path = tmp_path / "config.toml"
    path.write_text(config_text(hospital, tmp_path), "utf-8")
    return load_config(path, NO_LOCKS)
