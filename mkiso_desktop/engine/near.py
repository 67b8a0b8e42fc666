"""Looks numbers up one by one, and then what may have been meant by those that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from ..core.config import Config, PatientApi
from ..core.errors import (
    AccessionNotFound,
    MkisoError,
    PacsRefused,
    PacsUnreachable,
    PatientApiUnavailable,
)
from ..core.near import NearMiss, joined, near
from ..core.progress import Progress
from ..core.study import Finding, Patient, Study
from ..net.dimse import finder
from ..net.patient_api import find_patient
from ..steps.query import studies_under
from .finding import find_each
from .station import pacs_of

MOST_OFFERS = 3
NAME_WITHIN_S = 5.0  # an offer without the hospital's spelling of the name is better than none


def look_up(
    numbers: Sequence[str], config: Config, progress: Progress
) -> Iterator[tuple[str, Finding | MkisoError | tuple[NearMiss, ...]]]:
    """Each number with what it leads to, in their order, as it comes; then each that was not found
    with the numbers near it that exist. A peer that has just been silent is not asked for those.
    """
    unknown: list[str] = []
    is_silent = False
    for number, found in zip(numbers, find_each(numbers, config, progress), strict=True):
        yield number, found
        if isinstance(found, AccessionNotFound):
            unknown.append(number)
        is_silent |= isinstance(found, PacsUnreachable)
        if _is_api_silent(found):
            config = config.model_copy(update={"patient_api": PatientApi()})
    if is_silent or not unknown:
        return
    with suppress(PacsRefused, PacsUnreachable):  # an offer is a kindness, its absence no failure
        yield from _near_misses(numbers, unknown, config, progress)


def _is_api_silent(found: Finding | MkisoError) -> bool:
    if isinstance(found, Finding):
        return found.api_error is not None
    return isinstance(found, AccessionNotFound) and bool(found.detail)


def _near_misses(
    numbers: Sequence[str], unknown: Sequence[str], config: Config, progress: Progress
) -> Iterator[tuple[str, tuple[NearMiss, ...]]]:
    names = _Names(config, progress)
    with finder(pacs_of(config), config.station.ae_title, progress) as archive:
        for number in unknown:
            offers: list[NearMiss] = []
            for candidate in _candidates(number, numbers, unknown, config.pacs.accession_pattern):
                progress.report("finding")
                studies = () if candidate in numbers else studies_under(candidate, archive)
                if studies and (patient := names.of(candidate, studies)):
                    offers.append(NearMiss(candidate, patient))
                if len(offers) == MOST_OFFERS:
                    break
            yield number, tuple(offers)


def _candidates(
    number: str, numbers: Sequence[str], unknown: Sequence[str], pattern: str
) -> Iterator[str]:
    following = next(iter(numbers[numbers.index(number) + 1 :]), "")
    if following in unknown:
        yield from joined(number, following, pattern)
    yield from near(number, pattern)


class _Names:
    """Whose a number of the PACS is, in the patient API's words while that answers."""

    def __init__(self, config: Config, progress: Progress) -> None:
        self._api, self._tls, self._progress = config.patient_api, config.tls, progress

    def of(self, number: str, studies: tuple[Study, ...]) -> Patient | None:
        """None where the hospital does not know the number: it could not be used either."""
        if not self._api.base_url:
            return studies[0].patient
        try:
            return find_patient(
                number, self._api, self._progress, within_s=NAME_WITHIN_S, tls=self._tls
            )
        except PatientApiUnavailable:
            self._api = PatientApi()
            return studies[0].patient
        except MkisoError:
            return None
