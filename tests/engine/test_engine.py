"""The engine against a real archive: jobs side by side, cancelled, cut off, and watched."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.errors import BadRequest, Cancelled, ConfigInvalid, NotConfigured
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.audit import verify
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState, JobView
from tests.cli.disc import dicom_files, unpack
from tests.engine.remembered import recent
from tests.peers.archive import STATION_AE, Archive
from tests.peers.orthanc import orthanc
from tests.peers.process import LOOPBACK, free_port
from tests.samples import write_study


def a_config(folder: Path, host_port: tuple[str, int, str], station_port: int) -> Config:
    host, port, ae_title = host_port
    return Config.model_validate(
        {
            "station": {"ae_title": STATION_AE, "bind": LOOPBACK, "port": station_port},
            "pacs": {"ae_title": ae_title, "host": host, "port": port},
            "work": {"folder": str(folder / "work"), "keep_free_gb": 0},
            "store": {"url": f"sqlite:///{folder / 'history.sqlite'}"},
        }
    )


@contextmanager
def running(
    config: Config, lanes: int = 2, clock: Callable[[], float] = time.monotonic
) -> Iterator[Engine]:
    """An open engine with its lanes in plain threads, as the service has."""
    engine = Engine(config, clock)
    engine.open()
    threads = [threading.Thread(target=engine.run_lane) for _ in range(lanes)]
    for thread in threads:
        thread.start()
    try:
        yield engine
    finally:
        engine.close()
        for thread in threads:
            thread.join()


@pytest.fixture
def config(tmp_path: Path, archive: Archive) -> Config:
    server = archive.orthanc
    return a_config(tmp_path, (server.host, server.port, server.ae_title), archive.station_port)


def an_iso(number: str, folder: Path) -> MediaRequest:
    folder.mkdir(exist_ok=True)
    return MediaRequest((number,), Outcome.ISO, str(folder))


def test_jobs_side_by_side_never_mix_also_for_the_same_study(
    config: Config, archive: Archive, tmp_path: Path
) -> None:
    numbers = ["PLAIN1", "OTHER", "PLAIN1", "TWO", "PLAIN1", "OTHER"]
    with running(config, lanes=4) as engine:
        jobs = [
            engine.submit(an_iso(number, tmp_path / str(at))) for at, number in enumerate(numbers)
        ]
        views = [engine.wait(job) for job in jobs]
    for at, (number, view) in enumerate(zip(numbers, views, strict=True)):
        assert view.state is JobState.DONE, view.error
        assert view.result
        disc = unpack(view.result.isos[0].path, tmp_path / f"unpacked-{at}")
        assert set(dicom_files(disc)) == {file.stem for file in archive.files[number]}


def test_the_states_come_in_the_order_of_the_walk(config: Config, tmp_path: Path) -> None:
    seen: list[JobState] = []
    with running(config) as engine:
        engine.watch(lambda view: seen.append(view.state))
        engine.wait(engine.submit(an_iso("PLAIN1", tmp_path / "discs")))
    in_order = list(dict.fromkeys(seen))
    assert [state.value for state in in_order] == [
        "queued",
        "finding",
        "retrieving",
        "checking",
        "building",
        "proving",
        "delivering",
        "done",
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_what_was_ordered_for_one_patient_is_never_made_of_another(
    config: Config, tmp_path: Path, outcome: Outcome
) -> None:
    robot = config.cd_publisher.model_copy(update={"host": LOOPBACK, "port": free_port()})
    config = config.model_copy(update={"cd_publisher": robot})
    folder = tmp_path / "discs"
    folder.mkdir()
    output = str(folder) if outcome is Outcome.ISO else ""
    with running(config) as engine:
        # The person saw Budi; by now the number is another's.
        request = MediaRequest(("OTHER",), outcome, output, allow_mismatch="A", patient_id="P-0001")
        number = engine.submit(request)
        view = engine.wait(number)
        assert view.state is JobState.BLOCKED and view.error
        assert view.error.code == "patient-conflict"
        assert "P-0002" in (view.error.detail or "")
        assert view.patient is None, "nobody reads another name in that row"
        assert engine.history.exports(number) == ()
        assert engine.wait(engine.retry(number)).state is JobState.BLOCKED
    assert not any(folder.iterdir())


def test_a_job_that_failed_keeps_nothing_of_what_it_had_in_hand(config: Config) -> None:
    robot = config.cd_publisher.model_copy(update={"host": LOOPBACK, "port": free_port()})
    with running(config.model_copy(update={"cd_publisher": robot})) as engine:
        error = engine.wait(engine.submit(MediaRequest(("PLAIN1",), Outcome.RELAY))).error
        assert error and error.code == "publisher-unreachable"
        assert error.__traceback__ is None
        assert error.__cause__ is error.__context__ is None


def test_the_patient_who_was_seen_may_be_written_otherwise(config: Config, tmp_path: Path) -> None:
    with running(config) as engine:
        request = replace(an_iso("PLAIN1", tmp_path / "discs"), patient_id="00p 0001")
        assert engine.wait(engine.submit(request)).state is JobState.DONE


def test_a_blank_is_nobodys_name_and_allows_nothing(config: Config, tmp_path: Path) -> None:
    request = MediaRequest(("PLAIN1",), Outcome.ISO, str(tmp_path), "  ", " Dr. Ada ")
    with running(config, lanes=0) as engine:
        engine.submit(request)
        [view] = engine.jobs()
    assert (view.request.allow_incomplete, view.request.allow_mismatch) == ("", "Dr. Ada")


def test_what_is_over_stays_over_however_early_it_was_cancelled(tmp_path: Path) -> None:
    seen: dict[int, list[JobState]] = {}
    nobody = a_config(tmp_path, (LOOPBACK, free_port(), "NOBODY"), free_port())
    with running(nobody) as engine:
        engine.watch(lambda view: seen.setdefault(view.number, []).append(view.state))
        for _ in range(100):
            engine.cancel(engine.submit(an_iso("A1", tmp_path / "discs")))
    assert len(seen) == 100
    for states in seen.values():
        assert [state.is_over for state in states].count(True) == 1, states
        assert states[-1].is_over


def test_the_pacs_may_get_another_address_while_the_engine_is_open(
    config: Config, tmp_path: Path
) -> None:
    before = config.pacs.model_copy(update={"calling_hosts": ("192.0.2.1",)})
    with running(config.model_copy(update={"pacs": before})) as engine:
        engine.config = config  # as if a name led elsewhere by now
        view = engine.wait(engine.submit(an_iso("PLAIN1", tmp_path / "discs")))
    assert view.state is JobState.DONE, view.error


@pytest.mark.logs
def test_a_watcher_that_fails_stops_nobody(config: Config, tmp_path: Path) -> None:
    def broken(view: JobView) -> None:
        raise ValueError("a bug")

    seen: list[JobView] = []
    with running(config) as engine:
        engine.watch(broken)
        engine.watch(seen.append)
        view = engine.wait(engine.submit(an_iso("PLAIN1", tmp_path / "discs")))
    assert view.state is JobState.DONE
    assert seen[-1].state is JobState.DONE


def test_a_request_that_cannot_be_is_refused_at_once(config: Config) -> None:
    with running(config) as engine:
        with pytest.raises(BadRequest):
            engine.submit(MediaRequest(("PLAIN*",)))
        with pytest.raises(NotConfigured):
            engine.submit(MediaRequest(("PLAIN1",), Outcome.RELAY))


def seconds_to_cancel(config: Config, tmp_path: Path, when: Callable[[JobView], bool]) -> float:
    """Cancel a job as soon as `when` holds; how long it then took to be over."""
    ripe = threading.Event()
    with running(config) as engine:
        engine.watch(lambda view: ripe.set() if when(view) else None)
        number = engine.submit(an_iso("PLAIN1", tmp_path / "discs"))
        assert ripe.wait(20)
        began = time.monotonic()
        engine.cancel(number)
        view = engine.wait(number)
        took = time.monotonic() - began
    assert view.state is JobState.CANCELLED
    assert view.error is None
    assert not list((tmp_path / "discs").iterdir())
    assert not list((tmp_path / "work" / "jobs").iterdir())
    return took


LONGEST_CANCEL_S = 2 + 3  # the promise, and what a busy machine may add


def test_a_cancel_does_not_wait_for_a_frozen_archive(tmp_path: Path) -> None:
    port = free_port()
    with orthanc({STATION_AE: (LOOPBACK, port)}) as server:
        server.store(write_study(tmp_path / "s", accession_number="PLAIN1", series=1))
        config = a_config(tmp_path, (server.host, server.port, server.ae_title), port)
        os.kill(server.pid, signal.SIGSTOP)
        try:
            took = seconds_to_cancel(config, tmp_path, lambda view: view.state is JobState.FINDING)
        finally:
            os.kill(server.pid, signal.SIGCONT)
    assert took < LONGEST_CANCEL_S


def test_a_cancel_in_the_middle_of_a_retrieval_leaves_nothing(
    tmp_path: Path,
) -> None:
    port = free_port()
    with orthanc({STATION_AE: (LOOPBACK, port)}) as server:
        server.store(
            write_study(
                tmp_path / "s", accession_number="PLAIN1", series=1, instances=300, rows=256
            )
        )
        config = a_config(tmp_path, (server.host, server.port, server.ae_title), port)
        took = seconds_to_cancel(
            config, tmp_path, lambda view: bool(view.moment and view.moment.bytes_done)
        )
    assert took < LONGEST_CANCEL_S


def test_closing_cancels_what_runs_and_what_waits(config: Config, tmp_path: Path) -> None:
    with running(config, lanes=1) as engine:
        for _ in range(3):
            engine.submit(an_iso("PLAIN1", tmp_path / "discs"))
    assert all(view.state.is_over for view in engine.jobs())
    with pytest.raises(Cancelled):
        engine.submit(an_iso("PLAIN1", tmp_path / "discs"))


def test_one_process_owns_the_work_folder(config: Config) -> None:
    with running(config), pytest.raises(ConfigInvalid) as second:
        Engine(config).open()
    assert "another" in second.value.title.lower()
    with running(config):
        pass  # and the next one finds it free


def test_a_taken_port_is_told_and_nothing_is_kept(config: Config) -> None:
    same_port = config.model_copy(
        update={"work": config.work.model_copy(update={"folder": config.work.folder + "-2"})}
    )
    with running(config), pytest.raises(ConfigInvalid) as error:
        Engine(same_port).open()
    assert str(config.station.port) in error.value.title
    with running(same_port):
        pass


@pytest.mark.promise(
    "Killed at any moment, it leaves no half disc, no stuck job and no lost record"
)
def test_a_job_that_a_crash_cut_off_is_interrupted_at_the_next_start(config: Config) -> None:
    with History(config.store.url, config.work.folder) as history:
        number = history.add(MediaRequest(("PLAIN1",)))
        history.update(number, JobState.RETRIEVING)
    left_over = Path(config.work.folder) / "jobs" / f"{number:08d}" / "received.part"
    left_over.parent.mkdir(parents=True)
    left_over.write_bytes(b"half")
    with running(config):
        pass
    with History(config.store.url) as history:
        assert recent(history, 1)[0].state is JobState.INTERRUPTED
    assert not left_over.exists()


@pytest.mark.promise("Every export is audited, also when it is killed")
def test_an_export_that_a_crash_cut_off_is_interrupted_at_the_next_start(config: Config) -> None:
    with History(config.store.url, config.work.folder) as history:
        number = history.add(MediaRequest(("PLAIN1",)))
        history.intent(number, Outcome.ISO, ("1.2.3",), "/media/stick", Patient("S", "1"))
    with running(config):
        pass
    with History(config.store.url) as history:
        [export] = history.exports(number)
    assert export.state is JobState.INTERRUPTED
    assert verify(config.store.url) == ()


def test_what_leaves_the_house_is_written_down_before_and_after(
    config: Config, tmp_path: Path
) -> None:
    with running(config) as engine:
        number = engine.submit(an_iso("PLAIN1", tmp_path / "discs"))
        engine.wait(number)
    with History(config.store.url) as history:
        [export] = history.exports(number)
        assert export.state is JobState.DONE
        assert len(export.study_instance_uids) == 1
        [record] = recent(history, 1)
    assert (record.state, record.patient_id) == (JobState.DONE, "P-0001")
    assert record.result and record.result.files == 6
    assert verify(config.store.url) == ()


def test_the_work_folder_is_empty_and_private_after_every_end(
    config: Config, tmp_path: Path
) -> None:
    with running(config) as engine:
        for number in ("PLAIN1", "NOBODY"):
            engine.wait(engine.submit(an_iso(number, tmp_path / "discs")))
    work = Path(config.work.folder)
    assert not list((work / "jobs").iterdir())
    assert work.stat().st_mode & 0o077 == 0


def test_a_search_needs_no_open_engine(config: Config) -> None:
    [finding] = Engine(config).find(["PLAIN1"], Progress())
    assert finding.patient.patient_id == "P-0001"
