"""The image is read by other people's software, as a receiving doctor's computer would."""

from __future__ import annotations

import re
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mkiso_desktop.core.errors import Cancelled, CheckFailed, DiskFull, MediumTooSmall
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.steps.image import DiscFile, volume_identifier, write_image

LONG = "Übersicht der Bilder – Viewer 2.1 (x64).exe"


@pytest.fixture
def files(tmp_path: Path) -> list[DiscFile]:
    source = tmp_path / "an-object"
    source.write_bytes(b"\0" * 128 + b"DICM" + bytes(range(256)) * 9000)
    series = ("DICOM", "ST000001", "SE000001")
    return [
        DiscFile(("DICOMDIR",), b"a directory"),
        DiscFile((*series, "IM000002"), source),
        DiscFile((*series, "IM000001"), b"x" * 5000),
        DiscFile(("README.TXT",), b"read me\r\n"),
        DiscFile(("VIEWER", "UBERSI01.EXE"), b"MZ", ("VIEWER", LONG)),
        DiscFile(("VIEWER", "EMPTY01"), b"", ("VIEWER", "empty file")),
    ]


def said_by(*command: str | Path) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def content(file: DiscFile) -> bytes:
    return file.source if isinstance(file.source, bytes) else file.source.read_bytes()


def test_isoinfo_sees_the_file_ids_in_all_three_trees(
    files: list[DiscFile], tmp_path: Path
) -> None:
    image = tmp_path / "disc.iso"
    write_image(files, "ACC1", image, Progress())
    plain = said_by("isoinfo", "-f", "-i", image).split("\n")
    joliet = said_by("isoinfo", "-J", "-f", "-i", image).split("\n")
    rock_ridge = said_by("isoinfo", "-R", "-f", "-i", image).split("\n")
    for line in ("/DICOMDIR", "/DICOM/ST000001/SE000001/IM000001"):
        assert f"{line}.;1" in plain  # PS3.12 F.1.2.1: this is how it stands on the disc
        assert line in joliet
        assert line in rock_ridge
    assert "/README.TXT;1" in plain
    assert "/README.TXT" in joliet
    assert f"/VIEWER/{LONG}" in rock_ridge
    assert "/VIEWER/UBERSI01.EXE;1" in plain


def test_7z_and_xorriso_take_out_the_same_bytes(files: list[DiscFile], tmp_path: Path) -> None:
    image = tmp_path / "disc.iso"
    write_image(files, "ACC1", image, Progress())
    said_by("7z", "x", f"-o{tmp_path / '7z'}", image)
    said_by(
        "xorriso",
        "-osirrox",
        "on",
        "-indev",
        f"stdio:{image}",
        "-extract",
        "/",
        tmp_path / "xorriso",
    )
    for folder in (tmp_path / "7z", tmp_path / "xorriso"):
        found = {p.relative_to(folder).parts for p in folder.rglob("*") if p.is_file()}
        assert found == {file.shown for file in files}
        assert all(folder.joinpath(*f.shown).read_bytes() == content(f) for f in files)
        for path in folder.rglob("*"):
            path.chmod(0o700)


def test_readers_without_extensions_see_the_file_ids(files: list[DiscFile], tmp_path: Path) -> None:
    image = tmp_path / "disc.iso"
    write_image(files, "ACC1", image, Progress())
    found = said_by(
        "xorriso", "-read_fs", "ecma119", "-indev", f"stdio:{image}", "-find", "/", "-type", "f"
    )
    assert sorted(re.findall(r"'/(.*)'", found)) == sorted("/".join(f.path) for f in files)


def test_a_program_can_be_started_from_the_disc(tmp_path: Path) -> None:
    for name, rights in (("start.sh", 0o700), ("notes.txt", 0o600)):
        (tmp_path / name).write_bytes(b"#!/bin/sh\n")
        (tmp_path / name).chmod(rights)
    files = [
        DiscFile(("START.SH",), tmp_path / "start.sh", ("start.sh",)),
        DiscFile(("NOTES.TXT",), tmp_path / "notes.txt", ("notes.txt",)),
    ]
    write_image(files, "A", tmp_path / "disc.iso", Progress())
    listing = said_by("isoinfo", "-R", "-l", "-i", tmp_path / "disc.iso")
    assert re.search(r"-r-xr-xr-x.*start\.sh", listing)
    assert re.search(r"-r--r--r--.*notes\.txt", listing)


def test_the_data_stand_in_dicomdir_order(tmp_path: Path) -> None:
    images = [
        ("DICOM", "ST000001", "SE000001", "IM000001"),
        ("DICOM", "ST000001", "SE000001", "IM000002"),
        ("DICOM", "ST000001", "SE000002", "IM000001"),
        ("DICOM", "ST000002", "SE000001", "IM000001"),
    ]
    order = [*images, ("DICOMDIR",), ("VIEWER", "A.EXE")]
    files = [DiscFile(path, f"content of {number}".encode()) for number, path in enumerate(order)]
    write_image(files, "ACC1", tmp_path / "disc.iso", Progress())
    data = (tmp_path / "disc.iso").read_bytes()
    places = [data.index(content(file)) for file in files]
    assert places[: len(images)] == sorted(places[: len(images)])


def test_the_volume_bears_the_fileset_id_and_no_patient(
    files: list[DiscFile], tmp_path: Path
) -> None:
    write_image(files, "ACC 1/2", tmp_path / "disc.iso", Progress())
    said = said_by("isoinfo", "-d", "-i", tmp_path / "disc.iso")
    assert "Volume id: ACC_1_2\n" in said
    assert "MKISO-DESKTOP" in said
    assert volume_identifier("a" * 40) == "A" * 16


def test_progress_is_told_in_bytes_and_not_too_often(files: list[DiscFile], tmp_path: Path) -> None:
    moments: list[Moment] = []
    write_image(files, "A", tmp_path / "disc.iso", Progress(moments.append))
    assert moments[-1].done == moments[-1].total == (tmp_path / "disc.iso").stat().st_size
    assert moments[-1].bytes_done == sum(file.size for file in files)
    assert 3 <= len(moments) <= 8


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_cancel_leaves_no_file(files: list[DiscFile], tmp_path: Path, at: int) -> None:
    told: list[Moment] = []

    def stop(moment: Moment) -> None:
        told.append(moment)
        if len(told) == at:
            progress.cancel()

    progress = Progress(stop)
    with pytest.raises(Cancelled):
        write_image(files, "A", tmp_path / "disc.iso", progress)
    assert [p.name for p in tmp_path.iterdir()] == ["an-object"]


@contextmanager
def a_disk_that_takes(length: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.promise("A failing disk ends in one clear error, with nothing half there")
def test_a_full_disk_is_told_with_advice_and_leaves_no_part(
    files: list[DiscFile], tmp_path: Path
) -> None:
    (tmp_path / "disc.iso").write_bytes(b"an older image")
    with a_disk_that_takes(1_000_000), pytest.raises(DiskFull) as told:
        write_image(files, "A", tmp_path / "disc.iso", Progress())
    assert str(tmp_path) in told.value.advice
    assert (tmp_path / "disc.iso").read_bytes() == b"an older image"
    assert not list(tmp_path.glob("*.part"))


def test_a_missing_folder_is_told_as_a_disk_error(files: list[DiscFile], tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        write_image(files, "A", tmp_path / "gone" / "disc.iso", Progress())


def test_a_file_over_4_gib_is_refused_with_advice(tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as out:
        out.truncate(2**32)  # sparse
    with pytest.raises(MediumTooSmall) as told:
        write_image([DiscFile(("HUGE",), huge)], "A", tmp_path / "disc.iso", Progress())
    assert told.value.advice
    assert not (tmp_path / "disc.iso").exists()


def test_a_source_that_is_gone_is_no_disc(tmp_path: Path) -> None:
    with pytest.raises(CheckFailed):
        write_image([DiscFile(("A",), tmp_path / "no")], "A", tmp_path / "disc.iso", Progress())


@pytest.mark.parametrize("truncate", [True, False])
def test_a_source_that_vanishes_or_shrinks_while_we_write_is_no_disc(
    files: list[DiscFile], tmp_path: Path, truncate: bool
) -> None:
    def disturb(_moment: Moment) -> None:
        if truncate:
            (tmp_path / "an-object").write_bytes(b"short")
        else:
            (tmp_path / "an-object").unlink(missing_ok=True)

    with pytest.raises(CheckFailed):
        write_image(files, "A", tmp_path / "disc.iso", Progress(disturb))
    assert not list(tmp_path.glob("disc*"))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("lower",), None),
        (("TOOLONGNAME",), None),
        (("A.B", "C"), None),
        (("A~1.EXE",), None),
        (("1", "2", "3", "4", "5", "6", "7", "8", "9"), None),
        (("A",), ("a", "b")),
        (("A",), ("a" * 65,)),
        (("A",), ("..",)),
        (("A",), ("a/b",)),
        (("DICOMDIR",), None),
        (("DICOMDIR", "A"), None),
        (("VIEWER", "A"), ("viewer", "A")),
    ],
)
def test_a_name_that_a_level_1_disc_cannot_bear_is_our_bug(
    files: list[DiscFile], tmp_path: Path, path: tuple[str, ...], name: tuple[str, ...] | None
) -> None:
    with pytest.raises(ValueError, match="name|deep|twice"):
        write_image([*files, DiscFile(path, b"", name)], "A", tmp_path / "d.iso", Progress())
    assert not list(tmp_path.glob("d.iso*"))
