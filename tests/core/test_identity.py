"""One patient or two: patient IDs decide, and where there are none, name and birth date."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mkiso_desktop.core.identity import by_patient, identify
from mkiso_desktop.core.study import IdRule, Patient
from tests.gui.scripted_engine import FROM_API, FROM_PACS, a_finding

OTHER = replace(FROM_API, patient_id="998877")


def test_one_patient_written_in_two_ways_is_one() -> None:
    identity = identify([a_finding("A1"), a_finding("A2")], IdRule.STRIP)
    assert identity.patient is FROM_API
    assert not (identity.two_patients or identity.other_id or identity.other_name)


def test_the_exact_rule_tells_two_writings_apart() -> None:
    assert identify([a_finding("A1")], IdRule.EXACT).other_id


def test_two_patients_in_the_pacs_are_two_whatever_the_api_says() -> None:
    pacs = replace(FROM_PACS, patient_id="777")
    assert identify([a_finding("A1"), a_finding("A2", FROM_API, pacs)], IdRule.STRIP).two_patients


def test_two_patients_in_the_api_alone_are_two() -> None:
    findings = [a_finding("A1"), a_finding("A2", OTHER)]
    assert identify(findings, IdRule.STRIP).two_patients


def test_a_birth_date_that_one_source_does_not_know_does_not_differ() -> None:
    api = replace(FROM_API, birth_date="")
    assert not identify([a_finding("A1", api)], IdRule.STRIP).other_birth_date


@pytest.mark.parametrize("empty", ["", "-", "..."])
def test_without_an_id_name_and_birth_date_decide(empty: str) -> None:
    one = replace(FROM_PACS, patient_id=empty)
    other, younger = replace(one, name="LESTARI^DEWI"), replace(one, birth_date="20010312")
    for somebody in (one, other, younger):
        findings = [a_finding("A1", None, one), a_finding("A2", None, somebody)]
        assert identify(findings, IdRule.STRIP).two_patients == (somebody is not one)


@pytest.mark.parametrize(
    "nobody",
    [
        replace(FROM_PACS, patient_id="", name=""),
        replace(FROM_PACS, patient_id="", name="^^"),
        replace(FROM_PACS, patient_id="", birth_date=""),
    ],
)
def test_without_id_and_name_or_birth_date_two_accessions_are_two_patients(
    nobody: Patient,
) -> None:
    one, other = a_finding("A1", None, nobody), a_finding("A2", None, nobody)
    assert identify([one, other], IdRule.STRIP).two_patients
    assert not identify([one], IdRule.STRIP).two_patients


def test_an_id_on_one_side_alone_differs() -> None:
    nobody = replace(FROM_PACS, patient_id="")
    assert identify([a_finding("A1", FROM_API, nobody)], IdRule.STRIP).other_id


def test_findings_are_told_apart_by_patient_and_the_most_come_first() -> None:
    other = replace(FROM_PACS, patient_id="777")
    one, two, three = a_finding("A1", None, other), a_finding("A2"), a_finding("A3", None)
    assert by_patient([one, two, three], IdRule.STRIP) == ((two, three), (one,))
    assert by_patient([one, two], IdRule.STRIP) == ((one,), (two,))


def test_a_number_that_two_patients_share_goes_with_nobody() -> None:
    mine = a_finding("A2")
    shared = replace(
        mine,
        studies=(*mine.studies, *a_finding("A2", None, replace(FROM_PACS, patient_id="7")).studies),
    )
    assert by_patient([shared, mine], IdRule.STRIP) == ((shared,), (mine,))
