"""A person at the desk, a real browser, a real archive: from the HIS's link to the disc."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config, Language
from mkiso_desktop.engine.job import JobState
from tests.listener.site import Site, a_lane, served
from tests.peers.archive import Archive
from tests.peers.chromium import Chromium, Tab
from tests.peers.dcmtk import Storescp
from tests.peers.web_pages import web_pages

PRINT, DOWNLOAD = "send_rimage_multiple.php", "mkiso.php"
AWAKE = "!document.querySelector('button').hasAttribute('aria-disabled')"


@pytest.fixture(scope="module")
def his() -> Iterator[str]:
    """The origin of the HIS's pages."""
    with web_pages() as port:
        yield f"http://his.test:{port}"


@pytest.fixture
def config(config: Config, his: str) -> Config:
    """Whose links act at once."""
    listener = config.listener.model_copy(update={"his_origins": (his,)})
    return config.model_copy(update={"listener": listener, "language": Language.ENGLISH})


@pytest.fixture
def idle(config: Config) -> Iterator[Site]:
    """Whose jobs stay in the queue, until somebody lends it a lane."""
    with served(config, lanes=0) as one:
        yield one


def click(tab: Tab, his: str, site: Site, route: str, number: str) -> None:
    """Open the HIS's page, and its link in the same tab."""
    tab.goto(f"{his}/page")
    url = f"{site.origin}/{route}?accession_number={number}"
    tab.run(f"void (location.href = {json.dumps(url)})")


def shows(text: str) -> str:
    return f"document.body && document.body.innerText.includes({json.dumps(text)})"


def downloaded(browser: Chromium, folder: Path) -> tuple[str, bytes]:
    """The one download of this person."""
    begun = browser.event("Browser.downloadWillBegin", lambda one: True)
    name = str(begun["suggestedFilename"])
    browser.event("Browser.downloadProgress", lambda one: one["state"] == "completed")
    return name, (folder / name).read_bytes()


def test_a_link_sends_and_says_what_for_whom(
    site: Site, his: str, tab: Tab, archive: Archive, publisher: Storescp
) -> None:
    click(tab, his, site, PRINT, "PLAIN1")
    tab.until(shows("Sent to the CD Publisher"))
    assert "Patient Sutanto Budi Accession number PLAIN1" in tab.text()
    assert f"Images {len(archive.files['PLAIN1'])}" in tab.text()
    assert f"Sent to {publisher.host}:{publisher.port}" in tab.text()


def test_a_second_click_sends_nothing_and_a_button_does(site: Site, his: str, tab: Tab) -> None:
    click(tab, his, site, PRINT, "PLAIN1")
    tab.until(shows("Sent to the CD Publisher"))
    click(tab, his, site, PRINT, "PLAIN1")
    tab.until(shows("Already sent at"))
    assert "It was not sent again" in tab.text()
    assert len(site.link_jobs()) == 1
    tab.click("button")
    tab.until(shows("Sent to the CD Publisher"))
    assert len(site.link_jobs()) == 2


def test_a_person_is_asked_whether_a_second_copy_is_meant(site: Site, tab: Tab) -> None:
    for question, jobs in (("Send this to the CD Publisher?", 1), ("Already sent at", 2)):
        tab.goto(f"{site.origin}/{PRINT}?accession_number=PLAIN1")
        assert question in tab.text()
        assert "initials S. B." in tab.text()
        tab.click("button")
        tab.until(shows("Sent to the CD Publisher"))
        assert len(site.link_jobs()) == jobs


def test_what_went_wrong_is_told_with_what_to_do(site: Site, his: str, tab: Tab) -> None:
    click(tab, his, site, PRINT, "NOBODY")
    tab.until(shows("This accession number is not known"))
    assert "Compare it with the number on the paper" in tab.text()


def test_a_link_downloads_without_a_page_where_the_image_is_there(
    site: Site, his: str, tab: Tab, browser: Chromium, tmp_path: Path
) -> None:
    whole = site.get(f"/{DOWNLOAD}", accession_number="PLAIN1").content
    click(tab, his, site, DOWNLOAD, "PLAIN1")
    assert downloaded(browser, tmp_path / "downloads") == ("Sutanto_Budi-PLAIN1.iso", whole)


def test_a_page_waits_and_turns_into_the_download(
    idle: Site, his: str, tab: Tab, browser: Chromium, tmp_path: Path
) -> None:
    click(tab, his, idle, DOWNLOAD, "PLAIN1")
    tab.until(shows("Waiting for its turn"))
    with a_lane(idle.engine):
        tab.until(shows("Your download has begun"))
        name, image = downloaded(browser, tmp_path / "downloads")
        again = idle.get(f"/{DOWNLOAD}", accession_number="PLAIN1")
        assert (name, image) == ("Sutanto_Budi-PLAIN1.iso", again.content)
        assert "Sutanto Budi" in tab.text()
        assert len(idle.link_jobs()) == 1


def test_the_same_by_refresh_where_scripts_are_off(
    idle: Site, his: str, tab: Tab, browser: Chromium, tmp_path: Path
) -> None:
    url = f"{idle.origin}/{DOWNLOAD}?accession_number=PLAIN1"
    tab.goto(url)
    assert "Download this disc?" in tab.text()
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    tab.goto(url)
    tab.click("button")
    tab.until(shows("Waiting for its turn"))
    with a_lane(idle.engine):
        tab.until(shows("Your download has begun"))
        assert downloaded(browser, tmp_path / "downloads")[1]
        assert len(idle.link_jobs()) == 1


def test_the_button_of_the_page_cancels_the_job(idle: Site, his: str, tab: Tab) -> None:
    click(tab, his, idle, DOWNLOAD, "PLAIN1")
    tab.until(shows("Waiting for its turn"))
    tab.click("button")
    tab.until(shows("Somebody stopped this"))
    assert [view.state for view in idle.link_jobs()] == [JobState.CANCELLED]
    tab.click("button")  # Try again
    tab.until(shows("Waiting for its turn"))
    assert [view.state for view in idle.link_jobs()] == [JobState.CANCELLED, JobState.QUEUED]


def test_cancelled_in_the_window_the_page_says_so(idle: Site, his: str, tab: Tab) -> None:
    click(tab, his, idle, DOWNLOAD, "PLAIN1")
    tab.until(shows("Waiting for its turn"))
    [view] = idle.link_jobs()
    idle.engine.cancel(view.number)
    tab.until(shows("Somebody stopped this"))


def test_a_question_is_answered_once(site: Site, tab: Tab) -> None:
    tab.goto(f"{site.origin}/{PRINT}?accession_number=PLAIN1")
    tab.until(shows("Send this to the CD Publisher?"))
    tab.until(AWAKE)
    form = tab.run("document.forms[0].outerHTML")
    tab.click("button")
    tab.until(shows("Sent to the CD Publisher"))
    tab.run(f"void (document.body.innerHTML = {json.dumps(form)})")
    tab.click("button")
    tab.until(shows("This was confirmed too late, or twice"))
    assert len(site.link_jobs()) == 1
    tab.click("a.button")
    tab.until(shows("Already sent at"))
    assert len(site.link_jobs()) == 1


def test_a_button_that_is_clicked_twice_asks_once(idle: Site, tab: Tab) -> None:
    tab.goto(f"{idle.origin}/{PRINT}?accession_number=PLAIN1")
    tab.until(shows("Send this to the CD Publisher?"))
    tab.run(
        "void document.querySelector('button').addEventListener('click', event =>"
        " setTimeout(() => event.target.click(), 300), { once: true })"
    )
    tab.click("button")
    tab.until(shows("Waiting for its turn"))
    assert len(idle.link_jobs()) == 1


def test_a_click_that_was_meant_for_what_stood_above_does_nothing(site: Site, tab: Tab) -> None:
    tab.goto(f"{site.origin}/{PRINT}?accession_number=PLAIN1")
    tab.until(AWAKE)
    tab.run(
        "void (window.dispatchEvent(new Event('focus')), document.querySelector('button').click())"
    )
    assert "Send this to the CD Publisher?" in tab.text()
    assert not site.link_jobs()
    tab.click("button")
    tab.until(shows("Sent to the CD Publisher"))
    assert len(site.link_jobs()) == 1
