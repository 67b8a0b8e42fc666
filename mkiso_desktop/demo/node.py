"""Serves a DICOM application entity on loopback while a `with` block lasts, and leaves nothing."""

from __future__ import annotations

import logging
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.transport import AssociationServer

from ..net.association import leave_answers_alone

LOOPBACK = "127.0.0.1"
MAXIMUM_PDU = 262_144
GRACE_S, SHUT_S = 1.5, 5.0

# pynetdicom writes identifiers into its log, and takes a C-MOVE to a stranger for our error.
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL)

Handlers = list[tuple[Any, Callable[[evt.Event], Any]]]


def new_ae(ae_title: str) -> AE:
    """An application entity with short time-outs and large PDUs, as fits one machine."""
    ae = AE(ae_title)
    ae.maximum_pdu_size = MAXIMUM_PDU
    ae.connection_timeout, ae.acse_timeout = 5, 10
    ae.dimse_timeout, ae.network_timeout = 30, 60
    ae.maximum_associations = 20
    return ae


def _no_delay(event: evt.Event) -> None:
    """Nagle's algorithm waits for the peer's delayed acknowledgement: 40 ms for each instance."""
    _set_option(event, socket.TCP_NODELAY)


def _quick_ack(event: evt.Event) -> None:
    """The same for a peer that keeps Nagle's algorithm; Linux forgets it, so after each PDU."""
    if sys.platform == "linux":
        _set_option(event, socket.TCP_QUICKACK)


def _set_option(event: evt.Event, option: int) -> None:
    wrapped = event.assoc.dul.socket
    with suppress(OSError):  # the peer was quicker and has gone
        if wrapped is not None and wrapped.socket is not None:
            wrapped.socket.setsockopt(socket.IPPROTO_TCP, option, 1)


AT_ONCE: Handlers = [(evt.EVT_CONN_OPEN, _no_delay), (evt.EVT_DATA_SENT, _quick_ack)]
SENDING: Handlers = [*AT_ONCE, (evt.EVT_ESTABLISHED, leave_answers_alone)]


@contextmanager
def serving(ae: AE, handlers: Handlers, port: int = 0) -> Iterator[int]:
    """Accept associations for `ae`; yields the port (0: one that is free). On leaving, every
    association is ended."""
    server = ae.make_server((LOOPBACK, port), evt_handlers=[*AT_ONCE, *handlers])
    thread = Thread(target=server.serve_forever, args=(0.05,), name=f"{ae.ae_title} accepts")
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        _close(ae, server, thread)


def _close(ae: AE, server: AssociationServer, thread: Thread) -> None:
    # pynetdicom's own shutdown looks for the server in a list where only its thread puts it.
    super(AssociationServer, server).shutdown()
    server.server_close()
    thread.join()
    associations = [*ae.active_associations]
    # An abort in the middle of a service trips pynetdicom's state machine: let it finish first.
    patience = time.monotonic() + GRACE_S
    for association in associations:
        association.join(max(0.0, patience - time.monotonic()))
    for association in associations:
        if association.is_alive():
            _end(association)
    for association in associations:
        association.join(SHUT_S)
        association.dul.join(SHUT_S)


def _end(association: Association) -> None:
    association.abort()
    # A service that waits for a DIMSE answer does not see an abort from another thread.
    association.dimse.msg_queue.put((None, None))
