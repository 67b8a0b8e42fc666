"""Two network namespaces and the line between them, to be cut: nothing leaves them, and nothing of
them is left. A cut line is silent: no side hears that the other one is gone."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET
NEAR, FAR = "10.231.0.1", "10.231.0.2"


@dataclass(frozen=True)
class Line:
    """The line between the namespaces `near` (10.231.0.1) and `far` (10.231.0.2)."""

    near: str
    far: str

    def cut(self) -> None:
        """Nothing comes through from now on."""
        _ip("-n", self.far, "link", "set", "line", "down")

    def mend(self) -> None:
        """It is as it was."""
        _ip("-n", self.far, "link", "set", "line", "up")


def can_have_lines() -> bool:
    """Whether we may make namespaces here."""
    if not shutil.which("ip") or not hasattr(os, "getuid") or os.getuid() != 0:
        return False
    with suppress(subprocess.CalledProcessError, OSError), line():
        return True
    return False


@contextmanager
def line() -> Iterator[Line]:
    """A line, whole; gone when the block ends, with its namespaces."""
    name = f"mkiso-{os.getpid()}-{uuid4().hex[:6]}"
    one = Line(f"{name}-near", f"{name}-far")
    try:
        for namespace in (one.near, one.far):
            _ip("netns", "add", namespace)
            _ip("-n", namespace, "link", "set", "lo", "up")
        pair = ["type", "veth", "peer", "name", "line", "netns", one.far]
        _ip("-n", one.near, "link", "add", "line", *pair)
        for namespace, address in ((one.near, NEAR), (one.far, FAR)):
            _ip("-n", namespace, "address", "add", f"{address}/30", "dev", "line")
            _ip("-n", namespace, "link", "set", "line", "up")
        yield one
    finally:
        for namespace in (one.near, one.far):
            with suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", namespace)


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """This thread's new sockets, and the programs that it starts, are in the namespace."""
    with (
        Path("/proc/thread-self/ns/net").open("rb") as here,
        Path(f"/run/netns/{namespace}").open("rb") as there,
    ):
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(here.fileno())


def _enter(handle: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(handle, _NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "setns")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
