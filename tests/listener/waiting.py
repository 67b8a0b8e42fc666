"""Waits for what comes about in another thread, and says so when it does not."""

from __future__ import annotations

import time
from collections.abc import Callable

LONGEST_S = 30.0


def until(is_so: Callable[[], bool]) -> None:
    """Return when it is so."""
    end = time.monotonic() + LONGEST_S
    while not is_so():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.01)
