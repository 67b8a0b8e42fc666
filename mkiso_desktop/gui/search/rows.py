"""The rows under the field when several numbers were given: what is known of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ...core.identity import by_patient
from ...core.study import IdRule
from ..labels import Elided, edge
from ..steady import MARGIN, Steady
from .asked import Asked, State
from .row import RowLine

MOST_SHOWN, MOST_OF_WINDOW = 7, 0.3  # lines, and of its height; more are scrolled to
_UP_DOWN = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Rows(QWidget):
    """One line per number. `removed` and `kept` carry numbers, `used` a number and another one to
    take in its place; `left` says that nothing here has the focus any more."""

    removed = Signal(object)
    kept = Signal(object)
    used = Signal(str, str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, RowLine] = {}
        self._lacking: tuple[str, ...] = ()
        self._current: RowLine | None = None
        self.summary = Elided("", "quiet", Qt.TextElideMode.ElideRight)
        self.go_on = QPushButton()
        self.go_on.setProperty("look", "plain")
        self.go_on.setAutoDefault(True)  # Enter, too
        self.go_on.clicked.connect(lambda _checked=False: self._go_on())
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.list = Steady(inner)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heading = QHBoxLayout()
        heading.addWidget(self.summary, 1)
        heading.addWidget(self.go_on)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, MARGIN, 0)
        top.setSpacing(6)
        top.addLayout(heading)
        top.addWidget(edge())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.list)
        self.hide()

    def show_asked(self, asked: Asked, rule: IdRule) -> None:
        """The rows as they are now."""
        focused = self._focused()
        for number in self.lines.keys() - set(asked.numbers):
            line = self.lines.pop(number)
            line.hide()
            line.deleteLater()
        states, firsts = asked.states(rule), _firsts(asked, rule)
        for at, (row, state) in enumerate(zip(asked.rows, states, strict=True)):
            line = self.lines.get(row.number) or self._add(row.number)
            self._column.insertWidget(at, line)
            line.show_row(row, state, several=bool(firsts), keeps=row.number in firsts)
        self._order_tabs()
        self._show_heading(asked, states)
        self.setVisible(asked.is_list)
        QTimer.singleShot(0, self, self._fit)
        if focused is not None:
            self._focus_near(focused)

    def _add(self, number: str) -> RowLine:
        line = RowLine(number)
        line.removed.connect(lambda: self._remove((number,)))
        line.used.connect(lambda other: self.used.emit(number, other))
        line.kept.connect(lambda: self.kept.emit(number))
        line.installEventFilter(self)
        self.lines[number] = line
        return line

    def _go_on(self) -> None:
        self._remove(self._lacking)
        self.left.emit()

    def _remove(self, numbers: tuple[str, ...]) -> None:
        self.removed.emit(numbers)

    def _show_heading(self, asked: Asked, states: Sequence[State]) -> None:
        self._lacking = asked.lacking
        self.summary.setText(self._summary(states, asked.doubles))
        self.summary.setToolTip(self.summary.text())
        count = len(self._lacking)
        text = (
            self.tr("&Go on without the other one")
            if count == 1
            else self.tr("&Go on without the other {}").format(count)
        )
        self.go_on.setText(text)
        self.go_on.setAccessibleName(text.replace("&", ""))
        self.go_on.setVisible(asked.is_decided and 0 < count < len(asked.rows))

    def _summary(self, states: Sequence[State], doubles: int) -> str:
        parts = []
        for text, which in (
            (self.tr("{} found"), (State.FOUND, State.OTHER)),
            (self.tr("{} of another patient"), (State.OTHER,)),
            (self.tr("{} not found"), (State.UNKNOWN,)),
            (self.tr("{} not in the PACS yet"), (State.NO_IMAGES,)),
            (self.tr("{} without an answer"), (State.SILENT, State.STOPPED)),
            (self.tr("{} unusable"), (State.BAD,)),
            (self.tr("{} still looked up"), (State.LOOKING,)),
        ):
            if number := sum(state in which for state in states):
                parts.append(text.format(number))
        if doubles:
            dropped = self.tr("1 double dropped"), self.tr("{} doubles dropped").format(doubles)
            parts.append(dropped[doubles > 1])
        return " · ".join(parts)

    def _fit(self) -> None:
        """As high as its rows, but leave room for the patient below."""
        heights = [line.sizeHint().height() for line in self.lines.values()]
        line = max(min(heights, default=0), 1)
        most = min(MOST_SHOWN * line, round(self.window().height() * MOST_OF_WINDOW))
        self.list.setFixedHeight(min(sum(heights), most))

    def _order_tabs(self) -> None:
        """From the heading to the current row alone, and on: twenty rows are one stop."""
        lines = self.in_order()
        current = self._current if self._current in lines else next(iter(lines), None)
        last: QWidget = self.go_on
        for line in lines:
            line.take_tabs(line is current)
            for widget in line.stops():
                QWidget.setTabOrder(last, widget)
                last = widget

    def _focused(self) -> int | None:
        """Which line has the focus, or has something that has it."""
        focus = QApplication.focusWidget()
        for at, line in enumerate(self.in_order()):
            if focus is not None and (line is focus or line.isAncestorOf(focus)):
                return at
        return None

    def _focus_near(self, at: int) -> None:
        """The focus stays in this place of the list, even when its row is gone."""
        lines = self.in_order()
        if not lines or not self.isVisible():
            self.left.emit()
        elif (now := self._focused()) is None:
            lines[min(at, len(lines) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            lines[now].ensure_focus()

    def in_order(self) -> list[RowLine]:
        """From top to bottom."""
        lines = self.lines.values()
        return sorted(lines, key=self._column.indexOf)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down between the rows; a row that has the focus is to be seen."""
        if isinstance(watched, RowLine):
            if event.type() == QEvent.Type.FocusIn:
                self.list.ensureWidgetVisible(watched, 0, 0)
                self._current = watched
                self._order_tabs()
            elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._press(watched, Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _press(self, line: RowLine, key: Qt.Key) -> bool:
        if key not in _UP_DOWN:
            return False
        lines = self.in_order()
        at = lines.index(line) + _UP_DOWN[key]
        if 0 <= at < len(lines):
            lines[at].setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def _firsts(asked: Asked, rule: IdRule) -> frozenset[str]:
    """The first number of each patient, where there are several."""
    groups = by_patient(asked.findings, rule)
    return frozenset(group[0].accession_number for group in groups if len(groups) > 1)
