"""Makes pictures of the window in every state (poses.py), drawn without a screen.

python packaging/screenshots.py FOLDER    every state: light, dark, both languages, 100 and 200 %
python packaging/screenshots.py           docs/window.png alone, for the README

--only WORD takes the states whose name holds WORD; --quick draws light, English, 100 % alone;
--scales 1.25 1.5 draws other scales, --letters other sizes of type, --smallest the least windows.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCREEN = 1920, 1080  # logical pixels
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import poses  # noqa: E402
from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from mkiso_desktop.gui.look import dress  # noqa: E402
from mkiso_desktop.gui.preferences import TypeSize  # noqa: E402

SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


def draw(widget: QWidget, target: Path, *, is_smallest: bool = False) -> None:
    """The widget as it is now."""
    if is_smallest:
        widget.resize(0, 0)
    poses.live(150)  # what was just laid out is painted
    target.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(target))


def draw_look(choice: argparse.Namespace) -> None:
    """Every state in one look; the scale is the environment's."""
    scheme, language = choice.one.split("-")
    dress(QApplication([]), SCHEMES[scheme], TypeSize(choice.letters).scale)
    if choice.folder is None:
        with poses.sitting(language) as one:
            poses.readme(one)
            draw(one.window, ROOT / "docs" / "window.png")
        return
    for place, states in poses.PLACES.items():
        wanted = {name: pose for name, pose in states.items() if choice.only in name}
        if not wanted:
            continue
        with place(language) as one:
            for name, pose in wanted.items():
                widget = pose(one) or one.window
                draw(widget, choice.folder / f"{name}.png", is_smallest=choice.smallest)


def run_look(look: str, scale: float, arguments: list[str]) -> None:
    """In a process of its own, since Qt reads scale and screen once; the screen is a usual one."""
    width, height = (round(side * scale) for side in SCREEN)
    screen = {"name": "", "x": 0, "y": 0, "width": width, "height": height}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "screen.json"
        path.write_text(json.dumps({"screens": [screen]}), "utf-8")
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={path}",
            "QT_SCALE_FACTOR": str(scale),
        }
        command = [sys.executable, __file__, *arguments, "--one", look]
        subprocess.run(command, env=environment, check=True)


def main() -> None:
    """Each look after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--scales", nargs="+", type=float, default=[1.0, 2.0])
    parser.add_argument("--letters", default="normal", choices=[size.value for size in TypeSize])
    parser.add_argument("--smallest", action="store_true")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.one:
        draw_look(choice)
    elif choice.folder is None:
        run_look("light-en", 1.5, [])
    else:
        looks = [("light", "en", 1.0)] if choice.quick else None
        further = ["--only", choice.only, "--letters", choice.letters]
        further += ["--smallest"] if choice.smallest else []
        for scheme, language, scale in looks or itertools.product(
            SCHEMES, ("en", "id"), choice.scales
        ):
            look = f"{scheme}-{language}"
            folder = choice.folder / f"{look}-{scale * 100:.0f}"
            print(folder, flush=True)
            run_look(look, scale, [str(folder), *further])


if __name__ == "__main__":
    main()
