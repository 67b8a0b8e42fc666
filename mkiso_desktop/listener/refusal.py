"""An answer that says no: every one of them has the same shape (CONTRACT.md, HTTP)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class Form:
    """Where a button posts to (a path with its query), and the field `token` that it carries; with
    none it does not post, but asks that address."""

    action: str
    token: str = ""


class Refusal(Exception):
    """`status` and the body's `error`; `more` stands beside it (code, advice, destination …), and
    on a page `accession_numbers`, to be compared with the paper, and `again`, by which a person
    asks once more.

    `error` goes into the log and must not carry a patient's name or number.
    """

    def __init__(
        self,
        status: HTTPStatus | int,
        error: str,
        *,
        headers: Mapping[str, str] | None = None,
        retry_after_s: int | None = None,
        **more: Any,
    ) -> None:
        super().__init__(error)
        self.status, self.error, self.more = int(status), error, more
        self.accession_numbers: tuple[str, ...] = ()
        self.again: Form | None = None
        self.headers = dict(headers or {})
        if retry_after_s is not None:
            self.headers["Retry-After"] = str(retry_after_s)

    def as_json(self, request_id: str) -> dict[str, Any]:
        """The body."""
        return {"error": self.error, **self.more, "request_id": request_id}
