"""Lays files out as an ISO 9660 image that opens anywhere: level 1, with Joliet and Rock Ridge.

A DICOM file is named /COMP1/.../COMPN.;1 on the disc (PS3.12 F.1.2.1); the dot and the version are
ISO 9660's own punctuation, and no system shows them. Long names (the hospital's viewer has them)
live in Joliet for Windows and in Rock Ridge for the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pycdlib import PyCdlib
from pycdlib.pycdlibexception import PyCdlibException

from ..core.durable import whole_file
from ..core.errors import CheckFailed, MediumTooSmall, disk_error
from ..core.progress import Progress

SECTOR = 2048
LARGEST_FILE = 2**32 - 1  # a file of level 1 is one extent, and its length has 32 bits
DEEPEST = 8  # levels of folders, the root being the first (ECMA-119 6.8.2.1, PS3.12 F.1.2.1)
LONGEST_JOLIET = 64  # UCS-2 characters of one name
REPORT_EVERY = 1_000_000  # bytes

_FOLDER = re.compile(r"[A-Z0-9_]{1,8}")
_FILE = re.compile(r"[A-Z0-9_]{1,8}(\.[A-Z0-9_]{1,3})?")
NOT_JOLIET = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff*/:;?\\]")


@dataclass(frozen=True, slots=True)
class DiscFile:
    """One file of the disc: its ISO 9660 name, where its bytes are, and its long name if any.

    `path` is upper case and level 1 (8 characters, a file may have an extension of 3); `name` has
    as many components as `path` and is what Joliet and Rock Ridge show.
    """

    path: tuple[str, ...]
    source: Path | bytes
    name: tuple[str, ...] | None = None

    @property
    def shown(self) -> tuple[str, ...]:
        """The name that people see on Windows, macOS and Linux."""
        return self.name or self.path

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size


def volume_identifier(fileset_id: str) -> str:
    """The File-set ID as it may stand in the Volume Identifier (PS3.12 F.1.2): A-Z 0-9 _, 16."""
    return re.sub(r"[^A-Z0-9_]+", "_", fileset_id.upper()).strip("_")[:16]


def write_image(
    files: Sequence[DiscFile], volume_id: str, target: Path, progress: Progress
) -> None:
    """Write `files` to a new image at `target`, whole or not at all (and not durable yet).

    The data stand level by level and, within, by name: File IDs that count up in DICOMDIR order
    stand in that order on the disc, which is how a viewer reads them (no seeking on a slow drive).
    Raises MediumTooSmall for a file that ISO 9660 cannot hold, DiskFull when this machine's disk
    cannot take the image, CheckFailed when a source is gone or changed its size meanwhile.
    """
    sizes = [_size(file) for file in files]
    _must_be_level_1(files)
    with _foreign_errors_stop_here(target), whole_file(target) as out:
        iso = PyCdlib()
        iso.new(
            interchange_level=1,
            joliet=3,
            rock_ridge="1.09",
            vol_ident=volume_identifier(volume_id),
            app_ident_str="MKISO-DESKTOP",
        )
        try:
            _lay_out(iso, files, sizes, progress)
            iso.write_fp(out, blocksize=1 << 18, progress_cb=_teller(progress, sum(sizes)))
        finally:
            iso.close()
        _must_be_unchanged(files, sizes)


def _teller(progress: Progress, total: int) -> Callable[[int, int, object], None]:
    """Passes on what pycdlib tells after every block, once a megabyte; and every cancel at once."""
    next_report = 0

    def tell(done: int, whole: int, _opaque: object) -> None:
        nonlocal next_report
        progress.check()
        if done >= next_report or done == whole:
            next_report = done + REPORT_EVERY
            progress.report("image", done, whole, bytes_done=min(done, total))

    return tell


def _size(file: DiscFile) -> int:
    try:
        size = file.size
    except OSError as error:
        raise _source_lost(error) from error
    if size > LARGEST_FILE:
        raise MediumTooSmall(
            "One file is larger than 4 GiB, and no disc of this kind can hold such a file",
            "Leave this file out, or give the study on a USB disk or by link instead.",
            "/".join(file.shown),
        )
    return size


def _must_be_level_1(files: Sequence[DiscFile]) -> None:
    """Names are made by this program: a wrong one is our own bug, and stops before any byte."""
    folders: dict[tuple[str, ...], tuple[str, ...]] = {}
    for file in files:
        *parents, last = file.path
        if not all(map(_FOLDER.fullmatch, parents)) or not _FILE.fullmatch(last):
            raise ValueError(f"{file.path} is no ISO 9660 level 1 name")
        if len(file.path) > DEEPEST or len(file.shown) != len(file.path):
            raise ValueError(f"{file.path} is too deep, or its long name has another depth")
        if not all(map(fits_joliet, file.shown)):
            raise ValueError(f"{file.path} has a long name that Joliet cannot hold")
        for depth in range(1, len(file.path)):
            if folders.setdefault(file.path[:depth], file.shown[:depth]) != file.shown[:depth]:
                raise ValueError(f"{file.path[:depth]} has two long names")
    paths = [file.path for file in files] + list(folders)
    shown = [file.shown for file in files] + list(folders.values())
    if len(set(paths)) != len(paths) or len(set(shown)) != len(shown):
        raise ValueError("a name is used for two things")


def fits_joliet(name: str) -> bool:
    """Whether a long name can stand in Joliet as it is (64 UCS-2 characters, and not all)."""
    short = len(name.encode("utf-16-be", "replace")) <= 2 * LONGEST_JOLIET
    return short and name not in ("", ".", "..") and not NOT_JOLIET.search(name)


def _lay_out(
    iso: PyCdlib, files: Sequence[DiscFile], sizes: Sequence[int], progress: Progress
) -> None:
    """Give every file its place in the three trees."""
    folders: set[tuple[str, ...]] = set()
    for number, (file, size) in enumerate(zip(files, sizes, strict=True)):
        if number % 100 == 0:
            progress.report("image", 0, None)
        for depth in range(1, len(file.path)):
            if (folder := file.path[:depth]) not in folders:
                folders.add(folder)
                long = file.shown[:depth]
                iso.add_directory(_slashed(folder), rr_name=long[-1], joliet_path=_slashed(long))
        place = _slashed(file.path) + ("" if "." in file.path[-1] else ".") + ";1"
        last, long_path = file.shown[-1], _slashed(file.shown)
        if isinstance(file.source, bytes):
            iso.add_fp(BytesIO(file.source), size, place, last, long_path)
        else:
            iso.add_file(str(file.source), place, last, long_path, _mode(file.source))


def _mode(source: Path) -> int:
    """What Linux and macOS see: read by all, and started by all when it is a program here."""
    return 0o100555 if source.stat().st_mode & 0o100 else 0o100444


def _slashed(parts: Sequence[str]) -> str:
    return "/" + "/".join(parts)


def _must_be_unchanged(files: Sequence[DiscFile], sizes: Sequence[int]) -> None:
    """pycdlib passes over a file that ends too early in silence."""
    if [_size(file) for file in files] != list(sizes):
        raise CheckFailed(
            "A file changed while the disc image was written",
            "Start the job again. If it happens again, tell your IT support.",
        )


def _source_lost(error: OSError) -> CheckFailed:
    return CheckFailed(
        "A file that belongs on the disc can no longer be read",
        "Start the job again. If it happens again, tell your IT support.",
        str(error),
    )


@contextmanager
def _foreign_errors_stop_here(target: Path) -> Iterator[None]:
    try:
        yield
    except PyCdlibException as error:
        raise CheckFailed(
            "The disc image could not be laid out",
            "Start the job again. If it happens again, send us the report.",
            str(error),
        ) from error
    except OSError as error:
        if error.filename and Path(str(error.filename)).name != f"{target.name}.part":
            raise _source_lost(error) from error
        raise disk_error(error, str(target.parent)) from error
