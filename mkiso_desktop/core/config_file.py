"""Changes keys of a config.toml as a careful person would: comments, order and layout stay.

A file that is not there yet begins as a copy of config.example.toml, so that whoever opens it
later finds every key explained. Nothing is replaced before load_config's own rules are content.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import tomlkit
from tomlkit.container import Container, OutOfOrderTableProxy
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, Item, Table

from .config import Config, check_config
from .durable import write_durably
from .errors import ConfigInvalid, disk_error
from .locks import Locks
from .places import example_config
from .toml_file import parse, read_text

_Section = Container | OutOfOrderTableProxy | AbstractTable
_BEFORE_A_COMMENT = 2  # blanks at least, where comments stand in a column


def read_or_example(path: Path) -> str:
    """The text of the file, or, when there is none, the explained one it would begin with.

    Raises ConfigInvalid when it is there and cannot be read."""
    return read_text(path if path.exists() else example_config())


def with_changes(text: str, changes: Mapping[str, Any]) -> str:
    """The TOML with these keys ("pacs.port") set to plain values; all else stays as it was."""
    document = tomlkit.parse(text.replace("\r\n", "\n"))
    for key, value in changes.items():
        *sections, name = key.split(".")
        _set(_section(document, sections), name, value)
    new = document.as_string()
    if not text.endswith("\n\n"):
        new = new.rstrip("\n") + "\n"
    return new.replace("\n", "\r\n") if "\r\n" in text else new


def save_config(path: Path, text: str, changes: Mapping[str, Any], locks: Locks) -> Config:
    """Write the changed text to `path`, whole and for this user alone; what it says now.

    Raises Mistaken, and leaves the file alone, when the result has mistakes; ConfigInvalid when
    `text` is no TOML; DiskFull when it cannot be written."""
    parse(text, path)
    try:
        new = with_changes(text, changes)
    except (TOMLKitError, RecursionError) as error:  # it is stricter than tomllib here and there
        raise ConfigInvalid("The configuration file is not TOML", f"{path}: {error}") from error
    config = check_config(parse(new, path), path.name, locks)
    _replace(path.resolve(), new)  # a link stays one
    return config


def _replace(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(path, text.encode())
    except OSError as error:
        raise disk_error(error, str(path.parent)) from error


def _section(document: _Section, names: list[str]) -> _Section:
    for name in names:
        below = document.get(name)
        if not isinstance(below, _Section):  # not there, or a mistake that cannot stay
            document[name] = tomlkit.table()
            below = cast(Table, document[name])
        document = below
    return document


def _set(section: _Section, name: str, value: Any) -> None:
    if name not in section:
        _add(section, name, value)
        return
    before = section[name]
    section[name] = value
    after = section[name]
    if isinstance(before, Item) and isinstance(after, Item):
        _keep_column(before, after)


def _keep_column(before: Item, after: Item) -> None:
    """Comments that stand below one another go on doing so."""
    blanks = after.trivia.comment_ws
    if after.trivia.comment and len(blanks) >= _BEFORE_A_COMMENT and not blanks.strip(" "):
        wanted = len(blanks) + len(before.as_string()) - len(after.as_string())
        after.trivia.comment_ws = " " * max(wanted, _BEFORE_A_COMMENT)


def _add(section: _Section, name: str, value: Any) -> None:
    """A new key below the last one; the comments that follow belong to the next section."""
    if not isinstance(section, Table):
        section[name] = value
        return
    body = section.value.body
    keys = [at for at, (key, item) in enumerate(body) if key and not isinstance(item, Table)]
    end = keys[-1] + 1 if keys else 0
    tail = body[end:]
    if any(key for key, _ in tail):  # sections inside this one
        section[name] = value
        return
    del body[end:]
    section.append(name, value)
    body.extend(tail)
