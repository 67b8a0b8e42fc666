"""What the site has settled for every desk: the keys of locked.toml win over those of config.toml.

The file stands in the site's configuration folder, which the person at the desk may not write,
and has the same keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .places import find_locks
from .toml_file import read_table


@dataclass(frozen=True)
class Locks:
    """The locked keys, as the table of the file `name` has them."""

    name: str = ""
    table: Mapping[str, Any] = field(default_factory=dict)

    def keys(self) -> frozenset[str]:
        """Every locked key with its section before it: "pacs.host"."""
        return frozenset(_leaves(self.table))

    def holds(self, key: str) -> bool:
        """Whether the key, or one below it, is locked."""
        return any(one == key or one.startswith(f"{key}.") for one in self.keys())

    def over(self, table: Mapping[str, Any]) -> dict[str, Any]:
        """The table as it counts under these locks."""
        return _over(table, self.table)


NO_LOCKS = Locks()


@dataclass(frozen=True)
class Source:
    """Which configuration a program runs by: the one `named`, or the one that is looked for;
    under these locks (None: the site's)."""

    named: Path | None = None
    locks: Locks | None = None

    def locks_now(self) -> Locks:
        """The locks as they stand now. Raises ConfigInvalid as `site_locks` does."""
        return site_locks() if self.locks is None else self.locks


USUAL = Source()


def site_locks() -> Locks:
    """The site's; none where it has no locked.toml. Raises ConfigInvalid when there is one that
    cannot be read: it must not be passed over."""
    path: Path | None = find_locks()
    return Locks(path.name, read_table(path)) if path else NO_LOCKS


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield prefix + name


def _over(table: Mapping[str, Any], locks: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(table)
    for name, lock in locks.items():
        below = merged.get(name, {})
        if isinstance(lock, Mapping) and isinstance(below, Mapping):
            merged[name] = _over(below, lock)
        elif not isinstance(lock, Mapping):  # else: no section, which stays a mistake
            merged[name] = lock
    return merged
