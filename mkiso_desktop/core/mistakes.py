"""Turns what pydantic says about a configuration into sentences for the person who wrote it.

One line for each mistake: the key's path, its value, what is wrong, and the key that was meant.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_LONGEST_VALUE = 60
# The keys whose value is never shown: those that hold a secret, and those beside them where a
# secret may have been put by mistake.
_SECRET = re.compile(r"(^|\.)(auth_value|api_key|api_key_previous)(_env)?$|^store\.url$")
# A key nobody knows may be a slip of the pen for one of them.
_LIKE_SECRET = re.compile(r"auth|cred|key|pass|pw|secret|token|url", re.IGNORECASE)
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")
_WRONG = {
    "bool_type": "must be true or false",
    "enum": "must be one of {expected}",
    "extra_forbidden": "is not a key that we know",
    "float_type": "must be a number",
    "finite_number": "must be an ordinary number",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "int_type": "must be a whole number",
    "less_than_equal": "must be at most {le:g}",
    "literal_error": "must be one of {expected}",
    "model_type": "must be a section: [{path}]",
    "string_type": "must be text in quotes",
    "tuple_type": "must be a list in square brackets",
}


@dataclass(frozen=True)
class Mistake:
    """One mistake: the key with its section before it, what is wrong with its value, and both in a
    sentence that shows the value too."""

    key: str
    wrong: str
    sentence: str


def mistakes_in(error: ValidationError, model: type[BaseModel]) -> list[Mistake]:
    """Every mistake, in the order of the file's sections."""
    return [_mistake(one, model) for one in error.errors(include_url=False)]


def _mistake(mistake: ErrorDetails, model: type[BaseModel]) -> Mistake:
    where = mistake["loc"]
    cause = mistake.get("ctx", {}).get("error")
    if isinstance(mistake["input"], Mapping | BaseModel) and isinstance(cause, ValueError):
        text = str(cause)  # a rule over several keys names them itself
        key, _, _ = text.partition(" = ")
        return Mistake(key, text.partition(": ")[2], text)
    path, near = _path(where), ""
    hidden = bool(_SECRET.search(path))
    if mistake["type"] == "extra_forbidden":
        near = _near(where, model)
        hidden = bool(_LIKE_SECRET.search(f"{path} {near}"))
    meant = f"; did you mean {near}?" if near else ""
    value, wrong = _value(mistake["input"], hidden), f"{_wrong(mistake, path)}{meant}"
    key = path.partition("[")[0]
    which = wrong if key == path else f"{value}: {wrong}"
    return Mistake(key, which, f"{path} = {value}: {wrong}")


def _wrong(mistake: ErrorDetails, path: str) -> str:
    context = mistake.get("ctx", {})
    if isinstance(cause := context.get("error"), ValueError):
        return str(cause)
    if mistake["type"] == "extra_forbidden" and isinstance(mistake["input"], Mapping):
        return "is not a section that we know"
    if words := _WRONG.get(mistake["type"]):
        return words.format(path=path, **context)
    return mistake["msg"]


def _path(where: tuple[int | str, ...]) -> str:
    text = ""
    for part in where:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if _PLAIN_KEY.fullmatch(part) else json.dumps(part)
            text += f".{name}" if text else name
    return text


def _near(where: tuple[int | str, ...], model: type[BaseModel]) -> str:
    """The key that was meant: a like one in the same section, else the same one in another."""
    *outer, last = (str(part) for part in where)
    section = model
    for part in outer:
        section = _section(section, part) or section
    if like := get_close_matches(last, section.model_fields, n=1):
        return ".".join([*outer, *like])
    sections = {name: _section(model, name) for name in model.model_fields}
    homes = [name for name, other in sections.items() if other and last in other.model_fields]
    return f"{homes[0]}.{last}" if len(homes) == 1 else ""


def _section(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    kind = model.model_fields[name].annotation if name in model.model_fields else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _value(value: object, hidden: bool) -> str:
    """The value as TOML writes it; a container or a secret by a word only."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    if isinstance(value, str) and (hidden or "@" in value):  # "@": https://name:password@host
        return '"…"'
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    text = str(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
    # What a terminal would obey is written out; JSON escapes some of it only.
    text = "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
