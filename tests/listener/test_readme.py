"""The three set-ups of README.md start as they stand there, and let in whom they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest

from mkiso_desktop.listener import metrics
from tests.cli.desk import Desk
from tests.listener.service import WAIT_S, Service, serving
from tests.listener.site import BROWSER
from tests.peers.archive import Archive
from tests.peers.process import LOOPBACK, free_port

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
HEADING = "## Links in the hospital information system\n"
SECTION = README.partition(HEADING)[2].partition("\n## ")[0]
KEY = "made-by-chance-for-this-test-alone"
ACTS, ASKS = 404, 200  # nobody has the number; a person is asked before anybody looks


def set_ups() -> list[dict[str, Any]]:
    """Each [listener] of the section."""
    blocks = re.findall(r"^```toml\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    return [tomllib.loads(block)["listener"] for block in blocks]


@pytest.fixture(params=range(3), ids=["desk", "network", "nginx"])
def keys(request: pytest.FixtureRequest) -> dict[str, Any]:
    found = set_ups()
    assert len(found) == 3
    keys: dict[str, Any] = found[request.param]
    return keys


def link(service: Service, headers: dict[str, str], host: str = "") -> int:
    """The status of an old link, opened under a name of ours."""
    answer = httpx.get(
        f"http://{LOOPBACK}:{service.port}/send_rimage_multiple.php?accession_number=NOBODY",
        headers={"Host": f"{host or LOOPBACK}:{service.port}", **headers},
        timeout=WAIT_S,
        trust_env=False,
    )
    return answer.status_code


def test_each_set_up_starts_and_acts_for_the_his_alone(
    tmp_path: Path, archive: Archive, keys: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path / "desk", archive.station_port).archive(archive.orthanc)
    desk.configure("cd_publisher", host=LOOPBACK, port=free_port())
    desk.configure("listener", **keys, port=free_port())
    shown = {"X-API-Key": KEY} if "api_key_env" in keys else {}
    if shown:
        monkeypatch.setenv(keys["api_key_env"], KEY)
    [his] = keys["his_origins"]
    with serving(desk) as service:
        for name in ["", *keys.get("allowed_hosts", [])]:
            assert link(service, BROWSER | shown | {"Referer": f"{his}/"}, name) == ACTS
        assert link(service, BROWSER | shown) == ASKS
        assert link(service, BROWSER | shown, "rebind.test") == 421
        if shown:
            assert link(service, {}) == 401
        assert service.stop() == 0


def test_what_it_says_of_files_and_counters_is_there() -> None:
    for path in re.findall(r"\]\((packaging/[^)]+)\)", SECTION):
        assert (Path(__file__).parents[2] / path).is_file()
    source = Path(metrics.__file__).read_text("utf-8")
    for name in re.findall(r"`(mkiso_[a-z_]+)`", SECTION):
        assert f'"{name.removesuffix("_total")}"' in source, name
