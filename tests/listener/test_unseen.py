"""However a page or a stranger writes the request, no job starts that nobody has agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mkiso_desktop.listener.assent import acts_at_once
from mkiso_desktop.listener.caller import Caller
from tests.engine.test_engine import a_config
from tests.peers.process import LOOPBACK, free_port

from .site import HIS, Site, listening, served
from .wire import ask, request

PROMISE = "No page can start a job unseen"
UA = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"
CLICK = {
    "User_Agent": UA,
    "Sec_Fetch_Site": "cross-site",
    "Sec_Fetch_Mode": "navigate",
    "Sec_Fetch_Dest": "document",
}
PATHS = (
    "/api/iso/print?accession_number=A1",
    "/api/iso/print-multiple?accession_numbers=A1,A2",
    "/send_rimage_multiple.php?accession_number=A1",
    "/api/iso/download?accession_number=A1",
    "/api/iso/download-multiple?accession_numbers=A1,A2",
    "/mkiso.php?accession_number=A1",
    "/mkiso2.php?accession_number=A1",
    "/mkiso_multiple.php?accession_numbers=A1,A2",
)
# Links that arrive, and must ask a person first.
ASKED: dict[str, dict[str, str]] = {
    "a click on another page": {**CLICK, "Referer": "http://evil.test/"},
    "a click that does not say from where": CLICK,
    "an old browser": {"User_Agent": UA},
    "a browser on the network, over http": {"User_Agent": UA, "Accept": "text/html"},
    "a page that has only a Referer": {"Referer": "http://evil.test/"},
    "the HIS's name before an @": {**CLICK, "Referer": f"{HIS}@evil.test/"},
    "the HIS's name as a beginning": {**CLICK, "Referer": f"{HIS}.evil.test/"},
    "the HIS's name in the path": {**CLICK, "Referer": f"http://evil.test/{HIS}/"},
    "the HIS's name in the query": {**CLICK, "Referer": f"http://evil.test/?{HIS}"},
    "the HIS over https": {**CLICK, "Referer": HIS.replace("http:", "https:")},
    "the HIS at another port": {**CLICK, "Referer": f"{HIS}:8080/"},
    "the HIS with a dot": {**CLICK, "Referer": f"{HIS}./"},
    "what the HIS has fetched beforehand": {
        **CLICK,
        "Referer": f"{HIS}/",
        "Sec_Purpose": "prefetch",
    },
    "a preview": {**CLICK, "Referer": f"{HIS}/", "Purpose": "preview"},
    "our own page": {**CLICK, "Sec_Fetch_Site": "same-origin", "Referer": "http://localhost/"},
    "a form that says it was a link": {**CLICK, "X_HTTP_Method_Override": "POST"},
}
# What must not even be asked.
REFUSED: dict[str, tuple[dict[str, str], int]] = {
    "an image": ({**CLICK, "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}, 403),
    "a script": ({**CLICK, "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"}, 403),
    "a frame of the HIS": ({**CLICK, "Sec_Fetch_Dest": "iframe", "Referer": HIS}, 403),
    "a fetch": ({**CLICK, "Sec_Fetch_Mode": "cors", "Sec_Fetch_Dest": "empty"}, 403),
    "a fetch that says who asks": ({"User_Agent": UA, "Origin": "http://evil.test"}, 403),
    "a fetch of the HIS": ({"User_Agent": UA, "Origin": HIS, "Referer": HIS}, 403),
    "a file on this disk": ({**CLICK, "Origin": "null"}, 403),
    "a bent name": ({"Host": "rebound.evil.test"}, 421),
    "a bent name of the HIS's": ({"Host": "his.hospital.test", "Referer": HIS}, 421),
    "a bent name, and ours forwarded": (
        {"Host": "rebound.evil.test", "X_Forwarded_Host": "localhost"},
        421,
    ),
    "no name": ({"Host": ""}, 400),
    "two referers": ({**CLICK, "Referer": f"{HIS}/\r\nReferer: http://evil.test/"}, 400),
}
CROOKED = (
    "http://localhost{path}",
    "http://evil.test{path}",
    "/{path}",
    "/x/..{path}",
    "/%2e%2e{path}",
)
FORMS: tuple[dict[str, str], ...] = (
    {},
    {"Origin": "http://localhost"},
    {**CLICK, "Origin": "http://localhost", "Sec_Fetch_Site": "same-origin"},
    {**CLICK, "Origin": "http://evil.test", "Referer": HIS},
    {**CLICK, "Origin": HIS, "Referer": HIS},
    {**CLICK, "Origin": "null"},
    {"User_Agent": UA, "Referer": HIS},
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk whose archive does not answer: a job that starts would be seen all the same."""
    folder: Path = tmp_path_factory.mktemp("unseen")
    config = listening(a_config(folder, (LOOPBACK, free_port(), "NOBODY"), free_port()))
    with served(config, lanes=0) as site:
        yield site


@pytest.fixture(autouse=True)
def nothing_has_started(site: Site) -> Iterator[None]:
    yield
    assert site.link_jobs() == []


def status(site: Site, path: str, method: str = "GET", body: bytes = b"", **said: Any) -> int:
    return ask(site.listener.port, request(path, method, body, **said)).status


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("who", ASKED)
@pytest.mark.parametrize("path", PATHS)
def test_a_link_asks_a_person(site: Site, path: str, who: str) -> None:
    said: Any = ASKED[who]
    reply = ask(site.listener.port, request(path, **said))
    assert reply.status == 200
    assert reply["content-type"] == "text/html; charset=utf-8"
    assert b'name="token"' in reply.body


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("strange", ["http://his.test:", "", "his.test", "*"])
def test_a_link_that_says_nothing_is_never_the_hiss(strange: str) -> None:
    assert not acts_at_once(Caller("10.0.0.1", "localhost", is_browser=True), [strange])


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("who", REFUSED)
@pytest.mark.parametrize("path", PATHS)
def test_what_is_no_link_is_refused(site: Site, path: str, who: str) -> None:
    said, expected = REFUSED[who]
    assert status(site, path, **dict[str, Any](said)) == expected


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("path", PATHS)
def test_only_get_and_our_own_form_act(site: Site, path: str) -> None:
    for method, expected in (("HEAD", 405), ("OPTIONS", 204), ("PUT", 405), ("TRACE", 405)):
        assert status(site, path, method) == expected
        assert status(site, path, method, **dict[str, Any](CLICK, Referer=HIS)) in (expected, 403)
    for said in FORMS:
        for body in (b"", b"token=", b"token=x", b"token=x&token=y", b"\xff"):
            assert status(site, path, "POST", body, **dict[str, Any](said)) in (400, 403)


@pytest.mark.promise(PROMISE)
@pytest.mark.parametrize("path", PATHS)
def test_a_crooked_address_leads_nowhere(site: Site, path: str) -> None:
    for form in CROOKED:
        assert status(site, form.format(path=path)) == 400
    name, _, query = path.partition("?")
    for other in (f"{name}/", name.upper(), f"{name};x", f"{name}%3f", f"{name}%20"):
        assert status(site, f"{other}?{query}") == 404
    assert status(site, name.replace("/", "%2f").replace("%2f", "/", 1) + f"%2f?{query}") == 400
