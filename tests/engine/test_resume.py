"""What a crash left is continued, once, under its own number or by a new request."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest
from pydicom import Dataset

from mkiso_desktop.core.config import Config, Retrieve
from mkiso_desktop.core.errors import BadRequest, Cancelled, NotConfigured
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState
from mkiso_desktop.net.storage_scp import StorageScp
from tests.cli.disc import dicom_files, unpack
from tests.engine.crash import SUTANTO, Crash, an_iso, described, jobs_of, kept, numbers, opened
from tests.engine.remembered import recent, resumable
from tests.engine.test_engine import running
from tests.net.scu import changed
from tests.peers.counting import CountingArchive
from tests.steps.test_resume import received

pytestmark = pytest.mark.promise("Continue after a crash fetches only what is missing")


def test_a_job_is_continued_under_its_own_number(
    config: Config, crash: Crash, pacs: CountingArchive, files: list[Path], tmp_path: Path
) -> None:
    number = crash()
    with running(config) as engine:
        [offered] = resumable(engine)
        assert engine.jobs() == (offered,)
        assert (offered.number, offered.state) == (number, JobState.INTERRUPTED)
        assert offered.patient and offered.patient.name == SUTANTO.name
        engine.resume(number)
        view = engine.wait(number)
        assert resumable(engine) == ()
    assert view.state is JobState.DONE and view.result, view.error
    assert view.result.warnings == ()
    assert sorted(pacs.sent) == sorted(file.stem for file in files[3:])
    disc = unpack(view.result.isos[0].path, tmp_path / "disc")
    assert set(dicom_files(disc)) == {file.stem for file in files}
    assert not list(jobs_of(config).iterdir())


def test_a_new_request_for_the_same_numbers_takes_over_and_the_old_job_is_not_offered_again(
    config: Config, crash: Crash, pacs: CountingArchive
) -> None:
    old = crash()
    with running(config) as engine:
        new = engine.submit(an_iso(config))
        assert engine.wait(new).state is JobState.DONE
        assert resumable(engine) == ()
        with pytest.raises(BadRequest):
            engine.resume(old)
    assert len(pacs.sent) == 5
    with running(config) as engine:
        assert (resumable(engine), numbers(engine.jobs())) == ((), [new])
    with History(config.store.url) as history:
        states = {job.number: job.state for job in recent(history, 9)}
    assert states == {old: JobState.INTERRUPTED, new: JobState.DONE}


def test_what_two_jobs_left_serves_one(config: Config, crash: Crash, pacs: CountingArchive) -> None:
    crash(slice(0, 3))
    crash(slice(2, 6))
    with running(config) as engine:
        assert len(resumable(engine)) == 2
        view = engine.wait(engine.submit(an_iso(config)))
        assert resumable(engine) == ()
    assert view.result and view.result.files == 8
    assert len(pacs.sent) == 2
    assert not list(jobs_of(config).iterdir())


def test_of_two_versions_of_an_instance_the_one_that_came_later_counts(
    config: Config, crash: Crash, scp: StorageScp, files: list[Path], tmp_path: Path
) -> None:
    def as_it_was(ds: Dataset) -> None:
        ds.SeriesDescription = "AS IT WAS"

    before = [changed(file, tmp_path / file.name, as_it_was) for file in files]
    Crash(config, scp, before)(slice(0, 3))
    crash(slice(2, 6))
    with running(config) as engine:
        view = engine.wait(engine.submit(an_iso(config)))
    assert view.result and view.result.warnings == ()
    found = dicom_files(unpack(view.result.isos[0].path, tmp_path / "disc"))
    assert [b"AS IT WAS" in found[file.stem] for file in files[1:4]] == [True, False, False]


def test_a_job_that_goes_on_already_is_nobody_elses(
    config: Config, crash: Crash, pacs: CountingArchive
) -> None:
    old = crash()
    engine = opened(config)
    engine.resume(old)
    new = engine.submit(an_iso(config))
    with pytest.raises(BadRequest):
        engine.resume(old)
    assert resumable(engine) == ()
    lane = threading.Thread(target=engine.run_lane)
    lane.start()
    views = [engine.wait(number) for number in (old, new)]
    engine.close()
    lane.join()
    assert [view.state for view in views] == [JobState.DONE] * 2
    assert len(pacs.sent) == 5 + 8


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("retrieve", [Retrieve.C_MOVE, Retrieve.C_GET])
def test_no_file_of_a_job_stays_open(
    config: Config, pacs: CountingArchive, retrieve: Retrieve
) -> None:
    how = config.pacs.model_copy(update={"retrieve": retrieve})
    with running(config.model_copy(update={"pacs": how})) as engine:
        for _ in range(2):
            assert engine.wait(engine.submit(an_iso(config))).state is JobState.DONE
    held = [os.path.realpath(one) for one in Path("/proc/self/fd").iterdir()]
    assert not [path for path in held if path.startswith(str(jobs_of(config)))]


def test_other_accession_numbers_take_nothing(
    config: Config, crash: Crash, pacs: CountingArchive
) -> None:
    number = crash(request=MediaRequest(("A1", "A2")))
    with running(config) as engine:
        engine.wait(engine.submit(an_iso(config)))
        assert numbers(resumable(engine)) == [number]
    assert len(pacs.sent) == 8


def test_a_job_of_which_nothing_had_come_can_be_continued_too(
    config: Config, pacs: CountingArchive
) -> None:
    with History(config.store.url, config.work.folder) as history:
        number = history.add(an_iso(config))
    with running(config) as engine:
        engine.resume(number)
        assert engine.wait(number).state is JobState.DONE
    assert len(pacs.sent) == 8


def test_what_cannot_be_continued_is_refused(config: Config, crash: Crash) -> None:
    states = JobState.DONE, JobState.BLOCKED, JobState.CANCELLED
    ended = [crash(state=state) for state in states]
    with History(config.store.url, config.work.folder) as history:
        ended.append(history.add(an_iso(config)))
        history.update(ended[-1], JobState.FAILED)  # and nothing is left of it
    relay = crash(request=MediaRequest(("A1",), Outcome.RELAY))
    left = crash()
    with running(config, lanes=0) as engine:
        for number in (*ended, 4711):
            with pytest.raises(BadRequest, match=f"Job {number} cannot"):
                engine.resume(number)
        with pytest.raises(NotConfigured):
            engine.resume(relay)
        assert numbers(resumable(engine)) == [relay, left]
    with pytest.raises(Cancelled):
        engine.resume(left)


def test_a_cancelled_continuation_leaves_nothing(config: Config, crash: Crash) -> None:
    number = crash()
    with running(config, lanes=0) as engine:
        engine.cancel(number)
        assert engine.wait(number).state is JobState.INTERRUPTED, "it had ended: nothing to cancel"
        assert kept(config, number) == 3
        engine.resume(number)
        engine.cancel(number)
        assert engine.wait(number).state is JobState.CANCELLED
        assert resumable(engine) == ()
        assert not list(jobs_of(config).iterdir())


def test_a_job_that_is_cut_off_again_is_offered_again_with_all_it_has(
    config: Config, crash: Crash, pacs: CountingArchive, files: list[Path], scp: StorageScp
) -> None:
    """The second crash came while the first one's files were being taken back."""
    number = crash(slice(0, 4))
    folder = jobs_of(config) / f"{number:08d}"
    (folder / "received").rename(folder / f"kept-{number:08d}-0001")
    received(folder / "received", scp, described(files), files[4:6])
    with running(config) as engine:
        engine.resume(number)
        assert engine.wait(number).state is JobState.DONE
    assert len(pacs.sent) == 2


def test_a_patient_corrected_meanwhile_is_told_and_all_is_fetched_again(
    config: Config, crash: Crash, pacs: CountingArchive, tmp_path: Path
) -> None:
    crash(slice(0, 8))
    for one in pacs.holds:
        one.PatientID = "P-0099"
    with running(config) as engine:
        view = engine.wait(engine.submit(an_iso(config)))
    assert view.result and view.result.patient_id == "P-0099"
    [warning] = view.result.warnings
    assert "fetched again" in warning
    assert len(pacs.sent) == 8
    disc = unpack(view.result.isos[0].path, tmp_path / "disc")
    assert not any(b"P-0001" in content for content in dicom_files(disc).values())


def test_an_instance_gone_meanwhile_is_not_on_the_disc(
    config: Config, crash: Crash, pacs: CountingArchive, files: list[Path], tmp_path: Path
) -> None:
    crash(slice(0, 3))
    del pacs.holds[0]
    with running(config) as engine:
        view = engine.wait(engine.submit(an_iso(config)))
    assert view.result and "1 images" in view.result.warnings[0]
    assert len(pacs.sent) == 5
    disc = unpack(view.result.isos[0].path, tmp_path / "disc")
    assert set(dicom_files(disc)) == {file.stem for file in files[1:]}


def test_a_service_that_is_stopped_leaves_its_jobs_to_be_continued(
    config: Config, pacs: CountingArchive, files: list[Path]
) -> None:
    has_three, may_go_on = threading.Event(), threading.Event()

    def goes_on(sent: int) -> bool:
        if sent == 3:
            has_three.set()
            return not may_go_on.wait(20)
        return True

    pacs.goes_on = goes_on
    engine = Engine(config)
    engine.open()
    lane = threading.Thread(target=engine.run_lane)
    try:
        first = engine.submit(an_iso(config))
        waiting = engine.submit(MediaRequest(("B2",)))
        lane.start()
        assert has_three.wait(20)
    finally:
        engine.close(keeps_jobs=True)
        may_go_on.set()
        lane.join()
    pacs.goes_on = lambda sent: True
    pacs.forget()
    with running(config) as later:
        assert [view.state for view in later.jobs()] == [JobState.INTERRUPTED] * 2
        later.resume(first)
        assert later.wait(first).state is JobState.DONE
        assert later.view(waiting).state is JobState.INTERRUPTED
    assert len(pacs.sent) == len(files) - 3
