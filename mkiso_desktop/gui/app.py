"""Starts the window: painted first, then the engine opened in a worker."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from .language import AUTO, speak
from .links import OpenListener, no_listener
from .look import WORN, Follower
from .preferences import Preferences, load
from .window import Window

if TYPE_CHECKING:
    from ..core.locks import Source
    from ..engine.engine import Engine


def run(
    open_engine: Callable[[], Engine],
    title: str = "mkiso-desktop",
    examples: Sequence[tuple[str, str]] = (),
    preferences: Path | None = None,
    door: str = "",
    find: str = "",
    source: Callable[[], Source] | None = None,
    start_demo: Callable[[], None] | None = None,
    open_listener: OpenListener = no_listener,
) -> int:
    """Show the window and stay until it is closed; the exit code of the program.

    `open_engine` runs in a worker after the first paint: there it imports what is heavy, reads
    the configuration and gives back an engine that is open. The window closes that engine.
    `examples` are accession numbers to try, each with what it leads to; the demo has some.
    `preferences` is the file of gui.preferences; None: nothing is remembered.
    `source` is the configuration that the settings change; `start_demo` has the demo hospital
    started once this returns, for a first start that wants to see it.
    `open_listener` runs in a thread of its own once the engine is open, which it is given: there
    it imports what answers links, and gives that back; None where the configuration wants none.
    `door` is where later starts are heard (gui.single), if any; `find` what to look for at once.
    """
    if not _has_display():
        print("There is no display. Use a command: mkiso-desktop --help", file=sys.stderr)
        return 2
    known = load(preferences)
    app = _application(title, known)
    window = Window(
        open_engine, title, examples, known, source, start_demo, open_listener, swift=True
    )
    window.ended.connect(app.exit)  # quit() would ask the windows again
    app.aboutToQuit.connect(window.desk.wait)  # a session that logs out asks nobody
    return _stay(app, window, door, find)


def _stay(app: QApplication, window: Window, door: str, find: str) -> int:
    sys.excepthook = window.unexpected
    with ExitStack() as at_the_end:
        at_the_end.callback(setattr, sys, "excepthook", sys.__excepthook__)
        window.entered.connect(lambda: _listen(window, door, at_the_end))
        window.show()
        if find:
            window.come_forward(find)
        return app.exec()


def _listen(window: Window, door: str, at_the_end: ExitStack) -> None:
    """To Ctrl+C, and to later starts: behind the first paint, like all that has to be imported."""
    from PySide6.QtGui import QIcon

    from ..core.places import resource
    from .door import Door
    from .interrupt import Interrupt

    QApplication.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    interrupt = Interrupt(window)
    at_the_end.callback(interrupt.close)
    interrupt.came.connect(window.closing.leave)
    later = Door(window, lambda: not window.desk.is_ending)
    at_the_end.callback(later.close)
    later.knocked.connect(window.come_forward)
    later.open(door)


def _application(title: str, known: Preferences) -> QApplication:
    app = QApplication([*sys.argv[:1], "-style", "Fusion"])
    app.setProperty(WORN, True)
    app.setApplicationName("mkiso-desktop")
    app.setApplicationDisplayName(title)
    app.setQuitOnLastWindowClosed(False)  # closing goes on until the engine has let go
    Follower(app, known)
    # As it spoke last; the configuration is read after the first paint.
    speak(app, known.language or AUTO)
    return app


def _has_display() -> bool:
    # Qt would end the process by SIGABRT.
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in wanted)
