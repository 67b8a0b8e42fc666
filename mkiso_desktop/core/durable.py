"""Puts a finished file in its place so that nobody ever sees half of it, not even after a crash."""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4
from zlib import crc32

if sys.platform != "win32":
    import fcntl

# What file systems without hard links say (FAT, exFAT, many network shares), and other disks.
NO_LINKS: Final = frozenset(
    {errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
)
# What some shares say to the sync of a folder (CIFS before Linux 5.18, VirtualBox): they have none.
_NO_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_AT_FDCWD, _RENAME_NOREPLACE = -100, 1  # Linux's
_LEFT_AFTER_S = 3600.0


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Write `target` beside its place (`.part`, 0600); it appears whole when the block ends well.

    Whatever goes wrong inside, also a cancel, leaves neither the part nor a changed `target`.
    A power cut may take the file away all the same (see `make_durable`).
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


def write_durably(target: Path, content: bytes) -> None:
    """`target` has this content (0600) and keeps it through a power cut, or is what it was."""
    with whole_file(target) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    sync_folder(target.parent)


def make_durable(file: Path) -> None:
    """Have the disk take a finished file and its name, so that a power cut leaves both."""
    handle = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))  # Windows wants it writable
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make a name that was just given or taken away in `folder` survive a power cut."""
    if os.name == "nt":  # Windows cannot open a folder, and journals its names itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(handle)


@contextmanager
def hidden_part(folder: Path, hint: str) -> Iterator[tuple[Path, BinaryIO]]:
    """A new hidden file in a folder that is not ours, with the rights that it gives to new files.

    It is gone when the block ends, unless it has got another name. What a crash leaves of it,
    `sweep_parts` finds.
    """
    while True:
        path = folder / f".{hint}.{_mark()}{uuid4().hex}.part"
        out = os.fdopen(os.open(path, NEW_FILE, 0o666), "wb")
        _lock(out, wait=True)
        if path.exists():
            break
        out.close()  # somebody who sweeps was quicker than the lock
    try:
        with out:
            yield path, out
    finally:
        path.unlink(missing_ok=True)


def sweep_parts(folder: Path) -> None:
    """Remove the hidden files that crashes of this computer have left in `folder`."""
    for path in folder.glob(f".*.{_mark()}*.part"):
        with suppress(OSError):  # gone by now, or not ours to remove
            if _is_left(path):
                path.unlink()


def _mark() -> str:
    """This computer, in the name of a hidden file: on a share, others may be writing theirs."""
    return f"{crc32(socket.gethostname().encode()):08x}"


def _is_left(path: Path) -> bool:
    """Whether whoever wrote it is dead."""
    if sys.platform == "win32":  # an open file stays there; this is for one that was just closed
        return time.time() - path.stat().st_mtime > _LEFT_AFTER_S
    with path.open("rb") as file:
        return _lock(file, wait=False)


def _lock(file: BinaryIO, *, wait: bool) -> bool:
    """Lock a file until it is closed or its process dead; whether that could be done."""
    if sys.platform != "win32":
        with suppress(OSError):  # another one's; or this file system knows no locks
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            return True
    return False


def rename_new(path: Path, target: Path) -> None:
    """Rename, but never over another file. FileExistsError when the name is taken."""
    if os.name == "nt":  # where no rename goes over another file
        path.rename(target)
        return
    try:
        os.link(path, target)  # fails everywhere on a taken name; `path` is the caller's to remove
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        _rename_without_links(path, target)


def _rename_without_links(path: Path, target: Path) -> None:
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)  # Linux
    if rename:
        names = os.fsencode(path), os.fsencode(target)
        if rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_NOREPLACE) == 0:
            return
        if ctypes.get_errno() == errno.EEXIST:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    # Nothing better is left: a crash between these two leaves an empty file under the name.
    os.close(os.open(target, NEW_FILE, 0o666))
    try:
        path.replace(target)
    except OSError:
        target.unlink()
        raise
