"""`doctor`: every connection tried for real, and for each failure what to mend."""

import socket
from pathlib import Path
from typing import Any

from tests.cli.desk import Desk
from tests.cli.owner import owner
from tests.net.hospital_api import hospital_api
from tests.peers.archive import STATION_AE, Archive
from tests.peers.dcmtk import storescp
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study


def checks(answer: dict[str, Any]) -> dict[str, str]:
    return {check["name"]: check["status"] for check in answer["checks"]}


def advice(answer: dict[str, Any], name: str) -> str:
    [found] = [str(check["advice"]) for check in answer["checks"] if check["name"] == name]
    return found


def test_everything_answers(desk: Desk) -> None:
    with hospital_api() as api, storescp() as publisher:
        desk.configure("patient_api", base_url=api.url)
        desk.configure("cd_publisher", host=publisher.host, port=publisher.port)
        answer = desk.run("doctor")
    assert answer.exit_code == 0, answer.json
    assert answer.json["status"] == "ok"
    assert set(checks(answer.json).values()) == {"ok"}
    assert not desk.left_overs()


def test_everything_answers_beside_an_open_window_too(desk: Desk) -> None:
    with owner(desk):
        answer = desk.run("doctor")
    assert (answer.exit_code, checks(answer.json)["pacs-move"]) == (0, "ok"), answer.json


def test_a_port_that_somebody_else_has_is_told(desk: Desk) -> None:
    with socket.create_server((LOOPBACK, desk.port)):
        answer = desk.run("doctor")
    assert checks(answer.json)["pacs-move"] == "down"
    assert f"Port {desk.port}" in advice(answer.json, "pacs-move")


def test_an_open_window_of_another_configuration_is_told(desk: Desk) -> None:
    with owner(desk):
        desk.configure("disc", institution="Another")
        answer = desk.run("doctor")
    assert "another configuration" in advice(answer.json, "pacs-move")
    assert answer.exit_code == 2


def test_what_is_not_configured_is_no_failure(desk: Desk) -> None:
    answer = desk.run("doctor")
    found = checks(answer.json)
    assert found["patient-api"] == found["cd-publisher"] == "not-configured"
    assert (answer.exit_code, answer.json["status"]) == (0, "ok")


def test_an_archive_that_does_not_know_our_station_is_told_what_to_register(
    tmp_path: Path, archive: Archive
) -> None:
    desk = Desk(tmp_path / "desk").archive(archive.orthanc)
    desk.configure("station", ae_title="STRANGER")
    answer = desk.run("doctor")
    found = checks(answer.json)
    assert (found["pacs-echo"], found["pacs-find"], found["pacs-move"]) == ("ok", "ok", "down")
    assert "STRANGER" in advice(answer.json, "pacs-move")
    assert str(desk.port) in advice(answer.json, "pacs-move")
    assert answer.exit_code == 4


def test_an_archive_that_sends_to_another_port_is_noticed(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    with orthanc({STATION_AE: (LOOPBACK, free_port())}) as server:
        server.store(write_study(tmp_path / "s", series=1, instances=1))
        answer = desk.archive(server).run("doctor")
    assert checks(answer.json)["pacs-move"] == "down"


def test_a_sender_that_is_turned_away_is_named_as_the_reason(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    with orthanc({STATION_AE: (LOOPBACK, desk.port)}) as server:
        server.store(write_study(tmp_path / "s", series=1, instances=1))
        desk.archive(server).configure("pacs", calling_ae_titles=["SOMEONEELSE"])
        answer = desk.run("doctor")
    assert checks(answer.json)["pacs-move"] == "down"


def test_peers_that_are_down_are_all_told_at_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk").configure("pacs", port=free_port())
    desk.configure("patient_api", base_url=f"http://{LOOPBACK}:{free_port()}", retries=0)
    desk.configure("cd_publisher", host=LOOPBACK, port=free_port())
    answer = desk.run("doctor")
    down = {name for name, status in checks(answer.json).items() if status == "down"}
    assert down == {"pacs-echo", "pacs-find", "pacs-move", "patient-api", "cd-publisher"}
    assert all(advice(answer.json, name) for name in down)
    assert answer.exit_code == 4
