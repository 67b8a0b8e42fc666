"""A job and its states: one vocabulary for window, JSON, command line and history.

    queued -> finding -> retrieving -> checking -> building -> proving -> delivering -> done
    and from anywhere: failed, blocked (a person must decide), cancelled, interrupted

What faces see is a JobView: frozen, so that it may cross threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from ..core.errors import (
    CheckFailed,
    MkisoError,
    PatientConflict,
    StudyIncomplete,
)
from ..core.progress import Moment
from ..core.request import MediaRequest
from ..core.study import Patient


class JobState(Enum):
    """Where a job is. CANCELLED is not a failure; BLOCKED waits for a person."""

    QUEUED = "queued"
    FINDING = "finding"
    RETRIEVING = "retrieving"
    CHECKING = "checking"
    BUILDING = "building"
    PROVING = "proving"
    DELIVERING = "delivering"
    DONE = "done"
    FAILED = "failed"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self in _OVER


_OVER = frozenset(
    {
        JobState.DONE,
        JobState.FAILED,
        JobState.BLOCKED,
        JobState.CANCELLED,
        JobState.INTERRUPTED,
    }
)


class Origin(Enum):
    """Who asked for a job: a person at this desk, a command, or a link in the hospital's own pages
    (HIS)."""

    DESK = "desk"
    COMMAND = "command"
    LINK = "link"


def state_after(error: MkisoError) -> JobState:
    """BLOCKED where the contract stops for safety and a person may look; else FAILED."""
    blocks = isinstance(error, PatientConflict | StudyIncomplete | CheckFailed)
    return JobState.BLOCKED if blocks else JobState.FAILED


@dataclass(frozen=True)
class IsoFile:
    """One finished and proved image. `files` counts its DICOM instances."""

    path: Path
    bytes: int
    sha256: str
    files: int


@dataclass(frozen=True)
class Result:
    """What came of a job: images, or `files` instances at `destination` (host:port)."""

    patient_name: str
    patient_id: str
    files: int
    isos: tuple[IsoFile, ...] = ()
    destination: str = ""
    warnings: tuple[str, ...] = field(default=())

    @property
    def bytes(self) -> int:
        """The sizes of all images together."""
        return sum(iso.bytes for iso in self.isos)

    def as_sent(self, accession_numbers: Sequence[str]) -> dict[str, Any]:
        """What a relay answers, to a command and to a link."""
        return {
            "status": "ok",
            "accessions_sent": list(accession_numbers),
            "patient_name": self.patient_name,
            "destination": self.destination,
            "files_sent": self.files,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class JobView:
    """What a face may know of a job. `error` is None too when the job was cancelled."""

    number: int
    request: MediaRequest
    state: JobState = JobState.QUEUED
    moment: Moment | None = None
    patient: Patient | None = None
    error: MkisoError | None = None
    result: Result | None = None
    origin: Origin = Origin.DESK
