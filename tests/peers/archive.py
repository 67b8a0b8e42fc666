"""One Orthanc for all tests that walk the whole way, with studies of every kind that matters."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydicom import Dataset
from pydicom.uid import ImplicitVRLittleEndian

from tests.peers.orthanc import Orthanc, orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.samples import SYNTAXES, write_study

STATION_AE = "CDRECORD"


@dataclass(frozen=True)
class Archive:
    """The Orthanc, the port it sends to, and the files of each accession number."""

    orthanc: Orthanc
    station_port: int
    files: dict[str, list[Path]]


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """PLAIN1: a CT of two series. TWO: two studies. MIXED: one instance in each syntax.
    PLAIN2: the patient of PLAIN1, another study. OTHER: another patient."""
    folder = tmp_path_factory.mktemp("archive")
    port = free_port()
    files = {
        "PLAIN1": write_study(folder / "1", accession_number="PLAIN1", rows=64),
        "PLAIN2": write_study(
            folder / "2",
            accession_number="PLAIN2",
            patient_id="0P-0001",
            transfer_syntax=ImplicitVRLittleEndian,
        ),
        "OTHER": write_study(
            folder / "3",
            accession_number="OTHER",
            patient_id="P-0002",
            patient_name="Lestari^Dewi",
        ),
        "TWO": [
            file
            for name in ("4", "5")
            for file in write_study(folder / name, accession_number="TWO", series=1)
        ],
        "MIXED": _mixed(folder / "6"),
    }
    with orthanc({STATION_AE: (LOOPBACK, port)}) as server:
        for some in files.values():
            server.store(some)
        yield Archive(server, port, files)


def _mixed(folder: Path) -> list[Path]:
    study, files = "1.2.826.0.1.3680043.8.498.77", []
    for number, syntax in enumerate(SYNTAXES, 1):

        def own_series(ds: Dataset, number: int = number) -> None:
            ds.SeriesNumber = number

        files += write_study(
            folder / str(number),
            accession_number="MIXED",
            study_instance_uid=study,
            series=1,
            instances=1,
            transfer_syntax=syntax,
            rows=32,
            change=own_series,
        )
    return files
