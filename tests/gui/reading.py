"""What a person reads or hears in a window, and which of it is still English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

from mkiso_desktop.core.said import Template
from mkiso_desktop.gui.labels import Elided

from .linguist import translations

HOLE = re.compile(r"\{\d*\}|%L?\d+")
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
FEWEST_LETTERS = 5  # of a sentence with holes: "{} CD" fits too much


@cache
def both() -> dict[str, set[str]]:
    """Every text of ours and of Qt's, as it is read, and its translations."""
    found: dict[str, set[str]] = {}
    for path in (translations.OURS, translations.QTS):
        for (_, source), said in translations.read(path).items():
            found.setdefault(bare(source), set()).add(bare(said))
    return found


@cache
def indonesian() -> frozenset[str]:
    """Every text in Indonesian, as it is read."""
    return frozenset(said for several in both().values() for said in several)


@cache
def english() -> tuple[frozenset[str], tuple[Template, ...]]:
    """Every text that reads differently in Indonesian: those without holes, and those with."""
    differing = {source for source in both() if source not in indonesian()}
    holes = {source for source in differing if HOLE.search(source)}
    known = (Template(source, tuple(HOLE.split(source))) for source in holes)
    return frozenset(differing - holes), tuple(t for t in known if t.letters >= FEWEST_LETTERS)


def bare(text: str) -> str:
    """As it is read: no mnemonic, no shortcut behind a tabulator, no end."""
    return text.replace("&", "").partition("\t")[0].strip(" :.…")


def shown(root: QWidget) -> Iterator[str]:
    """Every text of a widget and of all below it, those for the ear too."""
    # Rooms that were made anew are still there until the event loop comes round.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for widget in [root, *root.findChildren(QWidget)]:
        yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
        yield from (widget.accessibleName(), widget.accessibleDescription())
        yield from texts_of(widget)
        for action in widget.actions():
            yield from (action.text(), action.toolTip())


def texts_of(widget: QWidget) -> Iterator[str]:
    """What stands in it, by its kind."""
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(tab) for tab in range(widget.count()))
    elif isinstance(widget, QHeaderView):
        yield from headings(widget.model(), widget.orientation())
    elif isinstance(widget, QAbstractItemView):
        yield from cells(widget.model(), QModelIndex())


def headings(model: QAbstractItemModel | None, across: Qt.Orientation) -> Iterator[str]:
    """Of a table's columns."""
    for column in range(model.columnCount() if model else 0):
        assert model is not None
        yield str(model.headerData(column, across) or "")


def cells(model: QAbstractItemModel | None, below: QModelIndex) -> Iterator[str]:
    """What stands in a table or a tree, and what is said of it."""
    for row in range(model.rowCount(below) if model else 0):
        assert model is not None
        column = 0  # a list does not tell how many it has
        while (index := model.index(row, column, below)).isValid():
            for role in ROLES:
                yield str(model.data(index, role) or "")
            column += 1
        yield from cells(model, model.index(row, 0, below))


def english_on(root: QWidget) -> set[str]:
    """The English texts that a person could see or hear there."""
    return {text for text in map(bare, shown(root)) if is_english(text)}


def is_english(text: str) -> bool:
    """Whether a text, or a line or a part of it, is one that should have been translated."""
    plain, with_holes = english()
    parts = {bare(part) for part in re.split(r"\n|: |\. |, | · ", text)} | {text}
    if parts & plain - {""}:
        return True
    return any(template.holes(part) is not None for part in parts for template in with_holes)


def mnemonics(root: QWidget) -> list[str]:
    """The keys that stand underlined on what is to be seen there, as Alt+key opens them."""
    return [
        QKeySequence.mnemonic(widget.text()).toString()
        for widget in root.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLabel)
        and widget.isVisible()
        and (isinstance(widget, QAbstractButton) or widget.buddy() is not None)
        and not QKeySequence.mnemonic(widget.text()).isEmpty()
    ]


def clipped(root: QWidget) -> list[str]:
    """What is to be seen there and has too little room for its words."""
    found = []
    for widget in root.findChildren(QWidget):
        words = "".join(texts_of(widget))
        if not (words and widget.isVisible()) or isinstance(widget, Elided):
            continue
        if isinstance(widget, QPushButton) and widget.width() < widget.sizeHint().width():
            found.append(words)
        if isinstance(widget, QLabel) and not widget.wordWrap():
            needed = widget.fontMetrics().horizontalAdvance(words)
            found += [words] if widget.contentsRect().width() < needed else []
    return found


def is_indonesian(window: QWidget) -> bool:
    """Everything that a person could see or hear there; it has room, and each underlined key
    stands once."""
    if isinstance(window, QMainWindow):  # the screen that is not there is smaller
        window.resize(1240, 760)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    left = english_on(window)
    assert not left, left
    assert not clipped(window), clipped(window)
    keys = mnemonics(window)
    assert len(keys) == len(set(keys)), keys
    return True
