"""Real nginx with the committed configuration in front of the real listener."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from mkiso_desktop.core.config import Config
from tests.engine.test_engine import a_config
from tests.listener.forms import form_of
from tests.listener.nginx import KEY, NAME, Nginx, nginx
from tests.listener.site import BROWSER, FROM_HIS, Site, listening, served
from tests.peers.archive import Archive
from tests.peers.certificates import Papers
from tests.peers.counting import counting
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study

OTHER_DESK = "127.0.0.2"
PROBE, LET_IN = "/api/iso/download", 400  # a number is missing, says who was let in
FORGED = {
    "X-Forwarded-For": OTHER_DESK,
    "X-Forwarded-Host": "evil.test",
    "X-Forwarded-Proto": "gopher",
    "X-Real-IP": OTHER_DESK,
    "Forwarded": f"for={OTHER_DESK};host=evil.test",
    "X-API-Key": "a guess of the client's",
}


@pytest.fixture
def config(config: Config) -> Config:
    """As the example says it must be behind nginx."""
    return listening(
        config,
        allowed_hosts=(NAME,),
        trusted_proxies=(LOOPBACK,),
        api_key=SecretStr(KEY),
    )


@pytest.fixture
def front(config: Config, papers: Papers, tmp_path: Path) -> Iterator[Nginx]:
    with nginx(tmp_path / "nginx", papers, config.listener.port) as one:
        yield one


@pytest.fixture(params=["http", "https"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(front: Nginx, scheme: str) -> Iterator[httpx.Client]:
    with front.client(scheme) as client:
        yield client


def test_the_links_of_old_give_discs_and_send_them(
    site: Site, client: httpx.Client, archive: Archive
) -> None:
    for link in (
        "/mkiso.php?accession_number=PLAIN1",
        "/mkiso2.php?accession_number=PLAIN1&user=desk",
        "/mkiso_multiple.php?accession_numbers=PLAIN1",
    ):
        answer = client.get(link)
        assert answer.status_code == 200, answer.text
        assert int(answer.headers["content-length"]) == len(answer.content)
    answer = client.get("/send_rimage_multiple.php?accession_numbers=PLAIN1")
    assert answer.json()["files_sent"] == len(archive.files["PLAIN1"])


def test_a_broken_download_goes_on_where_it_ended(site: Site, client: httpx.Client) -> None:
    whole = client.get("/mkiso.php?accession_number=PLAIN1")
    headers = {"Range": "bytes=100000-", "If-Range": whole.headers["etag"]}
    rest = client.get("/mkiso.php?accession_number=PLAIN1", headers=headers)
    assert rest.status_code == 206
    assert rest.content == whole.content[100_000:]


def test_a_link_in_the_his_sends_at_once_and_shows_what(site: Site, client: httpx.Client) -> None:
    answer = client.get("/send_rimage_multiple.php?accession_number=PLAIN1", headers=FROM_HIS)
    assert answer.status_code == 200
    assert "Sutanto Budi" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_key_vouches_for_nginx_and_not_for_a_page(
    site: Site, front: Nginx, client: httpx.Client, scheme: str
) -> None:
    link = "/send_rimage_multiple.php?accession_number=PLAIN1"
    asked = client.get(link, headers=BROWSER)
    assert asked.status_code == 200
    assert not site.link_jobs()  # a person is asked first
    form = form_of(asked.text)
    own = {**BROWSER, "Sec-Fetch-Site": "same-origin", "Origin": front.origin(scheme)}
    elsewhere = {**own, "Origin": site.origin}
    url = str(client.base_url.join("/send_rimage_multiple.php")) + form.action
    assert client.post(url, data=form.fields, headers=elsewhere).status_code == 403
    assert not site.link_jobs()
    sent = client.post(url, data=form.fields, headers=own)
    assert (sent.status_code, len(site.link_jobs())) == (200, 1)
    assert client.post(url, data=form.fields, headers=own).status_code == 403  # once


def test_what_a_client_says_of_itself_counts_for_nothing(
    config: Config, papers: Papers, tmp_path: Path
) -> None:
    config = listening(config, allowed_clients=(f"{OTHER_DESK}/32",))
    port = config.listener.port
    with served(config), nginx(tmp_path / "nginx", papers, port) as front:
        with front.client(source=OTHER_DESK) as desk:
            assert desk.get(PROBE, headers=FORGED).status_code == LET_IN
        with front.client() as stranger:
            assert stranger.get(PROBE).status_code == 403
            assert stranger.get(PROBE, headers=FORGED).status_code == 403


def test_wrong_keys_are_counted_for_who_is_behind_nginx(
    site: Site, papers: Papers, tmp_path: Path
) -> None:
    wrong = nginx(tmp_path / "nginx", papers, site.listener.port, key="not the one we know")
    with wrong as front:
        with front.client(source=OTHER_DESK) as guesser:
            guesses = [
                guesser.get(PROBE, headers={"X-Forwarded-For": f"10.0.0.{last}"}).status_code
                for last in range(6)
            ]
        with front.client(source="127.0.0.3") as desk:
            assert desk.get(PROBE).status_code == 401
    assert guesses == [401] * 5 + [429]


def test_a_clients_own_key_is_taken_away_also_where_nginx_shows_none(
    site: Site, papers: Papers, tmp_path: Path
) -> None:
    assert site.get(PROBE, {"X-API-Key": KEY}).status_code == LET_IN
    keyless = nginx(tmp_path / "nginx", papers, site.listener.port, key="")
    with keyless as front, front.client() as client:
        assert client.get(PROBE, headers={"X-API-Key": KEY}).status_code == 401


def test_without_nginx_nobody_gets_in(site: Site) -> None:
    assert site.get(PROBE).status_code == 401


def test_another_name_is_turned_away(site: Site, client: httpx.Client) -> None:
    for name in ("rebind.test", LOOPBACK, f"{NAME}.evil.test"):
        assert client.get(PROBE, headers={"Host": name}).status_code == 421


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/metrics", 403),  # nginx has the key, so it is nginx that must refuse
        ("/", 404),
        ("/index.php", 404),
        ("/mkiso.php/x", 404),
        ("/api/validator/upload", 404),
        ("/api/iso/%2e%2e/%2e%2e/metrics", 403),
    ],
)
def test_nothing_else_is_reached(site: Site, front: Nginx, path: str, status: int) -> None:
    with front.client() as client:
        assert client.get(path).status_code == status


def test_health_is_public(site: Site, client: httpx.Client) -> None:
    assert client.get("/api/health").json()["checks"]["pacs"] == "ok"


def test_a_disc_goes_through_as_it_is_read_and_ends_with_who_reads_it(
    tmp_path: Path, papers: Papers, config: Config
) -> None:
    link, station_port = "/mkiso.php?accession_number=A1", free_port()
    files = write_study(tmp_path / "a1", accession_number="A1", instances=12, rows=512)
    with counting(files, station_port) as pacs:
        large = a_config(tmp_path / "desk", (pacs.host, pacs.port, pacs.ae_title), station_port)
        large = large.model_copy(update={"listener": config.listener})
        with (
            served(listening(large, max_streams=1)) as site,
            nginx(tmp_path / "nginx", papers, site.listener.port) as front,
            front.client() as client,
        ):
            size = len(client.get(link).content)
            with reading_slowly(front, link):
                busy = client.get(link)  # nginx has not swallowed the first one
            while (freed := client.get(link)).status_code == 503:
                pass
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")
    assert len(freed.content) == size


@contextmanager
def reading_slowly(front: Nginx, link: str) -> Iterator[None]:
    """Somebody who has read no more of a disc than that it comes; and who then goes away."""
    with ExitStack() as left:
        while b" 200 " not in left.enter_context(asking(front, link)).recv(100):
            left.close()  # the download before has not quite ended
        yield


@contextmanager
def asking(front: Nginx, link: str) -> Iterator[socket.socket]:
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        wire.settimeout(60)
        wire.connect((LOOPBACK, front.ports["http"]))
        host = f"{NAME}:{front.ports['http']}"
        wire.sendall(f"GET {link} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        yield wire


def test_no_number_of_a_patient_stands_in_its_logs(
    front: Nginx, client: httpx.Client, config: Config
) -> None:
    link = "/mkiso.php?accession_number=PLAIN1"
    with served(config):
        answer = client.get(link)
    assert answer.headers["x-request-id"] in front.written()
    closed = client.get(link)  # nobody is behind it now, which it would like to log
    assert closed.status_code == 503
    assert "does not answer" in closed.text
    assert "PLAIN1" not in front.written()
