"""What the preview asks beside the search: the series of what was found, and what else there is."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.config import Config
from ..core.progress import Progress
from ..core.study import Patient, Study
from ..steps.browse import list_series, studies_of_patient
from .station import pacs_of


def series_of(studies: Sequence[Study], config: Config, progress: Progress) -> tuple[Study, ...]:
    """The same studies with their series. May raise what a PACS says or does not say."""
    return list_series(studies, pacs_of(config), config.station.ae_title, progress)


def others_of(
    patient: Patient, known: Sequence[Study], config: Config, progress: Progress
) -> tuple[Study, ...]:
    """Further studies of a patient as the PACS describes them, beside the known ones; the newest
    first. May raise what a PACS says or does not say."""
    uids = {study.study_instance_uid for study in known}
    found = studies_of_patient(
        patient,
        pacs_of(config),
        config.station.ae_title,
        progress,
        config.identity.normalise_id,
    )
    return tuple(study for study in found if study.study_instance_uid not in uids)
