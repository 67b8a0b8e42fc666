"""The rules of the File-set and its DICOMDIR as a whole."""

from __future__ import annotations

import gc
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from pydicom.uid import (
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from mkiso_desktop.core.elements import NotWellFormed
from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.steps.fileset import build_fileset

from .directories import (
    PYDICOMS_FILES,
    STUDY,
    Make,
    accepted,
    checked,
    maker,
    records,
)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return maker(tmp_path)


def test_an_ordinary_study_needs_nothing_made_up(make: Make, tmp_path: Path) -> None:
    fileset = build_fileset([make(), make(InstanceNumber=2)], "AC 1", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    assert fileset.invented == ()
    assert directory.FileSetID == "AC 1"
    assert [entry.file_id for entry in fileset.entries] == [
        ("DICOM", "ST000001", "SE000001", "IM000001"),
        ("DICOM", "ST000001", "SE000001", "IM000002"),
    ]
    kinds = [record.DirectoryRecordType for record in directory.DirectoryRecordSequence]
    assert kinds == ["PATIENT", "STUDY", "SERIES", "IMAGE", "IMAGE"]
    image = records(directory, "IMAGE")[0]
    assert (image.Rows, image.Columns) == (2, 3)
    assert image.ImageType == ["ORIGINAL", "PRIMARY"]
    assert image.ImagePositionPatient == [1, -2.5, 3]
    assert image.ReferencedTransferSyntaxUIDInFile == ExplicitVRLittleEndian


def test_all_of_pydicoms_own_files_make_one_disc(tmp_path: Path) -> None:
    instances = []
    for path in sorted(PYDICOMS_FILES.rglob("*")):
        with suppress(NotWellFormed, IsADirectoryError):
            instances.append(read_instance(path))
    instances = [instance for instance in instances if instance.sop_class_uid]
    assert len(instances) > 100
    fileset = build_fileset(instances, "X", Progress())
    dicomdir = checked(fileset, tmp_path / "disc")
    assert len(read_instance(dicomdir).digest) == 32  # it passes our own walk too


def test_studies_series_and_instances_arriving_mixed_are_put_in_order(
    make: Make, tmp_path: Path
) -> None:
    places = [(1, 2, 3), (2, 1, 1), (1, 1, 10), (1, 2, 1), (1, 1, 9), (1, 2, 2), (2, 1, None)]
    instances = [
        make(
            StudyInstanceUID=f"{STUDY}.{study}",
            SeriesInstanceUID=f"{STUDY}.{study}.{series}",
            SeriesNumber=series,
            InstanceNumber=number,
        )
        for study, series, number in places
    ]
    fileset = build_fileset(instances, "X", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    assert [
        (entry.file_id[1:], places[instances.index(entry.instance)]) for entry in fileset.entries
    ] == [
        (("ST000001", "SE000001", "IM000001"), (1, 1, 9)),
        (("ST000001", "SE000001", "IM000002"), (1, 1, 10)),
        (("ST000001", "SE000002", "IM000001"), (1, 2, 1)),
        (("ST000001", "SE000002", "IM000002"), (1, 2, 2)),
        (("ST000001", "SE000002", "IM000003"), (1, 2, 3)),
        (("ST000002", "SE000001", "IM000001"), (2, 1, 1)),
        (("ST000002", "SE000001", "IM000002"), (2, 1, None)),
    ]
    assert len(records(directory, "STUDY")) == 2
    assert len(records(directory, "SERIES")) == 3
    assert [image.InstanceNumber for image in records(directory, "IMAGE")] == [9, 10, 1, 2, 3, 1, 2]


def test_two_patients_without_a_patient_id_are_two_patients(make: Make, tmp_path: Path) -> None:
    names = ("Santoso^Budi", "Wijaya^Siti", "Santoso^Budi")
    fileset = build_fileset(
        [make(PatientID=None, PatientName=name) for name in names], "X", Progress()
    )
    patients = records(accepted(fileset, tmp_path / "disc"), "PATIENT")
    assert [r.PatientName for r in patients] == ["Santoso^Budi", "Wijaya^Siti"]
    assert len({r.PatientID for r in patients}) == 2


def test_building_tells_how_far_it_is_and_stops_when_asked(make: Make) -> None:
    told: list[Moment] = []
    progress = Progress(told.append)
    instances = [make()] * 250
    build_fileset(instances, "X", progress)
    assert [(moment.step, moment.done, moment.total) for moment in told] == [
        ("building", done, 250) for done in (0, 100, 200, 250)
    ]
    progress.cancel()
    with pytest.raises(Cancelled):
        build_fileset(instances, "X", progress)


def test_a_file_set_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        build_fileset([], "X", Progress())


def test_uids_padded_in_two_ways_are_one_study(make: Make, tmp_path: Path) -> None:
    padded, spaced = (
        make(ImplicitVRLittleEndian, StudyInstanceUID=b"1.2.3\0"),
        make(ImplicitVRLittleEndian, StudyInstanceUID=b"1.2.3 "),
    )
    fileset = build_fileset([padded, spaced], "X", Progress())
    assert len(records(accepted(fileset, tmp_path / "disc"), "STUDY")) == 1
    assert len({padded, spaced}) == 2


def test_the_same_instances_give_the_same_directory(make: Make) -> None:
    instances = [make(), make(InstanceNumber=2)]
    first, second = (build_fileset(instances, "X", Progress()) for _ in range(2))
    assert first.dicomdir == second.dicomdir
    assert build_fileset(instances[:1], "X", Progress()).dicomdir != first.dicomdir


@pytest.mark.slow
def test_five_thousand_instances_need_little_memory(make: Make, tmp_path: Path) -> None:
    first = make(SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jörg")
    template, uid = first.path.read_bytes(), first.sop_instance_uid.encode()
    paths = [tmp_path / f"many-{number}" for number in range(5000)]
    for number, path in enumerate(paths):
        path.write_bytes(template.replace(uid[-6:], b"%06d" % number))
    gc.collect()
    tracemalloc.start()
    instances = [read_instance(path) for path in paths]
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(build_fileset(instances, "X", Progress()).entries) == 5000
    assert kept < 20_000_000
