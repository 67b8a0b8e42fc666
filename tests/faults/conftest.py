"""A desk and a study for each bad day."""

from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.samples import write_study


@pytest.fixture
def front(tmp_path: Path) -> Desk:
    """A desk whose peers a test chooses."""
    return Desk(tmp_path / "desk")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A study of two series with three instances each."""
    return write_study(tmp_path / "study")
