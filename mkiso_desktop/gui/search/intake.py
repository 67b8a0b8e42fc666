"""The search field: a scanner's keys and Enter, a typed number, or a paste of many."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from ...core.entered import Entered, read_entered
from ...core.errors import MkisoError
from ..glyph import Glyph
from ..labels import label
from ..look import BESIDE, SEARCH
from ..said import translated

MOST_RECENT = 10


class Intake(QWidget):
    """`asked` carries what was Entered; `left` says that the text is another now."""

    asked = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pattern = ""  # pacs.accession_pattern, once the configuration is read
        self._recent: list[str] = []  # searches of this session, the latest first
        self._hints = self._is_hint = True
        self._recalled, self._draft = -1, ""  # which of them stands in the field
        self.field = QLineEdit()
        self.field.setProperty("look", "intake")
        self.field.setPlaceholderText(self.tr("Accession number"))
        self.field.setAccessibleName(self.tr("Accession numbers"))
        self.field.textChanged.connect(self._changed)
        self.field.textEdited.connect(self._edited)
        self.field.returnPressed.connect(self.ask)
        self.field.installEventFilter(self)
        self._glyph = Glyph("search", "quiet", SEARCH, self.field)
        self.button = QPushButton(self.tr("&Find"))
        self.button.setProperty("look", "tall")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.button.setAccessibleName(self.tr("Find"))
        self.button.clicked.connect(self.ask)
        self.message = label("", "quiet", wraps=True)
        self.message.setAccessibleName(self.tr("About what was entered"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.field, 0, 0)
        grid.addWidget(self.button, 0, 1)
        grid.addWidget(self.message, 1, 0, 1, 2)
        self.setFocusProxy(self.field)
        self._hint()

    def ask(self) -> None:
        """Clean what stands in the field, and send it on."""
        self.take(read_entered(self.field.text(), self.pattern))

    def take(self, entered: Entered) -> None:
        """Ask for this, wherever it comes from; the field shows it, ready to be replaced."""
        self._hint()
        if entered.entries:
            self.show_numbers(entered.numbers)
            self._remember(self.field.text())
        self.field.selectAll()
        self.asked.emit(entered)

    def fill(self, text: str) -> None:
        """As if it had been typed, with Enter."""
        self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ask()

    def show_numbers(self, numbers: tuple[str, ...]) -> None:
        """The field follows what is on the sheet; nothing is asked anew."""
        with QSignalBlocker(self.field):
            self.field.setText(", ".join(numbers))
        self.field.selectAll()

    def say(self, error: MkisoError) -> None:
        """Under the field, instead of the hint."""
        error = translated(error)
        self._tell(f"{error.title}. {error.advice}".strip(), "stop")

    def tell(self, text: str) -> None:
        """The same, for what is no failure."""
        self._tell(text, "quiet")

    def clear(self) -> None:
        """Ready for the next person."""
        if self.field.text():
            self.field.clear()
        else:  # there may be a page, or something being read, all the same
            self._changed()
        self.ready()

    def ready(self) -> None:
        """The focus is here, and the next scan replaces what is in the field."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def hint(self, is_wanted: bool) -> None:
        """Whether to say how several numbers are entered; what else stands here stays."""
        self._hints = is_wanted
        if self._is_hint:
            self.message.setVisible(is_wanted)

    def hover(self, is_over: bool) -> None:
        """Something is held above, to be dropped."""
        self.field.setProperty("over", is_over)
        self.field.style().polish(self.field)
        if is_over:
            self.tell(self.tr("Let go, and the accession numbers in it are looked up."))
        else:
            self._hint()

    def take_over(self, old: Intake) -> None:
        """The text of an earlier field, and what it remembers."""
        self._recent = old._recent
        self.show_numbers((old.field.text(),))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that mean more than a letter; and the drawing stays where it belongs."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._press(event)
        if isinstance(event, QResizeEvent):
            self._glyph.move(BESIDE, (event.size().height() - self._glyph.height()) // 2)
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        """Esc clears, up and down recall, a paste of several is looked up at once."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._recall(1 if event.key() == Qt.Key.Key_Up else -1)
        elif event.matches(QKeySequence.StandardKey.Paste):
            return self._paste(QGuiApplication.clipboard().text())
        else:
            return False
        return True

    def _paste(self, text: str) -> bool:
        is_whole = self.field.selectedText() == self.field.text()
        entered = read_entered(text, self.pattern)
        if not is_whole or len(entered.entries) < 2:
            return False
        self.take(entered)
        return True

    def _recall(self, step: int) -> None:
        text = self.field.text()
        if self._recalled < 0:
            self._draft = text
        at = self._recalled + step
        if self._recalled < 0 < step and self._recent[:1] == [text]:
            at += 1  # it stands there already
        if -1 <= at < len(self._recent):
            self.field.setText(self._recent[at] if at >= 0 else self._draft)
            self._recalled = at

    def _remember(self, text: str) -> None:
        self._recalled = -1
        if text:
            others = [one for one in self._recent if one != text]
            self._recent = [text, *others][:MOST_RECENT]

    def _edited(self) -> None:
        self._recalled = -1

    def _changed(self) -> None:
        self._hint()
        self.left.emit()

    def _hint(self) -> None:
        self.tell(self.tr("Several numbers make one disc: put commas or spaces between them."))
        self._is_hint = True
        self.message.setVisible(self._hints)

    def _tell(self, text: str, look: str) -> None:
        self._is_hint = False
        self.message.setText(text)
        self.message.setVisible(True)
        self.message.setProperty("look", look)
        self.message.style().polish(self.message)
