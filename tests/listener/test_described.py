"""The description (OpenAPI) names every address, parameter and status, on a page of our own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from tests.listener.site import BROWSER, Site, listening, served
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study


def test_every_address_is_described_and_nothing_of_another_site_is_asked_for(site: Site) -> None:
    described = site.get("/openapi.json").json()["paths"]
    assert {"/api/iso/download", "/send_rimage_multiple.php", "/api/health"} <= described.keys()
    page = site.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert all(path in page.text for path in described)
    assert "http://" not in page.text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page.text


def test_every_operation_tells_the_statuses_that_the_gate_may_answer_with(site: Site) -> None:
    for path, methods in site.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert {"400", "401", "403", "421", "429", "500"} <= statuses, (method, path)
            assert "422" not in statuses


def test_what_is_answered_is_what_the_description_says(site: Site) -> None:
    described = site.get("/openapi.json").json()["paths"]
    for path, headers in (
        ("/api/iso/download", {}),
        ("/mkiso.php", BROWSER),
        ("/api/iso/print", {}),
        ("/api/iso/print", {"Accept": "text/html"}),
    ):
        answer = site.get(path, headers, accession_number="PLAIN1")
        kind = answer.headers["content-type"].partition(";")[0]
        assert kind in described[path]["get"]["responses"]["200"]["content"]


@pytest.fixture
def generous(config: Config, tmp_path: Path) -> Iterator[Site]:
    """Whose caps nobody reaches, and whose archive has what the description gives as example."""
    with orthanc({config.station.ae_title: (LOOPBACK, config.station.port)}) as server:
        server.store(write_study(tmp_path / "s", accession_number="A0001"))
        whom = {"host": server.host, "port": server.port, "ae_title": server.ae_title}
        config = config.model_copy(update={"pacs": config.pacs.model_copy(update=whom)})
        with served(listening(config, jobs_per_hour=10**6, max_queued=10**6)) as site:
            yield site


def checked_by_schemathesis(site: Site, folder: Path, *words: str) -> int:
    """How many cases it made of our description, all of which passed."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"{site.origin}/openapi.json",
        "--no-color",
        "--continue-on-failure",
        "--generation-database=none",
        "--checks=not_a_server_error,status_code_conformance",
        *words,
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1500)
    assert done.returncode == 0, done.stdout
    found = re.search(r"([0-9,]+) generated, \1 passed", done.stdout)
    assert found, done.stdout
    return int(found[1].replace(",", ""))


@pytest.mark.logs
def test_no_case_of_schemathesis_finds_a_bug_or_a_status_of_its_own(
    generous: Site, tmp_path: Path
) -> None:
    words = "--phases=examples,fuzzing", "--max-examples=4"
    assert checked_by_schemathesis(generous, tmp_path, *words) >= 80
    assert generous.link_jobs()


@pytest.mark.slow
@pytest.mark.logs
@pytest.mark.timeout(1600)
def test_two_thousand_cases_of_schemathesis_find_none(generous: Site, tmp_path: Path) -> None:
    assert checked_by_schemathesis(generous, tmp_path, "--max-examples=90") >= 2000
