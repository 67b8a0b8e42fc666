"""Where the sources disagree about the patient: what stops, and what is only shown.

A patient ID decides (written alike after identity.normalise_id); names and dates are for eyes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..core.study import Finding, IdRule, Patient, plain_name


@dataclass(frozen=True)
class Identity:
    """Who it is, after comparing. `api` or `pacs` is None where that source knows nobody."""

    api: Patient | None
    pacs: Patient | None
    two_patients: bool = False
    other_id: bool = False
    other_name: bool = False
    other_birth_date: bool = False

    @property
    def patient(self) -> Patient | None:
        """Whom to show: the patient API's spelling wins."""
        return self.api or self.pacs


def identify(findings: Sequence[Finding], rule: IdRule) -> Identity:
    """Compare every source of every finding."""
    from_api = [finding.from_api for finding in findings if finding.from_api]
    from_pacs = [study.patient for finding in findings for study in finding.studies]
    api_ids = {rule.normalise(patient.patient_id) for patient in from_api}
    pacs_ids = {rule.normalise(patient.patient_id) for patient in from_pacs}
    api = from_api[0] if from_api else None
    pacs = from_pacs[0] if from_pacs else None
    if api is None or pacs is None:
        return Identity(api, pacs, two_patients=len(api_ids | pacs_ids) > 1)
    return Identity(
        api,
        pacs,
        two_patients=len(api_ids) > 1 or len(pacs_ids) > 1,
        other_id=api_ids != pacs_ids,
        other_name=any(_words(api.name) != _words(patient.name) for patient in from_pacs),
        other_birth_date=any(_differ(api.birth_date, p.birth_date) for p in from_pacs),
    )


def _words(name: str) -> list[str]:
    # The archive writes the family name first, the hospital's system often last.
    return sorted(re.sub(r"[^\w\s]", " ", plain_name(name)).casefold().split())


def _differ(one: str, other: str) -> bool:
    return bool(one.strip() and other.strip()) and one.strip() != other.strip()
