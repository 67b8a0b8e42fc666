"""The first start: four short steps made of the settings' own rows, or the demo hospital."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ...core.locks import USUAL, Source
from ..desk import Desk
from ..glyph import Glyph
from ..labels import edge, label
from .draft import Draft
from .editors import LineEditor
from .route import Step, steps
from .row import LABEL, READ, Row
from .secret import SecretEditor
from .steps import Steps
from .table import fields_of, pages
from .trial import Trial


class Guide(QWidget):
    """`finished` when the configuration is written; `demo_wanted` when it is to be tried first."""

    finished = Signal()
    demo_wanted = Signal()

    def __init__(self, desk: Desk, source: Source = USUAL) -> None:
        super().__init__()
        self._desk = desk
        self.draft = Draft(self, desk, source)
        self._steps = steps()
        self.marks = Steps([step.name for step in self._steps])
        self.trials: list[Trial | None] = []
        self.pages = QStackedWidget()
        fields = {field.key: field for page in pages() for field in fields_of(page)}
        self.pages.addWidget(self._scrolling(self._welcome()))
        for step in self._steps:
            rows = [Row(fields[key]) for key in step.keys]
            self.pages.addWidget(self._scrolling(self._page(step, rows)))
        self.word = label("", "quiet", wraps=True)
        self.glyph = Glyph("stop", "stop", 18)
        self.back = self._button(self.tr("&Back"))
        self.next = self._button(self.tr("&Next"), "main")
        self._lay_out()
        self._connect()
        self._show(0)
        self.draft.read()

    def _welcome(self) -> QWidget:
        page, column = self._column()
        column.addStretch(2)
        column.addWidget(Glyph("disc", "accent", 48))
        column.addSpacing(6)
        column.addWidget(label(self.tr("Welcome"), "title"))
        about = self.tr(
            "This desk has no configuration yet. Four short steps connect it to the PACS; you "
            "will want to have the PACS administrator's note at hand."
        )
        column.addWidget(label(about, "quiet", wraps=True))
        column.addSpacing(10)
        self.begin = self._button(self.tr("&Set up this desk"), "main")
        self.begin.clicked.connect(lambda _checked=False: self._go(1))
        self.demo = self._button(self.tr("Try the &demo hospital"))
        self.demo.clicked.connect(lambda _checked=False: self.demo_wanted.emit())
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.begin)
        row.addWidget(self.demo)
        row.addStretch(1)
        column.addLayout(row)
        hint = self.tr("The demo brings a made-up PACS of its own and changes nothing here.")
        column.addWidget(label(hint, "caption", wraps=True))
        column.addStretch(5)
        return page

    def _page(self, step: Step, rows: list[Row]) -> QWidget:
        page, column = self._column()
        column.addWidget(label(step.title, "headline"))
        column.addWidget(label(step.about, "quiet", wraps=True))
        for row in rows:
            if title := dict(step.titles).get(row.field.key):
                column.addSpacing(8)
                column.addWidget(label(title, "section"))
            self._add(row)
            column.addWidget(row)
        trial = Trial(self.draft, self._desk, step.checks) if step.checks else None
        if trial is not None:
            trial.setContentsMargins(self._letters(LABEL), 0, 0, 0)
            column.addWidget(trial)
        self.trials.append(trial)
        column.addStretch(1)
        return page

    def _add(self, row: Row) -> None:
        row.dot.hide()  # here all is new
        self.draft.add(row)
        if isinstance(row.editor, LineEditor | SecretEditor):
            row.editor.line.returnPressed.connect(self._leave_step)

    def _column(self) -> tuple[QWidget, QVBoxLayout]:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        return page, column

    def _scrolling(self, page: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._centred(page, 26, 26))
        return area

    def _centred(self, part: QWidget, above: int, below: int) -> QWidget:
        """In the middle, as wide as lines can be read; so marks, page and buttons stand alike."""
        part.setMaximumWidth(self._letters(LABEL + READ))
        block = QWidget()
        row = QHBoxLayout(block)
        row.setContentsMargins(32, above, 32, below)
        row.addStretch(1)
        row.addWidget(part, 8)
        row.addStretch(1)
        return block

    def _letters(self, count: int) -> int:
        return self.fontMetrics().averageCharWidth() * count

    def _button(self, text: str, look: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(True)  # Enter, too
        button.setAccessibleName(text.replace("&", ""))
        if look:
            button.setProperty("look", look)
        return button

    def _lay_out(self) -> None:
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.back)
        row.addWidget(self.glyph)
        row.addWidget(self.word, 1)
        row.addWidget(self.next)
        self._around = head, line, foot = (
            self._centred(self.marks, 26, 0),
            edge(),
            self._centred(buttons, 14, 14),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.pages, 1)
        column.addWidget(line)
        column.addWidget(foot)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda _checked=False: self._show(self.step - 1))
        self.next.clicked.connect(lambda _checked=False: self._leave_step())
        self.draft.saved.connect(self._finish)
        self.draft.failed.connect(self._failed)
        self.draft.refused.connect(self._go_to_mistake)
        self.draft.changed.connect(lambda: self._say(""))

    @property
    def step(self) -> int:
        """0: the welcome; then the steps from 1."""
        return self.pages.currentIndex()

    def _leave_step(self) -> None:
        """On, when this step has no mistake."""
        keys = self._steps[self.step - 1].keys
        self.draft.check(keys, lambda: self._go(self.step + 1))

    def _go(self, step: int) -> None:
        if step > len(self._steps):
            self.draft.save()
        else:
            self._show(step)

    def _show(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self.marks.show_step(step)
        is_last = step == len(self._steps)
        self.next.setText(self.tr("&Save and start") if is_last else self.tr("&Next"))
        self.next.setAccessibleName(self.next.text().replace("&", ""))
        for part in self._around:
            part.setVisible(step > 0)
        self._say("")
        self._focus(step)

    def _focus(self, step: int) -> None:
        if step == 0:
            self.begin.setFocus()
            return
        for key in self._steps[step - 1].keys:
            if not (row := self.draft.rows[key]).is_locked:
                row.editor.setFocus()
                if isinstance(row.editor, LineEditor):
                    row.editor.line.selectAll()  # as if by Tab: it is typed over
                return

    def _go_to_mistake(self) -> None:
        wrong = (row for row in self.draft.rows.values() if row.mistake.text())
        if (row := next(wrong, None)) is not None:
            row.editor.setFocus()

    def _finish(self, _keys: object) -> None:
        self.stop_trials()
        self.finished.emit()

    def _failed(self, error: object) -> None:
        title = getattr(error, "title", self.tr("Mend what is marked first"))
        advice = getattr(error, "advice", "")
        self._say(f"{title}. {advice}".strip())

    def _say(self, text: str) -> None:
        self.word.setText(text)
        self.glyph.setVisible(bool(text))

    def take_over(self, old: Guide) -> None:
        """Where an earlier guide was, and what had been entered there."""
        changes = old.draft.changes()
        self.draft.loaded.connect(
            lambda: self.draft.show_changes(changes), Qt.ConnectionType.SingleShotConnection
        )
        self._show(old.step)
        old.stop_trials()

    def stop_trials(self) -> None:
        """Nobody looks at them any more."""
        for trial in self.trials:
            if trial is not None:
                trial.stop()
