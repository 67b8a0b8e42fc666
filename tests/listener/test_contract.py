"""Every row of CONTRACT.md's HTTP tables, over a real socket, with Orthanc and dcmtk behind it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.listener.app import ROUTES
from tests.cli.disc import dicom_files, unpack
from tests.listener.forms import form_of
from tests.listener.site import BROWSER, FROM_HIS, Site, served
from tests.peers.archive import Archive
from tests.peers.dcmtk import Storescp

DOWNLOADS = ["/api/iso/download", "/mkiso.php", "/mkiso2.php"]
DOWNLOADS_OF_SEVERAL = ["/api/iso/download-multiple", "/mkiso_multiple.php"]
PRINTS = ["/api/iso/print", "/send_rimage_multiple.php"]
PRINTS_OF_SEVERAL = ["/api/iso/print-multiple"]
ONE, SEVERAL = "accession_number", "accession_numbers"


def test_health_is_public_and_says_nothing_of_patients(site: Site) -> None:
    answer = site.get("/api/health")
    assert answer.status_code == 200
    told = answer.json()
    assert told["status"] == "ok" and told["version"]
    assert told["checks"] == {
        "pacs": "ok",
        "patient_api": "not-configured",
        "cd_publisher": "ok",
        "disk": "ok",
    }


@pytest.mark.parametrize("path", DOWNLOADS)
def test_a_download_is_the_image_of_one_accession_number(
    site: Site, archive: Archive, tmp_path: Path, path: str
) -> None:
    answer = site.get(path, accession_number="PLAIN1")
    assert answer.status_code == 200, answer.text
    head = answer.headers
    assert head["content-type"] == "application/octet-stream"
    assert int(head["content-length"]) == len(answer.content)
    assert head["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    name = "Sutanto_Budi-PLAIN1.iso"
    assert (
        head["content-disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    )
    iso = tmp_path / "disc.iso"
    iso.write_bytes(answer.content)
    assert len(dicom_files(unpack(iso, tmp_path / "disc"))) == len(archive.files["PLAIN1"])


@pytest.mark.parametrize("path", [*DOWNLOADS, *DOWNLOADS_OF_SEVERAL])
@pytest.mark.parametrize("name", [ONE, SEVERAL])
def test_several_of_one_patient_are_one_image(
    site: Site, archive: Archive, tmp_path: Path, path: str, name: str
) -> None:
    if name == SEVERAL and path in DOWNLOADS:
        pytest.skip("a route for one does not know it")
    answer = site.get(path, **{name: "PLAIN1,PLAIN2"})
    assert answer.status_code == 200, answer.text
    iso = tmp_path / "disc.iso"
    iso.write_bytes(answer.content)
    wanted = len(archive.files["PLAIN1"]) + len(archive.files["PLAIN2"])
    assert len(dicom_files(unpack(iso, tmp_path / "disc"))) == wanted


@pytest.mark.parametrize("path", [*PRINTS, *PRINTS_OF_SEVERAL])
@pytest.mark.parametrize("name", [ONE, SEVERAL])
def test_a_print_sends_everything_to_the_publisher_and_says_so(
    site: Site, archive: Archive, publisher: Storescp, path: str, name: str
) -> None:
    answer = site.get(path, **{name: "PLAIN1"})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "status": "ok",
        "accessions_sent": ["PLAIN1"],
        "patient_name": "Sutanto Budi",
        "destination": f"{publisher.host}:{publisher.port}",
        "files_sent": len(archive.files["PLAIN1"]),
        "warnings": [],
    }
    again = site.get(path, **{name: "PLAIN1"}).json()
    assert again == answer.json() | {"repeated": True}
    assert len(site.link_jobs()) == 1


@pytest.mark.parametrize("path", PRINTS)
@pytest.mark.parametrize(
    ("headers", "query", "is_page"),
    [
        ({}, {}, False),
        ({"Accept": "text/html"}, {}, True),
        ({"Accept": "text/html"}, {"format": "json"}, False),
        ({"Accept": "application/json"}, {"format": "html"}, True),
        ({"Accept": "application/json, text/html;q=0.5"}, {}, False),
        (FROM_HIS, {}, True),
    ],
)
def test_a_print_is_told_as_the_caller_prefers(
    site: Site, path: str, headers: dict[str, str], query: dict[str, str], is_page: bool
) -> None:
    site.get(path, accession_number="PLAIN1")
    answer = site.get(path, headers, accession_number="PLAIN1", **query)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html") is is_page
    assert not is_page or "Sutanto Budi" in answer.text


# What a route cannot read.


@pytest.mark.parametrize(
    ("path", "missing"),
    [(path, f"missing {ONE}") for path in [*DOWNLOADS, *PRINTS]]
    + [(path, f"missing {SEVERAL}") for path in [*DOWNLOADS_OF_SEVERAL, *PRINTS_OF_SEVERAL]],
)
def test_a_missing_parameter_is_named(site: Site, path: str, missing: str) -> None:
    for query in ({}, {ONE: ""}, {ONE: " "}):
        answer = site.get(path, **query)
        assert answer.status_code == 400
        assert answer.json()["error"] == missing


@pytest.mark.parametrize("path", [*DOWNLOADS, *DOWNLOADS_OF_SEVERAL, *PRINTS, *PRINTS_OF_SEVERAL])
@pytest.mark.parametrize("numbers", [",", "A1,", ",A1", "A1,,A2", "A1, ,A2"])
def test_an_empty_item_is_told(site: Site, path: str, numbers: str) -> None:
    answer = site.get(path, **{ONE: numbers})
    assert answer.status_code == 400
    assert answer.json()["error"] == "empty accession_number in list"


BAD = [
    "accession_number=A*",
    "accession_number=A%3F",
    "accession_number=A%5CB",
    "accession_number=A%00",
    "accession_number=A%0D%0AX-Evil:1",
    "accession_number=A%C3%A9",
    "accession_number=A%FF",
    "accession_number=" + "9" * 17,
    "accession_number=" + ",".join(map(str, range(21))),
    "accession_number=A1&accession_number=A1",
]
REFUSED_BUT_IN_OLD_LINKS = [
    "accession_number=A1&other=1",
    "accession_number=A1&format=exe",
    "accession_number=A1&accession_numbers=A1",
]


@pytest.mark.parametrize("path", [*DOWNLOADS, *DOWNLOADS_OF_SEVERAL, *PRINTS, *PRINTS_OF_SEVERAL])
def test_what_cannot_be_an_accession_number_is_refused_and_asks_nobody(
    site: Site, path: str
) -> None:
    refused = BAD if path.endswith(".php") else BAD + REFUSED_BUT_IN_OLD_LINKS
    for query in refused:
        answer = site.client.get(f"{path}?{query}")
        assert answer.status_code == 400, query
        assert answer.json()["error"] and "x-evil" not in answer.headers
    assert not site.engine.jobs()


@pytest.mark.parametrize("path", [path for path in ROUTES if path.endswith(".php")])
def test_old_links_may_carry_more_than_we_know(site: Site, path: str) -> None:
    more = "&".join(f"field{number}=1" for number in range(1000))
    for query in (
        "t=1700000000&accession_number=PLAIN1&user=JOS%C9&t=2",
        f"accession_number=PLAIN1&{more}",
        f"{more}&accession_number=PLAIN1",
    ):
        answer = site.client.get(f"{path}?{query}")
        assert answer.status_code == 200, answer.text
    assert site.client.get(f"{path}?accession_number=PLAIN1&{more}&{more}").status_code == 431
    twice = site.client.get(f"{path}?accession_number=PLAIN1&{more}&accession_number=PLAIN1")
    assert twice.status_code == 400
    [job] = site.link_jobs()
    assert job.request.accession_numbers == ("PLAIN1",)


def test_both_names_at_once_are_refused(site: Site) -> None:
    for path in ["/api/iso/download-multiple", "/api/iso/print", "/send_rimage_multiple.php"]:
        answer = site.get(path, **{ONE: "A1", SEVERAL: "A1"})
        assert answer.status_code == 400


# What came of it.


@pytest.mark.parametrize("path", ["/api/iso/download", "/api/iso/print"])
def test_an_unknown_number_is_not_found(site: Site, path: str) -> None:
    answer = site.get(path, accession_number="NOBODY")
    assert (answer.status_code, answer.json()["error"]) == (404, "accession_number not found")
    assert answer.json()["code"] == "accession-not-found"


@pytest.mark.parametrize("path", ["/api/iso/download", "/api/iso/print"])
def test_two_patients_make_no_disc(site: Site, path: str) -> None:
    answer = site.get(path, accession_number="PLAIN1,OTHER")
    assert (answer.status_code, answer.json()["code"]) == (409, "patient-conflict")
    assert "Lestari" not in answer.text and "P-0002" not in answer.json()["error"]


@pytest.mark.parametrize("path", ["/api/iso/download", "/api/iso/print"])
def test_a_silent_pacs_is_a_bad_gateway(config: Config, path: str) -> None:
    nobody = config.pacs.model_copy(update={"port": 1})
    with served(config.model_copy(update={"pacs": nobody})) as site:
        answer = site.get(path, accession_number="PLAIN1")
        assert (answer.status_code, answer.json()["error"]) == (502, "PACS unreachable")
        assert answer.json()["code"] == "pacs-unreachable" and answer.json()["advice"]


def test_a_silent_publisher_is_named(config: Config) -> None:
    nobody = config.cd_publisher.model_copy(update={"port": 1})
    with served(config.model_copy(update={"cd_publisher": nobody})) as site:
        answer = site.get("/api/iso/print", accession_number="PLAIN1")
        told = answer.json()
        assert (answer.status_code, told["error"]) == (502, "CD Publisher unreachable")
        assert told["destination"] == f"{nobody.host}:1"


def test_without_a_publisher_nothing_is_fetched(config: Config) -> None:
    none = config.cd_publisher.model_copy(update={"host": ""})
    with served(config.model_copy(update={"cd_publisher": none})) as site:
        answer = site.get("/api/iso/print", accession_number="PLAIN1")
        assert (answer.status_code, answer.json()["code"]) == (501, "not-configured")
        assert not site.engine.jobs()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "HEAD"])
def test_another_method_is_not_allowed(site: Site, method: str) -> None:
    answer = site.client.request(method, "/api/iso/print?accession_number=PLAIN1")
    assert answer.status_code == 405
    assert not site.engine.jobs()


def test_who_asks_by_another_method_is_told_which_there_are(site: Site) -> None:
    for path, methods in (("/mkiso.php", "GET, POST"), ("/docs", "GET, HEAD")):
        method = "HEAD" if "HEAD" not in methods else "POST"
        answer = site.client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, methods)


def test_another_address_is_not_found_and_says_so(site: Site) -> None:
    answer = site.get("/api/iso/nothing")
    assert answer.status_code == 404
    assert answer.json()["error"] and answer.json()["request_id"]


def test_every_answer_bears_a_request_id_and_the_callers_own_if_it_is_plain(site: Site) -> None:
    own = site.get("/api/health", {"X-Request-ID": "desk-7.a"})
    assert own.headers["x-request-id"] == "desk-7.a"
    odd = site.get("/api/iso/print", {"X-Request-ID": "a b"})
    assert odd.headers["x-request-id"] == odd.json()["request_id"] != "a b"


# Who may cause a side effect.


@pytest.mark.parametrize("path", ["/api/iso/download", "/send_rimage_multiple.php"])
def test_a_browser_from_elsewhere_is_asked_and_acts_by_the_form_once(site: Site, path: str) -> None:
    asked = site.get(path, BROWSER, accession_number="PLAIN1")
    assert (asked.status_code, asked.headers["content-type"][:9]) == (200, "text/html")
    assert not site.link_jobs()
    form = form_of(asked.text)
    own = {**BROWSER, "Sec-Fetch-Site": "same-origin", "Origin": site.origin}
    url = str(asked.request.url.join(form.action))
    done = site.client.post(url, data=form.fields, headers=own)
    assert done.status_code == 200, done.text
    assert len(site.link_jobs()) == 1
    spent = site.client.post(url, data=form.fields, headers=own)
    assert spent.status_code == 403
    assert len(site.link_jobs()) == 1


def test_a_browser_from_the_his_acts_at_once(site: Site) -> None:
    answer = site.get("/send_rimage_multiple.php", FROM_HIS, accession_number="PLAIN1")
    assert answer.status_code == 200
    [job] = site.link_jobs()
    assert site.engine.wait(job.number).result
