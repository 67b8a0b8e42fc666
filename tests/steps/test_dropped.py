"""What is dropped on the window: lists in the encodings of this world, and DICOM files."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.steps import dropped
from mkiso_desktop.steps.dropped import LARGEST_LIST, Dropped, read_dropped
from tests.samples import write_study


def read(*paths: Path, pattern: str = "") -> Dropped:
    return read_dropped(paths, pattern, Progress())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_list_is_read_in_the_encodings_of_this_world(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.TXT"
    path.write_bytes("Für Müller\nA1\r\nA2, A1\n".encode(encoding))
    assert read(path) == Dropped(("A1", "A2", "A1"))


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such files")
@pytest.mark.parametrize("name", ["pipe.txt", "pipe"])
def test_a_pipe_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    (tmp_path / "z.txt").write_text("A1")
    found: list[Dropped] = []
    reading = Thread(target=lambda: found.append(read(tmp_path)), daemon=True)
    reading.start()
    reading.join(10)
    assert found == [Dropped(("A1",), unread=1)]


def test_of_a_table_the_column_of_accession_numbers_counts(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Tanggal;"Accession No.";MRN\n20261122;"0012";41-28-73\n20261122;0013;9\n')
    assert read(path).words == ("0012", "0013")


def test_a_folder_of_dicom_files_gives_each_number_once(tmp_path: Path) -> None:
    write_study(tmp_path / "b", accession_number="B1")
    write_study(tmp_path / "a", accession_number="A1")
    write_study(tmp_path / "none", accession_number="")
    (tmp_path / "DICOMDIR").write_bytes(bytes(128) + b"DICM")
    (tmp_path / "AUTORUN.INF").write_text("A9")
    found = read(tmp_path)
    assert found.words == ("A1", "B1")
    assert found.dicom_files == len(list(tmp_path.rglob("*.dcm")))
    assert found.unread == 2


def test_what_is_no_list_and_no_dicom_has_nothing(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_bytes(b"A1 " * (LARGEST_LIST // 3 + 1))
    picture = tmp_path / "A1.png"
    picture.write_bytes(b"A1")
    assert read(large, picture, tmp_path / "gone.txt") == Dropped(unread=3)


def test_of_very_many_files_the_first_are_read_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropped, "MOST_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"A{number}")
    assert read(tmp_path) == Dropped(("A0", "A1"), is_cut=True)
    (tmp_path / "2.txt").unlink()
    assert not read(tmp_path).is_cut


def test_reading_can_be_given_up_between_two_files(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"A{number}")
    seen: list[Moment] = []

    def tell(moment: Moment) -> None:
        seen.append(moment)
        progress.cancel()

    progress = Progress(tell)
    with pytest.raises(Cancelled):
        read_dropped([tmp_path], "", progress)
    assert len(seen) == 1
