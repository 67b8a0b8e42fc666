"""The wards in which commands are killed: two of them, since a machine has two cores."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydicom.uid import ImplicitVRLittleEndian

from tests.disks import another_disk
from tests.faults.ward import ACCESSION, Ward, ward
from tests.peers.orthanc import Orthanc, orthanc
from tests.samples import write_study

STUDY = "1.2.826.0.1.3680043.8.498.78"
LARGE = 1500  # rows and columns: an instance that goes through to its file while it arrives


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    """An archive with one small study: some instances that a CD wants transcoded, a large one."""
    folder = tmp_path_factory.mktemp("killed")
    files = write_study(
        folder / "small",
        accession_number=ACCESSION,
        study_instance_uid=STUDY,
        series=1,
        rows=64,
        transfer_syntax=ImplicitVRLittleEndian,
    )
    files += write_study(
        folder / "large",
        accession_number=ACCESSION,
        study_instance_uid=STUDY,
        series=1,
        instances=1,
        rows=LARGE,
    )
    with orthanc() as archive:
        archive.store(files)
        yield archive


@pytest.fixture(scope="session")
def wards(tmp_path_factory: pytest.TempPathFactory, hospital: Orthanc) -> Iterator[list[Ward]]:
    """Two desks that can be killed at the same time."""
    with ExitStack() as opened:
        yield [
            opened.enter_context(ward(tmp_path_factory.mktemp("ward"), hospital, f"KILLED{number}"))
            for number in range(2)
        ]


@pytest.fixture(scope="session")
def far_wards(tmp_path_factory: pytest.TempPathFactory, hospital: Orthanc) -> Iterator[list[Ward]]:
    """The same, with the discs on another disk than the work."""
    base = tmp_path_factory.mktemp("far")
    disk = another_disk(base)
    with ExitStack() as opened:
        yield [
            opened.enter_context(
                ward(
                    base / str(number),
                    hospital,
                    f"FAR{number}",
                    Path(opened.enter_context(TemporaryDirectory(prefix="mkiso-", dir=disk))),
                )
            )
            for number in range(2)
        ]
