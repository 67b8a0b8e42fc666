"""Closing at any moment of any job: it ends within five seconds, and leaves nothing behind."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mkiso_desktop.demo import Hospital, config_text
from tests.peers.process import free_port
from tests.promises import FULL

from .test_demo import SLOW_CT, X_RAY

LONGEST_MS = 5000
ALL, SOME = 50, 10


@pytest.fixture(scope="module")
def hospital() -> Iterator[Hospital]:
    """Sends an image every 5 ms, so that there is something to close in the midst of."""
    with Hospital(pause_s=0.005) as hospital:
        yield hospital


@pytest.mark.parametrize("seed", range(ALL if FULL else SOME))
def test_closing_at_any_moment_ends_soon_and_cleanly(
    hospital: Hospital, tmp_path: Path, seed: int
) -> None:
    words = [sys.executable, "-X", "dev", "-W", "ignore", "-m", "tests.gui.closing_window"]
    words.append(str(seed))
    if seed % 2:
        config = tmp_path / "config.toml"
        answers = f"enabled = true\nport = {free_port()}"
        text = config_text(hospital, tmp_path).replace("enabled = false", answers)
        assert answers in text
        config.write_text(text, "utf-8")
        words += [str(config), SLOW_CT if seed % 4 == 1 else X_RAY, X_RAY]
    answer = subprocess.run(words, capture_output=True, text=True, timeout=90, check=False)
    said = f"{answer.stdout}\n{answer.stderr}"
    assert answer.returncode == 0, said
    for word in ("QThread", "Traceback", "Fatal", "Error"):
        assert word not in answer.stderr, said
    _moment, _way, took, left = answer.stdout.splitlines()[-1].split("|")
    assert left == "[]", said
    assert int(took) < LONGEST_MS, said
