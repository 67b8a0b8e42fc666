"""Draws a human head: tissues in millimetres, as CT in Hounsfield units and as three MR contrasts.

x runs to the patient's left, y to the back, z to the crown (PS3.3 C.7.6.2.1.1), all from the
middle of the head. A small bleeding in the left basal ganglia gives the pictures a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from .noise import Plane, blur, field, mottle

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
Flags = NDArray[np.bool_]

# From the skin inwards: from which depth in mm on.
BRAIN_MM = 12.4
LAYERS = (
    (0.0, Tissue.SKIN),
    (1.6, Tissue.FAT),
    (4.6, Tissue.BONE),
    (6.6, Tissue.MARROW),
    (9.0, Tissue.BONE),
    (11.0, Tissue.CSF),
    (BRAIN_MM, Tissue.WHITE),
)

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


class _Cut:
    """The part of an axial plane that holds the head: x along its columns, y down its rows."""

    def __init__(self, z: float, size: int, field_mm: float) -> None:
        line = (np.arange(size, dtype=np.float32) - (size - 1) / 2) * np.float32(field_mm / size)
        columns, rows = (
            slice(int(first), int(last))
            for first, last in (np.searchsorted(line, ends) for ends in ((-86, 86), (-99, 99)))
        )
        self.z, self.size, self.window = z, size, (rows, columns)
        self.across, self.down = line[columns], line[rows]
        self.x, self.y = self.across[None, :], self.down[:, None]

    def texture(self, number: int, cells: int) -> Plane:
        """Noise of the whole head, number by number, where this plane cuts it."""
        return field(SEED + number, cells, self.size, (self.z + 90) / 190, self.window)


def ct_slice(index: int) -> NDArray[np.int16]:
    """Hounsfield units, CT_SIZE squared, of slice `index` counted from the skull base."""
    cut = _Cut(CT_FIRST_MM + index * CT_STEP_MM, CT_SIZE, CT_FIELD_MM)
    image = np.full((CT_SIZE, CT_SIZE), HOUNSFIELD[Tissue.AIR], dtype=np.float32)
    image[cut.window] = blur(np.array(HOUNSFIELD, dtype=np.float32)[_tissues(cut)])
    image += mottle(SEED, index, shape=image.shape) * np.float32(3.0)
    return np.rint(image).astype(np.int16)


def mr_slice(contrast: str, index: int) -> NDArray[np.uint16]:
    """Signal 0..4095, MR_SIZE squared, of one of MR_SIGNAL's contrasts."""
    cut = _Cut(MR_FIRST_MM + index * MR_STEP_MM, MR_SIZE, MR_FIELD_MM)
    signal = np.zeros((MR_SIZE, MR_SIZE), dtype=np.float32)
    signal[cut.window] = blur(np.array(MR_SIGNAL[contrast], dtype=np.float32)[_tissues(cut)])
    signal[cut.window] *= 1 + np.float32(0.06) * cut.texture(7, 3)  # shading of the coil
    key = (list(MR_SIGNAL).index(contrast), index)
    real, imaginary = (mottle(SEED, *key, part, shape=signal.shape) for part in (0, 1))
    # The magnitude of two noisy channels: Rician, so that air is dark grey, not black.
    magnitude = np.hypot(signal + 11 * real, 11 * imaginary)
    stored: NDArray[np.uint16] = np.clip(magnitude, 0, 4095).astype(np.uint16)
    return stored


def _tissues(cut: _Cut) -> Labels:
    """What is where in this plane."""
    depth = _depth(cut) + np.float32(0.8) * cut.texture(1, 7)
    labels = _layers(depth)
    inside = depth > BRAIN_MM
    _cortex(labels, inside, depth, cut)
    if cut.z < -14:
        _cerebellum(labels, inside, cut)
    _paint(labels, cut, DEEP_BRAIN)
    _midline(labels, inside, cut)
    if cut.z < -38:
        _face(labels, depth, cut)
    if cut.z < -24:
        _paint(labels, cut, SKULL_BASE)
        _air_cells(labels, cut)
    return labels


def _depth(cut: _Cut) -> Plane:
    """Millimetres below the skin, along the ray from the middle of the head."""
    width = 74 * (1 + 0.07 * np.tanh((cut.y - 12) / 50))  # wider behind the ears
    height = 96.0 if cut.z > 0 else 170.0
    lengthwise = np.abs(cut.y / 95) ** 2.35 + (cut.z / height) ** 2
    far = np.sqrt((cut.x / width) ** 2 + lengthwise)
    rho = np.sqrt(cut.x**2 + (cut.y**2 + cut.z**2))
    return np.asarray(rho / np.maximum(far, 1e-3) - rho, dtype=np.float32)


def _layers(depth: Plane) -> Labels:
    """Skin to cortex: each layer down to its depth in mm."""
    labels = np.zeros(depth.shape, dtype=np.uint8)
    for border, tissue in LAYERS:
        labels[depth > border] = tissue
    return labels


def _cortex(labels: Labels, inside: Flags, depth: Plane, cut: _Cut) -> None:
    """Grey matter that follows the skull and its own folds, with fluid in the folds."""
    fold = np.abs(cut.texture(2, 20) + np.float32(0.4) * cut.texture(3, 36))
    below = depth - BRAIN_MM
    labels[inside & ((below < 3.4) | (fold < 0.95 - below / 20))] = Tissue.GREY
    labels[inside & (fold < 0.26 - below / 60)] = Tissue.CSF
    if -24 < cut.z < 22:  # the Sylvian fissure with the insula's cortex
        bend = np.abs(np.abs(cut.x) - 43 + 0.006 * (cut.y + 8) ** 2 + 2 * cut.texture(8, 12))
        near = inside & (np.abs(cut.y + 8) < 24)
        labels[near & (bend < 4.6)] = Tissue.GREY
        labels[near & (bend < 1.4)] = Tissue.CSF


def _midline(labels: Labels, inside: Flags, cut: _Cut) -> None:
    """The fissure between the hemispheres, its cortex and the falx."""
    middle = inside & ((cut.y < -30) | (cut.y > 44) | (cut.z > 34)) & (np.abs(cut.x) < 8)
    sway = np.abs(cut.x + 0.6 * cut.texture(4, 14))
    if cut.z > -14:
        labels[middle & (sway < 3.6)] = Tissue.GREY
    if cut.z > -26:
        labels[middle & (sway < 1.4)] = Tissue.CSF
    if cut.z > -10:
        labels[middle & (np.abs(cut.x) < 0.55)] = Tissue.DURA


def _cerebellum(labels: Labels, inside: Flags, cut: _Cut) -> None:
    """The posterior fossa behind the petrous bones, with folia and its tent."""
    rim = (cut.x / 54) ** 2 + (((cut.y - 46) / 36) ** 2 + ((cut.z + 46) / 33) ** 2)
    fossa = inside & (rim < 1)
    labels[fossa] = Tissue.WHITE
    folia = np.sin(0.75 * np.hypot(cut.x, 1.3 * (cut.y - 24)) + 0.2 * cut.z + cut.texture(9, 24))
    labels[fossa & (rim > 0.42) & (folia > -0.80)] = Tissue.GREY
    labels[fossa & (rim > 0.5) & (folia < -0.97)] = Tissue.CSF
    labels[inside & (np.abs(rim - 1.03) < 0.03) & (cut.y < 74)] = Tissue.DURA


def _face(labels: Labels, depth: Plane, cut: _Cut) -> None:
    """In front of the skull base there is no brain but muscle and fat, behind a wall of bone."""
    ahead = cut.y + 31 + 7 * np.sin(np.abs(cut.x) / 22) ** 2 + 0.3 * (cut.z + 36)
    front = (ahead < 0) & (depth > 2)
    flesh = np.where(cut.texture(5, 26) > 0.4, np.uint8(Tissue.FAT), np.uint8(Tissue.MUSCLE))
    labels[front] = flesh[front]
    labels[(np.abs(ahead) < 1.3) & (depth > 6)] = Tissue.BONE


def _air_cells(labels: Labels, cut: _Cut) -> None:
    """Mastoid and ethmoid: air in a honeycomb of bone."""
    comb = cut.texture(6, 56)
    air, bone = np.uint8(Tissue.AIR), np.uint8(Tissue.BONE)
    behind_ear = ((cut.y - 26) / 14) ** 2 + ((cut.z + 52) / 18) ** 2
    mastoid = ((np.abs(cut.x) - 57) / 11) ** 2 + behind_ear < 1
    labels[mastoid] = np.where(comb > -0.2, air, bone)[mastoid]
    ethmoid = (cut.x / 10.5) ** 4 + (((cut.y + 58) / 25) ** 4 + ((cut.z + 54) / 18) ** 4) < 1
    labels[ethmoid] = np.where(np.abs(comb) > 0.35, air, bone)[ethmoid]


def _paint(labels: Labels, cut: _Cut, shapes: tuple[Ellipsoid, ...]) -> None:
    """Draw each structure that the plane cuts, inside its own small box."""
    for shape in shapes:
        (cx, cy, cz), (a, b, c) = shape.centre, shape.half
        share = 1 - ((cut.z - cz) / c) ** 2
        if share <= 0:
            continue
        reach = max(a, b) * share**0.5
        columns = slice(*np.searchsorted(cut.across, (cx - reach, cx + reach)))
        rows = slice(*np.searchsorted(cut.down, (cy - reach, cy + reach)))
        x, y = cut.across[None, columns] - cx, cut.down[rows, None] - cy
        cos, sin = np.cos(np.deg2rad(shape.turn)), np.sin(np.deg2rad(shape.turn))
        mask = ((x * cos + y * sin) / a) ** 2 + ((y * cos - x * sin) / b) ** 2 < share
        labels[rows, columns][mask] = shape.tissue
