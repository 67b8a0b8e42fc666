"""The rows one below the other, the newest on top; those taken away wait, unseen, for an undo."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ..steady import Steady
from .row import JobRow

ASIDE = 12  # logical pixels on both sides; on the right, a bar takes their place


class Rows(Steady):
    """Arrows go from row to row, Tab through each row's buttons from the top down."""

    def __init__(self) -> None:
        inner = QWidget()
        inner.setObjectName("rows")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(ASIDE, 0, ASIDE, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        super().__init__(inner, ASIDE)
        self.of: dict[int, JobRow] = {}
        self._hidden: set[int] = set()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Jobs"))
        self._sorter = QTimer(self)
        self._sorter.setSingleShot(True)
        self._sorter.timeout.connect(self._sort_tabs)

    def add(self, row: JobRow) -> None:
        """Below those with a greater number: as a rule, that is on top."""
        number = row.view.number
        self._column.insertWidget(sum(other > number for other in self.of), row)
        self.of[number] = row
        row.grip.moved.connect(lambda by: self._move(row, by))
        self.sort_tabs_soon()

    def listed(self) -> list[JobRow]:
        """Those to be seen, from the top down."""
        rows = (row for number, row in self.of.items() if number not in self._hidden)
        return sorted(rows, key=self._column.indexOf)

    def hide_rows(self, numbers: Collection[int]) -> JobRow | None:
        """Take these from sight; the row that takes over the focus, if one of them had it."""
        before = self.listed()
        hidden = [row for row in before if row.view.number in numbers]
        focus = self.window().focusWidget()
        had_focus = [row for row in hidden if focus and (row is focus or row.isAncestorOf(focus))]
        left = [row for row in before if row not in hidden]
        after = left[min(before.index(had_focus[0]), len(left) - 1)] if had_focus and left else None
        if after is not None:
            self._give_focus(after)
        for row in hidden:
            row.hide()
            self._hidden.add(row.view.number)
        return after

    def show_rows(self, numbers: Iterable[int]) -> None:
        """To be seen again, where they were."""
        for number in numbers:
            if number in self.of:
                self._hidden.discard(number)
                self.of[number].show()
                self._give_focus(self.of[number])

    def drop(self, numbers: Iterable[int]) -> None:
        """For good."""
        for number in numbers:
            if (row := self.of.pop(number, None)) is not None:
                self._hidden.discard(number)
                row.hide()
                self._column.removeWidget(row)
                row.deleteLater()

    def sort_tabs_soon(self) -> None:
        """Once, after all that happens now: Qt would follow the order in which things were made."""
        self._sorter.start(0)

    def _sort_tabs(self) -> None:
        chain: list[QWidget] = []
        for row in self.listed():
            chain += [row, *row.stops()]
        for earlier, later in zip(chain, chain[1:], strict=False):
            QWidget.setTabOrder(earlier, later)

    def _move(self, row: JobRow, by: int) -> None:
        listed = self.listed()
        at = listed.index(row) + by
        self._give_focus(listed[max(0, min(at, len(listed) - 1))])

    def _give_focus(self, row: JobRow) -> None:
        row.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(row, 0, 8)
