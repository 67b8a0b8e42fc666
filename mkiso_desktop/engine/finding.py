"""Looks up the accession numbers of a request: the preview and the walk ask in the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..core.config import Config, PatientApi
from ..core.errors import MkisoError, PacsUnreachable
from ..core.progress import Progress
from ..core.study import Finding
from ..steps.query import find_accession
from .station import pacs_of


def find_each(
    numbers: Iterable[str], config: Config, progress: Progress
) -> Iterator[Finding | MkisoError]:
    """What each accession number leads to, or what keeps it from being found, in their order.

    A peer that did not answer is not asked again: twenty time-outs would be minutes.
    """
    patient_api, silence = config.patient_api, None
    gone: PacsUnreachable | None = None
    for number in numbers:
        if gone:
            yield gone
            continue
        try:
            finding = find_accession(
                number,
                pacs_of(config),
                config.station.ae_title,
                patient_api,
                progress,
                config.tls,
            )
        except PacsUnreachable as error:
            gone = error
            yield error
        except MkisoError as error:
            yield error
        else:
            if finding.api_error:
                patient_api, silence = PatientApi(), finding.api_error
            yield replace(finding, api_error=silence)


def find_all(numbers: Iterable[str], config: Config, progress: Progress) -> tuple[Finding, ...]:
    """The findings of all; raises what keeps the first of them from being found, with the number
    in `detail` where there are several."""
    wanted = tuple(numbers)
    findings = []
    for number, found in zip(wanted, find_each(wanted, config, progress), strict=True):
        if isinstance(found, MkisoError):
            if len(wanted) > 1:
                found.detail = ": ".join(filter(None, (number, found.detail)))
            raise found
        findings.append(found)
    return tuple(findings)
