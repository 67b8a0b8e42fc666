"""What may be dropped on the search: text from anywhere, files and folders."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

_OVER = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class Drops(QObject):
    """Watches some widgets. `hovering` says that something is held above one of them; `text` and
    `files` (a tuple of paths) what was let go there."""

    hovering = Signal(bool)
    text = Signal(str)
    files = Signal(object)

    def __init__(self, parent: QWidget, *targets: QWidget) -> None:
        super().__init__(parent)
        self.is_open = True
        for target in targets:
            target.setAcceptDrops(True)
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Instead of the widget's own way with a drag."""
        if event.type() == QEvent.Type.DragLeave:
            self.hovering.emit(False)
            return True
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        mime = event.mimeData()
        if not self.is_open or not (mime.hasUrls() or mime.hasText()):
            event.ignore()
            return True
        # Never a move: whoever drags a file here keeps it.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.hovering.emit(event.type() in _OVER)
        if event.type() == QEvent.Type.Drop:
            self._take(mime)
        return True

    def _take(self, mime: QMimeData) -> None:
        local = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        if local:
            self.files.emit(tuple(map(Path, local)))
        else:
            self.text.emit(mime.text())
