"""Draws a chest radiograph, postero-anterior: what X-rays leave of themselves behind a thorax.

Everything is the thickness of something that absorbs, summed along the beam. One side of the
body after the other is drawn, at a third of the size, then enlarged under grain.
`across` runs from the midline (0) to the picture's side (1), half its width; `y` runs from the top
(0) downwards in whole widths (1.19 at the bottom), so that one unit of it is two of `across`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .noise import Plane, blur, enlarge, field, grain

ROWS, COLUMNS = 2400, 2016
PIXEL_MM = 0.175
SEED = 1901  # the year of Röntgen's Nobel Prize
RIGHT, LEFT = -1, 1

Reals = NDArray[np.floating[Any]]

_STEP = 3
_HIGH, _WIDE = ROWS // _STEP, COLUMNS // _STEP


def chest(seed: int, heart: float = 1.0) -> NDArray[np.uint16]:
    """12-bit densities, ROWS x COLUMNS, bright where much was absorbed.

    `seed` gives each patient vessels and grain of their own, `heart` the heart's width.
    """
    right, left = (_half(side, seed, heart) for side in (RIGHT, LEFT))
    absorbed = np.hstack([right[:, ::-1], left])  # the patient faces us: right is on our left
    absorbed += np.float32(0.008) * field(SEED + seed, 36, _HIGH)[:, :_WIDE]
    absorbed += np.float32(0.005) * field(SEED + seed + 1, 120, _HIGH)[:, :_WIDE]
    return _develop(enlarge(blur(absorbed), (ROWS, COLUMNS)), seed)


def _half(side: int, seed: int, heart: float) -> Plane:
    across, y = np.meshgrid(
        (np.arange(_WIDE // 2, dtype=np.float32) + 0.5) * np.float32(2 / _WIDE),
        np.arange(_HIGH, dtype=np.float32) * np.float32(1 / _WIDE),
    )
    shadow = _heart(across, y, side, heart)
    air = _lung(across, y, side) * (1 - 0.72 * np.clip(2.6 * shadow, 0, 1))
    absorbed = _body(across, y) - 0.50 * air + 0.20 * shadow
    absorbed += _middle(across, y, side) + _bones(across, y)
    absorbed += air * _vessels(across, y, side, seed)
    if side == LEFT:
        absorbed -= 0.13 * _blob(across, y, (0.36, 0.985), (0.12, 0.04))  # the stomach's bubble
    return np.asarray(absorbed, dtype=np.float32)


def _develop(absorbed: Plane, seed: int) -> NDArray[np.uint16]:
    """The detector's curve: dark lungs keep detail, the abdomen does not burn out."""
    tone = 1 / (1 + np.exp(np.float32(-3.4) * (absorbed - np.float32(0.60))))
    grained = tone + np.float32(0.011) * grain(SEED, seed, shape=absorbed.shape)
    density: NDArray[np.uint16] = np.clip(grained * 3850 + 60, 0, 4095).astype(np.uint16)
    return density


def _soft(distance: Reals, width: float) -> Plane:
    """1 inside (distance below 0), 0 outside, with an edge of that width."""
    return np.asarray(0.5 - 0.5 * np.tanh(distance / width), dtype=np.float32)


def _bell(distance: Reals, width: float) -> Plane:
    return np.asarray(np.exp(-((distance / width) ** 2)), dtype=np.float32)


def _blob(across: Plane, y: Plane, centre: tuple[float, float], half: tuple[float, float]) -> Plane:
    """The thickness of an ellipsoid with those half axes, 1 in its middle."""
    rest = 1 - ((across - centre[0]) / half[0]) ** 2 - ((y - centre[1]) / half[1]) ** 2
    return np.asarray(np.sqrt(np.clip(rest, 0, None)), dtype=np.float32)


def _body(across: Plane, y: Plane) -> Plane:
    """Soft tissue: neck, shoulders and trunk, and nothing beside them."""
    edge = 0.27 + 0.70 / (1 + np.exp(-(y - 0.125) / 0.036))
    edge = np.minimum(edge, 0.975 - 0.06 * np.clip(y - 0.35, 0, 1))
    thick = np.sqrt(np.clip(1 - (across / 1.06) ** 2, 0, 1))
    outside_chest = 0.10 * _soft(_wall(y) + 0.05 - across, 0.06)
    tissue = 0.30 + 0.42 * thick + 0.16 * np.clip(y - 0.75, 0, 0.3) + outside_chest
    return np.asarray(_soft(across - edge, 0.010) * tissue, dtype=np.float32)


def _wall(y: Plane) -> Plane:
    """How far the ribs' cage reaches at each height."""
    rise = np.clip((y - 0.115) / 0.70, 0, 1)
    return np.asarray(0.815 * rise**0.36 * (1 - 0.035 * rise), dtype=np.float32)


def _lung(across: Plane, y: Plane, side: int) -> Plane:
    """Air, from the apex to the dome of the diaphragm; 0 to 1."""
    dome = 0.90 if side == LEFT else 0.865
    floor = dome + 0.62 * (across - 0.33) ** 2 + 0.9 * np.clip(across - 0.60, 0, 1) ** 2
    hilum = 0.085 + 0.05 * np.clip(y - 0.45, 0, 1) + 0.03 * np.clip(0.3 - y, 0, 1)
    inside = _soft(across - _wall(y), 0.010) * _soft(hilum - across, 0.016)
    inside *= _soft(y - floor, 0.007)
    middle = np.clip(1 - ((across - 0.42) / 0.47) ** 2, 0.12, 1) ** 0.45
    depth = 0.62 + 0.38 * np.clip((y - 0.12) / 0.4, 0, 1)
    return np.asarray(inside * middle * depth, dtype=np.float32)


def _heart(across: Plane, y: Plane, side: int, width: float) -> Plane:
    """Heart and great vessels; the apex points to the left."""
    if side == LEFT:
        tilted = y - 0.16 * (across - 0.12)
        ventricle = _blob(across, tilted, (0.10, 0.745), (0.335 * width, 0.195))
        auricle = 0.75 * _blob(across, y, (0.09, 0.57), (0.125 * width, 0.10))
        arch = 0.62 * _blob(across, y, (0.075, 0.405), (0.095, 0.070))
        left: Plane = np.maximum(np.maximum(ventricle, auricle), arch)
        return left
    atrium = 0.92 * _blob(across, y, (-0.02, 0.75), (0.205 * width, 0.17))
    cava = 0.5 * _blob(across, y, (0.02, 0.47), (0.095, 0.22))
    right: Plane = np.maximum(atrium, cava)
    return right


def _middle(across: Plane, y: Plane, side: int) -> Plane:
    """Mediastinum, windpipe and spine."""
    shade = 0.10 * _soft(across - 0.10 - 0.02 * y, 0.03) * _soft(0.10 - y, 0.05)
    windpipe = _soft(across - 0.030 - 0.006 * side, 0.006) * _soft(y - 0.44, 0.02)
    steep = 1.25 if side == RIGHT else 0.85
    bronchus = _soft(np.abs(y - 0.43 - steep * across) - 0.020, 0.006)
    windpipe += bronchus * _soft(across - 0.15, 0.02) * _soft(0.025 - across, 0.01)
    return np.asarray(shade + _spine(across, y) - 0.11 * np.minimum(windpipe, 1), dtype=np.float32)


def _spine(across: Plane, y: Plane) -> Plane:
    """Vertebral bodies with their discs, pedicles and spinous processes."""
    phase = (y * (16.0 - 3.6 * y)) % 1.0
    body = _soft(np.abs(phase - 0.5) - 0.41, 0.04)
    width = 0.058 + 0.014 * y
    edge = _bell(across - width + 0.007, 0.007) * body
    pedicle = _bell(across - 0.62 * width, 0.012) * _bell(phase - 0.40, 0.16)
    process = _bell(across, 0.011) * _bell(phase - 0.74, 0.15)
    plates = _bell(np.abs(phase - 0.5) - 0.39, 0.035)
    bone = _soft(across - width, 0.007) * (0.035 + 0.045 * body + 0.03 * plates)
    return np.asarray(bone + 0.028 * edge + 0.04 * pedicle + 0.04 * process, dtype=np.float32)


def _tube(distance: Reals, radius: float) -> Plane:
    """A hollow bone across the beam: bright edges, paler middle."""
    near = np.clip(np.abs(distance) / radius, 0, 1)
    outer = np.sqrt(1 - near**2)
    inner = np.sqrt(np.clip(1 - (near / 0.82) ** 2, 0, None))
    return np.asarray(outer - 0.70 * inner, dtype=np.float32)


def _bones(across: Plane, y: Plane) -> Plane:
    """Ribs behind and in front, clavicle, shoulder blade, head of the arm."""
    cage = _soft(across - _wall(y) - 0.022, 0.006)
    bone = np.zeros_like(across)
    for number in range(10):
        bone += _rib_behind(across, y, number) * cage
    for number in range(1, 6):
        bone += _rib_in_front(across, y, number) * cage
    # Where the ribs turn from back to front the beam runs along them.
    bone += 0.045 * _bell(across - _wall(y) - 0.008, 0.012) * _soft(0.20 - y, 0.03)
    return bone + _clavicle(across, y) + _shoulder(across, y)


def _rib_behind(across: Plane, y: Plane, number: int) -> Plane:
    """The back half: nearly level beside the spine, falling towards the side."""
    start = 0.150 + 0.0725 * number
    rise = (0.055 - 0.002 * number) * np.sin(np.pi * np.clip(across / 0.55, 0, 1))
    fall = (0.30 + 0.015 * number) * np.clip(across - 0.22, 0, 1) ** 2
    line = start - rise + fall
    radius = 0.0165 + 0.0006 * number
    return 0.33 * _tube(y - line, radius) * _soft(0.055 - across, 0.008)


def _rib_in_front(across: Plane, y: Plane, number: int) -> Plane:
    """The front half: falling steeply to the middle, until cartilage takes over, unseen."""
    side = 0.245 + 0.098 * number
    end = 0.20 + 0.025 * number
    line = side + 0.20 * (1 - np.clip(across / 0.80, 0, 1)) ** 0.80
    return 0.21 * _tube(y - line, 0.0215) * _soft(end - across, 0.03)


def _clavicle(across: Plane, y: Plane) -> Plane:
    line = 0.232 - 0.14 * (across - 0.07) + 0.020 * np.sin((across - 0.07) * 9.0)
    radius = 0.021
    shaft = _soft(across - 0.70, 0.012) * _soft(0.070 - across, 0.008)
    head = 0.05 * _blob(across, y, (0.095, 0.232), (0.04, 0.033))
    return np.asarray(0.34 * _tube(y - line, radius) * shaft + head, dtype=np.float32)


def _shoulder(across: Plane, y: Plane) -> Plane:
    """The shoulder blade, turned outwards as the radiographer asks, and the head of the arm."""
    border = 0.735 + 0.34 * np.clip(y - 0.20, 0, 1) - 0.5 * np.clip(y - 0.45, 0, 1) ** 2
    tip = _soft(y - 0.56, 0.03) * _soft(0.19 - y, 0.015)
    flat = 0.035 * _soft(border - across, 0.006) * tip * _soft(across - 0.93, 0.02)
    ridge = 0.035 * _bell(across - border - 0.008, 0.009) * tip
    spine = 0.05 * _tube(y - 0.215 + 0.10 * (across - 0.72), 0.02)
    spine *= _soft(0.70 - across, 0.02) * _soft(across - 0.90, 0.02)
    head = 0.12 * _blob(across, y, (0.905, 0.265), (0.085, 0.080))
    return np.asarray(flat + ridge + spine + head, dtype=np.float32)


def _vessels(across: Plane, y: Plane, side: int, seed: int) -> Plane:
    """Branches that run from the hilum outwards and grow thin, as a share of the lung's air."""
    random = np.random.default_rng((SEED, seed, side + 1))
    away, down = across - 0.13, y - (0.505 if side == LEFT else 0.53)
    radius = np.hypot(away, down) + np.float32(1e-3)
    angle = np.arctan2(down, away)
    shade = 0.26 * _bell(away, 0.07) * _bell(down, 0.10)
    fading = np.exp(-radius / np.float32(0.26))
    width = 0.009 * np.exp(-radius / np.float32(0.19)) + np.float32(0.0022)
    for _ in range(60):
        aim, curl = random.uniform(-1.45, 1.75), random.normal(0, 1.0)
        begin, length = random.uniform(-0.02, 0.16), random.uniform(0.16, 0.50)
        wave = 0.05 * np.sin(radius * random.uniform(14, 26) + random.uniform(0, 6))
        off = (angle - aim - curl * (radius - 0.1) - wave) * radius
        run = np.clip((length - radius) * 5, 0, 1) * np.clip((radius - begin) * 30, 0, 1)
        shade += 0.26 * _bell(off, width) * run * fading
    # Where many cross they hide one another.
    return np.asarray(0.85 * (1 - np.exp(-1.15 * shade)), dtype=np.float32)
