"""What people see in a browser: to agree, to wait, what came of it, what went wrong and what to do.

Templates and words, English and Indonesian, stand in resources/listener. Everything is on the page
itself (style, glyphs, script), so that nothing of another address is asked for; peers' texts stand
in text nodes and quoted attributes alone, and are escaped.
"""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from ..core.config import Language
from ..core.places import resource
from ..core.request import Outcome
from ..core.said import indonesian, retold
from ..core.study import plain_name
from ..engine.job import JobState, JobView
from .refusal import Form, Refusal

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGES = ("en", "id")
_CSP = (
    "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
_SCRIPT = "; script-src 'nonce-{nonce}'"
_LIVE = _SCRIPT + "; connect-src 'self'"
# What a count of images means something in; elsewhere it is bytes or records, told as a share.
_COUNTED = (JobState.RETRIEVING, JobState.CHECKING)
# Which of the refusals is no fault (calm), and which a person can mend by themselves (care).
_CALM = {"cancelled", "closing", "interrupted"}
_CARE = {"bad-request", "accession-not-found", "no-dicom-data", "401", "403", "404", "429", "503"}
_CARE |= {"421", "4xx", "confirmation-invalid", "no-such-job", "no-image"}
_OPEN = {"421"}  # it names the setting that is to be changed
_NOT_TEXT = {"Cc", "Cs", "Co", "Zl", "Zp"}
_TOLD = ("error", "advice", "detail", "destination", "code")


@dataclass(frozen=True)
class Page:
    """A finished page, and the Content-Security-Policy without which it must not be sent."""

    html: str
    csp: str


class Pages:
    """Every page in the language that the configuration wants, else in the one that the browser
    wants (`wanted`: "en", "id" or ""), else in English."""

    def __init__(self, language: Language) -> None:
        self._language = "" if language is Language.AUTO else language.value

    def confirm(
        self,
        wanted: str,
        *,
        outcome: Outcome,
        accession_numbers: Sequence[str],
        action: str,
        token: str,
        initials: str = "",
        sent_at: str = "",
    ) -> Page:
        """Ask a person before anything is done; `sent_at` is when the same was sent already."""
        w = self._words(wanted)
        said = w["confirm"]
        way = "already" if sent_at else outcome.value
        return page(
            "confirm",
            w,
            csp=_SCRIPT,
            title=said[way].format(time=sent_at),
            glyph="publisher" if outcome is Outcome.RELAY else "disc",
            tone="accent",
            text=said["already_text" if sent_at else "care"],
            facts=[*_numbers(accession_numbers, w), (said["initials"], initials)],
            form=Form(action, token),
            button=said[f"{way}_button"],
        )

    def progress(self, wanted: str, view: JobView, *, here: str, cancel: str, token: str) -> Page:
        """A job under way. `here` is asked again until it is over: by the page's script, which
        then goes there, or by refresh where there is no script."""
        w = self._words(wanted)
        relays = view.request.outcome is Outcome.RELAY
        share, count = _how_far(view, w)
        return page(
            "progress",
            w,
            csp=_LIVE,
            title=_states(w, relays)[view.state.value],
            glyph="running",
            tone="busy",
            text=w["progress"]["relay_text" if relays else "iso_text"],
            facts=_facts(view, w),
            form=Form(cancel, token),
            here=here,
            share=share,
            count=count,
            live=json.dumps(_live(w, relays)),
        )

    def ready(self, wanted: str, view: JobView, *, disc: str) -> Page:
        """The download has begun: this page has it begun, from the address `disc`."""
        w = self._words(wanted)
        return page(
            "ready",
            w,
            title=w["ready"]["title"],
            glyph="done",
            tone="good",
            facts=_facts(view, w),
            disc=disc,
            notes=_notes(view, w),
        )

    def sent(
        self, wanted: str, view: JobView, *, repeated_at: str = "", again: Form | None = None
    ) -> Page:
        """What was sent for whom; `repeated_at` is when, if it was not this request that sent it,
        and `again` has it sent once more."""
        w = self._words(wanted)
        said = w["sent"]
        title = said["repeated"].format(time=repeated_at) if repeated_at else said["title"]
        return page(
            "sent",
            w,
            csp=_SCRIPT if again else "",
            title=title,
            glyph="done",
            tone="good",
            text=said["repeated_text" if repeated_at else "text"],
            facts=_facts(view, w),
            form=again,
            notes=_notes(view, w),
        )

    def wrong(self, wanted: str, refusal: Refusal, request_id: str) -> Page:
        """What went wrong, and what to do next; where asking again may help, with a button."""
        w = self._words(wanted)
        kind = _kind(refusal, w["wrong"])
        said = w["wrong"][kind]
        tone = "calm" if kind in _CALM else "care" if kind in _CARE else "stop"
        again = refusal.again
        return page(
            "wrong",
            w,
            csp=_SCRIPT if again and again.token else "",
            again=again,
            title=said["title"],
            glyph={"calm": "cancelled"}.get(tone, tone),
            tone=tone,
            text=said["text"],
            facts=_numbers(refusal.accession_numbers, w),
            advice=said["advice"].format(wait=_wait(refusal, w["wait"])),
            open=kind in _OPEN,
            said=[_clean(_retold(line, w)) for line in _told(refusal)],
            request_id=_clean(request_id),
        )

    def _words(self, wanted: str) -> dict[str, Any]:
        chosen = self._language or wanted
        return _words(chosen if chosen in LANGUAGES else "en")


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads(resource(f"listener/{language}.toml").read_text("utf-8"))


@cache
def _environment() -> Environment:
    # 5 MB that a desk whose links nobody opens can do without
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(resource("listener").parent)
    return Environment(autoescape=True, undefined=StrictUndefined, loader=loader, trim_blocks=True)


def page(name: str, w: dict[str, Any], *, csp: str = "", **values: Any) -> Page:
    """A template of ours filled in; every value is escaped."""
    nonce = token_urlsafe(16)
    if "facts" in values:
        values["facts"] = [(key, _clean(text)) for key, text in values["facts"] if text]
    html = _environment().get_template(f"listener/{name}.html").render(w=w, nonce=nonce, **values)
    return Page(html, (_CSP + csp).format(nonce=nonce))


def _numbers(accession_numbers: Sequence[str], w: dict[str, Any]) -> list[tuple[str, str]]:
    name = "accession_number" if len(accession_numbers) == 1 else "accession_numbers"
    return [(w[name], ", ".join(accession_numbers))]


def _facts(view: JobView, w: dict[str, Any]) -> list[tuple[str, str]]:
    """For whom, under which numbers, and how much; what nobody knows yet is left out later."""
    result = view.result
    name = result.patient_name if result else plain_name(view.patient.name) if view.patient else ""
    facts = [(w["patient"], name), *_numbers(view.request.accession_numbers, w)]
    if result:
        facts.append((w["images"], _number(result.files, w)))
        facts.append((w["size"], _size(result.bytes, w)))
        facts.append((w["sent_to"], result.destination))
    return facts


def _notes(view: JobView, w: dict[str, Any]) -> list[str]:
    return [_clean(_retold(note, w)) for note in view.result.warnings] if view.result else []


def _retold(text: str, w: dict[str, Any]) -> str:
    """What the floors below said, in the page's language."""
    if w["lang"] == "en":
        return text
    return retold(text, lambda source: indonesian().get(source) or source)


def _states(w: dict[str, Any], relays: bool) -> dict[str, str]:
    """The words of each state, as they are for this outcome."""
    states = w["states"]
    own = {state: states.get(f"{state}_relay", states[state]) for state in map(_value, JobState)}
    return own if relays else {state: states[state] for state in own}


def _value(state: JobState) -> str:
    return state.value


def _counted(relays: bool) -> tuple[JobState, ...]:
    return (*_COUNTED, JobState.DELIVERING) if relays else _COUNTED


def _how_far(view: JobView, w: dict[str, Any]) -> tuple[float | None, str]:
    """The share that is done, None where nobody knows, and the same in words."""
    moment = view.moment
    if moment is None:
        return None, ""
    relays = view.request.outcome is Outcome.RELAY
    share = min(1.0, moment.done / moment.total) if moment.total else None
    if view.state in _counted(relays) and (moment.total or moment.done):
        words = w["of_images" if moment.total else "some_images"]
        total = _number(moment.total or 0, w)
        return share, words.format(done=_number(moment.done, w), total=total)
    return share, "" if share is None else w["percent"].format(percent=int(100 * share))


def _live(w: dict[str, Any], relays: bool) -> dict[str, Any]:
    """What the script must know to say the same as `_how_far`."""
    said = {key: w[key] for key in ("of_images", "some_images", "percent", "thousands")}
    return {
        **said,
        "states": _states(w, relays),
        "counted": [state.value for state in _counted(relays)],
        "over": [state.value for state in JobState if state.is_over],
    }


def _kind(refusal: Refusal, known: dict[str, Any]) -> str:
    """Which words fit: those of its code, of its status, of all that are alike."""
    for key in (refusal.more.get("code"), str(refusal.status)):
        if key in known:
            return str(key)
    if refusal.status == 400:
        return "bad-request"
    return "4xx" if refusal.status < 500 else "5xx"


def _told(refusal: Refusal) -> list[str]:
    """What the one who helps wants to read."""
    more = {"error": refusal.error, **refusal.more}
    said = [str(more[key]) for key in _TOLD if more.get(key)]
    return [line for number, line in enumerate(said) if line not in said[:number]]


def _wait(refusal: Refusal, words: dict[str, str]) -> str:
    given = refusal.headers.get("Retry-After", "")
    seconds = int(given) if given.isdecimal() else 0
    if seconds <= 5:
        return words["moment"]
    if seconds <= 90:
        return words["minute"] if seconds >= 45 else words["seconds"].format(n=seconds)
    return words["minutes"].format(n=-(-seconds // 60))


def _number(count: int, w: dict[str, Any]) -> str:
    return f"{count:,}".replace(",", w["thousands"])


def _size(number_of_bytes: int, w: dict[str, Any]) -> str:
    """'63.4 MB'; nothing for none."""
    if not number_of_bytes:
        return ""
    size, unit = number_of_bytes / 1e3, "kB"
    for larger in ("MB", "GB"):
        if size >= 1000:
            size, unit = size / 1e3, larger
    return f"{size:.1f}".replace(".", w["decimal"]) + f" {unit}"


def _clean(text: str) -> str:
    """Foreign text on one line, without control characters or marks that turn its direction."""
    kinds = ((c, unicodedata.category(c)) for c in text)
    kept = ("" if kind == "Cf" else " " if kind in _NOT_TEXT else c for c, kind in kinds)
    return " ".join("".join(kept).split())
