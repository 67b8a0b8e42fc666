"""An archive that counts: it remembers every question and every instance that it has sent, and
lets a test do something before it sends the next one, or stop there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydicom import Dataset, dcmread
from pydicom.uid import ExplicitVRLittleEndian
from pynetdicom import build_context, evt
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    CTImageStorage,
    StudyRootQueryRetrieveInformationModelFind,
    StudyRootQueryRetrieveInformationModelGet,
    StudyRootQueryRetrieveInformationModelMove,
)

from mkiso_desktop.demo.node import SENDING, new_ae, serving

from .process import LOOPBACK

PENDING = 0xFF00
_KEYS = {"STUDY": "StudyInstanceUID", "SERIES": "SeriesInstanceUID", "IMAGE": "SOPInstanceUID"}


@dataclass
class CountingArchive:
    """Holds CT files in Explicit VR Little Endian; sends to `station_port`."""

    station_port: int
    holds: list[Dataset]
    ae_title: str = "COUNTING"
    host: str = LOOPBACK
    port: int = 0
    moves: list[Dataset] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    goes_on: Callable[[int], bool] = lambda number: True

    def forget(self) -> None:
        """Count anew."""
        self.moves.clear()
        self.sent.clear()

    def levels(self) -> list[str]:
        """The level of each C-MOVE or C-GET."""
        return [str(one.QueryRetrieveLevel) for one in self.moves]

    def _find(self, event: evt.Event) -> Iterator[Any]:
        asked = event.identifier
        key = _KEYS[asked.QueryRetrieveLevel]
        rows = {one[key].value: one for one in self._matching(asked)}
        for one in rows.values():
            row = Dataset()
            row.SpecificCharacterSet = "ISO_IR 192"
            row.QueryRetrieveLevel = asked.QueryRetrieveLevel
            for element in asked:
                if element.keyword in one:
                    row[element.tag] = one[element.tag]
            yield PENDING, row

    def _matching(self, asked: Dataset) -> list[Dataset]:
        keys = ["AccessionNumber", *_KEYS.values()]
        wanted = {key: asked.get(key) for key in keys if asked.get(key)}
        return [
            one
            for one in self.holds
            if all(
                str(one[key].value) in ([value] if isinstance(value, str) else list(value))
                for key, value in wanted.items()
            )
        ]

    def _move(self, event: evt.Event) -> Iterator[Any]:
        contexts = [build_context(CTImageStorage, ExplicitVRLittleEndian)]
        yield self.host, self.station_port, {"contexts": contexts, "evt_handlers": SENDING}
        yield from self._send(event)

    def _send(self, event: evt.Event) -> Iterator[Any]:
        asked = event.identifier
        self.moves.append(asked)
        found = self._matching(asked)
        yield len(found)
        for one in found:
            if not self.goes_on(len(self.sent)):
                return
            self.sent.append(str(one.SOPInstanceUID))
            yield PENDING, one


@contextmanager
def counting(files: Sequence[Path], station_port: int) -> Iterator[CountingArchive]:
    """Serve these files while inside."""
    archive = CountingArchive(station_port, [dcmread(file) for file in files])
    ae = new_ae(archive.ae_title)
    for model in (
        StudyRootQueryRetrieveInformationModelFind,
        StudyRootQueryRetrieveInformationModelMove,
        StudyRootQueryRetrieveInformationModelGet,
    ):
        ae.add_supported_context(model)
    ae.add_supported_context(CTImageStorage, scu_role=True, scp_role=True)
    handlers: list[Any] = [
        (evt.EVT_C_FIND, archive._find),
        (evt.EVT_C_MOVE, archive._move),
        (evt.EVT_C_GET, archive._send),
    ]
    with serving(ae, handlers) as archive.port:
        yield archive
