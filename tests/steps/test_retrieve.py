"""What the archive has is what lies in the folder; what is missing is asked for again, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import Dataset

from mkiso_desktop.core.config import Retrieve
from mkiso_desktop.core.errors import (
    DiskFull,
    MkisoError,
    NoDicomData,
    PacsRefused,
    PacsUnreachable,
    PatientConflict,
    StudyIncomplete,
)
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.core.study import Patient, Series, Study
from mkiso_desktop.net.association import Peer
from mkiso_desktop.net.dimse import Destination
from mkiso_desktop.net.gate import Expected, Store
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import StorageScp
from mkiso_desktop.steps.query import find_accession, take_inventory
from mkiso_desktop.steps.retrieve import Archive, expected_of, prove_complete, retrieve, strangers
from tests import samples
from tests.net.scu import CT, STATION, Scu, changed, data_of, station
from tests.peers import Dcmqrscp, Orthanc, dcmqrscp, free_port, orthanc
from tests.peers.scripted import PENDING, SUCCESS, Conversation, Request, ScriptedPeer, scripted
from tests.steps.test_query import NO_API, as_peer

BOTH = [Retrieve.C_MOVE, Retrieve.C_GET]
JPEG, J2K, RLE = "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5"


@pytest.fixture
def scp() -> Iterator[StorageScp]:
    with station() as open_station:
        yield open_station


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    spool = tmp_path / "spool"
    spool.mkdir()
    return spool


def studies_of(files: Sequence[Path], *, listed: bool = True, counted: bool = True) -> list[Study]:
    """The inventory of these files, as an archive would give it; less when it stops earlier."""
    found: dict[str, dict[str, set[str]]] = {}
    for one in map(read_instance, files):
        series = found.setdefault(one.study_instance_uid, {})
        series.setdefault(one.series_instance_uid, set()).add(one.sop_instance_uid)
    return [
        Study(
            study_uid,
            "A0001",
            Patient("Sutanto^Budi", "P-0001"),
            series=tuple(
                Series(
                    uid,
                    number=str(number),
                    instances=len(uids) if counted else None,
                    sop_instance_uids=frozenset(uids) if listed else None,
                    sop_class_uids=frozenset({CT}),
                )
                for number, (uid, uids) in enumerate(series.items(), 1)
            ),
        )
        for study_uid, series in found.items()
    ]


def reception_for(studies: Sequence[Study], folder: Path) -> Reception:
    return Reception(Expected("P-0001", expected_of(studies)), folder)


def let_in(reception: Reception, *files: Path) -> None:
    """Land them, as the archive's."""
    for one in map(read_instance, files):
        store = Store(one.sop_class_uid, one.sop_instance_uid, one.transfer_syntax_uid)
        data = one.path.read_bytes()[one.offset :]
        assert reception.land(store, memoryview(data)) == SUCCESS


def archive_at(peer: ScriptedPeer) -> Archive:
    return Archive(as_peer(peer), STATION, Destination(STATION, 1))


def fetch(
    scp: StorageScp, studies: Sequence[Study], archive: Archive, reception: Reception
) -> MkisoError | None:
    with scp.desk.receiving(reception):
        return retrieve(studies, archive, reception, Progress())


# --- real archives


@pytest.mark.parametrize("by", BOTH, ids=["c-move", "c-get"])
@pytest.mark.parametrize("peer", [orthanc, dcmqrscp], ids=["orthanc", "dcmqrscp"])
@pytest.mark.parametrize(
    "syntax", [*samples.SYNTAXES[:2], JPEG, J2K, RLE], ids=["ile", "ele", "jpeg", "j2k", "rle"]
)
def test_a_study_comes_whole_and_byte_for_byte(
    tmp_path: Path,
    folder: Path,
    scp: StorageScp,
    peer: Callable[..., object],
    syntax: str,
    by: Retrieve,
) -> None:
    files = samples.write_study(tmp_path / "src", series=2, instances=3, transfer_syntax=syntax)
    known = {STATION: ("127.0.0.1", scp.port)}
    compressed = {} if syntax in samples.SYNTAXES[:2] else {"syntax": syntax}
    making = orthanc(known) if peer is orthanc else dcmqrscp(known, **compressed)
    with making as one:
        assert isinstance(one, Orthanc | Dcmqrscp)
        one.store(files)
        archive = Archive(as_peer(one), STATION, Destination(STATION, scp.port), by)
        finding = find_accession("A0001", as_peer(one), STATION, NO_API, Progress())
        studies = take_inventory(finding.studies, as_peer(one), STATION, Progress())
        reception = reception_for(studies, folder)
        said = fetch(scp, studies, archive, reception)
    assert prove_complete(studies, reception, said, "") == ()
    assert set(reception.instances) == {file.stem for file in files}
    for file in files:
        came = reception.instances[file.stem]
        if came.transfer_syntax_uid == syntax:
            assert came.path.read_bytes()[came.offset :] == data_of(file)
        else:
            assert isinstance(one, Dcmqrscp) and not compressed


def test_many_classes_and_syntaxes_come_by_c_get_over_several_associations(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    classes = [f"1.2.840.10008.5.1.4.1.1.{tail}" for tail in ("2", "4", "7", "1", "6.1", "20")]
    classes += [f"1.2.840.10008.5.1.4.1.1.{tail}" for tail in ("1.1", "1.2", "12.1", "12.2")]
    study = "1.2.826.0.1.77"
    files: list[Path] = []
    for number, uid in enumerate(classes):
        files += samples.write_study(
            tmp_path / str(number),
            series=1,
            instances=1,
            sop_class=uid,
            study_instance_uid=study,
            transfer_syntax=samples.SYNTAXES[number % len(samples.SYNTAXES)],
        )
    with orthanc() as one:
        one.store(files)
        finding = find_accession("A0001", as_peer(one), STATION, NO_API, Progress())
        studies = take_inventory(finding.studies, as_peer(one), STATION, Progress())
        reception = reception_for(studies, folder)
        archive = Archive(as_peer(one), STATION, Destination(STATION, 1), Retrieve.C_GET)
        said = fetch(scp, studies, archive, reception)
    assert prove_complete(studies, reception, said, "") == ()
    for file in files:
        came = reception.instances[file.stem]
        assert came.path.read_bytes()[came.offset :] == data_of(file)


def test_progress_counts_what_has_arrived(tmp_path: Path, folder: Path, scp: StorageScp) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=5)
    moments: list[Moment] = []
    with orthanc({STATION: ("127.0.0.1", scp.port)}) as one:
        one.store(files)
        studies = studies_of(files)
        reception = reception_for(studies, folder)
        archive = Archive(as_peer(one), STATION, Destination(STATION, scp.port))
        with scp.desk.receiving(reception):
            retrieve(studies, archive, reception, Progress(moments.append))
    assert (moments[-1].step, moments[-1].done, moments[-1].total) == ("retrieving", 5, 5)
    assert moments[-1].bytes_done == sum(len(data_of(file)) for file in files)
    assert [one.done for one in moments] == sorted(one.done for one in moments)


# --- archives that misbehave


class Forgetful:
    """An archive that sends, for its n-th C-MOVE, what the n-th plan says; then ends as it says."""

    def __init__(self, port: int, *plans: tuple[Sequence[Path], int]) -> None:
        self._port, self._plans = port, list(plans)
        self.asked: list[Dataset] = []

    def __call__(self, talk: Conversation) -> None:
        talk.accept()
        request = talk.next()
        self.asked.append(request.identifier)
        files, status = self._plans.pop(0) if len(self._plans) > 1 else self._plans[0]
        sent = self._send(request, files)
        talk.answer(request, PENDING, remaining=0, completed=sent)
        talk.answer(request, status, completed=sent)
        talk.until_left()

    def _send(self, request: Request, files: Sequence[Path]) -> int:
        with Scu(self._port) as scu:
            scu.ask()
            for file in files:
                scu.store_file(file, move_message_id=request.command.message_id)
        return len(files)


def test_only_what_is_missing_is_asked_for_again_by_its_uids(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    files = samples.write_study(tmp_path / "src", series=2, instances=3)
    first, second = files[:3], files[3:]
    archive = Forgetful(
        scp.port, (first[:1], 0xB000), (first[1:2], 0xB000), (second, SUCCESS), (first[2:], SUCCESS)
    )
    studies = studies_of(files)
    reception = reception_for(studies, folder)
    with scripted(archive) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    assert prove_complete(studies, reception, said, "") == ()
    assert [one.QueryRetrieveLevel for one in archive.asked] == [
        "STUDY",
        "IMAGE",
        "SERIES",
        "IMAGE",
    ]
    assert set(archive.asked[1].SOPInstanceUID) == {file.stem for file in first[1:]}
    assert archive.asked[3].SOPInstanceUID == first[2].stem
    assert "SOPInstanceUID" not in archive.asked[2], "a series of which nothing came is asked whole"


@pytest.mark.promise("No disc is short in silence")
def test_success_with_fewer_instances_is_asked_again_three_times_and_then_incomplete(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=3)
    archive = Forgetful(scp.port, (files[:2], SUCCESS))
    studies = studies_of(files)
    reception = reception_for(studies, folder)
    with scripted(archive) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    assert len(archive.asked) == 4
    with pytest.raises(StudyIncomplete, match="1 of 3 images are missing") as caught:
        prove_complete(studies, reception, said, "")
    assert caught.value.detail == "Series 1 : 1 missing"
    [allowed] = prove_complete(studies, reception, said, "Dr. Rahayu")
    assert allowed == "1 of 3 images are missing; this was allowed by Dr. Rahayu"


@pytest.mark.promise("No disc is short in silence")
def test_an_archive_that_counts_but_does_not_list_is_asked_for_the_short_series_whole(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    files = samples.write_study(tmp_path / "src", series=2, instances=2)
    archive = Forgetful(scp.port, (files[:3], SUCCESS), (files[2:], SUCCESS))
    studies = studies_of(files, listed=False)
    reception = reception_for(studies, folder)
    with scripted(archive) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    assert prove_complete(studies, reception, said, "") == ()
    assert [one.QueryRetrieveLevel for one in archive.asked] == ["STUDY", "SERIES"]
    assert len(list(folder.glob("*.dcm"))) == 4, "what came twice has one file"


def test_an_archive_that_does_not_even_count_leaves_a_doubt(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=2)
    archive = Forgetful(scp.port, (files, SUCCESS))
    studies = studies_of(files, listed=False, counted=False)
    reception = reception_for(studies, folder)
    with scripted(archive) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    [doubt] = prove_complete(studies, reception, said, "")
    assert "does not say how many images 1 series have" in doubt


def test_nothing_at_all_is_no_dicom_data(tmp_path: Path, folder: Path, scp: StorageScp) -> None:
    studies = studies_of(samples.write_study(tmp_path / "src"))
    reception = reception_for(studies, folder)
    with scripted(Forgetful(scp.port, ([], SUCCESS))) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    with pytest.raises(NoDicomData):
        prove_complete(studies, reception, said, "Dr. Rahayu")


@pytest.mark.promise("No disc is short in silence")
@pytest.mark.parametrize("listed", [True, False], ids=["listed", "uncounted"])
def test_another_patients_image_within_the_study_is_a_conflict(
    tmp_path: Path, folder: Path, scp: StorageScp, listed: bool
) -> None:
    def other_patient(ds: Dataset) -> None:
        ds.PatientID = "P-0002"

    files = samples.write_study(tmp_path / "src", series=1, instances=2)
    wrong = changed(files[1], tmp_path / "wrong.dcm", other_patient)
    studies = studies_of(files, listed=listed, counted=listed)
    reception = reception_for(studies, folder)
    with scripted(Forgetful(scp.port, ([files[0], wrong], SUCCESS))) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    assert set(reception.instances) == {files[0].stem}
    with pytest.raises(PatientConflict) as caught:
        prove_complete(studies, reception, said, "Dr. Rahayu")
    assert caught.value.detail == "Patient IDs: P-0001, P-0002"
    assert "P-000" not in caught.value.title


def test_more_in_the_study_than_in_its_series_is_told(tmp_path: Path) -> None:
    files = samples.write_study(tmp_path, series=1, instances=2)
    [study] = studies_of(files)
    reception = reception_for([study], tmp_path)
    let_in(reception, *files)
    assert prove_complete([study], reception, None, "") == ()
    [doubt] = prove_complete([replace(study, instance_count=5)], reception, None, "")
    assert "3 more" in doubt


def test_a_strangers_images_are_refused_and_told_but_do_not_stop_a_whole_study(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=2)
    strange = samples.write_study(tmp_path / "other", series=1, instances=2, patient_id="P-0002")
    studies = studies_of(files)
    reception = reception_for(studies, folder)
    with scripted(Forgetful(scp.port, ([*strange, *files], SUCCESS))) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    assert prove_complete(studies, reception, said, "") == ()
    [warning] = strangers(reception)
    assert warning.startswith("2 objects that did not belong here were refused")
    assert set(reception.instances) == {file.stem for file in files}


def test_an_archive_that_breaks_off_is_asked_for_the_rest(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=3)
    rest = Forgetful(scp.port, (files[1:], SUCCESS))

    def breaking(talk: Conversation) -> None:
        talk.accept()
        rest._send(talk.next(), files[:1])
        talk.abort()
        talk.until_left()

    studies = studies_of(files)
    reception = reception_for(studies, folder)
    with scripted(breaking, rest) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    assert prove_complete(studies, reception, said, "") == ()


@pytest.mark.promise("Every failure of a PACS has one clear end")
def test_an_archive_that_goes_for_good_is_told_in_the_incomplete_study(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    files = samples.write_study(tmp_path / "src", series=3, instances=2)
    first = Forgetful(scp.port, (files[:1], SUCCESS))

    def gone(talk: Conversation) -> None:
        talk.wire.close()

    studies = studies_of(files)
    reception = reception_for(studies, folder)
    with scripted(first, gone) as peer:
        said = fetch(scp, studies, archive_at(peer), reception)
    assert isinstance(said, PacsUnreachable)
    assert len(peer.conversations) == 4, "one try a round, not one for each missing series"
    with pytest.raises(StudyIncomplete) as caught:
        prove_complete(studies, reception, said, "")
    assert "did not answer" in str(caught.value.detail)


def test_an_archive_that_is_not_there_or_refuses_is_told_at_once(
    tmp_path: Path, folder: Path, scp: StorageScp
) -> None:
    studies = studies_of(samples.write_study(tmp_path / "src"))
    nowhere = Archive(Peer("X", "127.0.0.1", free_port()), STATION, Destination(STATION, 1))
    with pytest.raises(PacsUnreachable):
        fetch(scp, studies, nowhere, reception_for(studies, folder))
    with scripted(Forgetful(scp.port, ([], 0xA801))) as peer, pytest.raises(PacsRefused):
        archive = archive_at(peer)
        fetch(scp, studies, archive, reception_for(studies, folder))


def test_a_full_disk_stops_the_retrieval(tmp_path: Path, folder: Path, scp: StorageScp) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=2)
    studies = studies_of(files)
    expected = Expected("P-0001", expected_of(studies), keep_free_bytes=1 << 60)
    with scripted(Forgetful(scp.port, (files, SUCCESS))) as peer, pytest.raises(DiskFull):
        archive = archive_at(peer)
        fetch(scp, studies, archive, Reception(expected, folder))
