"""Has small pictures of instances drawn in a process of its own, which may end on bad data.

This is our side. The other one (see `picture`) is given all samples at once, and answers with one
picture after the other. Where it ends too early, the sample at which it did has no picture, and
another process goes on behind it. It gives way to everything else that the computer does.
"""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator, Sequence
from typing import Final

from ..core.picture import Picture, Sample
from ..core.progress import Progress
from .transcode.worker import python

LONGEST_S: Final = 60.0
HEAD: Final = struct.Struct("<HL")  # lengths of the series' UID, and of the file
SIZE: Final = struct.Struct("<HH")  # width and height; both 0 when it cannot be drawn
_COMMAND = "from mkiso_desktop.steps.picture import serve; serve()"


def pictures_of(samples: Sequence[Sample], progress: Progress) -> Iterator[Picture]:
    """The pictures of those that can be drawn, in their order. Raises Cancelled."""
    left = list(samples)
    while left:
        answers = _run(b"".join(map(_packed, left)), progress)
        progress.check()
        done = 0
        for sample, (width, height, rgb) in zip(left, _pictures(answers), strict=False):
            done += 1
            if width:
                yield Picture(sample.series_instance_uid, width, height, rgb)
        left = left[done + 1 :]  # where it ended too early, that one is left out


def _run(samples: bytes, progress: Progress) -> bytes:
    with python(_COMMAND) as process, progress.waking(process.kill):
        try:
            answers, _ = process.communicate(samples, LONGEST_S)
        except subprocess.TimeoutExpired:
            process.kill()
            answers, _ = process.communicate()
    return bytes(answers)


def _packed(sample: Sample) -> bytes:
    uid = sample.series_instance_uid.encode()
    return HEAD.pack(len(uid), len(sample.file)) + uid + sample.file


def _pictures(answers: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + SIZE.size <= len(answers):
        width, height = SIZE.unpack_from(answers, at)
        begin, end = at + SIZE.size, at + SIZE.size + 3 * width * height
        if end > len(answers):
            return
        yield width, height, answers[begin:end]
        at = end
