"""One directory record's keys from one instance's header, made up where the Standard insists.

Made up is only what a type 1 key lacks, and only in the directory. Each kind is counted, so that
a person is told once: "3 series had no Series Number: the directory makes one up". No value of
the instance gets into these sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from mkiso_desktop.core.elements import Header
from mkiso_desktop.core.wanted import tag

from .record_values import TEXT_VRS, character_set, element, explicit_items, usable
from .records import KEYS, Key

_SPECIFIC_CHARACTER_SET, _SOP_CLASS_UID = tag("SpecificCharacterSet"), tag("SOPClassUID")
_VERIFICATION_FLAG, _VERIFICATION_DATE_TIME = tag("VerificationFlag"), tag("VerificationDateTime")
_VERIFYING_OBSERVERS = tag("VerifyingObserverSequence")
_SERIES_WIDE = ("Series", "Study")
_DATES = tuple(
    tag(event + "Date") for event in ("Content", "InstanceCreation", "Acquisition", *_SERIES_WIDE)
)
_TIMES = tuple(
    tag(event + "Time") for event in ("Content", "InstanceCreation", "Acquisition", *_SERIES_WIDE)
)
_MIME_TYPES = {
    "1.2.840.10008.5.1.4.1.1.104.2": b"text/XML",
    "1.2.840.10008.5.1.4.1.1.104.3": b"model/stl",
    "1.2.840.10008.5.1.4.1.1.104.4": b"model/obj",
    "1.2.840.10008.5.1.4.1.1.104.5": b"model/mtl",
}


def _coded(value: bytes, meaning: bytes) -> bytes:
    """An item that holds one code of PS3.16 (PS3.3 8.8)."""
    body = (
        element(tag("CodeValue"), "SH", value)
        + element(tag("CodingSchemeDesignator"), "SH", b"DCM")
        + element(tag("CodeMeaning"), "LO", meaning)
    )
    return b"\xfe\xff\x00\xe0" + len(body).to_bytes(4, "little") + body


# The most neutral word there is for what an instance does not say.
_NEUTRAL = {
    tag(keyword): value
    for keyword, value in {
        "Modality": b"OT",
        "CompletionFlag": b"PARTIAL",
        "VerificationFlag": b"UNVERIFIED",
        "ConceptNameCodeSequence": _coded(b"121144", b"Document Title"),
        "DoseSummationType": b"PLAN",
        "ImageType": b"DERIVED\\SECONDARY",
        "NumberOfFrames": b"1",
        "HangingProtocolLevel": b"SITE",
        "HangingProtocolCreationDateTime": b"19000101",
        "HangingProtocolDefinitionSequence": b"\xfe\xff\x00\xe0\0\0\0\0",
        "ProcedureTypeCodeSequence": b"\xfe\xff\x00\xe0\0\0\0\0",
    }.items()
}
_BY_VR = {"DA": b"19000101", "TM": b"000000", "US": b"\1\0", "UL": b"\1\0\0\0", "IS": b"1"}
_OF_INTEREST = _coded(b"113000", b"Of Interest")


class _Encoded(NamedTuple):
    """A key as it stands in the record; empty bytes: there is nothing usable."""

    raw: bytes
    is_mended: bool = False
    was_empty: bool = False


class Inventions:
    """Counts what the directory says and the instances do not."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def note(self, kind: str, key: Key, what: str) -> None:
        self._counts[_NOUNS.get(kind, "object"), key.name, what] += 1

    def sentences(self) -> tuple[str, ...]:
        return tuple(
            f"{count} {_plural(noun, count)} {what.format(name=name, a_name=_with_article(name))}"
            for (noun, name, what), count in self._counts.items()
        )


_NOUNS = {"PATIENT": "patient", "STUDY": "study", "SERIES": "series", "IMAGE": "image"}
_MISSING = "had no {name}: the directory makes one up"
_UNUSABLE = "had {a_name} that breaks DICOM's rules: the directory makes one up"
_LEFT_OUT = "had {a_name} that breaks DICOM's rules: the directory leaves it out"
_MENDED = "had {a_name} that breaks DICOM's rules: the directory has it shortened or with ? in it"


def _with_article(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"


def _plural(noun: str, count: int) -> str:
    if count == 1 or noun == "series":
        return noun
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def record_body(
    kind: str, header: Header, spare: Mapping[int, bytes], inventions: Inventions
) -> bytes:
    """The keys of one record in Explicit VR Little Endian, Specific Character Set first.

    `spare` has values that only the whole directory can give (numbers, a Patient ID nobody
    else has); each is used when the instance's own is missing or unusable.
    """
    values = _with_verification(header) if kind == "SR DOCUMENT" else header.values
    syntax = header.transfer_syntax_uid
    charset = character_set(values.get(_SPECIFIC_CHARACTER_SET, b""))
    parts = [b""]
    for key in KEYS[kind]:
        raw = values.get(key.tag, b"")
        encoded = _encoded(key, raw, syntax, charset)
        if encoded.raw:
            if encoded.is_mended:
                inventions.note(kind, key, _MENDED)
            if charset and (key.vr in TEXT_VRS or key.vr == "SQ"):
                parts[0] = element(_SPECIFIC_CHARACTER_SET, "CS", charset.encode())
            parts.append(encoded.raw)
        elif key.type == 1:
            inventions.note(kind, key, _MISSING if encoded.was_empty else _UNUSABLE)
            parts.append(
                element(key.tag, key.vr, spare.get(key.tag) or _made_up(key, kind, header))
            )
        else:
            if not encoded.was_empty:
                inventions.note(kind, key, _LEFT_OUT)
            if key.type == 2:
                parts.append(element(key.tag, key.vr, b""))
    return b"".join(parts)


def own_value(key: Key, header: Header) -> bytes | None:
    """The instance's own value of a key of one value, if a directory record may have it."""
    raw = header.values.get(key.tag, b"")
    charset = character_set(header.values.get(_SPECIFIC_CHARACTER_SET, b""))
    encoded = _encoded(key, raw, header.transfer_syntax_uid, charset)
    return encoded.raw[8:] or None


@lru_cache(maxsize=16384)
def _encoded(key: Key, raw: bytes, syntax: str, charset: str) -> _Encoded:
    """Cached, as most instances of a series have most values in common."""
    if not raw.strip(b" \0\\") and key.vr not in ("US", "UL"):
        return _Encoded(b"", was_empty=True)
    if key.vr not in TEXT_VRS and key.vr not in ("SQ", "US", "UL"):
        if key.values == 1:
            raw = raw.split(b"\\")[0]
        elif key.values and raw.count(b"\\") + 1 != key.values:
            return _Encoded(b"")
    value = usable(key.vr, raw, syntax, charset)
    if value.raw is None:
        return _Encoded(b"", was_empty=not raw)
    return _Encoded(element(key.tag, key.vr, value.raw), value.mended)


def _made_up(key: Key, kind: str, header: Header) -> bytes:
    if key.tag in _NEUTRAL:
        return _OF_INTEREST if kind == "KEY OBJECT DOC" and key.vr == "SQ" else _NEUTRAL[key.tag]
    if key.vr in ("DA", "TM"):
        for other in _DATES if key.vr == "DA" else _TIMES:
            found = usable(key.vr, header.values.get(other, b""), "", "").raw
            if found:
                return found
    if key.vr == "UI":
        seed = sha256(repr(sorted(header.values.items())).encode()).digest()
        return f"2.25.{int.from_bytes(seed[:15], 'big')}".encode()
    if key.vr == "LO" and "MIME" in key.name:
        return _MIME_TYPES.get(header.text(_SOP_CLASS_UID), b"application/pdf")
    return _BY_VR.get(key.vr, b"UNNAMED")


def _with_verification(header: Header) -> Mapping[int, bytes]:
    """The values plus Verification DateTime: the latest of all observers (PS3.3 F.5.22)."""
    if header.text(_VERIFICATION_FLAG) != "VERIFIED":
        return header.values
    raw = header.values.get(_VERIFYING_OBSERVERS, b"")
    observers = explicit_items(raw, header.transfer_syntax_uid)
    pattern = element(_VERIFICATION_DATE_TIME, "DT", b"")[:6]
    moments = re.findall(re.escape(pattern) + rb".\0([0-9][0-9.+\- ]{3,25})", observers, re.DOTALL)
    return {**header.values, _VERIFICATION_DATE_TIME: max(moments, default=b"19000101")}
