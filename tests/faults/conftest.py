"""A desk and a study for each bad day."""

from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.faults.wards import far_wards as far_wards
from tests.faults.wards import hospital as hospital
from tests.faults.wards import wards as wards
from tests.samples import write_study


@pytest.fixture
def front(tmp_path: Path) -> Desk:
    """A desk whose peers a test chooses."""
    return Desk(tmp_path / "desk")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A study of two series with three instances each."""
    return write_study(tmp_path / "study")
