"""The hospital's viewer reaches the disc whole, and a broken folder is told before retrieval."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.steps.image import fits_joliet, write_image
from mkiso_desktop.steps.viewer import check_viewer, long_names, short_names

SHORT = re.compile(r"[A-Z0-9_]{1,8}(\.[A-Z0-9_]{1,3})?")


@pytest.fixture
def viewer(tmp_path: Path) -> Path:
    root = tmp_path / "viewer"
    for name in (
        "Start Viewer.exe",
        "readme.txt",
        "jre/lib/Some Library.dll",
        "jre/lib/Some Library.dll.config",
        "jre/lib/some_library_2.dll",
        "jre/conf/security/policy/unlimited/default.policy",
        "Hilfe/Übersicht.html",
        "Thumbs.db",
        "empty",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() if name != "empty" else b"")
    return root


def test_every_file_stands_under_viewer_with_its_own_name(viewer: Path) -> None:
    found = check_viewer(viewer)
    shown = {"/".join(file.shown) for file in found.files}
    expected = {p.relative_to(viewer.parent) for p in viewer.rglob("*") if p.is_file()}
    expected -= {Path("viewer/Thumbs.db")}
    assert shown == {f"VIEWER/{p.relative_to('viewer')}" for p in expected}
    assert found.launch_point == ("VIEWER", "Start Viewer.exe")
    assert found.warnings == ()
    assert found.folders == 8
    assert check_viewer(str(viewer)) == found


def test_other_software_reads_the_viewer_from_the_disc(viewer: Path, tmp_path: Path) -> None:
    files = check_viewer(viewer).files
    write_image(files, "A", tmp_path / "disc.iso", Progress())
    subprocess.run(
        ["7z", "x", f"-o{tmp_path / 'out'}", tmp_path / "disc.iso"], check=True, capture_output=True
    )
    for file in files:
        assert isinstance(file.source, Path)
        assert tmp_path.joinpath("out", *file.shown).read_bytes() == file.source.read_bytes()


@pytest.mark.parametrize("what", ["missing", "empty", "file"])
def test_a_folder_with_nothing_in_it_is_told_with_advice(tmp_path: Path, what: str) -> None:
    place = tmp_path / what
    if what == "empty":
        (place / "sub").mkdir(parents=True)
    elif what == "file":
        place.write_bytes(b"")
    with pytest.raises(ConfigInvalid) as told:
        check_viewer(place)
    assert "disc.viewer_dir" in told.value.advice


def test_a_link_may_not_lead_out_of_the_folder(viewer: Path) -> None:
    (viewer / "inside").symlink_to(viewer / "readme.txt")
    assert len(check_viewer(viewer).files) == 9
    (viewer / "secret").symlink_to("/etc/passwd")
    with pytest.raises(ConfigInvalid):
        check_viewer(viewer)


@pytest.mark.parametrize("target", [".", "/etc", "gone"])
def test_a_link_to_a_folder_or_to_nothing_is_refused(viewer: Path, target: str) -> None:
    (viewer / "jre" / "again").symlink_to(target)
    with pytest.raises(ConfigInvalid):
        check_viewer(viewer)


def test_what_is_no_file_is_refused(viewer: Path) -> None:
    os.mkfifo(viewer / "pipe")
    with pytest.raises(ConfigInvalid):
        check_viewer(viewer)


def test_folders_deeper_than_a_disc_holds_are_refused(viewer: Path) -> None:
    deep = viewer / "jre/conf/security/policy/unlimited/too/deep"
    deep.mkdir(parents=True)
    (deep / "file").touch()
    with pytest.raises(ConfigInvalid) as told:
        check_viewer(viewer)
    assert "deeper" in told.value.title


def test_a_file_over_4_gib_is_refused(viewer: Path) -> None:
    with (viewer / "movie.avi").open("wb") as out:
        out.truncate(1 << 32)
    with pytest.raises(ConfigInvalid):
        check_viewer(viewer)


def test_dicom_images_in_the_viewer_are_another_patients(viewer: Path) -> None:
    (viewer / "sample.dcm").write_bytes(bytes(128) + b"DICM" + bytes(100))
    with pytest.raises(ConfigInvalid) as told:
        check_viewer(viewer)
    assert "DICOM" in told.value.title


def test_a_name_that_joliet_cannot_hold_is_shortened_and_told(viewer: Path) -> None:
    (viewer / ("a" * 90 + ".properties")).touch()
    (viewer / ("a" * 91 + ".properties")).touch()
    (viewer / "what?.txt").touch()
    found = check_viewer(viewer)
    assert len(found.warnings) == 3
    names = {file.shown[-1] for file in found.files}
    assert {"a" * 53 + ".properties", "a" * 50 + "(2).properties", "what_.txt"} <= names
    write_image(found.files, "A", viewer.parent / "disc.iso", Progress())


def test_short_names_are_invented_alike_every_time() -> None:
    names = ["program.exe", "Program Files.exe", "Programming.exe", "PROGRAMM.EXE", "a.b.c", ".rc"]
    assert short_names(names, [False] * 6) == [
        "PROGRAM.EXE", "PROGRAM_.EXE", "PROGRAM1.EXE", "PROGRAMM.EXE", "A_B.C", "_.RC",
    ]  # fmt: skip
    assert short_names(["lib-1.2", "lib"], [True, True]) == ["LIB_1_2", "LIB"]


NAMES = st.lists(
    st.text(
        st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=100
    ).filter(lambda name: name not in (".", "..")),
    unique=True,
    max_size=30,
)


@given(NAMES, st.booleans())
def test_any_names_become_different_names_that_a_disc_can_bear(
    names: list[str], folders: bool
) -> None:
    short, long = short_names(names, [folders] * len(names)), long_names(names)
    assert len(set(short)) == len({name.casefold() for name in long}) == len(names)
    assert all(map(SHORT.fullmatch, short))
    assert not folders or not any("." in name for name in short)
    assert all(map(fits_joliet, long))
