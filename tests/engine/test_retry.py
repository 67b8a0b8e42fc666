"""Another try fetches only what is missing, and nothing stays of what nobody may go on with."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import dcmread

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import BadRequest, DiskFull, MkisoError, StudyIncomplete
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.job import JobState, JobView, Origin
from mkiso_desktop.engine.spool import Spool
from tests.cli.disc import dicom_files, unpack
from tests.engine.crash import an_iso, discs, jobs_of, kept
from tests.engine.remembered import recent
from tests.engine.test_engine import running
from tests.peers.archive import STATION_AE
from tests.peers.counting import CountingArchive
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK
from tests.samples import write_study

pytestmark = pytest.mark.promise("Continue after a crash fetches only what is missing")


def stops_after(pacs: CountingArchive, images: int) -> None:
    pacs.goes_on = lambda sent: sent < images


def test_what_a_retrieval_brought_before_it_stopped_is_not_fetched_again(
    config: Config, pacs: CountingArchive, files: list[Path], tmp_path: Path
) -> None:
    stops_after(pacs, 3)
    with running(config) as engine:
        number = engine.submit(an_iso(config), Origin.LINK)
        view = engine.wait(number)
        assert isinstance(view.error, StudyIncomplete)
        assert kept(config, number) == 3
        pacs.goes_on, first = lambda sent: True, list(pacs.sent)
        pacs.forget()
        assert engine.retry(number) == number
        view = engine.wait(number)
    assert view.result and view.result.warnings == (), view.error
    assert view.origin is Origin.LINK
    assert sorted((*first, *pacs.sent)) == sorted(file.stem for file in files)
    disc = unpack(view.result.isos[0].path, tmp_path / "disc")
    assert set(dicom_files(disc)) == {file.stem for file in files}
    assert not list(jobs_of(config).iterdir())


def test_an_archive_that_dies_midway_costs_only_what_it_had_not_sent(
    config: Config, pacs: CountingArchive, tmp_path: Path
) -> None:
    many = write_study(tmp_path / "m", accession_number="MANY", instances=200, rows=256)
    pacs.holds += map(dcmread, many)
    begun = threading.Event()

    def look(view: JobView) -> None:
        if view.moment and view.state is JobState.RETRIEVING and view.moment.done > 5:
            begun.set()

    with orthanc({STATION_AE: (LOOPBACK, config.station.port)}) as server:
        server.store(many)
        there = {"host": server.host, "port": server.port, "ae_title": server.ae_title}
        dying = config.model_copy(update={"pacs": config.pacs.model_copy(update=there)})
        with running(dying) as engine:
            engine.watch(look)
            number = engine.submit(an_iso(config, "MANY"))
            assert begun.wait(30)
            os.kill(server.pid, signal.SIGKILL)
            assert engine.wait(number).state in (JobState.FAILED, JobState.BLOCKED)
    have = kept(config, number)
    assert 5 < have < len(many)
    with running(config) as engine:  # the next morning, and the archive stands again
        assert engine.retry(number) == number
        assert engine.wait(number).state is JobState.DONE
    assert len(pacs.sent) == len(many) - have


def test_a_damaged_file_is_fetched_again(config: Config, pacs: CountingArchive) -> None:
    stops_after(pacs, 3)
    with running(config) as engine:
        number = engine.submit(an_iso(config))
        engine.wait(number)
        damaged = jobs_of(config) / f"{number:08d}" / "received" / "00000002.dcm"
        content = bytearray(damaged.read_bytes())
        content[-1] ^= 1
        damaged.write_bytes(content)
        pacs.goes_on = lambda sent: True
        pacs.forget()
        engine.retry(number)
        assert engine.wait(number).state is JobState.DONE
    assert len(pacs.sent) == 6


def test_who_accepts_what_is_missing_does_not_fetch_the_rest_again(
    config: Config, pacs: CountingArchive
) -> None:
    stops_after(pacs, 3)
    with running(config) as engine:
        number = engine.submit(an_iso(config))
        engine.wait(number)
        pacs.forget()
        stops_after(pacs, 0)
        allowed = MediaRequest(("A1",), Outcome.ISO, str(discs(config)), "Dewi Anggraini")
        view = engine.wait(engine.submit(allowed))
    assert view.result and view.result.files == 3
    assert pacs.sent == []


def test_what_left_nothing_is_tried_again_under_a_new_number_once(
    config: Config, pacs: CountingArchive
) -> None:
    with running(config, lanes=0) as engine:
        number = engine.submit(an_iso(config), Origin.LINK)
        with pytest.raises(BadRequest):
            engine.retry(number)
        engine.cancel(number)
        new = engine.retry(number)
        with pytest.raises(BadRequest):
            engine.retry(number)
        view = engine.jobs()[-1]
        assert (view.number, view.request, view.origin) == (new, an_iso(config), Origin.LINK)
        assert new != number
        engine.cancel(new)
    with running(config) as engine:
        assert [view.number for view in engine.jobs()] == [new]


def test_what_nobody_lists_any_more_is_not_tried_again(config: Config) -> None:
    with running(config, lanes=0) as engine, pytest.raises(BadRequest):
        engine.retry(4711)


@pytest.mark.logs
def test_another_try_goes_on_although_it_cannot_be_noted(
    config: Config, pacs: CountingArchive
) -> None:
    with running(config, lanes=0) as engine:
        number = engine.submit(an_iso(config))
        engine.cancel(number)
        with closing(sqlite3.connect(config.store.url.removeprefix("sqlite:///"))) as history:
            fails = "SELECT abs(-9223372036854775808)"  # an overflow
            history.execute(f"CREATE TRIGGER no BEFORE INSERT ON continued BEGIN {fails}; END")
        new = engine.retry(number)
        assert engine.jobs()[-1].number == new
        engine.cancel(new)


def test_what_is_kept_makes_room_when_the_disk_is_full(
    config: Config, pacs: CountingArchive, tmp_path: Path
) -> None:
    more = write_study(tmp_path / "m", accession_number="MORE")
    pacs.holds += map(dcmread, more)
    stops_after(pacs, 3)
    with running(config) as engine:
        number = engine.submit(an_iso(config))
        engine.wait(number)
        assert kept(config, number) == 3
    pacs.goes_on = lambda sent: True
    no_room = config.work.model_copy(update={"keep_free_gb": 1e6})
    with running(config.model_copy(update={"work": no_room})) as engine:
        (tmp_path / "file").touch()
        nowhere = replace(an_iso(config, "MORE"), output=str(tmp_path / "file" / "x.iso"))
        assert engine.wait(engine.submit(nowhere)).state is JobState.FAILED
        assert kept(config, number) == 3, "another disk's matter"
        view = engine.wait(engine.submit(an_iso(config, "MORE")))
        assert isinstance(view.error, DiskFull)
    assert kept(config, number) == 0
    with running(config) as engine:
        view = engine.wait(engine.retry(number))
    assert view.state is JobState.DONE, view.error


def test_a_cancelled_job_keeps_nothing(config: Config, pacs: CountingArchive) -> None:
    with running(config) as engine:

        def cancel_at(sent: int) -> bool:
            if sent == 3:
                engine.cancel(number)
            return True

        pacs.goes_on = cancel_at
        number = engine.submit(an_iso(config))
        assert engine.wait(number).state is JobState.CANCELLED
        assert not list(jobs_of(config).iterdir())


@pytest.mark.parametrize(
    ("error", "stays"),
    [
        (StudyIncomplete("2 of 3 images are missing"), True),
        (MkisoError("The publisher is silent"), True),
        (DiskFull("The disk is full"), False),
        (RuntimeError("a bug"), False),
    ],
)
def test_what_stays_depends_on_what_went_wrong(
    tmp_path: Path, error: Exception, stays: bool
) -> None:
    spool = Spool(tmp_path / "work")
    spool.open(0)
    with pytest.raises(type(error)), spool.job_folder(1) as folder:
        received = folder / "received"
        received.mkdir()
        for name in ("journal", "00000001.dcm", "00000002.part"):
            (received / name).touch()
        (folder / "disc-1.iso").touch()
        raise error
    left = {path.name for path in spool.of(1).rglob("*")}
    assert left == ({"received", "journal", "00000001.dcm"} if stays else set())
    spool.close()


def test_a_spool_is_let_go_by_another_thread_than_took_it(tmp_path: Path) -> None:
    """As the window does: one worker opens the engine, another closes it."""
    spool = Spool(tmp_path / "work")
    for deed in (lambda: spool.open(0), spool.close):
        thread = threading.Thread(target=deed)
        thread.start()
        thread.join()
    other = Spool(tmp_path / "work")
    other.open(0)
    other.close()


def test_whom_a_job_is_for_is_kept_though_it_never_came_to_look(
    config: Config, pacs: CountingArchive, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    nowhere = replace(an_iso(config), output=str(tmp_path / "file" / "x.iso"))
    seen = Patient("SANTOSO^BUDI", "P-0099")
    with running(config) as engine:
        number = engine.submit(nowhere, patient=seen)
        assert engine.wait(number).patient == seen
        again = engine.retry(number)
        assert engine.wait(again).patient == seen
        told = recent(engine.history, 2)
        assert {(job.patient_name, job.patient_id) for job in told} == {(seen.name, "P-0099")}
        new = engine.wait(engine.submit(an_iso(config), patient=seen))
    assert new.state is JobState.DONE and new.patient not in (None, seen), "what it found itself"
