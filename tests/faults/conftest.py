"""A desk and a study for each bad day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.faults.wards import far_wards as far_wards
from tests.faults.wards import hospital as hospital
from tests.faults.wards import wards as wards
from tests.net.hospital_api import HospitalApi, hospital_api
from tests.samples import write_study


@pytest.fixture
def api() -> Iterator[HospitalApi]:
    """The hospital's patient API, to be told how it answers."""
    with hospital_api() as server:
        yield server


@pytest.fixture
def front(tmp_path: Path) -> Desk:
    """A desk whose peers a test chooses."""
    return Desk(tmp_path / "desk")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A study of two series with three instances each."""
    return write_study(tmp_path / "study")
