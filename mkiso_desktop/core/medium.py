"""What a disc is written on. By itself: the decoders' processes need no more of the configuration,
and would import all of pydantic with it."""

from __future__ import annotations

import sys
from enum import Enum


class Medium(Enum):
    """What the disc is written on: how much it holds, and which media profile it claims."""

    CD, DVD, DVD_DL, BD, USB = "cd", "dvd", "dvd-dl", "bd", "usb"

    @property
    def capacity_bytes(self) -> int:
        """What every blank of the kind holds: the smaller of the -R and +R sizes."""
        return _CAPACITY[self]


_CAPACITY = {
    Medium.CD: 359_844 * 2048,  # 80 minutes
    Medium.DVD: 2_295_104 * 2048,
    Medium.DVD_DL: 4_171_712 * 2048,
    Medium.BD: 11_826_176 * 2048,  # one layer, with the spare areas that drives reserve
    Medium.USB: sys.maxsize,  # nobody knows before the stick is there
}
