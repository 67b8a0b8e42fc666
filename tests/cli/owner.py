"""A process that owns a work folder as a window does, without one: `python -m tests.cli.owner
CONFIG`. It says "open", tells every job's number and state, and ends with its standard input."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from mkiso_desktop.core.config import load_config
from mkiso_desktop.engine.engine import Engine
from tests.cli.desk import Desk


def main() -> None:
    engine = Engine(load_config(Path(sys.argv[1])))
    engine.open()
    engine.watch(lambda view: print(view.number, view.state.value, flush=True))
    lanes = [Thread(target=engine.run_lane) for _ in range(2)]
    for lane in lanes:
        lane.start()
    print("open", flush=True)
    sys.stdin.read()
    engine.close()
    for lane in lanes:
        lane.join()


@contextmanager
def owner(desk: Desk) -> Iterator[subprocess.Popen[str]]:
    """The process, open; ended when the block ends."""
    config = desk.command("find")[-2]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.owner", config],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=desk.env(),
    )
    assert process.stdin and process.stdout
    try:
        assert process.stdout.readline() == "open\n"
        yield process
    finally:
        process.stdin.close()
        process.stdout.read()
        process.stdout.close()
        process.wait(30)


def heard(process: subprocess.Popen[str], state: str) -> None:
    """Read what the owner tells until a job is in this state."""
    assert process.stdout
    for line in process.stdout:
        if line.split()[-1] == state:
            return
    raise AssertionError(f"no job came to {state}")


if __name__ == "__main__":
    main()
