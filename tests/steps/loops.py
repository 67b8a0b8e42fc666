"""Colour loops as ultrasound machines make them, and studies of any syntaxes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, FileDataset, dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    UltrasoundMultiFrameImageStorage,
)

from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.steps.transcode.decoded import copy_decoded

from ..samples import an_instance, write_instance, write_study


def colours(frames: int) -> NDArray[np.uint8]:
    """Frames of strong and soft colours, 61 by 47: no multiple of a JPEG block."""
    y, x, n = np.mgrid[0:61, 0:47, 0:frames]
    pixels = np.stack((y * 4, x * 5, (x + y + 40 * n) % 256), -1).transpose(2, 0, 1, 3)
    pixels[:, 20:40, 10:30] = (250, 20, 10)
    return pixels.astype("u1")


def as_jpeg(pixels: NDArray[Any], **options: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=90, **options)
    return out.getvalue()


def a_loop(path: Path, frames: list[bytes], syntax: str, photometric: str) -> Dataset:
    ds = an_instance(UltrasoundMultiFrameImageStorage)
    ds.Rows, ds.Columns, ds.NumberOfFrames = 61, 47, len(frames)
    ds.SamplesPerPixel, ds.PlanarConfiguration, ds.PixelRepresentation = 3, 0, 0
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    ds.PhotometricInterpretation = photometric
    ds.LossyImageCompressionRatio = "12.5"
    write_instance(ds, path)  # for its file meta information
    file = dcmread(path)
    assert isinstance(file, FileDataset)
    file.file_meta.TransferSyntaxUID = UID(syntax)
    file.add_new("PixelData", "OB", encapsulate(frames))
    file["PixelData"].is_undefined_length = True
    file.save_as(path)
    return file


def studies_in(folder: Path, syntaxes: list[Any]) -> list[Instance]:
    return [
        read_instance(path)
        for number, syntax in enumerate(syntaxes)
        for path in write_study(
            folder / str(number), series=1, instances=1, transfer_syntax=syntax, rows=32
        )
    ]


def copied(source: Path, syntax: str, folder: Path) -> Path:
    """A proved copy, made in this process: for streams that no decoder dies of."""
    folder.mkdir()
    return copy_decoded(read_instance(source), syntax, folder / "copy.dcm", Progress().check).path
