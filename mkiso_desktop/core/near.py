"""What may have been meant by an accession number that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from string import ascii_letters

from .errors import BadRequest
from .request import LONGEST_ACCESSION, accession_numbers
from .study import Patient

MOST_NEAR = 12
# How long hospitals make their numbers; a shorter one may have lost its leading zeros.
LENGTHS = (6, 7, 8, 9, 10, 12, LONGEST_ACCESSION)
_TO_DIGITS = str.maketrans("OoIl", "0011")


@dataclass(frozen=True)
class NearMiss:
    """A number that exists, near one that does not, and whose it is."""

    number: str
    patient: Patient


def near(number: str, pattern: str = "") -> tuple[str, ...]:
    """Accession numbers that a slip of eye or finger turns into this one, the likeliest first.

    Spaces and hyphens inside, O for 0 and I or l for 1 (and the other way round), capitals,
    leading zeros. At most MOST_NEAR, never the number itself, each one a number that may be
    asked for (and that the site's `pattern` matches).
    """
    found: dict[str, None] = {}
    for candidate in _candidates(number):
        if candidate != number and candidate not in found and _is_one(candidate, pattern):
            found[candidate] = None
            if len(found) == MOST_NEAR:
                break
    return tuple(found)


def joined(number: str, following: str, pattern: str = "") -> tuple[str, ...]:
    """The one number that a space inside may have made two of."""
    together = (number + following, f"{number} {following}")
    return tuple(one for one in together if _is_one(one, pattern))


def _candidates(number: str) -> Iterator[str]:
    bare = number.replace(" ", "").replace("-", "")
    head = len(bare) - len(bare.lstrip(ascii_letters))
    letters = bare[:head].rstrip("OoIl") or bare[:head]  # CRO1 may be CR01
    digits = bare[:head] + bare[head:].translate(_TO_DIGITS)
    all_digits = bare.translate(_TO_DIGITS)
    yield from (bare, digits, all_digits if not bare[:head].strip("OoIl") else digits)
    yield letters + bare[len(letters) :].translate(_TO_DIGITS)
    yield number.translate(_TO_DIGITS)
    yield from (number.upper(), bare.upper(), digits.upper(), number.lower(), bare.lower())
    for text in dict.fromkeys((all_digits, bare)):
        yield from _zeros(text)
    yield from islice(_as_letters(bare), 3)
    if all_digits.isdecimal():
        yield from (all_digits.lstrip("0").zfill(length) for length in LENGTHS)


def _zeros(text: str) -> Iterator[str]:
    """Without its leading zeros, with one less, and with one and two more."""
    letters = text[: len(text) - len(text.lstrip(ascii_letters))]
    rest = text[len(letters) :]
    if not rest[:1].isdecimal():
        return
    yield letters + (rest.lstrip("0") or "0")
    if rest.startswith("0"):
        yield letters + rest[1:]
    yield from (f"{letters}0{rest}", f"{letters}00{rest}")


def _as_letters(text: str) -> Iterator[str]:
    """The digits among its first signs as the letters they look like."""
    first = [{"0": "0O", "1": "1I"}.get(sign, sign) for sign in text[:3]]
    yield from ("".join(signs) + text[3:] for signs in product(*first))


def _is_one(candidate: str, pattern: str) -> bool:
    try:
        return accession_numbers([candidate], pattern) == (candidate,)
    except BadRequest:
        return False
