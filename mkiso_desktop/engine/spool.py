"""The work folder: one process owns it, each job has a folder in it, emptied at its end.

What was received stays when it may be worth something to a job that goes on: after a crash, after
a failure, and where images were missing. It stays until then, or until it is too old. Where a job
was cancelled, or where something about its patient was wrong, nothing stays. Jobs' folders look
like this:

    00000012/received             what arrives, with its journal (see net.journal)
    00000012/kept-00000009-0001   what job 9 had received, for this job to begin with
    00000012/…                    the rest, which is worth nothing later
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout

from ..core.errors import (
    Cancelled,
    ConfigInvalid,
    DiskFull,
    MkisoError,
    StudyIncomplete,
    disk_error,
)
from ..core.places import own_folder, private_folder
from ..net.journal import NAME
from .job import JobState, state_after

RECEIVED = "received"


class WorkFolderTaken(ConfigInvalid):
    """Another process owns the work folder."""


class Spool:
    """Owns `folder` from `open` to `close`. Everything in it may hold patients' data: 0700."""

    def __init__(self, folder: Path, keep_hours: float = 0) -> None:
        self.folder = folder
        self._jobs = folder / "jobs"
        self._keep_s = keep_hours * 3600
        # Opened in one thread and closed in another: the window has a worker for each.
        self._lock = FileLock(folder / "owner.lock", mode=0o600, thread_local=False)

    def open(self, wait_s: float) -> None:
        """Become the owner; `sweep` then removes what an earlier one left behind.

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
        try:
            self._own_jobs()
        except MkisoError:
            self.close()
            raise

    def _own_jobs(self) -> None:
        """In a folder like /tmp others may have been there first, with a folder or a link."""
        try:
            if self._jobs.is_symlink():
                self._jobs.unlink()
        except OSError as error:
            raise disk_error(error, str(self._jobs)) from error
        own_folder(self._jobs)

    def close(self) -> None:
        """Let the folder go to the next owner."""
        self._lock.release()

    def sweep(
        self, at_work: Callable[[], Collection[int]], continuable: Callable[[], Collection[int]]
    ) -> None:
        """Leave those `at_work` alone; of the `continuable` ones keep what they received, unless
        it is too old; remove everything else. Raises DiskFull."""
        try:
            # Listed first, then asked in this order: jobs begin and end meanwhile.
            folders = list(self._jobs.iterdir())
            running = {_name(number) for number in at_work()}
            kept = {_name(number) for number in continuable()}
            for folder in folders:
                if folder.name in kept and not self._is_old(folder):
                    _strip(folder)
                elif folder.name not in running:
                    _remove(folder)
        except OSError as error:
            raise disk_error(error, str(self._jobs)) from error

    def of(self, number: int) -> Path:
        """Where a job's folder is, or would be."""
        return self._jobs / _name(number)

    def holds(self, number: int) -> bool:
        """Whether a job has left anything that may be worth something."""
        return bool(_received_in(self.of(number)))

    def hand_down(self, number: int, heir: int) -> None:
        """What job `number` has received is now what job `heir` begins with; they may be the same.
        Raises DiskFull."""
        folder = self.of(number)
        home = private_folder(self.of(heir))
        try:
            for received in _received_in(folder):
                if received.name == RECEIVED:
                    received.rename(_free(home, f"kept-{_name(number)}"))
                elif folder != home:
                    received.rename(_free(home, received.name.rpartition("-")[0]))
        except OSError as error:
            raise disk_error(error, str(folder)) from error
        if folder != home:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def job_folder(
        self, number: int, when_stopped: Callable[[], JobState] = lambda: JobState.CANCELLED
    ) -> Iterator[Path]:
        """A private folder for one job; it is gone when the block ends. Only what was received
        stays, and what the job was to begin with, when another try may need it: after a failure,
        or when who stopped it calls it INTERRUPTED."""
        folder = private_folder(self.of(number))
        is_worth_a_try = keeps_received = False
        try:
            yield folder
        except Cancelled:
            is_worth_a_try = keeps_received = when_stopped() is JobState.INTERRUPTED
            raise
        except MkisoError as error:
            is_worth_a_try = state_after(error) is JobState.FAILED
            is_worth_a_try |= isinstance(error, StudyIncomplete)
            # A full disk needs the space more than another try needs the images.
            keeps_received = not isinstance(error, DiskFull)
            raise
        finally:
            if not keeps_received:
                shutil.rmtree(folder / RECEIVED, ignore_errors=True)
            if is_worth_a_try:
                _strip(folder)
            else:
                shutil.rmtree(folder, ignore_errors=True)

    def _is_old(self, folder: Path) -> bool:
        """Whether anything in it is older than may be; the clock may have jumped either way."""
        now = time.time()
        files = (file for received in _received_in(folder) for file in received.iterdir())
        return any(abs(now - file.stat().st_mtime) > self._keep_s for file in files)


def kept_in(folder: Path) -> list[Path]:
    """What earlier jobs have received, in the folder of the job that goes on; the newest first."""
    return [received for received in _received_in(folder) if received.name != RECEIVED]


def _name(number: int) -> str:
    return f"{number:08d}"


def _received_in(folder: Path) -> list[Path]:
    """The folders in it whose files a journal tells of; the newest first."""
    return sorted((journal.parent for journal in folder.glob(f"*/{NAME}")), reverse=True)


def _strip(folder: Path) -> None:
    """Keep what was received, and nothing of it that is half there."""
    kept = [received for received in _received_in(folder) if any(received.glob("*.dcm"))]
    for entry in folder.iterdir():
        if entry in kept:
            for part in entry.glob("*.part"):
                part.unlink(missing_ok=True)
        else:
            _remove(entry)
    if not kept:
        _remove(folder)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry, ignore_errors=True)
    else:
        entry.unlink(missing_ok=True)


def _free(home: Path, name: str) -> Path:
    """A name that is not taken yet; later ones sort behind earlier ones."""
    return next(path for at in count(1) if not (path := home / f"{name}-{at:04d}").exists())
