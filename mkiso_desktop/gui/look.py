"""How the window looks: two palettes of our own, type sizes, one style sheet for all of it.

One accent colour marks what acts; red stops, amber cares, green is done, and each of those
stands beside a glyph and words, never alone. Areas are told apart by tone and hairlines.
"""

from __future__ import annotations

from string import Template
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from ..core.places import resource
from .preferences import Preferences, Scheme

SMALLEST_POINT_SIZE = 10.0
BESIDE, SEARCH = 16, 20  # logical pixels: the edge of the search field, and the drawing in it
# A property of an application that has our style already. Asking for the style itself would load
# all of QStyle into Python, six milliseconds before the first paint.
WORN = "mkiso-style"
LETTERS = "mkiso-letters"  # the same: how many times the system's size they have


class Tones(NamedTuple):
    """The colours of one scheme; `*_back` is what a notice of that kind stands on."""

    paper: str
    panel: str
    field: str
    line: str
    strong_line: str
    text: str
    quiet: str
    faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    hover: str
    pressed: str
    stop: str
    stop_back: str
    care: str
    care_back: str
    good: str
    calm_back: str
    selection: str


LIGHT = Tones(
    paper="#ffffff",
    panel="#f4f6f8",
    field="#ffffff",
    line="#e3e7ec",
    strong_line="#c3cbd4",
    text="#17212b",
    quiet="#5a6876",
    faint="#86929f",
    accent="#0b6b89",
    accent_hover="#095a74",
    accent_pressed="#074a60",
    on_accent="#ffffff",
    hover="#eef2f5",
    pressed="#e2e8ed",
    stop="#b3261e",
    stop_back="#fdeeec",
    care="#7d5400",
    care_back="#fff5dc",
    good="#1b7a4a",
    calm_back="#eef4f7",
    selection="#cfe6ee",
)

DARK = Tones(
    paper="#1b2127",
    panel="#151a1f",
    field="#232a31",
    line="#2c343c",
    strong_line="#4a5661",
    text="#e8edf1",
    quiet="#a0acb8",
    faint="#6d7985",
    accent="#55bcd9",
    accent_hover="#74cbe3",
    accent_pressed="#93d8eb",
    on_accent="#05212b",
    hover="#283038",
    pressed="#323b44",
    stop="#ff9087",
    stop_back="#3a2022",
    care="#efc46d",
    care_back="#342b18",
    good="#6fcf9d",
    calm_back="#202a31",
    selection="#1f4d5d",
)


_SCHEMES = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}


def tones(palette: QPalette) -> Tones:
    """Which scheme a palette of ours belongs to; for what paints itself."""
    # By a role that no style sheet sets: `background: transparent` makes the window's tone black.
    return DARK if palette.color(QPalette.ColorRole.Link) == QColor(DARK.accent) else LIGHT


def grown(pixels: int) -> int:
    """So many logical pixels where letters are of the system's size, and more where they are
    larger: an icon grows with the words beside it."""
    app = QCoreApplication.instance()
    assert app is not None, "nothing is measured without it"
    return round(pixels * (app.property(LETTERS) or 1.0))


def dress(app: QApplication, scheme: Qt.ColorScheme, scale: float = 1.0) -> None:
    """Give the whole application our look, now: light unless dark is asked for, and letters of
    `scale` times the usual size."""
    scheme_tones = DARK if scheme is Qt.ColorScheme.Dark else LIGHT
    points = _points() * scale
    if app.property(WORN) is None:
        app.setStyle("Fusion")
        app.setProperty(WORN, True)
    font = app.font()
    if abs(font.pointSizeF() - points) > 0.01:
        font.setPointSizeF(points)
        app.setFont(font)
    app.setProperty(LETTERS, scale)
    app.setPalette(_palette(scheme_tones))
    app.setStyleSheet(_style_sheet(scheme_tones, points))


def wear(app: QApplication, preferences: Preferences) -> None:
    """Dress as the person wishes, and as the system does where they wish nothing. Live: a window
    that is open changes with it."""
    wanted = _SCHEMES[preferences.scheme]
    hints = app.styleHints()
    hints.setColorScheme(wanted)  # for what the system draws: frames, its own dialogs
    scheme = hints.colorScheme() if wanted is Qt.ColorScheme.Unknown else wanted
    dress(app, scheme, preferences.type_size.scale)


class Follower(QObject):
    """Dresses the application at once, and again when the system turns light or dark."""

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__(app)
        self._app, self._preferences = app, preferences
        app.styleHints().colorSchemeChanged.connect(self._wear)
        self._wear()

    def _wear(self) -> None:
        wear(self._app, self._preferences)


def _points() -> float:
    # The system may measure its font in pixels; then pointSizeF is -1 and ours counts.
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    return max(system.pointSizeF(), SMALLEST_POINT_SIZE)


def _palette(t: Tones) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, tone in {
        role.Window: t.paper,
        role.WindowText: t.text,
        role.Base: t.field,
        role.AlternateBase: t.panel,
        role.Text: t.text,
        role.PlaceholderText: t.quiet,
        role.Button: t.field,
        role.ButtonText: t.text,
        role.BrightText: t.stop,
        role.ToolTipBase: t.panel,
        role.ToolTipText: t.text,
        role.Highlight: t.accent,
        role.HighlightedText: t.on_accent,
        role.Link: t.accent,
        role.Accent: t.accent,
    }.items():
        palette.setColor(which, QColor(tone))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(t.faint))
    return palette


def _style_sheet(t: Tones, points: float) -> str:
    sizes = {
        "small": points * 0.9,
        "large": points * 1.2,
        "headline": points * 1.5,
        "title": points * 2.1,
    }
    words = {name: f"{size:.1f}pt" for name, size in sizes.items()}
    words["box"] = f"{grown(14)}px"
    before = BESIDE + grown(SEARCH) + 10
    words |= {"before": f"{before}px", "before_focused": f"{before - 1}px"}
    # A style sheet cannot tint a drawing.
    scheme = "dark" if t is DARK else "light"
    for name in ("tick", "dash", "clear"):
        words[name] = resource(f"icons/{name}-{scheme}.svg").as_posix()
    return _SHEET.substitute(t._asdict(), **words)


# Widgets choose their part in it by the dynamic property `look`.
_SHEET = Template(
    """
* { outline: 0; }
QToolTip { color: $text; background: $panel; border: 1px solid $strong_line; padding: 5px 8px; }

QLabel[look="title"] { font-size: $title; font-weight: 600; }
QLabel[look="headline"] { font-size: $headline; font-weight: 600; }
QLabel[look="section"] { font-size: $large; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="quiet"] { color: $quiet; }
QLabel[look="caption"] { color: $quiet; font-size: $small; }
QLabel[look="fact"] { font-size: $large; }
QLabel[look="stop"] { color: $stop; }
QLabel[look="changed"] { color: $accent; font-size: $small; }

QWidget#panel, QWidget#panel QScrollArea, QWidget#rows { background: $panel; }
QFrame[look="edge"] { background: $line; border: 0; }

QLineEdit { background: $field; border: 1px solid $faint; border-radius: 6px;
    padding: 6px 9px; selection-background-color: $accent; selection-color: $on_accent;
    lineedit-clear-button-icon: url("$clear"); }
QLineEdit:focus { border: 2px solid $accent; padding: 5px 8px; }
QLineEdit:disabled { color: $faint; border-color: $line; }
QLineEdit[look="intake"] { font-size: $headline; border-radius: 10px;
    padding: 11px 14px 11px $before; selection-background-color: $selection;
    selection-color: $text; }
QLineEdit[look="intake"]:focus { padding: 10px 13px 10px $before_focused; }
QLineEdit[look="intake"][over="true"] { border: 2px solid $accent; background: $calm_back;
    padding: 10px 13px 10px $before_focused; }

QFrame[look="row"] { border: 0; border-bottom: 1px solid $line;
    border-left: 2px solid transparent; }
QFrame[look="row"]:focus { background: $calm_back; border-left-color: $accent; }

QPushButton { background: transparent; border: 1px solid $strong_line; border-radius: 6px;
    padding: 7px 15px; color: $text; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 14px; }
QPushButton:disabled { color: $faint; border-color: $line; background: transparent; }
QPushButton[look="main"] { background: $accent; border-color: $accent; color: $on_accent;
    font-weight: 600; padding: 8px 22px; }
QPushButton[look="main"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[look="main"]:pressed { background: $accent_pressed; }
QPushButton[look="main"]:focus { border: 2px solid $text; padding: 7px 21px; }
QPushButton[look="main"]:disabled { background: $line; border-color: $line; color: $faint; }
QPushButton[look="tall"] { border-radius: 10px; padding: 0 22px; }
QPushButton[look="tall"]:focus { padding: 0 21px; }
QPushButton[look="plain"] { border: 1px solid transparent; color: $accent; padding: 0 5px; }
QPushButton[look="plain"]:hover { background: $hover; }
QPushButton[look="plain"]:focus { border: 1px solid $accent; }
QPushButton[look="plain"]:disabled { color: $faint; }
QPushButton[look="link"] { border: 0; border-bottom: 2px solid transparent; border-radius: 0;
    color: $accent; padding: 2px 0 0 0; }
QPushButton[look="link"]:hover { background: transparent; border-bottom-color: $line; }
QPushButton[look="link"]:focus { border-bottom-color: $accent; }

QComboBox { background: $field; border: 1px solid $faint; border-radius: 6px;
    padding: 6px 11px; color: $text; combobox-popup: 0; }
QComboBox:focus { border: 2px solid $accent; padding: 5px 10px; }
QComboBox:disabled { color: $faint; border-color: $line; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $field; border: 1px solid $strong_line;
    selection-background-color: $selection; selection-color: $text; }
QComboBox QAbstractItemView::item { padding: 5px 8px; }
QCheckBox { spacing: 8px; padding: 6px 1px 4px 0; border: 0; border-bottom: 2px solid transparent; }
QCheckBox:focus { border-bottom-color: $accent; }
QCheckBox:disabled { color: $faint; }

QListWidget[look="contents"] { background: transparent; border: 0; }
QListWidget[look="contents"]::item { padding: 8px 10px; border-radius: 6px; color: $text;
    border: 2px solid transparent; }
QListWidget[look="contents"]::item:hover { background: $hover; }
QListWidget[look="contents"]::item:selected { background: $selection; color: $text; }
QListWidget[look="contents"]::item:selected:focus { border-color: $accent; }
QPushButton[look="light"] { border: 1px solid transparent; border-radius: 5px; padding: 0; }
QPushButton[look="light"]:hover, QPushButton[look="light"]:checked { background: $pressed; }
QPushButton[look="light"]:focus { border: 1px solid $accent; padding: 0; }
QPushButton[look="quiet"] { border: 1px solid transparent; border-radius: 5px; color: $quiet;
    font-size: $small; padding: 3px 8px; }
QPushButton[look="quiet"]:hover { background: $pressed; color: $text; }
QPushButton[look="quiet"]:focus { border: 1px solid $accent; padding: 3px 8px; }
QLabel[look="alarm"] { color: $stop; font-size: $small; font-weight: 600; }
QLabel[look="warning"] { color: $care; font-size: $small; font-weight: 600; }
QFrame[look="popover"] { background: $field; border: 1px solid $strong_line; border-radius: 8px; }

QTextBrowser[look="page"] { background: $paper; border: 2px solid transparent; }
QTextBrowser[look="page"]:focus { border-color: $accent; }

QPushButton[look="glyph"] { border: 1px solid transparent; padding: 0; }
QPushButton[look="glyph"]:hover { background: $hover; }
QPushButton[look="glyph"]:focus { border: 2px solid $accent; padding: 0; }

QFrame[look="job"] { border: 0; border-bottom: 1px solid $line; padding: 2px 2px 1px 2px; }
QFrame[look="job"]:focus { border: 2px solid $accent; padding: 0; }
QFrame[look="undo"] { background: $calm_back; border: 0; border-top: 1px solid $line; }

QTableView { background: transparent; border: 0; border-top: 1px solid $line; }
QTableView:focus { border-top: 2px solid $accent; }
QTableView::item { padding: 0 12px 0 0; border-bottom: 1px solid $line; color: $text; }
QAbstractItemView::indicator, QCheckBox::indicator { width: $box; height: $box;
    border: 1px solid $quiet; border-radius: 3px; background: $field; }
QAbstractItemView::indicator:checked, QAbstractItemView::indicator:indeterminate,
QCheckBox::indicator:checked { background: $accent; border-color: $accent; }
QAbstractItemView::indicator:checked, QCheckBox::indicator:checked { image: url("$tick"); }
QAbstractItemView::indicator:indeterminate { image: url("$dash"); }
QCheckBox::indicator:disabled { border-color: $line; }
QCheckBox::indicator:checked:disabled { background: $faint; }

QTreeView { background: $paper; border: 0; border-top: 1px solid $line;
    selection-background-color: transparent; selection-color: $text; }
QTreeView:focus { border-top: 2px solid $accent; }
QTreeView::item { padding: 5px 12px 5px 0; border: 0; }
QTreeView::item:selected, QTreeView::item:selected:!active { background: transparent;
    color: $text; }
QTreeView::item:selected:active { background: $selection; color: $text; }
QListWidget[look="others"] { background: $paper; border: 1px solid $line; border-radius: 6px; }
QListWidget[look="others"]:focus { border-color: $accent; }
QListWidget[look="others"]::item { padding: 4px 8px; color: $text; }
QListWidget[look="others"]::item:selected { background: transparent; color: $text; }
QListWidget[look="others"]::item:selected:active { background: $selection; color: $text; }
QTableView[look="chosen"]::item:selected { background: $selection; color: $text; }
QListWidget[look="pictures"] { background: $paper; border: 1px solid transparent;
    border-radius: 6px; }
QListWidget[look="pictures"]:focus { border-color: $accent; }
QListWidget[look="pictures"]::item { color: $quiet; border-radius: 6px; padding: 2px; }
QListWidget[look="pictures"]::item:selected { background: transparent; color: $quiet; }
QListWidget[look="pictures"]::item:selected:active { background: $selection; color: $text; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: transparent; color: $quiet; border: 0; padding: 6px 15px 6px 3px;
    font-size: $small; }

QProgressBar { background: $line; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QProgressBar[look="capacity"], QProgressBar[look="capacity-over"] { border-radius: 4px;
    max-height: 8px; min-height: 8px; }
QProgressBar[look="capacity"]::chunk { border-radius: 4px; }
QProgressBar[look="capacity-over"]::chunk { background: $care; border-radius: 4px; }

QFrame[look="notice-stop"] QLabel[look="differs"] { color: $stop; font-weight: 600; }
QFrame[look="notice-care"] QLabel[look="differs"] { color: $care; font-weight: 600; }
QFrame[look="notice-stop"] { background: $stop_back; border: 0; border-radius: 8px; }
QFrame[look="notice-care"] { background: $care_back; border: 0; border-radius: 8px; }
QFrame[look="notice-calm"] { background: $calm_back; border: 0; border-radius: 8px; }

QScrollArea { border: 0; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $strong_line; border-radius: 3px; min-height: 32px;
    margin: 2px 3px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $strong_line; border-radius: 3px; min-width: 32px;
    margin: 3px 2px; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
)
