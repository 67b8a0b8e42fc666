"""A process under strace: what it does to files, and a hand that stops it at any of these calls."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")

WRITES = "write,pwrite64,writev,pwritev,sendfile,copy_file_range,ftruncate,fallocate"
SYNCS = "fsync,fdatasync"
NAMES = "rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir"
CALLS = f"{WRITES},{SYNCS},{NAMES},openat,close"

# 4711 openat(AT_FDCWD</home>, "/a/b", O_RDWR|O_CREAT, 0600) = 3</a/b>
_LINE = re.compile(r"\d+ +(\w+)\((.*)")
_PATH = re.compile(r'"(/[^"]*)"|<(/[^>]*)>')
_BY_CHANCE = re.compile(r"[0-9a-f]{12,}\.")


@dataclass(frozen=True)
class Call:
    """One call of the kernel by one thread: its name and the files that it names."""

    thread: int
    name: str
    paths: tuple[str, ...]
    text: str

    @property
    def changes(self) -> bool:
        """Whether something is another than before; or a disc's name is there from now on."""
        if "EEXIST" in self.text:
            return False
        if self.name == "close":
            return self.paths[-1].endswith(".iso")
        return self.name != "openat" or "O_CREAT" in self.text


@dataclass(frozen=True)
class Point:
    """The `nth` time that a thread makes this call at `where`; or at all, where by the next time
    the file will have another name."""

    name: str
    where: str
    nth: int

    @property
    def is_by_chance(self) -> bool:
        """Whether the file has another name each time."""
        return _BY_CHANCE.search(self.where) is not None

    def fault(self, what: str) -> tuple[str, ...]:
        """strace's words for it: `signal=SIGKILL`, `error=EIO`."""
        path = [] if self.is_by_chance else ["-P", self.where]
        return (*path, "-e", f"inject={self.name}:{what}")

    def kill(self) -> tuple[str, ...]:
        """The end, before the call has done anything."""
        return self.fault(f"signal=SIGKILL:when={self.nth}")


@contextmanager
def traced(pid: int, *words: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Trace what a process and all its threads do to files, from the block's begin to its end."""
    command = ["strace", "-f", "-y", "-s", "0", "-e", f"trace={CALLS}", "-o", str(log)]
    command += [*words, "-p", str(pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as strace:
        assert strace.stderr
        while b"attached" not in (said := strace.stderr.readline()):
            assert b"resolved" in said, said
        try:
            yield strace
        finally:
            strace.stderr.read()


def follow(pid: int, go: Callable[[], None]) -> Iterator[str]:
    """Every call of a process and its threads, as it is made after `go`; of any kind."""
    command = ["strace", "-f", "-s", "0", "-p", str(pid)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, errors="replace") as strace:
        assert strace.stderr
        assert "attached" in strace.stderr.readline()
        go()
        yield from strace.stderr


def calls(log: Path) -> list[Call]:
    """All calls of the log, in the order in which they ended."""
    found: list[Call] = []
    begun: dict[str, Call] = {}
    for line in log.read_text("utf-8", "replace").splitlines():
        thread = line.partition(" ")[0]
        if "resumed>" in line and thread in begun:
            found.append(begun.pop(thread))
        if not (match := _LINE.match(line)):
            continue  # a signal, an exit
        name, rest = match.groups()
        paths = (one or other for one, other in _PATH.findall(rest))
        call = Call(int(thread), name, tuple(dict.fromkeys(paths)), rest)
        if rest.endswith("<unfinished ...>"):
            begun[thread] = call
        else:
            found.append(call)
    return found


def points(made: Sequence[Call], *roots: Path) -> list[Point]:
    """Each of these calls that changes something below `roots`, once, in their order."""
    found: dict[Point, None] = {}
    counted: Counter[tuple[int, str, str]] = Counter()
    for call in made:
        for one in ("", *call.paths):
            counted[call.thread, call.name, one] += 1
        ours = [path for path in call.paths if any(map(Path(path).is_relative_to, roots))]
        if ours and call.changes:
            # Of a rename, strace's -P looks at the first name alone.
            known = ours[:1] if call.name == "rename" else reversed(ours)
            where = next((path for path in known if not _BY_CHANCE.search(path)), "")
            nth = counted[call.thread, call.name, where]
            found.setdefault(Point(call.name, where or ours[0], nth))
    return list(found)
