"""The rules of a directory record: its type, its keys, and what is made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom._uid_dict import UID_dictionary
from pydicom.sequence import Sequence
from pydicom.uid import (
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.steps.fileset import build_fileset
from mkiso_desktop.steps.records import KEYS, PRIVATE_RECORD_UID, RECORD_TYPES

from .directories import (
    ANNOTATION,
    BASIC_TEXT_SR,
    GRAYSCALE_PRESENTATION,
    KEY_OBJECT,
    SERIES,
    Make,
    accepted,
    code,
    conditional,
    maker,
    records,
    reference,
    said,
    written,
)

STORAGE_CLASSES = sorted(
    uid
    for uid, entry in UID_dictionary.items()
    if "Storage" in entry[0] and entry[1] == "SOP Class" and uid.startswith("1.2.840.10008.5.1")
)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return maker(tmp_path)


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
