"""Whether patient API and PACS speak of one patient: what stops, and what is only shown.

A patient ID decides (written alike after identity.normalise_id); names and dates are for eyes.
Only where a source has no ID at all do name and birth date decide in its place, and where one of
those is missing too, nothing but the accession number says who it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .study import Finding, IdRule, Patient, plain_name


@dataclass(frozen=True)
class Identity:
    """Who it is, after comparing. `api` is None where the patient API says nothing.

    `two_patients`: one source has two; nobody can allow that. `other_id`: the two sources
    differ; a person may allow it by name.
    """

    api: Patient | None
    pacs: Patient
    two_patients: bool = False
    other_id: bool = False
    other_name: bool = False
    other_birth_date: bool = False

    @property
    def patient(self) -> Patient:
        """Whom to show: the patient API's spelling wins."""
        return self.api or self.pacs


def identify(findings: Sequence[Finding], rule: IdRule) -> Identity:
    """Compare every source of every finding. A finding has at least one study."""
    from_api = [finding.from_api for finding in findings if finding.from_api]
    from_pacs = [study.patient for finding in findings for study in finding.studies]
    api_keys = {_key(one, one.from_api, rule) for one in findings if one.from_api}
    pacs_keys = {_key(one, study.patient, rule) for one in findings for study in one.studies}
    everyone = [*from_api, *from_pacs]
    names = {tuple(_words(patient.name)) for patient in everyone}
    births = {patient.birth_date.strip() for patient in everyone} - {""}
    return Identity(
        from_api[0] if from_api else None,
        from_pacs[0],
        two_patients=len(api_keys) > 1 or len(pacs_keys) > 1,
        other_id=bool(api_keys) and api_keys != pacs_keys,
        other_name=len(names) > 1,
        other_birth_date=len(births) > 1,
    )


def by_patient(findings: Sequence[Finding], rule: IdRule) -> tuple[tuple[Finding, ...], ...]:
    """The findings that may be on one disc together; most of them first, then as they came.

    A finding that has two patients by itself stands alone, and may be on none.
    """
    groups: list[list[Finding]] = []
    for finding in findings:
        for group in groups:
            if not identify([*group, finding], rule).two_patients:
                group.append(finding)
                break
        else:
            groups.append([finding])
    return tuple(map(tuple, sorted(groups, key=len, reverse=True)))


def _key(finding: Finding, patient: Patient, rule: IdRule) -> object:
    """What tells patients apart. Two unknown persons of an emergency room are not one."""
    if patient_id := rule.normalise(patient.patient_id):
        return patient_id
    words, birth_date = tuple(_words(patient.name)), patient.birth_date.strip()
    return words, birth_date, None if words and birth_date else finding.accession_number


def _words(name: str) -> list[str]:
    # The archive writes the family name first, the hospital's system often last.
    return sorted(re.sub(r"[^\w\s]", " ", plain_name(name)).casefold().split())


def is_same_person(one: Patient, other: Patient, rule: IdRule) -> bool:
    """Whether two descriptions in one source can be one person: the same patient ID, and neither
    name nor birth date says otherwise. What is not told contradicts nothing."""
    patient_id = rule.normalise(one.patient_id)
    names = {tuple(_words(patient.name)) for patient in (one, other)} - {()}
    births = {patient.birth_date.strip() for patient in (one, other)} - {""}
    is_same_id = bool(patient_id) and patient_id == rule.normalise(other.patient_id)
    return is_same_id and len(names) < 2 and len(births) < 2
