"""Says of each received file what it must hold, so that a crash need not cost what is whole.

A file appears by rename and without fsync: after a power cut its name may be there, and even its
length, but not its bytes. So each sealed instance gets a line here with its length and its
digest, and whoever goes on later believes the line and not the file. The journal is not synced
either: a line that is lost or torn only means that its instance is fetched again.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from ..core.durable import NEW_FILE
from ..core.instance import Instance

NAME = "journal"
_LINE = re.compile(rb"(\d+\.dcm) (\d+) ([0-9a-f]{64}) ([0-9.]+)")


@dataclass(frozen=True)
class Sealed:
    """What a file holds behind its file meta information."""

    length: int
    digest: bytes
    transfer_syntax_uid: str


class Journal:
    """Open while a reception is. `about` is its first line: whom the files are of."""

    def __init__(self, folder: Path, about: str) -> None:
        self._handle = os.open(folder / NAME, NEW_FILE, 0o600)
        self._lock = Lock()
        self._write(about.encode() + b"\n")

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)

    def note(self, instance: Instance) -> None:
        """One file is whole. Costs one write; called from many threads."""
        self._write(
            b"%b %d %b %b\n"
            % (
                instance.path.name.encode(),
                instance.length,
                instance.digest.hex().encode(),
                instance.transfer_syntax_uid.encode(),
            )
        )

    def _write(self, line: bytes) -> None:
        # A full disk is told where it matters; here it only costs the line, and perhaps the next.
        with self._lock, suppress(OSError):
            os.write(self._handle, line)


def read_journal(folder: Path) -> tuple[str, dict[str, Sealed]]:
    """Whom the files in `folder` are of, and what each of them must hold, by file name; as far as
    that can be read."""
    try:
        lines = (folder / NAME).read_bytes().split(b"\n")[:-1]  # what no newline ends is torn
    except OSError:
        return "", {}
    found = filter(None, map(_LINE.fullmatch, lines[1:]))
    about = lines[0].decode("ascii", "replace") if lines else ""
    return about, {
        name.decode(): Sealed(int(length), bytes.fromhex(digest.decode()), syntax.decode())
        for name, length, digest, syntax in (match.groups() for match in found)
    }
