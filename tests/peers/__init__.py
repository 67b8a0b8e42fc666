"""Real archives and publishers on free loopback ports, for the length of a `with` block.

Each has `ae_title`, `host`, `port`, `store(files)` and `instances()`; leaving the block ends its
processes by their id and removes its folder.
"""

from .dcmtk import Dcmqrscp, NotStored, Storescp, dcmqrscp, storescp
from .orthanc import Orthanc, orthanc
from .process import PeerDidNotStart, free_port

__all__ = [
    "Dcmqrscp",
    "NotStored",
    "Orthanc",
    "PeerDidNotStart",
    "Storescp",
    "dcmqrscp",
    "free_port",
    "orthanc",
    "storescp",
]
