"""What belongs to this window alone and not to config.toml: its place, its looks, its sounds.

A small file in the user's state folder (core.places.state_folder), with no patient in it. It is
read before the first paint, so it must be quick, and must never be in the way: what is damaged,
missing or of another version is as if it had never been said.

For a page of the settings: set an attribute, `save()`, and for `scheme` and `type_size` call
`look.wear(app, preferences)`; the window makes its rooms anew where letters have grown.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from ..core.errors import MkisoError
from ..core.places import state_folder

log = logging.getLogger(__name__)

NAME = "window.json"
MOST_BYTES = 64 * 1024  # ours has 2 KB: what is longer is not ours
MOST_PIXELS = 20_000
LANGUAGES = ("en", "id")

Word = TypeVar("Word", bound=Enum)


class Scheme(Enum):
    """Light or dark, or what the system says."""

    SYSTEM, LIGHT, DARK = "system", "light", "dark"


class TypeSize(Enum):
    """How large letters are."""

    NORMAL, LARGE, VERY_LARGE = "normal", "large", "very large"

    @property
    def scale(self) -> float:
        """How many times the system's own size."""
        return {"normal": 1.0, "large": 1.25, "very large": 1.5}[self.value]

    def step(self, by: int) -> TypeSize:
        """The next larger or smaller one; the last stays what it is."""
        sizes = list(TypeSize)
        return sizes[min(max(sizes.index(self) + by, 0), len(sizes) - 1)]


class Preferences:
    """Without a `path` it is forgotten with the window: so it is in the demo and in tests.

    `geometry` is QWidget.saveGeometry in hexadecimal digits; `columns` the widths of each table's
    columns where letters are NORMAL; `language` "en" or "id", as the window last spoke, or nothing.
    """

    # No dataclass: those are loaded behind the first paint.
    def __init__(
        self,
        path: Path | None = None,
        *,
        geometry: str = "",
        columns: dict[str, list[int]] | None = None,
        scheme: Scheme = Scheme.SYSTEM,
        type_size: TypeSize = TypeSize.NORMAL,
        sounds: bool = True,
        language: str = "",
    ) -> None:
        self.path = path
        self.geometry = geometry
        self.columns = columns or {}
        self.scheme, self.type_size = scheme, type_size
        self.sounds, self.language = sounds, language

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Preferences) and vars(self) == vars(other)

    def save(self) -> None:
        """Write them down. A disk that is full takes nothing but the memory of a place."""
        if self.path is None:
            return
        from ..core.durable import whole_file  # not before the first paint

        text = json.dumps(self._as_json(), indent=1)
        try:
            with whole_file(self.path) as out:
                out.write(text.encode())
        except OSError as error:
            log.info("the window's preferences were not written: %s", type(error).__name__)

    def _as_json(self) -> dict[str, Any]:
        return {
            "geometry": self.geometry,
            "columns": self.columns,
            "scheme": self.scheme.value,
            "type_size": self.type_size.value,
            "sounds": self.sounds,
            "language": self.language,
        }


def usual_path() -> Path | None:
    """Where they stand for this user; None where there is no such place to write to."""
    try:
        return state_folder() / NAME
    except MkisoError as error:
        log.info("no place for the window's preferences: %s", error.code)
        return None


def load(path: Path | None) -> Preferences:
    """What the file says, as far as it makes sense. Raises nothing."""
    said = _read(path) if path is not None else {}
    return Preferences(
        path,
        geometry=_geometry(said.get("geometry")),
        columns=_columns(said.get("columns")),
        scheme=_word(Scheme, said.get("scheme"), Scheme.SYSTEM),
        type_size=_word(TypeSize, said.get("type_size"), TypeSize.NORMAL),
        sounds=said.get("sounds") is not False,
        language=said["language"] if said.get("language") in LANGUAGES else "",
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _word(kind: type[Word], said: object, otherwise: Word) -> Word:
    return next((word for word in kind if word.value == said), otherwise)


def _geometry(said: object) -> str:
    try:
        return bytes.fromhex(said).hex() if isinstance(said, str) else ""
    except ValueError:
        return ""


def _columns(said: object) -> dict[str, list[int]]:
    if not isinstance(said, dict):
        return {}
    return {name: widths for name, widths in said.items() if _are_widths(widths)}


def _are_widths(said: object) -> bool:
    return isinstance(said, list) and all(
        type(width) is int and 0 < width < MOST_PIXELS for width in said
    )
