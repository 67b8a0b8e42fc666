"""What a hospital's own bad days answer: the statuses and words of CONTRACT.md, over real wires."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import unescape
from pathlib import Path

import pytest
from pydantic import SecretStr

from mkiso_desktop.core import errors
from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import MkisoError
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.listener.orders import refusal_of
from mkiso_desktop.listener.words import ONE
from tests.engine.test_engine import a_config
from tests.listener.forms import form_of
from tests.listener.site import BROWSER, FROM_HIS, HIS, Site, listening, served
from tests.listener.waiting import until
from tests.peers.counting import CountingArchive, counting
from tests.peers.demo import config as config
from tests.peers.demo import hospital as hospital
from tests.peers.process import LOOPBACK, free_port
from tests.peers.scripted import Conversation, scripted
from tests.samples import write_study

NO_IMAGES, CONFLICT, USUAL = "CT2509220002", "CR2509220019", "CR2509190107"
BOTH = ["/api/iso/download", "/api/iso/print"]


@pytest.fixture
def demo(config: Config) -> Config:
    """Of a desk at the demo hospital."""
    return listening(config)


@pytest.mark.parametrize("path", BOTH)
def test_a_known_patient_without_images_is_no_dicom_data(demo: Config, path: str) -> None:
    with served(demo) as site:
        answer = site.get(path, accession_number=NO_IMAGES)
        told = answer.json()
        assert (answer.status_code, told["code"]) == (502, "no-dicom-data")
        assert told["error"] == "no DICOM data for accession_number"


@pytest.mark.parametrize("path", BOTH)
def test_the_page_that_wants_a_number_compared_shows_it(demo: Config, path: str) -> None:
    with served(demo) as site:
        link = {"accession_number": "NOBODY1,NOBODY2", "format": "html"}
        pages = [site.get(path, FROM_HIS, **link)]
        while pages[-1].status_code == 200:  # a busy machine tells first how far it is
            pages.append(site.get(path, FROM_HIS, **link))
        assert pages[-1].status_code == 404
        assert "<bdi>NOBODY1, NOBODY2</bdi>" in pages[-1].text


@pytest.mark.parametrize("path", BOTH)
def test_a_patient_whom_the_sources_call_differently_stops_it(demo: Config, path: str) -> None:
    with served(demo) as site:
        answer = site.get(path, accession_number=CONFLICT)
        assert (answer.status_code, answer.json()["code"]) == (409, "patient-conflict")
        # A busy machine may tell first how far it is; who asks again joins the same job.
        link = {"accession_number": CONFLICT, "format": "html"}
        until(lambda: site.get(path, FROM_HIS, **link).status_code == 409)
        assert site.get(path, FROM_HIS, **link).headers["content-type"].startswith("text/html")


def test_a_silent_patient_api_stops_a_print_and_not_a_download(demo: Config) -> None:
    update = {"base_url": f"http://{LOOPBACK}:{free_port()}", "retries": 0}
    api = demo.patient_api.model_copy(update=update)
    with served(demo.model_copy(update={"patient_api": api})) as site:
        answer = site.get("/api/iso/print", accession_number=USUAL)
        assert answer.status_code == 502
        assert answer.json()["error"] == "patient API unavailable"
        assert site.get("/api/iso/download", accession_number=USUAL).status_code == 200


def test_a_publisher_that_refuses_is_named_with_its_reason(demo: Config) -> None:
    with scripted(Conversation.reject) as peer:
        robot = demo.cd_publisher.model_copy(update={"host": peer.host, "port": peer.port})
        with served(demo.model_copy(update={"cd_publisher": robot})) as site:
            answer = site.get("/api/iso/print", accession_number=USUAL)
            told = answer.json()
            assert (answer.status_code, told["error"]) == (502, "DICOM relay failed")
            assert told["destination"] == f"{peer.host}:{peer.port}"
            assert "reject" in told["detail"]


@contextmanager
def beside_a_short_archive(tmp_path: Path) -> Iterator[tuple[CountingArchive, Site]]:
    """A site whose archive gives up after two images of A1, until it is told to go on."""
    files = write_study(tmp_path / "s", accession_number="A1")
    with counting(files, free_port()) as archive:
        archive.goes_on = lambda sent: sent < 2
        whom = archive.host, archive.port, archive.ae_title
        with served(listening(a_config(tmp_path, whom, archive.station_port))) as site:
            yield archive, site


def test_a_study_that_does_not_come_whole_stops_it(tmp_path: Path) -> None:
    with beside_a_short_archive(tmp_path) as (_, site):
        answer = site.get("/api/iso/download", accession_number="A1")
        assert (answer.status_code, answer.json()["code"]) == (409, "study-incomplete")


def test_a_person_tries_again_by_a_button(tmp_path: Path) -> None:
    with beside_a_short_archive(tmp_path) as (archive, site):
        link = {"accession_number": "A1", "format": "iso"}
        page = site.get("/mkiso.php", FROM_HIS, **link)
        form = form_of(page.text)
        assert (page.status_code, form.action) == (409, "?accession_number=A1&format=iso")
        archive.goes_on = lambda sent: True
        asked, own = len(site.link_jobs()), own_page(site)
        disc = site.client.post(f"/mkiso.php{form.action}", data=form.fields, headers=own)
        assert disc.status_code == 200 and len(disc.content) > 0
        assert disc.headers["content-type"] == "application/octet-stream"
        assert len(site.link_jobs()) == asked + 1
        # A button that is pressed once more asks anew, at the same address.
        twice = site.client.post(f"/mkiso.php{form.action}", data=form.fields, headers=own)
        assert twice.status_code == 403
        [href] = re.findall(r'<a class="button" href="([^"]+)"', twice.text)
        asks = site.client.get(f"/mkiso.php{unescape(href)}", headers=own_page(site, "Referer"))
        assert asks.status_code == 200 and "Download this disc?" in asks.text


@pytest.mark.parametrize("path", BOTH)
def test_what_was_cancelled_on_its_page_is_tried_again_there(demo: Config, path: str) -> None:
    with served(demo, lanes=0) as site:
        page = site.get(path, FROM_HIS, accession_number=f"{USUAL},{CONFLICT}")
        cancel, own = form_of(page.text), own_page(site)
        site.client.post(cancel.action, data=cancel.fields, headers=own)
        [job] = site.link_jobs()
        assert job.state is JobState.CANCELLED
        over = site.client.get(cancel.action.removesuffix("/cancel"), headers=own)
        form = form_of(over.text)
        assert (over.status_code, form.action) == (409, f"{path}?{ONE}={USUAL}%2C{CONFLICT}")
        assert site.client.post(form.action, data=form.fields, headers=own).status_code == 200
        [_, other] = site.link_jobs()
        assert other.request.images == job.request.images


@pytest.mark.parametrize("path", BOTH)
def test_too_many_are_asked_to_come_again_by_a_link(demo: Config, path: str) -> None:
    with served(listening(demo, jobs_per_hour=1, his_origins=(HIS,)), lanes=0) as site:
        site.get(path, FROM_HIS, accession_number="A1")
        busy = site.get(path, FROM_HIS, accession_number="A2")
        assert busy.status_code == 429
        assert 'href="?accession_number=A2"' in busy.text and "<form" not in busy.text


def own_page(site: Site, says: str = "Origin") -> dict[str, str]:
    """A browser on one of our own pages."""
    return {**BROWSER, "Sec-Fetch-Site": "same-origin", says: site.origin}


@pytest.mark.parametrize(
    ("table", "path", "who"),
    [("export", BOTH[0], {}), ("origin", BOTH[1], {}), ("origin", BOTH[1], BROWSER)],
)
def test_a_history_that_fails_is_told_and_is_no_bug_of_ours(
    demo: Config, table: str, path: str, who: dict[str, str]
) -> None:
    with served(demo) as site:
        assert site.get(path, accession_number=USUAL).status_code == 200
        with closing(sqlite3.connect(demo.store.url.removeprefix("sqlite:///"))) as hand, hand:
            hand.execute(f"ALTER TABLE {table} RENAME TO lost")
        answer = site.get(path, {**who, "Accept": "*/*"}, accession_number=USUAL)
        assert (answer.status_code, answer.json()["code"]) == (507, "disk-full")


def test_with_a_key_nobody_is_heard_without_it(demo: Config) -> None:
    keys = {
        "api_key": SecretStr("new-key-of-some-length"),
        "api_key_previous": SecretStr("old" * 9),
    }
    with served(listening(demo, **keys)) as site:
        for path in ("/api/iso/download", "/mkiso.php", "/send_rimage_multiple.php", "/docs"):
            answer = site.get(path, accession_number=USUAL)
            assert (answer.status_code, answer.json()["error"]) == (401, "unauthorized")
        assert site.get("/api/health").status_code == 200
        assert not site.engine.jobs()
        for key in ("new-key-of-some-length", "old" * 9):
            answer = site.get("/mkiso.php", {"X-API-Key": key}, accession_number=USUAL)
            assert answer.status_code == 200


CODES = {
    "bad-request": 400,
    "accession-not-found": 404,
    "patient-conflict": 409,
    "study-incomplete": 409,
    "check-failed": 409,
    "pacs-unreachable": 502,
    "pacs-refused": 502,
    "patient-api-unavailable": 502,
    "publisher-unreachable": 502,
    "relay-failed": 502,
    "no-dicom-data": 502,
    "not-configured": 501,
    "disk-full": 507,
    "medium-too-small": 507,
    "unexpected": 500,
}
_KINDS = {
    kind.code: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, MkisoError)
}


@pytest.mark.parametrize("code", CODES)
def test_every_error_of_a_job_has_its_status(demo: Config, code: str) -> None:
    refusal = refusal_of(_KINDS[code]("It is so", "Do this."), demo)
    assert (refusal.status, refusal.more["code"]) == (CODES[code], code)


def test_no_error_that_a_job_may_end_with_is_forgotten() -> None:
    assert _KINDS.keys() - CODES.keys() == {"config-invalid", "burn-failed"}
