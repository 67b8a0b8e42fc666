"""Browse: what a person may look at before anything is ordered, beyond the numbers they asked for.

Nothing here decides what goes on a disc: the walk asks again, by accession number, and compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..core.identity import is_same_person
from ..core.progress import Progress
from ..core.study import IdRule, Patient, Study
from ..net.association import Peer
from ..net.dimse import finder
from .rows import STUDY_KEYS, must_be_one, study_of, with_series

MOST_OTHERS = 50
MOST_ROWS = 500
LONGEST_PATIENT_ID = 64  # VR LO, PS3.5 6.2


def list_series(
    studies: Sequence[Study], pacs: Peer, calling_ae_title: str, progress: Progress
) -> tuple[Study, ...]:
    """The same studies with their series. Raises PacsUnreachable, PacsRefused, Cancelled."""
    with finder(pacs, calling_ae_title, progress) as archive:
        return tuple(with_series(study, archive) for study in studies)


def studies_of_patient(
    patient: Patient,
    pacs: Peer,
    calling_ae_title: str,
    progress: Progress,
    id_rule: IdRule = IdRule.STRIP,
) -> tuple[Study, ...]:
    """What else the archive has of this patient, the newest first, at most MOST_OTHERS.

    Asked for by the patient ID as the archive writes it; of a patient without one, or with one
    that finds more than itself, nothing is. A row counts only when it can be the same person.
    Raises PacsUnreachable, PacsRefused, Cancelled.
    """
    if not _is_one(patient.patient_id):
        return ()
    keys = {"QueryRetrieveLevel": "STUDY", "AccessionNumber": ""} | STUDY_KEYS
    keys["PatientID"] = patient.patient_id
    with finder(pacs, calling_ae_title, progress) as archive:
        rows = [study_of(row) for row in archive.find(keys, MOST_ROWS)]
    found = _newest_first(
        study
        for study in rows
        if study.study_instance_uid and is_same_person(patient, study.patient, id_rule)
    )
    for study in found:
        must_be_one(study.study_instance_uid)
    return found[:MOST_OTHERS]


def _is_one(patient_id: str) -> bool:
    """Whether it means itself alone: no wildcard, no list (PS3.4 C.2.2.2), nothing odd."""
    is_plain = patient_id.isascii() and patient_id.isprintable()
    return (
        0 < len(patient_id) <= LONGEST_PATIENT_ID and is_plain and not set(patient_id) & set("*?\\")
    )


def _newest_first(studies: Iterable[Study]) -> tuple[Study, ...]:
    once = {study.study_instance_uid: study for study in studies}
    return tuple(sorted(once.values(), key=lambda one: (one.date, one.time), reverse=True))
