"""The numbers beside a bar are calm: late rather than wild, and right in the end."""

from __future__ import annotations

import random
from collections.abc import Iterator

from mkiso_desktop.gui.jobs.pace import SILENT_S, Pace, Reading
from mkiso_desktop.gui.jobs.speed import rate, time_left

EVERY_S, IMAGE = 0.1, 500_000


def readings(amounts: Iterator[float], total: int) -> Iterator[tuple[float, Reading]]:
    """What is shown of images that come so many at a time, ten times a second."""
    pace, done, now = Pace(), 0.0, 0.0
    for amount in amounts:
        yield now, pace.feed(now, int(done), total, int(done) * IMAGE)
        done, now = min(total, done + amount), now + EVERY_S


def steady(per_tick: float, ticks: int) -> Iterator[float]:
    return iter([per_tick] * ticks)


def test_nothing_is_said_before_anybody_knows() -> None:
    early = [reading for now, reading in readings(steady(10, 60), 5000) if now < SILENT_S]
    assert set(early) == {Reading()}
    assert Pace().feed(9.0, 0, 100, 0) == Reading()


def test_a_steady_stream_counts_down_to_nothing() -> None:
    seen = [(now, one) for now, one in readings(steady(10, 500), 5000) if one.seconds_left]
    for now, reading in seen:
        assert abs((reading.seconds_left or 0) - (50 - now)) < 2.5
        assert reading.bytes_per_s and abs(reading.bytes_per_s / (100 * IMAGE) - 1) < 0.1


def test_a_restless_stream_is_told_calmly() -> None:
    chance = random.Random(4)
    amounts = iter([chance.choice((0, 0, 5, 30)) for _ in range(500)])
    lefts = [one.seconds_left for _, one in readings(amounts, 5000) if one.seconds_left]
    rises = sum(later > earlier for earlier, later in zip(lefts, lefts[1:], strict=False))
    assert rises <= 3


def test_a_stream_that_slows_down_is_believed_after_a_while() -> None:
    amounts = iter([10.0] * 100 + [1.0] * 300)
    seen = {round(now, 1): one for now, one in readings(amounts, 5000)}
    assert (seen[11.0].seconds_left or 0) < 45
    assert (seen[39.0].seconds_left or 0) > 250


def test_a_stream_that_stands_still_promises_nothing() -> None:
    pace = Pace()
    for second in range(200):
        done = min(50, second * 10)
        reading = pace.feed(float(second), done, 100, done * IMAGE)
    assert reading.seconds_left is None
    assert reading.bytes_per_s is not None and reading.bytes_per_s < IMAGE


def test_where_nobody_knows_how_many_there_is_a_rate_alone() -> None:
    pace = Pace()
    for second in range(9):
        reading = pace.feed(float(second), second * 10, None, second * IMAGE)
    assert reading.bytes_per_s and reading.seconds_left is None


def test_words_for_time_and_rate_are_round() -> None:
    assert [time_left(s) for s in (3, 11, 19.9, 58, 61, 140, 3500, 5000)] == [
        "a few seconds left",
        "about 20 s left",
        "about 20 s left",
        "about 1 min left",
        "about 2 min left",
        "about 3 min left",
        "about 1 h left",
        "about 2 h left",
    ]
    assert [rate(r) for r in (1_234_567, 98_765_432, 320)] == ["1.2 MB/s", "99 MB/s", "0.3 kB/s"]
