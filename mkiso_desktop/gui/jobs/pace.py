"""How fast images come and how long that will take: calm numbers from restless moments."""

from __future__ import annotations

import math
from dataclasses import dataclass

SMOOTH_S = 5.0  # how far back the rate looks, roughly
SILENT_S = 2.0  # before that nobody knows anything
STEADY_S = 3.0  # a forecast that was wrong for so long is given up
_SHOW_EVERY_S = 1.0
_RIGHT = 0.7, 1.4  # of what was forecast: still right


@dataclass(frozen=True)
class Reading:
    """What can be shown: bytes a second and seconds left, None while nobody knows."""

    bytes_per_s: float | None = None
    seconds_left: float | None = None


class Pace:
    """Fed with how much is done at a moment of a clock that never jumps; gives readings.

    Both rates are sums over the past that fade away, so that a short burst moves them little. The
    time left counts down by itself as long as what it foretold is about right, and only what has
    been wrong for some seconds is replaced.
    """

    def __init__(self) -> None:
        self.reading = Reading()
        self._began: tuple[float, int, int] | None = None
        self._last = (0.0, 0, 0)
        self._seconds = self._images = self._bytes = 0.0
        self._shown_at = -math.inf
        self._wrong_since: float | None = None

    def feed(self, now: float, done: int, total: int | None, bytes_done: int) -> Reading:
        """So much is done by now; also to be told when nothing has come."""
        if self._began is None:
            self._began = self._last = now, done, bytes_done
        self._fade(now, done, bytes_done)
        is_early = now - self._began[0] < SILENT_S or done == self._began[1]
        if not is_early and now - self._shown_at >= _SHOW_EVERY_S:
            left = self._left(now, total - done if total else None)
            self.reading = Reading(self._bytes / self._seconds, left)
            self._shown_at = now
        return self.reading

    def _fade(self, now: float, done: int, bytes_done: int) -> None:
        then, images, received = self._last
        if (passed := now - then) <= 0:
            return
        stays = math.exp(-passed / SMOOTH_S)
        self._seconds = self._seconds * stays + passed
        self._images = self._images * stays + max(0, done - images)
        self._bytes = self._bytes * stays + max(0, bytes_done - received)
        self._last = now, done, bytes_done

    def _left(self, now: float, images: int | None) -> float | None:
        if images is None:
            return None
        rate = self._images / self._seconds
        forecast = images / rate if rate * 3600 > 1 else None  # an image an hour: it stands still
        before = self.reading.seconds_left
        if forecast is None or before is None:
            self._wrong_since = None
            return forecast
        expected = max(0.0, before - (now - self._shown_at))
        if _RIGHT[0] * expected <= forecast <= _RIGHT[1] * expected + 1:
            self._wrong_since = None
            return expected
        if self._wrong_since is None:
            self._wrong_since = now
        if now - self._wrong_since < STEADY_S:
            return expected
        self._wrong_since = None
        return forecast
