"""Has one disc made in the real window, and measures how late its event loop was meanwhile.

    python -m tests.gui.stalls_window CONFIG NUMBER

Prints one JSON object: the lateness of each tick in milliseconds, while the listener was brought
in, while images came, and over the whole job; what the GUI thread did when a watchdog found it
late; what the program held when idle, with its listener running, and after the job: memory in MB,
libraries that should be kept out, and how many modules have their source in memory.
"""

from __future__ import annotations

import json
import linecache
import os
import socket
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt, QTimer

# No more than the program itself imports before its first paint: the rest is to come as in it.
from mkiso_desktop import __main__ as door
from mkiso_desktop.core.kept_out import BY_THE_WAY, DECODERS
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.gui.window import Window

if TYPE_CHECKING:
    from mkiso_desktop.engine.health import Reading

TICK_MS = 5
LATE_S = 0.05
SETTLED_MS = 3000  # after the listener has opened


def resident_mb() -> float:
    """What the system has in memory for this process, its share of libraries included."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def held() -> dict[str, object]:
    """What the program holds in memory by now."""
    kept_out = [name for name in (*DECODERS, *BY_THE_WAY) if sys.modules.get(name) is not None]
    return {"mb": resident_mb(), "kept_out": kept_out, "sources": len(linecache.cache)}


class Watchdog:
    """Ticks in the GUI thread; a thread beside looks what that does when a tick is late."""

    def __init__(self, window: Window) -> None:
        self.during: dict[str, list[float]] = {"starting": [], "retrieving": [], "job": []}
        self.state: JobState | None = None  # before the job
        self.caught: Counter[str] = Counter()
        self._last = time.monotonic()
        self._gui = threading.get_ident()
        self._timer = QTimer(window, interval=TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        self.begin(None)
        self._timer.start()
        self._thread.start()

    def begin(self, state: JobState | None) -> None:
        """From now on; what kept the window until now is not counted."""
        self._last, self.state = time.monotonic(), state

    def stop(self) -> None:
        self._timer.stop()
        self._is_over.set()

    def _tick(self) -> None:
        now = time.monotonic()
        late = max(0.0, (now - self._last) * 1000 - TICK_MS)
        self._last = now
        self.during["job" if self.state is not None else "starting"].append(late)
        if self.state is JobState.RETRIEVING:
            self.during["retrieving"].append(late)

    def _look(self) -> None:
        while not self._is_over.wait(0.01):
            if time.monotonic() - self._last > LATE_S:
                self.caught[where(self._gui)] += 1


def where(thread: int) -> str:
    """What that thread does. No frame is kept: it would keep a painter beyond its paint."""
    frame = sys._current_frames().get(thread)
    lines: list[str] = []
    while frame is not None and len(lines) < 3:
        name = frame.f_code.co_filename.rpartition("mkiso_desktop/")[2]
        lines.append(f"{name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(lines)


class Sitting:
    """One job, from the scan to its end."""

    def __init__(self, window: Window, number: str) -> None:
        self.window, self.number = window, number
        self.dog = Watchdog(window)
        self.idle: dict[str, object] = {}
        self._is_settling = False
        window.desk.opened.connect(self.dog.start)
        window.desk.links_told.connect(self._hear_of_links)
        window.desk.changed.connect(self._hear)
        window.desk.not_opened.connect(self._give_up)

    def _hear_of_links(self, reading: Reading | None) -> None:
        if reading is None or self._is_settling:
            return
        if reading.light.value != "good":
            self._give_up(RuntimeError(f"the listener does not run: {reading.error}"))
        self._is_settling = True
        QTimer.singleShot(SETTLED_MS, self._begin)

    def _give_up(self, error: Exception) -> None:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)

    def _begin(self) -> None:
        self._ask_listener()  # what it needs for an answer belongs to it
        self.idle = held()
        self.window.search.answered.connect(lambda: self.window.search.save())
        self.dog.begin(JobState.QUEUED)
        self.window.search.intake.fill(self.number)

    def _ask_listener(self) -> None:
        config = self.window.desk.config
        assert config is not None
        address = config.listener.host, config.listener.port
        with socket.create_connection(address, timeout=30) as line:
            line.sendall(b"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert b" 200 " in line.recv(4096)

    def _hear(self, view: JobView) -> None:
        self.dog.state = view.state
        if view.state.is_over:
            self.dog.stop()
            print(
                json.dumps(
                    {
                        "state": view.state.value,
                        "idle": self.idle,
                        "after": held(),
                        "late": self.dog.during,
                        "caught": self.dog.caught.most_common(12),
                    }
                ),
                flush=True,
            )
            self.window.closing.leave()


def main() -> None:
    config, number = sys.argv[1:]
    sittings: list[Sitting] = []
    shown = Window.show

    def show(window: Window) -> None:
        sittings.append(Sitting(window, number))
        shown(window)

    Window.show = show  # type: ignore[method-assign,assignment]
    sys.argv = ["mkiso-desktop", "--config", config]
    door.main()


if __name__ == "__main__":
    main()
