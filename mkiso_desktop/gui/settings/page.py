"""One page of the settings: what it is about, its rows, and the test of its connection."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ..desk import Desk
from ..labels import label
from .answering import Answering
from .draft import Draft
from .plan import Group, Page
from .row import LABEL, MARK, READ, Row
from .trial import Trial


class PageView(QWidget):
    """Shows a page of the table; or, in a search, only the rows that were meant."""

    def __init__(self, page: Page, draft: Draft, desk: Desk) -> None:
        super().__init__()
        self.page = page
        self.rows: list[Row] = []
        self._titles: list[tuple[QWidget, list[Row]]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        self.title = label(page.title, "headline")
        self._about = label(page.about, "quiet", wraps=True)
        self._about.setMaximumWidth(self._letters(LABEL + READ))
        self._add(self.title)
        self._add(self._about)
        self.answering = Answering(desk) if page.name == "listener" else None
        if self.answering is not None:
            self.answering.setMaximumWidth(self._letters(LABEL + READ))
            self._add(self.answering)
        self.trial = Trial(draft, desk, page.checks) if page.checks else None
        for at, group in enumerate(page.groups):
            for row in self.add_group(group):
                draft.add(row)
            if self.trial is not None and at == 0:
                self.trial.setMaximumWidth(self._letters(READ))
                self._add(self.trial, MARK + LABEL)

    @property
    def keys(self) -> set[str]:
        """Of its rows."""
        return {row.field.key for row in self.rows}

    def add_group(self, group: Group) -> list[Row]:
        """One more group of rows at the end; they are given back."""
        rows = [Row(field, f"{self.page.title} {group.title}") for field in group.fields]
        if group.title:
            title = label(group.title, "section")
            title.setContentsMargins(0, 8, 0, 0)  # they go with it, when a search hides it
            self._add(title)
            self._titles.append((title, rows))
        for row in rows:
            self._column.addWidget(row)
        self.rows += rows
        return rows

    def _add(self, widget: QWidget, letters: int = MARK) -> None:
        """Below the others; the marks of changed rows hang left of everything."""
        # A row of its own knows how high a text of that width is; a column would not.
        row = QHBoxLayout()
        row.setContentsMargins(self._letters(letters), 0, 0, 0)
        row.addWidget(widget, 1)
        row.addStretch(0)
        self._column.addLayout(row)

    def _letters(self, count: int) -> int:
        """The width of so many letters."""
        return self.fontMetrics().averageCharWidth() * count

    def show_all(self) -> None:
        """Everything, as there is no search."""
        self._narrow(set(self.rows), is_whole=True)

    def search(self, words: list[str]) -> int:
        """Show only the rows that these words (case folded) are about; how many they are."""
        found = {row for row in self.rows if row.matches(words)}
        self._narrow(found, is_whole=False)
        return len(found)

    def _narrow(self, found: set[Row], *, is_whole: bool) -> None:
        for row in self.rows:
            row.setVisible(row in found)
        for title, rows in self._titles:
            title.setVisible(not found.isdisjoint(rows))
        self._about.setVisible(is_whole)
        for beside in (self.trial, self.answering):
            if beside is not None:
                beside.setVisible(is_whole)
