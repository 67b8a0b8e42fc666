"""An instance's values as they may stand in a directory record: Explicit VR Little Endian, valid.

Hospitals' data is sloppy, and a DICOMDIR that breaks a rule makes readers refuse the whole disc.
So each value is held against its VR (PS3.5 6.2), mended where there is one way to mend it, and
else left out. The instance itself is never touched.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from functools import lru_cache
from math import isfinite
from typing import Final, NamedTuple

from pydicom._dicom_dict import DicomDictionary
from pydicom.charset import python_encoding

from mkiso_desktop.core.elements import EXPLICIT_BIG, IMPLICIT_LITTLE

TEXT_VRS: Final = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})
_LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_LONGEST = {"SH": 16, "LO": 64, "PN": 64, "ST": 1024, "LT": 10240}
_UNDEFINED, _ITEM_END, _SEQUENCE_END = 0xFFFFFFFF, 0xFFFEE00D, 0xFFFEE0DD
# VR of each tag; where the dictionary leaves a choice ("US or SS"), the first one that it has.
_VR_OF = {tag: entry[0].split(" or ")[0] for tag, entry in DicomDictionary.items()}
_WORD = dict.fromkeys(("AT", "OW", "SS", "US"), 2)
_WORD |= dict.fromkeys(("FL", "OF", "OL", "SL", "UL"), 4)
_WORD |= dict.fromkeys(("FD", "OD", "OV", "SV", "UV"), 8)
_BYTES = frozenset({"OB", "OW", "UN"})  # what has an unknown VR in one place has bytes in another
_CONTROLS = re.compile(r"[\x00-\x1a\x1c-\x1f\x7f-\x9f]")  # all but ESC


class Value(NamedTuple):
    """`raw` is None when there is nothing usable; `mended` when what is there is not the same."""

    raw: bytes | None
    mended: bool = False


NOTHING: Final = Value(None)


def character_set(raw: bytes) -> str:
    """The Specific Character Set as it should be spelt; "" for the default and for nonsense."""
    terms = [
        re.sub(r"^ISO[ _-]?(2022[ _-]IR|IR)[ _-]?", _spelt, term.strip().upper())
        for term in raw.decode("latin-1").replace("\0", " ").split("\\")
    ]
    if all(term in ("", "ISO_IR 6") for term in terms):
        return ""
    return "\\".join(terms) if all(term in python_encoding for term in terms) else ""


def _spelt(match: re.Match[str]) -> str:
    return "ISO 2022 IR " if match[1].startswith("2022") else "ISO_IR "


def element(tag: int, vr: str, raw: bytes) -> bytes:
    """One data element in Explicit VR Little Endian; `raw` may still lack its padding."""
    if len(raw) % 2:
        raw += b"\0" if vr in ("UI", "OB", "UN") else b" "
    # Implicit VR had room for a value that no explicit VR with a short length has.
    code = vr.encode() if len(raw) <= 0xFFFF or vr.encode() in _LONG_VRS else b"UN"
    if code in _LONG_VRS:
        return struct.pack("<HH2sHL", tag >> 16, tag & 0xFFFF, code, 0, len(raw)) + raw
    return struct.pack("<HH2sH", tag >> 16, tag & 0xFFFF, code, len(raw)) + raw


@lru_cache(maxsize=16384)
def usable(vr: str, raw: bytes, syntax: str, charset: str) -> Value:
    """The value of an attribute, from a data set in `syntax`, as a record may have it."""
    if vr == "SQ":
        return Value(explicit_items(raw, syntax) or None)
    if vr in TEXT_VRS:
        return _text(vr, raw, charset)
    if vr in ("US", "UL"):
        size = 2 if vr == "US" else 4
        if len(raw) < size:
            return NOTHING
        return Value(raw[:size][::-1] if syntax == EXPLICIT_BIG else raw[:size])
    return _CHECKS[vr](raw.decode("latin-1").strip(" \0"))


def _date(text: str) -> Value:
    match = re.fullmatch(r"(\d{4})\.?(0[1-9]|1[0-2])\.?(0[1-9]|[12]\d|3[01])", text)
    return Value("".join(match.groups()).encode()) if match else NOTHING


def _time(text: str) -> Value:
    bare = text.replace(":", "")
    good = re.fullmatch(r"([01]\d|2[0-3])([0-5]\d((60|[0-5]\d)(\.\d{1,6})?)?)?", bare)
    return Value(bare.encode()) if good else NOTHING


def _date_time(text: str) -> Value:
    good = re.fullmatch(r"\d{4}(\d\d){0,5}(\.\d{1,6})?([+-]\d{4})?", text)
    return Value(text.encode()) if good else NOTHING


def _whole_number(text: str) -> Value:
    match = re.fullmatch(r"([+-]?\d{1,11})(\.0*)?", text)
    if not match or not -(2**31) <= int(match[1]) < 2**31:
        return NOTHING
    return Value(match[1].encode())


def _decimals(text: str) -> Value:
    numbers = [number.strip() for number in text.split("\\")]
    if not all(re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", n) for n in numbers):
        return NOTHING
    if not all(isfinite(float(number)) for number in numbers):
        return NOTHING
    short = [number if len(number) <= 16 else f"{float(number):.10g}"[:16] for number in numbers]
    return Value("\\".join(short).encode())


def _code(text: str) -> Value:
    codes = [code.strip().upper() for code in text.split("\\")]
    if not any(codes) or not all(re.fullmatch(r"[A-Z0-9 _]{0,16}", code) for code in codes):
        return NOTHING
    return Value("\\".join(codes).encode())


def _uid(text: str) -> Value:
    return Value(text.encode()) if re.fullmatch(r"[0-9.]{1,64}", text) else NOTHING


_CHECKS: dict[str, Callable[[str], Value]] = {
    "DA": _date,
    "TM": _time,
    "DT": _date_time,
    "IS": _whole_number,
    "DS": _decimals,
    "CS": _code,
    "UI": _uid,
}


def _text(vr: str, raw: bytes, charset: str) -> Value:
    """Text fit for its VR and its character set. What is plain ASCII is soon done."""
    raw = raw.strip(b" \0") if vr != "PN" else raw.rstrip(b" \0")
    if not raw:
        return NOTHING
    if b"\x1b" in raw:
        return _text_with_escapes(vr, raw, charset)
    try:
        text = raw.decode(_encoding(charset))
    except UnicodeDecodeError:
        return Value(_fit(vr, raw.decode("ascii", "replace").replace("\ufffd", "?")).encode(), True)
    fitted = _fit(vr, text)
    return Value(raw) if fitted == text else Value(fitted.encode(_encoding(charset)), True)


def _encoding(charset: str) -> str:
    """Python's name for the character set in which text begins that has no escape sequence."""
    first = charset.split("\\")[0]
    return python_encoding[first] if first else "ascii"


def _fit(vr: str, text: str) -> str:
    text = _CONTROLS.sub(" ", text) if vr in ("PN", "LO", "SH") else text
    if vr != "PN":
        # A backslash would make two values of one.
        return text.replace("\\", "/")[: _LONGEST.get(vr)]
    groups = text.split("\\")[0].split("=")[:3]
    return "=".join("^".join(group.split("^")[:5])[: _LONGEST["PN"]] for group in groups)


def _text_with_escapes(vr: str, raw: bytes, charset: str) -> Value:
    """ISO 2022: an escape sequence must not be cut, so text too long loses whole parts."""
    longest = _LONGEST.get(vr, len(raw))
    if "ISO 2022" not in charset:
        return Value(_fit(vr, re.sub(rb"[^ -~]", b"?", raw).decode("ascii")).encode(), True)
    if vr != "PN":
        if len(raw) <= longest * 3:
            return Value(raw)
        return Value(raw.split(b"\x1b")[0][:longest] or b"?", True)
    # Each component group begins in the first character set again (PS3.5 6.2.1.2).
    groups = [group for group in raw.split(b"=")[:3] if len(group) <= longest * 3]
    joined = b"=".join(groups)
    return Value(joined, joined != raw)


class _Unfit(Exception):
    """A sequence holds what a directory must not have, or what some reader dies of."""


def explicit_items(raw: bytes, syntax: str) -> bytes:
    """A sequence's items in Explicit VR Little Endian, each value padded; nothing where they
    cannot stand in a directory. `raw` has passed the strict walk."""
    coding = _CODINGS.get(syntax, _little_endian)  # the encapsulated syntaxes are so, too
    try:
        return _items(raw, 0, len(raw), coding)[0]
    except _Unfit:
        return b""


# Reads an element's head: tag, VR ("" for a delimiter), where the value begins, its length.
_Coding = Callable[[bytes, int], tuple[int, str, int, int]]


def _implicit(raw: bytes, pos: int) -> tuple[int, str, int, int]:
    group, number, length = struct.unpack_from("<HHL", raw, pos)
    tag = group << 16 | number
    vr = "" if group == 0xFFFE else _VR_OF.get(tag, "UN")
    return tag, "SQ" if vr and length == _UNDEFINED else vr, pos + 8, length


def _explicit(order: str) -> _Coding:
    head = struct.Struct(order + "HH2sH").unpack_from
    long = struct.Struct(order + "L").unpack_from

    def read(raw: bytes, pos: int) -> tuple[int, str, int, int]:
        group, number, code, length = head(raw, pos)
        tag = group << 16 | number
        if group == 0xFFFE:
            return tag, "", pos + 8, long(raw, pos + 4)[0]
        if code in _LONG_VRS:
            return tag, code.decode(), pos + 12, long(raw, pos + 8)[0]
        return tag, code.decode(), pos + 8, length

    return read


_little_endian, _big_endian = _explicit("<"), _explicit(">")
_CODINGS: dict[str, _Coding] = {IMPLICIT_LITTLE: _implicit, EXPLICIT_BIG: _big_endian}


def _items(raw: bytes, pos: int, end: int, coding: _Coding) -> tuple[bytes, int]:
    """The items between `pos` and `end`, or before their delimiter; and where they end."""
    items: list[bytes] = []
    while pos < end:
        tag, _, begin, length = coding(raw, pos)
        if tag == _SEQUENCE_END:
            return b"".join(items), begin
        stop = end if length == _UNDEFINED else begin + length
        body, pos = _item(raw, begin, stop, coding)
        items.append(struct.pack("<HHL", 0xFFFE, 0xE000, len(body)) + body)
    return b"".join(items), pos


def _item(raw: bytes, pos: int, end: int, coding: _Coding) -> tuple[bytes, int]:
    elements: list[bytes] = []
    while pos < end:
        tag, vr, begin, length = coding(raw, pos)
        if tag == _ITEM_END:
            return b"".join(elements), begin
        if length == _UNDEFINED and vr in ("OB", "OW"):
            raise _Unfit("compressed pixels")
        if vr == "SQ" or length == _UNDEFINED:
            # UN of undefined length holds Implicit VR Little Endian (PS3.5 6.2.2).
            inner = coding if vr == "SQ" else _implicit
            stop = end if length == _UNDEFINED else begin + length
            value, pos = _items(raw, begin, stop, inner)
            elements.append(element(tag, "SQ", value))
        else:
            pos = begin + length
            value = raw[begin:pos]
            _must_be_readable(tag, vr, len(value))
            elements.append(element(tag, vr, _swapped(vr, value, coding)))
    return b"".join(elements), pos


def _must_be_readable(tag: int, vr: str, length: int) -> None:
    """Numbers of whole words, and none where there should be text: pydicom stops at others."""
    expected = _VR_OF.get(tag, vr)
    is_other = (vr in _WORD) is not (expected in _WORD) and not {vr, expected} & _BYTES
    if length % _WORD.get(vr, 1) or is_other:
        raise _Unfit("a value that is no number, or no text")


def _swapped(vr: str, value: bytes, coding: _Coding) -> bytes:
    size = _WORD.get(vr, 1)
    if coding is not _big_endian or size == 1:
        return value
    return b"".join(value[at : at + size][::-1] for at in range(0, len(value), size))
