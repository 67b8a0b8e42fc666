"""The words of the table: pages, groups of fields, and how a value is edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


class Kind(Enum):
    """How a value is edited."""

    TEXT = auto()
    WHOLE = auto()  # a whole number
    NUMBER = auto()
    SWITCH = auto()
    CHOICE = auto()
    LIST = auto()
    FILE = auto()
    FOLDER = auto()
    SECRET = auto()


@dataclass(frozen=True)
class Field:
    """One key: its name for people, a quiet line that helps, and the values of a choice."""

    key: str
    label: str
    help: str = ""
    kind: Kind = Kind.TEXT
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """Fields that belong together; the first of a page needs no title."""

    fields: tuple[Field, ...]
    title: str = ""


@dataclass(frozen=True)
class Page:
    """One page: `checks` are the doctor's examinations behind its Test button."""

    name: str
    icon: str
    title: str
    about: str
    groups: tuple[Group, ...]
    checks: tuple[str, ...] = field(default=())
