"""What the tests of the house look at: who imports whom, how long a function is, what is caught.

Each `*_complaints` takes the folder of a package and gives one sentence for each thing that is
wrong, so that a test can show it a house with a fault.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FLOORS = [
    ["core"],
    ["net"],
    ["steps"],
    ["engine", "access"],
    ["gui", "listener", "cli", "demo"],
    ["__main__"],
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
# pydicom is our mother tongue, and may appear anywhere.
ONLY_IN = {
    "PySide6": ["gui"],
    "fastapi": ["listener"],
    "httpx": ["net"],
    "idna": ["core"],
    "keyring": ["core"],
    "prometheus_client": ["listener"],
    "pycdlib": ["steps"],
    "pynetdicom": ["net", "demo"],
    "rich": ["cli"],
    "sqlalchemy": ["engine", "access"],
    "starlette": ["listener"],
    "tomlkit": ["core"],
    "uvicorn": ["listener"],
}
# engine/make_disc.py joins them; from one another they may take words (classes) alone.
STEPS = {
    "query",
    "browse",
    "retrieve",
    "check",
    "fileset",
    "transcode",
    "pages",
    "volumes",
    "image",
    "prove",
    "deliver",
    "burn",
    "relay",
}
# Where any error must become an answer to a person; below, only errors that have a name.
EDGES = {"engine", "gui", "listener", "cli", "demo", "__main__"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
# Who may look at the wall clock, which jumps, and what for. Durations are time.monotonic()'s.
WALL_CLOCK = {
    "core.durable": "how old a file is that a crash left",
    "core.logs": "the times of the log",
    "engine.cut_off": "until when an interrupted job may go on",
    "engine.doctor": "studies of today",
    "engine.handing": "when it was handed over, for people",
    "engine.health": "when it was looked, for people",
    "engine.history": "when it was, for people",
    "engine.kept_images": "how old an image is that a link has asked for",
    "engine.shelf": "what the desk's list shows of the last day, and what was made of late",
    "engine.spool": "how old a file is that a crash left",
    "gui.preview.card": "how old the patient is",
    "listener.server": "when it was opened, for people",
    "net.patient_api": "Retry-After may name a moment",
    "steps.pages": "when the disc was made, for people",
}
_LOOKS = {"time.time", "time.localtime", "time.gmtime", "datetime.now", "datetime.utcnow"}
_LOOKS |= {"date.today", "datetime.today", "time.ctime", "time.time_ns"}


@dataclass(frozen=True)
class Module:
    """One file of the house, or of its tests."""

    house: Path
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """As it is imported: mkiso_desktop.core.config."""
        parts = [self.house.name, *self.path.relative_to(self.house).with_suffix("").parts]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The part of the house it belongs to; "" for the house's own __init__."""
        first = self.path.relative_to(self.house).parts[0]
        return "" if first == "__init__.py" else first.removesuffix(".py")

    def imports(self) -> Iterator[str]:
        """Every name it imports, in full, wherever in the file that stands."""
        package = self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                home = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*(home if node.level else []), *filter(None, [node.module])])
                yield from (f"{base}.{alias.name}" for alias in node.names)


def modules(house: Path) -> list[Module]:
    """Every Python file below the folder."""
    return [Module(house, path) for path in sorted(house.rglob("*.py"))]


def import_complaints(house: Path) -> list[str]:
    """Imports that go up, sideways, or to a library that belongs to another room."""
    wrong: list[str] = []
    for module in modules(house):
        if module.room and module.room not in LEVEL:
            wrong.append(f"{module.name}: {module.room} is not a room of the plan")
        level = LEVEL.get(module.room, len(FLOORS)) if module.room else 0
        for name in module.imports():
            top, *rest = name.split(".")
            if module.room not in ONLY_IN.get(top, [module.room]):
                wrong.append(f"{module.name}: {top} belongs to {' and '.join(ONLY_IN[top])}")
            other = rest[0] if top == house.name and rest else module.room
            if other in LEVEL and other != module.room and LEVEL[other] >= level:
                wrong.append(f"{module.name}: {module.room} must not use {other}")
    return wrong


def step_complaints(house: Path) -> list[str]:
    """Steps that call one another: a step may know another's words, not its deeds."""
    wrong: list[str] = []
    for module in modules(house / "steps"):
        own = module.room
        for name in module.imports():
            _, _, below = name.partition("steps.")
            step, _, word = below.partition(".")
            is_word = word.rpartition(".")[2][:1].isupper()
            if own in STEPS and step in STEPS - {own} and name.startswith("steps.") and not is_word:
                wrong.append(f"steps.{own} must not call {below}")
    return wrong


def cycles(house: Path) -> list[list[str]]:
    """Every ring of modules that import one another, also by an import inside a function."""
    known = {module.name for module in modules(house)}
    uses: dict[str, set[str]] = {}
    for module in modules(house):
        names = set(module.imports())
        targets = {name if name in known else name.rpartition(".")[0] for name in names}
        uses[module.name] = targets & known - {module.name}
    reach = {name: _reach(name, uses) for name in uses}
    rings = {frozenset(b for b in reach[a] if a in reach[b]) for a in uses}
    return sorted(sorted(ring) for ring in rings if ring)


def _reach(start: str, uses: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(uses[start])
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += uses[name]
    return found


def measure_complaints(folder: Path) -> list[str]:
    """Files and functions that have grown too long, and modules that do not say what for."""
    wrong: list[str] = []
    for module in modules(folder):
        lines = module.text.count("\n")
        if lines > LONGEST_FILE:
            wrong.append(f"{module.name}: {lines} lines; is there a second room in it?")
        if module.text.strip() and not ast.get_docstring(module.tree):
            wrong.append(f"{module.name}: has no docstring that says what it is for")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    wrong.append(f"{module.name}.{node.name}: {length} lines")
    return wrong


def wall_clock_complaints(house: Path) -> list[str]:
    """Looks at the wall clock where nobody has said what for, and words that would hide one."""
    return [
        f"{module.name}:{node.lineno} looks at the wall clock"
        for module in modules(house)
        if module.room != "demo" and module.name.partition(".")[2] not in WALL_CLOCK
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and ast.unparse(node) in _LOOKS)
        or (
            isinstance(node, ast.ImportFrom)
            and any(f"{node.module}.{alias.name}" in _LOOKS for alias in node.names)
        )
    ]


def broad_excepts(house: Path) -> list[str]:
    """Places below the faces and the engine where an error that nobody named ends.

    Tidying up and raising it again is right, and so is handing it to the one who waits for it.
    """
    return [
        f"{module.name}:{node.lineno} catches everything"
        for module in modules(house)
        if module.room not in EDGES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and not _goes_on(node)
    ]


def _goes_on(handler: ast.ExceptHandler) -> bool:
    """Whether the error is raised, or given to anything but the log."""
    for node in ast.walk(handler):
        if isinstance(node, ast.Raise):
            return True
        if isinstance(node, ast.Call) and not ast.unparse(node.func).startswith("log."):
            given = [name for arg in node.args for name in getattr(arg, "elts", [arg])]
            if any(isinstance(name, ast.Name) and name.id == handler.name for name in given):
                return ast.unparse(node.func) not in ("str", "repr", "type", "print")
    return False
