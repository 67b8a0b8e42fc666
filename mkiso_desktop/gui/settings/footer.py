"""The foot of the settings: how much is not saved, what came of saving, and the two buttons."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ...core.errors import MkisoError
from ..glyph import Glyph
from ..labels import label
from .draft import Draft
from .row import MARK


class Footer(QWidget):
    """`left` when a person wants to go without saving."""

    left = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        self._asks = False
        self.glyph = Glyph("done", "good", 18)
        self.word = label("", "quiet", wraps=True)
        self.discard = QPushButton(self.tr("&Discard"))
        self.discard.setAutoDefault(True)  # Enter, too
        self.discard.clicked.connect(self._discard)
        self.save = QPushButton(self.tr("&Save"))
        self.save.setAutoDefault(True)  # Enter, too
        self.save.setProperty("look", "main")
        self.save.setAccessibleName(self.tr("Save"))
        self.save.setToolTip(self.tr("Ctrl+S"))
        self.save.clicked.connect(self._save)
        row = QHBoxLayout(self)
        margin = 32 + self.fontMetrics().averageCharWidth() * MARK
        row.setContentsMargins(margin, 14, 32, 14)
        row.setSpacing(10)
        row.addWidget(self.glyph)
        row.addWidget(self.word, 1)
        row.addWidget(self.discard)
        row.addWidget(self.save)
        draft.loaded.connect(self._loaded)
        draft.changed.connect(self._changed)
        draft.saved.connect(self._saved)
        draft.failed.connect(self._failed)
        self._changed()

    def ask(self) -> None:
        """Somebody wants to close it with changes in it."""
        self._asks = True
        self._say(self.tr("Save the changes before this closes?"), "care", "care")
        self.discard.setText(self.tr("Close &without saving"))
        self.discard.setAccessibleName(self.tr("Close without saving"))
        self.save.setFocus()

    def _discard(self) -> None:
        if self._asks:
            self.left.emit()
        else:
            self._draft.discard()

    def _save(self) -> None:
        self._draft.save()

    def _loaded(self) -> None:
        settings = self._draft.settings
        assert settings is not None, "it was just read"
        if others := self._draft.elsewhere():
            self._say(
                self.tr("{0} has mistakes that only an editor can mend: {1}").format(
                    settings.path, "; ".join(others)
                ),
                "stop",
                "stop",
            )
        elif not self._draft.changes():
            self._say(self.tr("Kept in {}").format(settings.path))

    def _changed(self) -> None:
        self._asks = False
        self.discard.setText(self.tr("&Discard"))
        self.discard.setAccessibleName(self.tr("Discard changes"))
        many = len(self._draft.changes())
        self.save.setEnabled(many > 0)
        self.discard.setEnabled(many > 0)
        if many:
            self._say(
                self.tr("1 change is not saved")
                if many == 1
                else self.tr("{} changes are not saved").format(many)
            )
        elif self._draft.settings is not None:
            self._loaded()

    def _saved(self, _keys: object) -> None:
        settings = self._draft.settings
        assert settings is not None, "it was just saved"
        self._say(self.tr("Saved in {}").format(settings.path), "done", "good")

    def say_later(self) -> None:
        """Saved, but jobs are under way that go by the settings of before, or downloads."""
        word = self.tr("Saved; it takes effect once the jobs and downloads under way have ended")
        self._say(word, "waiting")

    def _failed(self, error: MkisoError | None) -> None:
        if error is None:
            self._say(self.tr("Not saved: mend what is marked first"), "stop", "stop")
        else:
            self._say(f"{error.title}. {error.advice}", "stop", "stop")

    def _say(self, text: str, icon: str = "", tone: str = "quiet") -> None:
        self.word.setText(text)
        self.glyph.setVisible(bool(icon))
        if icon:
            self.glyph.show_icon(icon, tone)
