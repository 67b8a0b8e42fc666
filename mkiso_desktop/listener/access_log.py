"""One line for each request; where a patient's number would stand, its pseudonym."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Scope

from ..core.pseudonyms import Pseudonyms
from .tickets import PAGE

log = logging.getLogger(__name__)

_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
_OFTEN = {"/api/health", "/metrics", PAGE}  # by monitors, and by pages that wait
_NAMES = {"accession_number", "accession_numbers"}
_MOST = 20


class AccessLog:
    """What a site may look through, or send away, without learning who its patients are."""

    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self._pseudonyms = pseudonyms

    def tells(self, scope: Scope, status: int) -> bool:
        """Whether there is a line for it; those that come often are for who looks closely."""
        return log.isEnabledFor(_level(_route(scope), status))

    def tell(self, scope: Scope, status: int, seconds: float) -> None:
        """Write the line. `status` 0: the caller was gone before an answer began.

        A path may hold a number, so that only the route's template is told. What a route wants told
        besides stands in scope["state"]["told"].
        """
        if not self.tells(scope, status):
            return
        state, route = scope["state"], _route(scope)
        told: dict[str, Any] = {}
        if numbers := list(_numbers(scope.get("query_string", b""))):
            told["accession"] = ",".join(map(self._pseudonyms.of, numbers))
        told |= state.get("told") or {}
        log.log(
            _level(route, status),
            "%s %s %s %d ms from %s%s [%s]",
            scope["method"] if scope["method"] in _METHODS else "-",
            route,
            status or "gone",
            round(seconds * 1000),
            state["caller"].address if "caller" in state else "-",
            _listed(told),
            state["request_id"],
        )


def _route(scope: Scope) -> str:
    """Its template."""
    return getattr(scope.get("route"), "path", "-")


def _level(route: str, status: int) -> int:
    return logging.DEBUG if route in _OFTEN and status == 200 else logging.INFO


def _numbers(query: bytes) -> Iterator[str]:
    """The accession numbers that were asked for, the strange ones too."""
    pairs = parse_qsl(query.decode("latin-1"))
    items = [item for name, value in pairs if name in _NAMES for item in value.split(",")]
    yield from (item.strip() for item in items[:_MOST] if item.strip())


def _listed(told: Mapping[str, Any]) -> str:
    return "".join(f" {_plain(name)}={_plain(value)}" for name, value in told.items())


def _plain(value: object) -> str:
    """On one line whatever it is, and nothing that a terminal would obey."""
    return str(value).encode("unicode_escape").decode("ascii").replace(" ", "\\x20")[:300]
