"""The owner's hatch: takes in what commands of the same user hand over, and tells them the news.

A socket in the work folder (a named pipe on Windows) with a key that stands in a private file:
whoever may read that file might as well start a command. One thread for each command, all of
them gone when `close` returns. A command that vanishes leaves its job running.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import struct
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from multiprocessing.connection import Client, Listener, answer_challenge, deliver_challenge
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Protocol

from .. import __version__
from ..core.config import Config
from ..core.errors import Cancelled, MkisoError, disk_error
from ..core.logs import unexpected
from ..core.places import open_private, private_folder
from ..core.progress import Progress
from ..core.request import MediaRequest
from .doctor import NAMES, examine
from .handover import (
    BEAT_S,
    BROKEN_LINE,
    CANCEL,
    FAMILY,
    INVITATION,
    LONGEST_REQUEST,
    NEWS,
    NOT_NOW,
    ORDER,
    REPLY,
    WORKING,
    Invitation,
    Line,
    News,
    Question,
    Reply,
    fingerprint,
    invitation_path,
)
from .job import JobState, JobView, Origin
from .station import Station
from .wrong import wrong

log = logging.getLogger(__name__)

MOST_COMMANDS = 16
LONGEST_HALF_MESSAGE_S = 5
LONGEST_FAREWELL_S = 2.0
_LOOK_EVERY_S = 0.05
_ELSEWHERE = "mkiso-handover-"


class Desk(Protocol):
    """What the hatch wants of the engine."""

    def submit(self, request: MediaRequest, origin: Origin) -> int:
        """Queue a request; its job number."""

    def cancel(self, number: int) -> None:
        """Ask a job to stop."""

    def watch(self, callback: Callable[[JobView], None]) -> Callable[[], None]:
        """Have every change told until the call given back."""

    @property
    def station(self) -> Station | None:
        """The open Storage SCP, if there is one."""


class Hatch:
    """Open from `open` to `close`, for the owner of the work folder `folder` only."""

    def __init__(self, folder: Path, config: Config, desk: Desk) -> None:
        self._invitation = invitation_path(folder)
        self._config, self._desk = config, desk
        self._key = secrets.token_bytes(32)
        self._closing = Event()
        self._lock = Lock()
        self._lines: dict[Thread, Any] = {}

    def open(self) -> None:
        """Remove what a killed owner left, listen, and leave the invitation. Raises DiskFull."""
        _clear(self._invitation)
        private_folder(self._invitation.parent)
        try:
            with ExitStack() as opened:
                self._listener = opened.enter_context(_listen(self._invitation.parent))
                self._invite(self._listener.address)
                opened.pop_all()
        except OSError as error:
            raise disk_error(error, str(self._invitation.parent)) from error
        self._porter = Thread(target=self._take_in_all, name="handover", daemon=True)
        self._porter.start()

    def _invite(self, address: str) -> None:
        words = Invitation(__version__, fingerprint(self._config), address, self._key.hex())
        draft = self._invitation.with_suffix(".part")
        with open_private(draft) as file:
            file.write(INVITATION.dump_json(words))
        draft.replace(self._invitation)

    def close(self) -> None:
        """Tell the last news, end every line and every thread, leave no file."""
        self._closing.set()
        _knock(self._listener.address)
        self._porter.join(LONGEST_FAREWELL_S)
        self._listener.close()
        with self._lock:
            lines = dict(self._lines)
        until = time.monotonic() + LONGEST_FAREWELL_S
        for thread in lines:
            thread.join(max(0.0, until - time.monotonic()))
        for thread, line in lines.items():
            if thread.is_alive():  # the command at the other end is stopped, and its line full
                _break(line)
                thread.join(LONGEST_FAREWELL_S)
        _clear(self._invitation)

    def _take_in_all(self) -> None:
        while not self._closing.is_set():
            try:
                line = self._listener.accept()
            except OSError:  # too many open files, or a caller that is gone already
                self._closing.wait(_LOOK_EVERY_S)
                continue
            with self._lock:
                if self._closing.is_set() or len(self._lines) >= MOST_COMMANDS:
                    line.close()
                    continue
                thread = Thread(target=self._serve, args=(line,), name="handed over", daemon=True)
                self._lines[thread] = line
                thread.start()

    def _serve(self, line: Any) -> None:
        """One command, from its first byte to its last."""
        try:
            _set_patience(line)
            deliver_challenge(line, self._key)
            answer_challenge(line, self._key)
            order = ORDER.validate_json(line.recv_bytes(LONGEST_REQUEST))
            if isinstance(order, Question):
                self._examine(line, order)
            else:
                self._work_for(line, order)
        except (*BROKEN_LINE, ValueError) as error:
            log.info("a command's line ended: %s", type(error).__name__)
        except Exception as error:
            unexpected(error, "a request handed over")
        finally:
            with self._lock:
                line.close()
                self._lines = {t: other for t, other in self._lines.items() if other is not line}

    def _work_for(self, line: Line, request: MediaRequest) -> None:
        ear = Ear()
        unwatch = self._desk.watch(ear.hear)
        try:
            number = self._desk.submit(request, Origin.COMMAND)
            log.info("job %d: handed over by a command", number)
            self._tell(line, number, ear)
        except Cancelled:  # we are closing: who asked may soon own the folder
            line.send_bytes(NOT_NOW)
        except MkisoError as error:
            line.send_bytes(NEWS.dump_json(News(0, JobState.FAILED, error=wrong(error))))
        finally:
            unwatch()

    def _examine(self, line: Line, question: Question) -> None:
        """Meanwhile the command may ask to stop it."""
        if question.examine not in NAMES:
            raise ValueError
        progress, said = Progress(), time.monotonic()
        with ThreadPoolExecutor(1, "handed over") as beside:
            names, station = (question.examine,), self._desk.station
            examining = beside.submit(examine, self._config, progress, names=names, station=station)
            try:
                while not (examining.done() or self._closing.is_set()):
                    said = _attend(line, WORKING, said, progress.cancel)
            finally:
                progress.cancel()
        try:
            [check] = examining.result()
        except Cancelled:
            line.send_bytes(NOT_NOW)
            return
        line.send_bytes(REPLY.dump_json(Reply.of(check)))

    def _tell(self, line: Line, number: int, ear: Ear) -> None:
        """The job's news until it is over; meanwhile the command may ask to cancel it."""
        word, said = b"", time.monotonic()
        while True:
            is_last = self._closing.is_set()
            for view in ear.take(number):
                word, said = NEWS.dump_json(News.of(view)), time.monotonic()
                line.send_bytes(word)
                if view.state.is_over:
                    return
            if is_last:
                return
            said = _attend(line, word, said, lambda: self._desk.cancel(number))


def _attend(line: Line, word: bytes, said: float, cancel: Callable[[], object]) -> float:
    """Hear for a moment whether the command has had enough; else say the last word again when that
    was long ago. When a word was said last."""
    if line.poll(_LOOK_EVERY_S):
        if line.recv_bytes(len(CANCEL)) == CANCEL:
            cancel()
    elif time.monotonic() - said > BEAT_S:
        line.send_bytes(word)
        return time.monotonic()
    return said


class Ear:
    """Hears every job from the lanes' threads without ever holding them up, and keeps little:
    of the moments of one state the latest."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._number = 0  # until the job has one, it may be any
        self._heard: list[JobView] = []

    def hear(self, view: JobView) -> None:
        """One change of one job."""
        with self._lock:
            if self._number not in (0, view.number):
                return
            if self._heard and _is_newer(view, self._heard[-1]):
                self._heard.pop()
            self._heard.append(view)

    def take(self, number: int) -> list[JobView]:
        """What is new of this job; no other is heard from now on."""
        with self._lock:
            self._number = number
            heard, self._heard = self._heard, []
        return [view for view in heard if view.number == number]


def _is_newer(view: JobView, last: JobView) -> bool:
    is_same = (view.number, view.state) == (last.number, last.state)
    return is_same and view.moment is not None and last.moment is not None


def _listen(folder: Path) -> Listener:
    """In the folder; elsewhere where its path is too long for a socket, or it cannot hold one."""
    if FAMILY == "AF_PIPE":
        return Listener(None, FAMILY, MOST_COMMANDS)
    try:
        return _listen_at(folder / "socket")
    except OSError:
        return _listen_at(Path(tempfile.mkdtemp(prefix=_ELSEWHERE)) / "socket")


def _listen_at(path: Path) -> Listener:
    listener = Listener(str(path), FAMILY, MOST_COMMANDS)
    path.chmod(0o600)
    return listener


def _knock(address: str) -> None:
    """Wake accept(), which wakes for a caller only. Where so many wait at the door that there is
    no room for one more, they do."""
    with suppress(OSError):
        if FAMILY == "AF_PIPE":
            Client(address, FAMILY).close()
            return
        with socket.socket(socket.AF_UNIX) as caller:
            caller.setblocking(False)
            caller.connect(address)


def _clear(invitation: Path) -> None:
    """Remove the invitation, and the socket wherever it is."""
    with suppress(OSError, ValueError):
        elsewhere = Path(INVITATION.validate_json(invitation.read_bytes()).address).parent
        if elsewhere.name.startswith(_ELSEWHERE):
            shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.rmtree(invitation.parent, ignore_errors=True)


def _set_patience(line: Any) -> None:
    """Let nobody hold a thread with half a message. (Windows: poll() alone, never tried there.)"""
    if FAMILY == "AF_UNIX":
        with socket.socket(fileno=os.dup(line.fileno())) as same:
            wait = struct.pack("@ll", LONGEST_HALF_MESSAGE_S, 0)  # struct timeval
            same.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, wait)


def _break(line: Any) -> None:
    """Wake a thread that is blocked in sending."""
    with suppress(OSError):
        if FAMILY == "AF_PIPE":
            line.close()
            return
        with socket.socket(fileno=os.dup(line.fileno())) as same:
            same.shutdown(socket.SHUT_RDWR)
