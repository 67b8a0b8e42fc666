"""Smooth made-up texture in three dimensions, the same at every start."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
EVERYWHERE = (slice(None), slice(None))


def field(
    seed: int, cells: int, size: int, depth: float = 0.5, window: tuple[slice, slice] = EVERYWHERE
) -> Plane:
    """A slice (size x size) at `depth` (0..1) through smooth noise of `cells` waves each way.

    Values have about mean 0 and standard deviation 1. Only `window` of it is made.
    """
    lattice = _lattice(seed, cells)
    plane = np.zeros(lattice.shape[1:], dtype=np.float32)
    for knot, weight in _taps(cells, 1, depth):
        plane += weight[0] * lattice[knot[0]]
    return _spread(plane, (size, size), window)


def grain(seed: int, *key: int, shape: tuple[int, int]) -> Plane:
    """White noise of standard deviation 1, its own for each key."""
    return np.random.default_rng((seed, *key)).standard_normal(shape, dtype=np.float32)


def mottle(seed: int, *key: int, shape: tuple[int, int]) -> Plane:
    """Grain as a scanner's filter leaves it: softened, standard deviation 1. Cheap to have often:
    each key looks at another part of one large sheet."""
    sheet = _sheet(seed)
    random = np.random.default_rng((seed, *key))
    row, column = (
        int(random.integers(0, have - want + 1))
        for have, want in zip(sheet.shape, shape, strict=True)
    )
    return sheet[row : row + shape[0], column : column + shape[1]]


@cache
def _sheet(seed: int) -> Plane:
    soft = blur(grain(seed, shape=(1024, 1024)))
    return np.asarray(soft / soft.std(), dtype=np.float32)


def blur(image: Plane, times: int = 1) -> Plane:
    """The image under a small binomial point spread function."""
    quarter, half = np.float32(0.25), np.float32(0.5)
    for _ in range(times):
        wide = np.pad(image, ((1, 1), (0, 0)), "edge")
        image = (wide[:-2] + wide[2:]) * quarter + wide[1:-1] * half
        wide = np.pad(image, ((0, 0), (1, 1)), "edge")
        image = (wide[:, :-2] + wide[:, 2:]) * quarter + wide[:, 1:-1] * half
    return image


def enlarge(image: Plane, shape: tuple[int, int]) -> Plane:
    """The image at a larger size, through cubic B-splines: smooth, and a little softer."""
    return _spread(np.pad(image, 2, "edge"), shape)


@cache
def _lattice(seed: int, cells: int) -> NDArray[np.float32]:
    knots = np.random.default_rng((seed, cells)).standard_normal((cells + 4,) * 3)
    # B-splines average their neighbours, which takes away from the spread: give it back.
    return (knots * 2.9).astype(np.float32)


def _spread(
    knots: Plane, shape: tuple[int, int], window: tuple[slice, slice] = EVERYWHERE
) -> Plane:
    """Cubic B-splines between the knots, without BLAS: its threads would fight the other jobs."""
    row_taps, column_taps = (
        [(k[part], w[part]) for k, w in _taps(have - 4, want)]
        for have, want, part in zip(knots.shape, shape, window, strict=True)
    )
    wide = np.zeros((len(knots), len(column_taps[0][0])), dtype=np.float32)
    for k, w in column_taps:
        wide += knots[:, k] * w
    out = np.zeros((len(row_taps[0][0]), wide.shape[1]), dtype=np.float32)
    for k, w in row_taps:
        out += wide[k] * w[:, None]
    return out


@cache
def _taps(
    cells: int, size: int, start: float = 0.0
) -> tuple[tuple[NDArray[np.intp], NDArray[np.float32]], ...]:
    """The four knots around each of `size` places from `start` to 1, and their weights."""
    places = (start + (np.arange(size) + 0.5 * (size > 1)) / size) * cells + 1.5
    first = np.floor(places).astype(np.intp) - 1
    taps = []
    for k in range(4):
        far = np.abs(places - first - k)
        near, tail = 2 / 3 - far**2 + far**3 / 2, np.clip(2 - far, 0, None) ** 3 / 6
        taps.append((first + k, np.where(far < 1, near, tail).astype(np.float32)))
    return tuple(taps)
