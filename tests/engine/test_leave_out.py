"""Series that nobody wants: the disc holds exactly the rest, and a later whole disc is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mkiso_desktop.core.config import Config, Retrieve
from mkiso_desktop.core.errors import BadRequest
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.request import MOST_LEFT_OUT, MediaRequest, Outcome
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.handover import LONGEST_REQUEST, ORDER
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState, JobView
from tests.cli.disc import dicom_files, unpack
from tests.engine.crash import Crash
from tests.engine.remembered import recent, resumable
from tests.engine.test_engine import a_config, running
from tests.peers.archive import Archive
from tests.peers.counting import CountingArchive

LEFT_OUT = "1 series was left out, as asked"


@pytest.fixture(params=[Retrieve.C_MOVE, Retrieve.C_GET], ids=["c-move", "c-get"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, archive: Archive) -> Iterator[Engine]:
    """At work with the Orthanc, either way."""
    server = archive.orthanc
    config = a_config(
        tmp_path / "desk", (server.host, server.port, server.ae_title), archive.station_port
    )
    how = config.pacs.model_copy(update={"retrieve": request.param})
    with running(config.model_copy(update={"pacs": how})) as engine:
        yield engine


def series_of(files: list[Path]) -> dict[str, set[str]]:
    """The instances of each series, both by UID."""
    found: dict[str, set[str]] = {}
    for one in map(read_instance, files):
        found.setdefault(one.series_instance_uid, set()).add(one.sop_instance_uid)
    return found


def a_disc(engine: Engine, request: MediaRequest, folder: Path) -> tuple[JobView, set[str]]:
    """The job's last view, and what is on its disc."""
    view = engine.wait(engine.submit(replace(request, output=str(folder))))
    assert view.state is JobState.DONE and view.result, view.error
    return view, set(dicom_files(unpack(view.result.isos[0].path, folder / f"disc-{view.number}")))


def test_the_disc_holds_exactly_the_rest_and_says_so_and_the_next_one_is_whole(
    desk: Engine, archive: Archive, tmp_path: Path
) -> None:
    kept, other = series_of(archive.files["PLAIN1"])
    series = series_of(archive.files["PLAIN1"])
    view, on_disc = a_disc(desk, MediaRequest(("PLAIN1",), leave_out=(other,)), tmp_path)
    assert on_disc == series[kept]
    assert view.result and view.result.warnings == (LEFT_OUT,)
    assert view.request.leave_out == (other,)
    disc = tmp_path / f"disc-{view.number}"
    assert LEFT_OUT in (disc / "INDEX.HTM").read_text("utf-8")
    assert LEFT_OUT in (disc / "README.TXT").read_text("ascii")
    view, on_disc = a_disc(desk, MediaRequest(("PLAIN1",)), tmp_path)
    assert on_disc == series[kept] | series[other]
    assert view.result and view.result.warnings == ()


def test_a_study_of_which_nothing_is_wanted_is_left_out_whole(
    desk: Engine, archive: Archive, tmp_path: Path
) -> None:
    kept, other = series_of(archive.files["TWO"])
    view, on_disc = a_disc(desk, MediaRequest(("TWO",), leave_out=(other,)), tmp_path)
    assert on_disc == series_of(archive.files["TWO"])[kept]
    assert view.result and view.result.warnings == (LEFT_OUT,)
    [export] = desk.history.exports(view.number)
    assert len(export.study_instance_uids) == 1


def test_of_a_series_that_is_not_there_nothing_is_said(
    desk: Engine, archive: Archive, tmp_path: Path
) -> None:
    view, on_disc = a_disc(desk, MediaRequest(("PLAIN1",), leave_out=("1.2.3",)), tmp_path)
    assert on_disc == {file.stem for file in archive.files["PLAIN1"]}
    assert view.result and view.result.warnings == ()


def test_when_everything_is_left_out_there_is_no_disc(desk: Engine, archive: Archive) -> None:
    every = tuple(series_of(archive.files["PLAIN1"]))
    view = desk.wait(desk.submit(MediaRequest(("PLAIN1",), leave_out=every)))
    assert view.state is JobState.FAILED and isinstance(view.error, BadRequest)


@pytest.mark.parametrize("bad", [("",), ("1" * 65,), tuple(map(str, range(501)))])
def test_what_cannot_be_left_out_is_refused_at_once(desk: Engine, bad: tuple[str, ...]) -> None:
    with pytest.raises(BadRequest):
        desk.submit(MediaRequest(("PLAIN1",), leave_out=bad))


def test_a_whole_disc_does_not_begin_with_what_a_crash_left_of_a_part(
    config: Config, crash: Crash, pacs: CountingArchive, files: list[Path], tmp_path: Path
) -> None:
    crash()  # of the whole study
    first, second = series_of(files)
    with running(config) as engine:
        _, on_disc = a_disc(engine, MediaRequest(("A1",), leave_out=(second,)), tmp_path)
        assert on_disc == series_of(files)[first] == set(pacs.sent)
        [offered] = resumable(engine)  # still there, for the whole
        view, on_disc = a_disc(engine, MediaRequest(("A1",)), tmp_path)
        assert resumable(engine) == ()
    assert on_disc == {file.stem for file in files}
    assert view.result and view.result.warnings == ()


def test_what_the_publisher_took_of_a_part_is_not_held_back_from_the_whole(tmp_path: Path) -> None:
    part = MediaRequest(("A1",), Outcome.RELAY, leave_out=("1.2.3",))
    whole = MediaRequest(("A1",), Outcome.RELAY)
    with History(f"sqlite:///{tmp_path / 'history.sqlite'}") as history:
        for asked, uid in ((part, "9.1"), (whole, "9.0")):
            number = history.add(asked)
            export = history.intent(number, Outcome.RELAY, ["1.2"], "robot:104", Patient("S", "1"))
            history.note_accepted(export, [uid])
        assert history.accepted_earlier(part, "robot:104") == {"9.1"}
        assert history.accepted_earlier(whole, "robot:104") == {"9.0"}
        [newest, oldest] = recent(history, 2)
    assert (newest.request, oldest.request) == (whole, part)


def test_it_travels_to_another_process_and_an_older_history_has_none() -> None:
    part = MediaRequest(("A1",), leave_out=("1.2.3",))
    assert ORDER.validate_json(ORDER.dump_json(part)) == part
    seen = MediaRequest(("A1",), patient_id="P-0001")
    assert ORDER.validate_json(ORDER.dump_json(seen)) == seen
    longest = MediaRequest(("A1",), leave_out=tuple(f"{at:064d}" for at in range(MOST_LEFT_OUT)))
    assert len(ORDER.dump_json(longest)) < LONGEST_REQUEST
    assert ORDER.validate_json(b'{"accession_numbers": ["A1"]}') == MediaRequest(("A1",))
