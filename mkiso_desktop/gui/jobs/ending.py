"""What came of a job, below its name: files, notes, or an error; and what to do about that."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ...core.errors import MkisoError
from ...engine.job import JobState, JobView, Result
from .. import words
from ..acts import Act, acts_of, word
from ..labels import Elided, label
from ..notice import Fold, Signature, Telling
from ..said import said

_BESIDE = (Act.ANYWAY, Act.ELSEWHERE)  # of the one that mends it
_ALONE = {JobState.CANCELLED: Act.RETRY, JobState.INTERRUPTED: Act.CONTINUE}


class Ending(QWidget):
    """Made when a job is over; `facts` are for support."""

    asked = Signal(object)  # an Act
    signed = Signal(str)  # who accepts what is missing

    def __init__(self, view: JobView, facts: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._view = view
        self.telling: Telling | None = None
        self.signature: Signature | None = None
        self.buttons: dict[Act, QPushButton] = {}
        self.names: dict[Path, Elided] = {}
        self.gone = label("", wraps=True)
        self.gone.setParent(self)
        self.gone.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 2, 0, 0)
        self._column.setSpacing(8)
        if view.result is not None:
            self._show_result(view.result)
        elif view.error is not None:
            self._show_error(view.error, facts)
        elif (act := _ALONE.get(view.state)) is not None:
            self._add(act)

    def _show_result(self, result: Result) -> None:
        for iso in result.isos:
            name = self.names[iso.path] = Elided(iso.path.name, "quiet")
            name.setToolTip(str(iso.path))
            self._column.addWidget(name)
        self._column.addWidget(self.gone)
        if result.destination:
            sent = f"{words.images(result.files)} · {result.destination}"
            self._column.addWidget(label(sent, "quiet", wraps=True))
        if result.warnings:
            closed = self.tr("Show notes ({})").format(len(result.warnings))
            self._column.addWidget(
                Fold(closed, self.tr("Hide notes"), said("\n".join(result.warnings)))
            )
        if result.isos:
            self._add(Act.OPEN_FOLDER)

    def show_there(self, there: Collection[Path]) -> None:
        """Which of the files are where they were saved."""
        if not self.names:
            return
        missing = [path for path in self.names if path not in there]
        self.gone.setText(self._gone(len(missing)))
        self.gone.setVisible(bool(missing))
        for path, name in self.names.items():
            tip = self.tr("Drag it into a folder, or press Ctrl+C to copy it")
            name.setToolTip(str(path) if path in missing else f"{path}\n{tip}")

    def _gone(self, missing: int) -> str:
        if self._view.request.is_download:
            return self.tr("The file is not there any more: it was kept for a while only.")
        if missing == 1:
            return self.tr("The file is not there any more: it was moved, renamed or deleted.")
        return self.tr("{} files are not there any more.").format(missing)

    def _show_error(self, error: MkisoError, facts: Callable[[], Mapping[str, str]]) -> None:
        also = [act for act in acts_of(self._view) if act in _BESIDE]
        self.telling = telling = Telling(error, offers=tuple(Act), also=also, facts=facts)
        telling.wanted.connect(self.asked)
        self._column.addWidget(telling)
        for act, button in telling.made().items():
            self._name(act, button)

    def _add(self, act: Act) -> None:
        self._column.addWidget(self._button(act), 0, Qt.AlignmentFlag.AlignLeft)

    def _button(self, act: Act) -> QPushButton:
        button = QPushButton(word(act))
        button.clicked.connect(lambda _checked=False: self.asked.emit(act))
        self._name(act, button)
        return button

    def _name(self, act: Act, button: QPushButton) -> None:
        self.buttons[act] = button
        text = button.text().replace("&", "")
        button.setAccessibleName(self.tr("{0}, job {1}").format(text, self._view.number))

    def ask_for_signature(self, name: str = "") -> None:
        """Who accepts that images are missing?"""
        self.buttons[Act.ANYWAY].hide()
        question = self.tr("Who accepts that images are missing? The name is kept with the job.")
        self._column.addWidget(label(question, wraps=True))
        self.signature = Signature(self.tr("&Make it"))
        self.signature.field.setText(name)
        self.signature.signed.connect(self.signed)
        self._column.addWidget(self.signature)

    def wait(self, is_asked: bool) -> None:
        """Something was asked for that takes a moment: nothing is asked for twice."""
        for act in (Act.RETRY, Act.CONTINUE, Act.ANYWAY):
            if act in self.buttons:
                self.buttons[act].setDisabled(is_asked)
        if self.signature is not None:
            self.signature.setDisabled(is_asked)

    def take_over(self, old: Ending) -> None:
        """The name that is being typed, in another language now."""
        if old.signature is not None:
            self.ask_for_signature(old.signature.field.text())
