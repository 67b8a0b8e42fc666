"""Puts a finished file in its place so that nobody ever sees half of it, not even after a crash."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Write `target` beside its place (`.part`, 0600); it appears whole when the block ends well.

    Whatever goes wrong inside, also a cancel, leaves neither the part nor a changed `target`.
    For what can be made again: a power cut may take the file away (see `durable_file`).
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(part, flags, 0o600), "w+b") as out:
            yield out
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def durable_file(target: Path) -> Iterator[BinaryIO]:
    """As `whole_file`; and the bytes are on the disk before the name is, and both on return."""
    with whole_file(target) as out:
        yield out
        out.flush()
        os.fsync(out.fileno())
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a name that was just given or taken away in `folder` survive a power cut."""
    if os.name == "nt":  # Windows cannot open a folder, and journals its names itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
