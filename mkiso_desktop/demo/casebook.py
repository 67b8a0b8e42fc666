"""Whom and what the demo hospital has: patients, accessions, studies and series, all made up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import Enum

INSTITUTION = "RS Contoh"
LATIN_1, JAPANESE, UTF_8 = ("ISO_IR 100",), ("", "ISO 2022 IR 87"), ("ISO_IR 192",)


class Kind(Enum):
    """What a series shows; the value is its Modality."""

    CT_HEAD = "CT"
    MR_HEAD = "MR"
    CHEST = "CR"
    ULTRASOUND = "US"
    REPORT = "SR"
    PDF = "DOC"


@dataclass(frozen=True)
class DemoAccession:
    """One line of the window's hint list: what to type, its title, and what it is good to show."""

    number: str
    title: str
    shows: str


@dataclass(frozen=True)
class Person:
    """A patient as the PACS knows them; `api_id` and `api_name` as the patient API writes them."""

    patient_id: str
    name: str
    birth_date: str
    sex: str
    api_id: str
    api_name: str
    character_set: tuple[str, ...] = LATIN_1
    weight_kg: int = 62


@dataclass(frozen=True)
class DemoSeries:
    """One series of a study; `variant` is the contrast, the view, or the text's name."""

    kind: Kind
    number: int
    description: str
    instances: int = 1
    variant: str = ""


@dataclass(frozen=True)
class DemoStudy:
    """One study of one person under one accession number."""

    person: Person
    accession_number: str
    study_id: str
    date: str
    time: str
    description: str
    referring: str
    series: tuple[DemoSeries, ...]

    @property
    def uid(self) -> str:
        """Study Instance UID, the same at every start."""
        return _uid("study", self.accession_number, self.study_id)

    def series_uid(self, series: DemoSeries) -> str:
        """Series Instance UID of one of our series."""
        return _uid("series", self.uid, str(series.number))

    def instance_uid(self, series: DemoSeries, number: int) -> str:
        """SOP Instance UID of the instance with that Instance Number (from 1)."""
        return _uid("instance", self.uid, str(series.number), str(number))

    def frame_of_reference_uid(self) -> str:
        """All cross sections of one study share their patient's position."""
        return _uid("frame", self.uid)


def _uid(*words: str) -> str:
    """A UID from a name-based UUID, PS3.5 B.2: nothing to register, nothing to remember."""
    name = uuid.uuid5(uuid.NAMESPACE_DNS, "/".join(("demo.mkiso-desktop.invalid", *words)))
    return f"2.25.{name.int}"


SITI = Person("00412873", "RAHMAWATI^SITI", "19610817", "F", "41-28-73", "Siti Rahmawati")
BUDI = Person("00098154", "SANTOSO^BUDI", "19740302", "M", "9-81-54", "Budi Santoso", weight_kg=78)
AYU = Person("RS-0551207", "LESTARI^MADE AYU", "19880521", "F", "RS 0551207", "Made Ayu Lestari")
WAYAN = Person(
    "00720046", "SUDIARTA^I WAYAN^^DRS.", "19521130", "M", "0072-0046", "Drs. I Wayan Sudiarta"
)
TARO = Person(
    "00866301",
    "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "19690412",
    "M",
    "86-63-01",
    "Yamada Tarou",
    JAPANESE,
    weight_kg=70,
)
FATIMAH = Person(
    "00330918", "العمري^فاطمة", "19950907", "F", "33-09-18", "Fatimah Al-Amri", UTF_8, weight_kg=58
)
DEWI = Person("00615520", "KARTIKA^DEWI", "19830126", "F", "00615502", "Dewi Kartika")
AGUS = Person("", "", "19790610", "M", "00770192", "Agus Wijaya")

HEAD_REPORT = DemoSeries(Kind.REPORT, 900, "Hasil ekspertise", variant="head")
CHEST_REPORT = DemoSeries(Kind.REPORT, 900, "Hasil ekspertise", variant="chest")

STUDIES = (
    DemoStudy(
        SITI,
        "CT2509170031",
        "20031",
        "20250917",
        "081422",
        "CT Kepala tanpa kontras",
        "HARTONO^BAMBANG^^DR.^SP.S",
        (DemoSeries(Kind.CT_HEAD, 2, "Kepala 1.25 mm", 120),),
    ),
    DemoStudy(
        SITI,
        "MR2509180012",
        "20188",
        "20250918",
        "103055",
        "MRI Kepala tanpa kontras",
        "HARTONO^BAMBANG^^DR.^SP.S",
        (
            DemoSeries(Kind.MR_HEAD, 3, "T1 SE aksial", 24, "T1"),
            DemoSeries(Kind.MR_HEAD, 4, "T2 TSE aksial", 24, "T2"),
            DemoSeries(Kind.MR_HEAD, 5, "T2 FLAIR aksial", 24, "FLAIR"),
            HEAD_REPORT,
        ),
    ),
    DemoStudy(
        BUDI,
        "CR2509190107",
        "20307",
        "20250919",
        "091210",
        "Thorax PA",
        "WULANDARI^RATNA^^DR.^SP.P",
        (DemoSeries(Kind.CHEST, 1, "Thorax PA", variant="clear"),),
    ),
    DemoStudy(
        AYU,
        "US2509190044",
        "20344",
        "20250919",
        "133741",
        "USG Abdomen",
        "SIREGAR^PARLINDUNGAN^^DR.",
        (
            DemoSeries(Kind.ULTRASOUND, 1, "Hepar dan ginjal kanan"),
            DemoSeries(Kind.PDF, 901, "Hasil USG", variant="abdomen"),
        ),
    ),
    DemoStudy(
        WAYAN,
        "XR2509200008",
        "20408",
        "20250920",
        "074503",
        "Thorax PA",
        "WULANDARI^RATNA^^DR.^SP.P",
        (DemoSeries(Kind.CHEST, 1, "Thorax PA", variant="large heart"), CHEST_REPORT),
    ),
    DemoStudy(
        WAYAN,
        "XR2509200008",
        "20409",
        "20250920",
        "081916",
        "USG Abdomen",
        "WULANDARI^RATNA^^DR.^SP.P",
        (DemoSeries(Kind.ULTRASOUND, 1, "Hepar dan ginjal kanan"),),
    ),
    DemoStudy(
        TARO,
        "CR2509210015",
        "20515",
        "20250921",
        "164830",
        "Thorax PA",
        "PRANATA^YUDHA^^DR.",
        (DemoSeries(Kind.CHEST, 1, "Thorax PA", variant="inverted"),),
    ),
    DemoStudy(
        FATIMAH,
        "US2509210021",
        "20521",
        "20250921",
        "172204",
        "USG Abdomen",
        "PRANATA^YUDHA^^DR.",
        (DemoSeries(Kind.ULTRASOUND, 1, "Hepar dan ginjal kanan"),),
    ),
    DemoStudy(
        DEWI,
        "CR2509220019",
        "20619",
        "20250922",
        "085527",
        "Thorax PA",
        "SIREGAR^PARLINDUNGAN^^DR.",
        (DemoSeries(Kind.CHEST, 1, "Thorax PA", variant="clear"),),
    ),
)

ACCESSIONS = (
    DemoAccession("CT2509170031", "CT head, 120 slices", "the usual disc"),
    DemoAccession("MR2509180012", "MRI head, three series and report", "same patient as the CT"),
    DemoAccession("CR2509190107", "Chest X-ray", "the quickest disc"),
    DemoAccession("US2509190044", "Ultrasound loop and PDF report", "JPEG frames and a document"),
    DemoAccession("XR2509200008", "Chest X-ray and ultrasound", "one accession, two studies"),
    DemoAccession("CR2509210015", "Chest X-ray, Japanese name", "a name in three scripts"),
    DemoAccession("US2509210021", "Ultrasound loop, Arabic name", "a name from right to left"),
    DemoAccession("CT2509220002", "Known patient, no images", "nothing in the PACS yet"),
    DemoAccession("CR2509220019", "Chest X-ray, another patient ID", "the red stop"),
)


def api_records() -> dict[str, dict[str, str]]:
    """What the patient API answers, by accession number; keys as in CONTRACT.md's defaults."""
    persons = {study.accession_number: study.person for study in STUDIES}
    persons["CT2509220002"] = AGUS
    return {number: _api_record(number, person) for number, person in persons.items()}


def _api_record(accession_number: str, person: Person) -> dict[str, str]:
    year, month, day = person.birth_date[:4], person.birth_date[4:6], person.birth_date[6:]
    return {
        "accession_number": accession_number,
        "patient_name": person.api_name,
        "medrec_id": person.api_id,
        "reg_id": f"RJ{accession_number[2:]}",
        "birth_date": f"{year}-{month}-{day}",
        "sex": person.sex,
    }
