"""Draws an ultrasound loop: liver, gall bladder and right kidney under a curved probe, breathing.

One large picture of the tissue with its speckle is made once; each frame looks at it from a
little further along the breath, and deep parts move more than those under the probe.
"""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .noise import Plane, blur, enlarge, field, grain

ROWS, COLUMNS = 480, 640
FRAMES, FRAME_TIME_MS = 30, 66.0
CM_PER_PIXEL = 15.0 / 420
SEED = 1956  # the year of the first obstetric scan
_MARGIN = 24
_APEX_ROW, _MIDDLE = -105, 320  # the centre of the probe's curve, above the picture
_SKIN, _FLOOR, _ANGLE = 135.0, 560.0, 0.62  # radii in pixels and half the opening in radians


def loop(seed: int) -> list[bytes]:
    """FRAMES pictures as JPEG baseline with 4:2:2 chrominance (YBR_FULL_422)."""
    tissue = _tissue(seed)
    fan, near = _fan()
    return [_jpeg(_frame(tissue, fan, near, seed, number)) for number in range(FRAMES)]


def _frame(tissue: Plane, fan: Plane, near: Plane, seed: int, number: int) -> NDArray[np.uint8]:
    """One picture of the loop; a breath is as long as the loop, so it plays round."""
    breath = np.sin(2 * np.pi * number / FRAMES)
    deep = np.linspace(0.15, 1, ROWS)
    rows = np.rint(np.arange(ROWS) + _MARGIN + breath * 9 * deep).astype(np.intp)
    columns = np.rint(np.arange(COLUMNS) + _MARGIN + breath * 14).astype(np.intp)
    seen = tissue[rows[:, None], columns[None, :]]
    flicker = 1.6 * grain(SEED, seed, number, shape=(ROWS // 2, COLUMNS // 2))
    seen = seen + flicker.repeat(2, 0).repeat(2, 1) + near
    decibels = np.clip((seen + 52) / 60, 0, 1) * fan
    return np.asarray(decibels**1.15 * 255, dtype=np.uint8)


def _fan() -> tuple[Plane, Plane]:
    """The sector's mask, and what lies under the probe and does not move: skin, fat, muscle."""
    x, y = np.meshgrid(np.arange(COLUMNS) - _MIDDLE, np.arange(ROWS) - _APEX_ROW)
    radius, angle = np.hypot(x, y), np.abs(np.arctan2(x, y))
    inside = (radius > _SKIN) & (radius < _FLOOR) & (angle < _ANGLE)
    below = (radius - _SKIN) * CM_PER_PIXEL
    wall = 15 * np.exp(-((below / 0.16) ** 2)) + 5 * np.exp(-(((below - 0.9) / 0.05) ** 2))
    wall += 7 * np.exp(-(((below - 1.45) / 0.06) ** 2)) - 5 * np.exp(-(((below - 1.2) / 0.25) ** 2))
    edge = np.clip((_ANGLE - angle) / 0.02, 0, 1) * np.clip((_FLOOR - radius) / 14, 0, 1)
    return (inside * edge).astype(np.float32), wall.astype(np.float32)


def _tissue(seed: int) -> Plane:
    """Echo in decibels below the strongest, with a margin on every side for the breath."""
    rows, columns = ROWS + 2 * _MARGIN, COLUMNS + 2 * _MARGIN
    x, depth = np.meshgrid(
        ((np.arange(columns) - _MARGIN - _MIDDLE) * CM_PER_PIXEL).astype(np.float32),
        ((np.arange(rows) - _MARGIN - _APEX_ROW - _SKIN) * CM_PER_PIXEL).astype(np.float32),
    )
    echo = np.full_like(x, -25.0)
    echo += 1.6 * enlarge(field(SEED + seed, 22, 180)[:132, :172], (rows, columns))
    _vessels(echo, x, depth, seed)
    _gall_bladder(echo, x, depth)
    _kidney(echo, x, depth)
    _diaphragm(echo, x, depth)
    echo -= 0.55 * np.clip(depth - 6, 0, None)  # what the gain does not make up for
    return blur(echo) + _speckle(seed, (rows, columns))


def _speckle(seed: int, shape: tuple[int, int]) -> Plane:
    """Interference of many small echoes: Rayleigh, wider across the beam than along it."""
    real, imaginary = (blur(grain(SEED, seed, 900 + part, shape=shape)) for part in (0, 1))
    for shift in (1, 2):
        real = real + np.roll(real, shift, axis=1)
        imaginary = imaginary + np.roll(imaginary, shift, axis=1)
    power = real**2 + imaginary**2
    return np.asarray(10 * np.log10(power / power.mean() + 0.02), dtype=np.float32)


def _ring(
    x: Plane, depth: Plane, centre: tuple[float, float], half: tuple[float, float], turn: float = 0
) -> Plane:
    """Below 1 inside an ellipse (centimetres, degrees), 1 on its edge."""
    cos, sin = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    along = (x - centre[0]) * cos + (depth - centre[1]) * sin
    athwart = (depth - centre[1]) * cos - (x - centre[0]) * sin
    return np.asarray(np.hypot(along / half[0], athwart / half[1]), dtype=np.float32)


def _vessels(echo: Plane, x: Plane, depth: Plane, seed: int) -> None:
    """Veins of the liver: dark, those of the portal system with bright walls."""
    random = np.random.default_rng((SEED, seed))
    for number in range(9):
        centre = random.uniform(-6.0, 1.5), random.uniform(2.6, 9.5)
        half = random.uniform(0.25, 1.1), random.uniform(0.12, 0.26)
        ring = _ring(x, depth, centre, half, random.uniform(-50, 50))
        if number % 2:
            echo += 9 * np.exp(-(((ring - 1.15) / 0.18) ** 2))
        echo[ring < 1] = -44


def _gall_bladder(echo: Plane, x: Plane, depth: Plane) -> None:
    ring = _ring(x, depth, (-1.9, 4.6), (1.9, 0.95), 32)
    echo += 10 * np.exp(-(((ring - 1.05) / 0.06) ** 2))
    # Sound is not weakened by bile: what lies behind it looks brighter.
    behind = np.exp(-(((x + 2.1) / 1.3) ** 2)) * np.clip((depth - 5.4) / 0.6, 0, 1)
    echo += 5.5 * behind * np.exp(-np.clip(depth - 5.4, 0, None) / 3.5)
    echo[ring < 1] = -58


def _kidney(echo: Plane, x: Plane, depth: Plane) -> None:
    """Capsule, dark cortex with darker pyramids, bright sinus."""
    centre, turn = (3.0, 7.6), -14.0
    ring = _ring(x, depth, centre, (4.9, 2.35), turn)
    echo[ring < 1] = -29
    echo += 9 * np.exp(-(((ring - 1.03) / 0.035) ** 2))
    for angle in range(0, 360, 36):
        away = np.deg2rad(angle + turn)
        place = (centre[0] + 3.15 * np.cos(away), centre[1] + 1.5 * np.sin(away))
        pyramid = _ring(x, depth, place, (0.55, 0.42), angle + turn)
        echo[pyramid < 1] = -37
    sinus = _ring(x, depth, centre, (2.5, 0.85), turn)
    echo += 15 * np.clip(1.25 - sinus, 0, 0.9) / 0.9


def _diaphragm(echo: Plane, x: Plane, depth: Plane) -> None:
    """A bright bow at the far side of the liver, and its mirror image's haze behind."""
    ring = _ring(x, depth, (-2.5, 3.4), (8.6, 8.4), 8)
    left = np.clip((1.0 - x) / 2.0, 0, 1)
    echo -= 9 * left * (ring > 1.02)
    echo += 24 * left * np.exp(-(((ring - 1.0) / 0.018) ** 2))


def _jpeg(grey: NDArray[np.uint8]) -> bytes:
    picture = Image.fromarray(grey).convert("RGB")
    _legend(ImageDraw.Draw(picture))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, subsampling="4:2:2")
    return out.getvalue()


def _legend(draw: ImageDraw.ImageDraw) -> None:
    """What a machine writes beside its sector: settings, depth in cm, grey scale, focus."""
    font = ImageFont.load_default()
    for line, text in enumerate(
        ("C5-1", "Abd Gen", "15 Hz", "15 cm", "2D 58 %", "DR 60", "MI 1.1")
    ):
        draw.text((10, 40 + 14 * line), text, fill=(150, 190, 230), font=font)
    draw.text((10, 10), "RS Contoh", fill=(240, 210, 120), font=font)
    for centimetre in range(16):
        row = int(_SKIN + _APEX_ROW + centimetre / CM_PER_PIXEL)
        long = 8 if centimetre % 5 == 0 else 4
        draw.line([(612, row), (612 + long, row)], fill=(200, 200, 200))
        if centimetre % 5 == 0:
            draw.text((623, row - 6), str(centimetre), fill=(200, 200, 200), font=font)
    draw.polygon([(600, 250), (606, 246), (606, 254)], fill=(240, 210, 120))
    for step in range(128):
        draw.line([(10, 300 - step), (20, 300 - step)], fill=(step * 2,) * 3)
