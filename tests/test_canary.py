"""A canary patient runs through everything: the answer, the history and the disc know of it,
and nothing else does, whatever went wrong."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import httpx
import pytest
from pydicom import Dataset, dcmread

from tests.canary import (
    ID,
    LONG,
    NAME,
    NUMBER,
    RECORD,
    Room,
    open_to_others,
    traces,
    write_canary,
)
from tests.cli.owner import owner
from tests.cli.test_intruders import TRIES, intruding
from tests.cli.test_relay import a_publisher
from tests.listener.waiting import until
from tests.net.hospital_api import hospital_api, ok
from tests.peers.archive import STATION_AE
from tests.peers.dcmtk import dcmqrscp
from tests.peers.orthanc import Orthanc, orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study

pytestmark = [
    pytest.mark.promise("No PHI outside its place"),
    pytest.mark.skipif(os.name != "posix", reason="limits of POSIX, and Debian's peers"),
]


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def pacs(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("canary")
    with orthanc({STATION_AE: (LOOPBACK, port)}) as server:
        server.store(write_canary(folder / "1", rows=64))
        server.store(write_canary(folder / "2", LONG, instances=200, rows=256))
        yield server


@pytest.fixture
def room(tmp_path: Path, pacs: Orthanc, port: int) -> Iterator[Room]:
    """A desk of that hospital. After the test nothing in it knows the patient."""
    room = Room(tmp_path / "room", port)
    with hospital_api() as api:
        api.answers = [ok(RECORD)]
        room.configure("patient_api", base_url=api.url, retries=1)
        room.archive(pacs)
        yield room
    assert list((room.folder / "said").iterdir()), "nothing was run"
    assert room.traces() == []
    assert open_to_others(room.folder) == []


def code(room: Room, *words: str) -> str:
    answer = room.run(*words)
    return str(answer.json["status"] if answer.exit_code == 0 else answer.json["code"])


@pytest.mark.parametrize("retrieve", ["c-move", "c-get"])
def test_when_all_goes_well(room: Room, retrieve: str) -> None:
    room.configure("pacs", retrieve=retrieve)
    with a_publisher(lambda event: 0x0000) as server:
        room.configure("cd_publisher", host=LOOPBACK, port=server.server_address[1])
        assert ID in json.dumps(room.run("find", NUMBER).json)
        answer = room.run("iso", NUMBER, "--output", str(room.discs))
        assert answer.json["patient_id"] == ID
        assert code(room, "relay", NUMBER) == "ok"
        room.run("doctor")
    assert "job 1: begins" in answer.said
    assert b"ZZCANARY" in (room.folder / "history.sqlite").read_bytes()


def test_when_the_patient_is_in_doubt(room: Room) -> None:
    with hospital_api() as api:
        api.answers = [ok(RECORD.replace(ID.encode(), b"ZZ4711CANARY2"))]
        room.configure("patient_api", base_url=api.url)
        assert code(room, "iso", NUMBER) == "patient-conflict"
        api.answers = [ok(b"<html>" + RECORD)]
        assert code(room, "relay", NUMBER) != "ok"


def test_when_the_archive_has_lost_some(room: Room, tmp_path: Path, port: int) -> None:
    with dcmqrscp({STATION_AE: (LOOPBACK, port)}) as server:
        server.store(write_canary(tmp_path / "s", rows=64))
        next(file for file in server.folder.iterdir() if file.name != "index.dat").unlink()
        room.archive(server)
        assert code(room, "iso", NUMBER) == "study-incomplete"
        room.iso(NUMBER, "--allow-incomplete", "Dr. Ada")


def test_when_the_archive_dies_midway(room: Room, tmp_path: Path, port: int) -> None:
    with orthanc({STATION_AE: (LOOPBACK, port)}) as server:
        server.store(write_canary(tmp_path / "s", LONG, instances=200, rows=256))
        room.archive(server)
        process = room.start(room.command("iso", LONG))
        wait_for(process.stderr, "retrieving")
        os.kill(server.pid, signal.SIGKILL)
        out, _ = room.ended(process)
    assert json.loads(out)["code"] == "pacs-unreachable"


def test_when_the_publisher_refuses(room: Room) -> None:
    with a_publisher(lambda event: 0xA700) as server:
        room.configure("cd_publisher", host=LOOPBACK, port=server.server_address[1])
        assert code(room, "relay", NUMBER) == "relay-failed"
    assert code(room, "relay", NUMBER) == "publisher-unreachable"


def test_when_the_request_cannot_be(room: Room) -> None:
    assert code(room, "iso", f"{NUMBER}*") == "bad-request"
    assert code(room, "iso", f"{NUMBER}{ID}") == "bad-request"
    assert code(room, "iso", "ZZACC0817") == "no-dicom-data"
    assert code(room, "relay", NUMBER) == "not-configured"


def test_when_the_disk_is_full(room: Room) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    answer = room.run("iso", LONG, "--output", str(room.discs), limit=small_files)
    assert answer.json["code"] == "disk-full"
    room.configure("work", keep_free_gb=1_000_000)
    assert code(room, "iso", NUMBER) != "ok"


@pytest.mark.parametrize(
    ("table", "end"), [("job", "ok"), ("export", "unexpected"), ("export_end", "unexpected")]
)
def test_when_a_bug_of_ours_tells_the_patients_name(room: Room, table: str, end: str) -> None:
    """The database breaks a rule in the middle of a job, in words that nobody may write down.
    The disc matters more than the job's line in the history, but not more than its testimony."""
    room.run("find", NUMBER)
    assert code(room, "iso", NUMBER, "--output", str(room.discs)) == "ok"
    with closing(sqlite3.connect(room.folder / "history.sqlite")) as hand, hand:
        hand.execute(
            f"CREATE TRIGGER bug BEFORE {'UPDATE' if table == 'job' else 'INSERT'} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{NAME} {ID}'); END"
        )
    answer = room.run("iso", NUMBER, "--output", str(room.discs))
    assert answer.json["status" if end == "ok" else "code"] == end
    assert "unexpected IntegrityError" in answer.said


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGABRT, signal.SIGINT])
def test_when_the_program_dies_midway_and_starts_again(room: Room, way: signal.Signals) -> None:
    process = room.start(room.command("iso", LONG, "--output", str(room.discs)))
    wait_for(process.stderr, "retrieving")
    while process.poll() is None and not list((room.folder / "work").rglob("*.dcm")):
        Event().wait(0.01)
    process.send_signal(way)
    room.ended(process)
    assert open_to_others(room.folder) == [], "also what it had no time to remove"
    assert code(room, "iso", NUMBER, "--output", str(room.discs)) == "ok"
    assert code(room, "iso", LONG, "--output", str(room.discs)) == "ok", "it goes on, and is done"


def test_when_another_program_does_it(room: Room) -> None:
    with owner(room):
        assert code(room, "iso", NUMBER, "--output", str(room.discs)) == "ok"
        process = room.start(room.command("iso", LONG, "--output", str(room.discs)))
        wait_for(process.stderr, "retrieving")
        process.send_signal(signal.SIGINT)
        out, _ = room.ended(process)
        assert json.loads(out)["code"] == "cancelled"


def test_when_somebody_else_is_sent_too(room: Room, tmp_path: Path, port: int) -> None:
    files = write_canary(tmp_path / "s", LONG, instances=100, rows=256)
    wanted = dcmread(files[0], stop_before_pixels=True)

    def into_the_study(ds: Dataset) -> None:
        ds.StudyInstanceUID = wanted.StudyInstanceUID
        ds.SeriesInstanceUID = wanted.SeriesInstanceUID

    others = write_canary(tmp_path / "p", series=1, instances=1)
    others += write_study(
        tmp_path / "o",
        patient_id=f"{ID}2",
        patient_name=NAME,
        series=1,
        instances=1,
        change=into_the_study,
    )
    with orthanc({STATION_AE: (LOOPBACK, port)}) as server:
        server.store(files)
        room.archive(server)
        for _ in range(TRIES):  # the disc may be made before the intruder has found the door
            with intruding(port, others):
                answer = room.run("iso", LONG, "--output", str(room.discs))
            if answer.json["warnings"]:
                break
    assert answer.exit_code == 0 and answer.json["warnings"], answer.json


def test_at_the_window(room: Room) -> None:
    with a_publisher(lambda event: 0x0000) as server:
        room.configure("cd_publisher", host=LOOPBACK, port=server.server_address[1])
        room.command("find")
        config = str(room.folder / "config.toml")
        process = room.start([sys.executable, "-m", "tests.gui.canary_window", config, NUMBER])
        out, said = room.ended(process)
    assert (process.returncode, out.split()) == (0, ["done", "done", "trouble", "bug"]), said
    assert list((room.folder / "home" / "Downloads").glob("ZZCANARY*.iso"))
    [log] = (room.folder / "home").rglob("mkiso-desktop.log")
    assert "job 1: begins" in log.read_text()


def test_when_links_ask(room: Room) -> None:
    browser = {"User-Agent": "Mozilla/5.0", "Accept": "text/html"}
    link = {"accession_number": NUMBER}
    with a_publisher(lambda event: 0x0000) as server:
        room.configure("cd_publisher", host=LOOPBACK, port=server.server_address[1])
        room.configure("listener", port=free_port())
        process = room.start(room.command("serve"))
        url = f"http://{LOOPBACK}:{room.sections['listener']['port']}"
        with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
            until(lambda: is_answering(client))
            statuses = [
                client.get(path, params=query, headers=headers).status_code
                for path, query, headers in (
                    ("/api/iso/download", link, {}),
                    ("/send_rimage_multiple.php", link, {}),
                    ("/api/iso/print", link, {"Accept": "text/html"}),
                    ("/mkiso.php", link, browser),
                    ("/mkiso.php", {"accession_number": f"{ID}*"}, browser),
                    (f"/{NAME}/{NUMBER}", {}, {"Referer": f"http://his/{NAME}", "X-Note": NAME}),
                    ("/metrics", {}, {}),
                )
            ]
        process.send_signal(signal.SIGTERM)
        room.ended(process)
    assert statuses == [200, 200, 200, 200, 400, 404, 200] and process.returncode == 0


def is_answering(client: httpx.Client) -> bool:
    try:
        return client.get("/api/health").status_code == 200
    except httpx.TransportError:
        return False


def wait_for(lines: Iterator[str] | None, word: str) -> None:
    assert lines is not None
    assert any(line.strip() == word for line in lines)


@pytest.mark.parametrize(
    "leak", [NAME.encode(), ID.lower().encode(), NAME.encode("utf-16-le"), b"born 1887-02-14", b""]
)
def test_a_planted_leak_is_found(tmp_path: Path, leak: bytes) -> None:
    path = tmp_path / ("core.4711" if leak else f"{NUMBER}.part")
    path.write_bytes(bytes(1000) + leak)
    assert traces(tmp_path, set()) == [path.name]
    assert traces(tmp_path, {path}) == []
