"""What the house says to a person, told again in another language.

Errors and notes are made in English, and come back as text from the history and from another
process. Each was made from a template ("{0} did not answer"); resources/translations has all of
them, read from the sources. The one with the most letters that fits is taken, and its holes are
put into its translation. What nobody knows stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import islice

from .places import resource

CONTEXT = "errors"
LONGEST = 1000  # letters of a line; a longer one is a peer's, not ours
MOST_PARTS = 8  # of a line; nobody must wait for a peer's text
DEEPEST = 3  # a sentence in a sentence in a sentence
_HOLE = re.compile(r"\{(\d+)\}")

LookUp = Callable[[str], str]
"""A template's translation; the template itself where there is none."""


@dataclass(frozen=True)
class Template:
    """A sentence with holes, cut at them."""

    source: str
    parts: tuple[str, ...]

    @property
    def letters(self) -> int:
        """How much of it is literal."""
        return sum(map(len, self.parts))

    def holes(self, text: str) -> list[str] | None:
        """What stands in its holes there; None when the text was not made from it."""
        first, *between = self.parts
        last = between.pop() if between else ""
        if len(self.parts) == 1:
            return [] if text == first else None
        if not (text.startswith(first) and text.endswith(last)):
            return None
        at, end, found = len(first), len(text) - len(last), []
        for part in between:
            begin = text.find(part, at, max(at, end))
            if begin < 0:
                return None
            found.append(text[at:begin])
            at = begin + len(part)
        return [*found, text[at:end]] if at <= end else None


def retold(text: str, look_up: LookUp) -> str:
    """The text in another language, line by line."""
    return "\n".join(_line(line, look_up, 0) for line in text.split("\n"))


def source_of(text: str) -> Template | None:
    """The template that a line was made from: the one with the most letters of its own."""
    return next((one for one in templates() if one.holes(text) is not None), None)


@cache
def templates() -> tuple[Template, ...]:
    """All of them, those with the most letters first."""
    lines = resource("translations/sentences.txt").read_text("utf-8").splitlines()
    found = (Template(line, tuple(_HOLE.split(line)[::2])) for line in lines)
    return tuple(sorted(found, key=lambda one: one.letters, reverse=True))


@cache
def indonesian() -> dict[str, str]:
    """The translations of all templates, for whoever has no Qt to look them up."""
    from xml.etree import ElementTree  # only for somebody who reads Indonesian in a browser

    root = ElementTree.parse(resource("translations/id.ts")).getroot()
    [context] = (one for one in root.iter("context") if one.findtext("name") == CONTEXT)
    messages = context.iter("message")
    return {one.findtext("source", ""): one.findtext("translation", "") for one in messages}


def _line(text: str, look_up: LookUp, depth: int) -> str:
    if depth > DEEPEST or len(text) > LONGEST:
        return text
    if (template := source_of(text)) is not None:
        holes = [_line(hole, look_up, depth + 1) for hole in template.holes(text) or ()]
        words = look_up(template.source)
        return _HOLE.sub(lambda hole: holes[int(hole[1])], words)
    several = text.split("; ", MOST_PARTS)
    told = [_line(one, look_up, depth + 1) for one in several] if len(several) > 1 else []
    if told and all(one != other for one, other in zip(several, told, strict=True)):
        return "; ".join(told)
    return _behind_a_colon(text, look_up, depth)


def _behind_a_colon(text: str, look_up: LookUp, depth: int) -> str:
    """Of "config.toml: …" or "pacs.port = 0: …": whose it is, and then the sentence."""
    for colon in islice(re.finditer(": ", text), MOST_PARTS):
        if source_of(rest := text[colon.end() :]) is not None:
            return text[: colon.end()] + _line(rest, look_up, depth + 1)
    return text
