"""What this process writes, and where: asked of Python itself, and of the disk afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_TARGETS = {"os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1}
_heard: list[list[str]] = []


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not _heard:
        return
    where = args[0] if event == "open" and (args[2] or 0) & _WRITES else None
    if event in _TARGETS:
        where = args[_TARGETS[event]]
    # A folder that is there already is made anew, or opened for a file without a name.
    is_folder = event in ("open", "os.mkdir") and os.path.isdir(where or "")  # noqa: PTH112
    if isinstance(where, str | bytes | os.PathLike) and not is_folder:
        _heard[-1].append(os.fsdecode(where))


sys.addaudithook(_hook)  # for good: Python has no way of taking one out


@contextmanager
def watched(root: Path, allowed: Sequence[Path]) -> Iterator[list[str]]:
    """Works inside `root`/here; the list given holds, afterwards, whatever was written elsewhere
    than in the `allowed` folders."""
    (root / "here").mkdir(exist_ok=True)
    before, outside = _tree(root, allowed), list[str]()
    with chdir(root / "here"):
        _heard.append([])
        try:
            yield outside
        finally:
            written = _heard.pop()
            for name in written:
                place = Path(os.path.realpath(name))
                inside = any(place.is_relative_to(folder) for folder in allowed)
                is_ours = "__pycache__" in name or name.startswith("/dev/")
                if not inside and not is_ours:
                    outside.append(name)
    outside += sorted(_tree(root, allowed) ^ before)


def _tree(root: Path, allowed: Sequence[Path]) -> set[str]:
    return {
        str(path)
        for path in root.rglob("*")
        if not any(path.is_relative_to(folder) for folder in allowed)
    }
