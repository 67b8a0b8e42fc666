"""A front desk for each test of the commands."""

from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.peers.archive import Archive


@pytest.fixture
def desk(tmp_path: Path, archive: Archive) -> Desk:
    """A desk that retrieves from the Orthanc by C-MOVE."""
    return Desk(tmp_path / "desk", archive.station_port).archive(archive.orthanc)
