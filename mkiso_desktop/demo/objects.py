"""Makes a DICOM instance of every kind that the demo hospital has."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.tag import Tag
from pydicom.uid import (
    UID,
    ComprehensiveSRStorage,
    ComputedRadiographyImageStorage,
    CTImageStorage,
    EncapsulatedPDFStorage,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    MRImageStorage,
    UltrasoundMultiFrameImageStorage,
)

from . import chest, documents, head, ultrasound
from .casebook import INSTITUTION, DemoSeries, DemoStudy, Kind


class Place(NamedTuple):
    """Which instance: its study, its series, and its Instance Number (from 1)."""

    study: DemoStudy
    series: DemoSeries
    number: int


SOP_CLASS = {
    Kind.CT_HEAD: CTImageStorage,
    Kind.MR_HEAD: MRImageStorage,
    Kind.CHEST: ComputedRadiographyImageStorage,
    Kind.ULTRASOUND: UltrasoundMultiFrameImageStorage,
    Kind.REPORT: ComprehensiveSRStorage,
    Kind.PDF: EncapsulatedPDFStorage,
}
# Manufacturer's Model Name and Station Name of the machine that made it.
MACHINES = {
    Kind.CT_HEAD: ("Tomos 128", "CT01"),
    Kind.MR_HEAD: ("Spin 1.5", "MR01"),
    Kind.CHEST: ("Plat 4", "CR02"),
    Kind.ULTRASOUND: ("Sono 9", "US03"),
    Kind.REPORT: ("Ekspertise 2", "WS01"),
    Kind.PDF: ("Ekspertise 2", "WS01"),
}
# Repetition, echo and inversion time in ms, echo train, Scanning Sequence and Variant.
MR_TIMES = {
    "T1": (520.0, 12.0, None, 1, "SE", "NONE"),
    "T2": (4200.0, 98.0, None, 15, "SE", "SK"),
    "FLAIR": (9000.0, 110.0, 2500.0, 17, ["SE", "IR"], "SK"),
}
HEARTS = {"clear": 0.92, "large heart": 1.22, "inverted": 0.98}


def transfer_syntax(kind: Kind) -> str:
    """The one transfer syntax in which the archive holds this kind."""
    return JPEGBaseline8Bit if kind is Kind.ULTRASOUND else ExplicitVRLittleEndian


def make_instance(place: Place) -> Dataset:
    """The whole instance with its file meta information."""
    ds = _common(place)
    BUILDERS[place.series.kind](ds, place)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.file_meta.TransferSyntaxUID = UID(transfer_syntax(place.series.kind))
    return ds


def _common(place: Place) -> Dataset:
    """Patient, study, series and equipment: PS3.3 C.7.1 to C.7.5."""
    study, series, number = place
    person = study.person
    ds = Dataset()
    ds.SpecificCharacterSet = list(person.character_set)
    ds.SOPClassUID = SOP_CLASS[series.kind]
    ds.SOPInstanceUID = study.instance_uid(series, number)
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = study.date
    ds.StudyTime = study.time
    ds.SeriesTime = ds.ContentTime = _clock(study.time, series.number * 20 + number)
    ds.AccessionNumber = study.accession_number
    ds.Modality = series.kind.value
    ds.InstitutionName = INSTITUTION
    ds.ReferringPhysicianName = study.referring
    ds.StudyDescription = study.description
    ds.SeriesDescription = series.description
    ds.Manufacturer = "Contoh Imaging"
    ds.ManufacturerModelName, ds.StationName = MACHINES[series.kind]
    ds.PatientName = person.name
    ds.PatientID = person.patient_id
    ds.PatientBirthDate = person.birth_date
    ds.PatientSex = person.sex
    ds.PatientAge = f"{int(study.date[:4]) - int(person.birth_date[:4]):03d}Y"
    ds.PatientWeight = person.weight_kg
    ds.StudyInstanceUID = study.uid
    ds.SeriesInstanceUID = study.series_uid(series)
    ds.StudyID = study.study_id
    ds.SeriesNumber = series.number
    ds.InstanceNumber = number
    return ds


def _clock(start: str, seconds: int) -> str:
    """The time of day that many seconds after `start` (HHMMSS), within the same day."""
    total = int(start[:2]) * 3600 + int(start[2:4]) * 60 + int(start[4:]) + seconds
    total %= 24 * 3600
    return f"{total // 3600:02d}{total // 60 % 60:02d}{total % 60:02d}"


def _ct(ds: Dataset, place: Place) -> None:
    index = place.number - 1
    z = head.CT_FIRST_MM + index * head.CT_STEP_MM
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.AcquisitionDate, ds.AcquisitionTime = ds.ContentDate, ds.ContentTime
    ds.BodyPartExamined = "HEAD"
    ds.KVP = 120
    ds.XRayTubeCurrent, ds.ExposureTime, ds.Exposure = 280, 1000, 280
    ds.ConvolutionKernel = "H31"
    ds.GantryDetectorTilt = 0
    ds.AcquisitionNumber = 1
    _cross_section(ds, place, z, head.CT_FIELD_MM / head.CT_SIZE, head.CT_STEP_MM, head.CT_SIZE)
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = -1024, 1, "HU"
    ds.WindowCenter, ds.WindowWidth = 40, 80
    ds.WindowCenterWidthExplanation = "BRAIN"
    stored = (head.ct_slice(index) + 1024).clip(0, 4095)
    _grey(ds, head.CT_SIZE, head.CT_SIZE, 12, stored.astype("<u2").tobytes())


def _cross_section(
    ds: Dataset, place: Place, z: float, spacing: float, step: float, size: int
) -> None:
    """Frame of reference and image plane of an axial slice, PS3.3 C.7.4.1 and C.7.6.2."""
    corner = -spacing * (size - 1) / 2
    ds.PatientPosition = "HFS"
    ds.FrameOfReferenceUID = place.study.frame_of_reference_uid()
    ds.PositionReferenceIndicator = ""
    ds.ImagePositionPatient = [corner, corner, z]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing = [spacing, spacing]
    ds.SliceThickness = step
    ds.SliceLocation = z


def _grey(ds: Dataset, rows: int, columns: int, bits: int, pixels: bytes) -> None:
    """Image pixel module of an unsigned grey image of 16 bits a pixel."""
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = rows, columns
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 16, bits, bits - 1
    ds.PixelRepresentation = 0
    ds.PixelData = pixels


def _mr(ds: Dataset, place: Place) -> None:
    index = place.number - 1
    z = head.MR_FIRST_MM + index * head.MR_STEP_MM
    repetition, echo, inversion, train, sequence, variant = MR_TIMES[place.series.variant]
    ds.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
    ds.BodyPartExamined = "HEAD"
    ds.ScanningSequence, ds.SequenceVariant = sequence, variant
    ds.ScanOptions = ""
    ds.MRAcquisitionType = "2D"
    ds.RepetitionTime, ds.EchoTime = repetition, echo
    if inversion:
        ds.InversionTime = inversion
    ds.EchoTrainLength = train
    ds.MagneticFieldStrength, ds.ImagedNucleus = 1.5, "1H"
    ds.SpacingBetweenSlices = head.MR_STEP_MM
    ds.AcquisitionNumber = 1
    spacing = round(head.MR_FIELD_MM / head.MR_SIZE, 6)
    _cross_section(ds, place, z, spacing, 5.0, head.MR_SIZE)
    ds.WindowCenter, ds.WindowWidth = 450, 950
    pixels = head.mr_slice(place.series.variant, index)
    _grey(ds, head.MR_SIZE, head.MR_SIZE, 12, pixels.astype("<u2").tobytes())


def _cr(ds: Dataset, place: Place) -> None:
    variant = place.series.variant
    ds.ImageType = ["ORIGINAL", "PRIMARY"]
    ds.BodyPartExamined, ds.ViewPosition = "CHEST", "PA"
    ds.PatientOrientation = ["L", "F"]
    ds.KVP, ds.Exposure = 120, 3
    ds.ImagerPixelSpacing = [chest.PIXEL_MM, chest.PIXEL_MM]
    ds.AcquisitionNumber = 1
    # Each patient's own vessels, from a number that the accession already has.
    density = chest.chest(int(place.study.accession_number[-3:]), HEARTS[variant])
    ds.WindowCenter, ds.WindowWidth = 2000, 3600
    if variant == "inverted":
        density = 4095 - density
        ds.WindowCenter = 2095
    _grey(ds, chest.ROWS, chest.COLUMNS, 12, density.astype("<u2").tobytes())
    ds.PhotometricInterpretation = "MONOCHROME1" if variant == "inverted" else "MONOCHROME2"


def _us(ds: Dataset, place: Place) -> None:
    frames = ultrasound.loop(int(place.study.study_id))
    ds.ImageType = ["ORIGINAL", "PRIMARY", "ABDOMINAL"]
    ds.BodyPartExamined = "ABDOMEN"
    ds.PatientOrientation = ""
    ds.NumberOfFrames = len(frames)
    ds.FrameTime = ultrasound.FRAME_TIME_MS
    ds.FrameIncrementPointer = Tag("FrameTime")
    ds.CineRate = ds.RecommendedDisplayFrameRate = round(1000 / ultrasound.FRAME_TIME_MS)
    ds.SequenceOfUltrasoundRegions = [_region()]
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 3, "YBR_FULL_422"
    ds.PlanarConfiguration = 0
    ds.Rows, ds.Columns = ultrasound.ROWS, ultrasound.COLUMNS
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    ds.PixelRepresentation = 0
    raw = ultrasound.ROWS * ultrasound.COLUMNS * 3 * len(frames)
    ds.LossyImageCompression = "01"
    ds.LossyImageCompressionRatio = round(raw / sum(map(len, frames)), 2)
    ds.LossyImageCompressionMethod = "ISO_10918_1"
    ds.PixelData = encapsulate(frames)
    ds["PixelData"].is_undefined_length = True


def _region() -> Dataset:
    """Where the sector lies and how large a pixel is, PS3.3 C.8.5.5."""
    region = Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 0, 0
    region.RegionLocationMaxX1 = ultrasound.COLUMNS - 1
    region.RegionLocationMaxY1 = ultrasound.ROWS - 1
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3  # centimetres
    region.PhysicalDeltaX = region.PhysicalDeltaY = round(ultrasound.CM_PER_PIXEL, 8)
    return region


def _pdf(ds: Dataset, place: Place) -> None:
    """Encapsulated PDF, PS3.3 A.45.1."""
    document = documents.pdf(place.study, place.series.variant)
    ds.ConversionType = "WSD"
    ds.AcquisitionDateTime = ""
    ds.BurnedInAnnotation = "YES"
    ds.DocumentTitle = f"Hasil {place.study.description}"
    ds.ConceptNameCodeSequence = [_code("18748-4", "LN", "Diagnostic Imaging Report")]
    ds.MIMETypeOfEncapsulatedDocument = "application/pdf"
    ds.EncapsulatedDocumentLength = len(document)
    ds.EncapsulatedDocument = document + bytes(len(document) % 2)


def _report(ds: Dataset, place: Place) -> None:
    """Comprehensive SR with findings and an impression, after TID 2000 (PS3.16)."""
    *findings, impression = documents.FINDINGS[place.series.variant]
    ds.ReferencedPerformedProcedureStepSequence = []
    ds.PerformedProcedureCodeSequence = []
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "UNVERIFIED"
    ds.ValueType, ds.ContinuityOfContent = "CONTAINER", "SEPARATE"
    ds.ConceptNameCodeSequence = [_code("18748-4", "LN", "Diagnostic Imaging Report")]
    ds.ContentSequence = [
        _language(),
        _section("121070", "Findings", "121071", "Finding", findings),
        _section("121076", "Conclusions", "121077", "Conclusion", [impression]),
    ]


def _language() -> Dataset:
    item = Dataset()
    item.RelationshipType, item.ValueType = "HAS CONCEPT MOD", "CODE"
    item.ConceptNameCodeSequence = [
        _code("121049", "DCM", "Language of Content Item and Descendants")
    ]
    item.ConceptCodeSequence = [_code("id", "RFC5646", "Indonesian")]
    return item


def _section(
    heading: str, heading_meaning: str, entry: str, entry_meaning: str, texts: list[str]
) -> Dataset:
    section = Dataset()
    section.RelationshipType, section.ValueType = "CONTAINS", "CONTAINER"
    section.ContinuityOfContent = "SEPARATE"
    section.ConceptNameCodeSequence = [_code(heading, "DCM", heading_meaning)]
    section.ContentSequence = []
    for text in texts:
        item = Dataset()
        item.RelationshipType, item.ValueType = "CONTAINS", "TEXT"
        item.ConceptNameCodeSequence = [_code(entry, "DCM", entry_meaning)]
        item.TextValue = text
        section.ContentSequence.append(item)
    return section


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning
    return code


BUILDERS: dict[Kind, Callable[[Dataset, Place], None]] = {
    Kind.CT_HEAD: _ct,
    Kind.MR_HEAD: _mr,
    Kind.CHEST: _cr,
    Kind.ULTRASOUND: _us,
    Kind.REPORT: _report,
    Kind.PDF: _pdf,
}
