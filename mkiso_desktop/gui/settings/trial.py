"""A connection tried for real: one button, and a line for each examination as it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ...core.errors import Cancelled, MkisoError
from ...core.progress import Progress
from ..desk import Desk
from ..labels import label
from ..words import told
from .draft import Draft
from .verdict import Verdict

if TYPE_CHECKING:
    from ...engine.doctor import Check


def tr(text: str) -> str:
    """The text in the window's language, from the context `trial`."""
    return QCoreApplication.translate("trial", text)


def check_name(name: str) -> str:
    """An examination of the doctor in words."""
    return {
        "pacs-echo": tr("The PACS answers"),
        "pacs-find": tr("It lets us look up studies"),
        "pacs-move": tr("It sends an image back to us"),
        "patient-api": tr("The patient API answers"),
        "cd-publisher": tr("The CD publisher answers"),
        "work-folder": tr("The work folder can be written"),
        "disk": tr("There is room on the disk"),
    }[name]


def _advice(error: MkisoError) -> str:
    it = told(error)
    detail = f" ({it.detail})" if it.detail else ""
    return f"{it.title}. {it.advice}{detail}"


class Line(Verdict):
    """One examination: waiting, running, or what came of it, in a glyph and words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = check_name(name)
        self.wait()

    def wait(self) -> None:
        """Not tried yet, or not any more."""
        self._show("waiting", "faint", tr("{}: not tried yet"), "")

    def run(self) -> None:
        """Being tried."""
        self._show("running", "accent", tr("{}: trying…"), "")

    def show_check(self, check: Check, *, is_known: bool = False) -> None:
        """What came of it; what is known already is not told again."""
        no = tr("{}: no, for the same reason") if is_known else tr("{}: no")
        icon, tone, words = {
            "ok": ("done", "good", tr("{}: yes")),
            "down": ("stop", "stop", no),
            "not-configured": ("calm", "quiet", tr("{}: not tried")),
        }[check.health.value]
        self._show(
            icon, tone, words, "" if is_known or check.error is None else _advice(check.error)
        )

    def _show(self, icon: str, tone: str, words: str, advice: str) -> None:
        self.show_words(icon, tone, words.format(self._name), advice)


class Trial(QWidget):
    """Tries what stands in the form, saved or not. `ended` when the last line is told."""

    ended = Signal()
    _came = Signal(object)  # a Check, from the worker

    def __init__(self, draft: Draft, desk: Desk, checks: tuple[str, ...]) -> None:
        super().__init__()
        self._draft, self._checks = draft, checks
        self._progress: Progress | None = None
        self._told: set[str] = set()
        self._tried: dict[str, Any] = {}
        self.results: tuple[Check, ...] = ()
        self.button = QPushButton()
        self.button.setAutoDefault(True)  # Enter, too
        self.button.clicked.connect(self.turn)
        self.lines = {name: Line(name) for name in checks}
        self.word = label("", "quiet", wraps=True)
        self._below = QWidget()
        column = QVBoxLayout(self._below)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        for line in self.lines.values():
            column.addWidget(line)
        self._below.hide()
        self.word.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self.word)
        whole.addWidget(self._below)
        self._came.connect(self._show_check)
        draft.changed.connect(self._forget)
        desk.ending.connect(self.stop)
        self._turn_button(running=False)

    def turn(self) -> None:
        """The button: start, or stop what runs."""
        if self._progress is not None:
            self.stop()
        else:
            self._start()

    def stop(self) -> None:
        """Give up what is being tried."""
        if self._progress is not None:
            self._progress.cancel()

    def _start(self) -> None:
        self.results = ()
        progress = Progress()
        ask = self._draft.examine(self._checks, progress, self._came.emit)
        if ask is None:
            return
        self._progress = progress
        self._tried = self._draft.values()
        ask.answered.connect(self._answered)
        ask.failed.connect(self._failed)
        self._told = set()
        for line in self.lines.values():
            line.wait()
        self.lines[self._checks[0]].run()
        self._say("")
        self._below.show()
        self._turn_button(running=True)

    def _show_check(self, check: Check) -> None:
        if self._progress is None or self._progress.is_cancelled:
            return
        self.lines[check.name].show_check(check, is_known=check.advice in self._told)
        self._told.add(check.advice)
        at = self._checks.index(check.name) + 1
        if at < len(self._checks):
            self.lines[self._checks[at]].run()

    def _answered(self, results: tuple[Check, ...]) -> None:
        self.results = results
        self._end()

    def _forget(self) -> None:
        """What was tried says nothing about other values."""
        if self.results and self._draft.values() != self._tried:
            self.results = ()
            self._below.hide()

    def _failed(self, error: Exception) -> None:
        self._below.hide()
        if isinstance(error, Cancelled):
            self._say(self.tr("The test was stopped."))
        elif self._draft.show_mistakes(error):
            self._say(self.tr("Mend what is marked first, then test again."))
        else:
            it = told(error)
            self._say(f"{it.title}. {it.advice}")
        self._end()

    def _end(self) -> None:
        self._progress = None
        self._turn_button(running=False)
        self.ended.emit()

    def _say(self, text: str) -> None:
        self.word.setText(text)
        self.word.setVisible(bool(text))

    def _turn_button(self, *, running: bool) -> None:
        text = self.tr("Stop &test") if running else self.tr("&Test connection")
        if not running and self._checks[0] == "work-folder":
            text = self.tr("&Test folder")
        self.button.setText(text)
        self.button.setAccessibleName(text.replace("&", ""))
