"""The rules of the DICOMDIR, held against dicom3tools, dcmtk and pydicom."""

from __future__ import annotations

import gc
import shutil
import subprocess
import time
import tracemalloc
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from pydicom import DataElement, Dataset, dcmread
from pydicom._uid_dict import UID_dictionary
from pydicom.data import get_testdata_file
from pydicom.dataset import FileMetaDataset
from pydicom.fileset import FileSet
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)

from mkiso_desktop.core.elements import NotWellFormed
from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.core.progress import Moment, Progress
from mkiso_desktop.core.wanted import tag
from mkiso_desktop.steps.fileset import Fileset, build_fileset
from mkiso_desktop.steps.records import KEYS, PRIVATE_RECORD_UID, RECORD_TYPES

CT = "1.2.840.10008.5.1.4.1.1.2"
BASIC_TEXT_SR = "1.2.840.10008.5.1.4.1.1.88.11"
KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
GRAYSCALE_PRESENTATION = "1.2.840.10008.5.1.4.1.1.11.1"
STUDY, SERIES = "1.2.826.0.1.3680043.8.498.1", "1.2.826.0.1.3680043.8.498.1.1"
STORAGE_CLASSES = sorted(
    uid
    for uid, entry in UID_dictionary.items()
    if "Storage" in entry[0] and entry[1] == "SOP Class" and uid.startswith("1.2.840.10008.5.1")
)

PYDICOMS_FILES = Path(str(get_testdata_file("CT_small.dcm"))).parent
# Record types that this dciodvfy of 2022 does not know yet.
TOO_NEW_FOR_DCIODVFY = tuple(
    f"Error - Unrecognized enumerated value <{kind}>"
    for kind in ("ANNOTATION", "ASSESSMENT", "PLAN", "SURFACE SCAN", "TRACT")
)
ENCAPSULATED_CDA = "1.2.840.10008.5.1.4.1.1.104.2"
ANNOTATION = "1.2.840.10008.5.1.4.1.1.91.1"

Make = Callable[..., Instance]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes an instance in a file; None takes an attribute away."""

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
        path = tmp_path / f"in-{len(list(tmp_path.iterdir()))}"
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


def test_an_ordinary_study_needs_nothing_made_up(make: Make, tmp_path: Path) -> None:
    fileset = build_fileset([make(), make(InstanceNumber=2)], "AC 1", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    assert fileset.invented == ()
    assert directory.FileSetID == "AC 1"
    assert [entry.file_id for entry in fileset.entries] == [
        ("DICOM", "ST000001", "SE000001", "IM000001"),
        ("DICOM", "ST000001", "SE000001", "IM000002"),
    ]
    kinds = [record.DirectoryRecordType for record in directory.DirectoryRecordSequence]
    assert kinds == ["PATIENT", "STUDY", "SERIES", "IMAGE", "IMAGE"]
    image = records(directory, "IMAGE")[0]
    assert (image.Rows, image.Columns) == (2, 3)
    assert image.ImageType == ["ORIGINAL", "PRIMARY"]
    assert image.ImagePositionPatient == [1, -2.5, 3]
    assert image.ReferencedTransferSyntaxUIDInFile == ExplicitVRLittleEndian


def test_every_storage_class_of_the_standard_gets_a_record(make: Make, tmp_path: Path) -> None:
    """But for ANNOTATION, on which pydicom's FileSet stumbles; see the next test."""
    instances = [
        make(
            SOPClassUID=uid,
            SeriesInstanceUID=f"{SERIES}.{n}",
            SeriesNumber=n,
            Modality="OT",
            **conditional(uid),
        )
        for n, uid in enumerate(STORAGE_CLASSES, 1)
        if uid != ANNOTATION
    ]
    fileset = build_fileset(instances, "ALL", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    leaves = [r for r in directory.DirectoryRecordSequence if "ReferencedFileID" in r]
    assert len(leaves) == len(instances)
    assert {r.DirectoryRecordType for r in leaves} == set(KEYS) - {
        *("PATIENT", "STUDY", "SERIES", "ANNOTATION")
    }


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


def reference() -> Dataset:
    referenced = Dataset()
    referenced.ReferencedSOPClassUID, referenced.ReferencedSOPInstanceUID = CT, "1.2.3.4"
    referenced.PurposeOfReferenceCodeSequence = code("121311", "Localizer")
    return referenced


def test_annotations_have_their_own_record_type(make: Make, tmp_path: Path) -> None:
    fileset = build_fileset([make(SOPClassUID=ANNOTATION)], "X", Progress())
    said("dcmdump", "-q", written(fileset, tmp_path / "disc"))
    assert records(dcmread(tmp_path / "disc" / "DICOMDIR"), "ANNOTATION")


def test_a_private_class_is_an_image_only_when_it_has_pixels(make: Make, tmp_path: Path) -> None:
    private = {"SOPClassUID": "1.3.12.2.1107.5.9.1"}
    pixels = {"PixelData": bytes(6), "BitsAllocated": 8, "SamplesPerPixel": 1}
    fileset = build_fileset([make(**private), make(**private, **pixels)], "X", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    assert [r.DirectoryRecordType for r in directory.DirectoryRecordSequence][3:] == [
        "PRIVATE",
        "IMAGE",
    ]
    assert records(directory, "PRIVATE")[0].PrivateRecordUID == PRIVATE_RECORD_UID


def test_only_retired_and_patientless_classes_have_no_record_type_of_their_own() -> None:
    without = {str(UID_dictionary[uid][0]) for uid in STORAGE_CLASSES if uid not in RECORD_TYPES}
    words = ("Standalone", "Hardcopy", "Stored Print", "Protocol", "Inventory", "Threat")
    assert {name for name in without if not any(word in name for word in words)} == set()


def test_the_same_values_from_every_transfer_syntax(make: Make, tmp_path: Path) -> None:
    syntaxes = (ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian)
    fileset = build_fileset(
        [
            make(
                syntax,
                ReferencedImageSequence=Sequence([reference(), reference()]),
                InstanceNumber=n,
            )
            for n, syntax in enumerate(syntaxes)
        ],
        "X",
        Progress(),
    )
    images = records(accepted(fileset, tmp_path / "disc"), "IMAGE")
    assert [image.ReferencedTransferSyntaxUIDInFile for image in images] == list(syntaxes)
    for image in images:
        assert (image.Rows, image.Columns) == (2, 3)
        assert image.ReferencedImageSequence == images[0].ReferencedImageSequence
        assert len(image.ReferencedImageSequence) == 2


def test_all_of_pydicoms_own_files_make_one_disc(tmp_path: Path) -> None:
    instances = []
    for path in sorted(PYDICOMS_FILES.rglob("*")):
        with suppress(NotWellFormed, IsADirectoryError):
            instances.append(read_instance(path))
    instances = [instance for instance in instances if instance.sop_class_uid]
    assert len(instances) > 100
    fileset = build_fileset(instances, "X", Progress())
    dicomdir = checked(fileset, tmp_path / "disc")
    assert len(read_instance(dicomdir).digest) == 32  # it passes our own walk too


def test_studies_series_and_instances_arriving_mixed_are_put_in_order(
    make: Make, tmp_path: Path
) -> None:
    places = [(1, 2, 3), (2, 1, 1), (1, 1, 10), (1, 2, 1), (1, 1, 9), (1, 2, 2), (2, 1, None)]
    instances = [
        make(
            StudyInstanceUID=f"{STUDY}.{study}",
            SeriesInstanceUID=f"{STUDY}.{study}.{series}",
            SeriesNumber=series,
            InstanceNumber=number,
        )
        for study, series, number in places
    ]
    fileset = build_fileset(instances, "X", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    assert [
        (entry.file_id[1:], places[instances.index(entry.instance)]) for entry in fileset.entries
    ] == [
        (("ST000001", "SE000001", "IM000001"), (1, 1, 9)),
        (("ST000001", "SE000001", "IM000002"), (1, 1, 10)),
        (("ST000001", "SE000002", "IM000001"), (1, 2, 1)),
        (("ST000001", "SE000002", "IM000002"), (1, 2, 2)),
        (("ST000001", "SE000002", "IM000003"), (1, 2, 3)),
        (("ST000002", "SE000001", "IM000001"), (2, 1, 1)),
        (("ST000002", "SE000001", "IM000002"), (2, 1, None)),
    ]
    assert len(records(directory, "STUDY")) == 2
    assert len(records(directory, "SERIES")) == 3
    assert [image.InstanceNumber for image in records(directory, "IMAGE")] == [9, 10, 1, 2, 3, 1, 2]


def test_what_the_standard_demands_is_made_up_and_told(make: Make, tmp_path: Path) -> None:
    lacking = dict.fromkeys(
        ("PatientID", "StudyDate", "StudyTime", "StudyID", "Modality", "SeriesNumber")
    )
    fileset = build_fileset(
        [make(**lacking, InstanceNumber=number) for number in (None, "", 5)], "X", Progress()
    )
    directory = accepted(fileset, tmp_path / "disc")
    assert fileset.invented == (
        "1 patient had no Patient ID: the directory makes one up",
        "1 study had no Study Date: the directory makes one up",
        "1 study had no Study Time: the directory makes one up",
        "1 study had no Study ID: the directory makes one up",
        "1 series had no Modality: the directory makes one up",
        "1 series had no Series Number: the directory makes one up",
        "2 images had no Instance Number: the directory makes one up",
    )
    assert [image.InstanceNumber for image in records(directory, "IMAGE")] == [5, 6, 7]
    assert [r.PatientID for r in records(directory, "PATIENT")] == ["MKISO000001"]


def test_two_patients_without_a_patient_id_are_two_patients(make: Make, tmp_path: Path) -> None:
    names = ("Santoso^Budi", "Wijaya^Siti", "Santoso^Budi")
    fileset = build_fileset(
        [make(PatientID=None, PatientName=name) for name in names], "X", Progress()
    )
    patients = records(accepted(fileset, tmp_path / "disc"), "PATIENT")
    assert [r.PatientName for r in patients] == ["Santoso^Budi", "Wijaya^Siti"]
    assert len({r.PatientID for r in patients}) == 2


def test_a_report_without_its_type_1_values_still_gets_a_valid_record(
    make: Make, tmp_path: Path
) -> None:
    kinds = (BASIC_TEXT_SR, KEY_OBJECT, GRAYSCALE_PRESENTATION, "1.2.840.10008.5.1.4.1.1.104.1")
    instances = [make(SOPClassUID=uid, Rows=None, **conditional(uid)) for uid in kinds]
    directory = accepted(build_fileset(instances, "X", Progress()), tmp_path / "disc")
    report = records(directory, "SR DOCUMENT")[0]
    assert (report.CompletionFlag, report.VerificationFlag) == ("PARTIAL", "UNVERIFIED")
    assert (report.ContentDate, report.ContentTime) == ("20260102", "1011")
    assert report.ConceptNameCodeSequence[0].CodeMeaning == "Document Title"
    assert records(directory, "KEY OBJECT DOC")[0].ConceptNameCodeSequence[0].CodeValue == "113000"
    assert records(directory, "PRESENTATION")[0].ContentLabel == "UNNAMED"
    document = records(directory, "ENCAP DOC")[0]
    assert document.MIMETypeOfEncapsulatedDocument == "application/pdf"


@pytest.mark.parametrize(
    "syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian]
)
def test_a_report_brings_its_modifiers_and_its_latest_verification(
    make: Make, tmp_path: Path, syntax: str
) -> None:
    def item(relationship: str, children: Sequence) -> Dataset:
        content = Dataset()
        content.RelationshipType, content.ValueType = relationship, "CODE"
        content.ConceptNameCodeSequence = code("121049", "Language of Content Item")
        content.ConceptCodeSequence = code("eng", "English")
        content.ContentSequence = children
        return content

    def observer(moment: str) -> Dataset:
        verified = Dataset()
        verified.VerifyingObserverName, verified.VerificationDateTime = "Doctor^A", moment
        return verified

    modifier = item("HAS CONCEPT MOD", Sequence())
    report = make(
        syntax,
        SOPClassUID=BASIC_TEXT_SR,
        ContentDate="20260103",
        ContentTime="120000",
        CompletionFlag="COMPLETE",
        VerificationFlag="VERIFIED",
        VerifyingObserverSequence=Sequence(map(observer, ("20260103120000", "202601041200"))),
        ConceptNameCodeSequence=code("18782-3", "X-Ray Report"),
        ContentSequence=Sequence([item("CONTAINS", Sequence([modifier])), modifier]),
    )
    record = records(
        accepted(build_fileset([report], "X", Progress()), tmp_path / "disc"), "SR DOCUMENT"
    )[0]
    assert record.VerificationDateTime == "202601041200"
    assert record.ContentSequence == Sequence([modifier])
    assert record.ConceptNameCodeSequence == code("18782-3", "X-Ray Report")


def test_values_that_break_their_rules_do_not_reach_the_directory(
    make: Make, tmp_path: Path
) -> None:
    bad = make(
        ImplicitVRLittleEndian,  # in which any bytes can be any attribute's value
        StudyDate=b"2026.01.02",
        StudyTime=b"10:11:12",
        StudyDescription=b"x" * 70 + b"\n",
        PatientBirthDate=b"19701332",
        PatientSex=b"male",
        Modality=b"ct/mr",
        SeriesNumber=b"one",
        InstanceNumber=b"7.0",
        ImagePositionPatient=b"1\\2",
    )
    fileset = build_fileset([bad], "lower case, and much too long", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    assert directory.FileSetID == "LOWER CASE_ AND"
    study, series = records(directory, "STUDY")[0], records(directory, "SERIES")[0]
    image = records(directory, "IMAGE")[0]
    assert (study.StudyDate, study.StudyTime) == ("20260102", "101112")
    assert study.StudyDescription == "x" * 64
    assert records(directory, "PATIENT")[0].PatientSex == "MALE"
    assert (series.Modality, series.SeriesNumber, image.InstanceNumber) == ("OT", 1, 7)
    assert "ImagePositionPatient" not in image
    rules = "that breaks DICOM's rules: the directory"
    assert fileset.invented == (
        f"1 patient had a Patient's Birth Date {rules} leaves it out",
        f"1 study had a Study Description {rules} has it shortened or with ? in it",
        f"1 series had a Modality {rules} makes one up",
        f"1 series had a Series Number {rules} makes one up",
        f"1 image had an Image Position (Patient) {rules} leaves it out",
    )


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("ISO_IR 100", "Müller^Jörg"),
        ("ISO_IR 192", "محمد^علي"),
        ("ISO_IR 144", "Иванов^Иван"),
        ("GB18030", "王^小东"),
        (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        ("ISO 2022 IR 58", "Plain^Ascii"),
        (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동"),
    ],
)
def test_names_keep_their_letters(
    make: Make, tmp_path: Path, charset: str | list[str], name: str
) -> None:
    instance = make(SpecificCharacterSet=charset, PatientName=name)
    fileset = build_fileset([instance], "X", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    assert fileset.invented == ()
    assert records(directory, "PATIENT")[0].PatientName == name
    assert "SpecificCharacterSet" not in records(directory, "IMAGE")[0]


def test_letters_without_a_character_set_become_question_marks(make: Make, tmp_path: Path) -> None:
    instance = make(SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jörg")
    raw = instance.path.read_bytes().replace(b"ISO_IR 100", b"ISO_IR 999")
    instance.path.write_bytes(raw)
    fileset = build_fileset([read_instance(instance.path)], "X", Progress())
    directory = accepted(fileset, tmp_path / "disc")
    assert records(directory, "PATIENT")[0].PatientName == "M?ller^J?rg"
    assert len(fileset.invented) == 1


def test_building_tells_how_far_it_is_and_stops_when_asked(make: Make) -> None:
    told: list[Moment] = []
    progress = Progress(told.append)
    instances = [make()] * 250
    build_fileset(instances, "X", progress)
    assert [(moment.step, moment.done, moment.total) for moment in told] == [
        ("building", done, 250) for done in (0, 100, 200, 250)
    ]
    progress.cancel()
    with pytest.raises(Cancelled):
        build_fileset(instances, "X", progress)


def test_a_file_set_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        build_fileset([], "X", Progress())


def test_uids_padded_in_two_ways_are_one_study(make: Make, tmp_path: Path) -> None:
    padded, spaced = (
        make(ImplicitVRLittleEndian, StudyInstanceUID=b"1.2.3\0"),
        make(ImplicitVRLittleEndian, StudyInstanceUID=b"1.2.3 "),
    )
    fileset = build_fileset([padded, spaced], "X", Progress())
    assert len(records(accepted(fileset, tmp_path / "disc"), "STUDY")) == 1
    assert len({padded, spaced}) == 2


def test_the_same_instances_give_the_same_directory(make: Make) -> None:
    instances = [make(), make(InstanceNumber=2)]
    first, second = (build_fileset(instances, "X", Progress()) for _ in range(2))
    assert first.dicomdir == second.dicomdir
    assert build_fileset(instances[:1], "X", Progress()).dicomdir != first.dicomdir


@pytest.mark.slow
def test_five_thousand_instances_cost_a_second_and_little_memory(
    make: Make, tmp_path: Path
) -> None:
    first = make(SpecificCharacterSet="ISO_IR 100", PatientName="Müller^Jörg")
    template, uid = first.path.read_bytes(), first.sop_instance_uid.encode()
    paths = [tmp_path / f"many-{number}" for number in range(5000)]
    for number, path in enumerate(paths):
        path.write_bytes(template.replace(uid[-6:], b"%06d" % number))
    gc.collect()
    tracemalloc.start()
    instances = [read_instance(path) for path in paths]
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    started = time.perf_counter()
    fileset = build_fileset(instances, "X", Progress())
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    build_fileset(instances[:1250], "X", Progress())
    quarter = time.perf_counter() - started
    assert len(fileset.entries) == 5000
    assert kept < 20_000_000
    assert seconds < 1
    assert seconds < 10 * quarter
