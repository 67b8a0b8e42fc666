"""What was asked for, row by row: plain data, decided anew with every answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from ...core.entered import Entry
from ...core.errors import AccessionNotFound, BadRequest, MkisoError, NoDicomData, PacsUnreachable
from ...core.identity import by_patient
from ...core.near import NearMiss
from ...core.study import Finding, IdRule

Answer = Finding | MkisoError | tuple[NearMiss, ...]


class State(Enum):
    """What is known of one number."""

    LOOKING = auto()
    FOUND = auto()
    OTHER = auto()  # found, for another patient than the rest
    NO_IMAGES = auto()
    UNKNOWN = auto()
    BAD = auto()
    SILENT = auto()  # the PACS did not answer
    STOPPED = auto()  # anything else that a person must see


_STATES: dict[type, State] = {
    NoDicomData: State.NO_IMAGES,
    AccessionNotFound: State.UNKNOWN,
    BadRequest: State.BAD,
    PacsUnreachable: State.SILENT,
}


@dataclass(frozen=True)
class Row:
    """One number, what came of it (None: it is looked up), and what may have been meant (None:
    nobody has said yet)."""

    number: str
    answer: Finding | MkisoError | None = None
    offers: tuple[NearMiss, ...] | None = None

    @property
    def finding(self) -> Finding | None:
        """What can go on a disc."""
        return self.answer if isinstance(self.answer, Finding) else None

    @property
    def error(self) -> MkisoError | None:
        """Why nothing of it can."""
        return self.answer if isinstance(self.answer, MkisoError) else None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing more to ask about it."""
        if isinstance(self.answer, AccessionNotFound):
            return self.offers is not None
        return self.answer is not None


@dataclass(frozen=True)
class Asked:
    """The rows of one search. `is_list`: they are shown, as several numbers were given."""

    rows: tuple[Row, ...] = ()
    is_list: bool = False
    doubles: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """Of all rows, in their order."""
        return tuple(row.number for row in self.rows)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found so far."""
        return tuple(row.finding for row in self.rows if row.finding)

    @property
    def is_decided(self) -> bool:
        """Whether each number has its answer; offers may still come."""
        return all(row.answer is not None for row in self.rows)

    @property
    def unsettled(self) -> tuple[str, ...]:
        """The numbers to ask about."""
        return tuple(row.number for row in self.rows if not row.is_settled)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The numbers that will not be on the disc."""
        return tuple(row.number for row in self.rows if row.error)

    def told(self, number: str, answer: Answer) -> Asked:
        """With what came for that number, if it is still here."""
        return replace(
            self,
            rows=tuple(_with(row, answer) if row.number == number else row for row in self.rows),
        )

    def settled(self) -> Asked:
        """Nothing more will come."""
        return replace(self, rows=tuple(replace(row, offers=row.offers or ()) for row in self.rows))

    def without(self, numbers: Collection[str]) -> Asked:
        """Those rows are gone."""
        return replace(self, rows=tuple(row for row in self.rows if row.number not in numbers))

    def instead(self, number: str, other: str) -> Asked:
        """The other number in that one's place, to be looked up; no row twice, and none for the
        second half of a number that a space made two of."""
        if other in self.numbers:
            return self.without({number})
        half = next(iter(self.numbers[self.numbers.index(number) + 1 :]), "")
        left = self.without({half}) if other in (number + half, f"{number} {half}") else self
        rows = (Row(other) if row.number == number else row for row in left.rows)
        return replace(left, rows=tuple(rows))

    def others_than(self, number: str, rule: IdRule) -> tuple[str, ...]:
        """The numbers that were found for another patient than that one was."""
        groups = by_patient(self.findings, rule)
        named = [tuple(finding.accession_number for finding in group) for group in groups]
        return tuple(one for group in named if number not in group for one in group)

    def states(self, rule: IdRule) -> tuple[State, ...]:
        """Of each row, in their order."""
        groups = by_patient(self.findings, rule)
        others = [finding.accession_number for group in groups[1:] for finding in group]
        return tuple(_state(row, row.number in others) for row in self.rows)


def _with(row: Row, answer: Answer) -> Row:
    if isinstance(answer, tuple):
        return replace(row, offers=answer)
    return replace(row, answer=answer)


def _state(row: Row, is_other: bool) -> State:
    if row.answer is None:
        return State.LOOKING
    if row.finding:
        return State.OTHER if is_other else State.FOUND
    return _STATES.get(type(row.answer), State.STOPPED)


def asked_for(entries: Sequence[Entry], doubles: int = 0) -> Asked:
    """A search that begins."""
    rows = tuple(Row(entry.number, entry.wrong) for entry in entries)
    return Asked(rows, is_list=len(rows) > 1, doubles=doubles)
