"""The sample files are what they say they are: other programs read them."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import ExplicitVRLittleEndian, JPEGBaseline8Bit

from tests.samples import SYNTAXES, write_study


@pytest.mark.parametrize("syntax", SYNTAXES, ids=[syntax.keyword for syntax in SYNTAXES])
def test_every_syntax_holds_the_same_pixels(tmp_path: Path, syntax: str) -> None:
    [plain, *_] = write_study(tmp_path / "plain", rows=150)
    [file, *_] = write_study(tmp_path / "other", rows=150, transfer_syntax=syntax)
    ds = dcmread(file)
    assert ds.file_meta.TransferSyntaxUID == syntax
    expected = dcmread(plain).pixel_array
    if syntax == JPEGBaseline8Bit:
        expected = expected >> 4
        assert np.abs(ds.pixel_array.astype(int) - expected).mean() < 8
    else:
        assert np.array_equal(ds.pixel_array, expected)


@pytest.mark.parametrize("syntax", SYNTAXES, ids=[syntax.keyword for syntax in SYNTAXES])
def test_dcmtk_reads_it_without_a_warning(tmp_path: Path, syntax: str) -> None:
    files = write_study(tmp_path, series=1, instances=1, transfer_syntax=syntax)
    dump = subprocess.run(["dcmdump", *files], capture_output=True, text=True, check=True)
    assert not dump.stderr


def test_a_study_is_one_patient_in_the_asked_shape(tmp_path: Path) -> None:
    def without_number(ds: Dataset) -> None:
        del ds.InstanceNumber

    files = write_study(tmp_path, series=3, instances=2, patient_id="P9", change=without_number)
    datasets = [dcmread(file) for file in files]
    assert len(files) == 6
    assert {ds.PatientID for ds in datasets} == {"P9"}
    assert [ds.SeriesNumber for ds in datasets] == [1, 1, 2, 2, 3, 3]
    assert len({ds.StudyInstanceUID for ds in datasets}) == 1
    assert len({ds.SOPInstanceUID for ds in datasets}) == 6
    assert not any("InstanceNumber" in ds for ds in datasets)
    assert {ds.file_meta.TransferSyntaxUID for ds in datasets} == {ExplicitVRLittleEndian}
