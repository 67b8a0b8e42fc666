"""Disks that are too small or may not be written: a clear error, nothing left, and room for the
next."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.aftermath import HISTORY, complaint_of_the_disk
from tests.faults.test_failing_disk import DISK
from tests.faults.ward import Ward
from tests.promises import FULL, Trials

Disks = list[tuple[str, Path]]
SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 24, 32, 64) if FULL else (1, 5, 64)


def on(disks: Disks, ward: Ward, words: list[str]) -> tuple[bool, str]:
    """Whether a command on such disks came to a good end, and what is wrong: with its error, with
    what it left, or with the same command once the disks are mended."""
    child = ward.nursery.child("confined", disks=disks, words=words)
    child.go()
    if (told := child.told()) == "not allowed":
        child.ended()
        pytest.skip("mounting a disk in memory is the administrator's right")
    code, left = told
    expected = [path for path in left if path.endswith(".iso")][:1] if not code else []
    wrong = complaint_of_the_disk(child, code) if code else ""
    wrong += "" if left == expected else f"left: {left}"
    child.line.send(b"!")
    again, _ = child.told()
    wrong += f"the next job: {again} {child.answer}{child.said}" if again else ""
    assert child.ended() == 0, child.said
    return not code, wrong


@pytest.mark.promise(DISK)
@pytest.mark.timeout(300)
@pytest.mark.parametrize("folder", ["discs", "work"])
def test_a_small_disk_takes_the_disc_whole_or_not_at_all(
    wards: list[Ward], trials: Trials, folder: str
) -> None:
    ward = wards[0]
    came = []
    for size in SIZES:
        ward.fresh()
        place = ward.desk.folder / folder
        place.mkdir(exist_ok=True)
        is_done, wrong = on([(f"{size}m", place)], ward, ward.words)
        trials.note(not wrong, f"{size} MB: {wrong}")
        came.append(is_done)
    trials.note(not came[0] and came[-1], f"done with {SIZES} MB: {came}")


def read_only(ward: Ward, what: str) -> tuple[Disks, list[str]]:
    """The disks on which this folder may not be written, and a command that uses it."""
    desk, words = ward.desk.folder, list(ward.words)
    work, discs, config = desk / "work", desk / "discs", desk / "config.toml"
    work.mkdir()
    if what == "config":
        elsewhere = desk / "work" / "config"
        elsewhere.mkdir()
        words[words.index(str(config))] = str(shutil.copy(config, elsewhere))
        return [("readonly", elsewhere)], words
    if what == "data, open to all":  # which we would mend
        (desk / HISTORY).chmod(0o644)
    if what.startswith("data"):
        return [("readonly", desk), ("writable", work), ("writable", discs)], words
    return [("readonly", desk / what)], words


@pytest.mark.promise(DISK)
@pytest.mark.parametrize("what", ["work", "discs", "data", "data, open to all", "config"])
def test_a_folder_that_may_not_be_written_is_told(wards: list[Ward], what: str) -> None:
    ward = wards[0]
    ward.fresh()
    disks, words = read_only(ward, what)
    is_done, wrong = on(disks, ward, words)
    assert not wrong
    assert is_done == (what == "config")  # which nobody writes
