"""Files for what arrives, the next one opened ahead.

A file system may take longer to create a file than to fill it (ext4 looks through all that were
deleted in the last minutes), and a sender waits for our answer meanwhile. While it prepares its
next instance there is time.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from contextlib import suppress
from pathlib import Path
from threading import Lock

from ..core.durable import NEW_FILE

_Bytes = bytes | bytearray | memoryview


class Part:
    """A file of a job's folder that is being filled; only this user may read it. It is removed
    again unless it is kept."""

    def __init__(self, stem: str, full: Path | None = None) -> None:
        self.path, self._final = f"{stem}.part", f"{stem}.dcm"
        self._descriptor: int | None = None
        self._is_kept = False
        if full is None:
            self._descriptor = os.open(self.path, NEW_FILE, 0o600)
        else:
            full.replace(self.path)

    def write(self, *pieces: _Bytes) -> None:
        """Append all pieces. Raises OSError when the disk does not take them whole."""
        if self._descriptor is None:
            raise ValueError("the part is closed")
        if hasattr(os, "writev"):
            written = os.writev(self._descriptor, pieces)
            if written == sum(map(len, pieces)):
                return
            pieces = (memoryview(b"".join(pieces))[written:],)
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]

    def close(self) -> None:
        """Nothing more comes."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def keep(self) -> Path:
        """Give the file its name for good."""
        self.close()
        os.replace(self.path, self._final)  # noqa: PTH105  # a Path for each would cost more
        self._is_kept = True
        return Path(self._final)

    def drop(self) -> None:
        """Remove the file, unless it has been kept."""
        with suppress(OSError):
            self.close()
        if not self._is_kept:
            with suppress(OSError):
                os.unlink(self.path)  # noqa: PTH108


class Parts:
    """The parts of one folder. Names never come from the wire."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = str(folder), itertools.count(1)
        self._spare: deque[Part] = deque()
        self._lock, self._is_over = Lock(), False

    def take(self) -> Part:
        """One to fill. Raises OSError."""
        with suppress(IndexError):
            return self._spare.popleft()
        return self._new()

    def adopt(self, full: Path) -> Part:
        """A file of the same disk that is filled already; it is moved. Raises OSError."""
        return self._new(full)

    def prepare(self) -> None:
        """Open one ahead, unless one is there. A disk that refuses says so when one is taken."""
        with self._lock, suppress(OSError):
            if not self._spare and not self._is_over:
                self._spare.append(self._new())

    def close(self) -> None:
        """Remove what was opened ahead; nothing more comes."""
        with self._lock:
            self._is_over = True
            while self._spare:
                self._spare.popleft().drop()

    def _new(self, full: Path | None = None) -> Part:
        stem = os.path.join(self._folder, f"{next(self._numbers):08d}")  # noqa: PTH118
        return Part(stem, full)
