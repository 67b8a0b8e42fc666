"""Patient, study, series: what the archive and the patient API say there is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from .errors import MkisoError


class Source(Enum):
    """Who told us about a patient."""

    PATIENT_API = "patient_api"
    PACS = "pacs"


@dataclass(frozen=True)
class Patient:
    """A person as one source describes them. Dates are YYYYMMDD or empty, as in DICOM."""

    name: str
    patient_id: str
    birth_date: str = ""
    sex: str = ""
    source: Source = Source.PACS
    registration_id: str = ""


@dataclass(frozen=True)
class Series:
    """One series. `instances` is the archive's count; `sop_instance_uids` its list, or None
    where the archive does not answer at IMAGE level (then the count is all there is)."""

    series_instance_uid: str
    modality: str = ""
    number: str = ""
    description: str = ""
    instances: int | None = None
    sop_instance_uids: frozenset[str] | None = None
    sop_class_uids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Study:
    """One study as a STUDY level C-FIND describes it, with its patient.

    `leave_out` are the Series Instance UIDs that nobody wants of it: `series` is without them.
    """

    study_instance_uid: str
    accession_number: str
    patient: Patient
    date: str = ""
    time: str = ""
    description: str = ""
    modalities: tuple[str, ...] = ()
    series_count: int | None = None
    instance_count: int | None = None
    series: tuple[Series, ...] = ()
    leave_out: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finding:
    """What one accession number leads to: the patient of each source, and the studies.

    `api_error` is why the patient API could not say anything; the PACS then speaks alone.
    """

    accession_number: str
    studies: tuple[Study, ...]
    from_api: Patient | None = None
    api_error: MkisoError | None = None

    @property
    def patient(self) -> Patient:
        """Whom to show: the patient API's spelling wins. A finding has at least one study."""
        return self.from_api or self.studies[0].patient


class IdRule(Enum):
    """How two patient IDs are compared: config key identity.normalise_id."""

    EXACT = "exact"
    STRIP = "strip-zeros-and-punctuation"

    def normalise(self, patient_id: str) -> str:
        """The form in which two writings of one patient ID are alike."""
        text = patient_id.strip(" \0")
        if self is IdRule.EXACT:
            return text
        bare = re.sub(r"[\W_]", "", text).upper()
        return bare.lstrip("0") or bare[:1]


def plain_name(person_name: str) -> str:
    """A DICOM person name (PS3.5 6.2.1) for people: first component group, ^ as spaces."""
    return " ".join(person_name.split("=")[0].replace("^", " ").split())
