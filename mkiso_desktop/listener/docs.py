"""The description of our routes (OpenAPI) as one plain page: no script, no other address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .pages import Page, page

_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
Groups = dict[str, list[dict[str, Any]]]
_ENGLISH = {"lang": "en"}  # the description is, and so is its page


def docs_page(openapi: Mapping[str, Any]) -> Page:
    """All operations, grouped by their first tag, in the order of the description."""
    info = openapi["info"]
    groups = _groups(openapi)
    return page(
        "docs",
        _ENGLISH,
        title=f"{info['title']} {info['version']}",
        glyph="link",
        tone="docs",
        text=info.get("description", ""),
        groups=groups,
        everywhere=_taken_out(groups),
    )


def _taken_out(groups: Groups) -> list[dict[str, Any]]:
    """The refusals that every operation may answer with, which are told once instead."""
    operations = [one for group in groups.values() for one in group]
    common = [
        answer
        for answer in (operations[0]["answers"] if len(operations) > 1 else [])
        if answer["status"] >= "400" and all(answer in one["answers"] for one in operations)
    ]
    for one in operations:
        one["answers"] = [answer for answer in one["answers"] if answer not in common]
    return common


def _groups(openapi: Mapping[str, Any]) -> Groups:
    groups: Groups = {}
    for path, operations in openapi["paths"].items():
        for method in filter(operations.__contains__, _METHODS):
            operation = operations[method]
            tag = next(iter(operation.get("tags", ())), "")
            groups.setdefault(tag, []).append(_operation(path, method, operation))
    return groups


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{method}{path}".replace("/", "-").replace("{", "").replace("}", ""),
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "text": operation.get("description", ""),
        "parameters": [_parameter(one) for one in operation.get("parameters", ())],
        "answers": [_answer(*one) for one in sorted(operation.get("responses", {}).items())],
    }


def _parameter(one: Mapping[str, Any]) -> dict[str, Any]:
    schema = one.get("schema", {})
    choices = schema.get("enum", ())
    return {
        "name": one["name"],
        "where": one["in"],
        "needed": bool(one.get("required")),
        "type": " | ".join(map(str, choices)) or str(schema.get("type", "string")),
        "text": one.get("description", ""),
    }


def _answer(status: str, one: Mapping[str, Any]) -> dict[str, Any]:
    kinds = one.get("content", {})
    example = next((kind["example"] for kind in kinds.values() if "example" in kind), None)
    return {
        "status": status,
        "text": one.get("description", ""),
        "kinds": ", ".join(kinds),
        "example": "" if example is None else _written(example),
    }


def _written(example: Any) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)
