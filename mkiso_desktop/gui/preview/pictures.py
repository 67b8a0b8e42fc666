"""A strip of small pictures: the middle image of each series, once a job has it. Never on disk."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from ...core.picture import Picture
from ...core.study import Series
from .choice import Choice

SIDE, GAP = 72, 10  # logical pixels: a picture, and what is between two


class Pictures(QListWidget):
    """Not there while there is none. Arrows walk along it. `counted` when there may be more."""

    counted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "pictures")
        self.setAccessibleName(self.tr("Pictures of the series"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setSpacing(4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        letters = self.fontMetrics()
        words = letters.horizontalAdvance(self.tr("Series {}").format(900))
        self.setGridSize(QSize(max(SIDE, words) + GAP, SIDE + letters.height() + 12))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.gridSize().height() + bar + 2)
        self.hide()

    def show_choice(self, choice: Choice) -> None:
        """Those of the series on the sheet, in their order."""
        self.clear()
        for study in choice.studies:
            for series in study.series:
                if picture := choice.pictures.get(series.series_instance_uid):
                    self.addItem(self._item(series, picture))
        self.setVisible(self.count() > 0)
        self.counted.emit()

    def take(self, room: int) -> None:
        """As wide as all of them, where there is so much room; one is always seen."""
        one, frame = self.gridSize().width(), 2 * self.frameWidth()
        needed = self.count() * one + frame
        self.setFixedWidth(max(one + frame, min(needed, room)))
        # What is behind the last picture is empty: nobody scrolls for that.
        bars = Qt.ScrollBarPolicy
        fits = needed - GAP <= room
        self.setHorizontalScrollBarPolicy(
            bars.ScrollBarAlwaysOff if fits else bars.ScrollBarAsNeeded
        )

    def _item(self, series: Series, picture: Picture) -> QListWidgetItem:
        item = QListWidgetItem(_icon(picture), self.tr("Series {}").format(series.number or "–"))
        words = " · ".join(filter(None, (item.text(), series.modality, series.description)))
        item.setToolTip(words)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        return item


def _icon(picture: Picture) -> QIcon:
    form = QImage.Format.Format_RGB888
    image = QImage(picture.rgb, picture.width, picture.height, 3 * picture.width, form)
    return QIcon(QPixmap.fromImage(image.copy()))  # the bytes belong to the picture
