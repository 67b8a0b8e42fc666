"""Finds every text of the window in its sources, with the context it is looked up in.

A text is `self.tr("…")` in a class (context: the class), `tr("…")` where the module has a `tr` of
its own (context: the literal that it hands to QCoreApplication.translate), or that call itself.
What cannot be read so, because it is no plain literal, is a complaint.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TRANSLATE = "QCoreApplication.translate"


@dataclass(frozen=True, order=True)
class Text:
    """One text: its context, itself in English, and the files that use it."""

    context: str
    source: str
    places: tuple[str, ...] = field(default=(), compare=False)


def window_texts(house: Path) -> tuple[list[Text], list[str]]:
    """Every text of the rooms in gui/ in order of context, and complaints about the others."""
    found: dict[tuple[str, str], list[str]] = {}
    complaints: list[str] = []
    for path in sorted((house / "gui").rglob("*.py")):
        place = path.relative_to(house.parent).as_posix()
        for context, source, line in _texts(ast.parse(path.read_text("utf-8"))):
            if context and source:
                places = found.setdefault((context, source), [])
                places += [] if place in places else [place]
            else:
                complaints.append(f'{place}:{line}: this text cannot be read: write tr("…")')
    return [Text(*key, tuple(places)) for key, places in found.items()], complaints


def _texts(module: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Context, text and line; an empty one where it cannot be told."""
    own = _context_of_tr(module)
    yield from _below(module, own, "")


def _below(node: ast.AST, own: str, room: str) -> Iterator[tuple[str, str, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield from _said_by(child, own, room)
        # The innermost class is the one whose `self` it is.
        inner = child.name if isinstance(child, ast.ClassDef) else room
        if isinstance(child, ast.FunctionDef) and child.name == "tr":
            continue  # the module's own way to say it
        yield from _below(child, own, inner)


def _said_by(call: ast.Call, own: str, room: str) -> Iterator[tuple[str, str, int]]:
    match ast.unparse(call.func):
        case "self.tr":
            yield room, _literal(call.args, 0), call.lineno
        case "tr":
            yield own, _literal(call.args, 0), call.lineno
        case name if name == TRANSLATE:
            yield _literal(call.args, 0), _literal(call.args, 1), call.lineno
        case name if name.endswith(".tr"):
            yield "", "", call.lineno


def _literal(args: list[ast.expr], at: int) -> str:
    if len(args) > at and isinstance(node := args[at], ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return ""


def _context_of_tr(module: ast.Module) -> str:
    """What the module's own `tr` looks up in; empty when it has none."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name == "tr":
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == TRANSLATE:
                    return _literal(call.args, 0)
    return ""
