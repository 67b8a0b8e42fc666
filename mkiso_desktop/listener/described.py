"""What the description (OpenAPI) says of each route: its parameters, and every status it has."""

from __future__ import annotations

import re
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response

from .words import FORMAT, ONE, Grammar

_REFUSAL = {
    "type": "object",
    "required": ["error"],
    "properties": {
        name: {"type": "string"}
        for name in ("error", "code", "advice", "detail", "destination", "request_id")
    },
}
_FORM = "application/x-www-form-urlencoded"
_CONFIRMED = {
    "type": "object",
    "required": ["token"],
    "properties": {
        "token": {"type": "string", "description": "Of the page; it works once"},
    },
}
_EVERYWHERE = {
    400: "The request cannot be read, or a parameter cannot be",
    401: "X-API-Key is wrong or missing",
    403: "Not from here: another page, another network, or a confirmation used twice",
    404: "There is no such thing",
    405: "Another method",
    413: "Too long a body",
    421: "The name in Host is not ours",
    429: "Too many, see Retry-After",
    500: "A bug of ours; the log has the request_id",
    503: "Too many at once, or closing; see Retry-After",
}
_ORDERS = {
    409: "Stopped for safety, or cancelled; `code` says which",
    501: "The configuration has no CD publisher",
    502: "The PACS, the patient API or the CD publisher; `code` says which",
    507: "The disk of this computer is full",
}
_DISC = {206: "One range of the image", 416: "The image has no such range"}
_IMAGE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_PAGE: dict[str, Any] = {"text/html": {}}
_SENT = {
    "type": "object",
    "required": ["status", "accessions_sent", "patient_name", "destination", "files_sent"],
    "properties": {
        "status": {"const": "ok"},
        "accessions_sent": {"type": "array", "items": {"type": "string"}},
        "patient_name": {"type": "string"},
        "destination": {"type": "string", "description": "host:port"},
        "files_sent": {"type": "integer"},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "repeated": {"const": True, "description": "It was sent within the last ten minutes"},
    },
}


def describe(path: str, method: str, is_disc: bool, grammar: Grammar) -> dict[str, Any]:
    """Arguments for a route that makes something."""
    what = "The disc image of all studies" if is_disc else "Send all studies to the CD publisher"
    statuses = _ORDERS | _DISC if is_disc else _ORDERS
    answers: dict[int, dict[str, Any]] = {
        status: {"description": words} for status, words in statuses.items()
    }
    answers[200] = {"description": "It, or the page that asks a person, or how far it is"}
    content = _IMAGE if is_disc else {"application/json": {"schema": _SENT}}
    answers[200]["content"] = content | _PAGE
    if is_disc:
        answers[206]["content"] = _IMAGE
    more: dict[str, Any] = {"parameters": _parameters(grammar)}
    if method == "POST":
        what = f"{what}: the form of the page that asks a person"
        more["requestBody"] = {"required": True, "content": {_FORM: {"schema": _CONFIRMED}}}
    return {
        "summary": what,
        "operation_id": method.lower() + re.sub(r"\W+", "_", path),
        "tags": ["links of old pages" if grammar.is_legacy else "links"],
        "response_class": Response,  # else FastAPI says that it is JSON
        "responses": answers,
        "openapi_extra": more,
    }


def describe_all(app: FastAPI) -> None:
    """Give every route the statuses that the gate may answer with; see FastAPI.openapi."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            for path in plain()["paths"].values():
                for operation in path.values():
                    _complete(operation)
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    answers.pop("422", None)
    for status, words in _EVERYWHERE.items():
        answers.setdefault(str(status), {"description": words})
    for status, answer in answers.items():
        if int(status) >= 400:
            answer["content"] = {"application/json": {"schema": _REFUSAL}, "text/html": {}}


def _parameters(grammar: Grammar) -> list[dict[str, Any]]:
    text = "Accession numbers: one, or several with commas"
    given = [
        {
            "name": name,
            "in": "query",
            "required": len(grammar.names) == 1,
            "description": text if name == ONE else f"{text}; in the place of {ONE}",
            "schema": {"type": "string", "minLength": 1, "maxLength": 400},
            "example": "A0001",
        }
        for name in grammar.names
    ]
    choice = {"type": "string", "enum": list(grammar.formats)}
    return [*given, {"name": FORMAT, "in": "query", "required": False, "schema": choice}]
