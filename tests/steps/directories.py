"""Instances for a File-set, and what other people's software says of its DICOMDIR."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path

from pydicom import DataElement, Dataset, dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import FileMetaDataset
from pydicom.fileset import FileSet
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    generate_uid,
)

from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.core.wanted import tag
from mkiso_desktop.steps.fileset import Fileset
from mkiso_desktop.steps.records import RECORD_TYPES

CT = "1.2.840.10008.5.1.4.1.1.2"
BASIC_TEXT_SR = "1.2.840.10008.5.1.4.1.1.88.11"
KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
GRAYSCALE_PRESENTATION = "1.2.840.10008.5.1.4.1.1.11.1"
STUDY, SERIES = "1.2.826.0.1.3680043.8.498.1", "1.2.826.0.1.3680043.8.498.1.1"
PYDICOMS_FILES = Path(str(get_testdata_file("CT_small.dcm"))).parent
# Record types that this dciodvfy of 2022 does not know yet.
TOO_NEW_FOR_DCIODVFY = tuple(
    f"Error - Unrecognized enumerated value <{kind}>"
    for kind in ("ANNOTATION", "ASSESSMENT", "PLAN", "SURFACE SCAN", "TRACT")
)
ENCAPSULATED_CDA = "1.2.840.10008.5.1.4.1.1.104.2"
ANNOTATION = "1.2.840.10008.5.1.4.1.1.91.1"

Make = Callable[..., Instance]


def maker(folder: Path) -> Make:
    """Makes instances in that folder. None takes an attribute away, bytes are its raw value."""

    def make(syntax: str = ExplicitVRLittleEndian, **attributes: object) -> Instance:
        ds = Dataset()
        ds.SOPClassUID, ds.SOPInstanceUID = CT, generate_uid()
        ds.StudyInstanceUID, ds.SeriesInstanceUID = STUDY, SERIES
        ds.PatientName, ds.PatientID = "Santoso^Budi", "0012345"
        ds.PatientBirthDate, ds.PatientSex = "19700101", "M"
        ds.StudyDate, ds.StudyTime, ds.StudyID, ds.AccessionNumber = "20260102", "1011", "7", "A1"
        ds.StudyDescription, ds.Modality, ds.SeriesNumber = "CT HEAD", "CT", 1
        ds.InstanceNumber, ds.Rows, ds.Columns = 1, 2, 3
        ds.ImageType, ds.ImagePositionPatient = ["ORIGINAL", "PRIMARY"], [1, -2.5, 3]
        for keyword, value in attributes.items():
            if value is None:
                delattr(ds, keyword)
            elif isinstance(value, bytes):
                ds[keyword] = DataElement(tag(keyword), "OB", value)
            else:
                setattr(ds, keyword, value)
        ds.file_meta = FileMetaDataset()
        ds.file_meta.TransferSyntaxUID = UID(syntax)
        path = folder / f"in-{len(list(folder.iterdir()))}"
        ds.save_as(path, enforce_file_format=True)
        return read_instance(path)

    return make


def code(value: str, meaning: str) -> Sequence:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "DCM", meaning
    return Sequence([item])


def written(fileset: Fileset, folder: Path) -> Path:
    """The File-set in a folder, as it would stand on a disc."""
    folder.mkdir()
    for entry in fileset.entries:
        target = folder.joinpath(*entry.file_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(entry.instance.path, target)
    (folder / "DICOMDIR").write_bytes(fileset.dicomdir)
    return folder / "DICOMDIR"


def said(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("latin-1")
    return (done.stdout + done.stderr).decode("latin-1")


def checked(fileset: Fileset, folder: Path) -> Path:
    """The DICOMDIR's path, after dicom3tools, dcmtk and pydicom have found no fault with it."""
    dicomdir = written(fileset, folder)
    verified = subprocess.run(["dciodvfy", dicomdir], capture_output=True, check=False)
    words = verified.stderr.decode("latin-1").splitlines()
    errors = [word for word in words if word.startswith("Error")]
    assert not [word for word in errors if not word.startswith(TOO_NEW_FOR_DCIODVFY)]
    assert said("dcdirdmp", dicomdir).count("->") == len(fileset.entries)
    assert "E:" not in said("dcmdump", "-q", "+L", dicomdir)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom warns of a File-set that it would order otherwise
        found = FileSet(dicomdir)
        paths = {Path(file.path) for file in found}
        found._stage["t"].cleanup()
    assert paths == {folder.joinpath(*entry.file_id) for entry in fileset.entries}
    return dicomdir


def accepted(fileset: Fileset, folder: Path) -> Dataset:
    """The directory, checked, and each value of it decoded by pydicom without a warning."""
    directory = dcmread(checked(fileset, folder))
    directory.walk(lambda ds, elem: elem.value)  # decode everything, warnings are errors
    return directory


def records(directory: Dataset, kind: str) -> list[Dataset]:
    return [
        record for record in directory.DirectoryRecordSequence if record.DirectoryRecordType == kind
    ]


def reference() -> Dataset:
    referenced = Dataset()
    referenced.ReferencedSOPClassUID, referenced.ReferencedSOPInstanceUID = CT, "1.2.3.4"
    referenced.PurposeOfReferenceCodeSequence = code("121311", "Localizer")
    return referenced


def conditional(uid: str) -> dict[str, object]:
    """What some classes have under a condition that dciodvfy cannot know of."""
    series, protocol = Dataset(), Dataset()
    series.SeriesInstanceUID = SERIES
    series.ReferencedImageSequence = Sequence([reference()])
    protocol.Modality, protocol.Laterality = "CT", ""
    protocol.AnatomicRegionSequence = code("T-D1100", "Head")
    protocol.ProcedureCodeSequence = code("P5-09010", "CT of head")
    protocol.ReasonForRequestedProcedureCodeSequence = code("F-A2600", "Headache")
    kinds: dict[str, dict[str, object]] = {
        "PRESENTATION": {"ReferencedSeriesSequence": Sequence([series])},
        "SPECTROSCOPY": {"ReferencedImageEvidenceSequence": Sequence([reference()])},
        "HANGING PROTOCOL": {"HangingProtocolDefinitionSequence": Sequence([protocol])},
    }
    if uid == ENCAPSULATED_CDA:
        return {"HL7InstanceIdentifier": "2.16^1"}
    return kinds.get(RECORD_TYPES.get(uid, ""), {})
