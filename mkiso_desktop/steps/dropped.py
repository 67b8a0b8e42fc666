"""The accession numbers in files that a person gives: lists of them, and DICOM files."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.elements import NotWellFormed
from ..core.entered import found_words
from ..core.instance import peek_instance
from ..core.progress import Progress
from ..core.wanted import tag

LISTS = frozenset({".txt", ".csv", ".tsv"})
LARGEST_LIST = 1024 * 1024
MOST_FILES = 4000
_ACCESSION_NUMBER = tag("AccessionNumber")


@dataclass(frozen=True)
class Dropped:
    """The words found, in their order and with their doubles, but each DICOM number once.

    `dicom_files` were read, `unread` were neither list nor DICOM, too large, or shut to us;
    `is_cut`: there were more than MOST_FILES.
    """

    words: tuple[str, ...] = ()
    dicom_files: int = 0
    unread: int = 0
    is_cut: bool = False


def read_dropped(paths: Sequence[Path], pattern: str, progress: Progress) -> Dropped:
    """Look into files, and into folders all the way down, but through no link to a folder.

    Raises Cancelled. What cannot be read is counted; a broken file is no reason to stop.
    """
    words: list[str] = []
    numbers: dict[str, None] = {}
    dicom_files = unread = done = 0
    for done, path in enumerate(_files(paths), 1):
        if done > MOST_FILES:
            break
        progress.report("reading", done)
        is_file = path.is_file()  # a pipe would keep us waiting
        found = _words_of(path, pattern) if is_file and path.suffix.lower() in LISTS else None
        if found is not None:
            words += found
        elif is_file and (number := _number_of(path)) is not None:
            dicom_files += 1
            numbers |= dict.fromkeys([number] if number else [])
        else:
            unread += 1
    return Dropped((*words, *numbers), dicom_files, unread, done > MOST_FILES)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders.sort()
            yield from (Path(folder, name) for name in sorted(names))


def _words_of(path: Path, pattern: str) -> list[str] | None:
    """The words of a list; None where it cannot be read as one."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_LIST + 1)
    except OSError:
        return None
    return None if len(raw) > LARGEST_LIST else found_words(_text(raw), pattern)


def _text(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _number_of(path: Path) -> str | None:
    """The accession number of a DICOM file, "" when it has none; None for any other file."""
    try:
        header = peek_instance(path, _ACCESSION_NUMBER)
    except (NotWellFormed, OSError):
        return None
    return header.text(_ACCESSION_NUMBER) if header else ""
