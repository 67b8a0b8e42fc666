"""What people read in a browser: in both languages, on one page, whatever peers' texts hold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mkiso_desktop.core.config import Language
from mkiso_desktop.core.errors import Cancelled, MkisoError, PublisherUnreachable
from mkiso_desktop.core.places import resource
from mkiso_desktop.core.progress import Moment
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.job import IsoFile, JobState, JobView, Origin, Result
from mkiso_desktop.gui.look import DARK, LIGHT
from mkiso_desktop.listener import refusal
from mkiso_desktop.listener.counter import ANOTHER_TIME, ANOTHER_TRY
from mkiso_desktop.listener.docs import docs_page
from mkiso_desktop.listener.pages import Page, Pages
from mkiso_desktop.listener.refusal import Form, Refusal

HOSTILE = "\"'><script>alert(1)</script>\u202e&{{ 7777777*7777777 }}\r\nX: y"
PAGES = Pages(Language.AUTO)
PATIENT = Patient("SUTANTO^BUDI^^Bpk", "00-12-34")
ISO, RELAY = MediaRequest(("A1", "A2")), MediaRequest(("A1",), Outcome.RELAY)
DISC = Result("Budi Sutanto", "00-12-34", 120, (IsoFile(Path("a.iso"), 63_400_000, "", 120),))
SENT = Result("Budi Sutanto", "00-12-34", 1120, (), "10.1.2.3:104", ("2 of 9 are missing",))
OPENAPI = {
    "info": {"title": "mkiso-desktop", "version": "1", "description": HOSTILE},
    "paths": {
        "/api/iso/print": {
            "get": {
                "summary": "Send",
                "tags": ["print"],
                "parameters": [{"name": "accession_number", "in": "query", "required": True}],
                "responses": {
                    "404": {
                        "description": "Not known",
                        "content": {"application/json": {"example": {"error": HOSTILE}}},
                    }
                },
            }
        }
    },
}


def job(
    request: MediaRequest,
    state: JobState,
    moment: Moment | None = None,
    patient: Patient | None = PATIENT,
    result: Result | None = None,
) -> JobView:
    return JobView(7, request, state, moment, patient, None, result, Origin.LINK)


def confirm(language: str = "", text: str = "A1", **more: Any) -> Page:
    asked = {"outcome": Outcome.RELAY, "accession_numbers": (text,), **more}
    return PAGES.confirm(language, action=f"/p?a={text}", token=text, **asked)


def progress(language: str = "", view: JobView | None = None, text: str = "/here") -> Page:
    view = view or job(ISO, JobState.RETRIEVING, Moment("retrieving", 84, 1120))
    return PAGES.progress(language, view, here=text, cancel=text, token=text)


def wrong(language: str = "", text: str = "no", again: Form | None = None, **more: Any) -> Page:
    no = Refusal(502, text, detail=text, advice=text, destination=text, **more)
    no.accession_numbers, no.again = (text,), again
    return PAGES.wrong(language, no, text)


def hostile_job(outcome: Outcome) -> JobView:
    result = Result(HOSTILE, HOSTILE, 1, (), HOSTILE, (HOSTILE,))
    request = MediaRequest((HOSTILE,), outcome)
    return job(request, JobState.DONE, None, Patient(HOSTILE, HOSTILE), result)


EVERY: dict[str, Callable[[str, str], Page]] = {
    "confirm": lambda language, text: confirm(language, text, initials=text),
    "confirm again": lambda language, text: confirm(language, text, sent_at="14:02"),
    "progress": lambda language, text: progress(language, hostile_job(Outcome.ISO), text),
    "ready": lambda language, text: PAGES.ready(language, hostile_job(Outcome.ISO), disc=text),
    "sent": lambda language, text: PAGES.sent(
        language, hostile_job(Outcome.RELAY), repeated_at="14:02", again=Form(text, text)
    ),
    "wrong": wrong,
    "wrong for now": lambda language, text: wrong(language, text, Form(text, text)),
    "wrong for a while": lambda language, text: wrong(language, text, Form(text)),
    "docs": lambda language, text: docs_page(OPENAPI),
}


class Reader(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.lines: list[str] = []
        self._open = ""
        self.feed(page.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open not in ("style", "script"):
            self.lines.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def text_of(page: Page) -> str:
    return Reader(page).text


def words(language: str) -> dict[str, Any]:
    return tomllib.loads(resource(f"listener/{language}.toml").read_text("utf-8"))


def leaves(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{key}.")
        else:
            yield above + key, value


def codes(error: type[MkisoError] = MkisoError) -> set[str]:
    return {error.code}.union(*map(codes, error.__subclasses__()))


def test_both_languages_say_the_same_things() -> None:
    english, indonesian = dict(leaves(words("en"))), dict(leaves(words("id")))
    assert list(english) == list(indonesian)
    for key, text in english.items():
        holes = re.findall(r"\{\w+\}", text)
        assert sorted(holes) == sorted(re.findall(r"\{\w+\}", indonesian[key])), key
        assert indonesian[key].strip(), key


def own_codes() -> set[str]:
    """Those that the listener itself gives."""
    house = Path(refusal.__file__).parent
    found = (
        re.findall(r'code="([a-z-]+)"', file.read_text("utf-8")) for file in house.glob("*.py")
    )
    return {code for codes_of_file in found for code in codes_of_file}


def test_everything_that_can_go_wrong_has_its_words() -> None:
    assert len(own_codes()) >= 5
    for language in ("en", "id"):
        known = words(language)["wrong"]
        assert not {*codes(), *own_codes() - {"too-many"}, Cancelled.code} - set(known)
        assert all(set(said) == {"title", "text", "advice"} for said in known.values())
        titles = [said["title"] for said in known.values()]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("code", sorted({*codes(), Cancelled.code}))
def test_a_code_is_told_in_its_own_words(code: str) -> None:
    english, indonesian = (text_of(wrong(language, code=code)) for language in ("en", "id"))
    for language, text in (("en", english), ("id", indonesian)):
        for said in words(language)["wrong"][code].values():
            assert said in text
    assert code in english


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, "bad-request"), (401, "401"), (403, "403"), (404, "404"), (405, "4xx"), (409, "409"),
     (413, "4xx"), (421, "421"), (500, "5xx"), (502, "5xx")],
)  # fmt: skip
def test_without_a_code_the_status_tells(status: int, kind: str) -> None:
    text = text_of(PAGES.wrong("", Refusal(status, "listener.allowed_hosts"), "r-1"))
    assert words("en")["wrong"][kind]["title"] in text
    assert "listener.allowed_hosts" in text
    assert "Request r-1" in text


def test_where_another_try_may_help_there_is_a_button() -> None:
    assert not any(Reader(wrong()).all(one) for one in ("form", "a", "button"))
    now = Reader(wrong(again=Form("/p?a=1&b=2", "t")))
    assert now.all("form") == [{"method": "post", "action": "/p?a=1&b=2"}]
    assert now.all("input") == [{"type": "hidden", "name": "token", "value": "t"}]
    later = Reader(wrong("id", again=Form("?a=1&b=2")))
    assert [link["href"] for link in later.all("a")] == ["?a=1&b=2"]
    assert "Try again" in now.text and "Coba lagi" in later.text


@pytest.mark.parametrize("code", sorted((ANOTHER_TRY | ANOTHER_TIME) - {"too-many"}))
def test_a_button_is_where_the_advice_says_so(code: str) -> None:
    assert "again" in words("en")["wrong"][code]["advice"]


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(None, "a moment"), (5, "a moment"), (30, "30 seconds"), (60, "a minute"), (600, "10 minutes"),
     (3541, "60 minutes")],
)  # fmt: skip
def test_how_long_to_wait_is_told(seconds: int | None, wait: str) -> None:
    text = text_of(PAGES.wrong("", Refusal(429, "too many", retry_after_s=seconds), ""))
    assert f"Wait {wait}, then try again." in text


@pytest.mark.parametrize("name", EVERY)
def test_a_page_brings_all_it_needs(name: str) -> None:
    for language in ("en", "id"):
        page = EVERY[name](language, "/x")
        reader = Reader(page)
        nonce = re.search(r"style-src 'nonce-([\w-]{20,})'", page.csp)
        assert nonce
        assert "default-src 'none'" in page.csp
        own = reader.all("style") + reader.all("script")
        assert own
        assert {element["nonce"] for element in own} == {nonce[1]}
        names = {key for _, attributes in reader.elements for key in attributes}
        assert not names & {"src", "style", "srcset", "background"}
        assert not [key for key in names if key.startswith("on")]
        assert not re.search(r"url\(|@import|https?://(?!www.w3.org/2000/svg)", page.html)
        has_form = bool(reader.all("form"))  # which is sent once, and tells how far it is
        assert len(reader.all("script")) == has_form
        assert ("script-src" in page.csp) is has_form
        assert ("connect-src" in page.csp) is (name == "progress")


def test_no_nonce_is_used_twice() -> None:
    assert confirm().csp != confirm().csp


@pytest.mark.promise("No header, script or log line is injected")
@pytest.mark.parametrize("name", EVERY)
def test_a_peers_text_is_text(name: str) -> None:
    plain, hostile = Reader(EVERY[name]("", "x")), Reader(EVERY[name]("", HOSTILE))
    assert [tag for tag, _ in plain.elements] == [tag for tag, _ in hostile.elements]
    assert name == "docs" or "\u202e" not in hostile.text  # which is ours from top to toe
    assert "60493815061729" not in hostile.text
    assert "<script>alert(1)</script>" in hostile.text


def test_the_configured_language_wins_over_the_browsers() -> None:
    english, indonesian = (words(language)["sent"]["title"] for language in ("en", "id"))
    view = job(RELAY, JobState.DONE, result=SENT)
    for language, wanted, said in (
        (Language.AUTO, "", english), (Language.AUTO, "en", english),
        (Language.AUTO, "xx", english), (Language.AUTO, "id", indonesian),
        (Language.INDONESIAN, "en", indonesian), (Language.ENGLISH, "id", english),
    ):  # fmt: skip
        page = Pages(language).sent(wanted, view)
        assert said in text_of(page)
        assert Reader(page).all("html") == [{"lang": "en" if said == english else "id"}]


def test_a_person_agrees_by_one_button() -> None:
    page = confirm(initials="B. S.", text="A1")
    reader = Reader(page)
    assert reader.all("form") == [{"method": "post", "action": "/p?a=A1"}]
    assert reader.all("input") == [{"type": "hidden", "name": "token", "value": "A1"}]
    assert len(reader.all("button")) == 1
    assert "Send this to the CD Publisher?" in reader.text
    assert "Accession number A1 Patient's initials B. S." in reader.text
    assert "Download" in text_of(confirm(outcome=Outcome.ISO))


def test_a_second_copy_is_asked_for_as_such() -> None:
    text = text_of(confirm(sent_at="14:02"))
    assert "Already sent at 14:02" in text
    assert "Send another copy" in text


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (job(ISO, JobState.QUEUED, patient=None), "Waiting for its turn The download begins"),
        (job(ISO, JobState.FINDING, Moment("finding")), "Looking up the studies The download"),
        (
            job(ISO, JobState.RETRIEVING, Moment("retrieving", 84, 1120)),
            "Retrieving images 84 of 1,120 images",
        ),
        (job(ISO, JobState.RETRIEVING, Moment("retrieving", 84)), "Retrieving images 84 images"),
        (job(ISO, JobState.PROVING, Moment("prove", 30, 90)), "Reading the disc back 33 %"),
        (job(ISO, JobState.DELIVERING, Moment("deliver", 1, 2)), "Getting the download ready 50 %"),
        (
            job(RELAY, JobState.DELIVERING, Moment("delivering", 3, 9)),
            "Sending to the CD Publisher 3 of 9 images This page tells you",
        ),
    ],
)
def test_a_job_under_way_tells_how_far_it_is(view: JobView, said: str) -> None:
    reader = Reader(progress("en", view))
    assert said in reader.text
    [bar] = reader.all("progress")
    assert ("value" in bar) is bool(view.moment and view.moment.total)
    assert ("SUTANTO BUDI Bpk" in reader.text) is (view.patient is not None)
    assert "1.120" not in reader.text


def test_numbers_are_written_as_in_the_language() -> None:
    assert "84 dari 1.120 gambar" in text_of(progress("id"))
    assert "63,4 MB" in text_of(PAGES.ready("id", job(ISO, JobState.DONE, result=DISC), disc="/d"))


def test_without_a_script_the_page_refreshes_by_itself() -> None:
    html = progress(text="/tickets/x?a=1&b=2").html
    refresh = '<meta http-equiv="refresh" content="2; url=/tickets/x?a=1&amp;b=2">'
    assert f"<noscript>{refresh}</noscript>" in html


def test_the_page_of_a_finished_disc_begins_the_download() -> None:
    reader = Reader(PAGES.ready("", job(ISO, JobState.DONE, result=DISC), disc="/d?x=1&y=2"))
    assert {"http-equiv": "refresh", "content": "0; url=/d?x=1&y=2"} in reader.all("meta")
    assert [link["href"] for link in reader.all("a")] == ["/d?x=1&y=2"]
    for said in ("Patient Budi Sutanto", "Accession numbers A1, A2", "Images 120", "Size 63.4 MB"):
        assert said in reader.text


def test_what_was_sent_is_told_for_whom_and_to_where() -> None:
    view = job(RELAY, JobState.DONE, result=SENT)
    text = text_of(PAGES.sent("", view))
    for said in (
        "Sent to the CD Publisher", "Patient Budi Sutanto", "Accession number A1", "Images 1,120",
        "Sent to 10.1.2.3:104", "Notes (1) 2 of 9 are missing",
    ):  # fmt: skip
        assert said in text
    again = Reader(PAGES.sent("", view, repeated_at="14:02", again=Form("/p?a=A1", "t")))
    assert "Already sent at 14:02 It was not sent again" in again.text
    assert again.all("form") == [{"method": "post", "action": "/p?a=A1"}]
    assert again.all("input") == [{"type": "hidden", "name": "token", "value": "t"}]


def test_what_the_engine_said_is_told_in_the_pages_language() -> None:
    missing = replace(SENT, warnings=("2 of 9 images are missing; this was allowed by Sari",))
    page = PAGES.sent("id", job(RELAY, JobState.DONE, result=missing))
    assert "2 dari 9 gambar tidak ada; ini disetujui oleh Sari" in text_of(page)
    error = PublisherUnreachable(
        "The CD publisher RIMAGE did not answer",
        "Check that the publisher is switched on and connected to the network, then try again.",
    )
    refusal = Refusal(502, "CD Publisher unreachable", code=error.code, advice=error.advice)
    text = text_of(PAGES.wrong("id", refusal, "r-1"))
    assert "Periksa apakah CD Publisher menyala dan tersambung ke jaringan" in text
    assert "CD Publisher unreachable" in text


def test_a_job_of_which_nothing_is_left_but_its_number_has_a_page() -> None:
    assert "A1" in text_of(PAGES.sent("", job(RELAY, JobState.DONE, patient=None)))
    assert "A1, A2" in text_of(PAGES.ready("", job(ISO, JobState.DONE, patient=None), disc="/d"))


def test_the_pages_wear_the_windows_colours() -> None:
    style = resource("listener/style.css").read_text("utf-8")
    light, dark = style.split("prefers-color-scheme: dark")
    for part, tones in ((light, LIGHT), (dark, DARK)):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part))
        assert len(found) >= 15
        expected = tones._asdict()
        assert found == {name: expected[name.replace("-", "_")] for name in found}


def test_the_description_is_a_page_for_people() -> None:
    reader = Reader(docs_page(OPENAPI))
    assert "GET /api/iso/print" in reader.text
    assert "accession_number query, string, required" in reader.text
    assert "404 application/json Not known" in reader.text
    ids = {attributes["id"] for attributes in reader.all("section")}
    links = {str(link["href"]) for link in reader.all("a")}
    assert links == {f"#{one}" for one in ids} | {"openapi.json"}


def test_what_every_address_may_answer_is_told_once() -> None:
    everywhere = {"200": {"description": "Done"}, "503": {"description": "Busy"}}
    paths = {
        path: {"get": {"responses": {"409": {"description": path}, **everywhere}}}
        for path in ("/a", "/b")
    }
    text = text_of(docs_page({**OPENAPI, "paths": paths}))
    assert "GET /a Answers 200 Done 409 /a GET /b Answers 200 Done 409 /b Everywhere" in text
    assert text.endswith("Refusals that every address may answer with 503 Busy")
    assert text.count("Busy") == 1
