"""A wait that cannot be stopped is left behind, and nothing of it leaks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from time import monotonic

import pytest

from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.interrupt import interruptible

SOON_S = 4  # at once, on a busy machine; the call itself takes longer


class FrozenPeer:
    """Answers only once it is let go."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.thawed = threading.Event()

    def ask(self) -> str:
        self.asked.set()
        assert self.thawed.wait(10)
        return "late"


@pytest.fixture
def frozen() -> Iterator[FrozenPeer]:
    peer = FrozenPeer()
    yield peer
    peer.thawed.set()
    for thread in threading.enumerate():
        if thread.name == "interruptible":
            thread.join(10)


def cancel_once_asked(peer: FrozenPeer, progress: Progress) -> threading.Thread:
    def cancel() -> None:
        assert peer.asked.wait(10)
        progress.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    return thread


def test_the_result_comes_back() -> None:
    assert interruptible(lambda: 42, Progress()) == 42


def test_the_calls_error_is_raised_in_the_caller() -> None:
    def refuse() -> None:
        raise ConnectionRefusedError("no")

    with pytest.raises(ConnectionRefusedError, match="no"):
        interruptible(refuse, Progress())


def test_an_error_that_looks_like_our_cancelling_stays_what_it_is() -> None:
    def give_up() -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        interruptible(give_up, Progress())


def test_cancelling_ends_the_wait_at_once(frozen: FrozenPeer) -> None:
    progress = Progress()
    canceller = cancel_once_asked(frozen, progress)
    started = monotonic()
    with pytest.raises(Cancelled):
        interruptible(frozen.ask, progress)
    assert monotonic() - started < SOON_S
    canceller.join()


def test_nothing_is_called_when_already_cancelled(frozen: FrozenPeer) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        interruptible(frozen.ask, progress)
    assert not frozen.asked.is_set()


def test_a_late_result_is_handed_to_be_let_go(frozen: FrozenPeer) -> None:
    progress = Progress()
    late: list[str] = []
    let_go = threading.Event()

    def discard(result: str) -> None:
        late.append(result)
        let_go.set()

    canceller = cancel_once_asked(frozen, progress)
    with pytest.raises(Cancelled):
        interruptible(frozen.ask, progress, discard)
    canceller.join()
    assert late == []
    frozen.thawed.set()
    assert let_go.wait(5)
    assert late == ["late"]


def test_a_wait_can_be_bounded(frozen: FrozenPeer) -> None:
    with pytest.raises(TimeoutError):
        interruptible(frozen.ask, Progress(), within_s=0.05)


def test_a_result_in_time_is_not_let_go() -> None:
    late: list[int] = []
    assert interruptible(lambda: 42, Progress(), late.append) == 42
    assert late == []


def test_a_late_error_is_told_by_its_type_alone(
    frozen: FrozenPeer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    progress = Progress()

    def fail_late() -> None:
        frozen.ask()
        raise TimeoutError("SITI RAHAYU")

    canceller = cancel_once_asked(frozen, progress)
    with pytest.raises(Cancelled):
        interruptible(fail_late, progress)
    canceller.join()
    [waiting] = [thread for thread in threading.enumerate() if thread.name == "interruptible"]
    frozen.thawed.set()
    waiting.join(5)
    assert "TimeoutError" in caplog.text
    assert "SITI" not in caplog.text
