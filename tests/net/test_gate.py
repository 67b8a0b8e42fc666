"""Only what a job has asked for comes in, each job gets its own copy, and refusals are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import Dataset

from mkiso_desktop.net.gate import Expected, Store, Why
from mkiso_desktop.net.landing import HOLD
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scp import StorageScp
from tests import samples
from tests.net.scu import CT, PLAIN, Scu, changed, data_of, expected_of, station, with_uid

# A 1,500 by 1,500 image of 16 bits is larger than what is held in memory.
LARGE = 1500
assert LARGE * LARGE * 2 > HOLD
Let = Callable[[Expected], Reception]


@pytest.fixture
def scp() -> Iterator[StorageScp]:
    with station() as open_station:
        yield open_station


@pytest.fixture
def let_in(scp: StorageScp, tmp_path: Path) -> Iterator[Let]:
    """Open a reception, in a folder of its own, until the test is over."""
    with ExitStack() as stack:

        def receive(expected: Expected) -> Reception:
            folder = tmp_path / f"spool-{len(list(tmp_path.glob('spool-*')))}"
            folder.mkdir()
            return stack.enter_context(scp.desk.receiving(Reception(expected, folder)))

        yield receive


@pytest.fixture
def scu(scp: StorageScp) -> Iterator[Scu]:
    with Scu(scp.port) as one:
        one.ask()
        yield one


@pytest.fixture(params=[16, LARGE], ids=["small", "large"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """One CT image, small, or so large that it is judged by its beginning."""
    folder = tmp_path / "src"
    [one] = samples.write_study(folder, series=1, instances=1, rows=request.param)
    return one


def nothing_landed(reception: Reception) -> bool:
    return not reception.instances and not list(reception.folder.iterdir())


def test_what_is_expected_comes_in(let_in: Let, scu: Scu, file: Path) -> None:
    reception = let_in(expected_of([file]))
    assert scu.store_file(file) == 0x0000
    one = reception.instances[file.stem]
    assert one.path.read_bytes()[one.offset :] == data_of(file)
    assert [path.name for path in reception.folder.glob("*.dcm")] == ["00000001.dcm"]
    assert reception.bytes_received == one.length


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_a_study_nobody_asked_for_is_refused(let_in: Let, scu: Scu, file: Path) -> None:
    other = expected_of([file])
    reception = let_in(replace(other, studies={"1.2.3": {}}))
    assert scu.store_file(file) == 0x0124
    assert nothing_landed(reception)
    assert [(one.why, one.patient_id) for one in reception.refused] == [(Why.STUDY, "P-0001")]


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_a_c_get_may_not_bring_another_study_either(let_in: Let, file: Path) -> None:
    reception = let_in(replace(expected_of([file]), studies={"1.2.3": {}}))
    data = memoryview(data_of(file))  # over our own association: no desk to look for its job
    assert reception.land(Store(CT, file.stem, PLAIN), data) == 0x0124
    assert nothing_landed(reception)
    assert [one.why for one in reception.refused] == [Why.STUDY]


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_another_patients_image_is_refused(let_in: Let, scu: Scu, file: Path) -> None:
    reception = let_in(expected_of([file], patient_id="P-0002"))
    assert scu.store_file(file) == 0x0124
    assert nothing_landed(reception)
    assert [(one.why, one.patient_id) for one in reception.refused] == [(Why.PATIENT, "P-0001")]


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_nothing_is_written_for_a_large_image_that_is_refused_by_its_beginning(
    let_in: Let, scu: Scu, tmp_path: Path
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=1, rows=LARGE)
    reception = let_in(expected_of(files, patient_id="P-0002"))
    reception.folder.rmdir()  # whoever wrote here would fail, and be told
    assert scu.store_file(files[0]) == 0x0124
    assert reception.failure is None


def test_only_what_is_wanted_is_a_sign_of_life(let_in: Let, scu: Scu, file: Path) -> None:
    reception = let_in(expected_of([file], patient_id="P-0002"))
    before = reception.last_sign
    scu.store_file(file)
    assert reception.last_sign == before
    reception.expected = expected_of([file])
    scu.store_file(file)
    assert reception.last_sign > before


def test_the_patient_id_may_be_written_in_another_way(let_in: Let, scu: Scu, file: Path) -> None:
    reception = let_in(expected_of([file], patient_id="p0001"))
    assert scu.store_file(file) == 0x0000
    assert not reception.refused


@pytest.mark.promise("Nothing of another patient reaches a disc")
@pytest.mark.parametrize("known", [{}, {"series": frozenset({"1.2.3"})}], ids=["series", "uid"])
def test_what_is_not_in_the_inventory_is_refused(
    let_in: Let, scu: Scu, file: Path, known: dict[str, frozenset[str]]
) -> None:
    expected = expected_of([file])
    [(study, series)] = expected.studies.items()
    listed = dict.fromkeys(series, known["series"]) if known else {}
    reception = let_in(replace(expected, studies={study: listed}))
    assert scu.store_file(file) == 0x0124
    assert nothing_landed(reception)
    assert [one.why for one in reception.refused] == [Why.INSTANCE]


def test_a_series_without_a_list_takes_what_comes(let_in: Let, scu: Scu, file: Path) -> None:
    expected = expected_of([file])
    [(study, series)] = expected.studies.items()
    reception = let_in(replace(expected, studies={study: dict.fromkeys(series, None)}))
    assert scu.store_file(file) == 0x0000
    assert not reception.refused


@pytest.mark.promise("Nothing of another patient reaches a disc")
@pytest.mark.parametrize(
    "uid",
    ["1.2.3.4", "../../../etc/cron.d/x", "..", "", "1.2.3/../../x", "1." * 40 + "1", "1.2 .3"],
)
def test_a_command_that_names_another_instance_than_the_data_set_is_refused(
    let_in: Let, scu: Scu, file: Path, uid: str
) -> None:
    reception = let_in(expected_of([file]))
    assert scu.store(data_of(file), uid) == 0xA900
    assert nothing_landed(reception)
    assert [one.why for one in reception.refused] == [Why.MISMATCH]


@pytest.mark.promise("No name from the wire becomes a path")
def test_a_path_for_a_uid_is_refused_even_where_command_and_data_set_agree(
    let_in: Let, scu: Scu, tmp_path: Path
) -> None:
    [good] = samples.write_study(tmp_path / "src", series=1, instances=1)
    bad = with_uid(good, "../../x")
    expected = expected_of([good])
    [(study, series)] = expected.studies.items()
    reception = let_in(replace(expected, studies={study: dict.fromkeys(series, None)}))
    assert scu.store_file(bad) == 0xA900
    assert nothing_landed(reception)


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_a_class_other_than_the_contexts_is_refused(let_in: Let, scu: Scu, file: Path) -> None:
    reception = let_in(expected_of([file]))
    mr = "1.2.840.10008.5.1.4.1.1.4"
    assert scu.store(data_of(file), file.stem, sop_class_uid=mr) == 0xA900
    assert nothing_landed(reception)
    assert [one.why for one in reception.refused] == [Why.MISMATCH]


def test_the_same_instance_again_succeeds_without_a_second_file(
    let_in: Let, scu: Scu, file: Path
) -> None:
    reception = let_in(expected_of([file]))
    assert [scu.store_file(file), scu.store_file(file)] == [0, 0]
    assert len(list(reception.folder.glob("*.dcm"))) == len(reception.instances) == 1
    assert not reception.refused


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_other_bytes_under_the_same_uid_are_refused_and_the_first_stays(
    let_in: Let, scu: Scu, file: Path, tmp_path: Path
) -> None:
    def renamed(ds: Dataset) -> None:
        ds.SeriesDescription = "ANOTHER"

    reception = let_in(expected_of([file]))
    second = changed(file, tmp_path / "second.dcm", renamed)
    assert [scu.store_file(file), scu.store_file(second)] == [0x0000, 0x0111]
    one = reception.instances[file.stem]
    assert one.path.read_bytes()[one.offset :] == data_of(file)
    assert len(list(reception.folder.glob("*.dcm"))) == 1
    assert [refusal.why for refusal in reception.refused] == [Why.DIFFERS]


@pytest.mark.parametrize("cut", [1, 7, 500])
def test_a_truncated_data_set_is_refused_and_leaves_nothing(
    let_in: Let, scu: Scu, file: Path, cut: int
) -> None:
    reception = let_in(expected_of([file]))
    assert scu.store(data_of(file)[:-cut], file.stem) == 0xC210
    assert nothing_landed(reception)
    assert [one.why for one in reception.refused] == [Why.BROKEN]
    assert scu.store_file(file) == 0x0000, "the association goes on"


def test_megabytes_without_a_study_are_refused_in_the_end(let_in: Let, scu: Scu) -> None:
    reception = let_in(Expected("P-0001", {"1.2.3": {}}))
    comment = b"\x08\x00\x01\x00UN\0\0" + (30_000_000).to_bytes(4, "little") + bytes(30_000_000)
    assert scu.store(comment, "1.2.3", fragment=120_000) == 0xC210
    assert nothing_landed(reception)


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_nothing_comes_in_while_no_job_is_open(scu: Scu, file: Path) -> None:
    assert scu.store_file(file) == 0x0124


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_who_looks_at_what_is_in_is_not_disturbed_by_what_lands(
    let_in: Let, scu: Scu, tmp_path: Path
) -> None:
    files = samples.write_study(tmp_path / "src", series=1, instances=2)
    reception = let_in(expected_of(files))
    assert scu.store_file(files[0]) == 0
    for uid in reception.instances:
        assert scu.store_file(files[1]) == 0
        assert uid == files[0].stem
    assert reception.instances.keys() == {file.stem for file in files}


def test_a_job_that_is_over_takes_nothing_more(
    scp: StorageScp, scu: Scu, file: Path, tmp_path: Path
) -> None:
    reception = Reception(expected_of([file]), tmp_path)
    with scp.desk.receiving(reception):
        pass
    assert scu.store_file(file) == 0x0124
    assert not reception.instances


def test_two_jobs_for_one_study_each_get_a_copy_by_the_id_of_their_move(
    let_in: Let, scu: Scu, file: Path
) -> None:
    first, second = let_in(expected_of([file])), let_in(expected_of([file]))
    first.move_message_ids.add(11)
    second.move_message_ids.add(12)
    assert scu.store_file(file, move_message_id=12) == 0
    assert second.instances and not first.instances
    assert scu.store_file(file, move_message_id=11) == 0
    assert first.instances


def test_two_jobs_for_one_study_each_get_a_copy_without_any_id(
    let_in: Let, scu: Scu, file: Path
) -> None:
    jobs = let_in(expected_of([file])), let_in(expected_of([file]))
    assert [scu.store_file(file) for _ in range(3)] == [0, 0, 0]
    assert [len(list(job.folder.glob("*.dcm"))) for job in jobs] == [1, 1]


@pytest.mark.promise("Nothing of another patient reaches a disc")
def test_a_stranger_is_told_to_the_job_whose_move_brought_it(
    let_in: Let, scu: Scu, file: Path
) -> None:
    mine, other = (let_in(Expected("P-0001", {uid: {}})) for uid in ("1.2.3", "1.2.4"))
    mine.move_message_ids.add(11)
    assert scu.store_file(file, move_message_id=11) == 0x0124
    assert mine.refused and not other.refused
    assert scu.store_file(file) == 0x0124
    assert len(mine.refused) == 2 and other.refused, "nobody knows whose it was"
