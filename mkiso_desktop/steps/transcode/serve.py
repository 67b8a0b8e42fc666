"""The worker's side (see `worker`): decodes and copies what it is told, in a process of its own."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import IO, Any, Final

from ...core.elements import NotWellFormed
from ...core.instance import read_instance
from .decoded import copy_decoded
from .proof import PYDICOM_RAISES, NotEqual
from .recode import CannotDecode

MOST_MEMORY: Final = 4 << 30
HEARTBEAT: Final = 0.5


def serve() -> None:
    """One copy for each line of standard input, until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # a decoder that prints must not answer in our name
    limit_memory()
    for line in sys.stdin:
        source, syntax, target = json.loads(line)
        answer = _attempt(Path(source), syntax, Path(target), _Heart(answers))
        print(json.dumps(answer), file=answers, flush=True)


class _Heart:
    """Says now and then that the worker lives: an empty answer."""

    def __init__(self, answers: IO[str]) -> None:
        self._answers, self._last = answers, time.monotonic()

    def tick(self) -> None:
        if time.monotonic() - self._last > HEARTBEAT:
            self._last = time.monotonic()
            print("{}", file=self._answers, flush=True)


def _attempt(source: Path, syntax: str, target: Path, heart: _Heart) -> dict[str, Any]:
    try:
        copy_decoded(read_instance(source), syntax, target, heart.tick)
    except (CannotDecode, NotEqual, NotWellFormed) as error:
        return {"cannot": str(error)}
    except OSError as error:
        return {"errno": error.errno or 0, "strerror": error.strerror or "unknown"}
    except PYDICOM_RAISES as error:  # its words might quote the data set
        return {"cannot": type(error).__name__}
    return {"done": True}


def limit_memory() -> None:
    """Let this process have no more than MOST_MEMORY, where the system can say so."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
