"""Looks up all accession numbers of a request: the preview and the walk ask in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..core.config import Config, PatientApi
from ..core.errors import MkisoError
from ..core.progress import Progress
from ..core.study import Finding
from ..steps.query import find_accession
from .station import pacs_of


def find_all(numbers: Iterable[str], config: Config, progress: Progress) -> tuple[Finding, ...]:
    """What each accession number leads to; raises what keeps the first of them from being found,
    with the number in `detail` where there are several.

    A patient API that did not answer is not asked again: twenty time-outs would be minutes.
    """
    wanted = tuple(numbers)
    patient_api, silence = config.patient_api, None
    findings = []
    for number in wanted:
        try:
            finding = find_accession(
                number, pacs_of(config), config.station.ae_title, patient_api, progress
            )
        except MkisoError as error:
            if len(wanted) > 1:
                error.detail = ": ".join(filter(None, (number, error.detail)))
            raise
        if finding.api_error:
            patient_api, silence = PatientApi(), finding.api_error
        findings.append(replace(finding, api_error=silence))
    return tuple(findings)
