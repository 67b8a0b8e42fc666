"""Starts the window: painted first, then the engine opened in a worker."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from ..core.locks import USUAL, Source
from ..core.places import resource
from .interrupt import Interrupt
from .language import AUTO, speak
from .look import Follower
from .preferences import Preferences, load
from .single import Door
from .window import Window

if TYPE_CHECKING:
    from ..engine.engine import Engine


def run(
    open_engine: Callable[[], Engine],
    title: str = "mkiso-desktop",
    examples: Sequence[tuple[str, str]] = (),
    preferences: Path | None = None,
    door: str = "",
    find: str = "",
    source: Source = USUAL,
    start_demo: Callable[[], None] | None = None,
) -> int:
    """Show the window and stay until it is closed; the exit code of the program.

    `open_engine` runs in a worker after the first paint: there it imports what is heavy, reads
    the configuration and gives back an engine that is open. The window closes that engine.
    `examples` are accession numbers to try, each with what it leads to; the demo has some.
    `preferences` is the file of gui.preferences; None: nothing is remembered.
    `source` is the configuration that the settings change; `start_demo` has the demo hospital
    started once this returns, for a first start that wants to see it.
    `door` is where later starts are heard (gui.single), if any; `find` what to look for at once.
    """
    if not _has_display():
        print("There is no display. Use a command: mkiso-desktop --help", file=sys.stderr)
        return 2
    known = load(preferences)
    app = _application(title, known)
    window = Window(open_engine, title, examples, known, source, start_demo)
    window.ended.connect(app.exit)  # quit() would ask the windows again
    app.aboutToQuit.connect(window.desk.wait)  # a session that logs out asks nobody
    return _stay(app, window, door, find)


def _stay(app: QApplication, window: Window, door: str, find: str) -> int:
    interrupt = Interrupt(app)
    interrupt.came.connect(window.closing.leave)
    sys.excepthook = window.unexpected
    later = Door(window, lambda: not window.desk.is_ending)
    later.knocked.connect(window.come_forward)
    later.open(door)
    window.show()
    if find:
        window.come_forward(find)
    try:
        return app.exec()
    finally:
        later.close()
        interrupt.close()
        sys.excepthook = sys.__excepthook__


def _application(title: str, known: Preferences) -> QApplication:
    app = QApplication(sys.argv[:1])
    app.setApplicationName("mkiso-desktop")
    app.setApplicationDisplayName(title)
    app.setQuitOnLastWindowClosed(False)  # closing goes on until the engine has let go
    app.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    Follower(app, known)
    # As it spoke last; the configuration is read after the first paint.
    speak(app, known.language or AUTO)
    return app


def _has_display() -> bool:
    # Qt would end the process by SIGABRT.
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in wanted)
