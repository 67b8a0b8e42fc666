"""The patient's initials, for the page that asks a person: who it would be, and no more than that.

Whoever makes a browser open our links makes us ask the PACS, so it is not asked for long, nor
often, nor by many at once; without an answer the page asks without initials.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from ..core.errors import Cancelled, MkisoError
from ..core.logs import unexpected
from ..core.progress import Progress
from ..core.study import plain_name
from ..engine.engine import Engine

WAITS_S = 1.5
AT_ONCE, A_MINUTE = 2, 30


class Initials:
    """Of one engine, for one loop."""

    def __init__(
        self,
        engine: Engine,
        waits_s: float = WAITS_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._waits_s, self._clock = engine, waits_s, clock
        self._asked: deque[float] = deque(maxlen=A_MINUTE)
        self._asking: set[Progress] = set()

    async def of(self, numbers: Sequence[str]) -> str:
        """ "B. S.", or "" when that is not known soon, or is not one person's."""
        now = self._clock()
        is_often = len(self._asked) == A_MINUTE and now - self._asked[0] < 60
        if is_often or len(self._asking) >= AT_ONCE:
            return ""
        self._asked.append(now)
        progress = Progress()
        self._asking.add(progress)
        asking = asyncio.create_task(asyncio.to_thread(self._look_up, tuple(numbers), progress))
        asking.add_done_callback(lambda _: self._asking.discard(progress))
        try:
            return await asyncio.wait_for(asyncio.shield(asking), self._waits_s)
        except TimeoutError:
            return ""
        finally:
            progress.cancel()

    def close(self) -> None:
        """Ask nobody any more."""
        for progress in tuple(self._asking):
            progress.cancel()

    def _look_up(self, numbers: tuple[str, ...], progress: Progress) -> str:
        try:
            with suppress(MkisoError, Cancelled):
                found = self._engine.find(numbers, progress)
                names = {plain_name(one.patient.name).upper() for one in found}
                if len(names) == 1:
                    return initials_of(names.pop())
        except Exception as error:
            unexpected(error, "initials")
        return ""


def initials_of(name: str) -> str:
    """ "B. S." of "BUDI SUTANTO"."""
    return " ".join(f"{word[0]}." for word in name.split() if word[0].isalpha())
