"""What a request asks for: accession numbers and a format, out of a query read strictly.

Nobody acts on a query that was not read here: a parameter that comes twice, or that a route does
not know, is refused. Only the links of the old PHP pages may carry more than we know; the HIS that
makes them is not ours to change.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request

from ..core.errors import BadRequest
from ..core.request import accession_numbers
from .refusal import Refusal

ONE, SEVERAL = "accession_number", "accession_numbers"
FORMAT = "format"
MOST_FIELDS = 20


@dataclass(frozen=True)
class Grammar:
    """How a route may be asked: the name its error speaks of, what else it knows, and whether what
    it does not know is ignored."""

    names: tuple[str, ...] = (ONE,)
    formats: tuple[str, ...] = ("iso", "html")
    is_legacy: bool = False


def _bad(error: str, advice: str = "") -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, error, code=BadRequest.code, advice=advice)


@dataclass(frozen=True)
class Wanted:
    """What a request asks for, cleaned: nothing in it is longer or stranger than may be."""

    accession_numbers: tuple[str, ...]
    format: str = ""

    def wants_page(self, otherwise: bool) -> bool:
        """Whether a person reads the answer: `format` says it, `otherwise` where that is silent."""
        return self.format == "html" or (not self.format and otherwise)


def wanted(request: Request, grammar: Grammar, pattern: str) -> Wanted:
    """Read a request's query. Raises Refusal (400)."""
    fields = _fields(request.scope["query_string"], grammar)
    given = [name for name in grammar.names if name in fields]
    if len(given) > 1:
        raise _bad(f"{ONE} and {SEVERAL} cannot both be given")
    value = fields[given[0]] if given else ""
    if not value.strip(" "):
        raise _bad(f"missing {grammar.names[0]}")
    if not all(item.strip(" ") for item in value.split(",")):
        raise _bad("empty accession_number in list")
    try:
        numbers = accession_numbers([value], pattern)
    except BadRequest as error:
        raise _bad(error.title, error.advice) from error
    return Wanted(numbers, _format(fields, grammar))


def _format(fields: dict[str, str], grammar: Grammar) -> str:
    asked = fields.get(FORMAT, "")
    if asked in grammar.formats or not asked:
        return asked
    if grammar.is_legacy:
        return ""
    raise _bad(f"{FORMAT} must be one of {', '.join(grammar.formats)}")


def _fields(query: bytes, grammar: Grammar) -> dict[str, str]:
    # What the head of a request can hold is as much as an old link may carry.
    pairs = _pairs(query, None if grammar.is_legacy else MOST_FIELDS)
    known = {*grammar.names, FORMAT}
    if not grammar.is_legacy and any(name not in known for name, _ in pairs):
        raise _bad(f"unknown parameter: this address knows {', '.join(sorted(known))}")
    named = [pair for pair in pairs if pair[0] in known]
    fields = dict(named)
    if len(fields) < len(named):
        raise _bad("a parameter is given twice")
    return fields


def _pairs(query: bytes, most: int | None) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            # Of a page not in UTF-8, in names that we ignore; in a number it is refused.
            errors="replace",
            max_num_fields=most,
        )
    except ValueError as error:  # UnicodeDecodeError is one, too many fields another
        raise _bad("the query cannot be read") from error


def form_fields(body: bytes) -> dict[str, str]:
    """What one of our own forms posts. Raises Refusal (400)."""
    pairs = _pairs(body, MOST_FIELDS)
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _bad("a field is given twice")
    return fields
