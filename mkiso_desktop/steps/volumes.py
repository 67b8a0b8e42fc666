"""Which study goes on which disc when one is not enough.

DICOM knows no File-set that spans several discs (PS3.11 D, H, J): each disc is whole in itself. A
study stays together while that costs no further disc, a series stays together always.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ..core.config import Medium
from ..core.errors import MediumTooSmall
from ..core.instance import Instance

SECTOR: Final = 2048
EMPTY_DISC: Final = 150 * SECTOR
"""The image's own head, the DICOMDIR's head and the last sectors that a writer may add."""
_PER_FILE = 240  # its records in the three trees of names
_PER_FOLDER = 2 * SECTOR + 256  # a folder takes whole sectors, in ISO 9660 and in Joliet
_PER_RECORD = 520  # in the DICOMDIR; most take some 300 to 450
_NAMES = {
    Medium.CD: "a CD",
    Medium.DVD: "a DVD",
    Medium.DVD_DL: "a double layer DVD",
    Medium.BD: "a Blu-ray disc",
    Medium.USB: "a USB stick",
}

Volume = tuple[Instance, ...]


def space_of(sizes: Iterable[int], folders: int = 0) -> int:
    """Bytes that files of these sizes take on a disc, with their names and their folders."""
    files = sum(-(-size // SECTOR) * SECTOR + _PER_FILE for size in sizes)
    return files + folders * _PER_FOLDER


def split(
    instances: Sequence[Instance], capacity_bytes: int, extra_bytes: int
) -> tuple[Volume, ...]:
    """Spread the instances over as few discs as will do; the order within a disc stays.

    `extra_bytes` is what else each disc bears (pages, viewer; see `space_of`). MediumTooSmall,
    with the medium that would do, when a series does not fit on a disc of its own.
    """
    room = capacity_bytes - extra_bytes - EMPTY_DISC
    studies = [_series(study) for study in _by(instances, "study_instance_uid")]
    largest = max((_needed(series) for study in studies for series in study), default=0)
    if largest > room:
        raise _too_small(largest, capacity_bytes - room)
    series = [part for study in studies for part in study]
    wholes = [
        part
        for study in studies
        for part in ([_joined(study)] if _needed(_joined(study)) <= room else study)
    ]
    together, apart = _pack(wholes, room), _pack(series, room)
    order = {id(instance): number for number, instance in enumerate(instances)}
    discs = together if len(together) <= len(apart) else apart
    sorted_discs = [sorted(_joined(disc), key=lambda i: order[id(i)]) for disc in discs]
    return tuple(tuple(d) for d in sorted(sorted_discs, key=lambda disc: order[id(disc[0])]))


def _by(instances: Iterable[Instance], attribute: str) -> list[list[Instance]]:
    groups: dict[str, list[Instance]] = {}
    for instance in instances:
        groups.setdefault(getattr(instance, attribute), []).append(instance)
    return list(groups.values())


def must_fit(image_bytes: int, capacity_bytes: int) -> None:
    """MediumTooSmall when a finished image is larger than its medium: `split` only estimates."""
    if image_bytes > capacity_bytes:
        raise _too_small(image_bytes, 0)


def _series(study: list[Instance]) -> list[list[Instance]]:
    return _by(study, "series_instance_uid")


def _joined(parts: Iterable[list[Instance]]) -> list[Instance]:
    return [instance for part in parts for instance in part]


def _needed(part: list[Instance]) -> int:
    """Bytes of the instances on a disc, with their folders, names and directory records."""
    folders = 1 + len({instance.series_instance_uid for instance in part})
    files = space_of((i.offset + i.length for i in part), folders)
    return files + _PER_RECORD * (len(part) + folders)


def _pack(parts: list[list[Instance]], room: int) -> list[list[list[Instance]]]:
    """First fit, in order or the largest first, whichever takes fewer discs."""
    largest_first = sorted(parts, key=_needed, reverse=True)
    return min(_first_fit(parts, room), _first_fit(largest_first, room), key=len)


def _first_fit(parts: list[list[Instance]], room: int) -> list[list[list[Instance]]]:
    discs: list[list[list[Instance]]] = []
    free: list[int] = []
    for part in parts:
        needed = _needed(part)
        fitting = next((n for n, left in enumerate(free) if left >= needed), len(discs))
        if fitting == len(discs):
            discs.append([])
            free.append(room)
        discs[fitting].append(part)
        free[fitting] -= needed
    return discs


def _too_small(largest: int, around: int) -> MediumTooSmall:
    """`largest` bytes of one series and `around` them what each disc bears anyway."""
    needed = largest + around
    larger = [m for m in _NAMES if m.capacity_bytes >= needed]
    best = min(larger, key=lambda medium: medium.capacity_bytes)
    return MediumTooSmall(
        "The images of one series are more than one disc can hold",
        f"It needs {-(-needed // 1_000_000)} MB: use {_NAMES[best]}, and set disc.medium to "
        f'"{best.value}" in the configuration.',
    )
