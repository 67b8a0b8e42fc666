"""Lets a person stop waiting for a call that cannot be stopped itself.

Some waits have no handle to wake them by: a connect to a host that swallows packets, a name
server that does not answer. The call is left behind in a daemon thread, where its own time-out
ends it, and whoever cancelled goes on at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, InvalidStateError
from threading import Event, Thread
from typing import TypeVar

from ..core.errors import Cancelled
from ..core.progress import Progress

log = logging.getLogger(__name__)

T = TypeVar("T")


def _let_go(result: object) -> None:
    """Drop a result that came too late and holds nothing open."""


def interruptible(
    call: Callable[[], T],
    progress: Progress,
    discard: Callable[[T], None] = _let_go,
    *,
    within_s: float | None = None,
) -> T:
    """What `call` returns or raises; or Cancelled, at once, when `progress` is cancelled.

    TimeoutError when it takes longer than `within_s`. `call` should have a time-out of its own:
    it goes on in its daemon thread. A result that comes too late goes to `discard` in that
    thread, so that a late association is released; a late error is only logged, by its type.
    """
    progress.check()
    outcome: Future[T] = Future()
    Thread(target=_run, args=(call, outcome, discard), name="interruptible", daemon=True).start()
    try:
        with progress.waking(lambda: _abandon(outcome)):
            return outcome.result(within_s)
    except CancelledError as error:
        if not outcome.cancelled():
            raise  # the call's own
        raise Cancelled from error
    finally:
        _abandon(outcome)  # after a time-out or Ctrl-C too: nobody would take the result


def rest(pause_s: float, progress: Progress) -> None:
    """Wait for so long, or until cancelled: Cancelled at once."""
    woken = Event()
    with progress.waking(woken.set):
        woken.wait(pause_s)
    progress.check()


def _abandon(outcome: Future[T]) -> None:
    # A future that was never marked as running can be cancelled until it has its result, and
    # only one of the two wins: that decides who owns the result.
    outcome.cancel()


def _run(call: Callable[[], T], outcome: Future[T], discard: Callable[[T], None]) -> None:
    try:
        result = call()
    except BaseException as error:  # whatever it is, it belongs to the waiting caller
        try:
            outcome.set_exception(error)
        except InvalidStateError:
            log.debug("a call nobody waits for any more ended with %s", type(error).__name__)
        return
    try:
        outcome.set_result(result)
    except InvalidStateError:
        discard(result)
