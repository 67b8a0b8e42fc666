"""What the fault suite promises, how often each promise was tried, and how often it broke.

A test that is marked `promise("...")` counts as one attempt; one that tries many times says so with
the fixture `trials`. packaging/faults.sh runs all of them in full and prints the table; everybody
else runs a sample of the same.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import pytest
from _pytest.terminal import TerminalReporter

FULL = os.environ.get("MKISO_FAULTS") == "full"

_SHOWN = 20
_TRIALS = pytest.StashKey["Trials"]()
_TABLE = pytest.StashKey[dict[str, "Row"]]()


@dataclass
class Trials:
    """The attempts of one test, and what went wrong in them."""

    attempts: int = 0
    failures: list[str] = field(default_factory=list)

    def amount(self, full: int, sample: int) -> int:
        """How many attempts this run is worth."""
        return full if FULL else sample

    def note(self, held: bool, otherwise: str) -> None:
        """One attempt; `otherwise` says what broke where the promise was not held."""
        self.attempts += 1
        if not held:
            self.failures.append(otherwise)


@dataclass
class Row:
    """One line of the table."""

    attempts: int = 0
    failures: int = 0


@pytest.fixture
def trials(request: pytest.FixtureRequest) -> Iterator[Trials]:
    """Counts a test's attempts; the test fails when one of them did, or when there were none."""
    assert request.node.get_closest_marker("promise"), "trials are of a promise: mark the test"
    counted = request.node.stash[_TRIALS] = Trials()
    yield counted
    assert counted.attempts, "nothing was tried"
    assert not counted.failures, _told(counted)


def _told(counted: Trials) -> str:
    some = "\n".join(counted.failures[:_SHOWN])
    return f"{len(counted.failures)} of {counted.attempts} attempts failed:\n{some}"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_TABLE] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if marker := item.get_closest_marker("promise"):
        row = item.config.stash[_TABLE].setdefault(marker.args[0], Row())
        _count(row, item.stash.get(_TRIALS, None), report)
    return report


def _count(row: Row, counted: Trials | None, report: pytest.TestReport) -> None:
    if report.when == "call" and not report.skipped:
        row.attempts += counted.attempts if counted else 1
        row.failures += len(counted.failures) if counted else 0
    if report.failed and not (counted and counted.failures):
        row.attempts = max(row.attempts, 1)
        row.failures += 1


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Print the table, where the whole suite was asked for."""
    table = config.stash[_TABLE]
    if not FULL or not table:
        return
    terminalreporter.write_line("\n| promise | attempts | failures |\n|---|---:|---:|")
    for promise, row in sorted(table.items()):
        terminalreporter.write_line(f"| {promise} | {row.attempts:,} | {row.failures:,} |")
