"""Errors: the codes and exit codes that CONTRACT.md promises, and their one JSON form."""

import errno

import pytest

from mkiso_desktop.core import errors
from mkiso_desktop.core.errors import Cancelled, DiskFull, MkisoError, disk_error

PROMISED = {
    "unexpected": 1,
    "bad-request": 2,
    "config-invalid": 2,
    "not-configured": 2,
    "accession-not-found": 3,
    "no-dicom-data": 3,
    "pacs-unreachable": 4,
    "pacs-refused": 4,
    "patient-api-unavailable": 4,
    "publisher-unreachable": 4,
    "relay-failed": 4,
    "patient-conflict": 5,
    "study-incomplete": 5,
    "check-failed": 5,
    "disk-full": 6,
    "medium-too-small": 6,
    "burn-failed": 6,
    "cancelled": 130,
}
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type)]


def test_codes_and_exit_codes_are_those_of_the_contract() -> None:
    own = [kind for kind in KINDS if issubclass(kind, MkisoError | Cancelled)]
    assert {kind.code: kind.exit_code for kind in own} == PROMISED
    assert len(own) == len(PROMISED)


def test_cancelled_is_not_an_error() -> None:
    assert not issubclass(Cancelled, MkisoError)


def test_an_error_is_one_json_object_for_all_faces() -> None:
    error = errors.RelayFailed(
        "The CD publisher stopped", "Look at the robot.", "40 of 42 accepted"
    )
    assert error.as_json() == {
        "status": "error",
        "code": "relay-failed",
        "error": "The CD publisher stopped",
        "advice": "Look at the robot.",
        "detail": "40 of 42 accepted",
    }
    assert str(error) == "The CD publisher stopped"


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left", "Sutanto"), OSError()])
def test_a_full_disk_is_told_without_the_files_name(error: OSError) -> None:
    told = disk_error(error, "the cache")
    assert isinstance(told, DiskFull)
    assert "Sutanto" not in told.title + told.advice
    assert "the cache" in told.advice
