"""Finds every sentence that the floors below the window say to a person, as a template.

Errors and notes are English, made where they happen, and come back as plain text from the history
and from another process. core.said finds by these templates what a sentence was made from. A hole
is {0}, {1}, …: what an f-string fills in and nobody can know before. What a name, a condition or
another function of the house puts there is followed, and written out where it is a literal.

Beside errors these are sentences: what is appended to `warnings` or `told`, what the functions of
TELLING give back, the values of WORDS, and what a configuration's value is refused with.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

FLOORS = ("core", "net", "steps", "engine", "access", "listener")
DEMO = "demo/casebook.py"  # whose titles the window shows
HOLE = "\0"
TELLING = {
    "check",
    "one_patient",
    "remaining",
    "strangers",
    "_incomplete",
    "_warning",
    "_wrong",
}
WORDS = {"Why", "_WRONG"}  # an Enum, or a table of words
REFUSING = {"core/config.py", "core/values.py"}  # whose ValueErrors speak of a value
LISTS = {"warnings", "told"}
DETAILS = 2  # the argument of an error that may be anything
MOST_FORMS = 16  # of one sentence; beyond that its parts are translated by themselves
DEEPEST = 6

# Made of parts that stand far apart; tests say the real ones.
JOINED = (
    "{0}; did you mean {1}?",
    "mkiso-desktop, demo hospital",
    "is also the port of the station",
    "a mistake",
    "{0} mistakes",
    "{0} {1} had no {2}: the directory makes one up",
    "{0} {1} had a {2} that breaks DICOM's rules: the directory makes one up",
    "{0} {1} had an {2} that breaks DICOM's rules: the directory makes one up",
    "{0} {1} had a {2} that breaks DICOM's rules: the directory leaves it out",
    "{0} {1} had an {2} that breaks DICOM's rules: the directory leaves it out",
    "{0} {1} had a {2} that breaks DICOM's rules: the directory has it shortened or with ? in it",
    "{0} {1} had an {2} that breaks DICOM's rules: the directory has it shortened or with ? in it",
    *("patient", "patients", "study", "studies", "image", "images", "object", "objects"),
)


@dataclass
class Room:
    """One file below the window."""

    path: Path
    place: str
    tree: ast.Module = field(init=False)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.path.read_text("utf-8"))

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        """All of them, also those in classes and in functions."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        """What the module's names are."""
        return {
            target.id: node.value
            for node in self.tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }

    def function_at(self, node: ast.AST) -> ast.FunctionDef | None:
        """The innermost function that a node stands in."""
        line = getattr(node, "lineno", 0)
        around = [f for f in self.functions if f.lineno <= line <= (f.end_lineno or 0)]
        return max(around, key=lambda f: f.lineno, default=None)


@dataclass(frozen=True)
class Sentence:
    """A template, and the file it stands in."""

    template: str
    place: str


def sentences(house: Path) -> tuple[list[Sentence], list[str]]:
    """Every sentence once, in the order of the files; and the raise sites nobody understands."""
    rooms = [
        Room(path, path.relative_to(house.parent).as_posix())
        for floor in FLOORS
        for path in sorted((house / floor).rglob("*.py"))
    ]
    rooms += [Room(path, f"{house.name}/{DEMO}") for path in [house / DEMO] if path.exists()]
    reader = _Reader(rooms)
    found: dict[str, Sentence] = {template: Sentence(template, "") for template in JOINED}
    for room in rooms:
        for raw in reader.texts(room):
            for line in raw.split("\n"):
                template = _numbered(line)
                if re.search(r"[^\W\d_]{2,}", re.sub(r"\{\d+\}", "", template)):
                    found.setdefault(template, Sentence(template, room.place))
    return list(found.values()), reader.complaints


def _numbered(raw: str) -> str:
    parts = re.sub(f"{HOLE}+", HOLE, raw.strip()).split(HOLE)
    return "".join(f"{{{at - 1}}}{part}" if at else part for at, part in enumerate(parts))


class _Reader:
    """Follows what is said from where it is said to the literals it is made of."""

    def __init__(self, rooms: list[Room]) -> None:
        self._rooms = rooms
        self.complaints: list[str] = []
        self._errors = self._error_names()
        self._apart: list[str] = []  # parts with too many forms to write their sentence out

    def _error_names(self) -> set[str]:
        names, before = {"MkisoError"}, 0
        classes = [
            node
            for room in self._rooms
            for node in ast.walk(room.tree)
            if isinstance(node, ast.ClassDef)
        ]
        while len(names) != before:
            before = len(names)
            names |= {c.name for c in classes if names & {_name(base) for base in c.bases}}
        return names

    def texts(self, room: Room) -> Iterator[str]:
        """Every sentence of the file, holes marked."""
        for node in ast.walk(room.tree):
            if isinstance(node, ast.Call):
                yield from self._of_call(node, room)
            elif isinstance(node, ast.FunctionDef) and node.name in TELLING:
                yield from self._given_back(node, room, 0)
            elif isinstance(node, ast.ClassDef) and node.name in WORDS:
                yield from (text for part in node.body for text in _values(part))
        for name in WORDS & room.constants.keys():
            yield from self._forms(room.constants[name], room, 0)
        yield from self._apart
        self._apart.clear()

    def _of_call(self, call: ast.Call, room: Room) -> Iterator[str]:
        name = _name(call.func)
        if name in self._errors or (name == "Refusal" and room.place.endswith("/tls.py")):
            for at, argument in enumerate(self._told_to(call)):
                yield from self._argument(argument, room, is_sure=at < DETAILS)
        elif name == "DemoAccession":
            yield from self._forms(call.args[1], room, 0)
        elif name == "append" and isinstance(call.func, ast.Attribute):
            if _name(call.func.value) in LISTS:
                yield from self._forms(call.args[0], room, 0)
        elif name == "ValueError" and room.place.split("/", 1)[1] in REFUSING:
            yield from self._forms(call.args[0], room, 0)

    @staticmethod
    def _told_to(call: ast.Call) -> list[ast.expr]:
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        given = [*call.args, *(named[key] for key in ("title", "advice", "detail") if key in named)]
        return given[: DETAILS + 1]

    def _argument(self, argument: ast.expr, room: Room, *, is_sure: bool) -> Iterator[str]:
        forms = self._forms(argument, room, 0)
        if is_sure and any(form == HOLE for form in forms) and not _is_anothers(argument):
            self.complaints.append(
                f"{room.place}:{argument.lineno}: cannot be read: {ast.unparse(argument)}"
            )
        yield from forms

    def _forms(self, node: ast.expr, room: Room, depth: int) -> list[str]:
        """What the expression may be, holes marked; at least one."""
        read = self._ways.get(type(node))
        return read(node, room, depth) if read and depth <= DEEPEST else [HOLE]

    @cached_property
    def _ways(self) -> dict[type[ast.expr], Callable[[Any, Room, int], list[str]]]:
        """How each kind of expression is read; what is not here is a hole."""
        ways: dict[type[ast.expr], Callable[[Any, Room, int], list[str]]] = {
            ast.Constant: lambda node, *_: [_without_fields(node.value)],
            ast.JoinedStr: lambda node, *at: self._joined(node.values, *at),
            ast.BinOp: lambda node, *at: self._joined(_summands(node), *at),
            ast.FormattedValue: self._filled_in,
            ast.Name: self._named,
            ast.Subscript: lambda node, *at: self._forms(node.value, *at),
            ast.Call: self._called,
            ast.Starred: lambda node, *at: self._forms(node.value, *at),
        }
        for kind in (ast.GeneratorExp, ast.ListComp):
            ways[kind] = lambda node, *at: self._forms(node.elt, *at)
        for kind in (ast.IfExp, ast.BoolOp, ast.Tuple, ast.List, ast.Dict):
            ways[kind] = lambda node, *at: self._one_of(_parts(node), *at)
        return ways

    def _filled_in(self, node: ast.FormattedValue, room: Room, depth: int) -> list[str]:
        forms = [HOLE] if node.format_spec else self._forms(node.value, room, depth)
        # Names of keys and files would be a sentence each.
        return [HOLE] if all(re.fullmatch(r"\w+[._][\w.]*", form) for form in forms) else forms

    def _one_of(self, nodes: list[ast.expr], room: Room, depth: int) -> list[str]:
        forms = dict.fromkeys(form for node in nodes for form in self._forms(node, room, depth))
        return list(forms) or [HOLE]

    def _joined(self, nodes: list[ast.expr], room: Room, depth: int) -> list[str]:
        parts = [self._forms(node, room, depth) for node in nodes]
        combined = ["".join(forms) for forms in product(*parts)] if _few(parts) else []
        if combined:
            return list(dict.fromkeys(combined))
        for at, forms in enumerate(parts):
            if len(forms) > 1:
                self._apart += forms
                parts[at] = [HOLE]
        return ["".join(forms[0] for forms in parts)]

    def _named(self, node: ast.Name, room: Room, depth: int) -> list[str]:
        function = room.function_at(node)
        if function is not None:
            if values := _assigned(function, node.id):
                return self._one_of(values, room, depth + 1)
            names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
            names += [a.arg for a in function.args.kwonlyargs]
            if node.id in names:
                return self._from_callers(function, node.id, names.index(node.id), room, depth)
        return self._constant(node.id, room, depth)

    def _constant(self, name: str, room: Room, depth: int) -> list[str]:
        if name in room.constants:
            return self._forms(room.constants[name], room, depth + 1)
        homes = [other for other in self._rooms if name in other.constants and name.isupper()]
        return self._forms(homes[0].constants[name], homes[0], depth + 1) if homes else [HOLE]

    def _from_callers(
        self, function: ast.FunctionDef, name: str, at: int, room: Room, depth: int
    ) -> list[str]:
        """What a private function is handed; anybody may call the others with anything."""
        if not function.name.startswith("_") or function.name.startswith("__"):
            return [HOLE]
        forms: dict[str, None] = {}
        for call in ast.walk(room.tree):
            if isinstance(call, ast.Call) and _name(call.func) == function.name:
                shift = isinstance(call.func, ast.Attribute) and function.args.args[0].arg == "self"
                for given in _handed(call, name, at - shift, function, room):
                    forms |= dict.fromkeys(self._forms(given, room, depth + 1))
        return list(forms) or [HOLE]

    def _called(self, call: ast.Call, room: Room, depth: int) -> list[str]:
        name = _name(call.func)
        if isinstance(call.func, ast.Attribute) and name in ("format", "strip", "rstrip"):
            return self._forms(call.func.value, room, depth)
        if name == "join" and isinstance(call.func, ast.Attribute):
            if ast.unparse(call.func.value) == "'\\n'":  # each line is a sentence of its own
                return self._forms(call.args[0], room, depth)
            return [HOLE]
        if name in ("tuple", "list", "sorted") and call.args:
            return self._forms(call.args[0], room, depth)
        if name == "get" and len(call.args) == 2 and isinstance(call.func, ast.Attribute):
            return self._one_of([call.func.value, call.args[1]], room, depth)
        for function in room.functions:
            if function.name == name and name.startswith("_"):
                return self._given_back(function, room, depth + 1) or [HOLE]
        return [HOLE]

    def _given_back(self, function: ast.FunctionDef, room: Room, depth: int) -> list[str]:
        values = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None
        ]
        return self._one_of(values, room, depth + 1) if values else []


def _few(parts: list[list[str]]) -> bool:
    count = 1
    for forms in parts:
        count *= len(forms)
    return count <= MOST_FORMS


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _parts(node: ast.expr) -> list[ast.expr]:
    """What an expression with several outcomes may be."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    if isinstance(node, ast.Dict):
        return node.values
    return list(getattr(node, "values", None) or getattr(node, "elts", []))


def _values(node: ast.stmt) -> list[str]:
    """The word that a member of an Enum stands for."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
        return [str(node.value.value)]
    return []


def _summands(node: ast.BinOp) -> list[ast.expr]:
    """Texts one after another; of another operation nobody knows what comes of it."""
    return [node.left, node.right] if isinstance(node.op, ast.Add) else [ast.Constant(None)]


def _without_fields(text: object) -> str:
    """`text.format` fills these: {path}, {gt:g}."""
    if not isinstance(text, str):
        return HOLE
    return re.sub(r"\{\w+(?::\w+)?\}", HOLE, text)


def _is_anothers(node: ast.expr) -> bool:
    """The words of an error that is told again, or lines that are sentences of their own."""
    lines = isinstance(node, ast.Call) and ast.unparse(node.func) == "'\\n'.join"
    return lines or (isinstance(node, ast.Attribute) and node.attr in ("title", "advice"))


def _assigned(function: ast.FunctionDef, name: str) -> list[ast.expr]:
    """Every value that a name gets in a function; of a pair, its own half."""
    values: list[ast.expr] = []
    for node in ast.walk(function):
        if isinstance(node, ast.NamedExpr) and node.target.id == name:
            values.append(node.value)
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == name:
                values.append(node.value)
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=False)
                values += [value for one, value in pairs if _name(one) == name]
    return values


def _handed(
    call: ast.Call, name: str, at: int, function: ast.FunctionDef, room: Room
) -> list[ast.expr]:
    """What a call hands over as that argument; of a starred tuple, its part."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == name]
    star = next((n for n, one in enumerate(call.args) if isinstance(one, ast.Starred)), at + 1)
    if star <= at:
        return _of_tuples(_name(call.args[star].value), at - star, call, room)
    if named or at < len(call.args):
        return named or [call.args[at]]
    missing = len(function.args.args) - len(function.args.defaults)
    return function.args.defaults[at - missing : at - missing + 1] if at >= missing else []


def _of_tuples(name: str, at: int, call: ast.Call, room: Room) -> list[ast.expr]:
    caller = room.function_at(call)
    values = _assigned(caller, name) if caller else []
    return [one.elts[at] for one in values if isinstance(one, ast.Tuple) and at < len(one.elts)]
