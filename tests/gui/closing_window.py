"""Opens the real window, has discs made, and closes it at a moment that only the seed knows.

    python -m tests.gui.closing_window SEED [CONFIG NUMBER...]

Without a configuration the engine is a scripted one that holds its jobs. With one, a link asks
for the last number as well, and its browser reads no more than the first bytes. Prints what it
closed, how long that took in milliseconds, and which threads were left.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import random
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from mkiso_desktop.__main__ import _open_engine, _open_listener
from mkiso_desktop.core.config import Config
from mkiso_desktop.engine.health import Light, Reading
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.gui import app
from mkiso_desktop.gui.links import no_listener
from mkiso_desktop.gui.window import Window

from .person import save, scan
from .scripted_engine import WALK, ScriptedEngine, a_finding

LONGEST_S = 6.0  # without that moment: then it is closed wherever it is
PARTING_S = 2.0
MOMENTS = ["painted", "opening", "opened", "found", *WALK, *WALK, JobState.DONE]


class Visitor:
    """Does what the desk does, and leaves."""

    def __init__(self, window: Window, seed: int, numbers: list[str], held: int | None) -> None:
        self.dice = random.Random(seed)
        self.window, self.numbers = window, numbers
        self.moment = self.dice.choice(MOMENTS)
        if held is not None and self.moment in (*WALK[held:], JobState.DONE):
            self.moment = WALK[held]  # no job comes any further
        self.way = self.dice.choice(["close", "close", "interrupt", "log out"])
        self.began = 0.0
        self._is_leaving = False

    def watch(self) -> None:
        """From the first paint on."""
        desk = self.window.desk
        desk.links_told.connect(self._follow)
        QTimer.singleShot(round(LONGEST_S * 1000), self._leave)
        desk.opened.connect(lambda: self._at("opened"))
        desk.opened.connect(self._work)
        desk.changed.connect(self._hear)
        self._at("painted")
        self.window.entered.connect(lambda: self._at("opening"))

    def _follow(self, reading: Reading | None) -> None:
        if reading is not None and reading.light is Light.GOOD:
            words = reading.where, self.numbers[-1]
            threading.Thread(target=follow, args=words, daemon=True).start()

    def _work(self) -> None:
        search = self.window.search
        scan(self.window, self.numbers[0])
        search.answered.connect(self._found)

    def _found(self) -> None:
        self._at("found")
        save(self.window)
        if len(self.numbers) > 1:
            scan(self.window, self.numbers.pop())

    def _hear(self, view: JobView) -> None:
        self._at(view.state)

    def _at(self, moment: str | JobState) -> None:
        if moment == self.moment:
            QTimer.singleShot(self.dice.choice([0, self.dice.randrange(200)]), self._leave)

    def _leave(self) -> None:
        if self._is_leaving:
            return
        self._is_leaving = True
        self.began = time.monotonic()
        if self.way == "interrupt":
            self.window.closing.leave()
        elif self.way == "log out":
            QApplication.exit()  # quit() would ask the window
        else:
            self.window.close()
            QTimer.singleShot(self.dice.randrange(150), self._answer)

    def _answer(self) -> None:
        box = self.window.findChild(QMessageBox)
        if box is not None and box.isVisible():
            QTest.keyClick(box, Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
            QTimer.singleShot(100, self._answer)  # before the box is active a key is lost


def follow(where: str, number: str) -> None:
    """As a browser does that lets a download stand still."""
    host, _, port = where.rpartition(":")
    with socket.socket() as wire, suppress(OSError):
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        wire.connect((host, int(port)))
        path = f"/mkiso.php?accession_number={number}"
        wire.sendall(f"GET {path} HTTP/1.1\r\nHost: {where}\r\n\r\n".encode())
        wire.recv(12)
        threading.Event().wait()


def opener(words: list[str], held: int | None) -> Callable[[], object]:
    """The engine that was asked for."""
    if words:
        return lambda: _open_engine(Path(words[0]))
    engine = ScriptedEngine(Config(), a_finding("A1"), a_finding("A2"))
    engine.hold = None if held is None else WALK[held]
    return lambda: engine


def main() -> None:
    faulthandler.enable()
    faulthandler.dump_traceback_later(60, exit=True)
    seed, words = int(sys.argv[1]), sys.argv[2:]
    held = None if words else random.Random(seed).choice([None, *range(len(WALK))])
    visitors: list[Visitor] = []
    shown = Window.show

    def show(window: Window) -> None:
        visitors.append(Visitor(window, seed, words[1:] or ["A1", "A2"], held))
        visitors[0].watch()
        shown(window)

    Window.show = show  # type: ignore[method-assign,assignment]
    listener = _open_listener if words else no_listener
    code = app.run(opener(words, held), open_listener=listener)  # type: ignore[arg-type]
    visitor = visitors.pop()
    took = round((time.monotonic() - visitor.began) * 1000)
    ours = [it for it in visitor.window.findChildren(QThread) if not it.isFinished()]
    # Python keeps a dummy for each QThread that started a thread itself; those are `ours`.
    known = [it for it in threading.enumerate() if not isinstance(it, threading._DummyThread)]
    others = [it for it in known if it is not threading.main_thread()]
    for thread in others:  # pynetdicom's own go a moment after their association was aborted
        thread.join(PARTING_S)
    left = [it.name for it in others if it.is_alive() and not it.daemon]
    left += [str(it) for it in ours]
    print(visitor.moment, visitor.way, took, left, sep="|", flush=True)
    del visitor, ours
    gc.collect()  # a thread that is destroyed while it runs aborts the process here
    sys.stdout.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
