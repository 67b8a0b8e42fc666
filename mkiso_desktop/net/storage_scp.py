"""Our Storage SCP: resident, small, and closed to everything that no job has asked for.

A thread per association reads PDUs from the socket into one buffer, and a data set goes from
there to its file in one piece. PS3.8 for the associations, PS3.7 for C-STORE and C-ECHO; no
other service. What it defends against is listed in docs/storage-scp.md.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydicom._uid_dict import UID_dictionary

from ..core.errors import ConfigInvalid
from ..core.instance import IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME
from . import pdu
from .gate import Store, is_uid
from .landing import Landing
from .message import Fragments, read_command
from .pdu import Associate, Command, Malformed, PresentationContext
from .reception import Desk
from .wire import DEADLINES, Closed, Deadlines, NoTls, TooSlow, Wire

log = logging.getLogger(__name__)

MOST_ASSOCIATIONS = 16
MOST_PER_ADDRESS = 8
WAITING = 1024  # connections of a flood that must not keep the archive's own from being noticed

_IMPLEMENTATION = (IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME)
_NOT_ON_DISCS = ("Deflate", "JPIP", "XML", "MIME", "SMPTE", "Papyrus")  # no pixels inside, or bombs
TRANSFER_SYNTAXES = frozenset(
    uid
    for uid, (name, kind, *_) in UID_dictionary.items()
    if kind == "Transfer Syntax" and not any(word in name for word in _NOT_ON_DISCS)
)
_COMPOSITE = "1.2.840.10008.5.1.4.1.1."  # image classes, also those newer than our dictionary
_STORAGE = frozenset(
    uid
    for uid, (name, kind, *_) in UID_dictionary.items()
    if kind == "SOP Class" and "Storage" in name and "Commitment" not in name
)

UNRECOGNISED_OPERATION = 0x0211
WRONG_CALLED, WRONG_CALLING = (1, 1, 7), (1, 1, 3)
TOO_MANY = (2, 3, 2)  # transient, presentation service provider: local limit exceeded
ABSTRACT_SYNTAX_UNKNOWN, TRANSFER_SYNTAXES_UNKNOWN = 3, 4


class PortTaken(ConfigInvalid):
    """Our port cannot be opened; most likely another program has it."""


@dataclass(frozen=True)
class Door:
    """Who may come in: our AE title, theirs, and their addresses (empty: every address)."""

    ae_title: str
    calling_ae_titles: frozenset[str]
    addresses: frozenset[str]

    def knows(self, address: str) -> bool:
        """Whether a connection may come from there."""
        return not self.addresses or address in self.addresses

    def reject(self, asked: Associate) -> tuple[int, int, int] | None:
        """Why the association is not for us (PS3.8 9.3.4: result, source, reason), or None."""
        if asked.called_ae_title != self.ae_title:
            return WRONG_CALLED
        if self.calling_ae_titles and asked.calling_ae_title not in self.calling_ae_titles:
            return WRONG_CALLING
        return None


class StorageScp:
    """Listens from `open` to `close`; instances go to the receptions of its `desk`."""

    def __init__(
        self,
        door: Door,
        bind: str,
        port: int,
        deadlines: Deadlines = DEADLINES,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.desk = Desk()
        self.refused_associations: Counter[str] = Counter()
        self._doors, self._bind, self._port = [door], bind, port
        self._deadlines, self._tls = deadlines, tls
        self._listener: socket.socket | None = None
        self._closing = threading.Event()
        self._accepting: threading.Thread | None = None
        self._wires: dict[threading.Thread, tuple[Wire, str]] = {}
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """The port it really listens on."""
        return int(self._listener.getsockname()[1]) if self._listener else self._port

    def open(self) -> None:
        """Take the port and accept from now on. Raises PortTaken."""
        family = socket.AF_INET6 if ":" in self._bind else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: REUSEADDR would share the port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._bind, self._port))
            listener.listen(WAITING)
        except OSError as error:
            listener.close()
            raise PortTaken(
                f"Port {self._port} on {self._bind} cannot be opened for the archive to send to",
                "Close the other program that uses it (perhaps another mkiso-desktop), or choose "
                "another port in [station] and tell the PACS administrator.",
                str(error),
            ) from error
        self._listener = listener
        self._closing.clear()
        self._accepting = threading.Thread(target=self._accept, name="storage-scp", daemon=True)
        self._accepting.start()

    def close(self) -> None:
        """Let the port and every association go; returns when their threads have ended."""
        if self._listener is None or self._accepting is None:
            return
        self._closing.set()
        with contextlib.suppress(OSError):  # wakes accept() on Linux; elsewhere close does
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(5)
        with self._lock:
            held = dict(self._wires)
        for thread, (wire, _) in held.items():
            wire.close()
            thread.join(5)
        self._listener = None

    @contextlib.contextmanager
    def admitting(self, door: Door) -> Iterator[None]:
        """While inside, let in who fits this door too; what jobs have asked for stays the gate."""
        with self._lock:
            self._doors.append(door)
        try:
            yield
        finally:
            with self._lock:
                self._doors.remove(door)

    def _accept(self) -> None:
        listener = self._listener
        while listener is not None:
            try:
                connection, peer = listener.accept()
            except OSError as error:
                if self._closing.is_set():
                    return
                log.warning("the archive's connection could not be accepted: %s", error.strerror)
                self._closing.wait(0.1)  # out of descriptors, most likely: do not spin meanwhile
                continue
            with contextlib.suppress(OSError):  # the peer is gone already
                self._let_in(connection, _plain_address(peer[0]))

    def _let_in(self, connection: socket.socket, address: str) -> None:
        """Give the connection a thread, or close it before a byte is read."""
        if (why := self._turned_away(address)) is not None:
            self._count(why)
            with connection:
                if why == "limit" and not self._tls:  # an honest archive then knows to come back
                    connection.setblocking(False)
                    connection.sendall(pdu.encode_reject(*TOO_MANY))
            return
        try:
            if self._tls:  # hands are shaken in the thread: a silent peer must not block others
                connection = self._tls.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
            wire = Wire(connection, self._deadlines)
        except OSError:
            connection.close()
            raise
        thread = threading.Thread(
            target=self._serve, args=(wire, address), name="storage-scp-association", daemon=True
        )
        with self._lock:
            self._wires[thread] = (wire, address)
        try:
            thread.start()
        except RuntimeError as error:  # the system has no thread left just now
            log.warning("the archive's connection could not be served: %s", error)
            wire.close()
            with self._lock:
                del self._wires[thread]

    def _turned_away(self, address: str) -> str | None:
        """Why this connection must not come in, or None."""
        if not self.admits(address):
            return "address"
        with self._lock:
            held = [held_address for _, held_address in self._wires.values()]
        if len(held) >= MOST_ASSOCIATIONS or held.count(address) >= MOST_PER_ADDRESS:
            return "limit"
        return None

    def admits(self, address: str) -> bool:
        """Whether connections from there may come in now."""
        return bool(self._doors_for(address))

    def _doors_for(self, address: str) -> tuple[Door, ...]:
        with self._lock:
            return tuple(door for door in self._doors if door.knows(address))

    def _serve(self, wire: Wire, address: str) -> None:
        try:
            wire.shake_hands()
            Served(wire, self._doors_for(address), self.desk, self._deadlines, self._count).run()
        except NoTls as error:
            self._count("tls")
            log.info("a connection did not come to TLS: %s", error)
        except Closed as error:
            log.debug("an association ended: %s", error)
        except (Malformed, TooSlow) as error:
            log.info("an association was aborted: %s", str(error) or "too slow")
            with contextlib.suppress(Closed, TooSlow):
                wire.send(pdu.encode_abort(2, 6))
        finally:
            wire.close()
            with self._lock:
                self._wires.pop(threading.current_thread(), None)

    def _count(self, why: str) -> None:
        self.refused_associations[why] += 1


class Served:
    """One association, from its request to its release."""

    def __init__(
        self,
        wire: Wire,
        doors: tuple[Door, ...],
        desk: Desk,
        deadlines: Deadlines,
        count: Callable[[str], None],
    ) -> None:
        self._wire, self._doors, self._count = wire, doors, count
        self._deadlines = deadlines
        self._contexts: dict[int, PresentationContext] = {}
        self._landing = Landing(desk)

    def run(self) -> None:
        """Negotiate, then answer requests until the peer releases or aborts."""
        kind, length = self._wire.next_pdu(self._deadlines.first_pdu_s)
        if kind != pdu.ASSOCIATE_RQ:
            raise Malformed("the first PDU does not ask for an association")
        if not self._negotiate(pdu.decode_associate(self._wire.read(length))):
            return
        while True:
            kind, length = self._wire.next_pdu(self._deadlines.idle_s)
            if kind == pdu.P_DATA:
                self._message(length)
            elif kind == pdu.RELEASE_RQ:
                self._wire.read(length)
                self._wire.send(pdu.encode_release(answer=True))
                return
            elif kind == pdu.ABORT:
                return
            else:
                raise Malformed(f"a PDU of type {kind} inside an association")

    def _negotiate(self, asked: Associate) -> bool:
        rejects = [door.reject(asked) for door in self._doors] or [WRONG_CALLED]
        if reject := None if None in rejects else rejects[0]:
            self._count("ae-title")
            log.info("an association was rejected, reason %d", reject[2])
            self._wire.send(pdu.encode_reject(*reject))
            return False
        answers = tuple(answer_to(context) for context in asked.contexts)
        self._contexts = pdu.accepted(answers)
        answer = Associate(asked.called_ae_title, asked.calling_ae_title, answers)
        self._wire.send(pdu.encode_associate(answer, _IMPLEMENTATION, answer=True))
        return True

    def _message(self, length: int) -> None:
        """Read one DIMSE message, whose first P-DATA-TF has `length` bytes, and answer it."""
        context_id, command, fragments = read_command(self._wire, length, self._deadlines.idle_s)
        context = self._contexts.get(context_id)
        if context is None:
            raise Malformed("a message on a presentation context that was not accepted")
        if command.field == pdu.C_STORE_RQ:
            self._store(command, context, fragments)
            return
        if command.has_data_set or command.is_response:
            raise Malformed("a message that is no request, or that is no C-STORE and has data")
        fragments.end()
        if command.field == pdu.C_CANCEL_RQ:  # there is nothing to cancel, and no answer to it
            return
        known = command.field == pdu.C_ECHO_RQ and context.abstract_syntax == pdu.VERIFICATION
        self._answer(command, context, 0x0000 if known else UNRECOGNISED_OPERATION)

    def _store(self, command: Command, context: PresentationContext, fragments: Fragments) -> None:
        if not command.has_data_set or context.abstract_syntax == pdu.VERIFICATION:
            raise Malformed("a C-STORE request without a data set, or on no storage context")
        store = Store(
            command.affected_sop_class_uid,
            command.affected_sop_instance_uid,
            context.transfer_syntaxes[0],
            command.move_originator_message_id,
        )
        landing = self._landing
        landing.begin(store, fits=store.sop_class_uid == context.abstract_syntax)
        try:
            is_last = False
            while not is_last:
                fragment = fragments.next()
                if fragment.is_command:
                    raise Malformed("a command in the middle of a data set")
                is_last, size = fragment.is_last, fragment.size
                while size:
                    room = landing.room(size)
                    self._wire.read_into(room)
                    size -= len(room)
                    room.release()
            fragments.end()
            try:
                self._answer(command, context, landing.finish())
            finally:
                landing.seal()
        finally:
            landing.give_up()

    def _answer(self, command: Command, context: PresentationContext, status: int) -> None:
        elements: dict[int, int | str] = {
            0x0002: command.affected_sop_class_uid,
            0x0100: command.field | 0x8000,
            0x0120: command.message_id,
            0x0800: pdu.NO_DATA_SET,
            0x0900: status,
        }
        if command.affected_sop_instance_uid:
            elements[0x1000] = command.affected_sop_instance_uid
        body = pdu.encode_command(elements)
        header = pdu.pdv_header(context.context_id, len(body), is_command=True, is_last=True)
        self._wire.send(header + body)


def answer_to(context: PresentationContext) -> PresentationContext:
    """Accept storage of any class, private ones too, in the first syntax that we know."""
    abstract = context.abstract_syntax
    if not (_is_storage(abstract) or abstract == pdu.VERIFICATION):
        return PresentationContext(
            context.context_id, abstract, ("1.2.840.10008.1.2",), ABSTRACT_SYNTAX_UNKNOWN
        )
    for uid in context.transfer_syntaxes:
        if uid in TRANSFER_SYNTAXES:
            return PresentationContext(context.context_id, abstract, (uid,))
    return PresentationContext(
        context.context_id, abstract, ("1.2.840.10008.1.2",), TRANSFER_SYNTAXES_UNKNOWN
    )


def _is_storage(uid: str) -> bool:
    if uid.startswith("1.2.840.10008."):
        return uid in _STORAGE or (uid.startswith(_COMPOSITE) and is_uid(uid))
    return is_uid(uid)


def _plain_address(text: str) -> str:
    """An address as it is configured: an IPv4 one that came in by IPv6 is IPv4."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
