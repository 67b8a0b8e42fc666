"""Small, valid DICOM files, quickly made: studies of any shape, class and transfer syntax."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gdcm
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, FileDataset, dcmread, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
    generate_uid,
)

_MODALITY = {
    "1.2.840.10008.5.1.4.1.1.1": "CR",
    "1.2.840.10008.5.1.4.1.1.2": "CT",
    "1.2.840.10008.5.1.4.1.1.4": "MR",
    "1.2.840.10008.5.1.4.1.1.6.1": "US",
    "1.2.840.10008.5.1.4.1.1.7": "OT",
}
Pixels = NDArray[Any]


def write_study(
    folder: Path,
    *,
    patient_id: str = "P-0001",
    patient_name: str = "Sutanto^Budi",
    accession_number: str = "A0001",
    study_instance_uid: str = "",
    series: int = 2,
    instances: int = 3,
    sop_class: str = CTImageStorage,
    transfer_syntax: str = ExplicitVRLittleEndian,
    rows: int = 16,
    change: Callable[[Dataset], None] = lambda ds: None,
) -> list[Path]:
    """Write one study, and give its files in order of series and instance.

    Pixels are `rows` by `rows`, all different; `change` may alter each data set before its pixels
    are encoded, but not their size. Compressed syntaxes: see SYNTAXES; JPEG Baseline is lossy.
    """
    folder.mkdir(parents=True, exist_ok=True)
    study = UID(study_instance_uid or generate_uid())
    files: list[Path] = []
    for series_number in range(1, series + 1):
        series_uid = generate_uid()
        for number in range(1, instances + 1):
            ds = an_instance(sop_class, patient_id, patient_name, accession_number)
            ds.StudyInstanceUID, ds.SeriesInstanceUID = study, series_uid
            ds.SeriesNumber, ds.InstanceNumber = series_number, number
            add_pixels(ds, rows, seed=len(files))
            change(ds)
            files.append(folder / f"{ds.SOPInstanceUID}.dcm")
            write_instance(ds, files[-1], transfer_syntax)
    return files


def an_instance(
    sop_class: str = CTImageStorage,
    patient_id: str = "P-0001",
    patient_name: str = "Sutanto^Budi",
    accession_number: str = "A0001",
) -> Dataset:
    """A data set with all that identifies it, and no pixels yet."""
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.SOPClassUID, ds.SOPInstanceUID = UID(sop_class), generate_uid()
    ds.StudyInstanceUID, ds.SeriesInstanceUID = generate_uid(), generate_uid()
    ds.StudyDate = ds.SeriesDate = ds.ContentDate = "20261103"
    ds.StudyTime = ds.SeriesTime = ds.ContentTime = "091500"
    ds.AccessionNumber = accession_number
    ds.Modality = _MODALITY.get(str(sop_class), "OT")
    ds.Manufacturer, ds.ReferringPhysicianName = "mkiso", ""
    ds.StudyDescription, ds.SeriesDescription = "CT HEAD", "AXIAL"
    ds.PatientName, ds.PatientID = patient_name, patient_id
    ds.PatientBirthDate, ds.PatientSex = "19700102", "M"
    ds.StudyID, ds.SeriesNumber, ds.InstanceNumber = "1", 1, 1
    return ds


def add_pixels(ds: Dataset, rows: int, seed: int = 0) -> None:
    """A made-up image of 12 bits in 16; no two seeds give the same."""
    pixels = np.random.default_rng(seed).integers(0, 4096, (rows, rows), np.uint16)
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows = ds.Columns = rows
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.PixelData = pixels.tobytes()
    ds["PixelData"].VR = "OW"


def write_instance(ds: Dataset, path: Path, transfer_syntax: str = ExplicitVRLittleEndian) -> None:
    """Write a Part 10 file in the given syntax; `ds` has uncompressed pixels, or none."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(transfer_syntax)
    meta.MediaStorageSOPClassUID = ds.SOPClassUID
    meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    if encode := _ENCODERS.get(UID(transfer_syntax)):
        encode(ds)
    file = FileDataset(str(path), ds, file_meta=meta, preamble=b"\0" * 128)
    dcmwrite(path, file, enforce_file_format=True)


def _pixels(ds: Dataset) -> Pixels:
    return np.frombuffer(ds.PixelData, np.uint16).reshape(ds.Rows, ds.Columns)


def _swap(ds: Dataset) -> None:
    ds.PixelData = _pixels(ds).byteswap().tobytes()


def _encapsulate(ds: Dataset, frame: bytes) -> None:
    ds.PixelData = encapsulate([frame])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True


def _rle(ds: Dataset) -> None:
    """PS3.5 Annex G: one segment for each byte of a pixel, the high one first."""
    planes = _pixels(ds).astype(">u2").view(np.uint8).reshape(ds.Rows, ds.Columns, 2)
    segments = [_packbits(planes[:, :, byte]) for byte in (0, 1)]
    header = np.zeros(16, "<u4")
    header[:3] = 2, 64, 64 + len(segments[0])
    _encapsulate(ds, header.tobytes() + b"".join(segments))


def _packbits(plane: Pixels) -> bytes:
    """Literal runs only; a valid stream, and nobody needs it small."""
    rows = [row.tobytes() for row in plane]
    runs = [row[at : at + 128] for row in rows for at in range(0, len(row), 128)]
    packed = b"".join(bytes([len(run) - 1]) + run for run in runs)
    return packed + b"\0" * (len(packed) % 2)


def _jpeg(ds: Dataset) -> None:
    """8 bits, and marked as lossy (PS3.3 C.7.6.1.1.5)."""
    shown = (_pixels(ds) >> 4).astype(np.uint8)
    ds.LossyImageCompression, ds.LossyImageCompressionRatio = "01", "2"
    ds.LossyImageCompressionMethod = "ISO_10918_1"
    ds.BitsAllocated, ds.BitsStored, ds.HighBit = 8, 8, 7
    _encapsulate(ds, _by_pillow(shown, "JPEG", quality=90))


def _jpeg_2000(ds: Dataset) -> None:
    frame = _by_pillow(_pixels(ds), "JPEG2000", no_jp2=True, irreversible=False)
    _encapsulate(ds, frame)


def _by_gdcm(syntax: int) -> Callable[[Dataset], None]:
    """GDCM writes files only, and its own attributes into them: we take the frame alone."""

    def encode(ds: Dataset) -> None:
        with TemporaryDirectory() as folder:
            plain, packed = f"{folder}/plain.dcm", f"{folder}/packed.dcm"
            write_instance(ds, Path(plain))
            reader = gdcm.ImageReader()
            reader.SetFileName(plain)
            assert reader.Read()
            change = gdcm.ImageChangeTransferSyntax()
            change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
            change.SetInput(reader.GetImage())
            assert change.Change()
            writer = gdcm.ImageWriter()
            writer.SetFileName(packed)
            writer.SetFile(reader.GetFile())
            writer.SetImage(change.GetOutput())
            assert writer.Write()
            frame = next(generate_frames(dcmread(packed).PixelData, number_of_frames=1))
        _encapsulate(ds, frame)

    return encode


def _by_pillow(pixels: Pixels, kind: str, **options: Any) -> bytes:
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, kind, **options)
    return stream.getvalue()


_ENCODERS: dict[UID, Callable[[Dataset], None]] = {
    ExplicitVRBigEndian: _swap,
    RLELossless: _rle,
    JPEGBaseline8Bit: _jpeg,
    JPEG2000Lossless: _jpeg_2000,
    JPEGLosslessSV1: _by_gdcm(gdcm.TransferSyntax.JPEGLosslessProcess14_1),
    JPEGLSLossless: _by_gdcm(gdcm.TransferSyntax.JPEGLSLossless),
}
SYNTAXES = [ImplicitVRLittleEndian, ExplicitVRLittleEndian, *_ENCODERS]
"""Every syntax that write_study can write."""
