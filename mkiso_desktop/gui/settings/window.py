"""The settings: a window of its own, with pages, a search over all of them, and one way to save."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ...core.locks import USUAL, Source
from ..desk import Desk
from ..extent import extent
from ..labels import edge, label
from ..preferences import Preferences
from .contents import Contents
from .draft import Draft
from .footer import Footer
from .page import PageView
from .table import pages
from .taste import Taste, group

LEFT = 34  # letters
LEAST = 105, 24  # letters, lines
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


class SettingsWindow(QWidget):
    """Not modal: the desk goes on behind it. `saved` carries the keys that were changed; most of
    them count once the engine is opened again."""

    saved = Signal(object)

    def __init__(
        self,
        desk: Desk,
        source: Source = USUAL,
        parent: QWidget | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Settings"))
        self.draft = Draft(self, desk, source)
        table = pages()
        self.views = {page.name: PageView(page, self.draft, desk) for page in table}
        if preferences is not None:
            Taste(self, preferences, self.views["window"].add_group(group()))
        self.contents = Contents(table)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search in all settings"))
        self.search.setClearButtonEnabled(True)
        self.nothing = label(self.tr("No setting is called that."), "quiet")
        self.footer = Footer(self.draft)
        self._lay_out()
        self._connect(desk)
        self.contents.choose(table[0].name)
        self.draft.read()

    def _lay_out(self) -> None:
        left = QWidget()
        left.setObjectName("panel")
        left.setFixedWidth(self.fontMetrics().averageCharWidth() * LEFT)
        column = QVBoxLayout(left)
        column.setContentsMargins(14, 18, 14, 14)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self.contents, 1)
        self._pages = QWidget()
        stack = QVBoxLayout(self._pages)
        stack.setContentsMargins(32, 26, 32, 26)
        stack.setSpacing(34)
        for view in self.views.values():
            stack.addWidget(view)
        stack.addWidget(self.nothing)
        stack.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._pages)
        self._pages.setEnabled(False)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.area, 1)
        right.addWidget(edge())
        right.addWidget(self.footer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(left)
        row.addWidget(edge(upright=True))
        row.addLayout(right, 1)
        self.resize(extent(self, 150, 42))
        self.setMinimumSize(extent(self, *LEAST))

    def _connect(self, desk: Desk) -> None:
        self.contents.chosen.connect(self.show_page)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._enter)
        self.draft.loaded.connect(lambda: self._pages.setEnabled(True))
        self.draft.saved.connect(self.saved)
        self.draft.failed.connect(lambda _error: self._show_first_mistake())
        self.footer.left.connect(self._leave)
        desk.ending.connect(self._leave)
        for keys, action in (
            ("Ctrl+S", self.footer.save.click),
            ("Ctrl+F", self._go_to_search),
            ("Esc", self._escape),
            ("Ctrl+W", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    def show_page(self, name: str) -> None:
        """That page alone; a search is over."""
        if self.search.text():
            self.search.clear()
        if self.contents.current() != name:
            self.contents.choose(name)
        self.contents.setCurrentRow(self.contents.currentRow(), _SELECT)
        for view in self.views.values():
            view.show_all()
            view.setVisible(view.page.name == name)
        self.nothing.hide()
        self.area.verticalScrollBar().setValue(0)

    def _search(self, text: str) -> None:
        words = text.casefold().split()
        if not words:
            self.contents.narrow(set(self.views))
            self.show_page(self.contents.current())
            return
        found = {name for name, view in self.views.items() if view.search(words)}
        for name, view in self.views.items():
            view.setVisible(name in found)
        self.contents.narrow(found)
        self.contents.clearSelection()
        self.nothing.setVisible(not found)
        self.area.verticalScrollBar().setValue(0)

    def _enter(self) -> None:
        """To the first row that was found."""
        for row in (row for view in self.views.values() for row in view.rows):
            if row.isVisible() and not row.is_locked:
                row.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _show_first_mistake(self) -> None:
        for view in self.views.values():
            for row in view.rows:
                if row.mistake.text():
                    self.show_page(view.page.name)
                    row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                    self.area.ensureWidgetVisible(row)
                    return

    def _go_to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _escape(self) -> None:
        if self.search.text():
            self.search.clear()
        else:
            self.close()

    def _leave(self) -> None:
        self.draft.discard()
        self.close()

    def focused(self) -> str:
        """The key of the row in which a person is; "" elsewhere."""
        focus = self.focusWidget()
        rows = (row for view in self.views.values() for row in view.rows)
        here = (row.field.key for row in rows if focus and row.isAncestorOf(focus))
        return next(here, "")

    def _focus_on(self, key: str) -> None:
        for row in (row for view in self.views.values() for row in view.rows):
            if row.field.key == key:
                row.editor.setFocus()

    def take_over(self, old: SettingsWindow) -> None:
        """Where an earlier window was, and what had been changed there."""
        changes, here = old.draft.changes(), old.focused()
        once = Qt.ConnectionType.SingleShotConnection
        self.draft.loaded.connect(lambda: self.draft.show_changes(changes), once)
        self.draft.loaded.connect(lambda: self._focus_on(here), once)
        found = [name for name, view in self.views.items() if here in view.keys]
        self.show_page(found[0] if found else old.contents.current())
        self.setGeometry(old.geometry())
        self.setVisible(old.isVisible())
        old.stop_trials()
        old.draft.discard()
        old.hide()
        old.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """With changes that are not saved, the footer asks first."""
        if self.draft.changes():
            event.ignore()
            self.footer.ask()
            return
        self.stop_trials()
        event.accept()

    def stop_trials(self) -> None:
        """Nobody looks at them any more."""
        for view in self.views.values():
            if view.trial is not None:
                view.trial.stop()
