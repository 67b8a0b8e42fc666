"""A second disk, for what goes from one to another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def another_disk(than: Path) -> Path:
    """A folder that anybody may write to, on another disk than this one's."""
    for folder in (Path("/dev/shm"), Path("/var/tmp")):
        if os.access(folder, os.W_OK) and folder.stat().st_dev != than.stat().st_dev:
            return folder
    pytest.skip("there is no second file system to write to")
