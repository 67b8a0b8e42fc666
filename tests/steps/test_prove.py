"""Whatever is wrong with a finished image is found: each test spoils a real one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from pycdlib import PyCdlib
from pydicom import Dataset, dcmread
from pydicom.dataelem import RawDataElement
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from mkiso_desktop.core.errors import Cancelled, CheckFailed, DiskFull
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.steps.fileset import Fileset, build_fileset
from mkiso_desktop.steps.image import DiscFile, write_image
from mkiso_desktop.steps.prove import Proof, prove

from ..samples import write_study


@dataclass
class Disc:
    """A finished image, and what it was made of."""

    image: Path
    fileset: Fileset
    others: list[DiscFile]

    @property
    def files(self) -> list[DiscFile]:
        entries = [DiscFile(e.file_id, e.instance.path) for e in self.fileset.entries]
        return [DiscFile(("DICOMDIR",), self.fileset.dicomdir), *entries, *self.others]

    def write(self, files: list[DiscFile] | None = None) -> None:
        write_image(files or self.files, "A", self.image, Progress())

    def prove(self) -> Proof:
        return prove(self.image, self.fileset, self.others, Progress())

    def where(self, name: str) -> tuple[int, int]:
        """Where a file's bytes are in the image."""
        iso = PyCdlib()
        iso.open(str(self.image))
        record = iso.get_record(rr_path=name)
        place = record.extent_location() * 2048, record.get_data_length()
        iso.close()
        return place

    def change(self, at: int, new: bytes) -> None:
        with self.image.open("r+b") as file:
            file.seek(at)
            file.write(new)

    def flip(self, at: int) -> None:
        self.change(at, bytes([self.image.read_bytes()[at] ^ 1]))


@pytest.fixture
def disc(tmp_path: Path) -> Disc:
    paths = write_study(tmp_path / "a") + write_study(tmp_path / "b", series=1, instances=2)
    fileset = build_fileset([read_instance(path) for path in paths], "A", Progress())
    program = tmp_path / "program"
    program.write_bytes(b"MZ" * 5000)
    others = [
        DiscFile(("README.TXT",), b"read me"),
        DiscFile(("VIEWER", "LONGNA.EXE"), program, ("VIEWER", "Long Näme.exe")),
        DiscFile(("VIEWER", "EMPTY"), b"", ("VIEWER", "empty file")),
    ]
    made = Disc(tmp_path / "disc.iso", fileset, others)
    made.write()
    return made


FIRST = "/DICOM/ST000001/SE000001/IM000001"
SECOND = "/DICOM/ST000001/SE000001/IM000002"


def test_a_true_image_is_proved_with_its_hash(disc: Disc) -> None:
    moments: list[Moment] = []
    proof = prove(disc.image, disc.fileset, disc.others, Progress(moments.append))
    whole = disc.image.read_bytes()
    assert proof == Proof(hashlib.sha256(whole).hexdigest(), len(whole), 8)
    assert moments[-1].done == moments[-1].total == len(whole)


def begin_of_data(disc: Disc, name: str) -> int:
    return disc.where(name)[0] + disc.fileset.entries[0].instance.offset


SPOILS: dict[str, Callable[[Disc], object]] = {
    "a bit of the pixels": lambda d: d.flip(sum(d.where(FIRST)) - 1),
    "a bit of the data set": lambda d: d.flip(begin_of_data(d, FIRST) + 30),
    "a bit of the preamble": lambda d: d.flip(d.where(FIRST)[0] + 5),
    "the letters DICM": lambda d: d.flip(d.where(FIRST)[0] + 128),
    "a bit of the file meta information": lambda d: d.flip(begin_of_data(d, FIRST) - 40),
    "the transfer syntax": lambda d: d.change(
        d.image.read_bytes().index(b"1.2.840.10008.1.2.1\0", d.where(FIRST)[0]) + 18, b"2"
    ),
    "a bit of the DICOMDIR": lambda d: d.flip(d.where("/DICOMDIR")[0] + 900),
    "a bit of the README": lambda d: d.flip(d.where("/README.TXT")[0]),
    "a bit of the viewer": lambda d: d.flip(d.where("/VIEWER/Long Näme.exe")[0] + 9999),
    "its last sector gone": lambda d: d.image.write_bytes(d.image.read_bytes()[:-2048]),
    "its second half gone": lambda d: d.image.write_bytes(
        d.image.read_bytes()[: d.image.stat().st_size // 2]
    ),
    "something behind its end": lambda d: d.image.write_bytes(d.image.read_bytes() + b"\0" * 2048),
    "everything gone": lambda d: d.image.write_bytes(b""),
    "zeros": lambda d: d.image.write_bytes(bytes(d.image.stat().st_size)),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILS)
def test_a_spoiled_image_is_found(disc: Disc, what: str) -> None:
    SPOILS[what](disc)
    with pytest.raises(CheckFailed) as told:
        disc.prove()
    assert told.value.advice
    assert told.value.detail
    assert "Sutanto" not in f"{told.value.title}{told.value.detail}"


def test_two_exchanged_files_are_found(disc: Disc) -> None:
    first, second = disc.where(FIRST), disc.where(SECOND)
    whole = disc.image.read_bytes()
    disc.change(first[0], whole[second[0] : sum(second)])
    disc.change(second[0], whole[first[0] : sum(first)])
    with pytest.raises(CheckFailed, match="should be"):
        disc.prove()


def test_two_exchanged_names_are_found(disc: Disc) -> None:
    files = disc.files
    files[1], files[2] = (
        replace(files[1], source=files[2].source),
        replace(files[2], source=files[1].source),
    )
    disc.write(files)
    with pytest.raises(CheckFailed):
        disc.prove()


@pytest.mark.parametrize(
    "extra",
    [
        DiscFile(("STRANGER",), b"not ours"),
        DiscFile(("DICOM", "ST000009", "IM000001"), b"not ours"),
        DiscFile(("EMPTY",), b""),
    ],
)
def test_an_extra_file_is_found(disc: Disc, extra: DiscFile) -> None:
    disc.write([*disc.files, extra])
    with pytest.raises(CheckFailed) as told:
        disc.prove()
    assert "should not be there" in str(told.value.detail)


def test_an_extra_empty_folder_is_found(disc: Disc) -> None:
    iso = PyCdlib()
    iso.open(str(disc.image))
    iso.add_directory("/OTHER", rr_name="OTHER", joliet_path="/OTHER")
    changed = disc.image.with_name("changed.iso")
    iso.write(str(changed))
    iso.close()
    disc.image = changed
    with pytest.raises(CheckFailed, match="should be"):
        disc.prove()


@pytest.mark.parametrize("number", range(9))
def test_a_missing_file_is_found(disc: Disc, number: int) -> None:
    files = disc.files
    del files[number]
    disc.write(files)
    with pytest.raises(CheckFailed) as told:
        disc.prove()
    assert "is missing" in str(told.value.detail)


def test_a_file_that_joliet_does_not_show_is_found(disc: Disc) -> None:
    iso = PyCdlib()
    iso.open(str(disc.image))
    iso.rm_hard_link(joliet_path=SECOND)
    changed = disc.image.with_name("changed.iso")
    iso.write(str(changed))
    iso.close()
    disc.image = changed
    with pytest.raises(CheckFailed) as told:
        disc.prove()
    assert "Joliet" in str(told.value.detail)


def test_an_instance_of_another_patient_is_found(disc: Disc, tmp_path: Path) -> None:
    paths = [e.instance.path for e in disc.fileset.entries]
    paths += write_study(tmp_path / "c", patient_id="P-0002", series=1, instances=1)
    disc.fileset = build_fileset([read_instance(path) for path in paths], "A", Progress())
    disc.write()
    with pytest.raises(CheckFailed) as told:
        disc.prove()
    assert "more than one patient" in str(told.value.detail)


def spoiled_directory(disc: Disc, spoil: Callable[[Sequence], None]) -> Disc:
    """The disc with a DICOMDIR that its writer believed in, and that is wrong."""
    directory = dcmread(BytesIO(disc.fileset.dicomdir))
    spoil(directory.DirectoryRecordSequence)
    out = BytesIO()
    directory.save_as(out)
    disc.fileset = replace(disc.fileset, dicomdir=out.getvalue())
    disc.write()
    return disc


def leaf(records: Sequence, number: int = 0) -> int:
    return [n for n, item in enumerate(records) if item.DirectoryRecordType == "IMAGE"][number]


def skip_a_leaf(records: Sequence) -> None:
    series = next(item for item in records if item.DirectoryRecordType == "SERIES")
    image = records[leaf(records)]
    series.OffsetOfReferencedLowerLevelDirectoryEntity = image.OffsetOfTheNextDirectoryRecord


def refer_twice(records: Sequence) -> None:
    records[leaf(records, 1)].ReferencedFileID = records[leaf(records)].ReferencedFileID


def circle(records: Sequence) -> None:
    image = records[leaf(records, 1)]
    image.OffsetOfTheNextDirectoryRecord = records[leaf(records)].seq_item_tell


def another(keyword: str, kind: str, value: str) -> Callable[[Sequence], None]:
    def spoil(records: Sequence) -> None:
        record = next(item for item in records if item.DirectoryRecordType == kind)
        old = str(record[keyword].value)
        record[keyword].value = value.ljust(len(old), "1")[: len(old)]

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        skip_a_leaf,
        refer_twice,
        circle,
        another("ReferencedSOPInstanceUIDInFile", "IMAGE", "1.2.3."),
        another("ReferencedSOPClassUIDInFile", "IMAGE", "1.2.3."),
        another("ReferencedTransferSyntaxUIDInFile", "IMAGE", "1.2.3."),
        another("StudyInstanceUID", "STUDY", "1.2.3."),
        another("SeriesInstanceUID", "SERIES", "1.2.3."),
        another("PatientID", "PATIENT", "Q-9"),
        lambda records: setattr(records[0], "OffsetOfReferencedLowerLevelDirectoryEntity", 99),
        lambda records: setattr(records[0], "OffsetOfReferencedLowerLevelDirectoryEntity", 0),
        lambda records: delattr(records[leaf(records)], "ReferencedFileID"),
        lambda records: setattr(records[leaf(records)], "ReferencedFileID", ["NO", "FILE"]),
    ],
)
@pytest.mark.filterwarnings("ignore:Invalid value for VR UI")
def test_a_wrong_dicomdir_is_found_even_when_it_was_written_so(
    disc: Disc, spoil: Callable[[Sequence], None]
) -> None:
    with pytest.raises(CheckFailed):
        spoiled_directory(disc, spoil).prove()


def test_no_single_wrong_byte_of_the_directories_ends_otherwise(disc: Disc) -> None:
    whole = disc.image.read_bytes()
    end = disc.where("/DICOMDIR")[0]
    chance = random.Random(7)
    found = 0
    for _ in range(150):
        at = chance.randrange(16 * 2048, end)
        disc.image.write_bytes(whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :])
        try:
            disc.prove()
        except CheckFailed:
            found += 1
    assert found > 10


@pytest.mark.logs  # pydicom warns of the long one
@pytest.mark.filterwarnings("ignore:The value length")
@pytest.mark.parametrize("patient_id", ["A" * 84, "\u00c4-12", "\u00ff\u00fe", "A\\B", ""])
def test_a_patient_id_that_the_directory_had_to_mend_is_no_fault(
    tmp_path: Path, patient_id: str
) -> None:
    def set_id(ds: Dataset) -> None:
        del ds.SpecificCharacterSet  # as many a modality does, whatever it writes
        raw = patient_id.encode("latin-1")
        ds[0x00100020] = RawDataElement(Tag(0x00100020), "LO", len(raw), raw, 0, False, True)

    paths = write_study(tmp_path / "a", series=1, instances=2, change=set_id)
    fileset = build_fileset([read_instance(path) for path in paths], "A", Progress())
    made = Disc(tmp_path / "disc.iso", fileset, [])
    made.write()
    assert made.prove().files == 2


def test_a_cancel_stops_the_proof(disc: Disc) -> None:
    progress = Progress(lambda moment: progress.cancel())
    with pytest.raises(Cancelled):
        prove(disc.image, disc.fileset, disc.others, progress)


class StoppedAmongRecords(Progress):
    """Cancelled at the third look from beside, where the records are read."""

    looks = 0

    def check(self) -> None:
        if current_thread() is not main_thread():
            self.looks += 1
            if self.looks == 3:
                self.cancel()
        super().check()


def test_a_cancel_stops_the_reading_of_the_records(disc: Disc) -> None:
    def lead_nowhere(records: Sequence) -> None:
        records[0].OffsetOfReferencedLowerLevelDirectoryEntity = 0

    changed, progress = spoiled_directory(disc, lead_nowhere), StoppedAmongRecords()
    with pytest.raises(Cancelled):
        prove(changed.image, changed.fileset, changed.others, progress)


def test_an_image_that_is_gone_is_told(disc: Disc) -> None:
    disc.image.unlink()
    with pytest.raises(DiskFull):
        disc.prove()
