"""One whole disc, from instances to a proved image, as other people's software reads it."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEG2000Lossless

from mkiso_desktop.core.config import Disc, Medium
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Patient, Study
from mkiso_desktop.steps.fileset import build_fileset
from mkiso_desktop.steps.image import DiscFile, write_image
from mkiso_desktop.steps.pages import DiscFacts, pages
from mkiso_desktop.steps.prove import prove
from mkiso_desktop.steps.transcode import for_medium
from mkiso_desktop.steps.viewer import check_viewer

from ..samples import write_study

STUDY = "1.2.276.0.7230010.3.1.2.99"


@pytest.fixture(scope="module")
def disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that 7z has taken out of a disc of three syntaxes, with a viewer."""
    folder = tmp_path_factory.mktemp("disc")
    files = [
        path
        for syntax in (ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEG2000Lossless)
        for path in write_study(
            folder / str(syntax),
            study_instance_uid=STUDY,
            series=1,
            transfer_syntax=syntax,
            rows=32,
        )
    ]
    (folder / "viewer" / "lib").mkdir(parents=True)
    (folder / "viewer" / "Start the Viewer.exe").write_bytes(b"MZ")
    (folder / "viewer" / "lib" / "library.config.xml").write_bytes(b"<a/>")
    viewer = check_viewer(folder / "viewer")
    ready = for_medium(
        [read_instance(path) for path in files], Medium.CD, folder / "copies", Progress()
    )
    fileset = build_fileset(ready.instances, "MKISO", Progress())
    patient = Patient("SUTANTO^BUDI", "P-0001", "19700102", "M")
    study = Study(STUDY, "A0001", patient, "20261103", "", "CT HEAD", ("CT",))
    facts = DiscFacts(patient, (study,), ready.profile, made=date(2026, 11, 21))
    others = [*pages(facts, Disc(institution="RS Sehat"), fileset, viewer), *viewer.files]
    entries = [DiscFile(entry.file_id, entry.instance.path) for entry in fileset.entries]
    image = folder / "disc.iso"
    write_image(
        [DiscFile(("DICOMDIR",), fileset.dicomdir), *entries, *others], "MKISO", image, Progress()
    )
    assert prove(image, fileset, others, Progress()).files == 9
    subprocess.run(["7z", "x", f"-o{folder / 'out'}", image], check=True, capture_output=True)
    return folder / "out"


def said_by(*command: str | Path) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def test_the_root_has_what_ihe_pdi_asks_for(disc: Path) -> None:
    names = {path.name for path in disc.iterdir()}
    assert names == {"DICOMDIR", "DICOM", "INDEX.HTM", "README.TXT", "VIEWER"}


def test_every_link_of_the_page_leads_to_a_file(disc: Path) -> None:
    page = (disc / "INDEX.HTM").read_text("utf-8")
    links = {unquote(link.replace("&amp;", "&")) for link in re.findall(r'href="([^"]+)"', page)}
    assert links == {"README.TXT", "VIEWER/", "VIEWER/Start the Viewer.exe"}
    assert all((disc / link).exists() for link in links)


def test_dicom3tools_finds_no_error_in_the_directory(disc: Path) -> None:
    for tool in ("dciodvfy", "dcdirdmp"):
        said = said_by(tool, disc / "DICOMDIR")
        assert not [line for line in said.splitlines() if line.startswith("Error")], said


def test_dcmtk_finds_every_object_in_explicit_little_endian(disc: Path) -> None:
    objects = [path for path in (disc / "DICOM").rglob("*") if path.is_file()]
    assert len(objects) == 9
    for path in objects:
        said = said_by("dcmdump", "+P", "TransferSyntaxUID", path)
        assert "=LittleEndianExplicit" in said


def test_the_page_says_the_profile_that_holds(disc: Path) -> None:
    assert "STD-GEN-CD" in (disc / "INDEX.HTM").read_text("utf-8")
    assert "STD-GEN-CD" in (disc / "README.TXT").read_text("ascii")
