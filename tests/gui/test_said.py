"""What the floors below the window say is shown in Indonesian, whatever stands in its holes."""

from __future__ import annotations

import ast
import time
from pathlib import Path

import pytest

from mkiso_desktop.core.config import check_config
from mkiso_desktop.core.errors import ConfigInvalid, DiskFull, MkisoError, PacsUnreachable
from mkiso_desktop.core.request import accession_numbers
from mkiso_desktop.core.said import source_of, templates
from mkiso_desktop.gui.notice import Telling
from mkiso_desktop.gui.said import said, translated
from mkiso_desktop.net.gate import Why
from mkiso_desktop.steps import record_body
from mkiso_desktop.steps.records import KEYS

from .linguist import ROOT, translations

NOT_ENGLISH = {
    source: said
    for (context, source), said in translations.read(translations.OURS).items()
    if context == translations.SAID and said != source
}


def filled_in(template: str) -> str:
    """An example of it."""
    for number in range(9):
        template = template.replace(f"{{{number}}}", f"x{number}7")
    return template


def test_every_template_is_found_again_from_an_example() -> None:
    for template in templates():
        found = source_of(filled_in(template.source))
        assert found is not None
        # Where two fit, they have to say the same.
        if found != template:
            assert filled_in(found.source) == filled_in(template.source), template.source


def test_every_word_at_a_raise_site_of_the_house_stands_in_a_template() -> None:
    """Looked for in another way than the templates are: no literal is missed."""
    known = "\n".join(template.source for template in templates())
    names = {kind.__name__ for kind in kinds_of(MkisoError)}
    seen = 0
    for floor in ("core", "net", "steps", "engine"):
        for path in (ROOT / "mkiso_desktop" / floor).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(call, ast.Call) and ast.unparse(call.func) in names:
                    for text in literals(call.args[:2]):
                        seen += 1
                        assert text in known, (path.name, call.lineno, text)
    assert seen > 150


def kinds_of(kind: type[MkisoError]) -> set[type[MkisoError]]:
    """An error and all that are made from it."""
    return {kind}.union(*map(kinds_of, kind.__subclasses__()))


def literals(arguments: list[ast.expr]) -> list[str]:
    """What is spelled out in them; no argument of a call within."""
    inner = [
        node
        for argument in arguments
        if not isinstance(argument, ast.Call)
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [text for node in inner if len(text := str(node.value).strip()) > 3]


def test_every_sentence_is_shown_in_indonesian_with_its_holes(indonesian: None) -> None:
    for source, translation in NOT_ENGLISH.items():
        assert said(filled_in(source)) == filled_in(translation)


def test_in_english_nothing_is_touched() -> None:
    error = DiskFull("The history's file is damaged", "Choose another one.")
    assert translated(error) is error
    assert said("Choose another one.") == "Choose another one."


def test_what_nobody_knows_stays_as_it_was(indonesian: None) -> None:
    assert said("SIEMENS says: out of paper") == "SIEMENS says: out of paper"
    assert said("") == ""
    assert said("x" * 5000 + " did not answer") == "x" * 5000 + " did not answer"


@pytest.mark.parametrize("sign", [": ", "; ", " and ", "x; y: ", ". "])
def test_a_hostile_text_does_not_hold_up_the_window(indonesian: None, sign: str) -> None:
    templates()
    began = time.perf_counter()
    assert said(sign * 1000) == sign * 1000
    said(sign * (999 // len(sign)))
    assert time.perf_counter() - began < 0.5


def test_an_error_keeps_its_kind_and_its_code(indonesian: None) -> None:
    error = translated(PacsUnreachable("ABPACS stopped answering", "Choose another one.", "x"))
    assert isinstance(error, PacsUnreachable)
    assert (error.title, error.advice, error.detail, error.code) == (
        "ABPACS berhenti menjawab",
        "Pilih yang lain.",
        "x",
        "pacs-unreachable",
    )


def test_every_mistake_of_a_configuration_is_told_in_indonesian(indonesian: None) -> None:
    table = {"pacs": {"port": 0, "hots": "a", "ae_title": ""}, "listner": {}, "language": 3}
    with pytest.raises(ConfigInvalid) as caught:
        check_config(table, "config.toml")
    error = translated(caught.value)
    assert error.title.startswith("config.toml memiliki ")
    for english, line in zip(
        caught.value.advice.split("\n"), error.advice.split("\n"), strict=True
    ):
        assert line != english
        assert line.partition(": ")[0] == english.partition(": ")[0]
    assert "bukan kunci yang kami kenal; maksud Anda pacs.host?" in error.advice


def test_the_mistakes_of_one_key_are_told_one_by_one(indonesian: None) -> None:
    assert said(
        '"a": must not be empty; "b": must be a number; is also the port of the station'
    ) == ('"a": tidak boleh kosong; "b": harus berupa angka; juga dipakai sebagai port station')


def test_what_a_directory_made_up_is_told_in_indonesian(indonesian: None) -> None:
    inventions = record_body.Inventions()
    for what in ("_MISSING", "_UNUSABLE", "_LEFT_OUT", "_MENDED"):
        for kind in ("IMAGE", "STUDY", "SERIES", "PATIENT"):
            for key in KEYS[kind]:  # with a vowel at its beginning, and with none
                inventions.note(kind, key, getattr(record_body, what))
    for sentence in inventions.sentences():
        assert said(sentence) != sentence
        assert "had" not in said(sentence)


def test_what_was_refused_is_told_with_its_reason(indonesian: None) -> None:
    for why in Why:
        sentence = f"3 objects that did not belong here were refused ({why.value})"
        assert said(sentence).startswith("3 objek yang tidak semestinya di sini ditolak (")
        assert why.value not in said(sentence)


def test_a_wrong_number_is_told_in_indonesian(indonesian: None) -> None:
    for words in ([], ["A*"], ["A" * 17], ["Ä"], ["A\x1d"], [""]):
        with pytest.raises(MkisoError) as caught:
            accession_numbers(words)
        error = translated(caught.value)
        assert error.title != caught.value.title
        assert error.advice != caught.value.advice


def test_the_words_of_an_error_are_shown_in_indonesian(qtbot: object, indonesian: None) -> None:
    telling = Telling(PacsUnreachable("ABPACS did not answer", "Choose another one."))
    assert telling.lines() == ["ABPACS tidak menjawab", "Pilih yang lain."]
    assert telling.accessibleName() == "ABPACS tidak menjawab. Pilih yang lain."


def small_house(folder: Path, code: str) -> Path:
    """A house with one step."""
    (folder / "core").mkdir(parents=True)
    (folder / "core" / "errors.py").write_text("class DiskFull(MkisoError): ...\n")
    (folder / "steps").mkdir()
    (folder / "steps" / "step.py").write_text(code)
    return folder


def read(folder: Path, code: str) -> tuple[list[str], list[str]]:
    """Templates of a step, and complaints."""
    found, wrong = translations.sentences(small_house(folder / "house", code))
    return [one.template for one in found if one.place], wrong


@pytest.mark.parametrize(
    ("code", "templates"),
    [
        ('raise MkisoError("Oh no", f"Ask {d} or {f!r}.")', ["Oh no", "Ask {0} or {1}."]),
        ('raise DiskFull("Full" if a else "Empty")', ["Full", "Empty"]),
        (
            'def f():\n  why = "b" "c" if a else "de"\n  raise DiskFull(f"A {why}")',
            ["A bc", "A de"],
        ),
        ('def _f(a):\n  return DiskFull(f"It {a}")\n_f("was")\n_f(a="is")', ["It was", "It is"]),
        ('ADVICE = "Do it"\nraise DiskFull(title="Full", advice=ADVICE)', ["Full", "Do it"]),
        ("raise DiskFull(error.title, error.advice)", []),
        ('warnings.append(f"{number} odd")', ["{0} odd"]),
        ('raise DiskFull("Full", "One line\\nAnd another")', ["Full", "One line", "And another"]),
    ],
)
def test_sentences_are_read_where_they_are_said(
    tmp_path: Path, code: str, templates: list[str]
) -> None:
    assert read(tmp_path, code) == (templates, [])


@pytest.mark.parametrize("code", ["raise DiskFull(words[0])", "def f(a):\n  raise DiskFull(a)"])
def test_a_sentence_that_cannot_be_read_is_told(tmp_path: Path, code: str) -> None:
    _, [wrong] = read(tmp_path, code)
    assert "step.py" in wrong
