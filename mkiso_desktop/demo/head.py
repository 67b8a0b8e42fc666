"""Draws a human head: tissues in millimetres, as CT in Hounsfield units and as three MR contrasts.

x runs to the patient's left, y to the back, z to the crown (PS3.3 C.7.6.2.1.1), all from the
middle of the head. A small bleeding in the left basal ganglia gives the pictures a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from .noise import blur, field, grain

CT_FIELD_MM, MR_FIELD_MM = 240.0, 230.0
CT_SIZE, MR_SIZE = 512, 256
CT_FIRST_MM, CT_STEP_MM = -62.0, 1.25
MR_FIRST_MM, MR_STEP_MM = -48.0, 5.5
SEED = 1895  # the year of the first X-ray picture


class Tissue(IntEnum):
    """What a point of the head is made of."""

    AIR = 0
    SKIN = 1
    FAT = 2
    BONE = 3
    MARROW = 4
    CSF = 5
    GREY = 6
    WHITE = 7
    DURA = 8
    NUCLEI = 9
    CALCIUM = 10
    BLOOD = 11
    OEDEMA = 12
    MUSCLE = 13
    EYE = 14
    LENS = 15


Labels = NDArray[np.uint8]

# By tissue, in the order of the enumeration.
HOUNSFIELD = (-1000, 20, -95, 1350, 620, 7, 38, 28, 52, 37, 170, 67, 17, 48, 12, 80)
MR_SIGNAL = {
    "T1": (0, 330, 900, 25, 400, 95, 330, 480, 190, 390, 150, 560, 280, 270, 100, 240),
    "T2": (0, 280, 560, 20, 260, 980, 480, 320, 160, 410, 150, 170, 760, 160, 960, 220),
    "FLAIR": (0, 330, 640, 20, 300, 60, 440, 330, 220, 400, 150, 250, 830, 220, 70, 260),
}


@dataclass(frozen=True)
class Ellipsoid:
    """One structure: centre and half axes in mm, turned about z by `turn` degrees."""

    tissue: Tissue
    centre: tuple[float, float, float]
    half: tuple[float, float, float]
    turn: float = 0.0


def _pair(
    tissue: Tissue,
    centre: tuple[float, float, float],
    half: tuple[float, float, float],
    turn: float = 0.0,
) -> tuple[Ellipsoid, Ellipsoid]:
    """A structure of the left side with its twin on the right."""
    x, y, z = centre
    return Ellipsoid(tissue, centre, half, turn), Ellipsoid(tissue, (-x, y, z), half, -turn)


DEEP_BRAIN = (
    *_pair(Tissue.NUCLEI, (10, 10, 8), (8, 14, 10), -20),  # thalamus
    *_pair(Tissue.NUCLEI, (26, -6, 6), (6.5, 17, 11), 12),  # lentiform nucleus
    *_pair(Tissue.NUCLEI, (17, -24, 14), (5, 9, 12), 20),  # head of the caudate
    Ellipsoid(Tissue.NUCLEI, (0, 12, -32), (14, 13, 24)),  # brain stem
    Ellipsoid(Tissue.CSF, (0, 4, 4), (2.4, 13, 13)),  # third ventricle
    Ellipsoid(Tissue.CSF, (0, 32, -34), (8, 5, 9)),  # fourth ventricle
    *_pair(Tissue.CSF, (10, -28, 15), (4.2, 15, 9), 18),  # frontal horn
    *_pair(Tissue.CSF, (11, -4, 24), (5.5, 30, 7), -8),  # body
    *_pair(Tissue.CSF, (22, 30, 15), (5.5, 17, 10), -28),  # trigone
    *_pair(Tissue.CSF, (24, 50, 10), (3.5, 13, 6), 8),  # occipital horn
    *_pair(Tissue.CSF, (34, 2, -22), (2.5, 13, 5), -20),  # temporal horn
    Ellipsoid(Tissue.CSF, (0, -6, -22), (13, 11, 6)),  # suprasellar cistern
    Ellipsoid(Tissue.CSF, (0, 32, 2), (9, 4, 7)),  # quadrigeminal cistern
    Ellipsoid(Tissue.CSF, (0, 52, -50), (9, 9, 9)),  # cisterna magna
    *_pair(Tissue.CALCIUM, (21, 30, 13), (2.6, 5, 3.5), -28),  # choroid plexus
    Ellipsoid(Tissue.CALCIUM, (0, 24, 7), (2.2, 2.6, 2.4)),  # pineal gland
    Ellipsoid(Tissue.OEDEMA, (28, 0, 8), (12, 17, 13), 8),
    Ellipsoid(Tissue.BLOOD, (27, -1, 8), (8, 12.5, 9.5), 14),
)

SKULL_BASE = (
    *_pair(Tissue.BONE, (38, -40, -40), (30, 4, 9), 16),  # wing of the sphenoid
    *_pair(Tissue.BONE, (36, 8, -46), (31, 9, 11), 32),  # petrous bone
    *_pair(Tissue.BONE, (57, 26, -52), (13, 16, 20)),  # mastoid
    Ellipsoid(Tissue.BONE, (0, -14, -54), (16, 22, 16)),  # body of the sphenoid
    Ellipsoid(Tissue.AIR, (4, -22, -52), (11, 9, 8)),  # its sinus
    *_pair(Tissue.BONE, (30, -58, -50), (21, 29, 20), -12),  # walls of the orbit
    *_pair(Tissue.FAT, (30, -60, -50), (18, 28, 17), -12),
    *_pair(Tissue.MUSCLE, (22, -48, -50), (2.2, 17, 2.5), -20),  # optic nerve
    *_pair(Tissue.MUSCLE, (42, -54, -50), (1.8, 15, 5), -22),  # lateral rectus
    *_pair(Tissue.MUSCLE, (17, -56, -50), (1.8, 15, 5), -2),  # medial rectus
    *_pair(Tissue.EYE, (32, -72, -50), (12, 12.5, 12)),
    *_pair(Tissue.LENS, (32, -81.5, -50), (4.6, 2.0, 4.6)),
)


def ct_slice(index: int) -> NDArray[np.int16]:
    """Hounsfield units, CT_SIZE squared, of slice `index` counted from the skull base."""
    z = CT_FIRST_MM + index * CT_STEP_MM
    tissue = _tissues(z, CT_SIZE, CT_FIELD_MM)
    image = np.array(HOUNSFIELD, dtype=np.float32)[tissue]
    mottle = blur(grain(SEED, index, shape=image.shape)) * np.float32(7.5)
    return np.rint(blur(image) + mottle).astype(np.int16)


def mr_slice(contrast: str, index: int) -> NDArray[np.uint16]:
    """Signal 0..4095, MR_SIZE squared, of one of MR_SIGNAL's contrasts."""
    z = MR_FIRST_MM + index * MR_STEP_MM
    tissue = _tissues(z, MR_SIZE, MR_FIELD_MM)
    signal = blur(np.array(MR_SIGNAL[contrast], dtype=np.float32)[tissue])
    signal *= 1 + np.float32(0.06) * field(SEED + 7, 3, MR_SIZE, (z + 90) / 190)  # coil shading
    key = (list(MR_SIGNAL).index(contrast), index)
    real, imaginary = (blur(grain(SEED, *key, part, shape=signal.shape)) for part in (0, 1))
    # The magnitude of two noisy channels: Rician, so that air is dark grey, not black.
    magnitude = np.hypot(signal + 26 * real, 26 * imaginary)
    signal_12_bit: NDArray[np.uint16] = np.clip(magnitude, 0, 4095).astype(np.uint16)
    return signal_12_bit


def _tissues(z: float, size: int, field_mm: float) -> Labels:
    """What is where in the axial plane at height z; rows run to the back, columns to the left."""
    step = field_mm / size
    line = (np.arange(size, dtype=np.float32) - (size - 1) / 2) * np.float32(step)
    x, y = line[None, :], line[:, None]
    level = (z + 90) / 190
    depth = _depth(x, y, z) + np.float32(0.8) * field(SEED + 1, 7, size, level)
    labels = _layers(depth)
    _brain(labels, depth, x, y, z, level)
    if z < -30:
        _face(labels, depth, y, z, level)
        _paint(labels, line, z, SKULL_BASE)
        _air_cells(labels, x, y, z, level)
    return labels


def _depth(x: NDArray[np.float32], y: NDArray[np.float32], z: float) -> NDArray[np.float32]:
    """Millimetres below the skin, along the ray from the middle of the head."""
    width = 75 * (1 + 0.10 * np.tanh((y - 12) / 55))  # wider behind the ears
    height = 96.0 if z > 0 else 170.0
    far = np.sqrt((x / width) ** 2 + (y / 95) ** 2 + (z / height) ** 2)
    rho = np.sqrt(x**2 + y**2 + z**2)
    return np.asarray(rho * (1 / np.maximum(far, 1e-3) - 1), dtype=np.float32)


def _layers(depth: NDArray[np.float32]) -> Labels:
    """Skin to cortex: each layer down to its depth in mm."""
    borders = (0, 1.6, 4.6, 6.6, 9.0, 11.0, 12.4)
    layers = (
        Tissue.AIR,
        Tissue.SKIN,
        Tissue.FAT,
        Tissue.BONE,
        Tissue.MARROW,
        Tissue.BONE,
        Tissue.CSF,
        Tissue.WHITE,
    )
    return np.array(layers, dtype=np.uint8)[np.searchsorted(borders, depth)]


def _brain(
    labels: Labels,
    depth: NDArray[np.float32],
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    z: float,
    level: float,
) -> None:
    """Cortex and sulci, the midline, the deep structures, the cerebellum."""
    size = len(labels)
    inside = depth > 12.4
    fold = np.abs(field(SEED + 2, 19, size, level) + 0.35 * field(SEED + 3, 34, size, level))
    deep = np.clip((depth - 12.4) / 15, 0, 1)
    ribbon = inside & ((depth < 15.5) | ((fold < 0.62 - 0.5 * deep) & (deep < 1)))
    labels[ribbon] = Tissue.GREY
    labels[inside & (fold < 0.13 * (1 - deep)) & (deep < 0.95)] = Tissue.CSF
    bend = np.abs(np.abs(x) - 46 + 0.004 * (y + 6) ** 2)
    if -24 < z < 22:  # the Sylvian fissure with the insula's cortex
        near = inside & (np.abs(y + 6) < 22)
        labels[near & (bend < 4.6)] = Tissue.GREY
        labels[near & (bend < 1.3)] = Tissue.CSF
    line = (np.arange(size, dtype=np.float32) - (size - 1) / 2) * (x[0, 1] - x[0, 0])
    if z < -14:
        _cerebellum(labels, depth, x, y, z)
    _paint(labels, line, z, DEEP_BRAIN)
    middle = inside & ((y < -30) | (y > 44) | (z > 34))
    sway = x + 0.5 * field(SEED + 4, 9, size, level)
    labels[middle & (np.abs(sway) < 3.4) & (z > -14)] = Tissue.GREY
    labels[middle & (np.abs(sway) < 1.3) & (z > -26)] = Tissue.CSF
    labels[middle & (np.abs(x) < 0.55) & (z > -10)] = Tissue.DURA


def _cerebellum(
    labels: Labels,
    depth: NDArray[np.float32],
    x: NDArray[np.float32],
    y: NDArray[np.float32],
    z: float,
) -> None:
    """The posterior fossa behind the petrous bones, with folia and its tent."""
    rim = ((x / 54) ** 2 + ((y - 46) / 36) ** 2 + ((z + 46) / 33) ** 2).astype(np.float32)
    fossa = (rim < 1) & (depth > 12.4)
    labels[fossa] = Tissue.WHITE
    folia = np.sin(0.75 * np.hypot(x, 1.3 * (y - 24)) + 0.2 * z)
    labels[fossa & ((rim > 0.45) & (folia > -0.75))] = Tissue.GREY
    labels[fossa & (rim > 0.5) & (folia < -0.96)] = Tissue.CSF
    labels[(depth > 12.4) & (np.abs(rim - 1.03) < 0.035) & (y < 74)] = Tissue.DURA


def _face(
    labels: Labels, depth: NDArray[np.float32], y: NDArray[np.float32], z: float, level: float
) -> None:
    """In front of the skull base there is no brain but muscle and fat."""
    front = y < -40 - 0.3 * (z + 36)
    flesh = np.where(field(SEED + 5, 26, len(labels), level) > 0.4, Tissue.FAT, Tissue.MUSCLE)
    mask = front & (depth > 2)
    labels[mask] = flesh.astype(np.uint8)[mask]


def _air_cells(
    labels: Labels, x: NDArray[np.float32], y: NDArray[np.float32], z: float, level: float
) -> None:
    """Mastoid and ethmoid: air in a honeycomb of bone."""
    comb = field(SEED + 6, 56, len(labels), level)
    side = np.abs(x)
    mastoid = ((side - 57) / 11) ** 2 + ((y - 26) / 14) ** 2 + ((z + 52) / 18) ** 2 < 1
    ethmoid = (x / 10.5) ** 4 + ((y + 58) / 25) ** 4 + ((z + 54) / 18) ** 4 < 1
    labels[mastoid] = np.where(comb > -0.2, Tissue.AIR, Tissue.BONE).astype(np.uint8)[mastoid]
    labels[ethmoid] = np.where(np.abs(comb) > 0.35, Tissue.AIR, Tissue.BONE)[ethmoid]


def _paint(
    labels: Labels, line: NDArray[np.float32], z: float, shapes: tuple[Ellipsoid, ...]
) -> None:
    """Draw each structure that the plane at height z cuts, inside its own small box."""
    for shape in shapes:
        (cx, cy, cz), (a, b, c) = shape.centre, shape.half
        cut = 1 - ((z - cz) / c) ** 2
        if cut <= 0:
            continue
        reach = max(a, b) * cut**0.5
        columns = slice(*np.searchsorted(line, (cx - reach, cx + reach)))
        rows = slice(*np.searchsorted(line, (cy - reach, cy + reach)))
        x, y = line[None, columns] - cx, line[rows, None] - cy
        cos, sin = np.cos(np.deg2rad(shape.turn)), np.sin(np.deg2rad(shape.turn))
        mask = ((x * cos + y * sin) / a) ** 2 + ((y * cos - x * sin) / b) ** 2 < cut
        labels[rows, columns][mask] = shape.tissue
