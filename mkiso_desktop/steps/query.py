"""Query: an accession number becomes a patient, studies, and the inventory of their instances.

The archive is asked first and nothing is guessed: every row must carry the accession number that
was asked for, and one patient at most comes out of a request.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import replace
from functools import partial
from itertools import islice

from ..core.config import PatientApi, Tls
from ..core.elements import Header
from ..core.errors import (
    AccessionNotFound,
    MkisoError,
    NoDicomData,
    PacsRefused,
    PacsUnreachable,
    PatientApiUnavailable,
    PatientConflict,
)
from ..core.identity import identify
from ..core.progress import Progress
from ..core.study import Finding, IdRule, Patient, Series, Study, plain_name
from ..core.wanted import tag
from ..net.association import Peer
from ..net.dimse import Finder, finder
from ..net.patient_api import find_patient
from .rows import STUDY_KEYS, must_be_one, study_of, with_series

_STUDY_INSTANCE_UID, _SERIES_INSTANCE_UID = tag("StudyInstanceUID"), tag("SeriesInstanceUID")
_SOP_INSTANCE_UID, _SOP_CLASS_UID = tag("SOPInstanceUID"), tag("SOPClassUID")
_IMAGE_KEYS = dict.fromkeys(["SOPInstanceUID", "SOPClassUID", "InstanceNumber"], "")

_NO_TLS = Tls()
MOST_STUDIES, MOST_IMAGES = 500, 200_000
IMAGE_WALL_S = 600.0
_LARGE = 500  # instances


def find_accession(
    accession_number: str,
    pacs: Peer,
    calling_ae_title: str,
    patient_api: PatientApi,
    progress: Progress,
    tls: Tls = _NO_TLS,
) -> Finding:
    """Ask patient API and PACS, side by side, about one accession number.

    Raises AccessionNotFound, NoDicomData, PacsUnreachable, PacsRefused, PatientConflict. A
    patient API that does not answer is no error here: it stands in the finding. `tls` is for the
    patient API.
    """
    progress.report("finding")
    with ThreadPoolExecutor(1, "patient-api") as pool:
        asked = (
            pool.submit(find_patient, accession_number, patient_api, progress, tls=tls)
            if patient_api.base_url
            else None
        )
        studies = _find_studies(accession_number, pacs, calling_ae_title, progress)
        from_api, api_error = None, None
        try:
            from_api = asked.result() if asked else None
        except PatientApiUnavailable as error:
            api_error = error
    if not studies:
        raise _nothing(known=from_api is not None, api_error=api_error)
    return Finding(accession_number, studies, from_api, api_error)


def _nothing(*, known: bool, api_error: MkisoError | None) -> MkisoError:
    if known:
        return NoDicomData(
            "The accession number is known, but the PACS has no images for it",
            "Ask the modality whether the images have been sent to the PACS yet.",
        )
    return AccessionNotFound(
        "The PACS has no study with this accession number",
        "Check the number and scan it again. If it is right, the images may not have been sent "
        "to the PACS yet.",
        api_error.title if api_error else None,
    )


def _find_studies(
    accession_number: str, pacs: Peer, calling_ae_title: str, progress: Progress
) -> tuple[Study, ...]:
    with finder(pacs, calling_ae_title, progress) as archive:
        return studies_under(accession_number, archive)


def studies_under(accession_number: str, archive: Finder) -> tuple[Study, ...]:
    """What the archive has under exactly this accession number, the oldest first."""
    keys = {"QueryRetrieveLevel": "STUDY", "AccessionNumber": accession_number}
    # A study that stands under two patients has a row for each; one_patient must see both.
    studies = {
        (study.study_instance_uid, study.patient.patient_id): study
        for study in map(study_of, archive.find(keys | STUDY_KEYS, MOST_STUDIES))
        if study.accession_number == accession_number and study.study_instance_uid
    }
    for uid, _ in studies:
        must_be_one(uid)
    return tuple(sorted(studies.values(), key=lambda study: (study.date, study.time)))


def recent_study(archive: Finder, study_dates: Iterable[str]) -> Study | None:
    """Some study of the first of these dates (ranges, PS3.4 C.2.2.2.5) that has one."""
    for study_date in study_dates:
        keys = {"QueryRetrieveLevel": "STUDY", "StudyDate": study_date}
        with closing(archive.find(STUDY_KEYS | keys, MOST_STUDIES)) as rows:
            for study in map(study_of, rows):
                if study.study_instance_uid and study.instance_count != 0:
                    return study
    return None


def one_patient(
    findings: Sequence[Finding], id_rule: IdRule, allow_mismatch: str
) -> tuple[Patient, tuple[str, ...]]:
    """The one patient of a request, and what differs without stopping it.

    Raises PatientConflict for two patients in the PACS or in the patient API, always; and for a
    patient ID that differs between the two, unless a person's name stands in `allow_mismatch`.
    `detail` names them all to the desk.
    """
    found = identify(findings, id_rule)
    if found.two_patients:
        raise PatientConflict(
            "These studies belong to different patients",
            "Make a disc for each patient on its own.",
            _by_name(findings),
        )
    if found.other_id and not allow_mismatch:
        raise PatientConflict(
            "The patient ID in the PACS is not the one that the hospital's patient API gives",
            "Find out which of the two is right, and have it mended. A person who is sure may "
            "allow it by name.",
            _by_name(findings),
        )
    warnings = []
    if found.other_name:
        warnings.append("The patient's name is written differently in different places")
    if found.other_birth_date:
        warnings.append("The patient's birth date differs between places")
    if found.other_id:
        warnings.append(f"A differing patient ID was allowed by {allow_mismatch}")
    return found.patient, tuple(warnings)


def must_be_of(patient_id: str, findings: Sequence[Finding], id_rule: IdRule) -> None:
    """Raise PatientConflict unless one of the sources still says the patient ID that a person saw
    before ordering; "" when nobody looked."""
    wanted = id_rule.normalise(patient_id)
    if not wanted or wanted in {id_rule.normalise(one.patient_id) for one in _everyone(findings)}:
        return
    raise PatientConflict(
        "These studies are not of the patient for whom this was ordered",
        "Search again, and compare with the person before you.",
        _by_name(findings),
    )


def _everyone(findings: Sequence[Finding]) -> tuple[Patient, ...]:
    in_api = [finding.from_api for finding in findings if finding.from_api]
    in_pacs = [study.patient for finding in findings for study in finding.studies]
    return (*in_api, *in_pacs)


def _by_name(findings: Sequence[Finding]) -> str:
    named = (f"{plain_name(one.name)} ({one.patient_id})" for one in _everyone(findings))
    return "; ".join(dict.fromkeys(named))


def take_inventory(
    studies: Sequence[Study], pacs: Peer, calling_ae_title: str, progress: Progress
) -> tuple[Study, ...]:
    """The same studies with their series, and each series with its SOP Instance UIDs.

    Where the archive does not answer at IMAGE level a series has its count alone.
    """
    find = partial(finder, pacs, calling_ae_title, progress)
    with ThreadPoolExecutor(1, "inventory") as pool:
        with find() as archive:
            listed = [with_series(study, archive) for study in studies]
            asked = [(study, series) for study in listed for series in study.series]
            waiting = iter(range(len(asked)))  # whoever is free takes the next
            beside = pool.submit(_help, find, asked, waiting) if _is_large(listed) else None
            try:
                found = dict(_inventory(archive, asked, waiting, progress))
            finally:
                deque(waiting, maxlen=0)  # when this failed, nobody has to go on
        if beside:
            found |= beside.result()
    # What an archive broke off or refused while it was busy with the other, it is asked alone.
    left = [number for number in range(len(asked)) if not _is_listed(found, number)]
    if beside and left:
        with find() as archive:
            found |= _inventory(archive, asked, left, progress)
    series = iter(found[number] for number in range(len(asked)))
    return tuple(replace(one, series=tuple(islice(series, len(one.series)))) for one in listed)


def has_new_series(
    studies: Sequence[Study], pacs: Peer, calling_ae_title: str, progress: Progress
) -> bool:
    """Whether the archive has series by now that are not in the inventory: a study that is asked
    for series by series does not bring them. An archive that does not say has none."""
    now: list[Study] = []
    gone = suppress(PacsRefused, PacsUnreachable)
    with gone, finder(pacs, calling_ae_title, progress) as archive:
        now += [with_series(study, archive) for study in studies]
    return bool(_series_of(now) - _series_of(studies))


def _series_of(studies: Sequence[Study]) -> set[tuple[str, str]]:
    return {
        (study.study_instance_uid, one.series_instance_uid)
        for study in studies
        for one in study.series
    }


def _is_listed(found: Mapping[int, Series], number: int) -> bool:
    return number in found and found[number].sop_instance_uids is not None


def _is_large(studies: Sequence[Study]) -> bool:
    """Whether a second association saves more than it costs: the archive then looks for the images
    of one series while we read those of another."""
    counts = [series.instances or 0 for study in studies for series in study.series]
    return len(counts) > 1 and sum(counts) >= _LARGE


def _help(
    find: Callable[[], AbstractContextManager[Finder]],
    asked: Sequence[tuple[Study, Series]],
    waiting: Iterator[int],
) -> dict[int, Series]:
    """Take the inventory beside another association; an archive that dislikes it is asked again."""
    found = {}
    with suppress(PacsRefused, PacsUnreachable), find() as archive:
        for number in waiting:
            found[number] = _with_instances(*asked[number], archive)
    return found


def _inventory(
    archive: Finder,
    asked: Sequence[tuple[Study, Series]],
    waiting: Iterable[int],
    progress: Progress,
) -> Iterator[tuple[int, Series]]:
    for number in waiting:
        progress.report("finding", number, len(asked))
        yield number, _with_instances(*asked[number], archive)


def _with_instances(study: Study, series: Series, archive: Finder) -> Series:
    keys = {
        "QueryRetrieveLevel": "IMAGE",
        "StudyInstanceUID": study.study_instance_uid,
        "SeriesInstanceUID": series.series_instance_uid,
    }
    keys |= _IMAGE_KEYS
    upper = (
        (_STUDY_INSTANCE_UID, study.study_instance_uid),
        (_SERIES_INSTANCE_UID, series.series_instance_uid),
    )

    def is_of(row: Header) -> bool:  # some archives leave the upper keys out
        return all(row.text(key) in ("", uid) for key, uid in upper)

    instances: dict[str, str] = {}
    try:
        for row in archive.find_headers(keys, MOST_IMAGES, IMAGE_WALL_S):
            if is_of(row) and (uid := row.text(_SOP_INSTANCE_UID)):
                instances[uid] = row.text(_SOP_CLASS_UID)
    except PacsRefused:  # it stops at SERIES level; a peer that is gone says so at the next step
        return series
    # Some archives cut long answers off in silence: then the count is the better inventory.
    if len(instances) < (series.instances or 1):
        return series
    for uid in instances:
        must_be_one(uid)
    return replace(
        series,
        instances=len(instances),
        sop_instance_uids=frozenset(instances),
        sop_class_uids=frozenset(filter(None, instances.values())),
    )
