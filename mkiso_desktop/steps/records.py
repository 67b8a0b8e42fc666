"""Which directory record stands for which object, and which keys it has (PS3.3 F.4 and F.5).

An object whose SOP class has no record type of its own is referenced as IMAGE when it has
pixels, since that is how every reader treats such a record, and else as PRIVATE (F.6.1): a
reader that knows nothing of it skips the record, and still the file is in the directory.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from pydicom.datadict import dictionary_description, dictionary_VM

from mkiso_desktop.core.elements import Header
from mkiso_desktop.core.wanted import WANTED, tag

PRIVATE_RECORD_UID: Final = "2.25.172530482157361209472208176104355129601"
"""Names our kind of PRIVATE record: an object of a SOP class without a record type of its own."""

ROOT_TYPES: Final = frozenset(
    {"HANGING PROTOCOL", "PALETTE", "IMPLANT", "IMPLANT ASSY", "IMPLANT GROUP"}
)
"""Record types that stand beside the patients, as they belong to none."""

_STORAGE = "1.2.840.10008.5.1.4."
# The ends of the SOP Class UIDs, after 1.2.840.10008.5.1.4.
_CLASSES: Final = {
    "IMAGE": """
        1.1.1 1.1.1.1 1.1.1.1.1 1.1.1.2 1.1.1.2.1 1.1.1.3 1.1.1.3.1 1.1.2 1.1.2.1 1.1.2.2 1.1.3
        1.1.3.1 1.1.4 1.1.4.1 1.1.4.3 1.1.4.4 1.1.5 1.1.6 1.1.6.1 1.1.6.2 1.1.6.3 1.1.7 1.1.7.1
        1.1.7.2 1.1.7.3 1.1.7.4 1.1.12.1 1.1.12.1.1 1.1.12.2 1.1.12.2.1 1.1.12.3 1.1.13.1.1
        1.1.13.1.2 1.1.13.1.3 1.1.13.1.4 1.1.13.1.5 1.1.14.1 1.1.14.2 1.1.20 1.1.30 1.1.66.4
        1.1.77.1 1.1.77.2 1.1.77.1.1 1.1.77.1.1.1 1.1.77.1.2 1.1.77.1.2.1 1.1.77.1.3 1.1.77.1.4
        1.1.77.1.4.1 1.1.77.1.5.1 1.1.77.1.5.2 1.1.77.1.5.4 1.1.77.1.5.5 1.1.77.1.5.6
        1.1.77.1.5.7 1.1.77.1.5.8 1.1.77.1.6 1.1.77.1.7 1.1.77.1.8 1.1.77.1.9 1.1.81.1 1.1.82.1
        1.1.128 1.1.128.1 1.1.130 1.1.481.1 1.1.481.23 1.1.481.24 1.1.501.1 1.1.501.2.1
        1.1.501.2.2 1.1.501.4 1.1.501.5 1.1.501.6 1.1.601.1 1.1.601.2
    """,
    "PRESENTATION": """
        1.1.11.1 1.1.11.2 1.1.11.3 1.1.11.4 1.1.11.5 1.1.11.6 1.1.11.7 1.1.11.8 1.1.11.9
        1.1.11.10 1.1.11.11 1.1.11.12 1.1.131
    """,
    "WAVEFORM": """
        1.1.9.1 1.1.9.1.1 1.1.9.1.2 1.1.9.1.3 1.1.9.1.4 1.1.9.2.1 1.1.9.3.1 1.1.9.4.1 1.1.9.4.2
        1.1.9.5.1 1.1.9.6.1 1.1.9.6.2 1.1.9.7.1 1.1.9.7.2 1.1.9.7.3 1.1.9.7.4 1.1.9.8.1
    """,
    "SR DOCUMENT": """
        1.1.78.6 1.1.79.1 1.1.88.1 1.1.88.2 1.1.88.3 1.1.88.4 1.1.88.11 1.1.88.22 1.1.88.33
        1.1.88.34 1.1.88.35 1.1.88.40 1.1.88.50 1.1.88.65 1.1.88.67 1.1.88.68 1.1.88.69 1.1.88.70
        1.1.88.71 1.1.88.72 1.1.88.73 1.1.88.74 1.1.88.75 1.1.88.76 1.1.88.77
    """,
    "KEY OBJECT DOC": "1.1.88.59",
    "ENCAP DOC": "1.1.104.1 1.1.104.2 1.1.104.3 1.1.104.4 1.1.104.5",
    "RT DOSE": "1.1.481.2",
    "RT STRUCTURE SET": "1.1.481.3",
    "RT PLAN": "1.1.481.5 1.1.481.8",
    "RT TREAT RECORD": "1.1.481.4 1.1.481.6 1.1.481.7 1.1.481.9",
    "RADIOTHERAPY": """
        1.1.481.10 1.1.481.11 1.1.481.12 1.1.481.13 1.1.481.14 1.1.481.15 1.1.481.16 1.1.481.17
        1.1.481.18 1.1.481.19 1.1.481.20 1.1.481.21 1.1.481.22 1.1.481.25
    """,
    "PLAN": "34.1 34.7 34.10",
    "SPECTROSCOPY": "1.1.4.2",
    "RAW DATA": "1.1.66",
    "REGISTRATION": "1.1.66.1 1.1.66.3",
    "FIDUCIAL": "1.1.66.2",
    "SURFACE": "1.1.66.5",
    "TRACT": "1.1.66.6",
    "VALUE MAP": "1.1.67",
    "SURFACE SCAN": "1.1.68.1 1.1.68.2",
    "STEREOMETRIC": "1.1.77.1.5.3",
    "MEASUREMENT": """
        1.1.78.1 1.1.78.2 1.1.78.3 1.1.78.4 1.1.78.5 1.1.78.7 1.1.78.8 1.1.80.1
    """,
    "ASSESSMENT": "1.1.90.1",
    "ANNOTATION": "1.1.91.1",
    "HANGING PROTOCOL": "38.1",
    "PALETTE": "39.1",
    "IMPLANT": "43.1",
    "IMPLANT ASSY": "44.1",
    "IMPLANT GROUP": "45.1",
}
RECORD_TYPES: Final = {
    _STORAGE + end: kind for kind, ends in _CLASSES.items() for end in ends.split()
}
"""Record type of each SOP class that has one."""

_CONTENT = "InstanceNumber ContentDate ContentTime"
_CONTENT_IDENTIFICATION = {
    1: _CONTENT + " ContentLabel",
    2: "ContentDescription ContentCreatorName",
}
# Record type to data element type (1, 2, 3; 1C is written when it is there, so it stands
# under 3) to keys. IMAGE, PATIENT and SERIES also have what PS3.11 adds for CD, DVD and USB.
_KEYS: Final[dict[str, dict[int, str]]] = {
    "PATIENT": {1: "PatientID", 2: "PatientName PatientBirthDate PatientSex"},
    "STUDY": {
        1: "StudyDate StudyTime StudyID StudyInstanceUID",
        2: "StudyDescription AccessionNumber",
        3: "ReferringPhysicianName",
    },
    "SERIES": {
        1: "Modality SeriesInstanceUID SeriesNumber",
        2: "InstitutionName InstitutionAddress PerformingPhysicianName",
        3: "SeriesDescription SeriesDate SeriesTime BodyPartExamined Laterality",
    },
    "IMAGE": {
        1: "InstanceNumber",
        3: """ImageType ReferencedImageSequence Rows Columns NumberOfFrames CalibrationImage
            ImagePositionPatient ImageOrientationPatient PixelSpacing FrameOfReferenceUID
            SynchronizationFrameOfReferenceUID LossyImageCompressionRatio""",
    },
    "RT DOSE": {1: "InstanceNumber DoseSummationType"},
    "RT STRUCTURE SET": {
        1: "InstanceNumber StructureSetLabel",
        2: "StructureSetDate StructureSetTime",
    },
    "RT PLAN": {1: "InstanceNumber RTPlanLabel", 2: "RTPlanDate RTPlanTime"},
    "RT TREAT RECORD": {1: "InstanceNumber", 2: "TreatmentDate TreatmentTime"},
    "PRESENTATION": {
        1: "InstanceNumber PresentationCreationDate PresentationCreationTime ContentLabel",
        2: "ContentDescription ContentCreatorName",
        3: "ReferencedSeriesSequence BlendingSequence",
    },
    "WAVEFORM": {1: _CONTENT},
    "SR DOCUMENT": {
        1: _CONTENT + " CompletionFlag VerificationFlag ConceptNameCodeSequence",
        3: "VerificationDateTime ContentSequence",
    },
    "KEY OBJECT DOC": {1: _CONTENT + " ConceptNameCodeSequence", 3: "ContentSequence"},
    "SPECTROSCOPY": {
        1: _CONTENT + " ImageType NumberOfFrames Rows Columns DataPointRows DataPointColumns",
        3: "ReferencedImageEvidenceSequence",
    },
    "RAW DATA": {1: _CONTENT},
    "REGISTRATION": _CONTENT_IDENTIFICATION,
    "FIDUCIAL": _CONTENT_IDENTIFICATION,
    "ENCAP DOC": {
        1: "InstanceNumber MIMETypeOfEncapsulatedDocument",
        2: "ContentDate ContentTime DocumentTitle ConceptNameCodeSequence",
        3: "HL7InstanceIdentifier",
    },
    "VALUE MAP": _CONTENT_IDENTIFICATION,
    "STEREOMETRIC": {
        1: "InstanceNumber ContentLabel",
        2: "ContentDescription ContentCreatorName",
    },
    "PLAN": {3: "InstanceNumber"},
    "MEASUREMENT": _CONTENT_IDENTIFICATION,
    "SURFACE": _CONTENT_IDENTIFICATION,
    "SURFACE SCAN": {1: "ContentDate ContentTime", 3: "InstanceNumber"},
    "TRACT": _CONTENT_IDENTIFICATION,
    "ASSESSMENT": {1: "InstanceNumber InstanceCreationDate", 2: "InstanceCreationTime"},
    "ANNOTATION": _CONTENT_IDENTIFICATION,
    "RADIOTHERAPY": {
        1: "InstanceNumber",
        2: "ContentDescription ContentCreatorName",
        3: "UserContentLabel UserContentLongLabel",
    },
    "PRIVATE": {3: "InstanceNumber"},
    "HANGING PROTOCOL": {
        1: """HangingProtocolName HangingProtocolDescription HangingProtocolLevel
            HangingProtocolCreator HangingProtocolCreationDateTime
            HangingProtocolDefinitionSequence NumberOfPriorsReferenced""",
        2: "HangingProtocolUserIdentificationCodeSequence",
    },
    "PALETTE": {1: "ContentLabel", 2: "ContentDescription"},
    "IMPLANT": {1: "Manufacturer ImplantName ImplantPartNumber", 3: "ImplantSize"},
    "IMPLANT ASSY": {1: "ImplantAssemblyTemplateName Manufacturer ProcedureTypeCodeSequence"},
    "IMPLANT GROUP": {1: "ImplantTemplateGroupName ImplantTemplateGroupIssuer"},
}


class Key(NamedTuple):
    """One key of a directory record; `type` is the data element type (1, 2 or 3), `values` the
    number of values it must have, or 0 where that is not fixed."""

    tag: int
    vr: str
    type: int
    values: int

    @property
    def name(self) -> str:
        return dictionary_description(self.tag)


def make_key(keyword: str, type_: int) -> Key:
    """The key of that keyword."""
    number = tag(keyword)
    multiplicity = dictionary_VM(number)
    return Key(number, WANTED[number], type_, int(multiplicity) if multiplicity.isdigit() else 0)


KEYS: Final[dict[str, tuple[Key, ...]]] = {
    kind: tuple(
        sorted(
            make_key(keyword, type_)
            for type_, keywords in keys.items()
            for keyword in keywords.split()
        )
    )
    for kind, keys in _KEYS.items()
}
"""The keys of each record type in ascending order of their tags."""


def record_type(header: Header) -> str:
    """The Directory Record Type (0004,1430) that shall reference an object."""
    kind = RECORD_TYPES.get(header.text(_SOP_CLASS_UID))
    if kind is None:
        has_pixels = header.pixel_data_offset is not None and _ROWS in header.values
        return "IMAGE" if has_pixels else "PRIVATE"
    return kind


_SOP_CLASS_UID, _ROWS = tag("SOPClassUID"), tag("Rows")
