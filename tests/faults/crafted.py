"""Malformed files made by hand, each with what must become of it.

`refused` at the wire; `in`, and on a proved disc; `cut`: let in, and found by the check; `left`:
let in, and on the disc as it came, since nobody can decode it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import cache

from pydicom.uid import CTImageStorage

from .crafted_pixels import fragments, other_sizes
from .crafting import (
    CHARSET,
    CODE,
    COLUMNS,
    DESCRIPTION,
    END,
    EXPLICIT,
    FRAMES,
    NAME,
    PADDING,
    PRIVATE,
    REFERENCED,
    ROWS,
    Row,
    Values,
    ct,
    item,
    raw,
    sequence,
)
from .seeds import CLASS, STAND_IN, STUDY_UID, UID, Spoilt, uid_of
from .spans import BIG, IMPLICIT, ITEM_END, PIXELS, SEQUENCE_END, UNDEFINED, delimiter, encoded
from .spans import item as an_item

CRAFTED = 1_000_000


@cache
def table() -> tuple[Spoilt, ...]:
    """All of them; numbered from CRAFTED."""
    rows = [row for part in _PARTS for row in part()]
    return tuple(_numbered(CRAFTED + at, *row) for at, row in enumerate(rows))


def _numbered(number: int, name: str, must: str, syntax: str, data: bytes) -> Spoilt:
    uid = uid_of(number)
    data = data.replace(STAND_IN, uid.encode())
    return Spoilt(number, name, CTImageStorage, uid, syntax, data, must)


def _structure() -> Iterator[Row]:
    """Sequences, items and delimiters."""
    open_item = item(CODE, UNDEFINED)
    down = sequence(REFERENCED, item(b"", UNDEFINED), length=UNDEFINED)
    up = b"".join(END)
    inner = CODE
    for _ in range(20):
        inner = sequence(PRIVATE, item(inner))
    cases: dict[str, tuple[str, bytes]] = {
        "sequences 5,000 deep": ("refused", down * 5000 + up * 5000),
        "sequences 5,000 deep and no end": ("refused", down * 5000),
        "a value of 2^32-2 bytes": ("refused", sequence(REFERENCED, length=0xFFFFFFFE)),
        "an item of 2^32-2 bytes": ("refused", sequence(REFERENCED, item(CODE, 0xFFFFFFFE))),
        "an item without its end": ("refused", sequence(REFERENCED, open_item, length=UNDEFINED)),
        "a sequence without its end": (
            "refused", sequence(REFERENCED, item(CODE), length=UNDEFINED)),
        "an item longer than its sequence": ("refused", sequence(REFERENCED, item(CODE, 40))),
        "an element longer than its item": (
            "refused", sequence(REFERENCED, item(encoded(9 << 16, b"LO", b"", EXPLICIT, 99)))),
        "an item's end with a length": (
            "in", sequence(REFERENCED, open_item, delimiter(ITEM_END, EXPLICIT, 4), END[1],
                           length=UNDEFINED)),
        "a sequence's end with a length": (
            "in", sequence(REFERENCED, item(CODE), delimiter(SEQUENCE_END, EXPLICIT, 4),
                           length=UNDEFINED)),
        "an item's end without an item": ("refused", sequence(REFERENCED, END[0])),
        "an end where there is nothing to end": ("refused", END[0]),
        "no items in a sequence of undefined length": (
            "in", sequence(REFERENCED, END[1], length=UNDEFINED)),
        "something else than an item": ("refused", sequence(REFERENCED, CODE)),
        "private sequences in one another": ("in", inner),
        "items out of order inside": ("in", sequence(REFERENCED, item(CODE + CODE))),
    }  # fmt: skip
    for name, (must, bytes_) in cases.items():
        yield name, must, EXPLICIT, ct({REFERENCED: raw(bytes_)})


def _unknown() -> Iterator[Row]:
    """UN of undefined length is Implicit VR inside (PS3.5 6.2.2)."""
    implicit_item = an_item(encoded(PRIVATE, b"", b"12", IMPLICIT), IMPLICIT)
    unknown = sequence(PRIVATE, implicit_item, END[1], length=UNDEFINED, vr=b"UN")
    yield "UN of undefined length", "in", EXPLICIT, ct({PRIVATE: raw(unknown)})
    unknown = sequence(PRIVATE, item(CODE), END[1], length=UNDEFINED, vr=b"UN")
    yield (
        "UN of undefined length, explicit inside",
        "refused",
        EXPLICIT,
        ct({PRIVATE: raw(unknown)}),
    )


def _for_the_directory() -> Iterator[Row]:
    """Sequences that become part of an image's directory record."""
    cases = {
        "a word of 3 bytes": encoded(0x00081155, b"UL", b"123", EXPLICIT),
        "a UID that is a float": encoded(0x00081150, b"FL", b"1.2.84", EXPLICIT),
        "a character set that is a number": encoded(CHARSET, b"US", b"12", EXPLICIT),
        "a name that is a number": encoded(NAME, b"US", b"12", EXPLICIT),
        "numbers that are none": encoded(0x00081160, b"IS", b"one\\two ", EXPLICIT),
        "decimals that are none": encoded(0x00280030, b"DS", b"a\\1e999", EXPLICIT),
        "a date that is none": encoded(0x00080020, b"DA", b"tomorrow", EXPLICIT),
        "an unknown character set": encoded(CHARSET, b"CS", b"ISO_IR 999", EXPLICIT),
        "a private element": encoded(PRIVATE, b"FD", b"12", EXPLICIT),
    }
    for name, content in cases.items():
        inside = ct({REFERENCED: raw(sequence(REFERENCED, item(content)))})
        yield f"inside a sequence: {name}", "in", EXPLICIT, inside
    odd = an_item(encoded(0x00081155, b"", b"123", IMPLICIT), IMPLICIT)
    inside = ct({REFERENCED: raw(encoded(REFERENCED, b"", odd, IMPLICIT))}, IMPLICIT)
    yield "inside a sequence: a word of 3 bytes, implicit", "in", IMPLICIT, inside


def _elements() -> Iterator[Row]:
    """VRs, tags, their order."""
    good = {DESCRIPTION: (b"LO", b"AXIAL ")}
    for vr in (b"ZZ", b"??", b"lo", b"\0\0"):
        for like in (b"LO", b"UT"):  # a length of two bytes, and of four
            bad = encoded(DESCRIPTION, like, b"AXIAL ", EXPLICIT).replace(like, vr)
            yield f"the VR {vr!r} like {like!r}", "refused", EXPLICIT, ct({DESCRIPTION: raw(bad)})
    odd = {DESCRIPTION: (b"LO", b"ODD"), PRIVATE: (b"OB", b"123"), 0x00080070: (b"LO", b"X")}
    yield "odd lengths", "in", EXPLICIT, ct(odd)
    yield "odd lengths, implicit", "in", IMPLICIT, ct(odd, IMPLICIT)
    yield "odd lengths, big endian", "in", BIG, ct(odd, BIG)
    yield "nothing at all", "refused", EXPLICIT, b""
    yield "no SOP Instance UID", "refused", EXPLICIT, ct({UID: raw()})
    yield "no SOP Class UID", "refused", EXPLICIT, ct({CLASS: raw()})
    yield "no Study Instance UID", "refused", EXPLICIT, ct({STUDY_UID: raw()})
    uid = encoded(UID, b"UI", STAND_IN, EXPLICIT)
    yield "two SOP Instance UIDs", "refused", EXPLICIT, ct({UID: raw(uid, uid)})
    yield (
        "a list of SOP Instance UIDs",
        "refused",
        EXPLICIT,
        ct({UID: (b"UI", STAND_IN + b"\\1.2\0")}),
    )
    yield "a path for a study", "refused", EXPLICIT, ct({STUDY_UID: (b"UI", b"../../x\0")})
    late = encoded(0x00080070, b"LO", b"LATE", EXPLICIT)
    yield "elements out of order", "refused", EXPLICIT, ct({0x0028FFFF: raw(late)})
    twice = encoded(DESCRIPTION, b"LO", b"AXIAL ", EXPLICIT) * 2
    yield "an element twice", "refused", EXPLICIT, ct({DESCRIPTION: raw(twice)})
    private = encoded(PRIVATE, b"LO", b"ONE ", EXPLICIT) + encoded(
        PRIVATE, b"LO", b"TWO ", EXPLICIT
    )
    yield "a private element twice", "in", EXPLICIT, ct({PRIVATE: raw(private)})
    meta = encoded(0x00020010, b"UI", b"1.2.840.10008.1.2\0", EXPLICIT)
    yield "file meta information at the start", "refused", EXPLICIT, ct(good, head=meta)
    yield "file meta information in the middle", "refused", EXPLICIT, ct({DESCRIPTION: raw(meta)})
    command = encoded(0x00000100, b"US", b"\1\0", EXPLICIT)
    yield "a command's elements", "refused", EXPLICIT, ct(good, head=command)
    lie = encoded(0x00100000, b"UL", b"\xff\xff\xff\x7f", EXPLICIT)
    yield "a group length that lies", "in", EXPLICIT, ct({0x00100000: raw(lie)})


def _ends() -> Iterator[Row]:
    """Behind the pixels."""
    for tag in (0xFFFEE000, ITEM_END, SEQUENCE_END):
        mark = encoded(tag, b"LO", b"MARK", EXPLICIT)
        yield f"a delimiter with a VR, {tag:08X}", "refused", EXPLICIT, ct(tail=mark)
    yield "trailing padding", "in", EXPLICIT, ct({PADDING: (b"OB", bytes(64))})
    yield "trailing garbage", "refused", EXPLICIT, ct(tail=b"garbage!" * 9)
    yield "trailing zeros", "refused", EXPLICIT, ct(tail=bytes(64))


def _syntaxes() -> Iterator[Row]:
    """Written in another syntax than declared."""
    written = {syntax: ct(syntax=syntax) for syntax in (EXPLICIT, IMPLICIT, BIG)}
    for declared in written:
        for other in set(written) - {declared}:
            yield f"{other} declared as {declared}", "refused", declared, written[other]
    packed = zlib.compressobj(9, wbits=-15)
    deflated = packed.compress(written[EXPLICIT] + bytes(50_000)) + packed.flush()
    yield "deflated, but declared plain", "refused", EXPLICIT, deflated


def _texts() -> Iterator[Row]:
    """Character sets, and texts and numbers that are none."""
    kanji = "山田".encode("iso2022_jp")
    cases: dict[str, Values] = {
        "an unknown character set": {CHARSET: (b"CS", b"ISO_IR 999")},
        "character sets that contradict": {
            CHARSET: (b"CS", b"ISO_IR 192\\ISO 2022 IR 87 "), NAME: (b"PN", kanji)},
        "many character sets, broken escapes": {
            CHARSET: (b"CS", b"\\ISO 2022 IR 87\\ISO 2022 IR 149\\ISO 2022 IR 58 "),
            NAME: (b"PN", b"Yamada^\x1b$B;3ED=\x1b$)C\xfb\xf3^\x1b=\x1b$(")},
        "escapes longer than a name": {
            CHARSET: (b"CS", b"\\ISO 2022 IR 87 "), NAME: (b"PN", kanji * 200),
            DESCRIPTION: (b"LO", kanji * 200)},
        "escapes without a character set": {NAME: (b"PN", kanji), DESCRIPTION: (b"LO", kanji)},
        "a character set of 60,000 bytes": {CHARSET: (b"CS", b"ISO_IR 100\\" * 5000)},
        "control characters in a name": {NAME: (b"PN", bytes(range(1, 32)) + b"^\x7f\x80\x9f")},
        "a name of nothing but signs": {NAME: (b"PN", b"^^^^====\\\\\\^^^=^")},
        "numbers that are none": {
            0x00200032: (b"DS", b"nan\\inf\\-inf "), 0x00280030: (b"DS", b"1e999999\\1e-99999 "),
            0x00200037: (b"DS", b"1e99999999999999999\\" * 5 + b"0"),
            0x00200011: (b"IS", b"1_000 "), 0x00200013: (b"IS", b"9" * 4400)},
        "dates that are none": {
            0x00080020: (b"DA", b"20269999"), 0x00080030: (b"TM", b"999999"),
            0x00100030: (b"DA", b"\0" * 8), 0x00080023: (b"DA", "٢٠٢٦".encode())},
    }  # fmt: skip
    for name, values in cases.items():
        yield name, "in", EXPLICIT, ct(values)
        yield f"{name}, implicit", "in", IMPLICIT, ct(values, IMPLICIT)
    tags = (0x00080050, DESCRIPTION, NAME, 0x00081030)
    long = dict.fromkeys(tags, (b"LO", b"x" * 1_000_000))
    yield "texts of a megabyte", "in", IMPLICIT, ct(long, IMPLICIT)
    yield (
        "texts of three megabytes",
        "in",
        IMPLICIT,
        ct({NAME: (b"PN", b"y" * 3_000_000)}, IMPLICIT),
    )
    yield "a text of 65,534 bytes", "in", EXPLICIT, ct({DESCRIPTION: (b"LO", b"z" * 65534)})


def _sizes() -> Iterator[Row]:
    """More, or fewer, or other pixels than the numbers say."""
    big = {ROWS: (b"US", b"\xff\xff"), COLUMNS: (b"US", b"\xff\xff")}
    cases: dict[str, tuple[str, Values]] = {
        "pixels that are short": ("cut", {PIXELS: (b"OW", bytes(126))}),
        "pixels that are long": ("in", {PIXELS: (b"OW", bytes(1280))}),
        "no pixels": ("cut", {PIXELS: raw()}),
        "no pixels, and nothing about them": ("cut", {tag: raw() for tag in (ROWS, PIXELS)}),
        "rows, columns and frames that overflow": ("cut", {**big, FRAMES: (b"IS", b"2147483647")}),
        "as many frames as there are atoms": ("cut", {FRAMES: (b"IS", b"9" * 400)}),
        "more frames than Python counts": ("in", {FRAMES: (b"IS", b"9" * 4400)}),
        "minus one frame": ("cut", {FRAMES: (b"IS", b"-1"), PIXELS: (b"OW", b"")}),
        "no frames": ("in", {FRAMES: (b"IS", b"0 ")}),
        "one byte for the rows": ("in", {ROWS: (b"US", b"\x08")}),
        "pixels of undefined length": ("refused", {
            PIXELS: raw(sequence(PIXELS, item(b""), END[1], length=UNDEFINED, vr=b"OW"))}),
        "pixels as a sequence": ("refused", {PIXELS: raw(sequence(PIXELS, item(CODE)))}),
        "palette tables that lie": ("in", {
            0x00280004: (b"CS", b"PALETTE COLOR "),
            0x00281101: (b"US", b"\xff\xff\xff\xff\x10\0"), 0x00281201: (b"OW", b"\1\2"),
            0x00281102: (b"US", b""), 0x00281202: (b"OW", bytes(60_000))}),
        "a private element of 10 MB": ("in", {PRIVATE: (b"OB", bytes(10_000_000))}),
    }  # fmt: skip
    for name, (must, values) in cases.items():
        yield name, must, EXPLICIT, ct(values)
    few = {PRIVATE: (b"OB", bytes(10_000_000)), **big, FRAMES: (b"IS", b"9" * 30)}
    yield "large, and short of pixels, implicit", "cut", IMPLICIT, ct(few, IMPLICIT)


def _many() -> Iterator[Row]:
    """A great many small things."""
    empty = item(b"")
    yield "100,000 empty items for the directory", "in", EXPLICIT, ct(
        {REFERENCED: raw(sequence(REFERENCED, empty * 100_000))})  # fmt: skip
    yield "300,000 empty items", "in", EXPLICIT, ct(
        {PRIVATE: raw(sequence(PRIVATE, empty * 300_000))})  # fmt: skip
    yield (
        "300,000 empty items to transcode",
        "left",
        IMPLICIT,
        ct({0x00081111: raw(encoded(0x00081111, b"", empty * 300_000, IMPLICIT))}, IMPLICIT),
    )
    tiny = b"".join(encoded(0x00090000 | n, b"", b"", IMPLICIT) for n in range(0x1000, 0xFFFF))
    yield "private elements by the 100,000", "in", IMPLICIT, ct({PRIVATE: raw(tiny * 3)}, IMPLICIT)
    yield (
        "300,000 of one private element",
        "left",
        IMPLICIT,
        ct({PRIVATE: raw(encoded(PRIVATE, b"", b"", IMPLICIT) * 300_000)}, IMPLICIT),
    )


_PARTS: tuple[Callable[[], Iterator[Row]], ...] = (
    _structure, _unknown, _for_the_directory, _elements, _ends, _syntaxes, _texts,
    _sizes, fragments, other_sizes, _many,
)  # fmt: skip
