"""The demo PACS over real wires, asked by dcmtk."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread, dcmwrite

from mkiso_desktop.demo import Hospital, archive
from mkiso_desktop.demo.casebook import STUDIES, DemoStudy, Kind
from mkiso_desktop.demo.objects import Place

from .conftest import Tool

CT, MR = STUDIES[:2]
EVERY_OTHER_KIND = (STUDIES[3], STUDIES[4], STUDIES[6])
BY_NUMBER = {study.accession_number: study for study in STUDIES}


def keys(*pairs: str) -> list[str]:
    return [word for pair in pairs for word in ("-k", pair)]


def find(dcmtk: Tool, folder: Path, *pairs: str) -> list[Dataset]:
    """The answers to a C-FIND, in their order."""
    said = dcmtk("findscu", "-S", "-X", "-od", str(folder), *keys(*pairs))
    assert "(Success)" in said.stdout or said.returncode == 0, said.stdout
    return [dcmread(path, force=True) for path in sorted(folder.glob("rsp*.dcm"))]


def move(dcmtk: Tool, hospital: Hospital, folder: Path, *pairs: str, options: str = "") -> str:
    station = ("-aem", hospital.station_ae, "+P", str(hospital.station_port), "-od", str(folder))
    return dcmtk("movescu", "-S", *options.split(), *station, *keys(*pairs)).stdout


def digest_of_data_set(ds: Dataset) -> str:
    """What a data set's elements are, however its file meta information may differ."""
    plain = Dataset(dict(ds.items()))
    out = io.BytesIO()
    dcmwrite(out, plain, implicit_vr=False, little_endian=True, enforce_file_format=False)
    return hashlib.sha256(out.getvalue()).hexdigest()


def test_it_answers_an_echo(dcmtk: Tool, hospital: Hospital) -> None:
    assert dcmtk("echoscu", "-aec", hospital.pacs_ae).returncode == 0


def test_an_accession_number_finds_its_study_with_the_asked_keys(
    dcmtk: Tool, tmp_path: Path
) -> None:
    [answer] = find(
        dcmtk,
        tmp_path,
        *("QueryRetrieveLevel=STUDY", f"AccessionNumber={CT.accession_number}", "PatientName"),
        *("StudyInstanceUID", "NumberOfStudyRelatedInstances", "ModalitiesInStudy", "PatientAge"),
    )
    assert str(answer.PatientName) == "RAHMAWATI^SITI"
    assert answer.StudyInstanceUID == CT.uid
    assert answer.NumberOfStudyRelatedInstances == 120
    assert answer.ModalitiesInStudy == "CT"
    assert "PatientAge" not in answer  # a key that this archive does not support
    assert "StudyDescription" not in answer  # nobody asked


def test_one_accession_number_may_hold_two_studies(dcmtk: Tool, tmp_path: Path) -> None:
    answers = find(dcmtk, tmp_path, "QueryRetrieveLevel=STUDY", "AccessionNumber=XR2509200008")
    assert len(answers) == 2


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("AccessionNumber=XX", 0),
        ("AccessionNumber=CT*", 1),
        ("StudyDate=20250917-20250918", 2),
        ("StudyDate=20250922-", 1),
        ("PatientName=rahmawati*", 2),
        ("ModalitiesInStudy=SR", 2),
        ("PatientID=00412873", 2),
        (f"StudyInstanceUID={CT.uid}\\{MR.uid}", 2),
        ("AccessionNumber=", len(STUDIES)),
    ],
)
def test_keys_match_as_the_standard_says(dcmtk: Tool, tmp_path: Path, key: str, found: int) -> None:
    assert len(find(dcmtk, tmp_path, "QueryRetrieveLevel=STUDY", key)) == found


def test_names_of_other_scripts_arrive_whole(dcmtk: Tool, tmp_path: Path) -> None:
    names = {}
    for number in ("CR2509210015", "US2509210021"):
        folder = tmp_path / number
        folder.mkdir()
        [answer] = find(
            dcmtk,
            folder,
            *("QueryRetrieveLevel=STUDY", f"AccessionNumber={number}", "PatientName"),
        )
        names[number] = str(answer.PatientName)
    assert names == {number: BY_NUMBER[number].person.name for number in names}


def test_series_and_image_level_list_what_the_study_counts(dcmtk: Tool, tmp_path: Path) -> None:
    series_folder, image_folder = tmp_path / "series", tmp_path / "image"
    series_folder.mkdir()
    image_folder.mkdir()
    series = find(
        dcmtk,
        series_folder,
        *("QueryRetrieveLevel=SERIES", f"StudyInstanceUID={MR.uid}", "Modality"),
        *("SeriesInstanceUID", "NumberOfSeriesRelatedInstances"),
    )
    assert [(one.Modality, one.NumberOfSeriesRelatedInstances) for one in series] == [
        *[("MR", 24)] * 3,
        ("SR", 1),
    ]
    images = find(
        dcmtk,
        image_folder,
        *("QueryRetrieveLevel=IMAGE", f"StudyInstanceUID={MR.uid}", "SOPInstanceUID"),
        *(f"SeriesInstanceUID={MR.series_uid(MR.series[1])}", "SOPClassUID", "InstanceNumber"),
    )
    assert {one.SOPInstanceUID for one in images} == {
        MR.instance_uid(MR.series[1], number) for number in range(1, 25)
    }


@pytest.mark.parametrize(
    "pairs",
    [
        ("QueryRetrieveLevel=SERIES", "SeriesInstanceUID"),
        ("QueryRetrieveLevel=IMAGE", f"StudyInstanceUID={CT.uid}", "SOPInstanceUID"),
        ("QueryRetrieveLevel=PATIENT", "PatientID"),
    ],
    ids=["series without study", "image without series", "a level that the model lacks"],
)
def test_a_key_missing_above_the_level_is_refused(dcmtk: Tool, pairs: tuple[str, ...]) -> None:
    said = dcmtk("findscu", "-S", *keys(*pairs)).stdout
    assert "DataSetDoesNotMatchSOPClass" in said or "IdentifierDoesNotMatch" in said, said


def test_a_study_moves_to_the_station_whole(
    dcmtk: Tool, hospital: Hospital, tmp_path: Path
) -> None:
    keys_of_ct = ("QueryRetrieveLevel=STUDY", f"StudyInstanceUID={CT.uid}")
    said = move(dcmtk, hospital, tmp_path, *keys_of_ct)
    assert "Received Final Move Response (Success)" in said
    numbers = {dcmread(path, stop_before_pixels=True).InstanceNumber for path in tmp_path.iterdir()}
    assert numbers == set(range(1, 121))


@pytest.mark.parametrize("study", [MR, *EVERY_OTHER_KIND], ids=lambda study: study.study_id)
def test_every_kind_of_object_arrives_as_it_is_kept(
    dcmtk: Tool, hospital: Hospital, tmp_path: Path, study: DemoStudy
) -> None:
    options = "+xy" if study.series[0].kind is Kind.ULTRASOUND else ""  # JPEG for the loop
    pairs = ("QueryRetrieveLevel=STUDY", f"StudyInstanceUID={study.uid}")
    said = move(dcmtk, hospital, tmp_path, *pairs, options=options)
    assert "Received Final Move Response (Success)" in said
    came = {ds.SOPInstanceUID: ds for ds in map(dcmread, tmp_path.iterdir())}
    kept = [
        archive.instance_of(Place(study, series, number))
        for series in study.series
        for number in range(1, series.instances + 1)
    ]
    assert len(came) == len(kept)
    for ds in kept:
        assert digest_of_data_set(came[ds.SOPInstanceUID]) == digest_of_data_set(ds)


def test_a_move_may_ask_for_some_instances_again(
    dcmtk: Tool, hospital: Hospital, tmp_path: Path
) -> None:
    series = CT.series[0]
    wanted = [CT.instance_uid(series, number) for number in (7, 77)]
    move(
        dcmtk,
        hospital,
        tmp_path,
        *("QueryRetrieveLevel=IMAGE", f"StudyInstanceUID={CT.uid}"),
        *(f"SeriesInstanceUID={CT.series_uid(series)}", "SOPInstanceUID=" + "\\".join(wanted)),
    )
    came = {dcmread(path, stop_before_pixels=True).SOPInstanceUID for path in tmp_path.iterdir()}
    assert came == set(wanted)


def test_a_move_to_a_stranger_is_refused(dcmtk: Tool) -> None:
    pairs = ("QueryRetrieveLevel=STUDY", f"StudyInstanceUID={CT.uid}")
    assert (
        "MoveDestinationUnknown" in dcmtk("movescu", "-S", "-aem", "NOBODY", *keys(*pairs)).stdout
    )


def test_a_move_without_its_unique_key_is_refused(
    dcmtk: Tool, hospital: Hospital, tmp_path: Path
) -> None:
    said = move(dcmtk, hospital, tmp_path, "QueryRetrieveLevel=STUDY", "PatientID=00412873")
    assert "(Success)" not in said
    assert not list(tmp_path.iterdir())


def test_a_cancelled_move_stops(dcmtk: Tool, hospital: Hospital, tmp_path: Path) -> None:
    pairs = ("QueryRetrieveLevel=STUDY", f"StudyInstanceUID={CT.uid}")
    said = move(dcmtk, hospital, tmp_path, *pairs, options="--cancel 3")
    assert "Received Final Move Response (Cancel" in said, said
    assert len(list(tmp_path.iterdir())) < 120


def test_a_get_brings_the_instances_over_the_same_association(dcmtk: Tool, tmp_path: Path) -> None:
    pairs = ("QueryRetrieveLevel=STUDY", f"StudyInstanceUID={MR.uid}")
    said = dcmtk("getscu", "-S", "-od", str(tmp_path), *keys(*pairs))
    assert said.returncode == 0, said.stdout
    assert len(list(tmp_path.iterdir())) == 73
