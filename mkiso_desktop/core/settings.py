"""The configuration as a person changes it: plain values, what is locked, where secrets are kept.

Everything here reads or writes files, or asks the key store: a face calls it in a worker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .config import Config, Mistaken, check_config
from .config_file import read_or_example, save_config
from .errors import ConfigInvalid
from .locks import USUAL, Locks, Source
from .places import NoConfiguration, config_to_write, find_config, users_config
from .secrets import Home, home_of, remove_secret, store_secret
from .toml_file import parse

SECRETS = ("patient_api.auth_value", "listener.api_key", "listener.api_key_previous")
HIDDEN = "•••"  # stands for the password in the address of a database
_PASSWORD = re.compile(r"(?<=//)([^/@:]*:)([^@]*)(?=@)|(?<=[?&])(password=)([^&]*)")
_URL = "store.url"


@dataclass(frozen=True)
class Settings:
    """What stands in the configuration now.

    `values` has every key ("pacs.port") but the secrets, with the value that counts; `homes` says
    where each secret is (None: the key store did not open). `path` is where changes go.
    """

    path: Path
    is_new: bool
    text: str
    locks: Locks
    values: Mapping[str, Any]
    homes: Mapping[str, Home | None]
    mistakes: Mapping[str, str]

    def is_locked(self, key: str) -> bool:
        """Whether the site has settled it."""
        return self.locks.holds(key)

    def config_with(self, changes: Mapping[str, Any]) -> Config:
        """What the configuration would be; secrets among the changes count too. Raises Mistaken."""
        table = parse(self.text, self.path)
        for key, value in self.plain(changes).items():
            _put(table, key, value)
        return check_config(table, self.path.name, self.locks)

    def plain(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The changes as they are written: with the password that the face did not show."""
        written = dict(changes)
        if HIDDEN in str(written.get(_URL, "")):
            stored = str(_get(parse(self.text, self.path), _URL) or "")
            if known := _PASSWORD.search(stored):
                written[_URL] = written[_URL].replace(HIDDEN, known[2] or known[4] or "")
        return written


def read_settings(of: Source = USUAL) -> Settings:
    """What stands in the configuration that counts, or, before there is one, in the explained
    example. Raises ConfigInvalid when a file cannot be read."""
    try:
        source = find_config(of.named)
        target = config_to_write(source)
    except NoConfiguration:
        source = target = users_config()
    is_new = not source.exists()
    text = read_or_example(source)
    locks = of.locks_now()
    table = parse(text, source)
    try:
        mistakes: Mapping[str, str] = {}
        check_config(table, source.name, locks)
    except Mistaken as error:
        mistakes = error.by_key
    counts = locks.over(table)
    values = _values(counts)
    homes = {key: _home(key, counts, values) for key in SECRETS}
    return Settings(target, is_new, text, locks, values, homes, mistakes)


def save_settings(settings: Settings, changes: Mapping[str, Any], of: Source) -> Settings:
    """Write the changes, and keep or forget ("") the secrets among them; what stands there now.

    Nothing is kept or written unless all of it can be. Raises Mistaken, ConfigInvalid, DiskFull."""
    settings.config_with(changes)
    latest = read_settings(of)  # somebody may have edited the file meanwhile
    latest.config_with(changes)
    written = {key: value for key, value in latest.plain(changes).items() if key not in SECRETS}
    for key in SECRETS:
        if key not in changes:
            continue
        if changes[key]:
            store_secret(key, changes[key])
        else:
            remove_secret(key)
        if _get(parse(latest.text, latest.path), key):
            written[key] = ""  # it would win over what is kept elsewhere
    save_config(latest.path, latest.text, written, latest.locks)
    return read_settings(of)


def defaults() -> dict[str, Any]:
    """Every key but the secrets, with the value that it has when nobody says anything."""
    return {
        key: value for key, value in _leaves(Config().model_dump(mode="json")) if key not in SECRETS
    }


def _values(table: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for key, default in defaults().items():
        found = _get(table, key)
        values[key] = default if found is None else found
    values[_URL] = _PASSWORD.sub(rf"\1\3{HIDDEN}", str(values[_URL]))
    return values


def _home(key: str, table: Mapping[str, Any], values: Mapping[str, Any]) -> Home | None:
    try:
        return home_of(key, str(_get(table, key) or ""), str(values[f"{key}_env"]))
    except ConfigInvalid:
        return None


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _get(table: Mapping[str, Any], key: str) -> Any:
    """The value in the file, or None."""
    found: Any = table
    for name in key.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    *sections, name = key.split(".")
    for section in sections:
        below = table.get(section)
        if not isinstance(below, dict):
            below = table[section] = {}
        table = below
    table[name] = value
