"""Sends files from the spool to a Storage SCP, such as the CD publisher, without decoding them.

Stands on the same Upper Layer as our Storage SCP. An association proposes exactly the pairs of
SOP class and transfer syntax that are there, each in a context of its own, so that the answer
tells pair by pair what the peer takes. Bytes go out as they lie in the file.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..core.errors import Cancelled, CheckFailed, PublisherUnreachable, RelayFailed
from ..core.instance import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME, Instance
from ..core.progress import Progress
from . import pdu
from .association import ACSE_S, CONNECTION_S, DIMSE_S, Peer
from .interrupt import interruptible
from .message import read_command
from .pdu import Associate, Malformed, PresentationContext
from .tls import refusal
from .wire import Closed, NoTls, TooSlow, Wire

MOST_CONTEXTS = 128  # PS3.8 9.3.2.2: odd numbers from 1 to 255
NO_STATUS = 0xC000  # what we take an answer without a status for: cannot understand
_READ_AHEAD = 1024 * 1024
_IMPLEMENTATION = (IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME)

Pair = tuple[str, str]
"""SOP Class UID and Transfer Syntax UID."""


@dataclass(frozen=True)
class Answer:
    """What the peer said to one instance. A warning (Bxxx) means that it has stored it."""

    status: int

    @property
    def is_accepted(self) -> bool:
        return self.status == 0 or self.status & 0xF000 == 0xB000

    def __str__(self) -> str:
        return f"0x{self.status:04X}"


def pair_of(instance: Instance) -> Pair:
    """What an association has to offer for this instance."""
    return instance.sop_class_uid, instance.transfer_syntax_uid


class Sender:
    """An open association; `store` sends one instance after the other."""

    def __init__(self, wire: Wire, accepted: dict[Pair, int], maximum_length: int) -> None:
        self._wire, self._accepted = wire, accepted
        # 0: the peer sets no limit; the fragment is what a PDU carries besides its PDV header
        most = min(maximum_length or pdu.OUR_MAXIMUM_LENGTH, pdu.OUR_MAXIMUM_LENGTH)
        self._fragment = (most - 6) & ~1
        self._message_id = 0

    def accepts(self, pair: Pair) -> bool:
        """Whether the peer takes this class in this syntax."""
        return pair in self._accepted

    def store(self, instance: Instance) -> Answer:
        """Send one instance, whose pair is accepted, and wait for the answer (PS3.7 9.1.1)."""
        self._message_id = self._message_id % 0xFFFF + 1
        context_id = self._accepted[pair_of(instance)]
        command = pdu.encode_command(
            {
                0x0002: instance.sop_class_uid,
                0x0100: pdu.C_STORE_RQ,
                0x0110: self._message_id,
                0x0700: 0,  # medium priority
                0x0800: 0x0001,  # a data set follows
                0x1000: instance.sop_instance_uid,
            }
        )
        self._send_data_set(instance, context_id, self._in_fragments(command, context_id))
        return self._answer()

    def _in_fragments(self, command: bytes, context_id: int) -> bytes:
        """A command set as PDUs: in one, unless the peer takes tiny ones only."""
        most, parts = self._fragment, []
        for at in range(0, len(command), most):
            piece, is_last = command[at : at + most], at + most >= len(command)
            head = pdu.pdv_header(context_id, len(piece), is_command=True, is_last=is_last)
            parts.append(head + piece)
        return b"".join(parts)

    def _send_data_set(self, instance: Instance, context_id: int, before: bytes) -> None:
        """Send the command in `before` and the data set, a megabyte at a time."""
        fragment, left = self._fragment, instance.length
        chunk = max(fragment, _READ_AHEAD // fragment * fragment)
        with instance.path.open("rb", buffering=0) as file:
            file.seek(instance.offset)
            parts: list[bytes | memoryview] = [before]
            while left:
                data = memoryview(file.read(min(chunk, left)))
                if not data:
                    raise CheckFailed(
                        "A received image is no longer whole on this computer's disk",
                        "Check the disk, then start the job again.",
                    )
                left -= len(data)
                for at in range(0, len(data), fragment):
                    piece = data[at : at + fragment]
                    is_last = not left and at + fragment >= len(data)
                    parts.append(
                        pdu.pdv_header(context_id, len(piece), is_command=False, is_last=is_last)
                    )
                    parts.append(piece)
                self._wire.send(*parts)
                parts = []

    def _answer(self) -> Answer:
        kind, length = self._wire.next_pdu(DIMSE_S)
        if kind != pdu.P_DATA:
            raise Closed("the peer ended the association")
        _, command, fragments = read_command(self._wire, length, DIMSE_S)
        fragments.end()
        if command.field != pdu.C_STORE_RSP or command.message_id != self._message_id:
            raise Malformed("an answer to something that was not asked")
        return Answer(NO_STATUS if command.status is None else command.status)

    def release(self) -> None:
        """End in good order; a peer that does not care for manners is left anyway."""
        with contextlib.suppress(Closed, TooSlow, Malformed):
            self._wire.send(pdu.encode_release(answer=False))
            self._wire.next_pdu(1.0)


@contextmanager
def sending(
    peer: Peer, calling_ae_title: str, pairs: Iterable[Pair], progress: Progress
) -> Iterator[Sender]:
    """An association with the publisher for these pairs (128 at most), let go at the end.

    Raises PublisherUnreachable when nobody is there, RelayFailed when the publisher rejects us
    or breaks off, Cancelled at once when cancelled.
    """
    wire = interruptible(lambda: _connect(peer), progress, discard=Wire.close)
    try:
        with progress.waking(wire.close):
            sender = _negotiate(wire, peer, calling_ae_title, sorted(set(pairs)))
            yield sender
            sender.release()
    except (Closed, TooSlow, Malformed) as error:
        if progress.is_cancelled:
            raise Cancelled from error
        why = "stopped answering" if isinstance(error, TooSlow) else "broke off the connection"
        raise RelayFailed(
            f"The CD publisher {why}", "Look at the publisher, then send the rest again."
        ) from error
    except BaseException:
        with contextlib.suppress(Closed, TooSlow):
            wire.send(pdu.encode_abort(0, 0))
        raise
    finally:
        wire.close()


def _connect(peer: Peer) -> Wire:
    try:
        connection = socket.create_connection((peer.host, peer.port), timeout=CONNECTION_S)
        if peer.tls:
            connection = peer.tls.wrap_socket(connection, do_handshake_on_connect=False)
        wire = Wire(connection)
    except (OSError, UnicodeError) as error:  # the latter: a name that cannot have an address
        raise _did_not_answer(peer, str(error)) from error
    try:
        wire.shake_hands()
    except NoTls as error:
        wire.close()
        raise _why_no_tls(peer, error) from error
    return wire


def _why_no_tls(peer: Peer, error: Closed) -> PublisherUnreachable | RelayFailed:
    """In TLS 1.3 the peer says only after our request what it thinks of our certificate."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else OSError()
    why = refusal(f"The CD publisher {peer}", cause)
    kind = RelayFailed if why.is_final else PublisherUnreachable
    return kind(why.title, why.advice, why.detail)


def _did_not_answer(peer: Peer, detail: str | None = None) -> PublisherUnreachable:
    return PublisherUnreachable(
        f"The CD publisher {peer} did not answer",
        "Check that the publisher is switched on and connected to the network, then try again.",
        detail,
    )


def _ask(wire: Wire, peer: Peer, request: bytes) -> tuple[int, bytes]:
    """Request an association; the type and the body of what comes back."""
    try:
        wire.send(request)
        kind, length = wire.next_pdu(ACSE_S)
        return kind, wire.read(length)
    except TooSlow as error:
        raise _did_not_answer(peer) from error
    except Closed as error:
        if peer.tls:
            raise _why_no_tls(peer, error) from error
        raise


def _negotiate(wire: Wire, peer: Peer, calling_ae_title: str, pairs: list[Pair]) -> Sender:
    contexts = tuple(
        PresentationContext(2 * number + 1, sop_class_uid, (transfer_syntax_uid,))
        for number, (sop_class_uid, transfer_syntax_uid) in enumerate(pairs)
    )
    request = Associate(peer.ae_title, calling_ae_title, contexts)
    kind, body = _ask(wire, peer, pdu.encode_associate(request, _IMPLEMENTATION, answer=False))
    if kind == pdu.ASSOCIATE_RJ:
        raise RelayFailed(
            f"The CD publisher {peer} does not accept a connection from {calling_ae_title}",
            f"Register the AE title {calling_ae_title} of this computer at the publisher, and "
            f"check that the publisher is really called {peer.ae_title}.",
            "association rejected",
        )
    if kind != pdu.ASSOCIATE_AC:
        raise Closed("the peer aborted")
    answer = pdu.decode_associate(body)
    if 0 < answer.maximum_length < 128:
        raise Malformed("a maximum length that leaves no room for data")
    taken = pdu.accepted(answer.contexts)
    accepted = {
        pair: context.context_id
        for pair, context in zip(pairs, contexts, strict=True)
        if context.context_id in taken
        and taken[context.context_id].transfer_syntaxes == context.transfer_syntaxes
    }
    return Sender(wire, accepted, answer.maximum_length)
