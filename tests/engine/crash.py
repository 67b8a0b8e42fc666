"""What a crash leaves of a desk's jobs, and what is still there of it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient, Study
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.net.journal import read_journal
from mkiso_desktop.net.storage_scp import StorageScp
from tests.steps.test_resume import received
from tests.steps.test_retrieve import studies_of

SUTANTO = Patient("Sutanto^Budi", "P-0001", "19700102", "M")
DAY_S = 24 * 3600


def described(files: Sequence[Path]) -> list[Study]:
    return [replace(study, patient=SUTANTO) for study in studies_of(files)]


def jobs_of(config: Config) -> Path:
    return Path(config.work.folder) / "jobs"


class Crash:
    """What a crash leaves of a desk's jobs, job by job."""

    def __init__(self, config: Config, scp: StorageScp, files: Sequence[Path]) -> None:
        self.config, self._scp, self._files = config, scp, files

    def __call__(
        self,
        come: slice = slice(3),
        state: JobState = JobState.RETRIEVING,
        request: MediaRequest | None = None,
        work_folder: str = "",
    ) -> int:
        """A job in `state`, of which these files had come; its number."""
        request = request or MediaRequest(("A1",), Outcome.ISO, str(discs(self.config)))
        with History(self.config.store.url, work_folder or self.config.work.folder) as history:
            number = history.add(request)
            history.update(number, state, patient=SUTANTO)
        folder = jobs_of(self.config) / f"{number:08d}"
        folder.mkdir(parents=True)
        received(folder / "received", self._scp, described(self._files), self._files[come])
        return number


def discs(config: Config) -> Path:
    folder = Path(config.work.folder).parent / "discs"
    folder.mkdir(exist_ok=True)
    return folder


def an_iso(config: Config, number: str = "A1") -> MediaRequest:
    return MediaRequest((number,), Outcome.ISO, str(discs(config)))


def opened(config: Config) -> Engine:
    """An engine without lanes; its caller closes it."""
    engine = Engine(config)
    engine.open()
    return engine


def numbers(views: Sequence[JobView]) -> list[int]:
    return [view.number for view in views]


def kept(config: Config, number: int) -> int:
    folders = (jobs_of(config) / f"{number:08d}").glob("*")
    return sum(len(read_journal(folder)[1]) for folder in folders)
