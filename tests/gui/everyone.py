"""What a window must be for everyone: walks over its widgets, each giving what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

SMALLEST_POINTS = 9.0
MOST_TABS = 300


def widgets(window: QWidget) -> Iterator[QWidget]:
    """Every widget of that window a person sees, not those of windows beside it."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.window() is window:
            yield widget


def by_tab(window: QWidget) -> list[QWidget]:
    """What says that Tab comes to it."""
    policy = Qt.FocusPolicy.TabFocus
    return [
        it
        for it in widgets(window)
        if it.focusPolicy() & policy == policy and it.isEnabled() and it.focusProxy() is None
    ]


def nameless(window: QWidget) -> list[str]:
    """What can have the focus and has no name for a screen reader."""
    found = []
    for widget in by_tab(window):
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface or not interface.text(QAccessible.Text.Name).strip():
            found.append(named(widget))
    return found


def unreachable(window: QWidget) -> list[str]:
    """What Tab alone does not come to, from wherever the focus is now."""
    reached: set[QWidget] = set()
    for _ in range(MOST_TABS):
        focus = QApplication.focusWidget()
        if focus is None or focus in reached:
            break
        reached.add(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return [named(it) for it in by_tab(window) if it not in reached]


def doubled(window: QWidget) -> dict[str, list[str]]:
    """Letters that more than one control answers to."""
    letters: dict[str, list[str]] = defaultdict(list)
    for widget in widgets(window):
        if not isinstance(widget, QAbstractButton | QLabel) or not widget.isEnabled():
            continue
        if isinstance(widget, QLabel) and widget.buddy() is None:
            continue
        if letter := QKeySequence.mnemonic(widget.text()).toString():
            letters[letter].append(widget.text())
    return {letter: texts for letter, texts in letters.items() if len(texts) > 1}


def too_small(window: QWidget) -> list[str]:
    """Words in letters that are hard to read."""
    return [
        f"{named(it)}: {it.font().pointSizeF():.1f} pt"
        for it in widgets(window)
        if isinstance(it, QLabel | QAbstractButton | QLineEdit)
        and it.text()
        and it.font().pointSizeF() < SMALLEST_POINTS
    ]


def same_with_focus(window: QWidget) -> list[str]:
    """What looks the same whether or not it has the focus."""
    controls = by_tab(window)
    found = []
    for control in controls:
        if control.visibleRegion().isEmpty():
            continue  # scrolled away
        other = next((it for it in controls if it is not control), None)
        control.setFocus(Qt.FocusReason.TabFocusReason)
        if not control.hasFocus():
            continue
        having = control.grab().toImage()
        if other is None:
            control.clearFocus()
        else:
            other.setFocus(Qt.FocusReason.TabFocusReason)
        if control.grab().toImage() == having:
            found.append(named(control))
    return found


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2.1, 1.4.3."""

    def luminance(colour: QColor) -> float:
        rgb = (colour.redF(), colour.greenF(), colour.blueF())
        r, g, b = (c / 12.92 if c <= 0.04045 else pow((c + 0.055) / 1.055, 2.4) for c in rgb)
        return float(0.2126 * r + 0.7152 * g + 0.0722 * b)

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def named(widget: QWidget) -> str:
    """For the message of a test that fails."""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ""
    return f"{type(widget).__name__}({text or widget.accessibleName() or widget.objectName()})"
