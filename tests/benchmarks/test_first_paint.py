"""How long it takes until a person sees the window, beside a QMainWindow with nothing in it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .rounds import interleaved, table

MOST_TIMES = 1.5
ROUNDS = 11

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic_ns(), flush=True)
        app.exit()

app = QApplication(sys.argv[:1])
window = Window()
window.show()
sys.exit(app.exec())
"""
OURS = """
import os, sys, time
from mkiso_desktop import __main__ as door
from mkiso_desktop.gui import window

painted = window.Window.paintEvent
def paint(self, event):
    painted(self, event)
    print(time.monotonic_ns(), flush=True)
    os._exit(0)
window.Window.paintEvent = paint
sys.argv = ["mkiso-desktop", "--config", "no-such-config.toml"]
door.main()
"""


def first_paint(script: str, folder: Path) -> float:
    """Seconds from the command to the first paint, in a fresh interpreter that finds everything
    compiled, as an installed program does from its second start on."""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_STATE_HOME": str(folder)}
    env["PYTHONPYCACHEPREFIX"] = str(folder.parent / "compiled")
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic_ns()
    answer = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=env, timeout=60, check=True
    )
    return (int(answer.stdout) - began) / 1e9


@pytest.mark.slow
def test_the_window_is_there_almost_as_soon_as_an_empty_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = interleaved(
        {
            "mkiso-desktop": lambda here: first_paint(OURS, here),
            "a bare QMainWindow": lambda here: first_paint(BARE, here),
        },
        tmp_path,
        ROUNDS,
    )
    table(capsys, "Start to first paint", seconds)
    ours, bare = (sorted(times)[len(times) // 2] for times in seconds.values())
    assert ours < MOST_TIMES * bare
