"""What the patient API may answer, and what is refused: the shapes, without a wire."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkiso_desktop.core.config import PatientApiFields
from mkiso_desktop.core.errors import (
    AccessionNotFound,
    MkisoError,
    PatientApiUnavailable,
    PatientConflict,
)
from mkiso_desktop.core.study import Patient, Source
from mkiso_desktop.net.patient_answer import birth_date, read_patient, sex

SITI = {
    "patient_name": "SITI RAHAYU",
    "medrec_id": "0012345",
    "reg_id": "R-77",
    "birth_date": "1980-05-17",
    "sex": "P",
}
BUDI = SITI | {"patient_name": "BUDI SANTOSO", "medrec_id": "0099"}
NESTED = PatientApiFields(patient_name="data.patient.name", patient_id="data.patient.id")


def read(answer: object, fields: PatientApiFields | None = None) -> Patient:
    return read_patient(json.dumps(answer).encode(), "ACC1", fields or PatientApiFields())


def test_a_record_becomes_a_patient() -> None:
    assert read(SITI) == Patient(
        name="SITI RAHAYU",
        patient_id="0012345",
        birth_date="19800517",
        sex="F",
        source=Source.PATIENT_API,
        registration_id="R-77",
    )


@pytest.mark.parametrize("nothing", [None, [], [[]]])
def test_null_and_an_empty_list_mean_unknown(nothing: object) -> None:
    with pytest.raises(AccessionNotFound):
        read(nothing)


@pytest.mark.parametrize("nothing", [{"data": None}, {"data": []}, {"data": {"patient": None}}])
def test_an_empty_place_for_the_record_means_unknown(nothing: object) -> None:
    with pytest.raises(AccessionNotFound):
        read(nothing, NESTED)


def test_fields_are_found_by_dotted_paths() -> None:
    fields = NESTED.model_copy(
        update={"registration_id": "data.visit.number", "birth_date": "data.patient.born"}
    )
    patient = {"name": "SITI", "id": "1", "born": "19800517"}
    found = read({"data": {"patient": patient, "visit": {"number": 9}}}, fields)
    assert (found.name, found.registration_id, found.birth_date) == ("SITI", "9", "19800517")


def test_numbers_in_a_path_count_into_lists() -> None:
    fields = PatientApiFields(
        patient_name="entry.0.resource.name.0.text",
        patient_id="entry.0.resource.identifier.1.value",
    )
    resource = {"name": [{"text": "SITI"}], "identifier": [{"value": "A"}, {"value": "B"}]}
    found = read({"entry": [{"resource": resource}]}, fields)
    assert (found.name, found.patient_id) == ("SITI", "B")


def test_records_of_one_patient_are_one() -> None:
    assert read([SITI, SITI | {"reg_id": "R-78"}]).registration_id == "R-77"


def test_records_of_two_patients_are_a_conflict_that_names_both_to_the_desk_only() -> None:
    with pytest.raises(PatientConflict) as caught:
        read([SITI, BUDI])
    assert caught.value.detail == "SITI RAHAYU (0012345); BUDI SANTOSO (0099)"
    assert "SITI" not in caught.value.title + caught.value.advice


@pytest.mark.parametrize("place", ["0", "1", ""])
def test_a_path_that_counts_does_not_hide_the_other_patient(place: str) -> None:
    base = f"data.{place}" if place else "data"
    fields = PatientApiFields(patient_name=f"{base}.name", patient_id=f"{base}.id")
    with pytest.raises(PatientConflict):
        read({"data": [{"name": "A", "id": "1"}, {"name": "B", "id": "2"}]}, fields)


@pytest.mark.parametrize("field", ["patient_name", "medrec_id"])
@pytest.mark.parametrize("wrong", ["", " \t", None, [], {}, True, 1.5, -1, "x" * 257, "\u202e"])
def test_a_name_or_id_that_is_no_text_is_refused_and_the_field_is_told(
    field: str, wrong: object
) -> None:
    with pytest.raises(PatientApiUnavailable, match=field) as caught:
        read(SITI | {field: wrong})
    assert "SITI" not in str(caught.value) + caught.value.advice
    assert "0012345" not in str(caught.value) + caught.value.advice


@pytest.mark.parametrize("answer", [{}, {"error": "no"}, "SITI", 7, True, [None], [SITI, None]])
def test_an_answer_of_another_shape_is_refused(answer: object) -> None:
    with pytest.raises(PatientApiUnavailable):
        read(answer)


def test_a_missing_record_is_not_an_unknown_accession() -> None:
    with pytest.raises(PatientApiUnavailable, match="data.patient"):
        read({"data": {"error": "database down"}}, NESTED)


def test_what_else_is_missing_stays_empty() -> None:
    found = read({"patient_name": "SITI", "medrec_id": "1", "sex": ["P"]})
    assert (found.birth_date, found.sex, found.registration_id) == ("", "", "")


def test_numbers_as_ids_become_text() -> None:
    assert read(SITI | {"medrec_id": 12345}).patient_id == "12345"


def test_names_come_clean_of_controls_and_of_turned_writing() -> None:
    name = " SITI\r\n\x00RAHAYU\u202e \ud800\u0627\u200d\u0628 "
    assert read(SITI | {"patient_name": name}).name == "SITI RAHAYU \u0627\u200d\u0628"


@pytest.mark.parametrize("told", ["ACC2", 7, "acc1"])
@pytest.mark.parametrize("key", ["accession_number", "accessionNumber"])
def test_an_answer_about_another_accession_is_no_answer(key: str, told: object) -> None:
    for answer in (SITI | {key: told}, [SITI | {key: told}]):
        with pytest.raises(PatientApiUnavailable, match="another accession"):
            read(answer)


@pytest.mark.parametrize(("asked", "told"), [("ACC1", " ACC1 "), ("0042", 42), ("0", 0)])
def test_the_accession_we_asked_for_may_be_repeated(asked: str, told: object) -> None:
    body = json.dumps(SITI | {"accession_number": told}).encode()
    assert read_patient(body, asked, PatientApiFields()).name == "SITI RAHAYU"


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"\xff\xfe\xfd", b'{"patient_name": "SITI', b"[" * 100_000, b"9" * 9_000],
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(PatientApiUnavailable, match="instead of JSON"):
        read_patient(body, "ACC1", PatientApiFields())


def test_a_web_page_is_told_as_one() -> None:
    with pytest.raises(PatientApiUnavailable, match="a web page"):
        read_patient(b"\n<!doctype html><p>Log in", "ACC1", PatientApiFields())


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("1980-05-17", "19800517"),
        ("19800517", "19800517"),
        ("1980/5/7", "19800507"),
        ("1980-05-17T00:00:00Z", "19800517"),
        ("1980-05-17 00:00:00.000 +07:00", "19800517"),
        ("1980-05-17T11:30:00", "19800517"),
        ("17-05-1980", "19800517"),
        ("17/05/1980", "19800517"),
        ("7.5.1980", "19800507"),
        ("06/05/1980", "19800506"),
        ("0980-05-17", "09800517"),
    ],
)
def test_birth_dates_are_read(written: str, means: str) -> None:
    assert birth_date(written) == means


@pytest.mark.parametrize(
    "written",
    [
        "",
        "05/17/1980",
        "17/05/80",
        "1980-02-30",
        "0000-00-00",
        "1980-05",
        "1980517",
        "17-05/1980",
        "1980-05-16T17:00:00Z",
        "1980-05-17 or so",
        "17 May 1980",
    ],
)
def test_birth_dates_that_may_mean_something_else_stay_empty(written: str) -> None:
    assert birth_date(written) == ""


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("L", "M"),
        ("Laki-Laki", "M"),
        ("male", "M"),
        ("p", "F"),
        ("PEREMPUAN", "F"),
        ("Female", "F"),
        ("other", "O"),
        ("unknown", ""),
        ("1", ""),
        ("", ""),
    ],
)
def test_the_sex_is_read_from_common_words(word: str, means: str) -> None:
    assert sex(word) == means


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*SITI, "data", "x"]), inner),
    max_leaves=12,
)


@given(JSON, st.sampled_from([PatientApiFields(), NESTED]))
def test_whatever_json_comes_is_a_patient_or_one_of_our_errors(
    answer: object, fields: PatientApiFields
) -> None:
    try:
        patient = read(answer, fields)
    except MkisoError:
        return
    assert not {unicodedata.category(char) for char in patient.name} & {"Cc", "Cs"}
    assert patient.patient_id
    assert len(patient.birth_date) in (0, 8)
