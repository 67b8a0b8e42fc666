"""A small window of another program, which takes in files that are dropped on it, as a file manager
does: it asks for them as soon as they are over it, and copies them into a folder.

    python -m tests.gui.dropped_on FOLDER

Says "ready", "over" with the file names, "dropped" with what it was allowed to do, and "clicked".
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

WIDTH = HEIGHT = 300


class Target(QWidget):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.setAcceptDrops(True)
        self.setGeometry(0, 0, WIDTH, HEIGHT)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        names = [Path(url.toLocalFile()).name for url in event.mimeData().urls()]
        print("over", *names, flush=True)
        event.acceptProposedAction()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        print("clicked", flush=True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            shutil.copy(url.toLocalFile(), self._folder)
        may = event.possibleActions()
        event.acceptProposedAction()
        print("dropped", event.dropAction().name, may.name or may, flush=True)
        QTimer.singleShot(0, QApplication.quit)


def main() -> int:
    app = QApplication(sys.argv)
    target = Target(Path(sys.argv[1]))
    target.show()
    QTimer.singleShot(0, lambda: print("ready", flush=True))
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
