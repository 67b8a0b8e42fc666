"""The fault suite's table says what was tried and what broke."""

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[1]
CONFTEST = """
    from tests.promises import (
        pytest_configure, pytest_runtest_makereport, pytest_terminal_summary, trials
    )
"""


def run(folder: Path, tests: str, **env: str) -> str:
    """What pytest says of these tests, beside the plugin."""
    (folder / "conftest.py").write_text(dedent(CONFTEST))
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = promise(what)\n")
    (folder / "test_it.py").write_text("import pytest\n" + dedent(tests))
    words = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(folder)]
    known = {**os.environ, "PYTHONPATH": str(ROOT), "MKISO_FAULTS": "", **env}
    return subprocess.run(words, env=known, capture_output=True, text=True, cwd=folder).stdout


TESTS = """
    @pytest.mark.promise("Nothing is lost")
    def test_many(trials):
        for number in range(trials.amount(full=1000, sample=10)):
            trials.note(number != 3, f"number {number} was lost")

    @pytest.mark.promise("Nothing is lost")
    def test_one():
        pass

    @pytest.mark.promise("It ends")
    def test_of_nothing(trials):
        pass

    @pytest.mark.promise("It ends")
    def test_that_breaks():
        assert False
"""


def test_a_run_in_full_prints_attempts_and_failures(tmp_path: Path) -> None:
    said = run(tmp_path, TESTS, MKISO_FAULTS="full")
    assert "| Nothing is lost | 1,001 | 1 |" in said
    assert "| It ends | 2 | 2 |" in said
    assert "1 of 1000 attempts failed:" in said and "number 3 was lost" in said


def test_a_sample_fails_the_same_tests_and_prints_no_table(tmp_path: Path) -> None:
    said = run(tmp_path, TESTS)
    assert "1 of 10 attempts failed" in said
    assert "nothing was tried" in said
    assert "| promise" not in said


def test_trials_without_a_promise_are_a_mistake(tmp_path: Path) -> None:
    said = run(tmp_path, "def test_x(trials):\n    trials.note(True, '')\n")
    assert "trials are of a promise" in said
