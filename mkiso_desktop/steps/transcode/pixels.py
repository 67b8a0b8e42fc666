"""Decodes compressed pixels frame by frame, so that a long loop needs no more memory than a frame.

What decodes what (none under the GPL): pylibjpeg-openjpeg JPEG 2000 and HTJ2K, pylibjpeg-rle and
pydicom RLE, gdcm JPEG and JPEG-LS, Pillow JPEG Baseline. Nobody here decodes 12 bit JPEG
Extended, or video. A colour image of JPEG Baseline becomes RGB, as most viewers want it; the
components of lossless syntaxes stay in the colour space in which they were stored.
"""

from __future__ import annotations

import logging
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.encaps import generate_frames
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID

from .proof import PYDICOM_RAISES
from .recode import CannotDecode, Level, Native

JPEG_BASELINE, JPEG_EXTENDED = "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"
# A decoder's failure is told by CannotDecode; its traceback in the log could quote the data.
logging.getLogger("pydicom.pixels.decoders.base").setLevel(logging.CRITICAL)

LARGEST_FRAME: Final = 1 << 27
"""Bytes, twice those of the largest mammogram. A decoder holds a frame some seven times over."""

_JPEG_LS = frozenset({"1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"})
_JPEG_2000 = frozenset(f"1.2.840.10008.1.2.4.{n}" for n in (90, 91, 92, 93, 201, 202, 203))
_PREFERRED = ("pylibjpeg", "gdcm", "pillow", "pydicom")
_CANNOT = (*PYDICOM_RAISES, OSError, SyntaxError)  # Pillow's words for a broken stream

Frames = Iterator[tuple[NDArray[Any], str]]
"""Samples (rows, columns[, samples]) and their Photometric Interpretation."""

_US = {
    "samples_per_pixel": 0x00280002,
    "planar_configuration": 0x00280006,
    "rows": 0x00280010,
    "columns": 0x00280011,
    "bits_allocated": 0x00280100,
    "bits_stored": 0x00280101,
    "pixel_representation": 0x00280103,
}
_CHROMA = np.arange(256) - 128.0
_RED_OF_R, _BLUE_OF_B = (np.rint(_CHROMA * factor).astype("i2") for factor in (1.402, 1.772))
_GREEN_OF_B, _GREEN_OF_R = (
    np.rint(_CHROMA * factor / 0.587 * 0x10000).astype("i4")
    for factor in (-0.114 * 1.772, -0.299 * 1.402)
)
_PHOTOMETRIC_INTERPRETATION, _PLANAR_CONFIGURATION = 0x00280004, 0x00280006
_LOSSY_IMAGE_COMPRESSION, _NUMBER_OF_FRAMES = 0x00282110, 0x00280008
_OFFSETS, _OFFSET_LENGTHS = 0x7FE00001, 0x7FE00002


@dataclass(frozen=True, slots=True)
class Picture:
    """What the Image Pixel module says about the pixels of one level (PS3.3 C.7.6.3)."""

    transfer_syntax_uid: str
    options: dict[str, Any]

    @property
    def frames(self) -> int:
        return int(self.options["number_of_frames"])

    @property
    def dtype(self) -> np.dtype[Any]:
        kind = "i" if self.options.get("pixel_representation") else "u"
        return np.dtype(f"<{kind}{self.options['bits_allocated'] // 8}")

    @property
    def frame_length(self) -> int:
        """Bytes of one frame when it is native."""
        size = self.options["rows"] * self.options["columns"] * self.options["samples_per_pixel"]
        return int(size * self.dtype.itemsize)

    @property
    def becomes_rgb(self) -> bool:
        """Whether decoding also leaves YCbCr, if that is what is stored: lossy JPEG alone does."""
        return self.transfer_syntax_uid in (JPEG_BASELINE, JPEG_EXTENDED)


def picture_of(level: Level, transfer_syntax_uid: str) -> Picture:
    """What `level` says about its pixels; CannotDecode when it does not say enough."""
    options: dict[str, Any] = {
        name: number for name, tag in _US.items() if (number := level.number(tag)) is not None
    }
    photometric = level.raw(_PHOTOMETRIC_INTERPRETATION).decode("latin-1").strip(" \0")
    frames = level.raw(_NUMBER_OF_FRAMES).decode("latin-1").strip(" \0") or "1"
    if not frames.isdecimal() or not _US.keys() - {"planar_configuration"} <= options.keys():
        raise CannotDecode("the image does not say how large it is")
    options |= {"photometric_interpretation": photometric, "pixel_keyword": "PixelData"}
    options["number_of_frames"] = max(1, int(frames))
    if level.raw(_OFFSETS) and level.raw(_OFFSET_LENGTHS):
        options["extended_offsets"] = (level.raw(_OFFSETS), level.raw(_OFFSET_LENGTHS))
    if options["samples_per_pixel"] > 1:
        options.setdefault("planar_configuration", 0)
    if options["bits_allocated"] not in (8, 16, 32):
        raise CannotDecode(f"{options['bits_allocated']} bits allocated")
    if transfer_syntax_uid == JPEG_EXTENDED and options["bits_stored"] != 8:
        raise CannotDecode("JPEG Extended of 12 bits")
    picture = Picture(transfer_syntax_uid, options)
    if not 0 < picture.frame_length <= LARGEST_FRAME:
        raise CannotDecode("a frame is too large")
    if picture.frame_length * picture.frames > 0xFFFFFFFE:
        raise CannotDecode("the decoded pixels are longer than an element can be")
    return picture


def decoders_of(transfer_syntax_uid: str) -> list[str]:
    """The decoders that are here for a syntax, the best first; none for a syntax nobody decodes."""
    try:
        available = get_decoder(UID(transfer_syntax_uid)).available_plugins
    except NotImplementedError:
        return []
    return [name for name in _PREFERRED if name in available]


def frames_of(stream: BinaryIO, picture: Picture, plugin: str, *, rgb: bool) -> Frames:
    """Yield each frame as one decoder sees it.

    `stream` stands at the pixel data's value. CannotDecode also when the frames are not as
    many, or not as large, as the data set says.
    """
    decoder = get_decoder(UID(picture.transfer_syntax_uid))
    options = dict(picture.options)
    found = 0
    try:
        if picture.transfer_syntax_uid in _JPEG_2000 | _JPEG_LS:
            _no_larger_than_said(stream, picture)
        for array, said in decoder.iter_array(stream, decoding_plugin=plugin, raw=True, **options):
            found += 1
            fitting = array.astype(picture.dtype, copy=False)
            if fitting.nbytes != picture.frame_length or not np.array_equal(fitting, array):
                raise CannotDecode("a frame is not as large as the data set says")
            # What a decoder gives for YBR_FULL_422 has every chrominance sample: YBR_FULL.
            photometric = str(said["photometric_interpretation"]).removesuffix("_422")
            if rgb and photometric == "YBR_FULL":
                fitting, photometric = rgb_of(fitting), "RGB"
            yield fitting, photometric
    except _CANNOT as error:
        # The decoders' own words may quote the data set, so only their kind goes further.
        raise CannotDecode(f"{plugin}: {type(error).__name__}") from error
    if found != picture.frames:
        raise CannotDecode("there are not as many frames as the data set says")


def _no_larger_than_said(stream: BinaryIO, picture: Picture) -> None:
    """CannotDecode where a codestream says another size than the data set: these decoders would
    fill the memory with it before anybody compares."""
    begin = stream.tell()
    size = picture.options["rows"], picture.options["columns"]
    frames = generate_frames(
        stream,
        number_of_frames=picture.frames,
        extended_offsets=picture.options.get("extended_offsets"),
    )
    for frame in frames:
        if any(said != size for said in _sizes(frame, picture.transfer_syntax_uid)):
            raise CannotDecode("a frame is not as large as the data set says")
    stream.seek(begin)


_J2K = b"\xff\x4f\xff\x51"


def _sizes(frame: bytes, transfer_syntax_uid: str) -> Iterator[tuple[int, int]]:
    """Rows and columns by the codestream's own header (ISO 14495-1 C.2.2, ISO 15444-1 A.5.1)."""
    if transfer_syntax_uid in _JPEG_LS:
        for found in re.finditer(b"\xff\xf7", frame):
            yield struct.unpack_from(">HH", frame, found.end() + 3)
    else:
        # Compressed data may hold these bytes by chance, and boxes may stand before a codestream.
        first_only = frame.startswith(_J2K)
        for found in islice(re.finditer(_J2K, frame), 1 if first_only else None):
            right, bottom, left, top = struct.unpack_from(">4L", frame, found.end() + 4)
            yield bottom - top, right - left


def decoded(stream: BinaryIO, picture: Picture) -> Native:
    """The pixels without compression, by the best decoder that takes their first frame."""
    plugins = decoders_of(picture.transfer_syntax_uid)
    frames = _first_that_can(stream, picture, plugins, rgb=picture.becomes_rgb)
    first, photometric = next(frames)
    return Native(
        length=picture.frame_length * picture.frames,
        words=picture.options["bits_allocated"] > 8,
        changes=_changes(picture, photometric),
        frames=(frame.tobytes() for frame, _ in chain([(first, photometric)], frames)),
    )


def second_opinion(stream: BinaryIO, picture: Picture) -> Frames:
    """The frames in their stored colour space, by the last decoder that takes them."""
    plugins = decoders_of(picture.transfer_syntax_uid)[::-1]
    return _first_that_can(stream, picture, plugins, rgb=False)


def _first_that_can(stream: BinaryIO, picture: Picture, plugins: list[str], *, rgb: bool) -> Frames:
    reasons = []
    begin = stream.tell()
    for plugin in plugins:
        stream.seek(begin)
        frames = frames_of(stream, picture, plugin, rgb=rgb)
        try:
            first = next(frames)
        except CannotDecode as error:
            reasons.append(str(error))
            continue
        yield first
        yield from frames
        return
    raise CannotDecode("; ".join(reasons) or "no decoder for this syntax")


def is_same_frame(
    ours: NDArray[Any], theirs: NDArray[Any], photometric: str, picture: Picture
) -> bool:
    """Whether our decoded samples are those of a second decoder, in its colour space."""
    if picture.becomes_rgb and photometric == "YBR_FULL":
        rgb = Image.frombytes("YCbCr", theirs.shape[1::-1], theirs.tobytes()).convert("RGB")
        difference = np.frombuffer(rgb.tobytes(), "u1").astype("i2") - ours.ravel()
        return bool(np.abs(difference).max() <= 1)  # Pillow rounds its coefficients
    return np.array_equal(theirs.ravel(), ours.ravel())


def rgb_of(ybr: NDArray[Any]) -> NDArray[np.uint8]:
    """YBR_FULL of 8 bits to RGB by the inverse of PS3.3 C.7.6.3.1.2's equations, rounded."""
    y, b, r = (ybr[..., n] for n in range(3))
    red = y + _RED_OF_R[r]
    green = y + ((_GREEN_OF_B[b] + _GREEN_OF_R[r] + 0x8000) >> 16).astype("i2")
    blue = y + _BLUE_OF_B[b]
    rgb: NDArray[np.uint8] = np.clip(np.stack((red, green, blue), -1), 0, 255).astype(np.uint8)
    return rgb


def _changes(picture: Picture, photometric: str) -> dict[int, tuple[bytes, bytes]]:
    """What the Image Pixel module must say after decoding (PS3.3 C.7.6.3, C.7.6.1.1.5)."""
    value = photometric.encode()
    changes = {_PHOTOMETRIC_INTERPRETATION: (b"CS", value + b" " * (len(value) % 2))}
    if picture.options["samples_per_pixel"] > 1:
        changes[_PLANAR_CONFIGURATION] = (b"US", b"\0\0")
    if picture.transfer_syntax_uid in (JPEG_BASELINE, JPEG_EXTENDED):
        changes[_LOSSY_IMAGE_COMPRESSION] = (b"CS", b"01")
    return changes
