"""Small and read-only disks that only one process and its children see."""

from __future__ import annotations

import ctypes
import os

_NEW_NAMESPACE = 0x00020000
_READ_ONLY, _REMOUNT, _BIND, _ALL_BELOW, _PRIVATE = 1, 32, 4096, 16384, 1 << 18
_LIBC = ctypes.CDLL(None, use_errno=True)


def alone() -> bool:
    """From now on nobody else sees what this process mounts; False where it may not mount."""
    if _LIBC.unshare(_NEW_NAMESPACE):
        return False
    return not _LIBC.mount(b"none", b"/", None, _PRIVATE | _ALL_BELOW, None)


def mount(kind: str, folder: str) -> None:
    """`writable`: a mount of its own, as it is; `readonly`: the same, but nothing may be written;
    else a disk in memory of that size ("4m")."""
    if kind not in ("writable", "readonly"):
        _mount("tmpfs", folder, "tmpfs", 0, f"size={kind}")
        return
    _mount(folder, folder, None, _BIND, None)
    # A part of a read-only disk would be read-only, too.
    locked = _READ_ONLY if kind == "readonly" else 0
    _mount(folder, folder, None, _REMOUNT | _BIND | locked, None)


def mend(kind: str, folder: str) -> None:
    """Make it large, or writable."""
    if kind in ("writable", "readonly"):
        _mount(folder, folder, None, _REMOUNT | _BIND, None)
    else:
        _mount("tmpfs", folder, "tmpfs", _REMOUNT, "size=128m")


def _mount(what: str, where: str, kind: str | None, flags: int, data: str | None) -> None:
    words = [word and word.encode() for word in (what, where, kind)]
    if _LIBC.mount(*words, ctypes.c_ulong(flags), data and data.encode()):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), where)
