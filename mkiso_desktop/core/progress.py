"""How a long step tells how far it is, and how it learns to stop.

One object goes down to every step. Reporting is also the one place where a cancelled step
stops; a wait on a wire, which cannot report, lends a way to be woken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event, Lock

from .errors import Cancelled


@dataclass(frozen=True)
class Moment:
    """How far a step is: `done` of `total` things (None: nobody knows), `bytes_done` bytes."""

    step: str
    done: int = 0
    total: int | None = None
    bytes_done: int = 0


class Progress:
    """Handed down to every step. `report` and `check` raise Cancelled once `cancel` was called."""

    def __init__(self, tell: Callable[[Moment], None] = lambda moment: None) -> None:
        self._tell = tell
        self._cancelled = Event()
        self._lock = Lock()
        self._wakers: list[Callable[[], None]] = []

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop; for code that must tidy up before it raises."""
        return self._cancelled.is_set()

    def report(
        self, step: str, done: int = 0, total: int | None = None, *, bytes_done: int = 0
    ) -> None:
        """Say how far we are. Also the place where a cancelled step stops."""
        self.check()
        self._tell(Moment(step, done, total, bytes_done))

    def check(self) -> None:
        """Stop here if cancelled, with nothing new to tell."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the step to stop at its next report, and wake it from its waits. Any thread."""
        with self._lock:
            self._cancelled.set()
            wakers = list(self._wakers)
        with ExitStack() as stack:  # all are woken, even when one of them fails
            for wake in reversed(wakers):
                stack.callback(wake)

    @contextmanager
    def waking(self, wake: Callable[[], None]) -> Iterator[None]:
        """While inside, `cancel` also calls `wake` (from its own thread, so it must not block)."""
        with self._lock:
            self._wakers.append(wake)
            already = self._cancelled.is_set()
        try:
            if already:
                wake()
            yield
        finally:
            with self._lock:
                self._wakers.remove(wake)
