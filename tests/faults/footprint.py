"""What our process takes of the machine: threads, descriptors, memory."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import psutil

MIB = 1024 * 1024
_ASSOCIATION = "storage-scp-association"
_US = psutil.Process()
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_WORDS = ("arena", "ordblks", "smblks", "hblks", "hblkhd")
_MORE_WORDS = ("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
_SMALL = 64  # bytes of a usual Python object; those do not come from the C library


@dataclass(frozen=True)
class Footprint:
    """The threads of the Storage SCP, and all open descriptors."""

    threads: tuple[str, ...]
    descriptors: int


def footprint(within_s: float = 10) -> Footprint:
    """What is held once every association has had this long to end."""
    until = monotonic() + within_s
    while associations := [one for one in threading.enumerate() if one.name == _ASSOCIATION]:
        with suppress(RuntimeError):  # it is only just being started
            associations[0].join(within_s)
        if monotonic() > until:
            break
    names = (one.name for one in threading.enumerate() if one.name.startswith("storage-scp"))
    return Footprint(tuple(sorted(names)), _US.num_fds())


def memory() -> int:
    """Bytes that this process has taken from its allocator and not given back. What it takes of the
    machine says less: how much the allocator keeps for later hangs on what ran before."""
    gc.collect()
    if _LIBC is None or not hasattr(_LIBC, "mallinfo2"):  # another C library
        return int(_US.memory_info().rss)
    _LIBC.mallinfo2.restype = _Taken
    taken = _LIBC.mallinfo2()
    return int(taken.uordblks + taken.hblkhd) + sys.getallocatedblocks() * _SMALL


class _Taken(ctypes.Structure):
    """struct mallinfo2, mallinfo(3)."""

    _fields_ = tuple((name, ctypes.c_size_t) for name in _WORDS + _MORE_WORDS)


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
