"""Hands a request over to the process that owns the work folder, and follows its job there.

So does the doctor with what the owner alone can try: it has the station's port.

One process owns the work folder, the spool and the station's port. A command that finds them
taken reads the owner's invitation (hatch.py writes it), connects, and sends its request; what
comes back is the job's news, until it is over. JSON alone travels, never pickles. The invitation
bears the program's version: who is of another version does not even connect.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter

from .. import __version__
from ..core.config import Config
from ..core.errors import BadRequest, ConfigInvalid, MkisoError
from ..core.places import work_folder
from ..core.progress import Moment, Progress
from ..core.request import MediaRequest
from .doctor import Check, Health
from .job import JobState, JobView, Result
from .wrong import Wrong, wrong

FAMILY = "AF_PIPE" if os.name == "nt" else "AF_UNIX"
CANCEL = b"cancel"
NOT_NOW = b"null"
WORKING = b'"working"'
BEAT_S = 5.0  # the owner says its last word again when there is nothing new,
LONGEST_SILENCE_S = 30.0  # so that one which is silent for so long is frozen
LONGEST_REQUEST = 64 * 1024
LONGEST_NEWS = 16 * 1024 * 1024
LONGEST_INVITATION = 4096
BROKEN_LINE = (OSError, EOFError, AuthenticationError, AssertionError)  # Python 3.11 asserts


class Line(Protocol):
    """A connection of multiprocessing, whichever this system has."""

    def poll(self, timeout: float | None = ...) -> bool: ...
    def recv_bytes(self, maxlength: int | None = ...) -> bytes: ...
    def send_bytes(self, buf: bytes) -> None: ...


@dataclass(frozen=True)
class Invitation:
    """Where the owner listens, and the key (hexadecimal) that it wants to hear; for its own user
    alone. `config` is a fingerprint."""

    version: str
    config: str
    address: str
    key: str


@dataclass(frozen=True)
class News:
    """What a command is told of its job: a JobView without the patient, whom it does not show."""

    number: int
    state: JobState
    moment: Moment | None = None
    error: Wrong | None = None
    result: Result | None = None

    @classmethod
    def of(cls, view: JobView) -> News:
        """The part of a view that travels."""
        error = wrong(view.error) if view.error else None
        return cls(view.number, view.state, view.moment, error, view.result)

    def view(self, request: MediaRequest) -> JobView:
        """The view again, for whoever asked for the job."""
        error = self.error.error() if self.error else None
        return JobView(self.number, request, self.state, self.moment, None, error, self.result)


@dataclass(frozen=True)
class Question:
    """What the owner is to examine; one of doctor.NAMES."""

    examine: str


@dataclass(frozen=True)
class Reply:
    """A check as it travels."""

    health: Health
    error: Wrong | None

    @classmethod
    def of(cls, check: Check) -> Reply:
        """The part of a check that travels."""
        return cls(check.health, wrong(check.error) if check.error else None)

    def check(self, name: str) -> Check:
        """The check again, for whoever asked."""
        return Check(name, self.health, self.error.error() if self.error else None)


INVITATION = TypeAdapter(Invitation)
ORDER: TypeAdapter[MediaRequest | Question] = TypeAdapter(MediaRequest | Question)
REPLY = TypeAdapter(Reply)
NEWS: TypeAdapter[News | None] = TypeAdapter(News | None)


def invitation_path(folder: Path) -> Path:
    """Where the owner of the work folder `folder` leaves its invitation."""
    return folder / "handover" / "invitation.json"


def fingerprint(config: Config) -> str:
    """Differs when two configurations do in anything that a disc or a relay depends on."""
    return hashlib.sha256(
        config.model_dump_json(exclude={"language", "log_level"}).encode()
    ).hexdigest()


def hand_over(
    request: MediaRequest, config: Config, show: Callable[[JobView], None], progress: Progress
) -> JobView | None:
    """Have the owner of the work folder do it; the last view of its job. None when nobody takes
    it in now, and nothing has been asked: the folder may be free, or owned by a mere command.

    Blocks; a cancelled `progress` cancels the job at the owner's. Raises ConfigInvalid when the
    owner is of another version or has another configuration, Cancelled, and a plain MkisoError
    when the owner is gone, silent or closed in the middle of the job.
    """
    try:
        order = ORDER.dump_json(request)
    except ValueError as error:  # a path whose bytes are no text
        raise BadRequest("The name of the output cannot be read", "Choose another one.") from error
    with _asked(order, config, progress) as line:
        return None if line is None else _follow(line, request, show)


def examine_there(name: str, config: Config, progress: Progress) -> Check | None:
    """Have the owner of the work folder do this check of the doctor's; None when nobody does it.

    Blocks; a cancelled `progress` ends it. Raises as `hand_over` does.
    """
    with _asked(ORDER.dump_json(Question(name)), config, progress) as line:
        for word in _words(line) if line else ():
            if word != WORKING:
                return REPLY.validate_json(word).check(name)
    progress.check()
    return None


@contextmanager
def _asked(order: bytes, config: Config, progress: Progress) -> Iterator[Line | None]:
    """The line on which the owner has been asked, and on which a cancelled `progress` asks it to
    stop; None when nobody takes it in."""
    with ExitStack() as opened:
        line = _taken_in(order, config, progress, opened)
        if line is not None:
            opened.enter_context(progress.waking(lambda: _stop(line)))
        yield line


def _taken_in(order: bytes, config: Config, progress: Progress, opened: ExitStack) -> Line | None:
    """The line, which is closed with `opened`."""
    invitation = _invitation(work_folder(config))
    if invitation is None:
        return None
    _must_be_alike(invitation, config)
    try:
        line = opened.enter_context(Client(invitation.address, FAMILY))
        _greet(line, bytes.fromhex(invitation.key))
        progress.check()
        line.send_bytes(order)
    except BROKEN_LINE:  # left behind by one that was killed; or it closes, or has its hands full
        return None
    return line


def _stop(line: Line) -> None:
    with suppress(OSError):  # then it is over, or the owner is gone: we hear of that
        line.send_bytes(CANCEL)


def _invitation(folder: Path) -> Invitation | None:
    try:
        with invitation_path(folder).open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_uid != os.getuid():
                raise ConfigInvalid(
                    "The mkiso-desktop at work in this work folder is another person's",
                    "Use a [work] folder and a [station] port of your own.",
                )
            return INVITATION.validate_json(file.read(LONGEST_INVITATION))
    except (OSError, ValueError):
        return None


def _must_be_alike(invitation: Invitation, config: Config) -> None:
    again = "Close it and open it again, or use it itself."
    if invitation.version != __version__:
        raise ConfigInvalid("The mkiso-desktop that is open is of another version", again)
    if invitation.config != fingerprint(config):
        raise ConfigInvalid("The mkiso-desktop that is open has another configuration", again)


def _greet(connection: Line, key: bytes) -> None:
    """Each side shows the other that it has the key."""
    if not connection.poll(LONGEST_SILENCE_S):
        raise MkisoError(
            "The mkiso-desktop that is open does not answer",
            "Wait a little, or end it, and start this again. Nothing has been asked of it.",
        )
    answer_challenge(connection, key)  # type: ignore[arg-type]
    deliver_challenge(connection, key)  # type: ignore[arg-type]


def _follow(
    connection: Line, request: MediaRequest, show: Callable[[JobView], None]
) -> JobView | None:
    for word in _words(connection):
        if (news := NEWS.validate_json(word)) is not None:
            view = news.view(request)
            show(view)
            if view.state is JobState.INTERRUPTED:  # nobody cancelled it
                raise MkisoError(
                    "The mkiso-desktop that worked on this was closed before it was done",
                    "Start it again: it goes on with what has come.",
                )
            if view.state.is_over:
                return view
    return None


def _words(connection: Line) -> Iterator[bytes]:
    """What the owner says, each word once, until it says that it is closing."""
    last = b""
    while True:
        try:
            if not connection.poll(LONGEST_SILENCE_S):
                raise _lost("does not answer any more")
            word = connection.recv_bytes(LONGEST_NEWS)
        except (OSError, EOFError) as error:
            raise _lost("was closed or broke down") from error
        if word == NOT_NOW:
            return
        if word != last:
            yield word
        last = word


def _lost(how: str) -> MkisoError:
    return MkisoError(
        f"The mkiso-desktop that worked on this {how}",
        "Look whether the disc was made or sent; if not, start it again.",
    )
