"""Files for arrivals: private, whole or gone, one opened ahead and none left over."""

import os
from pathlib import Path

import pytest

from mkiso_desktop.net.parts import Part, Parts


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_kept_has_all_pieces_and_its_name(tmp_path: Path) -> None:
    part = Parts(tmp_path).take()
    part.write(b"head", memoryview(b"body"))
    part.write(b"tail")
    assert names(tmp_path) == ["00000001.part"]
    kept = part.keep()
    part.drop()
    assert names(tmp_path) == [kept.name] == ["00000001.dcm"]
    assert kept.read_bytes() == b"headbodytail"
    assert os.name == "nt" or kept.stat().st_mode & 0o777 == 0o600


def test_what_is_dropped_is_gone_and_takes_no_more(tmp_path: Path) -> None:
    part = Parts(tmp_path).take()
    part.write(b"head")
    part.drop()
    assert names(tmp_path) == []
    with pytest.raises(ValueError, match="closed"):
        part.write(b"more")


def test_one_is_opened_ahead_and_none_is_left_over(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    parts.prepare()
    parts.prepare()
    assert names(tmp_path) == ["00000001.part"]
    first, second = parts.take(), parts.take()
    assert [Path(first.path).name, Path(second.path).name] == ["00000001.part", "00000002.part"]
    parts.prepare()
    parts.close()
    parts.prepare()
    assert names(tmp_path) == ["00000001.part", "00000002.part"]
    first.drop()
    second.drop()


def test_a_file_that_is_full_already_is_moved(tmp_path: Path) -> None:
    (tmp_path / "earlier").write_bytes(b"whole")
    part = Parts(tmp_path).adopt(tmp_path / "earlier")
    assert names(tmp_path) == ["00000001.part"]
    assert part.keep().read_bytes() == b"whole"
    assert names(tmp_path) == ["00000001.dcm"]


def test_a_folder_that_is_gone_says_so_when_a_part_is_taken(tmp_path: Path) -> None:
    parts = Parts(tmp_path / "gone")
    parts.prepare()
    with pytest.raises(FileNotFoundError):
        parts.take()


def test_a_file_that_is_there_already_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "00000001.part").symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError):
        Part(str(tmp_path / "00000001"))
    assert not (tmp_path / "victim").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_disk_that_does_not_take_all_says_so(tmp_path: Path) -> None:
    part = Parts(tmp_path).take()
    full = os.open("/dev/full", os.O_WRONLY)
    assert part._descriptor is not None
    os.dup2(full, part._descriptor)
    os.close(full)
    with pytest.raises(OSError, match="No space"):
        part.write(b"head", b"body")
    part.drop()
