"""What our process takes of the machine: threads, descriptors, memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import psutil

MIB = 1024 * 1024
_US = psutil.Process()


@dataclass(frozen=True)
class Footprint:
    """The threads of the Storage SCP, and all open descriptors."""

    threads: tuple[str, ...]
    descriptors: int


def footprint(within_s: float = 10) -> Footprint:
    """What is held once every association has had this long to end."""
    for thread in threading.enumerate():
        if thread.name == "storage-scp-association":
            thread.join(within_s)
    names = (one.name for one in threading.enumerate() if one.name.startswith("storage-scp"))
    return Footprint(tuple(sorted(names)), _US.num_fds())


def memory() -> int:
    """Bytes of main memory that this process takes now."""
    return int(_US.memory_info().rss)


class Peak:
    """The most memory since this was made, above what it was then. Linux alone tells."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the kernel begins to measure anew
        self._before = self._most()

    def grown(self) -> int:
        """Bytes."""
        return self._most() - self._before

    def _most(self) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
