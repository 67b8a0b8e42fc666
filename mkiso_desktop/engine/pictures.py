"""Small pictures of what a job has received: which instances stand for their series, and drawing.

The lane only reads some files that were just written; whoever asked for them has them drawn in a
thread of its own. Nothing of it is ever written down, and no job fails for want of a picture.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..core.instance import Instance
from ..core.picture import Sample
from ..core.wanted import tag
from ..steps.painter import pictures_of as pictures_of

MOST_SERIES = 40
MOST_BYTES = 32 * 1024 * 1024  # of one file; of all together three times that
_INSTANCE_NUMBER = tag("InstanceNumber")


def samples_of(instances: Sequence[Instance]) -> tuple[Sample, ...]:
    """The middle image of each series, read while it is there."""
    series: dict[str, list[Instance]] = {}
    for one in instances:
        if one.header.pixel_data_offset is not None:
            series.setdefault(one.series_instance_uid, []).append(one)
    room, samples = 3 * MOST_BYTES, list[Sample]()
    for uid, images in list(series.items())[:MOST_SERIES]:
        middle = sorted(images, key=_number)[len(images) // 2]
        size = middle.offset + middle.length
        if size > min(MOST_BYTES, room):
            continue
        try:
            samples.append(Sample(uid, middle.path.read_bytes()))
        except OSError:  # the job will say so, if it matters
            continue
        room -= size
    return tuple(samples)


def _number(instance: Instance) -> int:
    text = instance.header.text(_INSTANCE_NUMBER).strip()
    return int(text) if text.lstrip("+-").isdecimal() else 0
