"""Check: what can be said about each received instance before it goes on a disc.

That a data set is whole, and whose it is, was proved as it landed (net/reception.py). Here is
what a receiving doctor would stumble over, told as warnings; nothing is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..core.elements import NATIVE
from ..core.instance import Instance
from ..core.progress import Progress
from ..core.wanted import tag

_ROWS, _COLUMNS, _BITS = tag("Rows"), tag("Columns"), tag("BitsAllocated")
_SAMPLES, _FRAMES = tag("SamplesPerPixel"), tag("NumberOfFrames")
_PHOTOMETRIC = tag("PhotometricInterpretation")


def check(instances: Sequence[Instance], progress: Progress) -> tuple[str, ...]:
    """Warnings for the person and for the disc's history, each with its count."""
    found: Counter[str] = Counter()
    for number, instance in enumerate(instances):
        progress.report("checking", number, len(instances))
        if _is_short_of_pixels(instance):
            found["images have fewer pixels than they say, in the archive already"] += 1
    return tuple(f"{count} {what}" for what, count in sorted(found.items()))


def _is_short_of_pixels(instance: Instance) -> bool:
    """Whether native pixel data is shorter than rows, columns and frames ask for (PS3.5 8.2)."""
    header, length = instance.header, instance.header.pixel_data_length
    if length is None or instance.transfer_syntax_uid not in NATIVE:
        return False
    numbers = [header.number(tag) for tag in (_ROWS, _COLUMNS, _BITS)]
    rows, columns, bits = (number or 0 for number in numbers)
    samples = float(header.number(_SAMPLES) or 1)
    if header.text(_PHOTOMETRIC) == "YBR_FULL_422":
        samples = 2  # each pair of pixels shares its colour
    frames = header.number(_FRAMES) or 1
    return length < rows * columns * samples * bits / 8 * frames
