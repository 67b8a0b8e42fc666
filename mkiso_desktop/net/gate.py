"""The gate of DESIGN.md's decision 4: which instances one job lets in, and why not the others.

An instance is let in only when the job has asked for its study, its patient ID is that job's
patient's, and it stands in the archive's inventory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ..core.elements import Header
from ..core.study import IdRule

SUCCESS = 0x0000
DUPLICATE_DIFFERS = 0x0111  # PS3.7 C.5.6, duplicate SOP instance
NOT_AUTHORISED = 0x0124  # PS3.7 C.5.9
OUT_OF_RESOURCES = 0xA700  # PS3.4 B.2.3
DOES_NOT_MATCH = 0xA900
CANNOT_UNDERSTAND = 0xC210

PATIENT_ID, STUDY_UID, SERIES_UID = 0x00100020, 0x0020000D, 0x0020000E
SOP_CLASS_UID, SOP_INSTANCE_UID = 0x00080016, 0x00080018

_UID = re.compile(r"[0-9]+(\.[0-9]+)+")


def is_uid(text: str) -> bool:
    """Whether this is a UID (PS3.5 9.1). Leading zeros pass: modalities that write them exist, and
    their images are in the archive."""
    return len(text) <= 64 and _UID.fullmatch(text) is not None


class Why(Enum):
    """Why an instance was not let in."""

    STUDY = "a study that nobody asked for"
    PATIENT = "another patient's"
    INSTANCE = "not in the archive's inventory"
    DIFFERS = "a second version of an instance that is already here"
    MISMATCH = "not what its sender said it is"
    BROKEN = "not a whole data set"


_STATUS = {
    Why.STUDY: NOT_AUTHORISED,
    Why.PATIENT: NOT_AUTHORISED,
    Why.INSTANCE: NOT_AUTHORISED,
    Why.DIFFERS: DUPLICATE_DIFFERS,
    Why.MISMATCH: DOES_NOT_MATCH,
    Why.BROKEN: CANNOT_UNDERSTAND,
}


@dataclass(frozen=True)
class Refusal:
    """One instance that was refused at the wire. `patient_id` is for the person, never logged."""

    why: Why
    sop_instance_uid: str
    patient_id: str = ""

    @property
    def status(self) -> int:
        """The C-STORE status that tells the sender."""
        return _STATUS[self.why]


@dataclass(frozen=True)
class Store:
    """What a C-STORE request says of its instance before the data set comes."""

    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax_uid: str
    move_originator_message_id: int | None = None


@dataclass(frozen=True)
class Expected:
    """What one job may receive: one patient's studies, each with its inventory.

    The inventory maps a Series Instance UID to its SOP Instance UIDs, or to None where the
    archive does not answer at IMAGE level.
    """

    patient_id: str
    studies: Mapping[str, Mapping[str, frozenset[str] | None]]
    id_rule: IdRule = IdRule.STRIP
    keep_free_bytes: int = 0

    def refusal(self, store: Store, header: Header) -> Refusal | None:
        """Why this instance must not be let in, or None: study, patient, what it is, inventory."""
        patient_id, uid = header.text(PATIENT_ID), store.sop_instance_uid
        who = uid[:64], patient_id[:64]  # as it is remembered; a stranger may send megabytes
        series = self.studies.get(header.text(STUDY_UID))
        if series is None:
            return Refusal(Why.STUDY, *who)
        if self.id_rule.normalise(patient_id) != self.id_rule.normalise(self.patient_id):
            return Refusal(Why.PATIENT, *who)
        in_data_set = header.text(SOP_CLASS_UID), header.text(SOP_INSTANCE_UID)
        if in_data_set != (store.sop_class_uid, uid) or not all(map(is_uid, in_data_set)):
            return Refusal(Why.MISMATCH, *who)
        listed = series.get(header.text(SERIES_UID), frozenset())
        if listed is not None and uid not in listed:
            return Refusal(Why.INSTANCE, *who)
        return None
