"""What an earlier try had received: only what is proved and still wanted comes in again, and only
the rest is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.study import Patient, Study
from mkiso_desktop.net.journal import NAME, Journal, read_journal
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import StorageScp
from mkiso_desktop.steps.resume import described, take_back
from mkiso_desktop.steps.retrieve import prove_complete, retrieve
from tests import samples
from tests.net.scu import Scu, data_of, station
from tests.peers.scripted import SUCCESS, scripted
from tests.steps.test_retrieve import Forgetful, archive_at, reception_for, studies_of

pytestmark = pytest.mark.promise("Continue after a crash fetches only what is missing")


@pytest.fixture
def scp() -> Iterator[StorageScp]:
    with station() as open_station:
        yield open_station


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return samples.write_study(tmp_path / "src", series=2, instances=4)


@pytest.fixture
def kept(tmp_path: Path, scp: StorageScp, files: list[Path]) -> Path:
    """Of the first series all but one, received over the wire."""
    return received(tmp_path / "kept", scp, studies_of(files), files[:3])


def received(
    folder: Path, scp: StorageScp, studies: Sequence[Study], files: Sequence[Path]
) -> Path:
    """What a job leaves that is cut off once these have come."""
    folder.mkdir()
    with Journal(folder, described(studies)) as journal:
        reception = Reception(reception_for(studies, folder).expected, folder, journal)
        with scp.desk.receiving(reception), Scu(scp.port) as scu:
            scu.ask()
            assert [scu.store_file(file) for file in files] == [SUCCESS] * len(files)
            scu.release()
    return folder


def again(
    tmp_path: Path, studies: Sequence[Study], *kept: Path
) -> tuple[Reception, tuple[str, ...]]:
    """The next try, before it has asked the archive for anything."""
    folder = tmp_path / "again"
    folder.mkdir()
    reception = reception_for(studies, folder)
    told = take_back(kept, described(studies), reception, Progress())
    assert not any(one.exists() for one in kept)
    assert {path.suffix for path in folder.iterdir()} <= {".dcm", ".part"}
    return reception, told


def uids(files: Sequence[Path]) -> set[str]:
    return {file.stem for file in files}


def test_what_is_whole_comes_in_again_as_it_came_the_first_time(
    tmp_path: Path, files: list[Path], kept: Path
) -> None:
    reception, told = again(tmp_path, studies_of(files), kept)
    assert (set(reception.instances), told) == (uids(files[:3]), ())
    for file in files[:3]:
        one = reception.instances[file.stem]
        assert one.path.read_bytes()[one.offset :] == data_of(file)
    in_order = sorted(reception.instances.values(), key=lambda one: one.path)
    assert [one.sop_instance_uid for one in in_order] == [file.stem for file in files[:3]]


def test_only_the_rest_is_asked_for_by_name_or_by_series(
    tmp_path: Path, files: list[Path], kept: Path, scp: StorageScp
) -> None:
    studies = studies_of(files)
    reception, _ = again(tmp_path, studies, kept)
    archive = Forgetful(scp.port, (files[3:4], SUCCESS), (files[4:], SUCCESS))
    with scripted(archive) as peer, scp.desk.receiving(reception):
        said = retrieve(studies, archive_at(peer), reception, Progress())
    assert prove_complete(studies, reception, said, "") == ()
    assert [one.QueryRetrieveLevel for one in archive.asked] == ["IMAGE", "SERIES"]
    assert archive.asked[0].SOPInstanceUID == files[3].stem


def test_when_all_is_here_the_archive_is_asked_for_nothing(
    tmp_path: Path, files: list[Path], scp: StorageScp
) -> None:
    studies = studies_of(files)
    reception, _ = again(tmp_path, studies, received(tmp_path / "kept", scp, studies, files))
    with scripted(lambda talk: talk.abort()) as peer:
        assert retrieve(studies, archive_at(peer), reception, Progress()) is None
        assert peer.conversations == []
    assert prove_complete(studies, reception, None, "") == ()


def test_a_study_of_which_nothing_is_here_is_asked_for_whole(
    tmp_path: Path, files: list[Path], scp: StorageScp
) -> None:
    other = samples.write_study(tmp_path / "other", series=2, instances=1)
    studies = studies_of([*files, *other])
    reception, _ = again(tmp_path, studies, received(tmp_path / "kept", scp, studies, files))
    archive = Forgetful(scp.port, (other, SUCCESS))
    with scripted(archive) as peer, scp.desk.receiving(reception):
        retrieve(studies, archive_at(peer), reception, Progress())
    [asked] = archive.asked
    assert (asked.QueryRetrieveLevel, asked.StudyInstanceUID) == (
        "STUDY",
        studies[1].study_instance_uid,
    )


def change_a_byte(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(-9, 2)
        byte = opened.read(1)
        opened.seek(-9, 2)
        opened.write(bytes([byte[0] ^ 1]))


def fill_with_zeros(file: Path) -> None:
    """As a file system does that had the length on its disk, and not yet the bytes."""
    file.write_bytes(bytes(file.stat().st_size))


def change_the_syntax(file: Path) -> None:
    """Another transfer syntax in the file meta information; the data set stays as it is."""
    content = file.read_bytes()
    plain, jpeg = b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0"
    assert plain in content[:400]
    file.write_bytes(content.replace(plain, jpeg, 1))


def make_a_folder_of_it(file: Path) -> None:
    file.unlink()
    file.mkdir()


def cut(size: int) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(file.read_bytes()[:size])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a byte changed": change_a_byte,
    "zeros": fill_with_zeros,
    "another syntax": change_the_syntax,
    "half": cut(500),
    "one byte short": cut(-1),
    "empty": cut(0),
    "longer": lambda file: file.write_bytes(file.read_bytes() + b"\0\0"),
    "gone": Path.unlink,
    "a folder": make_a_folder_of_it,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_is_not_what_had_come_is_fetched_again(
    tmp_path: Path, files: list[Path], kept: Path, damage: Callable[[Path], object]
) -> None:
    damage(kept / "00000002.dcm")
    reception, told = again(tmp_path, studies_of(files), kept)
    assert set(reception.instances) == uids([files[0], files[2]])
    assert told == ()


def without_the_last_line(journal: bytes) -> bytes:
    return journal[: journal.rindex(b"\n", 0, -1) + 1]


def with_another_digest(journal: bytes) -> bytes:
    at = journal.rindex(b" ") - 64
    return journal[:at] + b"0" * 64 + journal[at + 64 :]


LINES: dict[str, Callable[[bytes], bytes]] = {
    "no line": without_the_last_line,
    "torn at its end": lambda journal: journal[:-1],
    "torn in its middle": lambda journal: journal[:-40],
    "another digest": with_another_digest,
    "zeros": lambda journal: without_the_last_line(journal) + bytes(100) + b"\n",
    "not text": lambda journal: without_the_last_line(journal) + b"\xff\xfe\n",
}


@pytest.mark.parametrize("spoil", LINES.values(), ids=LINES)
def test_a_file_whose_line_is_not_whole_is_fetched_again(
    tmp_path: Path, files: list[Path], kept: Path, spoil: Callable[[bytes], bytes]
) -> None:
    journal = kept / NAME
    journal.write_bytes(spoil(journal.read_bytes()))
    reception, _ = again(tmp_path, studies_of(files), kept)
    assert set(reception.instances) == uids(files[:2])


@pytest.mark.parametrize("content", [None, b"", b"\0\0", b"\xff\n\xff\n"])
def test_without_a_journal_nothing_is_believed(
    tmp_path: Path, files: list[Path], kept: Path, content: bytes | None
) -> None:
    (kept / NAME).unlink()
    if content is not None:
        (kept / NAME).write_bytes(content)
    reception, _ = again(tmp_path, studies_of(files), kept)
    assert not reception.instances


def test_an_instance_that_the_archive_does_not_list_any_more_is_left_out_and_told(
    tmp_path: Path, files: list[Path], kept: Path
) -> None:
    [study] = studies_of(files[1:])
    reception, [told] = again(tmp_path, [study], kept)
    assert set(reception.instances) == uids(files[1:3])
    assert "1 images" in told
    assert reception.refused == [], "the archive has not sent it"


CORRECTED = {
    "id": Patient("Sutanto^Budi", "P-0002"),
    "name": Patient("Sutanto^Budiman", "P-0001"),
    "birth date": Patient("Sutanto^Budi", "P-0001", birth_date="19700103"),
    "sex": Patient("Sutanto^Budi", "P-0001", sex="F"),
}


@pytest.mark.parametrize("patient", CORRECTED.values(), ids=CORRECTED)
def test_of_a_patient_who_was_corrected_meanwhile_nothing_old_is_used(
    tmp_path: Path, files: list[Path], kept: Path, patient: Patient
) -> None:
    studies = [replace(study, patient=patient) for study in studies_of(files)]
    reception, [told] = again(tmp_path, studies, kept)
    assert not reception.instances
    assert "changed" in told and "P-0" not in told and "Sutanto" not in told


def test_also_the_gate_itself_keeps_another_patients_file_out(
    tmp_path: Path, files: list[Path], kept: Path
) -> None:
    studies = studies_of(files)
    (tmp_path / "again").mkdir()
    reception = reception_for(studies, tmp_path / "again")
    reception.expected = replace(reception.expected, patient_id="P-0002")
    [told] = take_back([kept], described(studies), reception, Progress())
    assert not reception.instances and "3 images" in told


def test_where_the_archive_only_counts_nothing_old_is_used(
    tmp_path: Path, files: list[Path], kept: Path
) -> None:
    reception, told = again(tmp_path, studies_of(files, listed=False), kept)
    assert (reception.instances, told) == ({}, ())


def test_a_study_of_which_nobody_knows_how_much_there_is_is_asked_for_whole(
    tmp_path: Path, files: list[Path], kept: Path, scp: StorageScp
) -> None:
    [study] = studies_of(files)
    uncounted = replace(study.series[1], instances=None, sop_instance_uids=None)
    studies = [replace(study, series=(study.series[0], uncounted))]
    reception, _ = again(tmp_path, studies, kept)
    assert set(reception.instances) == uids(files[:3])
    archive = Forgetful(scp.port, (files, SUCCESS))
    with scripted(archive) as peer, scp.desk.receiving(reception):
        retrieve(studies, archive_at(peer), reception, Progress())
    assert [one.QueryRetrieveLevel for one in archive.asked] == ["STUDY"]
    assert set(reception.instances) == uids(files)


def test_what_two_tries_left_comes_in_once_the_newer_first(
    tmp_path: Path, files: list[Path], kept: Path, scp: StorageScp
) -> None:
    newer = received(tmp_path / "newer", scp, studies_of(files), files[2:5])
    content = (newer / "00000001.dcm").read_bytes()
    reception, _ = again(tmp_path, studies_of(files), newer, kept)
    assert set(reception.instances) == uids(files[:5])
    assert reception.instances[files[2].stem].path.read_bytes() == content
    assert len(list(reception.folder.glob("*.dcm"))) == 5


def test_what_has_come_in_again_has_its_line_again(
    tmp_path: Path, files: list[Path], kept: Path
) -> None:
    studies, folder = studies_of(files), tmp_path / "again"
    folder.mkdir()
    with Journal(folder, described(studies)) as journal:
        reception = Reception(reception_for(studies, folder).expected, folder, journal)
        take_back([kept], described(studies), reception, Progress())
    about, lines = read_journal(folder)
    assert about == described(studies)
    assert set(lines) == {path.name for path in folder.glob("*.dcm")} and len(lines) == 3


def test_a_cancel_ends_the_look_at_what_is_here(
    tmp_path: Path, files: list[Path], kept: Path
) -> None:
    progress = Progress()
    progress.cancel()
    (tmp_path / "again").mkdir()
    reception = reception_for(studies_of(files), tmp_path / "again")
    with pytest.raises(Cancelled):
        take_back([kept], described(studies_of(files)), reception, progress)


def test_how_a_patient_is_described_does_not_hang_on_the_order_of_studies(
    tmp_path: Path, files: list[Path]
) -> None:
    first, second = studies_of([*files, *samples.write_study(tmp_path / "x", instances=1)])
    assert described([first, second]) == described([second, first]) == described([first])
