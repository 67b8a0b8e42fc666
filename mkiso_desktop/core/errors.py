"""Every error that a person can be shown: what happened, what to do next, and its code.

The codes and exit codes are promises (CONTRACT.md): the same word stands in the window, in the
JSON of a command, in its exit code and in the history. Any other exception is our own bug.
Titles are logged and must not carry a patient's name or number; `detail` is for the person only.
"""

from __future__ import annotations

from typing import ClassVar


class MkisoError(Exception):
    """What happened (`title`), what the front desk can do about it (`advice`), and `detail`."""

    code: ClassVar[str] = "unexpected"
    exit_code: ClassVar[int] = 1
    kind: ClassVar[str] = ""  # which of several with this code, where that makes a difference later

    def __init__(self, title: str, advice: str = "", detail: str | None = None) -> None:
        super().__init__(title)
        self.title, self.advice, self.detail = title, advice, detail

    def let_go(self) -> None:
        """Of whatever was in hand when it was raised, which would else be in memory as long as the
        error is: a study of thousands of images, say."""
        self.__traceback__ = self.__cause__ = self.__context__ = None

    def as_json(self) -> dict[str, str | None]:
        """The error object that every command and every HTTP route gives."""
        return {
            "status": "error",
            "code": self.code,
            "error": self.title,
            "advice": self.advice,
            "detail": self.detail,
        }


class Cancelled(Exception):
    """A person stopped the work. Not a failure, and never shown as one."""

    code: ClassVar[str] = "cancelled"
    exit_code: ClassVar[int] = 130

    @classmethod
    def as_json(cls) -> dict[str, str | None]:
        """In the shape of an error, for whoever waits for an answer."""
        words = {"status": "error", "code": cls.code, "error": "Cancelled"}
        return {**words, "advice": "", "detail": None}


class BadRequest(MkisoError):
    """The accession number, or another word of the request, cannot be used."""

    code, exit_code = "bad-request", 2


class ConfigInvalid(MkisoError):
    """The configuration is missing or has mistakes; `advice` lists them all."""

    code, exit_code = "config-invalid", 2


class NotConfigured(MkisoError):
    """Asked for something whose section of the configuration is empty."""

    code, exit_code = "not-configured", 2


class AccessionNotFound(MkisoError):
    """Neither the patient API nor, where there is none, the PACS knows the accession number."""

    code, exit_code = "accession-not-found", 3


class NoDicomData(MkisoError):
    """The accession number is known, but there is no image for it."""

    code, exit_code = "no-dicom-data", 3


class PacsUnreachable(MkisoError):
    """The PACS did not answer, or stopped answering."""

    code, exit_code = "pacs-unreachable", 4


class PacsRefused(MkisoError):
    """The PACS answered, and said no."""

    code, exit_code = "pacs-refused", 4


class PatientApiUnavailable(MkisoError):
    """The hospital's patient API did not answer, or not with what was agreed."""

    code, exit_code = "patient-api-unavailable", 4


class PublisherUnreachable(MkisoError):
    """The CD publisher did not answer."""

    code, exit_code = "publisher-unreachable", 4


class RelayFailed(MkisoError):
    """The CD publisher did not take everything; `detail` says how much it took."""

    code, exit_code = "relay-failed", 4


class PatientConflict(MkisoError):
    """Two patients where there may be one. The disc is not made."""

    code, exit_code = "patient-conflict", 5


class StudyIncomplete(MkisoError):
    """The archive says there is more than has arrived."""

    code, exit_code = "study-incomplete", 5


class CheckFailed(MkisoError):
    """An object, or the finished disc, did not pass its check."""

    code, exit_code = "check-failed", 5


class DiskFull(MkisoError):
    """This machine's disk is full, or a folder cannot be written."""

    code, exit_code = "disk-full", 6


class MediumTooSmall(MkisoError):
    """The study does not fit on the medium that was asked for."""

    code, exit_code = "medium-too-small", 6


class BurnFailed(MkisoError):
    """The drive could not write the disc, or the disc reads back differently."""

    code, exit_code = "burn-failed", 6


def disk_error(error: OSError, folder: str) -> DiskFull:
    """Turn the file system's complaint about our own folders into words for the desk."""
    return DiskFull(
        f"This computer could not write to its disk: {error.strerror or type(error).__name__}",
        f"Free some space on the disk that holds {folder}, or check that you may write there, "
        "and start the job again.",
        str(error),
    )
