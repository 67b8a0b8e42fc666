"""Ten seconds to take a removal back: a bar instead of a question."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ..labels import label

UNDO_MS = 10_000


class UndoBar(QFrame):
    """Shown while the last removals can be taken back; those of one stretch go back together."""

    undone = Signal(list)  # the numbers of the jobs, to be listed again
    forgotten = Signal(list)  # too late

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "undo")
        self.numbers: list[int] = []
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self.forget)
        self.text = label("")
        self.button = QPushButton(self.tr("&Undo"))
        self.button.setAccessibleName(self.tr("Undo the removal"))
        self.button.setToolTip(self.tr("Ctrl+Z"))
        self.button.setProperty("look", "plain")
        self.button.clicked.connect(lambda _checked=False: self.undo())
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 12, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._watch)

    def _watch(self, old: QWidget | None, now: QWidget | None) -> None:
        if isinstance(old, QLineEdit):
            old.removeEventFilter(self)
        if isinstance(now, QLineEdit):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A field keeps Ctrl+Z for itself; one that has nothing to undo lets it pass."""
        if event.type() == QEvent.Type.ShortcutOverride and self.numbers:
            is_undo = isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)
            if is_undo and isinstance(watched, QLineEdit) and not watched.isUndoAvailable():
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def removed(self, numbers: list[int], within_ms: int = UNDO_MS) -> None:
        """These too; all of them can be taken back from now on for the whole time."""
        self.numbers += numbers
        count = len(self.numbers)
        self.text.setText(
            self.tr("Removed.") if count == 1 else self.tr("{} removed.").format(count)
        )
        self.setAccessibleName(self.text.text())
        self.show()
        self._clock.start(within_ms)

    def undo(self) -> None:
        """Take it back, if there is something to take back."""
        if self.numbers:
            self.undone.emit(self._end())

    def forget(self) -> None:
        """It is too late."""
        if self.numbers:
            self.forgotten.emit(self._end())

    def take_over(self, old: UndoBar) -> None:
        """What can still be taken back, for as long as is left."""
        if old.numbers:
            self.removed(old.numbers, max(1, old._clock.remainingTime()))

    def _end(self) -> list[int]:
        numbers, self.numbers = self.numbers, []
        self._clock.stop()
        self.hide()
        return numbers
