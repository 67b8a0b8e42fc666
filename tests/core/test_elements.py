"""The rules of the strict walk."""

from __future__ import annotations

from pathlib import Path

from pydicom import dcmread
from pydicom.data import get_testdata_file

from mkiso_desktop.core.elements import NotWellFormed, peek, walk
from mkiso_desktop.core.instance import read_instance

CT = read_instance(Path(str(get_testdata_file("CT_small.dcm"))))
CT_DATA = CT.path.read_bytes()[CT.offset :]


def test_peek_knows_only_what_has_arrived() -> None:
    whole = peek(CT_DATA, CT.transfer_syntax_uid, 0x0020000E)
    assert whole is not None
    for length in range(0, 3000, 13):
        header = peek(memoryview(CT_DATA)[:length], CT.transfer_syntax_uid, 0x0020000E)
        assert header in (None, whole)


def test_a_cut_is_refused_unless_it_falls_between_two_elements() -> None:
    """Between two elements nothing tells that more was to come; the count of bytes must."""
    edges = {element.file_tell or 0 for element in dcmread(CT.path)}
    assert walk(CT_DATA, CT.transfer_syntax_uid) == CT.header
    for end in range(1, len(CT_DATA), 101):
        try:
            walk(CT_DATA[:end], CT.transfer_syntax_uid)
        except NotWellFormed:
            continue
        assert any(0 < edge - (CT.offset + end) <= 12 for edge in edges)
