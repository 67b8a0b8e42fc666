"""The rules of a file in the spool."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file

from mkiso_desktop.core.elements import EXPLICIT_LITTLE, NotWellFormed
from mkiso_desktop.core.instance import (
    IMPLEMENTATION_CLASS_UID,
    IMPLEMENTATION_VERSION_NAME,
    part10_prefix,
    read_instance,
)
from tests.samples import an_instance, write_instance

CT = Path(str(get_testdata_file("CT_small.dcm")))


def test_a_file_of_ours_reads_back_as_what_was_put_in(tmp_path: Path) -> None:
    theirs = read_instance(CT)
    data = CT.read_bytes()[theirs.offset :]
    ours = tmp_path / "one"
    ours.write_bytes(part10_prefix("1.2.840.10008.5.1.4.1.1.2", "1.2.3", EXPLICIT_LITTLE) + data)

    instance = read_instance(ours)

    assert instance.path.read_bytes()[instance.offset :] == data
    assert (instance.length, instance.digest) == (len(data), hashlib.sha256(data).digest())
    expected = dcmread(ours)
    assert instance.sop_class_uid == expected.SOPClassUID
    assert instance.sop_instance_uid == expected.SOPInstanceUID
    assert instance.study_instance_uid == expected.StudyInstanceUID
    assert instance.series_instance_uid == expected.SeriesInstanceUID
    assert instance.patient_id == expected.PatientID
    assert instance.transfer_syntax_uid == expected.file_meta.TransferSyntaxUID


def test_our_file_meta_is_what_pydicom_expects_of_it(tmp_path: Path) -> None:
    theirs = read_instance(CT)
    ours = tmp_path / "one"
    ours.write_bytes(
        part10_prefix("1.2.840.10008.5.1.4.1.1.2", "1.2.3", EXPLICIT_LITTLE)
        + CT.read_bytes()[theirs.offset :]
    )

    meta = dcmread(ours).file_meta

    assert meta.FileMetaInformationVersion == b"\0\1"
    assert meta.MediaStorageSOPClassUID == "1.2.840.10008.5.1.4.1.1.2"
    assert meta.MediaStorageSOPInstanceUID == "1.2.3"
    assert meta.ImplementationClassUID == IMPLEMENTATION_CLASS_UID
    assert meta.ImplementationVersionName == IMPLEMENTATION_VERSION_NAME
    assert len(IMPLEMENTATION_VERSION_NAME) <= 16
    assert len(part10_prefix("1", "12", "123")) % 2 == 0


def test_a_file_that_ends_before_its_data_set_is_refused(tmp_path: Path) -> None:
    whole = CT.read_bytes()
    cut = tmp_path / "cut"
    for length in range(read_instance(CT).offset + 1):
        cut.write_bytes(whole[:length])
        with pytest.raises(NotWellFormed):
            read_instance(cut)


@pytest.mark.parametrize(
    "name", ["no_meta.dcm", "meta_missing_tsyntax.dcm", "MR_truncated.dcm", "rtplan_truncated.dcm"]
)
def test_a_broken_file_is_refused(name: str) -> None:
    with pytest.raises(NotWellFormed):
        read_instance(Path(str(get_testdata_file(name))))


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("ISO_IR 100", "Müller^Änne"),
        ("ISO_IR 192", "سعد^فاطمة"),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        ("ISO_IR 192", ""),
    ],
)
def test_a_name_is_read_in_its_own_characters(
    tmp_path: Path, charset: str | list[str], name: str
) -> None:
    ds = an_instance(patient_name="")
    ds.SpecificCharacterSet, ds.PatientName = charset, name
    write_instance(ds, tmp_path / "a.dcm")
    assert read_instance(tmp_path / "a.dcm").patient_name == name
