"""The window's first start goes on as the demo: this program anew, in the place of its process."""

import json
import subprocess
import sys
from pathlib import Path


def test_the_demo_takes_the_place_of_the_process(tmp_path: Path) -> None:
    words = ("demo", "--headless", "--json", "--output", str(tmp_path))
    code = f"from mkiso_desktop.__main__ import _begin_anew; _begin_anew(*{words!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert Path(json.loads(done.stdout)["iso"]).parent == tmp_path
