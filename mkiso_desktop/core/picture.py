"""A small picture of a series: from which instance it is drawn, and how it looks. Never on disk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One instance that stands for its series: a whole Part 10 file."""

    series_instance_uid: str
    file: bytes


@dataclass(frozen=True)
class Picture:
    """What it looks like: rows of `width` pixels from the top, three bytes each, R, G, B."""

    series_instance_uid: str
    width: int
    height: int
    rgb: bytes
