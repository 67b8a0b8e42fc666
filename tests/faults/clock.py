"""A wall clock that jumps, for programs started under libfaketime; and two such programs.

`python -m tests.faults.clock command WORD...` is mkiso-desktop itself. `... engine CONFIG` is an
engine in a process of its own, which takes an order a line, as JSON: which accession number goes
where, and at which state the clock jumps by how much.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from threading import Event, Thread

from mkiso_desktop.__main__ import main as run_command
from mkiso_desktop.core.config import Config, load_config
from mkiso_desktop.core.errors import MkisoError
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.finding import find_all
from mkiso_desktop.engine.job import JobView
from mkiso_desktop.engine.station import pacs_of
from mkiso_desktop.steps.query import take_inventory

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
BETWEEN_QUESTIONS = "between two questions"
AMID = "amid "  # a state: at the first that is heard of its work, not when it begins
_FILE = "FAKETIME_TIMESTAMP_FILE"


class Clock:
    """The wall clock of all programs that run with `env`; their monotonic one goes on."""

    def __init__(self, file: Path, ahead_s: float = 0) -> None:
        self._file = file
        self.set(ahead_s)

    def set(self, ahead_s: float) -> None:
        """Put it ahead of the true time, or behind it."""
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{ahead_s:+.3f}\n")
        draft.replace(self._file)  # nobody reads half a line

    @property
    def env(self) -> dict[str, str]:
        """What a program needs to live by it."""
        own = {_FILE: str(self._file), "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1"}
        return own | {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "LD_PRELOAD": str(LIBRARIES[0])}


def main() -> None:
    # libfaketime 0.9.10 takes the monotonic moment that sleep() waits for as one of its own.
    time.sleep = lambda seconds: None if Event().wait(float(seconds)) else None
    what, *sys.argv[1:] = sys.argv[1:]
    if what == "command":
        run_command()
    _engine()


def _engine() -> None:
    config, clock = load_config(Path(sys.argv[1])), Clock(Path(os.environ[_FILE]))
    clock.set(0)
    engine = Engine(config)
    engine.open()
    lane = Thread(target=engine.run_lane)
    lane.start()
    for line in sys.stdin:
        order = json.loads(line)
        ask = _questions if order["at"] == BETWEEN_QUESTIONS else _job
        print(json.dumps(ask(order, config, engine, clock)), flush=True)
        clock.set(0)
    engine.close()
    lane.join()


def _job(
    order: dict[str, str], config: Config, engine: Engine, clock: Clock
) -> dict[str, str | None]:
    """The whole way; the clock has jumped before the state's first step is done."""

    def jump(view: JobView) -> None:
        at = view.state.value if view.moment is None else AMID + view.state.value
        if at == order["at"]:
            clock.set(float(order["ahead_s"]))

    forget = engine.watch(jump)
    number = engine.submit(MediaRequest((order["accession"],), Outcome.ISO, order["output"]))
    view = engine.wait(number)
    forget()
    error = view.error.code if view.error else None
    iso = str(view.result.isos[0].path) if view.result else None
    return {"state": view.state.value, "error": error, "iso": iso}


def _questions(
    order: dict[str, str], config: Config, engine: Engine, clock: Clock
) -> dict[str, str | None]:
    """The questions alone, on one association; the clock jumps between two of them, and whoever
    looks at it has the time to."""
    progress = Progress(lambda moment: _jump_and_wait(clock, float(order["ahead_s"])))
    try:
        [found] = find_all([order["accession"]], config, progress)
        calling = config.station.ae_title
        [study] = take_inventory(found.studies, pacs_of(config), calling, progress)
    except MkisoError as error:
        return {"state": "failed", "error": error.code, "iso": None}
    listed = all(one.sop_instance_uids for one in study.series)
    return {"state": "done" if listed else "not all", "error": None, "iso": None}


def _jump_and_wait(clock: Clock, ahead_s: float) -> None:
    clock.set(ahead_s)
    Event().wait(0.1)


if __name__ == "__main__":
    main()
