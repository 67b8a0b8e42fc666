"""Images that links have asked for: each in a folder of its own, until they are kept no longer."""

from __future__ import annotations

import logging
import shutil
import time
import uuid
from datetime import timedelta
from pathlib import Path

from ..core.places import private_folder

log = logging.getLogger(__name__)

REPEATED_WITHIN = timedelta(minutes=10)
_FOLDER = "isos"
_LONGEST_H = 24.0 * 365


class KeptImages:
    """Those in one work folder; whoever owns that may make as many of these as it likes."""

    def __init__(self, work_folder: Path, keep_hours: float) -> None:
        self._folder = work_folder / _FOLDER
        self.keep = max(timedelta(hours=min(keep_hours, _LONGEST_H)), REPEATED_WITHIN)

    def new_place(self) -> Path:
        """A private folder for one image. Raises DiskFull."""
        return private_folder(private_folder(self._folder) / uuid.uuid4().hex)

    def sweep(self) -> None:
        """Remove what is kept no longer. A download that still reads one goes on, where the system
        can; elsewhere it is removed the next time."""
        self._remove_older_than(self.keep)

    def make_room(self) -> None:
        """Remove also what is kept only to spare the archive another try: a full disk stops every
        job."""
        self._remove_older_than(REPEATED_WITHIN)

    def _remove_older_than(self, age: timedelta) -> None:
        oldest = time.time() - age.total_seconds()
        try:
            for folder in self._folder.iterdir():
                if folder.stat().st_mtime < oldest:
                    shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            return
        except OSError as error:
            log.warning("old images could not be removed: %s", error.strerror)
