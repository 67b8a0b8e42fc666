"""The plan of the house holds: imports go down, without rings, in measure (DESIGN.md)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import (
    broad_excepts,
    cycles,
    import_complaints,
    measure_complaints,
    modules,
    step_complaints,
    wall_clock_complaints,
)

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "mkiso_desktop"


def build(house: Path, files: dict[str, str]) -> Path:
    """A small house of the given files."""
    for name, text in files.items():
        path = house / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return house


def test_imports_go_down_and_libraries_stay_in_their_rooms() -> None:
    assert not import_complaints(HOUSE)


def test_steps_do_not_call_one_another() -> None:
    assert not step_complaints(HOUSE)


def test_no_ring_of_imports() -> None:
    assert not cycles(HOUSE)


def test_the_measures_are_kept() -> None:
    for folder in (HOUSE, ROOT / "tests", ROOT / "packaging"):
        assert not measure_complaints(folder)


def test_nobody_measures_by_the_wall_clock() -> None:
    assert not wall_clock_complaints(HOUSE)


def test_a_look_at_the_wall_clock_is_found(tmp_path: Path) -> None:
    house = {
        "net/a.py": "import time\nbegan = time.time()\nnow = time.monotonic()\n",
        "net/b.py": "from time import time\n",
        "net/c.py": "from time import monotonic\n",
        "engine/a.py": "from datetime import date\nclock = date.today\n",
        "engine/history.py": "from datetime import datetime\nnow = datetime.now()\n",
    }
    found = wall_clock_complaints(build(tmp_path / "house", house))
    assert [line.split(" ")[0] for line in found] == [
        "house.engine.a:2",
        "house.net.a:2",
        "house.net.b:1",
    ]


def test_only_a_face_or_the_engine_catches_everything() -> None:
    assert not broad_excepts(HOUSE)


def test_every_room_imports_alone() -> None:
    names = {module.name for module in modules(HOUSE) if module.path.name == "__init__.py"}
    for name in sorted(names):
        subprocess.run([sys.executable, "-W", "error", "-c", f"import {name}"], check=True)


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("core/a.py", "import house.net", "core must not use net"),
        ("core/a.py", "from ..net import wire", "core must not use net"),
        ("net/a.py", "from .. import steps", "net must not use steps"),
        ("net/a.py", "def f():\n    from house.engine.engine import Engine", "must not use engine"),
        ("gui/a.py", "import house.cli", "gui must not use cli"),
        ("engine/a/b.py", "from ...gui.window import Window", "engine must not use gui"),
        ("__init__.py", "from .core import errors", "must not use core"),
        ("engine/a.py", "from PySide6.QtCore import QThread", "PySide6 belongs to gui"),
        ("steps/a.py", "import pynetdicom.ae", "pynetdicom belongs to net and demo"),
        ("cli.py", "from httpx import get", "httpx belongs to net"),
        ("tools/a.py", "", "tools is not a room of the plan"),
    ],
)
def test_a_wrong_import_is_found(tmp_path: Path, path: str, text: str, complaint: str) -> None:
    [found] = import_complaints(build(tmp_path / "house", {path: text}))
    assert complaint in found


def test_right_imports_are_left_alone(tmp_path: Path) -> None:
    house = {
        "__init__.py": "",
        "__main__.py": "from .gui import window\nimport house.cli",
        "gui/window.py": "import PySide6\nfrom ..core.errors import MkisoError\nfrom . import box",
        "net/wire.py": "import pydicom\nfrom house import __version__",
    }
    assert not import_complaints(build(tmp_path / "house", house))


def test_a_step_that_calls_another_is_found(tmp_path: Path) -> None:
    house = {
        "steps/image.py": "from .fileset import build_fileset",
        "steps/prove.py": "from .fileset import Fileset\nfrom .records import record",
        "steps/check.py": "from . import query",
    }
    assert step_complaints(build(tmp_path / "house", house)) == [
        "steps.check must not call query",
        "steps.image must not call fileset.build_fileset",
    ]


def test_a_ring_is_found_also_when_it_is_hidden(tmp_path: Path) -> None:
    house = {
        "core/a.py": "from . import b",
        "core/b.py": "from .c import word",
        "core/c.py": "def f():\n    import house.core.a",
        "core/d.py": "from .a import word",
    }
    assert cycles(build(tmp_path / "house", house)) == [
        ["house.core.a", "house.core.b", "house.core.c"]
    ]


def test_what_has_grown_too_long_is_found(tmp_path: Path) -> None:
    house = {
        "long.py": '"""What for."""\n' + "\n" * 400,
        "function.py": '"""What for."""\ndef f():\n' + "    pass\n" * 40,
        "dumb.py": "a = 1\n",
    }
    complaints = measure_complaints(build(tmp_path / "house", house))
    assert [complaint.split(":")[0] for complaint in complaints] == [
        "house.dumb",
        "house.function.f",
        "house.long",
    ]


def test_a_catch_all_is_found_where_the_error_ends(tmp_path: Path) -> None:
    catch = "try:\n    pass\nexcept {}:\n    {}\n"
    house = {
        "core/b.py": catch.format("", "pass"),
        "net/a.py": catch.format("Exception as error", "log.warning('x', error)"),
        "net/b.py": catch.format("BaseException as error", "str(error)"),
        "net/c.py": catch.format("BaseException", "raise"),
        "net/d.py": catch.format("Exception as error", "answers.put((error, None))"),
        "steps/c.py": catch.format("(OSError, ValueError)", "pass"),
        "gui/d.py": catch.format("Exception", "pass"),
    }
    found = broad_excepts(build(tmp_path / "house", house))
    assert [line.split(":")[0] for line in found] == ["house.core.b", "house.net.a", "house.net.b"]
