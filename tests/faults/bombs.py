"""Data sets that are cut off, go on too long, or would unfold to something else than they are."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

Pieces = Callable[[], Iterator[bytes]]
UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = (
    struct.pack("<HHL", 0xFFFE, element, 0) for element in (0xE000, 0xE00D, 0xE0DD)
)
OPEN_ITEM = struct.pack("<HHL", 0xFFFE, 0xE000, UNDEFINED)
MANY = 100_000


def head(group: int, element: int, vr: bytes, length: int) -> bytes:
    """An element's header in Explicit VR Little Endian."""
    if vr in (b"OB", b"OW", b"SQ", b"UN", b"UT"):
        return struct.pack("<HH2sHL", group, element, vr, 0, length)
    return struct.pack("<HH2sH", group, element, vr, length)


@dataclass(frozen=True)
class Bomb:
    """What is sent, piece by piece, and how it must be answered."""

    name: str
    pieces: Pieces
    status: int = 0xC210


def whole(data: bytes) -> Pieces:
    return lambda: iter([data])


def broken(data: bytes, dice: Random) -> Iterator[Bomb]:
    """One good data set, made bad in many ways; for ever."""
    while True:
        cut = dice.randrange(1, len(data), 2)  # odd: never between two elements
        extra = dice.choice((b"\0", bytes(2), bytes(100), b"\xff" * 8, dice.randbytes(7)))
        yield Bomb(f"cut off at {cut}", whole(data[:cut]))
        yield Bomb(f"{len(extra)} bytes too many", whole(data + extra))
        yield Bomb("a length of 2 GiB", whole(_lying(data, dice, 0x7FFFFFFF)))
        yield Bomb("a length of 4 GiB", whole(_lying(data, dice, 0xFFFFFFFE)))
        yield Bomb("deflated all the same", whole(_deflated(data)))
        depth = dice.choice((33, 100, 1000, 5000))
        yield Bomb(f"{depth} deep", whole(data + _deep(depth, dice.random() < 0.5)))
        yield Bomb("a sequence without its end", whole(data + head(0x7FE1, 1, b"SQ", UNDEFINED)))
        open_items = head(0x7FE1, 1, b"SQ", UNDEFINED) + OPEN_ITEM * dice.randrange(1, 20)
        yield Bomb("items without an end", whole(data + open_items))
        yield Bomb("a fragment without an end", whole(data + head(0x7FE1, 1, b"OB", UNDEFINED)))
        yield Bomb("an item too many", whole(data + ITEM_END + SEQUENCE_END))


def _lying(data: bytes, dice: Random, length: int) -> bytes:
    """Behind the good elements one that lies: the pixels, or a private one, or an item."""
    pixels = data.rindex(b"\xe0\x7f\x10\x00OW\0\0")
    match dice.randrange(3):
        case 0:
            return data[: pixels + 8] + struct.pack("<L", length) + data[pixels + 12 :]
        case 1:
            return data + head(0x7FE1, 0x1001, b"OB", length) + bytes(20)
        case _:
            item = struct.pack("<HHL", 0xFFFE, 0xE000, length)
            return data + head(0x7FE1, 0x1001, b"SQ", len(item) + 20) + item + bytes(20)


def _deflated(data: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(data) + deflate.compress(bytes(10_000_000)) + deflate.flush()


def _deep(depth: int, is_open: bool) -> bytes:
    """Sequences in one another: all delimited, or each with the length of what is in it."""
    if is_open:
        opened = head(0x7FE1, 1, b"SQ", UNDEFINED) + OPEN_ITEM
        return opened * depth + (ITEM_END + SEQUENCE_END) * depth
    inner = b""
    for _ in range(depth):
        item = struct.pack("<HHL", 0xFFFE, 0xE000, len(inner)) + inner
        inner = head(0x7FE1, 1, b"SQ", len(item)) + item
    return inner


def large(data: bytes, million: int) -> Iterator[Bomb]:
    """Bombs of many megabytes: `million` is how many elements that is."""
    pixels = data.rindex(b"\xe0\x7f\x10\x00OW\0\0")
    before, study = data[:pixels], data.index(b"\x20\x00\x0d\x00UI")

    def repeated(first: bytes, one: bytes, last: bytes = b"", count: int = million) -> Pieces:
        def pieces() -> Iterator[bytes]:
            yield first
            for _ in range(count // MANY):
                yield one * MANY
            yield last

        return pieces

    private, nothing = head(0x0009, 0x1001, b"LO", 0), head(0x7FE1, 0x1001, b"LO", 0)
    items, cut = million // MANY * MANY * len(ITEM), b"\0\0\0"
    enough = max(million, 22 * MANY)  # 16 MiB are held in the hope that it will tell
    untold = repeated(data[:study], private, count=enough)
    yield Bomb("elements before it tells whose it is", untold)
    yield Bomb("elements behind it, and a cut", repeated(data, nothing, cut))
    content = before + head(0x0040, 0xA730, b"SQ", items)
    yield Bomb("empty items of what is looked into", repeated(content, ITEM, cut))
    images = data[: data.index(b"\x10\x00\x10\x00PN")] + head(0x0008, 0x1140, b"SQ", items)
    yield Bomb("empty items before it tells whose it is", repeated(images, ITEM, cut))
    fragments = before + head(0x7FE0, 0x0010, b"OB", UNDEFINED)
    yield Bomb("fragments of nothing", repeated(fragments, ITEM))
    endless = before + head(0x7FE0, 0x0010, b"OW", 0x7FFFFFF0)
    yield Bomb("a value that goes on", repeated(endless, ITEM))
