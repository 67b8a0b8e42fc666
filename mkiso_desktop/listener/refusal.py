"""An answer that says no: every one of them has the same shape (CONTRACT.md, HTTP)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any


class Refusal(Exception):
    """`status` and the body's `error`; `more` stands beside it (code, advice, destination …).

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
        self.headers = dict(headers or {})
        if retry_after_s is not None:
            self.headers["Retry-After"] = str(retry_after_s)

    def as_json(self, request_id: str) -> dict[str, Any]:
        """The body."""
        return {"error": self.error, **self.more, "request_id": request_id}
