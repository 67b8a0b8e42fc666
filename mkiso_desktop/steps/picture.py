"""Draws a small picture of an instance, for eyes at the desk: nobody makes a diagnosis of it.

Only for a process of its own (see `painter`): a decoder may end it on bad data. What cannot be
drawn has no picture, and that is all.
"""

from __future__ import annotations

import os
import sys
from io import BytesIO
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.errors import InvalidDicomError
from pydicom.pixels.processing import apply_color_lut
from pydicom.pixels.utils import pixel_array

from ..core.picture import Picture, Sample
from .painter import HEAD, SIZE
from .transcode.proof import PYDICOM_RAISES
from .transcode.serve import limit_memory

SIDE: Final = 96  # pixels at most, either way
_DARKEST, _BRIGHTEST = 1.0, 99.0  # percentiles, where the header has no window
_RAISES = (*PYDICOM_RAISES, InvalidDicomError, NotImplementedError, OSError)


def serve() -> None:
    """One answer for each sample of standard input."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a decoder that prints must not answer in our name
    limit_memory()
    if sys.platform != "win32":
        os.nice(10)
    with answers:
        while (sample := _read(sys.stdin.buffer)) is not None:
            picture = draw(sample)
            size = (picture.width, picture.height) if picture else (0, 0)
            answers.write(SIZE.pack(*size) + (picture.rgb if picture else b""))
            answers.flush()


def _read(stream: BinaryIO) -> Sample | None:
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    series, length = HEAD.unpack(head)
    return Sample(stream.read(series).decode(), stream.read(length))


def draw(sample: Sample) -> Picture | None:
    """The middle frame, small; None when it cannot be drawn."""
    try:
        data_set = dcmread(BytesIO(sample.file))
        middle = int(data_set.get("NumberOfFrames") or 1) // 2
        grey = _small(_eight_bits(pixel_array(data_set, index=middle), data_set))
    except _RAISES:  # its words might quote the data set
        return None
    return Picture(sample.series_instance_uid, grey.width, grey.height, grey.tobytes())


def _eight_bits(pixels: NDArray[Any], data_set: Dataset) -> NDArray[np.uint8]:
    step = max(1, max(pixels.shape[:2]) // (2 * SIDE))  # a mammogram has fourteen million
    pixels = pixels[::step, ::step]
    kind = str(data_set.get("PhotometricInterpretation", ""))
    if kind == "PALETTE COLOR":
        pixels = apply_color_lut(pixels, data_set)
    if pixels.ndim == 3:
        return np.asarray(pixels >> (8 * (pixels.dtype.itemsize - 1)), np.uint8)
    values = pixels.astype(np.float32)
    low, high = _window(values, data_set)
    scaled = np.clip((values - low) / max(high - low, 1e-6), 0, 1) * 255
    return np.asarray(255 - scaled if kind == "MONOCHROME1" else scaled, np.uint8)


def _window(values: NDArray[np.float32], data_set: Dataset) -> tuple[float, float]:
    """From which stored value to which, by the first window of the header (PS3.3 C.11.2.1.2) or,
    where it has none that shows anything, by how the values are spread."""
    slope = float(data_set.get("RescaleSlope") or 1)
    intercept = float(data_set.get("RescaleIntercept") or 0)
    centre, width = (_first(data_set.get(f"Window{word}")) for word in ("Center", "Width"))
    if centre is not None and width and width > 0 and slope > 0:
        low = (centre - width / 2 - intercept) / slope
        high = (centre + width / 2 - intercept) / slope
        if low < float(values.max()) and high > float(values.min()):
            return low, high
    low, high = np.percentile(values, (_DARKEST, _BRIGHTEST))
    return float(low), float(high)


def _first(value: Any) -> float | None:
    if isinstance(value, (str, int, float)) or value is None:
        return None if value in (None, "") else float(value)
    return float(value[0]) if len(value) else None


def _small(pixels: NDArray[np.uint8]) -> Image.Image:
    image = Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB")
    image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return image
