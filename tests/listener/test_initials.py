"""Whose it would be: initials on the page that asks, and no long wait for them."""

from __future__ import annotations

import asyncio

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.listener.initials import A_MINUTE, Initials, initials_of
from tests.listener.site import BROWSER, Site
from tests.listener.waiting import until
from tests.peers.scripted import Conversation, scripted


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Sutanto Budi", "S. B."), ("Li", "L."), ("王 小", "王. 小."), ("- 7 x", "x."), ("", "")],
)
def test_a_name_becomes_its_initials(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_the_page_that_asks_tells_the_initials_and_not_the_name(site: Site) -> None:
    def page() -> str:
        return site.get("/mkiso.php", BROWSER, accession_number="PLAIN1").text

    until(lambda: "S. B." in page())  # which a busy machine may take too long for at first
    assert "sutanto" not in page().lower() and "P-0001" not in page()


@pytest.mark.parametrize("numbers", ["PLAIN1,OTHER", "NOBODY"])
def test_who_is_not_one_person_has_none(site: Site, numbers: str) -> None:
    page = site.get("/mkiso.php", BROWSER, accession_number=numbers)
    assert page.status_code == 200 and "S. B." not in page.text


def test_a_silent_archive_is_not_waited_for_and_let_go(config: Config) -> None:
    def silent(talk: Conversation) -> None:
        talk.accept()
        talk.until_left()

    with scripted(silent) as peer:
        update = {"host": peer.host, "port": peer.port, "ae_title": peer.ae_title}
        pacs = config.pacs.model_copy(update=update)
        initials = Initials(Engine(config.model_copy(update={"pacs": pacs})), waits_s=0.2)
        assert asyncio.run(initials.of(["PLAIN1"])) == ""


def test_the_archive_is_not_asked_without_end(config: Config) -> None:
    now = 0.0
    initials = Initials(Engine(config), waits_s=30, clock=lambda: now)

    async def many() -> list[str]:
        return [await initials.of(["PLAIN1"]) for _ in range(A_MINUTE + 1)]

    found = asyncio.run(many())
    assert found == ["S. B."] * A_MINUTE + [""]
    now = 61.0
    assert asyncio.run(initials.of(["PLAIN1"])) == "S. B."
