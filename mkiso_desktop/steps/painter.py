"""Has compressed instances drawn in a process of its own, which may end on bad data.

It is given all samples at once, and answers with one picture after the other. Where it ends too
early, the sample at which it did has no picture, and another process goes on behind it. It gives
way to everything else that the computer does.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from ..core.picture import Picture, Sample
from ..core.progress import Progress
from .picture import draw
from .transcode.worker import limit_memory, python

LONGEST_S: Final = 60.0
_COMMAND = "from mkiso_desktop.steps.painter import serve; serve()"
_HEAD = struct.Struct("<HHL")  # lengths of the two UIDs, and of the file
_SIZE = struct.Struct("<HH")  # width and height; both 0 when it cannot be drawn


def draw_apart(samples: Sequence[Sample], progress: Progress) -> Iterator[Picture]:
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
    uids = sample.series_instance_uid.encode(), sample.transfer_syntax_uid.encode()
    return _HEAD.pack(len(uids[0]), len(uids[1]), len(sample.file)) + b"".join((*uids, sample.file))


def _pictures(answers: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + _SIZE.size <= len(answers):
        width, height = _SIZE.unpack_from(answers, at)
        begin, end = at + _SIZE.size, at + _SIZE.size + 3 * width * height
        if end > len(answers):
            return
        yield width, height, answers[begin:end]
        at = end


def serve() -> None:
    """The other side: one answer for each sample of standard input."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a decoder that prints must not answer in our name
    limit_memory()
    if sys.platform != "win32":
        os.nice(10)
    with answers:
        while (sample := _read(sys.stdin.buffer)) is not None:
            picture = draw(sample)
            size = (picture.width, picture.height) if picture else (0, 0)
            answers.write(_SIZE.pack(*size) + (picture.rgb if picture else b""))
            answers.flush()


def _read(stream: BinaryIO) -> Sample | None:
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    series, syntax, length = _HEAD.unpack(head)
    uids = stream.read(series).decode(), stream.read(syntax).decode()
    return Sample(*uids, stream.read(length))
