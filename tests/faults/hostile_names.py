"""Names that would lead out of a folder, or mean a device, if anybody took them for a path."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import pydicom.config
import pytest
from pydicom import Dataset

from tests.net.scu import CT, PLAIN, Scu
from tests.peers.scripted import PENDING, SUCCESS, Conversation

from .bombs import head
from .intruded import C_MOVE_RQ

NAMES = (
    "../../../evil",
    "..",
    "../DICOMDIR",
    "/{outside}/evil",
    "/{outside}",
    "..\\..\\evil",
    "C:\\evil",
    "C:evil",
    "\\\\server\\share\\evil",
    "evil\0.dcm",
    "evil\n../evil",
    "CON",
    "NUL.iso",
    "COM1",
    "AUX.",
    "LPT9.txt",
    "evil.",
    " evil ",
    ".evil",
    ".",
    "...",
    "~/evil",
    "$HOME/evil",
    "file:///{outside}/evil",
    "..%2f..%2fevil",
    "\uff0e\uff0e\uff0fevil",
    "\u2025/evil",
    "\u202egpj.evil",
    "evil:stream",
    "-rf",
    "|evil",
    "`evil`",
    "a" * 300,
    "../" * 60 + "evil",
    "evil/../../evil",
    "DICOMDIR",
    "INDEX.HTM",
    "owner.lock",
    "00000001.dcm",
    "0000000\u0661.dcm",
)


def with_values(data: bytes, values: Mapping[int, str]) -> bytes:
    """A data set in Explicit VR Little Endian with other values at these tags."""
    out, pos = b"", 0
    while pos < len(data):
        group, element, vr, length = struct.unpack_from("<HH2sH", data, pos)
        begin = pos + 8
        if vr in (b"OB", b"OW", b"SQ", b"UN", b"UT"):
            (length,) = struct.unpack_from("<L", data, begin)
            begin += 4
        pos = begin + length
        value = data[begin:pos]
        if (text := values.get(group << 16 | element)) is not None:
            value = text.encode()
            value += b" " * (len(value) % 2)
        out += head(group, element, vr, len(value)) + value
    return out


def archive(
    data: bytes, uid: str, row: Mapping[str, str], port: int
) -> Callable[[Conversation], None]:
    """An archive that finds one image, described by `row` at every level, and sends it."""
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.SOPInstanceUID, ds.SOPClassUID = uid, CT
    for keyword, value in row.items():
        has_no_charset = keyword.endswith(("UID", "Date", "Sex"))  # PS3.5 6.1.2.2
        setattr(ds, keyword, value.encode().decode("latin-1") if has_no_charset else value)

    def script(talk: Conversation) -> None:
        talk.accept()
        while True:
            request = talk.next()
            if request.command.field == C_MOVE_RQ:
                with suppress(ConnectionError), Scu(port) as scu:
                    scu.ask((CT, [PLAIN]), calling="SCRIPTED")
                    scu.store(data, uid)
                    scu.release()
            else:
                talk.answer(request, PENDING, ds)
            talk.answer(request, SUCCESS)

    return script


@pytest.fixture
def odd_values() -> Iterator[None]:
    """pydicom writes whatever it is given, as a careless archive does."""
    before = pydicom.config.settings.writing_validation_mode
    pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
    yield
    pydicom.config.settings.writing_validation_mode = before
