"""The hospital's own viewer, from the folder of `disc.viewer_dir`, as it will stand under VIEWER/.

Looked at before anything is retrieved, so that a broken folder is told while it costs nothing.
Its long names go into Joliet and Rock Ridge; ISO 9660 gets short ones, the same every time.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from ..core.errors import ConfigInvalid
from .image import DEEPEST, LARGEST_FILE, LONGEST_JOLIET, NOT_JOLIET, DiscFile

VIEWER: Final = "VIEWER"

_LEFT_BEHIND = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_SHORT_FOLDER = re.compile(r"[A-Z0-9_]{1,8}", re.ASCII)
_SHORT_FILE = re.compile(r"[A-Z0-9_]{1,8}(\.[A-Z0-9_]{1,3})?", re.ASCII)


@dataclass(frozen=True)
class Viewer:
    """What goes on every disc under VIEWER/. `launch_point` is the name of the file to start as
    people see it, without components when nobody can tell which it is."""

    files: tuple[DiscFile, ...]
    launch_point: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def folders(self) -> int:
        """How many folders it makes, VIEWER/ included."""
        return len({file.path[:n] for file in self.files for n in range(1, len(file.path))})


def check_viewer(folder: str | Path) -> Viewer:
    """Read the viewer's folder; ConfigInvalid, with what to mend, when it cannot go on a disc."""
    root = Path(folder).expanduser()
    warnings: list[str] = []
    try:
        tree = _Tree(root.resolve(strict=True), warnings)
        files = tuple(tree.files(root, (VIEWER,), (VIEWER,)))
        for file in files:
            _must_fit(file)
    except OSError as error:
        raise _broken("cannot be read", f"{error.filename}: {error.strerror}") from error
    if not files:
        raise _broken("is empty", str(root))
    return Viewer(files, _launch_point(files), tuple(warnings))


def _broken(what: str, where: str = "") -> ConfigInvalid:
    return ConfigInvalid(
        f"The viewer's folder {what}",
        "Check disc.viewer_dir in the configuration: it must name the folder of an unpacked "
        "viewer that this account may read. Leave it empty to make discs without a viewer.",
        where or None,
    )


@dataclass(frozen=True)
class _Tree:
    root: Path
    warnings: list[str]

    def files(
        self, folder: Path, path: tuple[str, ...], shown: tuple[str, ...]
    ) -> Iterator[DiscFile]:
        """Every file below `folder`, which is `path` in ISO 9660 and `shown` to people."""
        if len(path) >= DEEPEST:
            raise _broken("has folders inside folders, deeper than a disc can hold", str(folder))
        found = sorted(p for p in folder.iterdir() if p.name.lower() not in _LEFT_BEHIND)
        is_folder = [self.is_folder(place) for place in found]
        names = [place.name for place in found]
        short, long = short_names(names, is_folder), long_names(names)
        for place, inside, name, seen in zip(found, is_folder, short, long, strict=True):
            if seen != place.name:
                self.warnings.append(
                    f"On the disc the viewer's {printable(place.name)} is called {seen}"
                )
            if inside:
                yield from self.files(place, (*path, name), (*shown, seen))
            else:
                yield DiscFile((*path, name), place, (*shown, seen))

    def is_folder(self, place: Path) -> bool:
        """False for a file. A link may neither lead out of the viewer's folder nor in circles."""
        kind = place.stat().st_mode
        is_folder = stat.S_ISDIR(kind)
        if place.is_symlink() and (is_folder or self.root not in place.resolve().parents):
            raise _broken("has a link that leads elsewhere", str(place))
        if not is_folder and not stat.S_ISREG(kind):
            raise _broken("has something that is neither file nor folder", str(place))
        return is_folder


def _must_fit(file: DiscFile) -> None:
    where = "/".join(file.shown)
    if file.size > LARGEST_FILE:
        raise _broken("has a file of more than 4 GiB, which a disc cannot hold", where)
    with Path(str(file.source)).open("rb") as opened:
        if opened.read(132)[128:] == b"DICM":  # a maker's samples, or another patient's images
            raise _broken("has DICOM images in it, which must not go on a patient's disc", where)


def short_names(names: Sequence[str], is_folder: Sequence[bool]) -> list[str]:
    """ISO 9660 level 1 names for the entries of one folder: 8.3 of A-Z 0-9 _, all different.

    A name that is short already keeps it, in upper case; the others are made from theirs.
    """
    given: dict[int, str] = {}
    taken: set[str] = set()
    for number, (name, inside) in enumerate(zip(names, is_folder, strict=True)):
        upper = name.upper()
        if (_SHORT_FOLDER if inside else _SHORT_FILE).fullmatch(upper) and upper not in taken:
            given[number] = upper
            taken.add(upper)
    for number, (name, inside) in enumerate(zip(names, is_folder, strict=True)):
        if number not in given:
            given[number] = next(n for n in _tries(name, inside) if n not in taken)
            taken.add(given[number])
    return [given[number] for number in range(len(names))]


def _tries(name: str, is_folder: bool) -> Iterator[str]:
    """Short names made from a long one: the first eight characters, then with a number."""
    stem, dot, extension = name.rpartition(".")
    if is_folder or not dot:
        stem, extension = name, ""
    base, ending = _plain(stem) or "_", _plain(extension)[:3]
    for number in count():
        mark = str(number) if number else ""
        yield base[: 8 - len(mark)] + mark + (f".{ending}" if ending else "")


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9_]", "_", bare.upper())


def long_names(names: Sequence[str]) -> list[str]:
    """Names for Joliet and Rock Ridge: 64 UTF-16 units, all different whatever their case."""
    taken: set[str] = set()
    given = []
    for name in names:
        clean = NOT_JOLIET.sub("_", name)
        stem, dot, extension = clean.rpartition(".")
        if not dot or len(extension) > 12:
            stem, extension = clean, ""
        ending = dot + extension if extension else ""
        for number in count(1):
            mark = f"({number})" if number > 1 else ""
            long = _cut(stem, LONGEST_JOLIET - _units(mark + ending)) + mark + ending
            if long.casefold() not in taken:
                break
        taken.add(long.casefold())
        given.append(long)
    return given


def _units(text: str) -> int:
    return len(text.encode("utf-16-be")) // 2


def _cut(text: str, units: int) -> str:
    while _units(text) > units:
        text = text[:-1]
    return text


def printable(name: str) -> str:
    """A name from a file system as it may stand in a message."""
    return name.encode("ascii", "backslashreplace").decode()


def _launch_point(files: Sequence[DiscFile]) -> tuple[str, ...]:
    """The only program, else the only page, in the viewer's own folder."""
    top = [file.shown for file in files if len(file.shown) == 2]
    for endings in ((".exe",), (".html", ".htm")):
        programs = [shown for shown in top if shown[-1].lower().endswith(endings)]
        if len(programs) == 1:
            return programs[0]
    return ()
