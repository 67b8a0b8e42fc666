"""A peer that follows a script: it says what no honest archive would, or nothing at all."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from queue import SimpleQueue
from typing import cast

from pydicom import Dataset
from pynetdicom.dsutils import decode, encode

from mkiso_desktop.net import pdu
from mkiso_desktop.net.message import read_command
from mkiso_desktop.net.pdu import Associate, Command, Malformed, PresentationContext
from mkiso_desktop.net.wire import Closed, TooSlow, Wire

from .process import LOOPBACK

IMPLICIT = "1.2.840.10008.1.2"
PENDING, SUCCESS = 0xFF00, 0x0000
_COUNTS = {"remaining": 0x1020, "completed": 0x1021, "failed": 0x1022, "warning": 0x1023}
PATIENCE_S = 600.0  # longer than any of ours: it is we who have to let go


@dataclass
class Request:
    """What a message asked: its command, and its identifier where it has one."""

    command: Command
    context_id: int
    identifier: Dataset = field(default_factory=Dataset)
    data: bytes = b""


class Conversation:
    """One connection from the peer's side, as its script sees it."""

    def __init__(self, connection: socket.socket) -> None:
        self.wire = Wire(connection)
        self.asked = Associate("", "", ())
        self.heard: list[int] = []
        self._requests: SimpleQueue[Request | None] = SimpleQueue()
        self._listening: threading.Thread | None = None

    def accept(
        self,
        maximum_length: int = 16384,
        only: Callable[[str, str], bool] = lambda abstract, syntax: True,
    ) -> None:
        """Accept the association: each context for which `only` says so, in its first syntax."""
        kind, length = self.wire.next_pdu(PATIENCE_S)
        assert kind == pdu.ASSOCIATE_RQ
        self.asked = pdu.decode_associate(self.wire.read(length))
        contexts = tuple(
            PresentationContext(
                one.context_id,
                "",
                one.transfer_syntaxes[:1],
                0 if only(one.abstract_syntax, one.transfer_syntaxes[0]) else 3,
            )
            for one in self.asked.contexts
        )
        answer = Associate(
            self.asked.called_ae_title, self.asked.calling_ae_title, contexts, maximum_length
        )
        self.wire.send(pdu.encode_associate(answer, ("1.2.3", "SCRIPT"), answer=True))
        self._listening = threading.Thread(target=self._listen, name="scripted-listener")
        self._listening.start()

    def reject(self, result: int = 1, source: int = 1, reason: int = 3) -> None:
        kind, length = self.wire.next_pdu(PATIENCE_S)
        self.wire.read(length)
        self.wire.send(pdu.encode_reject(result, source, reason))

    def next(self) -> Request:
        """The next request; Closed when the other side has gone."""
        request = self._requests.get()
        if request is None:
            self._requests.put(None)  # for whoever asks again
            raise Closed("over")
        return request

    def answer(
        self,
        request: Request,
        status: int,
        row: Dataset | None = None,
        comment: str = "",
        **counts: int,
    ) -> None:
        """Answer a request, perhaps with an identifier, a comment, counts of sub-operations."""
        elements: dict[int, int | str] = {
            0x0002: request.command.affected_sop_class_uid,
            0x0100: request.command.field | 0x8000,
            0x0120: request.command.message_id,
            0x0800: 1 if row is not None else pdu.NO_DATA_SET,
            0x0900: status,
        }
        elements |= {_COUNTS[name]: count for name, count in counts.items()}
        if comment:
            elements[0x0902] = comment
        if request.command.affected_sop_instance_uid:
            elements[0x1000] = request.command.affected_sop_instance_uid
        self._say(request, pdu.encode_command(elements), is_command=True)
        if row is not None:
            self._say(request, cast(bytes, encode(row, True, True)), is_command=False)

    def abort(self) -> None:
        self.wire.send(pdu.encode_abort(0, 0))

    def until_left(self) -> None:
        """Say nothing until the other side goes."""
        with suppress(Closed):
            while True:
                self.next()

    def end(self) -> None:
        self.wire.close()
        if self._listening:
            self._listening.join(10)

    def _say(self, request: Request, content: bytes, *, is_command: bool) -> None:
        head = pdu.pdv_header(request.context_id, len(content), is_command=is_command, is_last=True)
        self.wire.send(head + content)

    def _listen(self) -> None:
        try:
            while True:
                kind, length = self.wire.next_pdu(PATIENCE_S)
                if kind == pdu.P_DATA:
                    self._requests.put(self._read(length))
                elif kind == pdu.RELEASE_RQ:
                    self.wire.read(length)
                    self.wire.send(pdu.encode_release(answer=True))
                else:
                    break
        except (Closed, TooSlow, Malformed):
            pass
        finally:
            self._requests.put(None)

    def _read(self, length: int) -> Request:
        context_id, command, fragments = read_command(self.wire, length, PATIENCE_S)
        self.heard.append(command.field)
        request = Request(command, context_id)
        parts, is_last = list[bytes](), not command.has_data_set
        while not is_last:
            fragment = fragments.next()
            parts.append(self.wire.read(fragment.size))
            is_last = fragment.is_last
        request.data = b"".join(parts)
        if request.data and command.field != pdu.C_STORE_RQ:
            request.identifier = decode(BytesIO(request.data), True, True)
        return request


@dataclass
class ScriptedPeer:
    """A listening peer: `conversations` are those that took place, in order."""

    ae_title: str
    host: str
    port: int
    conversations: list[Conversation] = field(default_factory=list)


@contextmanager
def scripted(
    *scripts: Callable[[Conversation], None], ae_title: str = "SCRIPTED", beside: bool = False
) -> Iterator[ScriptedPeer]:
    """Serve connections one after the other, each by its script; the last one serves the rest.
    `beside`: serve each at once."""
    listener = socket.create_server((LOOPBACK, 0))
    peer = ScriptedPeer(ae_title, LOOPBACK, listener.getsockname()[1])
    mistakes: list[BaseException] = []
    serving: list[threading.Thread] = []

    def serve() -> None:
        waiting = list(scripts)
        for conversation in _accepted(listener):
            peer.conversations.append(conversation)
            script = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            serving.append(
                threading.Thread(target=_converse, args=(conversation, script, mistakes))
            )
            serving[-1].start()
            if not beside:
                serving[-1].join()

    thread = threading.Thread(target=serve, name="scripted-peer")
    thread.start()
    try:
        yield peer
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for conversation in peer.conversations:
            conversation.wire.close()
        for one in (thread, *serving):
            one.join(20)
    assert not mistakes, mistakes


def _converse(
    conversation: Conversation,
    script: Callable[[Conversation], None],
    mistakes: list[BaseException],
) -> None:
    try:
        script(conversation)
    except (Closed, TooSlow, Malformed):
        pass
    except BaseException as error:  # a mistake of the test's own
        mistakes.append(error)
    finally:
        conversation.end()


def _accepted(listener: socket.socket) -> Iterator[Conversation]:
    with suppress(OSError):
        while True:
            yield Conversation(listener.accept()[0])
