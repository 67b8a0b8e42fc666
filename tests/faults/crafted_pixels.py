"""Compressed pixels made by hand: fragments, offsets, and codestreams that lie."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from io import BytesIO

from PIL import Image
from pydicom.uid import (
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from .crafting import COLUMNS, END, FRAMES, ROWS, Row, Values, ct, item, raw, sequence, us
from .seeds import seeds
from .spans import PIXELS, UNDEFINED

JPEG, J2K, RLE = str(JPEGBaseline8Bit), str(JPEG2000Lossless), str(RLELossless)


def fragments() -> Iterator[Row]:
    """Compressed pixels."""
    for name, must, syntax, values in _streams():
        yield name, must, syntax, ct({**_EIGHT_BITS, **values}, syntax)


_EIGHT_BITS = {tag: (b"US", number) for tag, number in (
    (0x00280100, b"\x08\0"), (0x00280101, b"\x08\0"), (0x00280102, b"\x07\0"))}  # fmt: skip


def _encapsulated(*fragments: bytes, table: bytes = b"") -> tuple[bytes, bytes]:
    items = [item(content + bytes(len(content) % 2)) for content in (table, *fragments)]
    return raw(sequence(PIXELS, *items, END[1], length=UNDEFINED, vr=b"OB"))


def _streams() -> Iterator[tuple[str, str, str, Values]]:
    good = jpeg(8)
    lies = struct.pack("<3L", 0, 99_999, UNDEFINED)
    twelve = {tag: (b"OV", struct.pack("<Q", number))
              for tag, number in ((0x7FE00001, 1 << 60), (0x7FE00002, 1 << 50))}  # fmt: skip
    yield "one good JPEG", "in", JPEG, {PIXELS: _encapsulated(good)}
    yield "no fragments", "cut", JPEG, {PIXELS: _encapsulated()}
    nothing = raw(sequence(PIXELS, END[1], length=UNDEFINED, vr=b"OB"))
    yield "not even an offset table", "refused", JPEG, {PIXELS: nothing}
    yield "an offset table that lies", "in", JPEG, {PIXELS: _encapsulated(good, table=lies)}
    yield "extended offsets that lie", "left", JPEG, {PIXELS: _encapsulated(good), **twelve}
    yield "fewer fragments than frames", "cut", JPEG, {
        PIXELS: _encapsulated(good, good), FRAMES: (b"IS", b"3 ")}  # fmt: skip
    yield "300,000 empty fragments", "left", JPEG, {PIXELS: _encapsulated(*[b""] * 300_000)}
    yield "100,000 frames of nothing", "left", JPEG, {
        PIXELS: _encapsulated(*[b"\xff\xd8"] * 100_000), FRAMES: (b"IS", b"100000")}  # fmt: skip
    for side in (20_000, 65_500):
        yield f"a JPEG of {side} pixels a side: a bomb", "left", JPEG, {
            PIXELS: _encapsulated(jpeg(8, side))}  # fmt: skip
    sized = {ROWS: (b"US", us(20_000, JPEG)), COLUMNS: (b"US", us(20_000, JPEG))}
    yield "a JPEG bomb that says so", "left", JPEG, {
        PIXELS: _encapsulated(jpeg(8, 20_000)), **sized}  # fmt: skip
    yield "half a JPEG", "left", JPEG, {PIXELS: _encapsulated(good[: len(good) // 2])}
    yield "a JPEG that is a page of HTML", "left", JPEG, {PIXELS: _encapsulated(b"<html>" * 90)}
    for side in (20_000, 65_500):
        yield f"a JPEG 2000 of {side} pixels a side: a bomb", "left", J2K, {
            PIXELS: _encapsulated(_j2k(side))}  # fmt: skip
    yield "a JPEG 2000 bomb that says so", "left", J2K, {
        PIXELS: _encapsulated(_j2k(20_000)), **sized}  # fmt: skip
    long = struct.pack("<16L", 1, 64, *[0] * 14) + b"\x81\0" * 900_000
    yield "RLE of more pixels than there are", "in", RLE, {PIXELS: _encapsulated(long)}
    for what, segments, packed in (
        ("RLE segments out of range", [1, 0xFFFFFFF0, *[0] * 14], b"\7" * 40),
        ("RLE of 2^32-1 segments", [UNDEFINED] * 16, b"\7" * 40),
    ):
        yield what, "left", RLE, {PIXELS: _encapsulated(struct.pack("<16L", *segments) + packed)}


def other_sizes() -> Iterator[Row]:
    """Streams whose own header says another size than the data set."""
    marks = {str(JPEGLSLossless): b"\xff\xf7", str(JPEGLosslessSV1): b"\xff\xc3"}
    for seed in seeds():
        if seed.name.startswith("sample") and seed.syntax in marks:
            at = seed.data.index(marks[seed.syntax]) + 5
            for side in (20_000, 65_500):
                size = struct.pack(">HH", side, side)
                data = seed.data[:at] + size + seed.data[at + 4 :]
                name = f"{seed.name} of {side} pixels a side: a bomb"
                yield name, "left", seed.syntax, data


def jpeg(side: int, said: int = 0) -> bytes:
    """A grey JPEG; `said` is what its own header claims as width and height."""
    out = BytesIO()
    Image.new("L", (side, side), 99).save(out, "JPEG")
    stream = out.getvalue()
    at = stream.index(b"\xff\xc0") + 5
    return stream[:at] + struct.pack(">HH", said, said) + stream[at + 4 :] if said else stream


def _j2k(said: int) -> bytes:
    """A JPEG 2000 codestream of 8 by 8 pixels that claims to be larger."""
    out = BytesIO()
    Image.new("L", (8, 8), 99).save(out, "JPEG2000", no_jp2=True, irreversible=False)
    stream = out.getvalue()
    at = stream.index(b"\xff\x51") + 6
    size = struct.pack(">LLLLLL", said, said, 0, 0, said, said)
    return stream[:at] + size + stream[at + 24 :]
