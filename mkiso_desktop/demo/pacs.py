"""The demo hospital's PACS: C-ECHO, C-FIND, C-MOVE and C-GET in the Study Root model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event
from typing import Any

from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, ImplicitVRLittleEndian
from pynetdicom import build_context, evt
from pynetdicom.presentation import PresentationContext
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    StudyRootQueryRetrieveInformationModelFind,
    StudyRootQueryRetrieveInformationModelGet,
    StudyRootQueryRetrieveInformationModelMove,
    Verification,
)

from . import archive
from .casebook import Kind
from .node import LOOPBACK, MAXIMUM_PDU, SENDING, new_ae, serving
from .objects import SOP_CLASS, Place, transfer_syntax

SUCCESS, PENDING, CANCELLED = 0x0000, 0xFF00, 0xFE00
IDENTIFIER_DOES_NOT_MATCH = 0xA900
UNCOMPRESSED = (ExplicitVRLittleEndian, ImplicitVRLittleEndian)

Answer = tuple[int | Dataset, Dataset | None]


class Pacs:
    """The handlers of one archive; `pause_s` slows each instance down so that one can watch."""

    def __init__(self, ae_title: str, destinations: Mapping[str, int], pause_s: float) -> None:
        self.ae_title = ae_title
        self._destinations = dict(destinations)
        self._pause_s = pause_s
        self._closing = Event()

    @contextmanager
    def open(self, port: int = 0) -> Iterator[int]:
        """Serve while inside; yields the port (0: one that is free)."""
        ae = new_ae(self.ae_title)
        for model in (
            Verification,
            StudyRootQueryRetrieveInformationModelFind,
            StudyRootQueryRetrieveInformationModelMove,
            StudyRootQueryRetrieveInformationModelGet,
        ):
            ae.add_supported_context(model, list(UNCOMPRESSED))
        for kind, sop_class in SOP_CLASS.items():  # in a C-GET the asker is the Storage SCP
            ae.add_supported_context(sop_class, _syntaxes(kind), scu_role=True, scp_role=True)
        handlers = [
            (evt.EVT_C_ECHO, lambda event: SUCCESS),
            (evt.EVT_C_FIND, self._find),
            (evt.EVT_C_MOVE, self._move),
            (evt.EVT_C_GET, self._get),
        ]
        with serving(ae, handlers, port) as taken:
            try:
                yield taken
            finally:
                self._closing.set()

    def _find(self, event: evt.Event) -> Iterator[Answer]:
        try:
            for match in archive.find(event.identifier):
                if event.is_cancelled:
                    yield CANCELLED, None
                    return
                match.RetrieveAETitle = self.ae_title
                yield PENDING, match
        except archive.NotThatWay as error:
            yield _refusal(error)

    def _move(self, event: evt.Event) -> Iterator[Any]:
        """First the destination, then the number of sub-operations, then the instances."""
        port = self._destinations.get(event.move_destination or "")
        if port is None:
            yield None, None
            return
        try:
            places = archive.instances(event.identifier)
        except archive.NotThatWay as error:
            # pynetdicom would open an association before it takes a failure from here.
            yield from _refused_move(port, error)
            return
        kinds = {place.series.kind for place in places}
        yield LOOPBACK, port, {"contexts": _contexts(kinds), **_link()}
        yield len(places)
        yield from self._instances(event, places)

    def _get(self, event: evt.Event) -> Iterator[Any]:
        try:
            places = archive.instances(event.identifier)
        except archive.NotThatWay as error:
            yield 1
            yield _refusal(error)
            return
        yield len(places)
        yield from self._instances(event, places)

    def _instances(self, event: evt.Event, places: list[Place]) -> Iterator[Answer]:
        for place in places:
            self._closing.wait(self._pause_s)
            if event.is_cancelled or self._closing.is_set():
                yield CANCELLED, None
                return
            yield PENDING, archive.instance_of(place)


def _refused_move(port: int, error: Exception) -> Iterator[Any]:
    yield LOOPBACK, port, {"contexts": _contexts(set(Kind)), **_link()}
    yield 1
    yield _refusal(error)


def _refusal(error: Exception) -> tuple[Dataset, None]:
    status = Dataset()
    status.Status = IDENTIFIER_DOES_NOT_MATCH
    status.ErrorComment = str(error)[:64]
    return status, None


def _link() -> dict[str, Any]:
    return {"max_pdu": MAXIMUM_PDU, "evt_handlers": SENDING}


def _contexts(kinds: set[Kind]) -> list[PresentationContext]:
    """What a sub-operation proposes: a context for each syntax, so that none hides another."""
    return [
        build_context(SOP_CLASS[kind], syntax)
        for kind in sorted(kinds, key=lambda kind: kind.value)
        for syntax in _syntaxes(kind)
    ]


def _syntaxes(kind: Kind) -> list[str]:
    own = transfer_syntax(kind)
    return [own] if own not in UNCOMPRESSED else list(UNCOMPRESSED)
