"""A kill -9 at any moment leaves no half disc, no stuck job and no gap in what was told."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from tests.faults.strace import needs_strace
from tests.faults.ward import NAME, Ward, side_by_side, spread
from tests.promises import FULL, Trials

KILLED = "Killed at any moment, it leaves no half disc, no stuck job and no lost record"

pytestmark = needs_strace


def kill_everywhere(wards: list[Ward], trials: Trials, amount: int, only: str = "") -> None:
    """Kill at this many of the calls that change a file, shared out among the wards."""

    def share(ward: Ward, at: int) -> list[list[str]]:
        found = [point for point in ward.points() if only in point.where]
        return [ward.kill_at(point) for point in spread(found, amount)[at :: len(wards)]]

    for wrong in side_by_side(wards, share):
        trials.note(not wrong, "\n".join(wrong))


@pytest.mark.promise(KILLED)
@pytest.mark.timeout(900)
def test_a_kill_at_any_change_of_a_file_leaves_all_in_order(
    wards: list[Ward], trials: Trials
) -> None:
    kill_everywhere(wards, trials, trials.amount(full=350, sample=16))


@pytest.mark.promise(KILLED)
@pytest.mark.timeout(900)
def test_a_kill_while_the_first_history_is_made_leaves_all_in_order(
    wards: list[Ward], trials: Trials
) -> None:
    first_day = [replace(ward, history=None) for ward in wards]
    kill_everywhere(first_day, trials, trials.amount(full=30, sample=2), only="history.sqlite")


@pytest.mark.promise(KILLED)
@pytest.mark.timeout(900)
def test_a_kill_while_a_disc_goes_to_another_disk_leaves_all_in_order(
    far_wards: list[Ward], trials: Trials
) -> None:
    amount = trials.amount(full=60, sample=4)
    kill_everywhere(far_wards, trials, amount, only="/mkiso-")


@pytest.mark.promise(KILLED)
@pytest.mark.timeout(900)
def test_a_kill_where_a_stick_knows_no_links_leaves_all_in_order(
    wards: list[Ward], trials: Trials
) -> None:
    besides = ("-e", "inject=link,linkat:error=EPERM")
    sticks = [replace(ward, besides=besides) for ward in wards]
    only = "/discs" if FULL else f"/discs/{NAME}"  # the hidden name, or the disc's own alone
    kill_everywhere(sticks, trials, 60, only=only)


@pytest.mark.promise(KILLED)
@pytest.mark.timeout(900)
def test_a_kill_at_a_random_moment_leaves_all_in_order(wards: list[Ward], trials: Trials) -> None:
    amount = trials.amount(full=100, sample=6)

    def share(ward: Ward, at: int) -> list[list[str]]:
        random, calls = Random(at), ward.calls()
        return [
            # One in each part of the run, so that none is left out.
            ward.kill_after(int((number + random.random()) * calls / amount))
            for number in range(at, amount, len(wards))
        ]

    for wrong in side_by_side(wards, share):
        trials.note(not wrong, "\n".join(wrong))
