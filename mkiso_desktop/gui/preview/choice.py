"""What a person chose on the sheet, as plain data: it outlives the widgets that show it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ...core.picture import Picture
from ...core.sizes import bytes_of_series, bytes_of_study
from ...core.study import Finding, Patient, Study


@dataclass(frozen=True)
class Tally:
    """How much is wanted of how much there is; None where the PACS does not tell."""

    studies: int
    series: int | None
    of_series: int | None
    images: int | None
    of_images: int | None
    bytes: int | None
    largest_series: int


@dataclass
class Choice:
    """One sheet: what was asked for and found, what was added to it, and what is left out.

    `listed` has the studies whose series are known, by UID; `off` the Series Instance UIDs that
    are not wanted; `others` what else the PACS has of the patient, None until it has said so;
    `added` the findings of accession numbers that were added, None while they are looked up, and
    `refused` why others could not be; `pictures` those of the series, by UID.
    """

    numbers: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    listed: dict[str, Study] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    others: tuple[Study, ...] | None = None
    added: dict[str, Finding | None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)

    def find(self, numbers: tuple[str, ...], findings: tuple[Finding, ...]) -> None:
        """The answer to the search, whole or as far as it has come."""
        self.numbers, self.findings = numbers, findings
        for number in numbers:
            self.added.pop(number, None)

    @property
    def every_finding(self) -> tuple[Finding, ...]:
        """What was found and what was added."""
        return (*self.findings, *(found for found in self.added.values() if found))

    @property
    def awaited(self) -> tuple[str, ...]:
        """Numbers that were added and are still looked up."""
        return tuple(number for number, found in self.added.items() if found is None)

    @property
    def studies(self) -> tuple[Study, ...]:
        """All of them, each with its series where these are known."""
        found = {
            (study.study_instance_uid, study.patient.patient_id): study
            for finding in self.every_finding
            for study in finding.studies
        }
        return tuple(self._with_series(study) for study in found.values())

    def _with_series(self, study: Study) -> Study:
        listed = self.listed.get(study.study_instance_uid)
        return replace(study, series=listed.series) if listed else study

    @property
    def offered(self) -> tuple[Study, ...]:
        """Other studies that are not on the sheet by the search's own numbers."""
        return tuple(
            study
            for study in self.others or ()
            if not study.accession_number or study.accession_number not in self.numbers
        )

    @property
    def patient(self) -> Patient | None:
        """As the PACS writes the patient."""
        return next((study.patient for study in self.studies), None)

    def is_off(self, study: Study) -> bool:
        """Whether nothing of a study is wanted."""
        uids = {series.series_instance_uid for series in study.series}
        return bool(uids) and uids <= self.off

    def left_out(self) -> tuple[str, ...]:
        """The series that are not wanted, of the numbers of which something is."""
        return tuple(
            series.series_instance_uid
            for study in self.studies
            if study.accession_number in self.wanted_numbers()
            for series in study.series
            if series.series_instance_uid in self.off
        )

    def wanted_numbers(self) -> tuple[str, ...]:
        """The accession numbers to order: a number of which nothing is wanted is none of them."""
        asked = dict.fromkeys((*self.numbers, *self.added))
        nothing = {number for number in asked if self._is_number_off(number)}
        return tuple(number for number in asked if number not in nothing)

    def _is_number_off(self, number: str) -> bool:
        of_number = [study for study in self.studies if study.accession_number == number]
        return bool(of_number) and all(map(self.is_off, of_number))

    def lacks_picture(self, series_instance_uid: str) -> bool:
        """Whether that is a series of this sheet which has no picture yet."""
        uids = {one.series_instance_uid for study in self.studies for one in study.series}
        return series_instance_uid in uids - self.pictures.keys()

    @property
    def is_empty(self) -> bool:
        """Whether there are studies, and everything of them is left out."""
        return bool(self.studies) and all(map(self.is_off, self.studies))

    def tally(self) -> Tally:
        """How much it is."""
        wanted = [self._wanted_of(study) for study in self.studies if not self.is_off(study)]
        sizes = [bytes_of_study(study) for study in wanted]
        in_series = [bytes_of_series(series) or 0 for study in wanted for series in study.series]
        return Tally(
            len(wanted),
            _sum([study.series_count for study in wanted]),
            _sum([_series_count(study) for study in self.studies]),
            _sum([study.instance_count for study in wanted]),
            _sum([study.instance_count for study in self.studies]),
            _sum(sizes),
            max(in_series, default=0),
        )

    def _wanted_of(self, study: Study) -> Study:
        kept = tuple(one for one in study.series if one.series_instance_uid not in self.off)
        if len(kept) == len(study.series):
            return replace(study, series_count=_series_count(study))
        return replace(
            study,
            series=kept,
            series_count=len(kept),
            instance_count=_sum([one.instances for one in kept]),
        )


def _series_count(study: Study) -> int | None:
    return len(study.series) or study.series_count


def _sum(counts: list[int | None]) -> int | None:
    return None if None in counts else sum(count or 0 for count in counts)
