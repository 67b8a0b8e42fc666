"""Progress: reporting is the place to stop, and cancelling wakes whoever waits."""

from threading import Event, Thread

import pytest

from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.progress import Moment, Progress


def test_a_report_is_told_as_a_moment() -> None:
    moments: list[Moment] = []
    progress = Progress(moments.append)
    progress.report("retrieving", 3, 7, bytes_done=100)
    progress.report("checking")
    assert moments == [Moment("retrieving", 3, 7, 100), Moment("checking", 0, None, 0)]


def test_a_cancelled_step_stops_at_its_next_report_and_tells_no_more() -> None:
    moments: list[Moment] = []
    progress = Progress(moments.append)
    progress.check()
    progress.cancel()
    with pytest.raises(Cancelled):
        progress.report("retrieving")
    with pytest.raises(Cancelled):
        progress.check()
    assert progress.is_cancelled
    assert not moments


def test_cancelling_wakes_a_wait_from_another_thread() -> None:
    progress, woken, waits = Progress(), Event(), Event()

    def wait() -> None:
        with progress.waking(woken.set):
            waits.set()
            woken.wait(10)

    waiter = Thread(target=wait)
    waiter.start()
    assert waits.wait(10)
    progress.cancel()
    waiter.join(10)
    assert woken.is_set()


def test_a_wait_that_begins_after_the_cancel_is_woken_at_once() -> None:
    progress, woken = Progress(), Event()
    progress.cancel()
    with progress.waking(woken.set):
        assert woken.is_set()


def test_a_wait_that_is_over_is_not_woken() -> None:
    progress, woken = Progress(), Event()
    with progress.waking(woken.set):
        pass
    progress.cancel()
    assert not woken.is_set()


def test_every_wait_is_woken() -> None:
    progress, calls = Progress(), list[str]()
    with progress.waking(lambda: calls.append("a")), progress.waking(lambda: calls.append("b")):
        progress.cancel()
    assert calls == ["a", "b"]


def test_one_that_cannot_be_woken_does_not_keep_the_others_asleep() -> None:
    progress, woken = Progress(), Event()

    def broken() -> None:
        raise OSError("the socket is gone")

    with progress.waking(broken), progress.waking(woken.set), pytest.raises(OSError):
        progress.cancel()
    assert woken.is_set()
