"""Interleaved rounds of the same work done by several, and their medians side by side."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import pytest

ROUNDS = 3
Contestant = Callable[[Path], float]
"""Does the work once, inside an empty folder; how many seconds it took."""


def interleaved(
    contestants: Mapping[str, Contestant], folder: Path, rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """The seconds of each, one after the other in every round. The first round warms everything
    up and does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(-1, rounds):
        for place, (name, contestant) in enumerate(contestants.items()):
            here = folder / f"{place}-{number + 1}"
            here.mkdir(parents=True)
            gc.collect()
            os.sync()  # what earlier rounds left to be written would be paid for by this one
            took = contestant(here)
            if number >= 0:
                seconds[name].append(took)
            for path in here.rglob("*"):  # an ext4 that has just deleted thousands is slow
                if path.is_file():
                    os.truncate(path, 0)
    return seconds


def table(
    capsys: pytest.CaptureFixture[str], title: str, seconds: Mapping[str, list[float]]
) -> None:
    """Print the medians; each ratio says how much of that contestant's time ours (the first) is."""
    ours = median(next(iter(seconds.values())))
    with capsys.disabled():
        print(f"\n{title}, medians of {len(next(iter(seconds.values())))} rounds")
        for name, times in seconds.items():
            one = median(times)
            spread = f"({min(times):.2f} to {max(times):.2f})"
            print(f"  {name:44}{one:8.2f} s   ours / it: {ours / one:5.2f}   {spread}")
