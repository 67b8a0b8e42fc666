"""Makes a DICOM instance of every kind that the demo hospital has."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pydicom.dataset import Dataset, FileMetaDataset
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

from . import head
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
MAKERS = {
    Kind.CT_HEAD: ("Contoh Imaging", "Tomos 128", "CT01"),
}


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
    maker, model, station = MAKERS.get(series.kind, ("Contoh Imaging", "Arsip", "WS01"))
    ds.Manufacturer, ds.ManufacturerModelName, ds.StationName = maker, model, station
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


BUILDERS: dict[Kind, Callable[[Dataset, Place], None]] = {
    Kind.CT_HEAD: _ct,
}
