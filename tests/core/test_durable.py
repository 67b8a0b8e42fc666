"""A file appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest

from mkiso_desktop.core.durable import durable_file, sync_folder, whole_file

Write = Callable[[Path], AbstractContextManager[BinaryIO]]


@pytest.mark.parametrize("write", [whole_file, durable_file])
def test_a_file_appears_when_the_block_has_ended_well(tmp_path: Path, write: Write) -> None:
    target = tmp_path / "file"
    with write(target) as out:
        out.write(b"new")
        assert not target.exists()
        assert (tmp_path / "file.part").stat().st_mode & 0o777 == 0o600
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("write", [whole_file, durable_file])
def test_what_goes_wrong_leaves_the_older_file_and_no_part(tmp_path: Path, write: Write) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), write(target) as out:
        out.write(b"new")
        raise ZeroDivisionError
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_part_that_a_crash_has_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "file.part").write_bytes(b"half")
    with whole_file(tmp_path / "file") as out:
        out.write(b"whole")
    assert (tmp_path / "file").read_bytes() == b"whole"


def test_a_link_in_the_place_of_the_part_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "file.part").symlink_to(tmp_path / "victim")
    with whole_file(tmp_path / "file") as out:
        out.write(b"whole")
    assert not (tmp_path / "victim").exists()


def test_a_folder_can_be_made_durable(tmp_path: Path) -> None:
    sync_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "gone")
