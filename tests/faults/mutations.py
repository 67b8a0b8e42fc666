"""Sixteen ways to spoil a data set. Each mutant is made again from its number alone."""

from __future__ import annotations

import struct
from collections.abc import Callable
from random import Random

from mkiso_desktop.core.wanted import WANTED
from mkiso_desktop.net.landing import HOLD

from .seeds import CLASS, ID, SERIES_UID, STUDY_UID, UID, Seed, Spoilt, seeds
from .spans import (
    BIG,
    IMPLICIT,
    ITEM_END,
    LONG,
    PIXELS,
    SEQUENCE_END,
    SHORT,
    UNDEFINED,
    Span,
    delimiter,
    encoded,
    item,
)

_VRS = sorted(SHORT | LONG) + [b"??", b"\0\0", b"XX", b"  ", b"sq"]
_LENGTHS = (0, 1, 2, 7, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFD, 0xFFFFFFFE, UNDEFINED)
_IDENTITY = (CLASS, UID, ID, STUDY_UID, SERIES_UID)
_FREE = sorted(set(WANTED) - set(_IDENTITY))
_CHARACTER_SETS = (
    b"ISO_IR 999", b"ISO_IR 192\\ISO_IR 100", b"\\ISO 2022 IR 87",
    b"ISO 2022 IR 13\\ISO 2022 IR 87", b"\\ISO 2022 IR 149",
    b"GB18030", b"GBK", b"ISO_IR 13", b"\xff\xfe\0\1", b"\\\\\\", b"utf-8",
    b"ISO 2022 IR 58\\ISO 2022 IR 6", b"ISO 2022 B1", b"rot13", b"undefined", b"ISO_IR 127",
)  # fmt: skip
_TEXTS = (
    b"nan", b"inf", b"-inf", b"1e999999", b"1e-999999", b"9" * 400, b"-" + b"9" * 30, b"-1", b"0",
    b"1_0", b"0x10", b"+-3", b"\\" * 50, b"\\\\", b"=" * 9, b"^" * 90, b"1.2.3\\4.5", b"\0" * 16,
    b"A" * 65_000, b"\x1b$B;3ED\x1b(B", b"\x1b$)C\xfb\xf3", b"\x1b", b"\x1b(\x1b(", b"\xff" * 70,
    b"\xe5\xb1", b"<script>", b"../../x", b"20261399", b"999999", b"\r\n\t\x07", b" ", b"*", b"?\0",
    "\u202eabc".encode(), "\u0663".encode(), b"1.7976931348623157e308" * 3, b"00001" * 4,
)  # fmt: skip


_CONTENT = (PIXELS, 0x00420011, 0x0040A730, 0x54000100)
_RT_DOSE = "1.2.840.10008.5.1.4.1.1.481.2"  # may be a table of numbers, and have no pixels


def mutant(number: int) -> Spoilt:
    """The n-th mutant; the same in every run."""
    rng = Random(f"malformed {number}")
    seed = rng.choice(seeds())
    kind = list(_KINDS)[number % len(_KINDS)]
    spoilt = _KINDS[kind](rng, seed, seed.copy(number))
    must = _after_a_cut(seed, len(spoilt)) if kind.startswith("cut") else ""
    if number % 199 == 0:  # so large that it is judged by its beginning
        spoilt += encoded(0xFFFCFFFC, b"OB", bytes(HOLD + 2), seed.syntax)
        kind, must = f"{kind}, large", ""
    name = f"mutant {number} ({kind} of {seed.name})"
    return Spoilt(number, name, seed.sop_class_uid, seed.uid(number), seed.syntax, spoilt, must)


def _after_a_cut(seed: Seed, length: int) -> str:
    """What must become of the first `length` bytes of a seed."""
    before = [span for span in seed.top if span.end <= length]
    if not before or before[-1].end != length or before[-1].tag < SERIES_UID:
        return "refused"
    content = any(span.tag in _CONTENT for span in seed.top)
    is_open = seed.sop_class_uid == _RT_DOSE and before[-1].tag < 0x00280010
    return "cut" if content and not is_open and not _has_content(before) else ""


def _has_content(before: list[Span]) -> bool:
    return any(span.tag in _CONTENT for span in before)


def _put(data: bytes, at: int, size: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + size :]


def _flipped(rng: Random, seed: Seed, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        spoilt[rng.randrange(len(spoilt))] ^= 1 << rng.randrange(8)
    return bytes(spoilt)


def _spliced(rng: Random, seed: Seed, data: bytes) -> bytes:
    at, size = rng.randrange(len(data)), rng.choice((1, 2, 4, 8, 64))
    return _put(data, at, rng.choice((0, size)), rng.randbytes(size))


def _wrong_length(rng: Random, seed: Seed, data: bytes) -> bytes:
    span = rng.choice(seed.spans)
    at, size = span.length_at
    honest = span.end - span.value
    length = rng.choice((*_LENGTHS, honest + 1, honest + 2, max(honest - 2, 0), len(data)))
    order = ">" if seed.syntax == BIG else "<"
    packed = struct.pack(order + "Q", length)
    return _put(data, at, size, packed[-size:] if order == ">" else packed[:size])


def _wrong_vr(rng: Random, seed: Seed, data: bytes) -> bytes:
    span = rng.choice([span for span in seed.spans if span.vr] or seed.spans)
    return _put(data, span.begin + 4, 2, rng.choice(_VRS))


def _cut(rng: Random, seed: Seed, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def _cut_at_a_border(rng: Random, seed: Seed, data: bytes) -> bytes:
    return data[: rng.choice(seed.top[:-1]).end]


def _doubled(rng: Random, seed: Seed, data: bytes) -> bytes:
    if rng.random() < 0.5:
        span = rng.choice(seed.spans)
        return _put(data, span.end, 0, data[span.begin : span.end])
    at, size = rng.randrange(len(data)), rng.randrange(1, 600)
    return _put(data, at, 0, data[at : at + size])


def _swapped(rng: Random, seed: Seed, data: bytes) -> bytes:
    depth = rng.choice(seed.spans).depth
    level = [span for span in seed.spans if span.depth == depth]
    one, other = sorted(rng.choices(level, k=2), key=lambda span: span.begin)
    if one.end > other.begin:
        return data[one.begin : one.end] + data[: one.begin] + data[one.end :]
    middle = data[one.end : other.begin]
    new = data[other.begin : other.end] + middle + data[one.begin : one.end]
    return _put(data, one.begin, other.end - one.begin, new)


def _group_length(rng: Random, seed: Seed, data: bytes) -> bytes:
    span = rng.choice(seed.top)
    first = next(one for one in seed.top if one.tag >> 16 == span.tag >> 16)
    lie = rng.choice(_LENGTHS) & 0xFFFFFFFF
    value = struct.pack((">" if seed.syntax == BIG else "<") + "L", lie)
    group = encoded(span.tag & 0xFFFF0000, b"UL", value, seed.syntax)
    return _put(data, first.begin, 0, group)


def _inserted(rng: Random, seed: Seed, data: bytes) -> bytes:
    """A sequence, whole or not, where one may stand, or anywhere."""
    syntax, content = seed.syntax, b""
    for _ in range(rng.choice((0, 1, 2, 3, 30, 34))):
        inner = encoded(0x00080100, b"SH", b"CODE", syntax) + content
        one, two = rng.random() < 0.5, rng.random() < 0.5
        body = item(inner, syntax, UNDEFINED if one else None)
        body += delimiter(ITEM_END, syntax) if one and rng.random() < 0.9 else b""
        body += delimiter(SEQUENCE_END, syntax) if two and rng.random() < 0.9 else b""
        tag, vr = rng.choice(((0x00081140, b"SQ"), (0x0040A730, b"SQ"), (0x00091001, b"UN")))
        content = encoded(tag, vr, body, syntax, UNDEFINED if two else None)
    content = content or item(b"", syntax) + delimiter(SEQUENCE_END, syntax)
    span = rng.choice(seed.spans)
    return _put(data, rng.choice((span.begin, span.value, span.end)), 0, content)


def _delimiters(rng: Random, seed: Seed, data: bytes) -> bytes:
    """Taken out, put in, or given a length."""
    ends = [delimiter(tag, seed.syntax) for tag in (ITEM_END, SEQUENCE_END)]
    places = [at for end in ends for at in _all(data, end)]
    if not places or rng.random() < 0.2:
        return _put(data, rng.choice(seed.spans).end, 0, rng.choice(ends))
    at = rng.choice(places)
    if rng.random() < 0.5:
        return _put(data, at, 8, b"")
    return _put(data, at + 4, 4, struct.pack("<L", rng.choice(_LENGTHS)))


def _all(data: bytes, what: bytes) -> list[int]:
    places, at = list[int](), data.find(what)
    while at >= 0:
        places.append(at)
        at = data.find(what, at + 1)
    return places


def _character_set(rng: Random, seed: Seed, data: bytes) -> bytes:
    data = _set(seed, data, 0x00080005, b"CS", rng.choice(_CHARACTER_SETS))
    name = rng.choice(_TEXTS) + b"=" + rng.randbytes(rng.randrange(30))
    return _set(seed, data, 0x00100010, b"PN", name[:60_000])


def _values(rng: Random, seed: Seed, data: bytes) -> bytes:
    """Sound lengths, mad values."""
    for tag in sorted(rng.sample(_FREE, rng.choice((1, 3, 12))), reverse=True):
        if WANTED[tag] not in ("SQ", "US", "UL"):
            data = _set(seed, data, tag, WANTED[tag].encode(), rng.choice(_TEXTS))
    for tag in rng.sample([0x00280010, 0x00280011, 0x00280100, 0x00280002], 1):
        if rng.random() < 0.3:
            number = struct.pack("<H", rng.choice((0, 1, 3, 12, 32, 255, 65535)))
            data = _set(seed, data, tag, b"US", number)
    return data


def _set(seed: Seed, data: bytes, tag: int, vr: bytes, value: bytes) -> bytes:
    """An element of the top level in its place; valid as long as `data` still begins as it did."""
    value += b" " * (len(value) % 2)
    new = encoded(tag, vr, value, seed.syntax)
    for span in reversed(seed.top):
        if span.tag == tag:
            return _put(data, span.begin, span.end - span.begin, new)
        if span.tag < tag:
            return _put(data, span.end, 0, new)
    return new + data


def _missing(rng: Random, seed: Seed, data: bytes) -> bytes:
    for span in sorted(rng.sample(seed.spans, min(len(seed.spans), rng.choice((1, 2, 9)))),
                       key=lambda span: span.begin, reverse=True):  # fmt: skip
        data = _put(data, span.begin, span.end - span.begin, b"")
    return data


def _retagged(rng: Random, seed: Seed, data: bytes) -> bytes:
    span, tag = rng.choice(seed.spans), rng.choice([*WANTED, PIXELS, 0xFFFEE000, ITEM_END, 0x20010])
    order = ">" if seed.syntax == BIG else "<"
    return _put(data, span.begin, 4, struct.pack(order + "HH", tag >> 16, tag & 0xFFFF))


def _pixels(rng: Random, seed: Seed, data: bytes) -> bytes:
    """Other fragments, another Basic Offset Table, none at all; or native pixels that lie."""
    span: Span = next((one for one in seed.top if one.tag == PIXELS), seed.top[-1])
    begin, end, syntax = span.value, span.end, seed.syntax
    table = struct.pack("<3L", *rng.choices((0, 8, 9999, UNDEFINED), k=3))
    fragments = [item(rng.choice((b"", table, rng.randbytes(12))), syntax)]
    if rng.random() < 0.5 and data[begin : begin + 4] == b"\xfe\xff\x00\xe0":
        first = struct.unpack_from("<L", data, begin + 4)[0]
        return data[:begin] + fragments[0] + data[begin + 8 + first :]
    fragments += [item(rng.randbytes(rng.choice((0, 2, 64, 700))), syntax) for _ in range(3)]
    value = b"".join(fragments[: rng.randrange(5)]) + delimiter(SEQUENCE_END, syntax)
    vr = b"OB" if syntax != IMPLICIT else b""
    return data[: span.begin] + encoded(PIXELS, vr, value, syntax, UNDEFINED) + data[end:]


_KINDS: dict[str, Callable[[Random, Seed, bytes], bytes]] = {
    "bits": _flipped,
    "splice": _spliced,
    "length": _wrong_length,
    "VR": _wrong_vr,
    "cut": _cut,
    "cut at a border": _cut_at_a_border,
    "doubled": _doubled,
    "swapped": _swapped,
    "group length": _group_length,
    "sequence": _inserted,
    "delimiter": _delimiters,
    "character set": _character_set,
    "values": _values,
    "missing": _missing,
    "tag": _retagged,
    "pixels": _pixels,
}
