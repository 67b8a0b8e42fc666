"""Good instances of every kind and syntax, all made one patient's: what is spoilt by the others.

Our own samples, the demo hospital's objects, and the test files that pydicom brings with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from pydicom import Dataset
from pydicom.data import get_testdata_file
from pydicom.sequence import Sequence
from pydicom.uid import (
    CTImageStorage,
    ExplicitVRLittleEndian,
    GrayscaleSoftcopyPresentationStateStorage,
    JPEGBaseline8Bit,
    KeyObjectSelectionDocumentStorage,
)

from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.demo.casebook import STUDIES, Kind
from mkiso_desktop.demo.objects import Place, make_instance, transfer_syntax
from tests import samples
from tests.steps.loops import a_loop, as_jpeg, colours

from .spans import PIXELS, Span, replaced, spans

PATIENT_ID, STUDY = "P-0001", "1.2.276.0.7230010.3.1.2.1"
SERIES = "1.2.276.0.7230010.3.1.3."
CLASS, UID, ID, STUDY_UID, SERIES_UID = 0x00080016, 0x00080018, 0x00100020, 0x0020000D, 0x0020000E
LARGEST: Final = 45_000
FIRST_UID = 900_000_000_000
STAND_IN = b"1.2.276.0.7230010.3.1.4.999999999999"
"""The SOP Instance UID of all of them, until each gets its own of that length."""
_TOO_SLOW = ("JPEG-lossy.dcm", "JPGExtended.dcm", "GDCMJ2K_TextGBR.dcm", "693_J2KI.dcm")
_ONE_OF_MANY = ("CR1", "CT2", "MR1")


@dataclass(frozen=True)
class Seed:
    """A data set of this class and syntax in our one patient's study; its series is its own."""

    name: str
    sop_class_uid: str
    syntax: str
    data: bytes

    @cached_property
    def spans(self) -> list[Span]:
        """All its elements."""
        return spans(self.data, self.syntax)

    @cached_property
    def top(self) -> list[Span]:
        """Those of its top level."""
        return [span for span in self.spans if not span.depth]

    @cached_property
    def has_pixels(self) -> bool:
        return any(span.tag == PIXELS for span in self.top)

    def uid(self, number: int) -> str:
        """The SOP Instance UID of the n-th copy."""
        return uid_of(number)

    def copy(self, number: int) -> bytes:
        """The same data set as another instance, of the same length."""
        return self.data.replace(STAND_IN, self.uid(number).encode())


@dataclass(frozen=True)
class Spoilt:
    """One malformed data set, as the command names it. `must` is what has to become of it:
    `refused`, `in`, `cut` (in, and found by the check), `left` (as it came), or "" for any."""

    number: int
    name: str
    sop_class_uid: str
    uid: str
    syntax: str
    data: bytes
    must: str = ""


def uid_of(number: int) -> str:
    """The SOP Instance UID of the n-th file."""
    return f"{STAND_IN.decode()[:-12]}{FIRST_UID + number}"


def number_of(uid: str) -> int:
    """Which file that is."""
    return int(uid[-12:]) - FIRST_UID


@cache
def seeds() -> tuple[Seed, ...]:
    """All of them; every one is let in as it is, and makes a proved disc."""
    with TemporaryDirectory() as folder:
        files = [*_pydicoms(), *_ours(Path(folder))]
        return tuple(_seed(name, path, number) for number, (name, path) in enumerate(files))


def series_uids() -> list[str]:
    """The series of all seeds."""
    return [f"{SERIES}{number}" for number in range(len(seeds()))]


def _seed(name: str, path: Path, number: int) -> Seed:
    one = read_instance(path)
    sop_class = one.sop_class_uid or CTImageStorage
    identity = {
        CLASS: sop_class.encode(),
        UID: STAND_IN,
        STUDY_UID: STUDY.encode(),
        SERIES_UID: f"{SERIES}{number}".encode(),
    }
    values = {tag: (b"UI", value + bytes(len(value) % 2)) for tag, value in identity.items()}
    values[ID] = (b"LO", PATIENT_ID.encode())
    data = path.read_bytes()[one.offset :]
    data = replaced(data, one.transfer_syntax_uid, values)
    return Seed(name, sop_class, one.transfer_syntax_uid, data)


def _pydicoms() -> Iterator[tuple[str, Path]]:
    """Those that are whole, no directory, and soon decoded."""
    folder = Path(str(get_testdata_file("CT_small.dcm"))).parent
    for path in sorted(folder.glob("*.dcm")):
        if path.stat().st_size < LARGEST and path.name not in _TOO_SLOW:
            yield from _if_whole(path)
    for path in sorted((folder / "dicomdirtests").rglob("*")):
        if path.parent.name in _ONE_OF_MANY and path.is_file():
            yield from _if_whole(path)


def _if_whole(path: Path) -> Iterator[tuple[str, Path]]:
    try:
        one = read_instance(path)
    except ValueError:
        return
    if one.header.number(0x00280010) != 1024:
        yield path.name, path


def _ours(folder: Path) -> Iterator[tuple[str, Path]]:
    for number, syntax in enumerate(samples.SYNTAXES):
        [path] = samples.write_study(
            folder / str(number), series=1, instances=1, transfer_syntax=syntax, rows=24
        )
        yield f"sample {syntax.name}", path
    for kind in (Kind.REPORT, Kind.PDF):
        place = next(
            Place(study, series, 1)
            for study in STUDIES
            for series in study.series
            if series.kind is kind
        )
        ds = make_instance(place)
        samples.write_instance(Dataset(ds), folder / f"{kind.name}.dcm", transfer_syntax(kind))
        yield f"demo {kind.name}", folder / f"{kind.name}.dcm"
    frames = [as_jpeg(frame) for frame in colours(3)]
    a_loop(folder / "loop.dcm", frames, JPEGBaseline8Bit, "YBR_FULL_422")
    yield "loop", folder / "loop.dcm"
    for made in (_presentation_state, _key_objects):
        path = folder / f"{made.__name__}.dcm"
        samples.write_instance(made(), path, ExplicitVRLittleEndian)
        yield made.__name__.strip("_"), path


def _references() -> Dataset:
    image, series = Dataset(), Dataset()
    image.ReferencedSOPClassUID = CTImageStorage
    image.ReferencedSOPInstanceUID = "1.2.3.4"
    image.ReferencedFrameNumber = [1, 2]
    series.ReferencedImageSequence = Sequence([image, image])
    series.SeriesInstanceUID = "1.2.3"
    return series


def _presentation_state() -> Dataset:
    ds = samples.an_instance(GrayscaleSoftcopyPresentationStateStorage)
    ds.Modality, ds.ContentLabel, ds.ContentDescription = "PR", "STATE", "A state"
    ds.PresentationCreationDate, ds.PresentationCreationTime = "20261103", "091500"
    ds.ContentCreatorName = "Rahayu^Dr."
    ds.ReferencedSeriesSequence = Sequence([_references(), _references()])
    ds["ReferencedSeriesSequence"].is_undefined_length = True
    return ds


def _code(value: str) -> Dataset:
    ds = Dataset()
    ds.CodeValue, ds.CodingSchemeDesignator, ds.CodeMeaning = value, "DCM", "Meaning"
    return ds


def _key_objects() -> Dataset:
    ds = samples.an_instance(KeyObjectSelectionDocumentStorage)
    ds.Modality, ds.ValueType = "KO", "CONTAINER"
    ds.ConceptNameCodeSequence = Sequence([_code("113000")])
    modifier = Dataset()
    modifier.RelationshipType, modifier.ValueType = "HAS CONCEPT MOD", "CODE"
    modifier.ConceptNameCodeSequence = Sequence([_code("113011")])
    modifier.ConceptCodeSequence = Sequence([_code("113013")])
    other = Dataset()
    other.RelationshipType, other.ValueType, other.TextValue = "CONTAINS", "TEXT", "words"
    ds.ContentSequence = Sequence([modifier, other])
    return ds
