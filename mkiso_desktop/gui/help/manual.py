"""The help: one page per language from resources/help, in a window beside the other."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ...core.places import resource
from ..extent import extent
from ..look import tones

_SECTION = re.compile(r'<h1><a name="(\w+)"></a>(.*?)</h1>')
AIR = 18  # logical pixels above a heading
INDENT = 24  # of a list; Qt's own forty are for books
_STYLE = """
h1 {{ font-size: large; font-weight: 600; margin-top: 22px; margin-bottom: 6px; }}
p, li {{ margin-top: 4px; margin-bottom: 6px; }}
th {{ color: {quiet}; font-weight: 400; }}
a {{ color: {accent}; }}
"""


class Page(QTextBrowser):
    """Shows our own page and loads nothing else; a link outside opens only when it is clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setProperty("look", "page")
        self.document().setDocumentMargin(24)
        self.document().setIndentWidth(INDENT)
        self.anchorClicked.connect(self._follow)
        self._html = ""

    def show_html(self, html: str) -> None:
        """That page, from its beginning, in the tones of the palette."""
        self._html = html
        t = tones(self.palette())
        self.document().setDefaultStyleSheet(_STYLE.format(quiet=t.quiet, accent=t.accent))
        self.setHtml(html)

    def loadResource(self, kind: int, name: QUrl | str) -> QPixmap:
        """A blank, for whatever is asked: with nothing Qt would look for the file itself."""
        blank = QPixmap(1, 1)
        blank.fill(Qt.GlobalColor.transparent)
        return blank

    def changeEvent(self, event: QEvent) -> None:
        """Dark became light, or back: the page's own tones with it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._html:
            self.show_html(self._html)

    def _follow(self, link: QUrl) -> None:
        if link.isRelative():
            self.scrollToAnchor(link.fragment())
        elif link.scheme() in ("https", "mailto"):
            QDesktopServices.openUrl(link)


class Manual(QWidget):
    """Contents on the left, the page on the right. `asked_about` wants the other window."""

    asked_about = Signal()

    def __init__(self, parent: QWidget, language: str, contact: str = "") -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Help"))
        self.contents, self.page = QListWidget(), Page()
        self.contents.setAccessibleName(self.tr("Contents"))
        self.contents.setProperty("look", "contents")
        self.contents.setWordWrap(True)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.currentRowChanged.connect(self.show_section)
        self.page.setAccessibleName(self.tr("Help"))
        html = resource(f"help/{language}.html").read_text("utf-8")
        self._sections = _SECTION.findall(html)
        self.contents.addItems([title for _, title in self._sections])
        self.page.show_html(html.replace("{contact}", escape(contact or self._nobody())))
        self._lay_out()
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        self.contents.setCurrentRow(0)
        self.contents.setFocus()

    def _nobody(self) -> str:
        return self.tr("The administrator of this program at your hospital.")

    def _lay_out(self) -> None:
        letters = self.fontMetrics()
        about = QPushButton(self.tr("&About this program"))
        about.setAutoDefault(True)  # Enter, too
        about.setAccessibleName(self.tr("About this program"))
        about.clicked.connect(lambda _checked=False: self.asked_about.emit())
        close = QPushButton(self.tr("&Close"))
        close.setAutoDefault(True)  # Enter, too
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(lambda _checked=False: self.close())
        side = QWidget()
        side.setObjectName("panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(letters.averageCharWidth() * 37)
        left = QVBoxLayout(side)
        left.setContentsMargins(12, 20, 12, 16)
        left.setSpacing(8)
        left.addWidget(self.contents, 1)
        left.addWidget(about)
        left.addWidget(close)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self.page, 1)
        self.resize(extent(self, 120, 38))
        self.setMinimumSize(extent(self, 80, 24))

    def section(self) -> int:
        """Which section was chosen last."""
        return self.contents.currentRow()

    def show_section(self, number: int) -> None:
        """Its heading goes to the top, with a little air above."""
        bar = self.page.verticalScrollBar()
        if number <= 0:
            bar.setValue(0)
        else:
            self.page.scrollToAnchor(self._sections[number][0])
            bar.setValue(bar.value() - AIR)
