"""Words for how fast images come, and how long that will take."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QLocale

from ...engine.job import JobState, JobView
from .. import words
from .pace import Reading


def tr(text: str) -> str:
    """The text in the window's language, from the context `speed`."""
    return QCoreApplication.translate("speed", text)


def speed(view: JobView, reading: Reading) -> str:
    """'63.4 MB · 12 MB/s · about 20 s left', as far as it is known, while images come."""
    if view.state is not JobState.RETRIEVING or view.moment is None:
        return ""
    received, left = view.moment.bytes_done, reading.seconds_left
    parts = [
        words.size(received) if received else "",
        "" if reading.bytes_per_s is None else rate(reading.bytes_per_s),
        "" if left is None else time_left(left),
    ]
    return " · ".join(filter(None, parts))


def rate(bytes_per_s: float) -> str:
    """'12 MB/s': two digits say enough, and more would flicker."""
    unit, name = (1e6, "MB") if bytes_per_s >= 1e5 else (1e3, "kB")
    amount = bytes_per_s / unit
    return tr("{0} {1}/s").format(QLocale().toString(amount, "f", 0 if amount >= 10 else 1), name)


def time_left(seconds: float) -> str:
    """'about 20 s left': rounded up, as a person would."""
    if seconds < 10:
        return tr("a few seconds left")
    if seconds <= 50:
        return tr("about {} s left").format(math.ceil(seconds / 10) * 10)
    if seconds <= 3000:
        return tr("about {} min left").format(math.ceil(seconds / 60))
    return tr("about {} h left").format(math.ceil(seconds / 3600))
