"""A disk that is full, or nearly, is told to the archive and to the job; memory stays small."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mkiso_desktop.net import pdu
from mkiso_desktop.net.gate import Expected
from mkiso_desktop.net.reception import Reception
from tests import samples
from tests.net.scu import CT, Scu, data_of, expected_of, pdv, station

if sys.platform == "win32":
    pytest.skip("needs a small file system, or a limit of file sizes", allow_module_level=True)
import resource

MIB = 1024 * 1024


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.fixture
def small_disk(spool: Path) -> Iterator[Path]:
    """A file system of 6 MiB; only the administrator may mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "mkiso-test", str(spool)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may not mount a file system")
    yield spool
    subprocess.run(["umount", str(spool)], check=True)


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file of this process grows beyond 1 MiB: as a full disk, in the middle of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MIB, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def the_disk_failed(files: list[Path], spool: Path) -> int:
    """Send all files; the count that came in before the disk was full, which must be told."""
    reception = Reception(expected_of(files), spool)
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask()
        statuses = [scu.store_file(file) for file in files]
        scu.release()
    assert set(statuses) <= {0x0000, 0xA700} and 0xA700 in statuses
    assert reception.failure is not None and reception.failure.code == "disk-full"
    assert statuses.count(0) == len(reception.instances)
    assert sorted(spool.glob("*.dcm")) == sorted(one.path for one in reception.instances.values())
    return statuses.count(0)


@pytest.mark.parametrize(("rows", "most"), [(700, 6), (1600, 1)], ids=["small", "large"])
@pytest.mark.promise("A failing disk ends in one clear error, with nothing half there")
def test_a_full_disk_is_answered_0xa700_and_leaves_no_half_file(
    tmp_path: Path, small_disk: Path, rows: int, most: int
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=8, rows=rows)
    assert 0 < the_disk_failed(files, small_disk) <= most


@pytest.mark.parametrize("rows", [800, 1600], ids=["small", "large"])
def test_a_file_that_cannot_be_finished_leaves_nothing(
    tmp_path: Path, spool: Path, request: pytest.FixtureRequest, rows: int
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=2, rows=rows)
    request.getfixturevalue("small_files")
    assert the_disk_failed(files, spool) == 0


@pytest.mark.promise("A failing disk ends in one clear error, with nothing half there")
def test_a_folder_that_is_gone_is_a_failure_of_the_disk(tmp_path: Path) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1)
    reception = Reception(expected_of(files), tmp_path / "gone")
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask()
        assert scu.store_file(files[0]) == 0xA700
    assert reception.failure is not None


@pytest.mark.parametrize("rows", [16, 1600], ids=["small", "large"])
def test_what_the_site_keeps_free_is_kept_free(tmp_path: Path, spool: Path, rows: int) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1, rows=rows)
    expected = replace(expected_of(files), keep_free_bytes=shutil.disk_usage(spool).total)
    reception = Reception(expected, spool)
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask()
        assert scu.store_file(files[0]) == 0xA700
    assert reception.failure is not None and "keep_free_gb" in str(reception.failure.title)
    assert not list(spool.iterdir())


def test_an_instance_of_70_mb_goes_through_without_being_held(tmp_path: Path, spool: Path) -> None:
    [file] = samples.write_study(tmp_path / "src", series=1, instances=1)
    data = data_of(file)
    begin = data.index(b"\xe0\x7f\x10\x00OW\0\0")
    size = 70 * MIB
    head = data[:begin] + b"\xe0\x7f\x10\x00OW\0\0" + size.to_bytes(4, "little")
    one_series = expected_of([file]).studies
    reception = Reception(Expected("P-0001", one_series), spool)
    elements: dict[int, int | str] = {0x0002: CT, 0x0100: 1, 0x0110: 7, 0x0800: 1}
    piece = bytes(MIB // 16)
    with station() as scp, scp.desk.receiving(reception), Scu(scp.port) as scu:
        scu.ask()
        tracemalloc.start()
        scu.send(pdv(pdu.encode_command(elements | {0x1000: file.stem}), is_command=True))
        scu.send(pdv(head, is_last=False))
        for left in range(size // len(piece), 0, -1):
            scu.send(pdv(piece, is_last=left == 1))
        assert scu.answer().status == 0
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 16 * MIB
    assert reception.instances[file.stem].length == len(head) + size
