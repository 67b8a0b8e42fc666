"""The work folder: one process owns it, each job has a folder in it, emptied whatever happens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..core.errors import ConfigInvalid, disk_error
from ..core.places import private_folder


class WorkFolderTaken(ConfigInvalid):
    """Another process owns the work folder."""


class Spool:
    """Owns `folder` from `open` to `close`. Everything in it may hold patients' data: 0700."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._jobs = folder / "jobs"
        self._lock = FileLock(folder / "owner.lock", mode=0o600)

    def open(self, wait_s: float) -> None:
        """Become the owner and remove what an earlier one left behind.

        Raises WorkFolderTaken when another process owns the folder for longer than `wait_s`.
        """
        private_folder(self.folder)
        try:
            self._lock.acquire(timeout=wait_s)
        except Timeout as error:
            raise WorkFolderTaken(
                "Another mkiso-desktop is at work on this computer",
                "Use that one, or close it first. Two at a time need a [work] folder and a "
                "[station] port of their own.",
            ) from error
        except OSError as error:
            raise disk_error(error, str(self.folder)) from error
        shutil.rmtree(self._jobs, ignore_errors=True)
        private_folder(self._jobs)

    def close(self) -> None:
        """Let the folder go to the next owner."""
        self._lock.release()

    @contextmanager
    def job_folder(self, number: int) -> Iterator[Path]:
        """A private folder for one job; it is gone when the block ends, however it ends."""
        folder = private_folder(self._jobs / f"{number:08d}")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
