"""What a child of the nursery does: a real command, or one part of its work, over given folders."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from socket import socket
from typing import Any

from mkiso_desktop.__main__ import main

_SET_PTRACER, _ANYBODY = 0x59616D61, -1


def let_trace() -> None:
    """Where only a parent may trace a process (Yama), anybody may trace this one."""
    ctypes.CDLL(None).prctl(_SET_PTRACER, ctypes.c_ulong(_ANYBODY), 0, 0, 0)


def command(line: socket, words: list[str]) -> None:
    """A command as it is typed."""
    sys.argv[1:] = words
    main()


DEEDS: dict[str, Callable[..., Any]] = {"command": command}
