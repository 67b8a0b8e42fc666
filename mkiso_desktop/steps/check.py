"""Check: whether each received instance has the pixels, or the content, that it should have.

That a data set is whole, and whose it is, was proved as it landed (net/reception.py). But a file
that was cut exactly between two elements, or whose pixels were cut in the archive, is whole in
itself; the numbers in its header, or what an object of its class cannot be without, give it away.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..core.elements import NATIVE, Header
from ..core.errors import StudyIncomplete
from ..core.instance import Instance
from ..core.progress import Progress
from ..core.wanted import tag
from .records import record_type

_ROWS, _COLUMNS, _BITS = tag("Rows"), tag("Columns"), tag("BitsAllocated")
_SAMPLES, _FRAMES = tag("SamplesPerPixel"), tag("NumberOfFrames")
_PHOTOMETRIC = tag("PhotometricInterpretation")
# Elements come in order of their tags: an object that ends before these has lost its content.
_CONTENT = {
    "IMAGE": tag("PixelData"),
    "ENCAP DOC": tag("EncapsulatedDocument"),
    "KEY OBJECT DOC": tag("ContentSequence"),
    "SR DOCUMENT": tag("ContentSequence"),
    "WAVEFORM": tag("WaveformSequence"),
}
_VIDEO = "1.2.840.10008.1.2.4.10"  # MPEG-2 to HEVC: one fragment holds many frames


def check(
    instances: Sequence[Instance], allow_incomplete: str, progress: Progress
) -> tuple[str, ...]:
    """What a person should know of the instances.

    Raises StudyIncomplete when objects have lost pixels or content and nobody has allowed that by
    name; what is allowed stays as it is.
    """
    cut = 0
    for number, instance in enumerate(instances):
        progress.report("checking", number, len(instances))
        cut += _is_cut(instance.header)
    if not cut:
        return ()
    title = f"{cut} of {len(instances)} objects are cut short"
    if allow_incomplete:
        return (f"{title}; this was allowed by {allow_incomplete}",)
    raise StudyIncomplete(
        title,
        "The PACS itself has them so: tell the PACS administrator, and have the study sent there "
        "again. A person who accepts a disc with them may allow it by name.",
    )


def _is_cut(header: Header) -> bool:
    if not header.number(_ROWS):
        return header.last < _CONTENT.get(record_type(header), 0)
    if header.pixel_data_offset is None:
        return True
    if header.transfer_syntax_uid in NATIVE:
        return (header.pixel_data_length or 0) * 8 < _native_bits(header)
    is_video = header.transfer_syntax_uid.startswith(_VIDEO)
    return (header.fragments or 0) < (1 if is_video else _frames(header))


def _frames(header: Header) -> int:
    return max(1, header.number(_FRAMES) or 1)


def _native_bits(header: Header) -> int:
    """Bits that rows, columns and frames ask for (PS3.5 8.2), without padding."""
    numbers = [header.number(wanted) for wanted in (_ROWS, _COLUMNS, _BITS)]
    rows, columns, bits = (number or 0 for number in numbers)
    samples = header.number(_SAMPLES) or 1
    if header.text(_PHOTOMETRIC) == "YBR_FULL_422":
        samples = 2  # each pair of pixels shares its colour
    return rows * columns * samples * bits * _frames(header)
