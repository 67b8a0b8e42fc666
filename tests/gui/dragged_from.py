"""Our own window with one finished job in its list, for a test that drags it with a real mouse.

    python -m tests.gui.dragged_from FILE

Says where on the screen the row is to be taken hold of, as soon as it knows that the file is there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QPoint, QTimer
from PySide6.QtWidgets import QApplication

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.job import IsoFile, JobState, JobView, Result
from mkiso_desktop.gui.jobs.row import JobRow
from mkiso_desktop.gui.window import Window

from .dropped_on import WIDTH
from .scripted_engine import FROM_API, ScriptedEngine


def main() -> int:
    app = QApplication(sys.argv)
    path = Path(sys.argv[1])
    engine = ScriptedEngine(Config())
    iso = IsoFile(path, path.stat().st_size if path.exists() else 0, "0" * 64, 1)
    result = Result(FROM_API.name, FROM_API.patient_id, 1, (iso,))
    engine.left(JobView(1, MediaRequest(("A1",)), JobState.DONE, result=result))
    window = Window(lambda: engine)  # type: ignore[arg-type,return-value]  # it is as good
    window.move(WIDTH + 20, 0)
    window.show()
    timer = QTimer(window)
    clock = QElapsedTimer()
    clock.start()

    def tell(row: JobRow) -> None:
        # The line of the name: what stands above it may still move the row.
        point = row.mapToGlobal(row.name.geometry().topLeft() + QPoint(20, 10))
        print("row", point.x(), point.y(), flush=True)

    def look() -> None:
        row = window.queue.rows.get(1)
        known = row is not None and row.ending is not None and row.isVisible()
        if row is not None and known and clock.hasExpired(300):
            timer.stop()
            tell(row)

    timer.timeout.connect(look)
    timer.start(50)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
