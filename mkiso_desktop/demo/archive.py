"""What the demo PACS holds, found as PS3.4 C.2.2.2 matches keys; pixels are drawn on demand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from .casebook import STUDIES, DemoSeries, DemoStudy
from .objects import SOP_CLASS, Place, make_instance

# The unique key of each level of the Study Root, top first (PS3.4 C.6.2.1).
UNIQUE_KEYS = {
    "STUDY": "StudyInstanceUID",
    "SERIES": "SeriesInstanceUID",
    "IMAGE": "SOPInstanceUID",
}
LEVELS = tuple(UNIQUE_KEYS)
NEVER_MATCHED = {"SpecificCharacterSet", "QueryRetrieveLevel", "RetrieveAETitle"}
RANGES = {"DA", "TM", "DT"}
PLAIN = {"UI", "IS", "DS", "US", "UL"}


class NotThatWay(ValueError):
    """The identifier has no level, or lacks a unique key above its level."""


instance_of = cache(make_instance)


def find(identifier: Dataset) -> Iterator[Dataset]:
    """Answer a Study Root C-FIND: one data set for each match, with the keys that were asked.

    Raises NotThatWay for an identifier that the hierarchical search method does not know.
    """
    level = level_of(identifier)
    above = [UNIQUE_KEYS[name] for name in LEVELS[: LEVELS.index(level)]]
    for keyword in above:
        value = identifier.get(keyword, "")
        if not value or isinstance(value, MultiValue) or set("*?") & set(value):
            raise NotThatWay(f"{level} level wants one {keyword}")
    for record in _records(level):
        if all(_matches(element, record) for element in identifier):
            yield _answer(identifier, record, level)


def instances(identifier: Dataset) -> list[Place]:
    """What a Study Root C-MOVE or C-GET asks for; unique keys may be lists at its own level."""
    level = level_of(identifier)
    wanted: dict[str, set[str]] = {}
    for name in LEVELS[: LEVELS.index(level) + 1]:
        keyword = UNIQUE_KEYS[name]
        wanted[keyword] = set(_words(identifier.get(keyword)))
        if not wanted[keyword] - {""}:
            raise NotThatWay(f"{level} level wants {keyword}")
    return [
        Place(study, series, number)
        for study in STUDIES
        if study.uid in wanted["StudyInstanceUID"]
        for series in study.series
        if level == "STUDY" or study.series_uid(series) in wanted["SeriesInstanceUID"]
        for number in range(1, series.instances + 1)
        if level != "IMAGE" or study.instance_uid(series, number) in wanted["SOPInstanceUID"]
    ]


def level_of(identifier: Dataset) -> str:
    """Query/Retrieve Level, or NotThatWay where it is none of the Study Root's."""
    level = str(identifier.get("QueryRetrieveLevel", ""))
    if level not in LEVELS:
        raise NotThatWay("Query/Retrieve Level must be STUDY, SERIES or IMAGE")
    return level


def _records(level: str) -> Iterator[Dataset]:
    for study in STUDIES:
        if level == "STUDY":
            yield _study_record(study)
            continue
        for series in study.series:
            if level == "SERIES":
                yield _series_record(study, series)
            else:
                yield from (_image_record(study, series, n) for n in range(1, series.instances + 1))


@cache
def _study_record(study: DemoStudy) -> Dataset:
    person = study.person
    record = Dataset()
    record.SpecificCharacterSet = list(person.character_set)
    record.StudyDate, record.StudyTime = study.date, study.time
    record.AccessionNumber = study.accession_number
    record.StudyInstanceUID, record.StudyID = study.uid, study.study_id
    record.StudyDescription = study.description
    record.ReferringPhysicianName = study.referring
    record.PatientName, record.PatientID = person.name, person.patient_id
    record.PatientBirthDate, record.PatientSex = person.birth_date, person.sex
    record.ModalitiesInStudy = list(dict.fromkeys(s.kind.value for s in study.series))
    record.SOPClassesInStudy = list(dict.fromkeys(SOP_CLASS[s.kind] for s in study.series))
    record.NumberOfStudyRelatedSeries = len(study.series)
    record.NumberOfStudyRelatedInstances = sum(s.instances for s in study.series)
    return record


@cache
def _series_record(study: DemoStudy, series: DemoSeries) -> Dataset:
    record = Dataset()
    record.SpecificCharacterSet = list(study.person.character_set)
    record.StudyInstanceUID = study.uid
    record.SeriesInstanceUID = study.series_uid(series)
    record.SeriesNumber = series.number
    record.Modality = series.kind.value
    record.SeriesDescription = series.description
    record.NumberOfSeriesRelatedInstances = series.instances
    return record


@cache
def _image_record(study: DemoStudy, series: DemoSeries, number: int) -> Dataset:
    record = Dataset()
    record.StudyInstanceUID = study.uid
    record.SeriesInstanceUID = study.series_uid(series)
    record.SOPInstanceUID = study.instance_uid(series, number)
    record.SOPClassUID = SOP_CLASS[series.kind]
    record.InstanceNumber = number
    return record


def _answer(identifier: Dataset, record: Dataset, level: str) -> Dataset:
    """The asked keys that we support; those we do not are left out (PS3.4 C.4.1.1.3.2)."""
    answer = Dataset()
    asked = {element.keyword for element in identifier} | {UNIQUE_KEYS[level]}
    for element in record:
        if element.keyword in asked | {"SpecificCharacterSet"}:
            answer.add(element)
    answer.QueryRetrieveLevel = level
    return answer


def _matches(key: DataElement, record: Dataset) -> bool:
    """Whether one key of the identifier lets the record through."""
    asked = [word for word in _words(key.value) if word]
    if not asked or key.keyword in NEVER_MATCHED or key.keyword not in record:
        return True  # universal matching, or a key that we do not support
    held = _words(record[key.keyword].value)
    if key.VR in PLAIN:
        return bool(set(asked) & set(held))
    if key.VR in RANGES:
        return any(_in_range(word, value) for word in asked for value in held)
    return any(_wild(word, value, key.VR) for word in asked for value in held)


def _words(value: object) -> list[str]:
    if value is None:
        return []
    many: Iterable[object] = value if isinstance(value, (MultiValue, list)) else [value]
    return [str(item).strip() for item in many]


def _in_range(asked: str, held: str) -> bool:
    first, dash, last = asked.partition("-")
    return held == asked if not dash else first <= held and (not last or held <= last)


def _wild(asked: str, held: str, vr: str) -> bool:
    """Single value and wild card matching, PS3.4 C.2.2.2.4; names without regard to case."""
    pattern = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in asked)
    if vr != "PN":
        return re.fullmatch(pattern, held, re.DOTALL) is not None
    return any(
        re.fullmatch(pattern, name, re.DOTALL | re.IGNORECASE) for name in (held, *held.split("="))
    )
