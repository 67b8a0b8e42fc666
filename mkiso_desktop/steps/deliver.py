"""Puts a finished image where the person wants it, under a name that tells whose it is.

The name is made of what others have typed, so everything but plain letters leaves it. A file
that is there already is kept, also when two jobs deliver the same name at the same moment.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from ..core.durable import NO_LINKS, hidden_part, rename_new, sweep_parts, sync_folder
from ..core.errors import CheckFailed, DiskFull, disk_error
from ..core.places import downloads_folder, from_home
from ..core.progress import Progress

LONGEST_NAME: Final = 150
LONGEST_PATIENT: Final = 64
NOBODY: Final = "UNNAMED"

_PIECE = 4 << 20
_HINT = 100  # characters of the name that a hidden file bears
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d|CONIN\$|CONOUT\$)", re.ASCII | re.IGNORECASE)


class FolderUnusable(DiskFull):
    """Nothing can be put where the disc image was wanted: another folder, and all is well."""

    kind = "folder-unusable"


def iso_name(
    patient_name: str, accession_numbers: Sequence[str], part: int = 1, of: int = 1
) -> str:
    """`{PATIENT}-{ACC}[-{ACC}...].iso`, with `-1of3` where there are several discs."""
    patient = _plain(patient_name).lstrip(".")[:LONGEST_PATIENT] or NOBODY
    stem = "-".join([patient, *map(_plain, accession_numbers)])
    return _fitted(stem, _part(part, of))


def must_be_writable(output: str | Path) -> None:
    """FolderUnusable when nothing could be put at `output`: told before anything is fetched."""
    folder, _ = _place(output, "", 1, 1)
    if folder.is_file():
        raise _no_folder(folder)
    nearest = folder if folder.is_dir() else folder.parent
    try:
        with hidden_part(nearest, "probe"):
            pass
    except FileNotFoundError as error:
        raise _no_folder(folder) from error
    except OSError as error:
        told = disk_error(error, str(nearest))
        raise FolderUnusable(told.title, told.advice, told.detail) from error


def deliver_to_folder(
    image: Path,
    sha256: str,
    output: str | Path,
    name: str,
    progress: Progress,
    *,
    part: int = 1,
    of: int = 1,
    is_private: bool = False,
) -> Path:
    """Put `image` at `output` and return where it now is. Nothing is ever overwritten.

    `output` is a folder, in which the file is called `name`; or a file name that ends in .iso;
    or empty for the downloads folder. The folder itself may be missing, those above it not. On
    the same disk no byte is copied: the file is then one with `image`. A copy must have the
    `sha256` (hexadecimal) that the image was proved with. What `is_private` nobody else may read,
    whatever the folder gives to new files. Raises DiskFull, CheckFailed.
    """
    folder, wanted = _place(output, name, part, of)
    try:
        _ready(folder)
        sweep_parts(folder)
        try:
            final = _linked(image, folder, wanted, progress)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            final = _copied(image, sha256, folder, wanted, progress)
        if is_private:
            final.chmod(0o600)
        _make_sure_of(final)
    except OSError as error:
        raise disk_error(error, str(folder)) from error
    return final


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", text)


def _part(part: int, of: int) -> str:
    return f"-{part}of{of}" if of > 1 else ""


def _fitted(stem: str, mark: str) -> str:
    """`stem` and `mark` as a whole name that every file system takes."""
    ending = f"{mark}.iso"
    if _DEVICE.fullmatch(stem.split(".")[0]):  # Windows opens a device whatever comes after the dot
        stem = f"_{stem}"
    return stem[: LONGEST_NAME - len(ending)] + ending


def _place(output: str | Path, name: str, part: int, of: int) -> tuple[Path, str]:
    """The folder, and the name that the file shall have in it."""
    if not str(output):
        return downloads_folder(), name
    place = from_home(output).absolute()
    if place.suffix.lower() == ".iso" and not place.is_dir():
        return place.parent, f"{place.stem}{_part(part, of)}{place.suffix}"
    return place, name


def _ready(folder: Path) -> None:
    if not folder.is_dir():
        if folder.is_file() or not folder.parent.is_dir():
            raise _no_folder(folder)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def _no_folder(folder: Path) -> FolderUnusable:
    if folder.is_file():
        return FolderUnusable(
            "There is a file where the folder for the disc image should be",
            f"{folder} is a file. Choose a folder, or a file name that ends in .iso.",
        )
    return FolderUnusable(
        "The folder for the disc image does not exist",
        f"Choose another folder, or make {folder.parent} first.",
    )


def _make_sure_of(final: Path) -> None:
    """The name survives a power cut; or it is taken back, since nobody may rely on it."""
    try:
        sync_folder(final.parent)
    except OSError:
        final.unlink(missing_ok=True)
        raise


def _linked(image: Path, folder: Path, wanted: str, progress: Progress) -> Path:
    """Give the image one more name, and the rights that this folder gives to new files."""
    with hidden_part(folder, wanted[:_HINT]) as (_, probe):
        rights = os.fstat(probe.fileno()).st_mode & 0o777
    size = image.stat().st_size
    image.chmod(rights)
    progress.report("deliver", size, size, bytes_done=size)
    return _named(folder, wanted, partial(os.link, image))


def _copied(image: Path, sha256: str, folder: Path, wanted: str, progress: Progress) -> Path:
    """Copy the image under a hidden name, then give it its own: the image as it was proved."""
    size, free = image.stat().st_size, shutil.disk_usage(folder).free
    if free < size:
        raise OSError(errno.ENOSPC, f"{size} bytes are needed, {free} are free")
    with hidden_part(folder, wanted[:_HINT]) as (hidden, out), image.open("rb") as source:
        done, copied = 0, hashlib.sha256()
        while piece := source.read(_PIECE):
            progress.report("deliver", done, size, bytes_done=done)
            out.write(piece)
            copied.update(piece)
            done += len(piece)
        if copied.hexdigest() != sha256:
            raise _changed()
        out.flush()
        os.fsync(out.fileno())
        progress.report("deliver", done, size, bytes_done=done)
        if os.name == "nt":  # which renames nothing that is open
            out.close()
        return _named(folder, wanted, partial(rename_new, hidden))


def _changed() -> CheckFailed:
    return CheckFailed(
        "The disc image has changed since it was proved",
        "Start the job again; if it happens again, this computer's disk or memory may be "
        "failing: tell your IT support.",
    )


def _named(folder: Path, wanted: str, take_name: Callable[[Path], None]) -> Path:
    """Have the first name of name.iso, name-2.iso, ... taken that is free."""
    stem, suffix = Path(wanted).stem, Path(wanted).suffix
    for number in count(1):
        mark = f"-{number}" if number > 1 else ""
        room = max(LONGEST_NAME, len(wanted)) - len(mark + suffix)
        final = folder / f"{stem[:room]}{mark}{suffix}"
        try:
            take_name(final)
        except FileExistsError:
            continue
        break
    return final
