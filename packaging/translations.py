"""Brings the translations up to date with the sources, and says what is still untranslated.

    python packaging/translations.py            writes resources/translations (id.ts, id.qm, …)
    python packaging/translations.py --check    writes nothing; fails when something is not right

The sources are the window's texts (texts.py) and what the floors below it say (sentences.py).
New texts come into id.ts as unfinished, those that no source has any more leave it, the others
keep what they have. Translate in Qt Linguist (pyside6-linguist) or in the file itself, and run
this again: it makes id.qm of id.ts and qt_id.ts. The window shows English for what is missing.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import PySide6
from PySide6.QtCore import QTranslator

sys.path.insert(0, str(Path(__file__).parent))

from sentences import sentences  # noqa: E402
from texts import Text, window_texts  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "mkiso_desktop"
FOLDER = ROOT / "resources" / "translations"
OURS, QTS, RELEASED = FOLDER / "id.ts", FOLDER / "qt_id.ts", FOLDER / "id.qm"
SENTENCES = FOLDER / "sentences.txt"  # the templates of core.said, one a line
SAID = "errors"  # the context of what the floors below the window say
COMMAND = "python packaging/translations.py"
Translations = dict[tuple[str, str], str]  # by context and source


def sources() -> tuple[list[Text], list[str]]:
    """Every text that a person may see, and what cannot be read."""
    texts, wrong = window_texts(HOUSE)
    below, unread = sentences(HOUSE)
    texts += [Text(SAID, one.template, (one.place,) if one.place else ()) for one in below]
    return texts, wrong + unread


def templates(texts: list[Text]) -> str:
    """What sentences.txt holds."""
    return "".join(f"{text.source}\n" for text in texts if text.context == SAID)


def read(path: Path) -> Translations:
    """What a .ts file has; an empty text where it is unfinished."""
    found: Translations = {}
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            said = message.find("translation")
            assert said is not None, "every message of ours has one"
            text = "" if said.get("type") else said.text or ""
            found[context.findtext("name", ""), message.findtext("source", "")] = text
    return found


def write(path: Path, texts: list[Text], known: Translations) -> None:
    """The file of these texts, by context, with what is known of each."""
    root = ET.Element("TS", version="2.1", language="id_ID", sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for text in sorted(texts, key=lambda text: text.context):
        if text.context not in contexts:
            contexts[text.context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[text.context], "name").text = text.context
        message = ET.SubElement(contexts[text.context], "message")
        for place in text.places:
            ET.SubElement(message, "location", filename=f"../../{place}")
        ET.SubElement(message, "source").text = text.source
        translation = ET.SubElement(message, "translation")
        translation.text = known.get((text.context, text.source), "")
        if not translation.text:
            translation.set("type", "unfinished")
    ET.indent(root, "    ")
    body = ET.tostring(root, "unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{head}{body}\n", "utf-8", newline="\n")


def release(target: Path) -> None:
    """Make the file that Qt loads, with Qt's own tool."""
    tool = Path(PySide6.__file__).parent / (
        "lrelease" + (".exe" if sys.platform == "win32" else "")
    )
    command = [tool, "-silent", "-nounfinished", OURS, QTS, "-qm", target]
    subprocess.run(command, check=True)


def complaints() -> list[str]:
    """Everything that is not as it should be, one line each; empty when all is well."""
    texts, wrong = sources()
    known, wanted = read(OURS), {(text.context, text.source) for text in texts}
    wrong += [f"not in {OURS.name}: {_shown(key)}" for key in sorted(wanted - known.keys())]
    wrong += [f"of no source any more: {_shown(key)}" for key in sorted(known.keys() - wanted)]
    if not SENTENCES.exists() or SENTENCES.read_text("utf-8") != templates(texts):
        wrong.append(f"{SENTENCES.name} is not what the sources say")
    for path, messages in ((OURS, known), (QTS, read(QTS))):
        for key, said in messages.items():
            if not said:
                wrong.append(f"not translated in {path.name}: {_shown(key)}")
            elif _holes(said) != _holes(key[1]):
                wrong.append(f"other holes in {path.name}: {_shown(key)}")
    return wrong


def _shown(key: tuple[str, str]) -> str:
    return f"[{key[0]}] {key[1]!r}"


def _holes(text: str) -> list[str]:
    """Python's {} and {0}, Qt's %1; a translation may have the numbered ones in another order."""
    return sorted(re.findall(r"\{\w*\}|%L?(?:\d+|n)", text))


def is_released() -> bool:
    """Whether id.qm holds what the .ts files say now, made by whichever version of Qt's tool."""
    with tempfile.TemporaryDirectory() as folder:
        release(anew := Path(folder) / RELEASED.name)
        keys = [*read(OURS), *read(QTS)]
        return RELEASED.exists() and _held(RELEASED, keys) == _held(anew, keys)


def _held(path: Path, keys: list[tuple[str, str]]) -> list[str]:
    """What Qt finds in it."""
    translator = QTranslator()
    translator.load(str(path))
    return [translator.translate(context, source) for context, source in keys]


def main() -> None:
    """Update, make, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if not right")
    choice = parser.parse_args()
    if not choice.check:
        texts, _ = sources()
        write(OURS, texts, read(OURS) if OURS.exists() else {})
        SENTENCES.write_text(templates(texts), "utf-8", newline="\n")
        release(RELEASED)
    wrong = complaints()
    if not is_released():
        wrong.append(f"{RELEASED.name} is not made of what the .ts files say: run {COMMAND}")
    print("\n".join([*wrong, f"{len(wrong)} to mend" if wrong else "All texts are translated."]))
    sys.exit(bool(wrong) and choice.check)


if __name__ == "__main__":
    main()
