"""Five hundred hostile accession numbers and names: none of them becomes a header, a script, a path
or a line of the log. Of the names, each of which is a disc, a third; packaging/faults.sh: all."""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from mkiso_desktop.core.config import Config
from tests.engine.test_engine import a_config
from tests.listener.site import BROWSER, FROM_HIS, listening, served
from tests.listener.test_injection import PROMISE
from tests.peers.dcmtk import storescp
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.promises import Trials
from tests.samples import write_study

MARK = "evil7"
SEEDS = (
    "<script>{0}()</script>",
    "<img src=x onerror={0}()>",
    '"><svg onload={0}()>',
    "'onmouseover='{0}()",
    "{{{{7*7}}}}{0}",
    "${{{0}}}",
    "%0d%0aX-Evil: {0}",
    "\r\nX-Evil: {0}",
    "\r\n\r\n<b>{0}</b>",
    "\u2028{0}",
    "\u202e{0}",
    "\x00{0}",
    "\x1b[2J{0}",
    "../../{0}",
    "..\\{0}",
    "javascript:{0}()",
    "' OR 1=1 --{0}",
    "=cmd|'{0}'!A1",
    "{0}\t{0}",
    "&lt;{0}&#10;",
)
_TAG = re.compile(r"^(script|img|svg|b|iframe|object)$")


class _Tags(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.handlers: list[str] = []
        self.mine: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.mine += [
            value for name, value in attrs if value and name in ("href", "src") and MARK in value
        ]


def must_be_harmless(answer: httpx.Response) -> None:
    assert "x-evil" not in answer.headers, answer.headers
    assert not any(MARK in value for value in answer.headers.values())
    if answer.headers.get("content-type", "").startswith("text/html"):
        tags = _Tags()
        tags.feed(answer.text)
        assert not tags.handlers and not tags.mine
        for tag in ("<script>", "<img", "<b>", "<svg onload"):
            assert tag not in answer.text.lower() or MARK not in answer.text.lower().split(tag)[1]


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No line of the log bears what was sent, nor anything that breaks a line or a terminal."""
    with caplog.at_level(logging.DEBUG, "mkiso_desktop"):
        yield
    for record in caplog.records:
        assert MARK not in record.getMessage(), record.name
        assert record.exc_info or record.getMessage().replace("\n", "").isprintable()


def hostile(count: int) -> list[str]:
    """Numbers as somebody could send them, of every kind and length."""
    chance = random.Random(11)
    found = []
    for at in range(count):
        text = SEEDS[at % len(SEEDS)].format(MARK)
        if at >= len(SEEDS):
            cut = chance.randrange(len(text))
            text = text[:cut] + chance.choice("\r\n\t\0<>\"'&%;,=\u2028é*?\\ ") + text[cut:]
        found.append(text)
    return found


@pytest.mark.logs
def test_hostile_numbers_leave_nothing_behind(config: Config) -> None:
    callers: list[dict[str, str]] = [{}, BROWSER, FROM_HIS, {"Accept": "text/html"}]
    paths = ["/api/iso/print", "/mkiso.php", "/send_rimage_multiple.php", "/api/iso/download"]
    with served(config) as site:
        for at, text in enumerate(hostile(472)):
            name = "accession_numbers" if at % 7 == 6 else "accession_number"
            url = f"{paths[at % 4]}?{name}={quote(text)}"
            answer = site.client.get(url, headers=callers[at // 4 % 4])
            assert answer.status_code in (200, 400, 404, 429, 503), (url, answer.text)
            must_be_harmless(answer)


@pytest.mark.logs
@pytest.mark.promise(PROMISE)
@pytest.mark.filterwarnings("ignore:Found unknown escape sequence")
def test_hostile_names_leave_nothing_behind(tmp_path: Path, trials: Trials) -> None:
    names = [text for text in hostile(30) if "\0" not in text]
    port, names = free_port(), names[:: trials.amount(full=1, sample=3)]
    with orthanc({"CDRECORD": (LOOPBACK, port)}) as server, storescp() as robot:
        for at, text in enumerate(names):
            files = write_study(
                tmp_path / f"s{at}",
                patient_id=f"P-{at}",
                patient_name=text.encode("ascii", "replace").decode()[:60].replace("\\", "/"),
                accession_number=f"ACC{at}",
                series=1,
                instances=1,
            )
            server.store(files)
        config = a_config(tmp_path, (server.host, server.port, server.ae_title), port)
        publisher = config.cd_publisher.model_copy(
            update={"ae_title": robot.ae_title, "host": robot.host, "port": robot.port}
        )
        config = listening(config.model_copy(update={"cd_publisher": publisher}))
        with served(config) as site:
            for at in range(len(names)):
                link = {"accession_number": f"ACC{at}"}
                page = site.get("/api/iso/print", {"Accept": "text/html"}, **link)
                assert page.status_code == 200, page.text
                must_be_harmless(page)
                must_be_harmless(site.get("/api/iso/print", BROWSER, **link))
                disc = site.get("/api/iso/download", **link)
                assert disc.status_code == 200
                name = disc.headers["content-disposition"].split('"')[1]
                is_plain = re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*\.iso", name)
                trials.note(bool(is_plain), f"{names[at]!r}: {name!r}")
