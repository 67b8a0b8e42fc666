"""The ways in which a page can call us, from the HIS, from a hostile page and from a name that was
made to lead here, in a real browser: nothing is done unseen, and the HIS's links work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from mkiso_desktop.core.config import CdPublisher
from tests.engine.test_engine import a_config
from tests.listener.site import Site, listening, served
from tests.listener.waiting import until
from tests.peers.certificates import Papers
from tests.peers.chromium import Tab
from tests.peers.process import LOOPBACK, free_port
from tests.peers.web_pages import web_pages
from tests.promises import Trials

UNSEEN = "No page can start a job unseen"
SEND = "send_rimage_multiple.php?accession_number="

# What a page does with an address, and how one sees that the browser is through with it: another
# tab, another page in this tab, or an event in this page.
NEW_TAB, SAME_TAB, STAYS = "another tab", "this tab", "this page"
_LOADS = "new Promise(r => {{ const e = {}; e.onload = e.onerror = () => r(true); {} }})"


def _element(name: str, more: str) -> str:
    making = f"document.createElement('{name}')"
    return _LOADS.format(making, f"{more}; document.body.append(e)")


WAYS: dict[str, tuple[str, str]] = {
    "open": (NEW_TAB, "void window.open(URL)"),
    "popup": (NEW_TAB, "void window.open(URL, 'p', 'width=400,height=300')"),
    "noreferrer": (NEW_TAB, "void window.open(URL, '_blank', 'noreferrer')"),
    "link": (
        SAME_TAB,
        "void (() => { const a = document.createElement('a'); a.href = URL;"
        " document.body.append(a); a.click() })()",
    ),
    "location": (SAME_TAB, "void (location.href = URL)"),
    "meta refresh": (
        SAME_TAB,
        "void (() => { const m = document.createElement('meta'); m.httpEquiv = 'refresh';"
        " m.content = '0; url=' + URL; document.head.append(m) })()",
    ),
    "form": (
        SAME_TAB,
        "void (() => { const f = document.createElement('form'); f.method = 'post'; f.action = URL;"
        " document.body.append(f); f.submit() })()",
    ),
    "img": (STAYS, _element("img", "e.src = URL")),
    "iframe": (STAYS, _element("iframe", "e.src = URL")),
    "script": (STAYS, _element("script", "e.src = URL")),
    "prefetch": (STAYS, _element("link", "e.rel = 'prefetch'; e.href = URL")),
    "fetch": (STAYS, "fetch(URL, {mode: 'no-cors'}).then(() => true, () => true)"),
    "cors fetch": (STAYS, "fetch(URL, {headers: {'X-A': '1'}}).then(() => true, () => true)"),
}
LINKS = ["open", "popup", "noreferrer", "link", "location", "meta refresh"]


@dataclass(frozen=True)
class Hospital:
    """A desk whose jobs fail at once, for its archive is away; and the pages around it."""

    site: Site
    http: int
    https: int

    @property
    def pages(self) -> dict[str, str]:
        """Whose page, and where it stands."""
        return {
            "HIS": f"http://his.test:{self.http}/page",
            "HIS over https": f"https://his.test:{self.https}/page",
            "HIS over https that tells its origin": f"https://his.test:{self.https}/origin",
            "hostile page": f"http://evil.test:{self.http}/page",
            "rebinding name": f"http://rebind.test:{self.site.listener.port}/",
        }

    def has_job(self, number: str) -> bool:
        """Whether a link has caused anything for this accession number."""
        return any(number in view.request.accession_numbers for view in self.site.link_jobs())


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory, papers: Papers) -> Iterator[Hospital]:
    with web_pages() as http, web_pages(papers.self_signed) as https:
        nobody = LOOPBACK, free_port(), "NOBODY"
        folder = tmp_path_factory.mktemp("desk")
        config = listening(
            a_config(folder, nobody, free_port()),
            his_origins=(f"http://his.test:{http}", f"https://his.test:{https}"),
            allowed_hosts=("lan.test",),
            jobs_per_hour=10_000,
        )
        robot = CdPublisher(host=LOOPBACK, port=free_port())
        with served(config.model_copy(update={"cd_publisher": robot})) as site:
            yield Hospital(site, http, https)


@dataclass(frozen=True)
class Visit:
    """One page that calls us in one way."""

    tab: Tab
    way: str
    url: str

    def call(self) -> Tab:
        """Do it, and wait until the browser is through; the tab where our answer stands."""
        arrives, script = WAYS[self.way]
        before = set(self.tab.browser.tabs())
        start = self.tab.run("location.href")
        self.tab.run(script.replace("URL", json.dumps(self.url)))
        if arrives == SAME_TAB:
            self.tab.until(f"location.href != {json.dumps(start)} && {_THERE}")
        if arrives != NEW_TAB:
            return self.tab
        until(lambda: len(set(self.tab.browser.tabs()) - before) == 1)
        [target] = set(self.tab.browser.tabs()) - before
        opened = self.tab.browser.attach(target)
        opened.until(f"location.href != 'about:blank' && {_THERE}")
        return opened


_THERE = "document.readyState == 'complete'"


_NUMBERS = count(1)


@pytest.mark.promise(UNSEEN)
@pytest.mark.parametrize(
    ("whose", "name"),
    [
        ("hostile page", LOOPBACK),
        ("hostile page", "lan.test"),
        ("rebinding name", "rebind.test"),
    ],
)
def test_a_strangers_page_does_nothing(
    hospital: Hospital, tab: Tab, trials: Trials, whose: str, name: str
) -> None:
    tab.call("Page.setBypassCSP", enabled=True)  # its script is the stranger's, not ours
    for way in WAYS:
        tab.goto(hospital.pages[whose])
        number = f"N{next(_NUMBERS)}"
        visit = Visit(tab, way, f"http://{name}:{hospital.site.listener.port}/{SEND}{number}")
        there = visit.call()
        trials.note(not hospital.has_job(number), f"{whose}: {way} to {name}: {there.text()}")
        if there is not tab:
            there.close()


@pytest.mark.promise(UNSEEN)
@pytest.mark.parametrize("name", [LOOPBACK, "lan.test"])
@pytest.mark.parametrize("whose", ["HIS", "HIS over https", "HIS over https that tells its origin"])
def test_every_link_of_the_his_works(
    hospital: Hospital, tab: Tab, trials: Trials, whose: str, name: str
) -> None:
    asks = whose == "HIS over https"
    for way in LINKS:
        tab.goto(hospital.pages[whose])
        number = f"N{next(_NUMBERS)}"
        visit = Visit(tab, way, f"http://{name}:{hospital.site.listener.port}/{SEND}{number}")
        there = visit.call()
        is_asked = asks or way == "noreferrer"
        trials.note(hospital.has_job(number) is not is_asked, f"{way} to {name}: {there.text()}")
        if is_asked:
            assert number in there.text()
            there.click("button")
            there.until("document.querySelector('details')")
            trials.note(hospital.has_job(number), f"{way} to {name}, a click: {there.text()}")
        if there is not tab:
            there.close()
