"""Whatever else is sent to the station during a job never reaches the disc, and is reported."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread

from tests.cli.desk import Answer, Desk
from tests.cli.disc import dicom_files, unpack
from tests.peers.archive import STATION_AE
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study

TRIES = 8


def intrude(port: int, files: list[Path]) -> None:
    """Send files to the station until it has heard them all, under the archive's own name."""
    words = ["storescu", "-nh", "-R", "-aet", "ORTHANC", "-aec", "CDRECORD", "127.0.0.1", str(port)]
    subprocess.run([*words, *map(str, files)], capture_output=True, timeout=30)


def strangers(folder: Path, study_of: Dataset) -> list[Path]:
    """Another study; the same study with another patient; the same study, but not listed."""

    def into_the_series(patient_id: str) -> Callable[[Dataset], None]:
        def change(ds: Dataset) -> None:
            ds.SeriesInstanceUID, ds.PatientID = study_of.SeriesInstanceUID, patient_id

        return change

    files = write_study(folder / "study", instances=1, series=1)
    for patient_id in ("P-0666", "P-0001"):
        files += write_study(
            folder / patient_id,
            instances=1,
            series=1,
            study_instance_uid=str(study_of.StudyInstanceUID),
            change=into_the_series(patient_id),
        )
    return files


@contextmanager
def intruding(port: int, files: list[Path]) -> Iterator[None]:
    """While inside, somebody sends these files over and over."""
    ended = threading.Event()

    def keep_on() -> None:
        while not ended.is_set():
            intrude(port, files)

    intruder = threading.Thread(target=keep_on)
    intruder.start()
    try:
        yield
    finally:
        ended.set()
        intruder.join()


def refused_of(answer: Answer) -> list[str]:
    return [warning for warning in answer.json["warnings"] if "refused" in warning]


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_a_wrong_study_a_wrong_patient_and_an_unexpected_instance_stay_outside(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path / "desk")
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}) as server:
        files = write_study(tmp_path / "s", series=1, instances=400, rows=256)
        server.store(files)  # long enough on the way for the door to be tried
        desk.archive(server)
        others = strangers(tmp_path, dcmread(files[0]))
        for _ in range(TRIES):  # the disc may be made before the intruder has found the door
            with intruding(desk.port, others):
                answer = desk.iso("A0001")
            if len(refused_of(answer)) == 3:
                break
    assert answer.exit_code == 0, answer.json
    disc = unpack(Path(answer.json["iso"]), tmp_path / "unpacked")
    assert set(dicom_files(disc)) == {file.stem for file in files}
    assert len(refused_of(answer)) == 3, answer.json["warnings"]
