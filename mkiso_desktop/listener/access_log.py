"""One line for each request; where a patient's number would stand, its pseudonym."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from starlette.types import Scope

log = logging.getLogger(__name__)

_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
_OFTEN = {"/api/health", "/metrics"}


def tell(scope: Scope, status: int, seconds: float) -> None:
    """Write the line. `status` 0: the caller was gone before an answer began.

    A route's path may hold a number, so that only its template is told; what the route wants told
    besides stands in scope["state"]["told"].
    """
    state = scope["state"]
    caller = state.get("caller")
    route = getattr(scope.get("route"), "path", "-")
    often = route in _OFTEN and status == 200
    log.log(
        logging.DEBUG if often else logging.INFO,
        "%s %s %s %d ms from %s%s [%s]",
        scope["method"] if scope["method"] in _METHODS else "-",
        route,
        status or "gone",
        round(seconds * 1000),
        caller.address if caller else "-",
        _told(state.get("told") or {}),
        state["request_id"],
    )


def _told(words: Mapping[str, Any]) -> str:
    return "".join(f" {_plain(name)}={_plain(value)}" for name, value in words.items())


def _plain(value: object) -> str:
    """On one line whatever it is, and nothing that a terminal would obey."""
    return str(value).encode("unicode_escape").decode("ascii").replace(" ", "\\x20")[:200]
