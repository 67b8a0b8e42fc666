"""What the front desk asked for, cleaned and refused before any wire hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from .errors import BadRequest

MOST_ACCESSIONS = 20
LONGEST_ACCESSION = 16  # VR SH, PS3.5 6.2
MOST_LEFT_OUT = 500
LONGEST_UID = 64  # PS3.5 9.1


class Outcome(Enum):
    """What comes of a request."""

    ISO = "iso"
    RELAY = "relay"


@dataclass(frozen=True)
class MediaRequest:
    """One job's order. Words as in PS3.3 C.22, Media Creation Management, where they fit.

    `output` is a folder or a file name ending in .iso (ISO only; empty: the downloads folder).
    `allow_incomplete` and `allow_mismatch` hold the name of the person who accepts it, or "".
    `leave_out` are Series Instance UIDs that the person does not want. `patient_id` is whom the
    person saw before ordering ("": nobody looked): accession numbers are given away twice, and
    what is found later may be another's. It asks for nothing more, so it makes no other request.
    `is_download`: one image whatever its size, which nobody else on this computer may read.
    """

    accession_numbers: tuple[str, ...]
    outcome: Outcome = Outcome.ISO
    output: str = ""
    allow_incomplete: str = ""
    allow_mismatch: str = ""
    leave_out: tuple[str, ...] = ()
    patient_id: str = field(default="", compare=False)
    is_download: bool = False

    @property
    def images(self) -> tuple[frozenset[str], frozenset[str]]:
        """Which images are asked for: alike only where one may begin with what the other had."""
        return frozenset(self.accession_numbers), frozenset(self.leave_out)

    @property
    def by_hand(self) -> MediaRequest:
        """The same when a person at the desk asks for it: what a link asked for is kept for a
        while only, and not for discs."""
        return replace(self, output="", is_download=False) if self.is_download else self


def accession_numbers(words: Iterable[str], pattern: str = "") -> tuple[str, ...]:
    """Read accession numbers from words that may be comma lists; order kept, repeats dropped.

    Raises BadRequest for an empty word, a wildcard (an archive would answer with every study it
    has), a backslash (a list, PS3.5 6.4), a control character, more than 16 characters, or
    what the site's own `pattern` does not match.
    """
    numbers: dict[str, None] = {}
    for word in words:
        for item in word.split(","):
            numbers[_accession_number(item.strip(" "), pattern)] = None
    if not numbers:
        raise BadRequest("No accession number was given", "Scan or type an accession number.")
    if len(numbers) > MOST_ACCESSIONS:
        raise BadRequest(
            f"{len(numbers)} accession numbers are too many for one disc",
            f"Ask for at most {MOST_ACCESSIONS} at a time.",
        )
    return tuple(numbers)


def left_out(series_instance_uids: Iterable[str]) -> tuple[str, ...]:
    """Series that a person does not want, in one order, without repeats. Raises BadRequest for
    what cannot be a UID, and for more than any window offers."""
    uids = tuple(sorted(set(series_instance_uids)))
    if len(uids) > MOST_LEFT_OUT:
        raise BadRequest(
            f"{len(uids)} series are too many to be left out one by one",
            f"Leave out at most {MOST_LEFT_OUT}, or ask for fewer accession numbers.",
        )
    if not all(0 < len(uid) <= LONGEST_UID and uid.isascii() and uid.isprintable() for uid in uids):
        raise BadRequest("A series that is to be left out has no UID", "Search again.")
    return uids


def cleaned(request: MediaRequest, pattern: str = "") -> MediaRequest:
    """The request as it is kept, every word of it clean. Raises BadRequest."""
    return replace(
        request,
        accession_numbers=accession_numbers(request.accession_numbers, pattern),
        allow_incomplete=request.allow_incomplete.strip(),  # a blank is nobody's name
        allow_mismatch=request.allow_mismatch.strip(),
        leave_out=left_out(request.leave_out),
    )


def _accession_number(item: str, pattern: str) -> str:
    advice = "Scan or type it again, exactly as it is printed."
    if not item:
        raise BadRequest("An accession number is empty", advice)
    if any(character in "*?\\" for character in item):
        raise BadRequest("An accession number cannot contain *, ? or \\", advice)
    if not item.isprintable():
        raise BadRequest("An accession number cannot contain control characters", advice)
    if len(item) > LONGEST_ACCESSION:
        raise BadRequest(f"An accession number has at most {LONGEST_ACCESSION} characters", advice)
    if not item.isascii():
        raise BadRequest("An accession number has only plain letters, digits and signs", advice)
    if pattern and not re.fullmatch(pattern, item):
        raise BadRequest("This is not what an accession number looks like here", advice)
    return item
