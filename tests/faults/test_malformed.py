"""Malformed DICOM is harmless: refused at the wire, or on a disc that everybody can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises import Trials

from .crafted import table
from .foreman import Foreman, workshop
from .seeds import seeds
from .workshop import MOST_MEMORY, SEEDS, TOGETHER

PROMISE = "Malformed DICOM is harmless"
BATCH = 100
MOST_USED = 1 << 30
assert MOST_USED < MOST_MEMORY


def tried(trials: Trials, foreman: Foreman, numbers: range | list[int]) -> None:
    """Give these files to the workshop, and note what came of each."""
    for at in range(0, len(numbers), BATCH):
        foreman.give(numbers[at : at + BATCH])
    outcome = foreman.outcome
    for number in numbers:
        trials.note(number not in outcome.failures, outcome.failures.get(number, ""))
    assert TOGETHER not in outcome.failures, outcome.failures[TOGETHER]
    assert outcome.most_memory < MOST_USED, outcome.most_memory


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(900)
def test_ten_thousand_mutants_are_refused_or_make_a_readable_disc(
    tmp_path: Path, trials: Trials
) -> None:
    with workshop(tmp_path) as foreman:
        tried(trials, foreman, range(trials.amount(full=10_000, sample=400)))
    assert set(foreman.outcome.became.values()) == {"in", "refused", "cut", "left"}


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(600)
def test_each_crafted_file_becomes_what_it_must(tmp_path: Path, trials: Trials) -> None:
    large = [one.number for one in table() if len(one.data) > 1 << 20]
    small = [one.number for one in table() if one.number not in large]
    with workshop(tmp_path) as foreman:
        tried(trials, foreman, small)
        for number in large[: trials.amount(full=len(large), sample=2)]:
            tried(trials, foreman, [number])


def test_every_seed_is_let_in_and_makes_a_readable_disc(tmp_path: Path) -> None:
    numbers = range(SEEDS, SEEDS + len(seeds()))
    with workshop(tmp_path) as foreman:
        foreman.give(numbers)
    assert not foreman.outcome.failures
    assert set(foreman.outcome.became) == set(numbers)
    assert "refused" not in foreman.outcome.became.values()
