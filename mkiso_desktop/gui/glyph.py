"""Our icons: line drawings in resources/icons, tinted with a tone of the palette in use."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton, QWidget

from ..core.places import resource
from .look import grown, tones


class Glyph(QWidget):
    """One icon of `side` logical pixels, more beside larger letters; sharp at every scale.
    Decoration: words say the same."""

    def __init__(self, name: str, tone: str, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._tone = ""
        self._renderer = QSvgRenderer(self)
        self.setFixedSize(grown(side), grown(side))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.show_icon(name, tone)

    def show_icon(self, name: str, tone: str) -> None:
        """Another drawing, or another tone (a field's name of look.Tones)."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self._load()

    def sizeHint(self) -> QSize:
        """As large as it is drawn."""
        return self.minimumSize()

    def changeEvent(self, event: QEvent) -> None:
        """Dark became light, or back."""
        if event.type() == QEvent.Type.PaletteChange:
            self._load()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw at the size of the widget."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._renderer.render(painter, QRectF(self.rect()))

    def _load(self) -> None:
        colour: str = getattr(tones(self.palette()), self._tone)
        drawing = resource(f"icons/{self._name}.svg").read_text("utf-8")
        self._renderer.load(QByteArray(drawing.replace("currentColor", colour).encode()))
        self.update()


class GlyphButton(QPushButton):
    """A button that shows an icon alone; `name` says what it does, to a screen reader and as a
    tooltip."""

    def __init__(self, icon: str, name: str, side: int = 18) -> None:
        super().__init__()
        self.setProperty("look", "glyph")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.glyph = Glyph(icon, "quiet", side, self)
        self.setFixedSize(self.glyph.width() + 10, self.glyph.height() + 4)
        self.glyph.move(5, 2)


def picture(name: str, tone: str, side: int, palette: QPalette, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture, for what takes pictures alone."""
    glyph = Glyph(name, tone, side)
    glyph.setPalette(palette)
    pixmap = QPixmap(glyph.size() * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    glyph.render(pixmap, renderFlags=QWidget.RenderFlag.DrawChildren)
    return pixmap
