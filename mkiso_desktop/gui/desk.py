"""The engine behind the window: opened in a worker, asked in workers, closed without a freeze."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, Signal

from ..core.errors import Cancelled, MkisoError
from .bridge import Bridge
from .links import Links, OpenListener, no_listener
from .threads import Ask, Glance, Lane, Listen

if TYPE_CHECKING:
    from ..core.config import Config
    from ..core.progress import Progress
    from ..core.request import MediaRequest
    from ..core.study import Patient
    from ..engine.engine import Engine
    from ..engine.health import Reading
    from ..engine.station import Station


class Desk(QObject):
    """What the window may do with the engine. Every call returns at once; signals tell the rest.

    `open_engine` loads the configuration and gives back an open engine; it runs in a worker.
    `open_listener` has links answered for that engine, in a thread of their own.
    """

    opened = Signal(object)  # the Engine
    not_opened = Signal(object)  # an Exception
    changed = Signal(object)  # a JobView
    sampled = Signal(object)  # Samples of the series that a job has just received
    links_told = Signal(object)  # the listener's Reading; None: nothing is known of it any more
    links_idle = Signal()  # after `tell_idle`
    ending = Signal()  # closing begins: whoever asked something stops it now
    ended = Signal()  # engine closed, no thread left

    def __init__(
        self,
        parent: QObject | None,
        open_engine: Callable[[], Engine],
        open_listener: OpenListener = no_listener,
    ) -> None:
        super().__init__(parent)
        self._open_engine, self._open_listener = open_engine, open_listener
        self._engine: Engine | None = None
        self._links: Links | None = None
        self._bridge: Bridge | None = None
        self._search: Ask | None = None
        self._search_progress: Progress | None = None
        self._beside: set[Progress] = set()
        self._glances: set[Glance] = set()  # nobody else keeps them
        self._ordering: set[MediaRequest] = set()
        self._ending = self._has_ended = False

    @property
    def is_open(self) -> bool:
        """Whether there is an engine to ask."""
        return self._engine is not None

    @property
    def config(self) -> Config | None:
        """What the open engine works by."""
        return self._engine.config if self._engine is not None else None

    @property
    def station(self) -> Station | None:
        """The engine's open Storage SCP, for a test of a connection."""
        return self._engine.station if self._engine is not None else None

    @property
    def links_reading(self) -> Reading | None:
        """How the listener is, as far as it has told."""
        return self._links.reading if self._links is not None else None

    @property
    def is_answering(self) -> bool:
        """Whether a link is being answered just now."""
        return self._links is not None and self._links.is_answering

    def tell_idle(self) -> None:
        """Have `links_idle` told once that is not so."""
        if self._links is not None:
            self._links.tell_idle()

    @property
    def is_ending(self) -> bool:
        """Whether closing has begun."""
        return self._ending

    def open(self) -> None:
        """Open the engine in a worker; `opened` or `not_opened` follows."""
        ask = self._ask(self._open_engine)
        ask.answered.connect(self._opened)
        ask.failed.connect(self.not_opened)
        ask.start()

    def _opened(self, engine: Engine) -> None:
        self._engine = engine
        if self._ending:  # the window was closed while it opened
            self._shut()
            return
        self._bridge = Bridge(self, engine)
        self._bridge.changed.connect(self.changed)
        self._bridge.sampled.connect(self.sampled)
        for _ in range(engine.config.work.lanes):
            lane = Lane(self, engine)
            lane.finished.connect(self._maybe_ended)
            lane.start()
        self._links = Links(self, self._open_listener, engine)
        self._links.told.connect(self.links_told)
        self._links.idle.connect(self.links_idle)
        self._links.finished.connect(self._maybe_ended)
        self._links.start()
        self.opened.emit(engine)

    def reopen(self) -> None:
        """Let the engine go and open it anew, by what the configuration says now. Jobs under way
        would be cancelled: whoever calls has waited for them."""
        if self._ending or self._engine is None:
            return
        self._let_go()
        ask = self._ask(_cancel_all_and_close, self._engine, self._links)
        self._engine = self._bridge = self._links = None
        self.links_told.emit(None)
        ask.answered.connect(lambda _none: self._open_again())
        ask.failed.connect(self.not_opened)
        ask.start()

    def _open_again(self) -> None:
        if not self._ending:
            self.open()

    def _let_go(self) -> None:
        """Ask and hear nothing more of the engine, and let nobody else ask it."""
        if self._links is not None:
            self._links.stop()
        self.stop_finding()
        for progress in self._beside:
            progress.cancel()
        if self._bridge is not None:
            self._bridge.close()

    def find(self, accession_numbers: tuple[str, ...]) -> Listen:
        """Look up what there is; `came` carries a number and what came of it (Engine.look_up). A
        search that still runs is stopped and never heard of again."""
        self.stop_finding()
        ask = Listen(self, self._look_up, accession_numbers, self._new_progress())
        ask.finished.connect(self._maybe_ended)
        self._search = ask
        ask.start()
        return ask

    def stop_finding(self) -> None:
        """Give up the running search, if there is one."""
        if self._search_progress is not None:
            self._search_progress.cancel()
        if self._search is not None:
            self._search.forget()
            self._search = None

    def _new_progress(self) -> Progress:
        from ..core.progress import Progress  # not before the first paint

        self._search_progress = Progress()
        return self._search_progress

    def _look_up(self, numbers: tuple[str, ...], progress: Progress) -> Any:
        if (engine := self._engine) is None:
            raise Cancelled
        return engine.look_up(numbers, progress)

    def read_dropped(self, paths: tuple[Path, ...], pattern: str) -> Ask:
        """Read the accession numbers in files and folders, in place of a search."""
        self.stop_finding()
        self._search = self._ask(_read_dropped, paths, pattern, self._new_progress())
        self._search.start()
        return self._search

    def ask_beside(self, call: Callable[[Engine, Progress], Any], progress: Progress) -> Ask:
        """Ask the engine something in a worker, beside all else, until it is answered, `progress`
        is cancelled, or the window closes."""
        ask = self._ask(self._call, call, progress)
        self._beside.add(progress)
        ask.finished.connect(lambda: self._beside.discard(progress))
        ask.start()
        return ask

    def glance(self, call: Callable[..., Any], *args: Any) -> Glance:
        """Look at files that may be on a share. It may never answer: closing does not wait."""
        glance = Glance(call, *args)
        self._glances.add(glance)
        glance.told.connect(lambda: self._glances.discard(glance))
        glance.start()
        return glance

    def _call(self, call: Callable[[Engine, Progress], Any], progress: Progress) -> Any:
        if (engine := self._engine) is None:  # it is just being opened again
            raise Cancelled
        return call(engine, progress)

    def submit(self, request: MediaRequest, patient: Patient | None = None) -> Ask:
        """Put a request in the queue; the answer is the job's number. `patient` is the one a
        person saw."""
        ask = self._ask(self._submit, request, patient)
        self._ordering.add(request)
        for told in (ask.answered, ask.failed):
            told.connect(lambda _told: self._ordering.discard(request))
        ask.start()
        return ask

    def is_ordering(self, request: MediaRequest) -> bool:
        """Whether the very same is on its way into the queue."""
        return request in self._ordering

    def _submit(self, request: MediaRequest, patient: Patient | None) -> int:
        if (engine := self._engine) is None:
            raise MkisoError(
                self.tr("The new settings are just taking effect"), self.tr("Try again now.")
            )
        return engine.submit(request, patient=patient)

    def cancel(self, number: int) -> None:
        """Stop a job; its row hears the rest by `changed`."""
        if self._engine is not None:
            self._ask(self._engine.cancel, number).start()

    def end(self) -> None:
        """Cancel what runs, close the engine, let every thread end; `ended` follows once."""
        if self._ending:
            return
        self._ending = True
        self._let_go()
        self.ending.emit()
        if self._engine is not None:
            self._shut()
        self._maybe_ended()

    def wait(self) -> None:
        """The same for a session that is logging out: blocks until every thread is gone."""
        self.end()
        for thread in self.findChildren(QThread):
            thread.wait()

    def _shut(self) -> None:
        ask = self._ask(_cancel_all_and_close, self._engine, self._links)
        ask.failed.connect(self._not_closed)
        ask.start()

    def _not_closed(self, error: Exception) -> None:
        from .words import told

        told(error)  # there is no window any more, but a log

    def ask(self, call: Callable[..., Any], *args: Any) -> Ask:
        """Any other blocking call, in a worker of its own that is waited for on closing."""
        ask = self._ask(call, *args)
        ask.start()
        return ask

    def _ask(self, call: Callable[..., Any], *args: Any) -> Ask:
        ask = Ask(self, call, *args)
        ask.finished.connect(self._maybe_ended)  # after the answer was told
        return ask

    def _maybe_ended(self) -> None:
        threads = self.findChildren(QThread)
        if self._ending and not self._has_ended and all(t.isFinished() for t in threads):
            self._has_ended = True
            self.ended.emit()


def _cancel_all_and_close(engine: Engine, links: Links | None) -> None:
    _cancel_all(engine)  # who waits for one of them behind a link is told so
    if links is not None:
        links.wait()
        _cancel_all(engine)  # what came by a link in the meantime
    engine.close()


def _cancel_all(engine: Engine) -> None:
    for view in engine.jobs():
        if not view.state.is_over:
            engine.cancel(view.number)


def _read_dropped(paths: tuple[Path, ...], pattern: str, progress: Progress) -> Any:
    from ..steps.dropped import read_dropped

    return read_dropped(paths, pattern, progress)
