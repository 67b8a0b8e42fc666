"""A patient API on a bad day: find and iso go on with the PACS alone, a relay does not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import MkisoError
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import Outcome
from mkiso_desktop.engine.engine import Engine
from tests.cli.desk import Desk
from tests.faults.jobs import GRACE_S, run, what_is_wrong
from tests.faults.pacs import Pacs, serving
from tests.net.hospital_api import Desk as Caller
from tests.net.hospital_api import (
    HospitalApi,
    black_hole,
    endless,
    frozen,
    half_an_answer,
    hospital_api,
    nonsense,
    ok,
    status,
    trickling_body,
    trickling_headers,
)
from tests.peers.scripted import ScriptedPeer, scripted
from tests.promises import FULL, Trials

CLEAR = "Every failure of the patient API has one clear end"
WHOLE_QUESTION_S = 15  # what the API gets, retries included
Answer = Callable[[Caller], None]


def record(**changes: object) -> bytes:
    told = {"patient_name": "BUDI SUTANTO", "medrec_id": "P-0001"}
    return json.dumps(told | changes).encode()


def without_length(body: bytes) -> Answer:
    def answer(caller: Caller) -> None:
        caller.send_response(200)
        caller.end_headers()
        caller.wfile.write(body)

    return answer


def closed_at_once(caller: Caller) -> None:
    caller.connection.close()


BOMB = gzip.compress(record() + b" " * 20_000_000)
SILENT: dict[str, Answer] = {
    "does not answer": frozen,
    "redirects within": status(302, Location="/api/elsewhere"),
    "redirects abroad": status(307, Location="http://127.0.0.2:9/"),
    "sends a page": status(200, b"<!DOCTYPE html><html>Log in</html>", Content_Type="text/html"),
    "sends nothing": ok(b""),
    "sends half": half_an_answer,
    "speaks another tongue": nonsense,
    "hangs up": closed_at_once,
    "sends a megabyte too much": ok(record() + b" " * (1 << 20)),
    "sends it without a length": without_length(record() + b" " * (1 << 20)),
    "sends without end": endless,
    "sends a gzip bomb": status(200, BOMB, Content_Encoding="gzip"),
    "sends what is no JSON": ok(record()[:-1]),
    "sends a text": ok(b'"P-0001"'),
    "sends a number": ok(b"42"),
    "sends lists in lists": ok(b"[" * 5000 + b"]" * 5000),
    "sends a name that is a list": ok(record(patient_name=["BUDI"])),
    "sends an ID that is an object": ok(record(medrec_id={"x": 1})),
    "sends an ID that is true": ok(record(medrec_id=True)),
    "sends no ID": ok(record(medrec_id=None)),
    "sends an empty name": ok(record(patient_name=" ")),
    "tells of another number": ok(record(accession_number="A0002")),
    "asks to wait for an hour": status(503, Retry_After="3600"),
    "asks to wait for a moment": status(503, Retry_After="0"),
    "asks to wait for nonsense": status(503, Retry_After="soon"),
} | {f"says {code}": status(code) for code in (400, 401, 403, 410, 429, 500, 501, 502, 503, 504)}
SLOW: dict[str, Answer] = {"drips headers": trickling_headers, "drips a body": trickling_body}
OTHERS: dict[str, tuple[Answer, str]] = {
    "does not know it": (status(404), "accession-not-found"),
    "has an empty list": (ok(b"[]"), "accession-not-found"),
    "has null": (ok(b"null"), "accession-not-found"),
    "has another patient": (ok(record(medrec_id="P-0002")), "patient-conflict"),
    "has two patients": (
        ok(b"[" + record() + b"," + record(medrec_id="P-0002") + b"]"),
        "patient-conflict",
    ),
    "has the patient twice": (ok(b"[" + record() + b"," + record() + b"]"), "done"),
    "has control characters": (ok(record(patient_name="BUDI\x00\x1b[2J\u202eX")), "done"),
    "has nothing else": (ok(record(birth_date=None, sex=[], reg_id=5)), "done"),
}


def not_called(talk: object) -> None:
    """A publisher that counts its conversations, and ends them."""


@pytest.fixture
def desk(front: Desk, files: list[Path], api: HospitalApi) -> Iterator[Desk]:
    """A desk with an honest archive and this API, which it asks once and once more."""
    with serving(Pacs(files, front.port)) as pacs:
        front.configure("patient_api", base_url=api.url, timeout_s=0.5, retries=1)
        yield front.archive(pacs)


@pytest.fixture
def publisher(desk: Desk) -> Iterator[ScriptedPeer]:
    with scripted(not_called) as peer:
        desk.configure("cd_publisher", host=peer.host, port=peer.port)
        yield peer


def goes_on_without(desk: Desk, publisher: ScriptedPeer, within_s: float) -> str:
    """What is wrong with what find, iso and relay make of an API that has no answer."""
    engine = Engine(Config.model_validate(desk.sections))
    began = monotonic()
    [finding] = engine.find(["A0001"], Progress())
    wrong = [] if finding.api_error else ["find has no warning"]
    if monotonic() - began > within_s:
        wrong.append("find took too long")
    end = run(desk)
    wrong.append(what_is_wrong(desk, end, "done", within_s=within_s))
    if finding.api_error and finding.api_error.title not in end.warnings:
        wrong.append("iso has no warning")
    for disc in desk.discs.iterdir():
        disc.unlink()
    relayed = run(desk, Outcome.RELAY)
    wrong.append(what_is_wrong(desk, relayed, "patient-api-unavailable", within_s=within_s))
    if publisher.conversations:
        wrong.append("the publisher was called")
    return "; ".join(filter(None, wrong))


@pytest.mark.promise(CLEAR)
def test_an_api_without_an_answer_is_a_warning_and_stops_a_relay(
    desk: Desk, api: HospitalApi, publisher: ScriptedPeer, trials: Trials
) -> None:
    for how in list(SILENT)[:: trials.amount(full=1, sample=6)]:
        api.answers = [SILENT[how]]
        wrong = goes_on_without(desk, publisher, WHOLE_QUESTION_S + GRACE_S)
        trials.note(not wrong, f"an API that {how}: {wrong}")


@pytest.mark.skipif(not FULL, reason="takes the API's whole time, again and again")
@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize(
    ("how", "outcome", "code"),
    [
        ("never accepts", Outcome.ISO, "done"),
        ("drips a body", Outcome.RELAY, "patient-api-unavailable"),
        ("drips headers", Outcome.RELAY, "patient-api-unavailable"),
    ],
)
def test_the_whole_question_has_a_limit(
    desk: Desk,
    api: HospitalApi,
    publisher: ScriptedPeer,
    how: str,
    outcome: Outcome,
    code: str,
) -> None:
    """With the real time limits; the configured one begins anew with each byte that drips."""
    api.answers = [SLOW.get(how, frozen)]
    desk.configure("patient_api", timeout_s=10, retries=3)
    with black_hole() as url:
        if how == "never accepts":
            desk.configure("patient_api", base_url=url)
        end = run(desk, outcome)
    assert not what_is_wrong(desk, end, code, within_s=WHOLE_QUESTION_S + GRACE_S)
    assert not publisher.conversations


@pytest.mark.promise(CLEAR)
@pytest.mark.parametrize("how", OTHERS)
def test_an_api_that_answers_counts(
    desk: Desk, api: HospitalApi, publisher: ScriptedPeer, how: str
) -> None:
    answer, code = OTHERS[how]
    api.answers = [answer]
    end = run(desk)
    assert not what_is_wrong(desk, end, code)
    if code == "done":
        assert end.view.result and "\x1b" not in end.view.result.patient_name
        return
    assert not what_is_wrong(desk, run(desk, Outcome.RELAY), code)
    assert not publisher.conversations


@pytest.mark.promise(CLEAR)
def test_a_redirect_is_never_followed(
    desk: Desk, api: HospitalApi, publisher: ScriptedPeer
) -> None:
    with hospital_api() as abroad:
        abroad.answers = [ok(record(medrec_id="P-0002"))]
        for code in (301, 302, 303, 307, 308):
            api.answers = [status(code, Location=f"{abroad.url}/api/patients")]
            assert not what_is_wrong(desk, run(desk), "done")
        assert not abroad.asked


@pytest.mark.promise(CLEAR)
def test_two_patients_in_the_api_stop_a_search_too(desk: Desk, api: HospitalApi) -> None:
    api.answers = [OTHERS["has two patients"][0]]
    with pytest.raises(MkisoError) as caught:
        Engine(Config.model_validate(desk.sections)).find(["A0001"], Progress())
    assert caught.value.code == "patient-conflict"
