"""A file appears whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from mkiso_desktop.core.durable import (
    hidden_part,
    make_durable,
    rename_new,
    sweep_parts,
    sync_folder,
    whole_file,
)


def test_a_file_appears_when_the_block_has_ended_well(tmp_path: Path) -> None:
    target = tmp_path / "file"
    with whole_file(target) as out:
        out.write(b"new")
        assert not target.exists()
        assert (tmp_path / "file.part").stat().st_mode & 0o777 == 0o600
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_goes_wrong_leaves_the_older_file_and_no_part(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), whole_file(target) as out:
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


def test_a_finished_file_can_be_made_durable_but_a_missing_one_not(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"whole")
    make_durable(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"whole"
    with pytest.raises(FileNotFoundError):
        make_durable(tmp_path / "gone")


def test_a_folder_can_be_made_durable(tmp_path: Path) -> None:
    sync_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "gone")


@pytest.mark.skipif(sys.platform != "linux", reason="takes /proc for a share")
def test_a_folder_of_a_share_that_syncs_no_folders_is_as_sure_as_it_can_be() -> None:
    folder = os.open("/proc", os.O_RDONLY)
    try:
        with pytest.raises(OSError, match="Invalid argument"):
            os.fsync(folder)
    finally:
        os.close(folder)
    sync_folder(Path("/proc"))


def test_what_a_dead_writer_has_left_is_swept_away_and_a_living_ones_is_not(tmp_path: Path) -> None:
    with hidden_part(tmp_path, "disc.iso") as (living, _):
        left = living.with_name(living.name.replace(".part", "0.part"))
        left.touch()
        strange = tmp_path / ".disc.iso.0123.part"
        strange.touch()
        sweep_parts(tmp_path)
        assert set(tmp_path.iterdir()) == {living, strange}
    assert set(tmp_path.iterdir()) == {strange}


def test_a_name_that_is_taken_is_never_renamed_over(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"older")
    with hidden_part(tmp_path, "new") as (path, _):
        with pytest.raises(FileExistsError):
            rename_new(path, tmp_path / "taken")
        rename_new(path, tmp_path / "free")
    assert (tmp_path / "taken").read_bytes() == b"older"
    assert {path.name for path in tmp_path.iterdir()} == {"taken", "free"}
