"""The peers themselves: each starts, stores, answers dcmtk's tools, and leaves nothing behind."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from io import BytesIO
from pathlib import Path

import numpy as np
import psutil
import pytest
from pydicom import dcmread
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

from tests.peers import (
    Dcmqrscp,
    NotStored,
    Orthanc,
    PeerDidNotStart,
    Storescp,
    dcmqrscp,
    orthanc,
    storescp,
)
from tests.samples import SYNTAXES, write_study

Archive = Orthanc | Dcmqrscp


@pytest.fixture(scope="module")
def publisher() -> Iterator[Storescp]:
    with storescp("CDRECORD") as running:
        yield running


@pytest.fixture(scope="module", params=["orthanc", "dcmqrscp"])
def archive(request: pytest.FixtureRequest, publisher: Storescp) -> Iterator[Archive]:
    destinations = {"CDRECORD": (publisher.host, publisher.port)}
    with ExitStack() as stack:
        if request.param == "orthanc":
            yield stack.enter_context(orthanc(destinations))
        else:
            yield stack.enter_context(dcmqrscp(destinations))


def run(tool: str, peer: Archive | Storescp, *options: str) -> str:
    command = [tool, "-v", "-aet", "CDRECORD", "-aec", peer.ae_title, *options]
    done = subprocess.run([*command, peer.host, str(peer.port)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


each_syntax = pytest.mark.parametrize("syntax", SYNTAXES, ids=[uid.keyword for uid in SYNTAXES])


def body(part10: bytes) -> bytes:
    """The data set alone: preamble and file meta information (PS3.10 7.1) are the writer's."""
    return part10[144 + int.from_bytes(part10[140:144], "little") :]


def move_all(archive: Archive, publisher: Storescp, files: list[Path]) -> None:
    """Store the study, find it by its accession number, and have it sent to the publisher."""
    archive.store(files)
    ds = dcmread(files[0])
    query = ["-S", "-k", "QueryRetrieveLevel=STUDY", "-k"]
    found = run(
        "findscu", archive, *query, f"AccessionNumber={ds.AccessionNumber}", "-k", "StudyID"
    )
    assert ds.AccessionNumber in found
    run("movescu", archive, "-aem", "CDRECORD", *query, f"StudyInstanceUID={ds.StudyInstanceUID}")


@each_syntax
def test_orthanc_keeps_and_moves_every_syntax_as_it_came(
    publisher: Storescp, tmp_path: Path, syntax: str
) -> None:
    files = write_study(tmp_path, transfer_syntax=syntax)
    sent = {file.stem: body(file.read_bytes()) for file in files}
    with orthanc({"CDRECORD": (publisher.host, publisher.port)}) as archive:
        move_all(archive, publisher, files)
        assert {uid: body(whole) for uid, whole in archive.instances().items()} == sent
    came = {uid: body(whole) for uid, whole in publisher.instances().items()}
    assert sent.items() <= came.items()


@each_syntax
def test_dcmqrscp_keeps_and_moves_every_syntax(
    publisher: Storescp, tmp_path: Path, syntax: str
) -> None:
    files = write_study(tmp_path, transfer_syntax=syntax)
    letter = "" if syntax == ExplicitVRLittleEndian else syntax
    with dcmqrscp({"CDRECORD": (publisher.host, publisher.port)}, syntax=letter) as archive:
        move_all(archive, publisher, files)
        assert archive.instances().keys() == {file.stem for file in files}
    came = publisher.instances()
    for file in files:
        ds, arrived = dcmread(file), dcmread(BytesIO(came[file.stem]))
        assert np.array_equal(arrived.pixel_array, ds.pixel_array)
        if syntax.startswith("1.2.840.10008.1.2.4"):
            assert arrived.PixelData == ds.PixelData


def test_an_archive_answers_echo_and_get(archive: Archive, tmp_path: Path) -> None:
    files = write_study(tmp_path / "study")
    archive.store(files)
    run("echoscu", archive)
    study = dcmread(files[0]).StudyInstanceUID
    (tmp_path / "got").mkdir()
    keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={study}"]
    run("getscu", archive, "-S", "-od", str(tmp_path / "got"), *keys)
    assert len(list((tmp_path / "got").iterdir())) == len(files)


def test_an_archive_refuses_another_name(archive: Archive) -> None:
    wrong = subprocess.run(
        ["echoscu", "-aec", "SOMEBODY", archive.host, str(archive.port)], capture_output=True
    )
    assert wrong.returncode != 0


def test_orthanc_learns_a_destination_while_it_runs(publisher: Storescp, tmp_path: Path) -> None:
    files = write_study(tmp_path)
    with orthanc() as archive:
        archive.store(files)
        archive.know("CDRECORD", publisher.port)
        study = dcmread(files[0]).StudyInstanceUID
        keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={study}"]
        run("movescu", archive, "-S", "-aem", "CDRECORD", *keys)
    assert {file.stem for file in files} <= publisher.instances().keys()


def test_a_publisher_may_refuse_a_syntax(tmp_path: Path) -> None:
    files = write_study(tmp_path, transfer_syntax=JPEGBaseline8Bit)
    with storescp(options=["+xi"]) as publisher, pytest.raises(NotStored, match="No Acceptable"):
        publisher.store(files)


def test_two_of_a_kind_run_at_once_and_leave_nothing() -> None:
    kinds: list[Callable[[], AbstractContextManager[Archive | Storescp]]]
    kinds = [orthanc, dcmqrscp, storescp]
    with ExitStack() as stack:
        peers = [stack.enter_context(start()) for start in kinds * 2]
        processes = [psutil.Process(peer.pid) for peer in peers]
        folders = [Path(process.cwd()) for process in processes]
        assert len({peer.port for peer in peers}) == len(peers)
        assert all(folder.is_dir() for folder in folders)
    assert not any(process.is_running() for process in processes)
    assert not any(folder.exists() for folder in folders)


def test_a_peer_that_does_not_start_says_why() -> None:
    with (
        pytest.raises(PeerDidNotStart, match="no-such-option"),
        storescp(options=["--no-such-option"]),
    ):
        pass
