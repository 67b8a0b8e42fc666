"""What a ticket tells of a job that is long over, kept no longer, or was interrupted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.engine.links import Links
from mkiso_desktop.engine.roster import KEPT_FOR_S
from mkiso_desktop.listener.orders import Orders
from mkiso_desktop.listener.refusal import Refusal
from tests.engine.test_engine import running
from tests.listener.site import BROWSER, FROM_HIS, Site, a_lane, answering
from tests.listener.test_together import ticket_in
from tests.listener.waiting import until

OWN = {**BROWSER, "Sec-Fetch-Site": "same-origin"}


class Days:
    """A clock that tells when so many days are over."""

    count = 0

    def __call__(self) -> float:
        return self.count * KEPT_FOR_S


@contextmanager
def idle(config: Config, days: Days) -> Iterator[Site]:
    """Whose jobs stay in the queue, until somebody lends it a lane."""
    with running(config, lanes=0, clock=days) as engine, answering(engine) as site:
        yield site


def ticket(site: Site, number: str = "PLAIN1") -> str:
    """Of a job that a browser waits for."""
    return ticket_in(site.get("/mkiso.php", FROM_HIS, accession_number=number).text)


def test_how_a_job_ended_is_told_although_the_engine_has_let_go_of_it(config: Config) -> None:
    days = Days()
    with idle(config, days) as site:
        here = ticket(site)
        [job] = site.link_jobs()
        site.engine.cancel(job.number)
        days.count = 1
        site.engine.submit(MediaRequest(("A1",)))
        with pytest.raises(LookupError):
            site.engine.view(job.number)
        assert site.get(here).json()["state"] == "cancelled"
        assert site.get(here, OWN).status_code == 409
        assert site.client.post(f"{here}/cancel", headers={"Accept": "*/*"}).status_code == 303


def test_a_ticket_hears_that_somebody_takes_the_job_up_again(config: Config) -> None:
    with idle(config, Days()) as site:
        here = ticket(site)
        [job] = site.link_jobs()
        site.engine.cancel(job.number)
        site.engine.history.update(job.number, JobState.INTERRUPTED)  # as a crash leaves it
        assert site.engine.retry(job.number) == job.number
        assert site.get(here).json()["state"] == "queued"


def test_an_image_that_is_kept_no_longer_is_told_and_no_fault(
    config: Config, tmp_path: Path
) -> None:
    with idle(config, Days()) as site:
        here = ticket(site)
        with a_lane(site.engine):
            until(lambda: bool(site.get(here).json()["is_over"]))
            assert site.get(f"{here}/disc").status_code == 200
            shutil.rmtree(Path(config.work.folder) / "isos")
            for page in (here, f"{here}/disc"):
                answer = site.get(page, OWN)
                assert (answer.status_code, "out of date" in answer.text) == (404, True)
                # Its button asks for the disc anew.
                assert 'href="/api/iso/download?accession_number=PLAIN1"' in answer.text


def test_what_an_engine_has_never_heard_of_is_no_job(config: Config) -> None:
    engine = Engine(config)
    with pytest.raises(Refusal) as told:
        Orders(engine, Links(engine)).latest(JobView(7, MediaRequest(("A1",))))
    assert (told.value.status, told.value.more["code"]) == (404, "no-such-job")


def test_an_interrupted_job_is_told_as_what_it_is(config: Config) -> None:
    engine = Engine(config)
    with pytest.raises(Refusal) as told:
        Orders(engine, Links(engine)).result(
            JobView(7, MediaRequest(("A1",)), JobState.INTERRUPTED)
        )
    assert (told.value.status, told.value.more["code"]) == (503, "interrupted")
    assert "Open the link again" in told.value.more["advice"]
