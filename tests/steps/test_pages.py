"""The disc's own pages: true, static, and safe whatever stands in the archive's text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkiso_desktop import __version__
from mkiso_desktop.core.config import Disc
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.places import resource
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Patient, Study
from mkiso_desktop.steps.fileset import Fileset, build_fileset
from mkiso_desktop.steps.image import DiscFile
from mkiso_desktop.steps.pages import DiscFacts, pages
from mkiso_desktop.steps.viewer import Viewer

from ..samples import write_study

PATIENT = Patient("SUTANTO^BUDI^^Bpk", "00-12-34", "19700102", "M")
HOSPITAL = Disc(institution="RS Harapan Sehat & Putri", contact="+62 21 555 0100")
STUDIES = (
    Study("1.2.3", "A0001", PATIENT, "20261103", "", "CT HEAD <contrast>", ("CT", "SR")),
    Study("1.2.4", "A0002", PATIENT, "", "", "", ("MR",)),
    Study("1.2.5", "A0003", PATIENT, "20261104", "", "ON ANOTHER DISC", ("CR",)),
)
FACTS = DiscFacts(PATIENT, STUDIES, "STD-GEN-CD", made=date(2026, 11, 21))
VIEWER = Viewer((DiscFile(("VIEWER", "START_V.EXE"), b""),), ("VIEWER", "Start & View.exe"), ())
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def fileset(tmp_path_factory: pytest.TempPathFactory) -> Fileset:
    folder = tmp_path_factory.mktemp("studies")
    files = write_study(folder / "a", study_instance_uid="1.2.3", series=2, instances=3)
    files += write_study(folder / "b", study_instance_uid="1.2.4", series=1, instances=4)
    return build_fileset([read_instance(file) for file in files], "A", Progress())


def both(
    fileset: Fileset, facts: DiscFacts = FACTS, disc: Disc = HOSPITAL, viewer: Viewer | None = None
) -> tuple[str, str]:
    index, readme = pages(facts, disc, fileset, viewer)
    assert (index.path, readme.path) == (("INDEX.HTM",), ("README.TXT",))
    assert isinstance(index.source, bytes)
    assert isinstance(readme.source, bytes)
    return index.source.decode(), readme.source.decode("ascii")


def text_of(index: str) -> str:
    root = ElementTree.fromstring(index)
    style = root.find(f".//{XHTML}style")
    assert style is not None
    style.text = ""
    return " ".join(" ".join(root.itertext()).split())


def links_of(index: str) -> list[str]:
    return [str(a.get("href")) for a in ElementTree.fromstring(index).iter(f"{XHTML}a")]


def test_the_index_says_what_ihe_pdi_asks_for(fileset: Fileset) -> None:
    said = text_of(both(fileset)[0])
    for words in (
        "RS Harapan Sehat & Putri", "+62 21 555 0100", "21 November 2026",
        f"mkiso-desktop {__version__}", "SUTANTO BUDI", "2 January 1970", "male", "00-12-34",
        "3 November 2026 CT HEAD <contrast> Accession number A0001 CT, SR 2 6",
        "Without description Accession number A0002 MR 1 4", "Total 3 10",
        "STD-GEN-CD", "not encrypted", "not for diagnosis", "DICOMDIR",
    ):  # fmt: skip
        assert words in said, words
    assert "ON ANOTHER DISC" not in said
    assert said.count("SUTANTO") == 1


def test_the_readme_is_plain_and_names_no_patient(fileset: Fileset) -> None:
    index, readme = both(fileset)
    assert "\n" not in readme.replace("\r\n", "")
    assert max(map(len, readme.split("\r\n"))) <= 76
    for words in (
        "RS Harapan Sehat & Putri", "+62 21 555 0100", "2026-11-21", f"mkiso-desktop {__version__}",
        "Study 1: 2026-11-03  CT, SR  2 series, 6 objects", "STD-GEN-CD", "DICOMDIR",
    ):  # fmt: skip
        assert words in readme, words
    assert not re.search("sutanto|00-12-34|A0001", readme, re.IGNORECASE)
    assert "&amp;" in index


def test_no_profile_is_claimed_that_does_not_hold(fileset: Fileset) -> None:
    warning = "1 object stays compressed as MPEG2, which some viewers cannot open"
    facts = replace(FACTS, profile="", warnings=(warning,))
    for page in map(" ".join, (p.split() for p in both(fileset, facts))):
        assert "STD-GEN" not in page
        assert "claimed" in page
        assert warning in page


@pytest.mark.parametrize("viewer", [None, VIEWER, replace(VIEWER, launch_point=())])
def test_every_link_stays_on_the_disc_in_its_exact_case(
    fileset: Fileset, viewer: Viewer | None
) -> None:
    index, readme = both(fileset, viewer=viewer)
    links = {unquote(link) for link in links_of(index)}
    expected = {"README.TXT"} | ({"VIEWER/"} if viewer else set())
    if viewer and viewer.launch_point:
        expected.add("VIEWER/Start & View.exe")
        assert "VIEWER\\Start & View.exe" in readme
    assert links == expected
    assert ("VIEWER" in readme) is (viewer is not None)
    assert not re.search(r"<script|javascript:|src=|url\(|@import|\son\w+=", index)
    outside = set(re.findall(r"https?://[^\"< ]+", index))
    assert all(address.startswith("http://www.w3.org/") for address in outside)  # its DOCTYPE


def test_a_viewer_is_spoken_of_where_there_is_one(fileset: Fileset) -> None:
    assert "viewer are not part of it" not in text_of(both(fileset)[0])
    assert "viewer are not part of it" in text_of(both(fileset, viewer=VIEWER)[0])


def test_one_of_several_discs_says_so(fileset: Fileset) -> None:
    index, readme = both(fileset, replace(FACTS, part=2, of=3))
    assert "Disc 2 of 3" in text_of(index)
    assert "2 of 3" in readme
    assert "Disc" not in both(fileset)[1].split("Media creator")[0].replace("This disc", "")


def test_the_page_speaks_indonesian(fileset: Fileset) -> None:
    said = text_of(both(fileset, replace(FACTS, language="id"))[0])
    assert "3 November 2026" in said
    assert "laki-laki" in said
    assert "bukan untuk diagnosis" in said
    assert both(fileset, replace(FACTS, language="xx")) == both(fileset)


def test_both_languages_have_the_same_words() -> None:
    words = [tomllib.loads(resource(f"disc/{n}.toml").read_text("utf-8")) for n in ("en", "id")]
    assert words[0].keys() == words[1].keys()
    assert len(words[1]["months"]) == 12


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=12))
def test_no_text_of_the_archive_changes_the_page(
    fileset: Fileset, name: str, description: str, day: str
) -> None:
    patient = replace(PATIENT, name=name, patient_id=description, birth_date=day, sex=day)
    studies = (replace(STUDIES[0], description=description, date=day, modalities=(name,)),)
    disc = HOSPITAL
    index, readme = both(fileset, replace(FACTS, patient=patient, studies=studies), disc)
    tags = [e.tag for e in ElementTree.fromstring(index).iter()]
    assert f"{XHTML}script" not in tags
    assert links_of(index) == ["README.TXT", "README.TXT"]
    assert readme.isascii()
    assert "\u202e" not in index


def test_a_hostile_name_stays_text(fileset: Fileset) -> None:
    patient = replace(PATIENT, name="<script>alert(1)</script>\u202e^\"'&\x07")
    index, _ = both(fileset, replace(FACTS, patient=patient))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &#34;&#39;&amp;</h1>" in index


def test_a_hospital_that_has_set_nothing_gets_pages_too(fileset: Fileset, tmp_path: Path) -> None:
    index, readme = both(fileset, disc=Disc())
    assert "not stated" in readme
    assert "Questions about" not in text_of(index)
    (tmp_path / "INDEX.HTM").write_text(index, "utf-8")
