"""The archive's rows become one patient's studies and their inventory; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydicom import Dataset

from mkiso_desktop.core.config import PatientApi
from mkiso_desktop.core.errors import (
    AccessionNotFound,
    NoDicomData,
    PacsUnreachable,
    PatientApiUnavailable,
    PatientConflict,
)
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Finding, IdRule, Patient, Study
from mkiso_desktop.net.association import Peer
from mkiso_desktop.net.dimse import finder
from mkiso_desktop.steps.query import find_accession, one_patient, recent_study, take_inventory
from tests import samples
from tests.net.hospital_api import hospital_api, status
from tests.peers import Dcmqrscp, Orthanc, dcmqrscp, free_port, orthanc
from tests.peers.scripted import PENDING, SUCCESS, Conversation, ScriptedPeer, scripted

US = "CDRECORD"
NO_API = PatientApi()


def as_peer(one: Orthanc | Dcmqrscp | ScriptedPeer) -> Peer:
    return Peer(one.ae_title, one.host, one.port)


@pytest.fixture(params=[orthanc, dcmqrscp], ids=["orthanc", "dcmqrscp"])
def archive(request: pytest.FixtureRequest) -> Iterator[Orthanc | Dcmqrscp]:
    with request.param() as one:
        yield one


def answering(*answers: list[Dataset] | int) -> Callable[[Conversation], None]:
    """A peer that answers its first question with the first rows (or a status), and so on."""

    def script(talk: Conversation) -> None:
        talk.accept()
        for answer in answers:
            request = talk.next()
            if isinstance(answer, int):
                talk.answer(request, answer)
                continue
            for row in answer:
                talk.answer(request, PENDING, row)
            talk.answer(request, SUCCESS)
        talk.until_left()

    return script


def row(**values: object) -> Dataset:
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def study_row(number: int = 1, accession_number: str = "A0001", **values: object) -> Dataset:
    return row(
        AccessionNumber=accession_number,
        StudyInstanceUID=f"1.2.{number}",
        PatientID="P-0001",
        PatientName="Sutanto^Budi",
        **values,
    )


def found(*rows: Dataset) -> Finding:
    with scripted(answering(list(rows))) as peer:
        return find_accession("A0001", as_peer(peer), US, NO_API, Progress())


def test_a_study_is_found_with_its_patient_and_its_inventory(
    tmp_path: Path, archive: Orthanc | Dcmqrscp
) -> None:
    files = samples.write_study(tmp_path / "a", series=2, instances=3)
    archive.store([*files, *samples.write_study(tmp_path / "b", accession_number="A00012")])
    finding = find_accession("A0001", as_peer(archive), US, NO_API, Progress())
    [study] = finding.studies
    assert (study.patient.name, study.patient.patient_id) == ("Sutanto^Budi", "P-0001")
    assert (study.date, study.description) == ("20261103", "CT HEAD")
    [full] = take_inventory(finding.studies, as_peer(archive), US, Progress())
    assert [one.instances for one in full.series] == [3, 3]
    listed = set[str]().union(*(one.sop_instance_uids or () for one in full.series))
    assert listed == {file.stem for file in files}
    classes = {uid for one in full.series for uid in one.sop_class_uids}
    assert classes == (set() if isinstance(archive, Dcmqrscp) else {"1.2.840.10008.5.1.4.1.1.2"})


def test_an_unknown_accession_number_is_told_as_such(archive: Orthanc | Dcmqrscp) -> None:
    with pytest.raises(AccessionNotFound) as caught:
        find_accession("NONE", as_peer(archive), US, NO_API, Progress())
    assert caught.value.advice


def test_an_archive_that_is_down_is_unreachable() -> None:
    with pytest.raises(PacsUnreachable):
        find_accession("A1", Peer("ABPACS", "127.0.0.1", free_port()), US, NO_API, Progress())


def test_rows_of_other_accession_numbers_are_left_out_and_padding_is_none() -> None:
    finding = found(
        study_row(1, "A0001 "),
        study_row(2, "A00012"),
        study_row(3, ""),
        study_row(4, "a0001"),
        row(StudyInstanceUID="1.2.5", PatientID="P-0001"),
        row(AccessionNumber="A0001", PatientID="P-0001"),
    )
    assert [study.study_instance_uid for study in finding.studies] == ["1.2.1"]


def test_one_accession_number_may_have_several_studies_in_order_of_time() -> None:
    finding = found(
        study_row(1, StudyDate="20261103"),
        study_row(2, StudyDate="20261101"),
        study_row(1, StudyDate="20261103"),
    )
    assert [study.study_instance_uid for study in finding.studies] == ["1.2.2", "1.2.1"]


def test_a_study_that_stands_under_two_patients_shows_both() -> None:
    other = study_row(1)
    other.PatientID = "P-0002"
    finding = found(study_row(1), other)
    assert [study.patient.patient_id for study in finding.studies] == ["P-0001", "P-0002"]
    with pytest.raises(PatientConflict):
        one_patient([finding], IdRule.STRIP, "")


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("", "Sutanto^Budi"),
        ("ISO_IR 100", "Müller^Jörg"),
        ("ISO_IR 192", "قباني^لنزار"),
        ("ISO_IR 127", "قباني^لنزار"),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        (["ISO 2022 IR 13", "ISO 2022 IR 87"], "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"),
        (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동"),
        ("GB18030", "Wang^XiaoDong=王^小东"),
    ],
)
def test_names_are_right_in_every_character_set(charset: str | list[str], name: str) -> None:
    one = row(SpecificCharacterSet=charset)
    one.update(study_row(StudyDescription="CT"))
    one.PatientName = name
    finding = found(one)
    assert finding.studies[0].patient.name == name


def test_odd_values_in_a_row_are_kept_as_text_and_never_end_the_search() -> None:
    odd = study_row()
    odd.add_new("NumberOfStudyRelatedInstances", "LO", "12.5")
    odd.add_new("NumberOfStudyRelatedSeries", "LO", "three")
    odd.add_new("PatientBirthDate", "LO", "about 1970")
    [study] = found(odd).studies
    assert (study.instance_count, study.series_count) == (None, None)
    assert study.patient.birth_date == "about 1970"


def test_a_series_number_that_is_no_number_is_kept_as_text() -> None:
    series = row(StudyInstanceUID="1.2.1", SeriesInstanceUID="1.2.1.1")
    series.add_new("SeriesNumber", "LO", "3A")
    [one] = inventory([series], [row(SOPInstanceUID="1.2.1.1.1")]).series
    assert (one.number, one.instances) == ("3A", 1)


def inventory(*answers: list[Dataset] | int) -> Study:
    study = Study("1.2.1", "A0001", Patient("Sutanto^Budi", "P-0001"))
    with scripted(answering(*answers)) as peer:
        [full] = take_inventory([study], as_peer(peer), US, Progress())
    return full


def a_series(count: int | None = None, number: int = 1) -> Dataset:
    ds = row(StudyInstanceUID="1.2.1", SeriesInstanceUID=f"1.2.1.{number}", Modality="CT")
    if count is not None:
        ds.NumberOfSeriesRelatedInstances = count
    return ds


def images(count: int) -> list[Dataset]:
    return [row(SOPInstanceUID=f"1.2.1.1.{n}", SOPClassUID="1.2.3") for n in range(count)]


@pytest.mark.parametrize("answer", [0xA900, 0xC001, []], ids=["a900", "c001", "no rows"])
def test_where_the_archive_stops_at_series_level_its_counts_are_the_inventory(
    answer: int | list[Dataset],
) -> None:
    full = inventory([a_series(5, 1), a_series(None, 2)], answer, answer)
    assert [one.instances for one in full.series] == [5, None]
    assert [one.sop_instance_uids for one in full.series] == [None, None]


@pytest.mark.promise("No disc is short in silence")
def test_a_list_that_is_shorter_than_the_archives_own_count_is_not_the_inventory() -> None:
    [cut_off] = inventory([a_series(5)], images(3)).series
    assert (cut_off.instances, cut_off.sop_instance_uids) == (5, None)
    [longer] = inventory([a_series(2)], images(3)).series
    assert longer.instances == 3 and len(longer.sop_instance_uids or ()) == 3


def test_rows_of_other_series_are_left_out() -> None:
    stray = row(StudyInstanceUID="9.9", SeriesInstanceUID="9.9.1")
    other = row(SOPInstanceUID="9.9.1.1", SeriesInstanceUID="9.9.1")
    full = inventory([a_series(2), stray], [*images(2), other])
    [one] = full.series
    assert one.sop_instance_uids == frozenset({"1.2.1.1.0", "1.2.1.1.1"})


def test_a_recent_study_is_found_with_the_first_row(tmp_path: Path) -> None:
    with orthanc() as one:
        one.store(samples.write_study(tmp_path, series=1, instances=1))
        with finder(as_peer(one), US, Progress()) as asking:
            assert recent_study(asking, ["20200101-20200102"]) is None
            study = recent_study(asking, ["20200101", "20261101-"])
            assert study and study.patient.patient_id == "P-0001"


# --- beside the patient API


def test_known_to_the_api_but_not_to_the_archive_is_no_dicom_data() -> None:
    with hospital_api() as api, scripted(answering([])) as peer, pytest.raises(NoDicomData):
        find_accession("A0001", as_peer(peer), US, api.settings, Progress())


def test_unknown_to_the_api_is_unknown() -> None:
    with hospital_api() as api, scripted(answering([study_row()])) as peer:
        api.answers = [status(404)]
        with pytest.raises(AccessionNotFound):
            find_accession("A0001", as_peer(peer), US, api.settings, Progress())


def test_an_api_that_is_down_stands_in_the_finding_and_the_archive_answers_alone() -> None:
    with hospital_api() as api, scripted(answering([study_row()])) as peer:
        api.answers = [status(500)]
        finding = find_accession("A0001", as_peer(peer), US, api.settings, Progress())
    assert isinstance(finding.api_error, PatientApiUnavailable)
    assert finding.from_api is None and finding.studies


# --- one patient


def who(patient_id: str = "P-1", name: str = "Sutanto^Budi", birth: str = "19700102") -> Patient:
    return Patient(name, patient_id, birth)


def finding_of(*in_pacs: Patient, api: Patient | None = None) -> Finding:
    return Finding("A", tuple(Study(f"1.{n}", "A", p) for n, p in enumerate(in_pacs)), api)


NAME = "The patient's name is written differently in different places"
BIRTH = "The patient's birth date differs between places"
ONE_PATIENT = {
    "one study": ([finding_of(who())], ()),
    "two accessions of one": ([finding_of(who()), finding_of(who())], ()),
    "an id written in another way": ([finding_of(who("p1"), api=who())], ()),
    "a name in another order": ([finding_of(who(), api=who(name="Budi Sutanto"))], ()),
    "a name with ideographs": ([finding_of(who(), who(name="Sutanto^Budi=山田"))], ()),
    "another name": ([finding_of(who(), api=who(name="Siti"))], (NAME,)),
    "another birth date": ([finding_of(who(), who(birth="19800101"))], (BIRTH,)),
    "no birth date in one place": ([finding_of(who(), who(birth=""))], ()),
    "no id at all": ([finding_of(who(""), who(""))], ()),
}


@pytest.mark.parametrize(("findings", "warnings"), ONE_PATIENT.values(), ids=ONE_PATIENT)
def test_one_patient_goes_on(findings: list[Finding], warnings: tuple[str, ...]) -> None:
    assert one_patient(findings, IdRule.STRIP, "")[1] == warnings


TWO_PATIENTS = {
    "in one accession": [finding_of(who(), who("P-2"))],
    "in two accessions": [finding_of(who()), finding_of(who("P-2"))],
    "in the api": [finding_of(who(), api=who()), finding_of(who(), api=who("P-2"))],
    "without ids, by name": [finding_of(who(""), who("", "Siti"))],
    "without ids, by birth date": [finding_of(who(""), who("", birth="19800101"))],
    "one without an id": [finding_of(who()), finding_of(who(""))],
}


@pytest.mark.parametrize("findings", TWO_PATIENTS.values(), ids=TWO_PATIENTS)
def test_two_patients_are_a_conflict_that_nobody_can_allow(findings: list[Finding]) -> None:
    with pytest.raises(PatientConflict, match="different patients") as caught:
        one_patient(findings, IdRule.STRIP, "Dr. Rahayu")
    assert "P-1" not in caught.value.title and caught.value.detail


def test_an_id_that_differs_between_api_and_archive_can_be_allowed_by_name() -> None:
    findings = [finding_of(who("P-2"), api=who("P-1"))]
    with pytest.raises(PatientConflict, match="patient API") as caught:
        one_patient(findings, IdRule.STRIP, "")
    assert caught.value.detail == "Sutanto Budi (P-1); Sutanto Budi (P-2)"
    patient, warnings = one_patient(findings, IdRule.STRIP, "Dr. Rahayu")
    assert patient.patient_id == "P-1"
    assert warnings == ("A differing patient ID was allowed by Dr. Rahayu",)


def test_the_exact_rule_takes_punctuation_for_a_difference() -> None:
    with pytest.raises(PatientConflict):
        one_patient([finding_of(who("P1"), who("P-1"))], IdRule.EXACT, "")
