"""Smooth made-up texture in three dimensions, the same at every start."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]


def field(seed: int, cells: int, size: int, depth: float = 0.5) -> Plane:
    """A slice (size x size) at `depth` (0..1) through smooth noise of `cells` waves each way.

    Values have about mean 0 and standard deviation 1.
    """
    lattice = _lattice(seed, cells)
    along = _weights(cells, np.array([depth], dtype=np.float32))[0]
    plane = np.tensordot(along, lattice, axes=(0, 0))
    weights = _grid_weights(cells, size)
    return np.asarray(weights @ plane @ weights.T, dtype=np.float32)


def grain(seed: int, *key: int, shape: tuple[int, int]) -> Plane:
    """White noise of standard deviation 1, its own for each key."""
    return np.random.default_rng((seed, *key)).standard_normal(shape, dtype=np.float32)


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
    knots = np.pad(image, 2, "edge")
    rows, columns = (
        _grid_weights(small, large) for small, large in zip(image.shape, shape, strict=True)
    )
    return np.asarray(rows @ knots @ columns.T, dtype=np.float32)


@cache
def _lattice(seed: int, cells: int) -> NDArray[np.float32]:
    knots = np.random.default_rng((seed, cells)).standard_normal((cells + 4,) * 3)
    # B-splines average their neighbours, which takes away from the spread: give it back.
    return (knots * 2.9).astype(np.float32)


@cache
def _grid_weights(cells: int, size: int) -> NDArray[np.float32]:
    return _weights(cells, (np.arange(size, dtype=np.float32) + np.float32(0.5)) / np.float32(size))


def _weights(cells: int, places: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cubic B-spline weights of each knot (columns) at each place (rows, 0..1)."""
    knots = np.arange(cells + 4, dtype=np.float32)
    far = np.abs(places[:, None] * cells + 1.5 - knots[None, :])
    near = 2 / 3 - far**2 + far**3 / 2
    tail = np.clip(2 - far, 0, None) ** 3 / 6
    return np.asarray(np.where(far < 1, near, tail), dtype=np.float32)
