"""Every text of the window is translated, and what Qt loads is what the .ts files say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from .linguist import MEND, ROOT, translations

HOUSE = ROOT / "mkiso_desktop"
# What hands a text to a person.
SHOWING = {
    "QAction", "QCheckBox", "QGroupBox", "QLabel", "QListWidgetItem", "QPushButton",
    "QRadioButton", "QTableWidgetItem", "QToolButton",
    "Elided", "Fact", "Fold", "MkisoError", "addAction", "addButton", "addItem", "addMenu",
    "addRow", "addTab", "insertItem", "label", "setAccessibleDescription", "setAccessibleName",
    "setHeaderLabels", "setHorizontalHeaderLabels", "setInformativeText", "setNameFilter",
    "setPlaceholderText", "setPrefix", "setStatusTip", "setSuffix", "setText", "setTitle",
    "setToolTip", "setWhatsThis", "setWindowTitle", "showMessage",
}  # fmt: skip
# Names and signs that are the same in every language.
HOLES = (ast.Call, ast.Compare, ast.FormattedValue, ast.Subscript)
AS_THEY_ARE = {"mkiso-desktop", "ISO", "PACS"}


def test_every_text_is_extracted_and_translated_and_none_is_left_over() -> None:
    wrong = translations.complaints()
    assert not wrong, "\n".join(wrong) + MEND


def test_what_qt_loads_is_made_of_what_the_files_say() -> None:
    assert translations.is_released(), MEND


def test_qt_finds_each_text_in_the_context_it_was_extracted_from(
    qapp: QApplication, indonesian: None
) -> None:
    for path in (translations.OURS, translations.QTS):
        for (context, source), said in translations.read(path).items():
            assert QCoreApplication.translate(context, source) == said, (context, source)


def test_no_text_goes_to_a_person_without_tr() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in sorted((HOUSE / "gui").rglob("*.py"))
        for line, text in untold(path.read_text("utf-8"))
    ]
    assert not wrong, 'write self.tr("…")'


def untold(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each literal with letters that goes to a widget as it is."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        for argument in call.args if name in SHOWING else []:
            for text in _literals(argument):
                if re.search(r"[^\W\d_]{2,}", text) and text.strip() not in AS_THEY_ARE:
                    yield call.lineno, text
            if name in ("label", "Elided", "setProperty", "addItem"):
                break  # what follows is a part of the style sheet, or data


def _literals(node: ast.expr) -> Iterator[str]:
    """The literals that may become what the expression is; no argument of another call."""
    if isinstance(node, ast.Constant):
        yield from [node.value] if isinstance(node.value, str) else []
        return
    for part in [] if isinstance(node, HOLES) else _parts(node):
        yield from _literals(part)


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    condition = node.test if isinstance(node, ast.IfExp) else None
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.expr) and part is not condition:
            yield part


@pytest.mark.parametrize(
    "code",
    [
        'QLabel("Nobody translates me")',
        'button.setText(f"Job {number}")',
        'label("Waiting" if waits else "Done", "quiet")',
        'table.setHorizontalHeaderLabels(["Date", self.tr("Name")])',
    ],
)
def test_a_text_without_tr_is_found(code: str) -> None:
    assert len(list(untold(code))) in (1, 2)


def test_texts_that_are_told_and_style_are_left_alone() -> None:
    code = 'label(self.tr("Name"), "caption")\nit.setText(f"{name} · 3")'
    assert not list(untold(code))


def small_house(folder: Path, code: str) -> Path:
    """A house whose window is that code."""
    (folder / "gui").mkdir(parents=True)
    (folder / "gui" / "room.py").write_text(code)
    return folder


def test_texts_are_read_from_classes_and_from_the_modules_own_tr(tmp_path: Path) -> None:
    code = """
def tr(text):
    return QCoreApplication.translate("room", text)
class Door(QWidget):
    def open(self):
        self.tr("Open " "wide")
        tr("{} doors").format(1)
"""
    texts, wrong = translations.window_texts(small_house(tmp_path / "house", code))
    assert not wrong
    assert [(text.context, text.source) for text in texts] == [
        ("Door", "Open wide"),
        ("room", "{} doors"),
    ]


@pytest.mark.parametrize(
    "code",
    [
        'class A:\n  def b(self): self.tr(f"Job {1}")',
        'class A:\n  def b(self): self.tr("a" if b else "c")',
        'tr("A module without a tr")',
        'class A:\n  def b(self): other.tr("Whose context?")',
        'self.tr("Outside of a class")',
    ],
)
def test_a_text_that_cannot_be_read_is_told(tmp_path: Path, code: str) -> None:
    texts, [wrong] = translations.window_texts(small_house(tmp_path / "house", code))
    assert not texts
    assert "room.py" in wrong


def test_a_new_text_is_unfinished_and_an_old_one_goes(tmp_path: Path) -> None:
    text = translations.Text
    path = tmp_path / "id.ts"
    translations.write(path, [text("A", "Old"), text("A", "Kept")], {("A", "Kept"): "Tetap"})
    translations.write(path, [text("A", "New"), text("A", "Kept")], translations.read(path))
    assert translations.read(path) == {("A", "New"): "", ("A", "Kept"): "Tetap"}
