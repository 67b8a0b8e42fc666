"""Many at once: nobody gets anything of somebody else's, and who asks twice gets one job."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import httpx
import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.engine.job import JobState
from tests.cli.disc import dicom_files, unpack
from tests.engine.test_engine import a_config
from tests.listener.forms import form_of
from tests.listener.site import BROWSER, FROM_HIS, Site, listening, served
from tests.listener.waiting import until
from tests.peers.dcmtk import Storescp, storescp
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study

MANY = 20


@dataclass(frozen=True)
class Town:
    """A hospital with patients of its own, a robot, and which instances are whose."""

    config: Config
    robot: Storescp
    uids: dict[str, set[str]]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    port, uids = free_port(), {}
    with orthanc({"CDRECORD": (LOOPBACK, port)}) as server, storescp() as robot:
        for at in range(MANY):
            files = write_study(
                tmp_path / f"s{at}",
                patient_id=f"P-{at:04d}",
                patient_name=f"Patient^Number{at}",
                accession_number=f"ACC{at}",
            )
            server.store(files)
            uids[f"ACC{at}"] = {file.stem for file in files}
        config = a_config(tmp_path, (server.host, server.port, server.ae_title), port)
        publisher = config.cd_publisher.model_copy(
            update={"ae_title": robot.ae_title, "host": robot.host, "port": robot.port}
        )
        config = config.model_copy(update={"cd_publisher": publisher})
        yield Town(listening(config, max_streams=MANY, max_queued=2 * MANY), robot, uids)


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_twenty_downloads_and_twenty_prints_at_once_never_mix(town: Town, tmp_path: Path) -> None:
    def download(site: Site, number: str) -> tuple[str, httpx.Response]:
        return number, site.get("/api/iso/download", accession_number=number)

    def send(site: Site, number: str) -> tuple[str, httpx.Response]:
        return number, site.get("/api/iso/print", accession_number=number)

    with served(town.config, lanes=4) as site, ThreadPoolExecutor(2 * MANY) as callers:
        discs = [callers.submit(download, site, number) for number in town.uids]
        sent = [callers.submit(send, site, number) for number in town.uids]
        for number, answer in (one.result() for one in discs):
            assert answer.status_code == 200, answer.text
            assert f"-{number}.iso" in answer.headers["content-disposition"]
            iso = tmp_path / f"{number}.iso"
            iso.write_bytes(answer.content)
            assert set(dicom_files(unpack(iso, tmp_path / f"d{number}"))) == town.uids[number]
        for number, answer in (one.result() for one in sent):
            told = answer.json()
            assert answer.status_code == 200, told
            assert told["accessions_sent"] == [number]
            assert told["patient_name"] == f"Patient Number{number[3:]}"
            assert told["files_sent"] == len(town.uids[number])
    assert set(town.robot.instances()) == set().union(*town.uids.values())


def test_who_asks_for_the_same_at_once_gets_one_job_and_each_the_whole(town: Town) -> None:
    with served(town.config) as site, ThreadPoolExecutor(8) as callers:
        found = [
            callers.submit(site.get, "/api/iso/download", accession_number="ACC1") for _ in range(8)
        ]
        answers = [one.result() for one in found]
        assert len({answer.content for answer in answers}) == 1
        assert {answer.status_code for answer in answers} == {200}
        assert len(site.link_jobs()) == 1


def test_too_many_jobs_are_told_to_come_again(town: Town) -> None:
    full = listening(town.config, max_queued=1)
    with served(full, lanes=0) as site, ThreadPoolExecutor(1) as beside:
        waiting = beside.submit(site.get, "/api/iso/download", accession_number="ACC1")
        until(lambda: bool(site.link_jobs()))
        refused = site.get("/api/iso/print", accession_number="ACC2")
        assert refused.status_code == 503 and int(refused.headers["retry-after"]) > 0
        site.engine.cancel(site.link_jobs()[0].number)
        assert waiting.result().status_code == 409
    hour = listening(town.config, jobs_per_hour=1)
    with served(hour) as site:
        assert site.get("/api/iso/download", accession_number="ACC1").status_code == 200
        refused = site.get("/api/iso/download", accession_number="ACC2")
        assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0
        assert site.get("/api/iso/download", accession_number="ACC1").status_code == 200


# A job under way, in a browser.


def ticket_in(html: str) -> str:
    """Where a progress page looks again."""
    return "/api/iso/jobs/" + html.split("/api/iso/jobs/", 1)[1].split('"')[0].split("/")[0]


def test_a_browser_that_would_have_to_wait_gets_a_page_that_turns_into_the_download(
    town: Town,
) -> None:
    with served(town.config, lanes=0) as site:
        page = site.get("/mkiso.php", FROM_HIS, accession_number="ACC1")
        assert page.status_code == 200 and "ACC1" in page.text
        assert page.headers["content-type"].startswith("text/html")
        here = ticket_in(page.text)
        assert site.get(here).json()["state"] == "queued"
        assert site.get(f"{here}/disc").status_code == 404
        lane = Thread(target=site.engine.run_lane)
        lane.start()
        until(lambda: bool(site.get(here).json()["is_over"]))
        ready = site.get(here, {**BROWSER, "Sec-Fetch-Site": "same-origin"})
        assert f"{here}/disc" in ready.text
        disc = site.get(f"{here}/disc")
        assert disc.status_code == 200
        assert disc.content == site.get("/mkiso.php", FROM_HIS, accession_number="ACC1").content
        assert len(site.link_jobs()) == 1
    lane.join()


def test_who_waits_may_stop_the_job(town: Town) -> None:
    own = {**BROWSER, "Sec-Fetch-Site": "same-origin"}
    with served(town.config, lanes=0) as site:
        page = site.get("/mkiso.php", FROM_HIS, accession_number="ACC1")
        here = ticket_in(page.text)
        foreign = site.client.post(f"{here}/cancel", headers={**own, "Origin": "http://evil.test"})
        assert foreign.status_code == 403
        done = site.client.post(f"{here}/cancel", headers={**own, "Origin": site.origin})
        assert (done.status_code, done.headers["location"]) == (303, here)
        assert site.link_jobs()[0].state is JobState.CANCELLED
        assert site.get(here).json()["state"] == "cancelled"
        assert site.get(here, own).status_code == 409


def test_a_ticket_that_nobody_was_given_opens_nothing(town: Town) -> None:
    with served(town.config) as site:
        for path in ("", "/disc"):
            assert site.get(f"/api/iso/jobs/abc{path}").status_code == 404
        assert site.client.post("/api/iso/jobs/abc/cancel").status_code == 404


def test_one_more_copy_is_a_button_on_the_page_of_a_print_that_was_done(town: Town) -> None:
    with served(town.config) as site:
        link = {"accession_number": "ACC1"}
        assert site.get("/api/iso/print", **link).status_code == 200
        page = site.get("/api/iso/print", FROM_HIS, **link)
        form = form_of(page.text)
        assert len(site.link_jobs()) == 1
        own = {**BROWSER, "Sec-Fetch-Site": "same-origin", "Origin": site.origin}
        url = str(page.request.url.join(form.action))
        assert site.client.post(url, data=form.fields, headers=own).status_code == 200
        assert len(site.link_jobs()) == 2
