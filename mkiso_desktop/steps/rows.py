"""What an archive's answers to a C-FIND say: rows become studies, and a study's series."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydicom.dataset import Dataset

from ..core.errors import PacsRefused
from ..core.study import Patient, Series, Study
from ..net.dimse import Finder

# Strict archives want each key by name; the universal match (empty) asks for its value.
STUDY_KEYS = dict.fromkeys(
    [
        "StudyInstanceUID",
        "PatientID",
        "PatientName",
        "PatientBirthDate",
        "PatientSex",
        "StudyDate",
        "StudyTime",
        "StudyID",
        "StudyDescription",
        "ModalitiesInStudy",
        "ReferringPhysicianName",
        "NumberOfStudyRelatedSeries",
        "NumberOfStudyRelatedInstances",
    ],
    "",
)
SERIES_KEYS = dict.fromkeys(
    [
        "SeriesInstanceUID",
        "Modality",
        "SeriesNumber",
        "SeriesDescription",
        "NumberOfSeriesRelatedInstances",
    ],
    "",
)
MOST_SERIES = 5000

# Laxer than PS3.5 9.1, as sloppy UIDs exist; but no sign by which an archive finds more than one.
_ONE_UID = re.compile(r"[A-Za-z0-9._-]+")


def study_of(row: Dataset) -> Study:
    """What a row at STUDY level says; what it leaves out is empty, or None for a count."""
    modalities = row.get("ModalitiesInStudy") or ()
    return Study(
        study_instance_uid=_text(row, "StudyInstanceUID"),
        accession_number=_text(row, "AccessionNumber"),
        patient=Patient(
            name=str(row.get("PatientName") or ""),
            patient_id=_text(row, "PatientID"),
            birth_date=_text(row, "PatientBirthDate"),
            sex=_text(row, "PatientSex"),
        ),
        date=_text(row, "StudyDate"),
        time=_text(row, "StudyTime"),
        description=_text(row, "StudyDescription"),
        modalities=(modalities,) if isinstance(modalities, str) else tuple(modalities),
        series_count=_number(row, "NumberOfStudyRelatedSeries"),
        instance_count=_number(row, "NumberOfStudyRelatedInstances"),
    )


def with_series(study: Study, archive: Finder) -> Study:
    """The study with its series by their numbers, but those that nobody wants: of these `leave_out`
    keeps the ones that the archive really has, and the study's counts are without them."""
    keys = {"QueryRetrieveLevel": "SERIES", "StudyInstanceUID": study.study_instance_uid}
    keys |= SERIES_KEYS
    series: dict[str, Series] = {}
    for row in archive.find(keys, MOST_SERIES):
        if _belongs(row, keys) and row.get("SeriesInstanceUID"):
            one = Series(
                series_instance_uid=must_be_one(_text(row, "SeriesInstanceUID")),
                modality=_text(row, "Modality"),
                number=_text(row, "SeriesNumber"),
                description=_text(row, "SeriesDescription"),
                instances=_number(row, "NumberOfSeriesRelatedInstances"),
            )
            series[one.series_instance_uid] = one
    unwanted = [series.pop(uid) for uid in study.leave_out & series.keys()]
    by_number = tuple(sorted(series.values(), key=_place))
    whole = replace(study, series=by_number, leave_out=frozenset())
    return _shortened(whole, unwanted) if unwanted else whole


def _place(series: Series) -> tuple[bool, int, str]:
    """Where a series stands among those of its study: an archive answers in any order."""
    is_number = re.fullmatch(r"[+-]?[0-9]{1,12}", series.number)  # VR IS, PS3.5 6.2
    number = int(series.number) if is_number else 0
    return not is_number, number, series.series_instance_uid


def _shortened(study: Study, unwanted: Sequence[Series]) -> Study:
    """The study as if the archive had never spoken of these series of it."""
    counts = [one.instances for one in unwanted]
    is_counted = study.instance_count is not None and None not in counts
    modalities = tuple(dict.fromkeys(one.modality for one in study.series))
    return replace(
        study,
        leave_out=frozenset(one.series_instance_uid for one in unwanted),
        modalities=modalities if all(modalities) else study.modalities,
        series_count=len(study.series),
        instance_count=max(0, (study.instance_count or 0) - sum(count or 0 for count in counts))
        if is_counted
        else None,
    )


def must_be_one(uid: str) -> str:
    """A UID that can be asked for and means itself alone. PacsRefused for a wildcard or a list."""
    if not _ONE_UID.fullmatch(uid):
        raise PacsRefused(
            "The PACS names a part of the study by a UID that nobody can ask for",
            "Tell the PACS administrator: the UID holds signs that no UID may have.",
        )
    return uid


def _belongs(row: Dataset, keys: Mapping[str, str]) -> bool:
    """Whether a row is of what was asked for; some archives leave the upper keys out."""
    uids = (key for key, value in keys.items() if key.endswith("UID") and value)
    return all(not row.get(key) or _text(row, key) == keys[key] for key in uids)


def _text(row: Dataset, keyword: str) -> str:
    try:
        return str(row.get(keyword) or "").strip(" \0")
    except (ValueError, TypeError):  # an archive may write 3A into an integer
        raw = row.get_item(keyword)
        value = raw.value if raw else b""
        return value.decode("latin-1").strip(" \0") if isinstance(value, bytes) else ""


def _number(row: Dataset, keyword: str) -> int | None:
    # Many archives leave the counts out, or empty: then nobody can tell how much there is.
    text = _text(row, keyword)
    return int(text) if text.isdecimal() else None
