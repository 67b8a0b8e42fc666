"""A disk that is full, broken or locked: one clear error, nothing half there, and the next job goes
well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.faults.aftermath import HISTORY, Aftermath, complaint_of_the_disk, told_by
from tests.faults.strace import SYNCS, WRITES, Point, calls, needs_strace, traced
from tests.faults.ward import Ward, side_by_side, spread
from tests.promises import Trials

DISK = "A failing disk ends in one clear error, with nothing half there"

_MAY_BE_FULL = f"{WRITES},openat,mkdir,link,rename,renameat2".split(",")
_MAY_BREAK = f"{WRITES},fdatasync,rename,renameat2".split(",")

pytestmark = needs_strace


def failed_at(ward: Ward, point: Point, error: str) -> list[str]:
    """Let this call fail, and give the command again; what is wrong then."""
    ward.fresh()
    child = ward.child()
    again = "" if point.is_by_chance or point.name in SYNCS else "+"
    fault = point.fault(f"error={error}:when={point.nth}{again}")
    with traced(child.pid, *ward.besides, *fault, log=ward.log):
        child.go()
        code = child.ended()
    after = Aftermath(ward.desk, ward.content, 2)
    wrong = complaint_of_the_disk(child, code)
    may_go_on = is_no_loss(ward, point.where)
    after.check(not wrong or (may_go_on and not code), wrong)
    before = after.finals()
    after.check(may_go_on or not before, "a disc of a job that has failed")
    after.check(set(ward.desk.discs.iterdir()) == before, "parts beside the discs")
    jobs = ward.desk.folder / "work" / "jobs"
    after.check(not list(jobs.glob("*")), "something is left of the job")
    if point.name in SYNCS:
        after.check(not synced_again(ward), "a sync that failed was tried again")
    told = replace(told_by(child), was_done=False)  # the end's own line may be what was lost
    again_child = ward.child()
    again_child.go()
    after.next_job(again_child, again_child.ended(), before)
    after.records(told, before)
    return [f"{error} at {point}: {one}" for one in after.wrong]


def is_fair(point: Point) -> bool:
    """Whether the fault meets this file: what is copied while a job is built is named by chance,
    and strace would take the words on standard error for it."""
    return not (point.is_by_chance and "/jobs/" in point.where)


def is_no_loss(ward: Ward, path: str) -> bool:
    """Whether a disc may be made all the same: an instance that could not be received under one
    name is asked for again, and a job's end is told even if it cannot be written down."""
    return "/received/" in path or is_of_the_history(ward, path)


def is_of_the_history(ward: Ward, path: str) -> bool:
    """Whether this is SQLite's own business."""
    return HISTORY in path or path == str(ward.desk.folder)


def synced_again(ward: Ward) -> bool:
    """Whether a file whose sync has failed was synced once more: that would tell of no error."""
    made = [call for call in calls(ward.log) if call.name in SYNCS]
    made = [call for call in made if not is_of_the_history(ward, call.paths[0])]
    failed = {call.paths[0] for call in made if "INJECTED" in call.text}
    return any(len([one for one in made if one.paths[0] == path]) > 1 for path in failed)


def fail_everywhere(wards: list[Ward], trials: Trials, amount: int, only: str = "") -> None:
    """Let every sync of a disc fail, and this many of the calls that change a file, shared out
    among the wards."""

    def share(ward: Ward, at: int) -> list[list[str]]:
        found = [one for one in ward.points() if only in one.where and is_fair(one)]
        synced = [one for one in found if one.name in SYNCS.split(",")]
        faults = [("EIO", one) for one in synced if not is_of_the_history(ward, one.where)]
        for error, names in (("ENOSPC", _MAY_BE_FULL), ("EIO", _MAY_BREAK)):
            others = [one for one in found if one.name in names and one not in synced]
            faults += [(error, point) for point in spread(others, amount // 2)]
        return [failed_at(ward, point, error) for error, point in faults[at::2]]

    for wrong in side_by_side(wards, share):
        trials.note(not wrong, "\n".join(wrong))


@pytest.mark.promise(DISK)
@pytest.mark.timeout(900)
def test_a_call_that_fails_ends_in_one_clear_error(wards: list[Ward], trials: Trials) -> None:
    fail_everywhere(wards, trials, trials.amount(full=100, sample=10))


@pytest.mark.promise(DISK)
@pytest.mark.timeout(900)
def test_a_call_that_fails_on_the_other_disk_ends_in_one_clear_error(
    far_wards: list[Ward], trials: Trials
) -> None:
    fail_everywhere(far_wards, trials, trials.amount(full=30, sample=4), only="/mkiso-")
