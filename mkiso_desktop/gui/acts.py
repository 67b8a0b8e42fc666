"""What a person can do about a job or a trouble: one act has one name, on a button or in a menu."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication

from ..core.errors import DiskFull, MkisoError, StudyIncomplete
from ..core.request import Outcome
from ..engine.job import JobState, JobView
from ..steps.deliver import FolderUnusable


class Act(Enum):
    """Each is done by whoever owns the row, the notice or the page it is offered on."""

    OPEN_FOLDER = "open folder"
    COPY_FILE = "copy file"
    RETRY = "retry"
    CONTINUE = "continue"
    ANYWAY = "anyway"
    ELSEWHERE = "elsewhere"
    SETTINGS = "settings"
    CANCEL = "cancel"
    SUPPORT = "support"
    REMOVE = "remove"


# By the error's code; what is not here is worth another try.
_REMEDIES = {
    "config-invalid": Act.SETTINGS,
    "not-configured": Act.SETTINGS,
    "medium-too-small": Act.SETTINGS,
    "patient-conflict": None,
    "bad-request": None,
}


def tr(text: str) -> str:
    """The text in the window's language, from the context `acts`."""
    return QCoreApplication.translate("acts", text)


def word(act: Act) -> str:
    """As it stands on a button."""
    return {
        Act.OPEN_FOLDER: tr("Open folder"),
        Act.COPY_FILE: tr("Copy file"),
        Act.RETRY: tr("Try again"),
        Act.CONTINUE: tr("Continue"),
        Act.ANYWAY: tr("Make it anyway…"),
        Act.ELSEWHERE: tr("Save elsewhere…"),
        Act.SETTINGS: tr("Open settings"),
        Act.CANCEL: tr("Cancel"),
        Act.SUPPORT: tr("Copy for support"),
        Act.REMOVE: tr("Remove from the list"),
    }[act]


def remedy(error: MkisoError) -> Act | None:
    """The one act that mends it; None where there is none, but to read."""
    if isinstance(error, FolderUnusable):
        return Act.ELSEWHERE
    return _REMEDIES.get(error.code, Act.RETRY)


def acts_of(view: JobView, *, has_files: bool = True) -> tuple[Act, ...]:
    """What can be done about a job now; the first one is what Enter does, if it is in MAIN."""
    match view.state:
        case JobState.DONE if view.request.outcome is Outcome.ISO:
            files = (Act.COPY_FILE,) if has_files else ()
            return (Act.OPEN_FOLDER, *files, Act.REMOVE)
        case JobState.DONE:
            return (Act.REMOVE,)
        case JobState.INTERRUPTED:
            return (Act.CONTINUE, Act.REMOVE)
        case JobState.CANCELLED:
            return (Act.RETRY, Act.REMOVE)
        case JobState.FAILED | JobState.BLOCKED:
            return (*_ways_on(view), Act.SUPPORT, Act.REMOVE)
    return (Act.CANCEL,)


def _ways_on(view: JobView) -> tuple[Act, ...]:
    error = view.error or MkisoError("")
    wanted = [remedy(error), Act.RETRY if remedy(error) else None]
    wanted.append(Act.ANYWAY if isinstance(error, StudyIncomplete) else None)
    is_saved = view.request.outcome is Outcome.ISO
    wanted.append(Act.ELSEWHERE if isinstance(error, DiskFull) and is_saved else None)
    return tuple(dict.fromkeys(act for act in wanted if act))


MAIN = frozenset({Act.OPEN_FOLDER, Act.ELSEWHERE, Act.RETRY, Act.CONTINUE, Act.SETTINGS})
