"""What was typed, pasted or dropped becomes accession numbers: cleaned, each one once.

Only what is surely no part of a number is taken away: invisible signs, a spreadsheet's quotes, a
label in front. What is left goes through the rules of core.request, number by number, so that a
bad one among many says what is wrong with it and keeps nobody from the others.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .errors import BadRequest
from .request import MOST_ACCESSIONS, accession_numbers

# What people and spreadsheets put between numbers. A scanner's group separators (0x1D) are not
# here: they are refused, since nobody knows what the code meant.
_BETWEEN = re.compile(r"[ \t\r\n\u00a0\u2000-\u200a\u2028\u2029\u202f\u3000,;]+")
_LINES = re.compile(r"[\r\n\u2028\u2029]+")
_LABEL = re.compile(
    r"\b(?:acc(?:ession)?|aksesi)(?:\b|(?=_))[._ ]*(?:no|nr|num|number)?s?\b[. ]*[:=#]+|"
    r"\bno(?:mor)?[. ]+aksesi\b[. ]*[:=#]+",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:acc(?:ession)?[._ ]*(?:no|nr|num|number)s?\.?|accession|(?:no|nomor)[._ ]*aksesi)",
    re.IGNORECASE,
)
_QUOTES = "\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"


@dataclass(frozen=True)
class Entry:
    """One number as cleaned, and why it cannot be asked for (None: it can)."""

    number: str
    wrong: BadRequest | None = None


@dataclass(frozen=True)
class Entered:
    """The first MOST_ACCESSIONS entries in their order, how many doubles were dropped, and how
    many more there were."""

    entries: tuple[Entry, ...] = ()
    doubles: int = 0
    more: int = 0

    @property
    def numbers(self) -> tuple[str, ...]:
        """All that stand here, the bad ones too."""
        return tuple(entry.number for entry in self.entries)


def read_entered(text: str, pattern: str = "") -> Entered:
    """What a person typed or pasted: every word of it is meant to be a number."""
    return entered(_words(text), pattern)


def read_found(text: str, pattern: str = "") -> Entered:
    """What stands in a text that may hold other things as well."""
    return entered(found_words(text, pattern), pattern)


def found_words(text: str, pattern: str = "") -> list[str]:
    """The words of a text that may be numbers: those with a digit; and where the site says what
    its numbers look like and there are such, those alone."""
    words = [word for word in _words(text) if any(character.isdigit() for character in word)]
    return [word for word in words if pattern and _wrong(word, pattern) is None] or words


def entered(words: Iterable[str], pattern: str = "") -> Entered:
    """Words that are clean already."""
    given = list(words)
    once = list(dict.fromkeys(given))
    entries = tuple(Entry(word, _wrong(word, pattern)) for word in once[:MOST_ACCESSIONS])
    return Entered(entries, len(given) - len(once), len(once) - len(entries))


def _wrong(word: str, pattern: str) -> BadRequest | None:
    try:
        accession_numbers([word], pattern)
    except BadRequest as error:
        return error
    return None


def _words(text: str) -> Iterator[str]:
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    for line in _column(text) or [_LABEL.sub(" ", text)]:
        for word in _BETWEEN.split(line):
            if bare := _unquoted(word):
                yield bare


def _unquoted(word: str) -> str:
    if word[:1] == "=" and word[1:2] in _QUOTES:  # a spreadsheet's ="0012"
        word = word[1:]
    return word.strip(_QUOTES)


def _column(text: str) -> list[str]:
    """The cells under a table's heading for accession numbers; nothing where there is none."""
    lines = [line for line in _LINES.split(text) if line.strip()]
    for between in "\t;,":
        headings = _cells(lines[:1], between)
        for at, heading in enumerate(headings[0] if headings else ()):
            if len(lines) > 1 and _HEADING.fullmatch(heading.strip(f" {_QUOTES}")):
                return [row[at] for row in _cells(lines[1:], between) if len(row) > at]
    return []


def _cells(lines: list[str], between: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=between))
    except csv.Error:  # a cell longer than the reader takes: no table of ours
        return []
