"""Several discs of one request reach the person together or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkiso_desktop.core.errors import DiskFull
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.make_disc import Built, deliver_all
from mkiso_desktop.steps.fileset import Fileset
from mkiso_desktop.steps.prove import Proof

PATIENT = Patient("SUTANTO^BUDI", "P-0001")


def discs(folder: Path, number: int) -> list[Built]:
    """Images that are not there yet."""
    return [Built(folder / f"disc-{one}.iso", Fileset((), b"", ()), ()) for one in range(number)]


def test_a_second_disc_that_fails_takes_the_first_back(tmp_path: Path) -> None:
    output = tmp_path / "discs"
    output.mkdir()
    (output / "SUTANTO_BUDI-A1-1of2.iso").write_bytes(b"of yesterday")
    first, second = discs(tmp_path, 2)
    first.image.write_bytes(b"image")
    request = MediaRequest(("A1",), output=str(output))
    proofs = [Proof("", 5, 1), Proof("", 5, 1)]
    with pytest.raises(DiskFull):
        deliver_all([first, second], proofs, PATIENT, request, Progress())
    [kept] = output.iterdir()
    assert kept.read_bytes() == b"of yesterday"
    second.image.write_bytes(b"other")
    isos = deliver_all([first, second], proofs, PATIENT, request, Progress())
    names = ["SUTANTO_BUDI-A1-1of2-2.iso", "SUTANTO_BUDI-A1-2of2.iso"]
    assert [iso.path.name for iso in isos] == names
