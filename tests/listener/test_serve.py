"""The listener without a window, as a process: started, asked, handed work, and stopped."""

from __future__ import annotations

import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.cli.disc import dicom_files, unpack
from tests.listener.service import serving, started
from tests.listener.test_together import ticket_in
from tests.listener.waiting import until
from tests.peers.archive import Archive
from tests.peers.counting import CountingArchive, counting
from tests.peers.process import LOOPBACK
from tests.samples import write_study

STOPS = [signal.SIGTERM, signal.SIGINT]


@pytest.fixture
def desk(tmp_path: Path, archive: Archive) -> Desk:
    return Desk(tmp_path / "desk", archive.station_port).archive(archive.orthanc)


@contextmanager
def a_desk_of_its_own(tmp_path: Path, rows: int) -> Iterator[tuple[Desk, CountingArchive]]:
    """A desk and an archive that the test can hold up; it has one study, A1, of 24 images."""
    desk = Desk(tmp_path / "desk")
    files = write_study(
        tmp_path / "study", accession_number="A1", series=2, instances=12, rows=rows
    )
    with counting(files, desk.port) as pacs:
        yield desk.archive(pacs), pacs


@pytest.mark.parametrize("word", STOPS)
def test_it_answers_until_it_is_asked_to_end(
    desk: Desk, archive: Archive, tmp_path: Path, word: signal.Signals
) -> None:
    with serving(desk) as service:
        assert service.get("/api/health").json()["status"] == "ok"
        disc = tmp_path / "disc.iso"
        disc.write_bytes(service.get("/mkiso.php", accession_number="PLAIN1").content)
        assert service.stop(word) == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, service.port))
    assert len(dicom_files(unpack(disc, tmp_path / "disc"))) == len(archive.files["PLAIN1"])


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is loaded")
def test_nothing_of_the_window_is_loaded(desk: Desk) -> None:
    with serving(desk) as service:
        service.get("/api/iso/download", accession_number="PLAIN1")
        loaded = Path(f"/proc/{service.process.pid}/maps").read_text("utf-8")
        assert service.stop() == 0
    assert "pydantic_core" in loaded  # else this tells nothing
    assert "PySide6" not in loaded
    assert "libQt6" not in loaded


def test_a_command_beside_it_is_carried_out_by_it(desk: Desk) -> None:
    with serving(desk) as service:
        made = desk.iso("PLAIN1")
        service.hear("job 1: begins")
        assert service.stop() == 0
    assert made.exit_code == 0
    assert Path(made.json["iso"]).parent == desk.discs


def test_a_second_one_says_that_there_is_one(desk: Desk) -> None:
    with serving(desk) as service:
        second = desk.run("serve")
        assert service.get("/api/health").status_code == 200
        assert service.stop() == 0
    assert (second.exit_code, second.json["code"]) == (2, "config-invalid")
    assert "Another mkiso-desktop is at work" in second.json["error"]


@pytest.mark.parametrize(
    ("keys", "code", "told"),
    [
        ({"host": "0.0.0.0"}, "config-invalid", "listener.api_key"),
        ({"host": "0.0.0.0", "his_origins": ["http://h"]}, "config-invalid", "allowed_clients"),
        ({"api_key_env": "MKISO_NOT_THERE"}, "config-invalid", "MKISO_NOT_THERE"),
        ({"enabled": False}, "not-configured", "listener.enabled"),
    ],
)
def test_what_must_not_start_does_not(
    desk: Desk, keys: dict[str, object], code: str, told: str
) -> None:
    answer = desk.configure("listener", **keys).run("serve")
    assert (answer.exit_code, answer.json["code"]) == (2, code)
    assert told in answer.json["error"] + answer.json["advice"]
    assert not (desk.folder / "work").exists()  # it has not even begun


def test_a_port_that_somebody_has_is_told_and_tried_again(desk: Desk) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        with started(desk.configure("listener", port=port)) as service:
            said = service.hear("the listener is not open")
            assert f"{port}" in said and "choose another port" in said  # nothing else tells it
            assert desk.iso("PLAIN1").exit_code == 0  # the rest of it works
            taken.close()
            service.hear("the listener is open")
            assert service.get("/api/health").status_code == 200
            assert service.stop() == 0


def test_a_download_may_end_and_one_that_does_not_is_cut_off(tmp_path: Path) -> None:
    with a_desk_of_its_own(tmp_path, rows=512) as (desk, _), serving(desk) as service:
        size = len(service.get("/api/iso/download", accession_number="A1").content)
        with asked(service.port) as reads, asked(service.port) as stands_still:
            service.process.send_signal(signal.SIGTERM)
            refused(service.port)  # it has heard
            assert rest_of(reads) == size
            assert service.ended() == 0
            assert rest_of(stands_still) < size


@contextmanager
def asked(port: int) -> Iterator[socket.socket]:
    """A download that has begun, of which little fits into the buffers on its way."""
    with socket.socket() as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        wire.settimeout(60)
        wire.connect((LOOPBACK, port))
        wire.sendall(
            f"GET /api/iso/download?accession_number=A1 HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += wire.recv(1)
        assert b" 200 " in head
        yield wire


def rest_of(wire: socket.socket) -> int:
    """How many bytes still come."""
    count = 0
    with suppress(ConnectionResetError):
        while part := wire.recv(1 << 20):
            count += len(part)
    return count


def lets_in(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port)).close()
    except ConnectionRefusedError:
        return False
    except ConnectionResetError:  # the port was being closed at that very moment
        return True
    return True


def refused(port: int) -> None:
    """Wait until nobody is let in any more."""
    until(lambda: not lets_in(port))


@pytest.mark.parametrize("word", STOPS)
def test_a_job_under_way_is_interrupted_and_the_next_start_goes_on_with_it(
    tmp_path: Path, word: signal.Signals
) -> None:
    has_three, may_go_on = threading.Event(), threading.Event()

    def goes_on(sent: int) -> bool:
        if sent == 3:
            has_three.set()
            return not may_go_on.wait(60)
        return True

    with a_desk_of_its_own(tmp_path, rows=16) as (desk, pacs):
        pacs.goes_on = goes_on
        with serving(desk) as service, ThreadPoolExecutor(1) as beside:
            link = beside.submit(service.get, "/mkiso.php", accession_number="A1")
            assert has_three.wait(60)
            waits = service.get("/mkiso.php", accession_number="A1", format="html")
            assert service.stop(word) == 0
            assert link.result().status_code == 503  # told, not hung up on
            may_go_on.set()
        assert state_of_the_last_job(desk) == "interrupted"
        pacs.goes_on = lambda sent: True
        pacs.forget()
        with serving(desk) as service:
            page = service.get(ticket_in(waits.text))
            assert (page.status_code, page.json()["code"]) == (404, "no-such-job")
            assert "Open the link" in page.json()["advice"]
            assert service.get("/mkiso.php", accession_number="A1").status_code == 200
            assert service.stop() == 0
        assert len(pacs.sent) == 24 - 3


def state_of_the_last_job(desk: Desk) -> str:
    with closing(sqlite3.connect(desk.folder / "history.sqlite")) as history:
        [(state,)] = history.execute("SELECT state FROM job ORDER BY number DESC LIMIT 1")
    return str(state)
