"""The installed PySide6 survives its own signals (DESIGN.md, decision 10)."""

import subprocess
import sys

EMIT = """
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rings, tells = Signal(), Signal(object)

app = QCoreApplication([])
heard = []
bell = Bell()
bell.rings.connect(lambda: heard.append(True))
bell.tells.connect(heard.append)
for number in range(2000):
    bell.rings.emit()
    bell.tells.emit({"number": number})
print(len(heard))
"""


def test_two_thousand_emits_do_not_end_python() -> None:
    """6.12.0 loses a reference to True with each and dies; so this is not tried in our process."""
    run = subprocess.run([sys.executable, "-c", EMIT], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "4000"
