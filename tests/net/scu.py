"""A Storage SCU on a bare socket, which can also say what no honest one would; and our station."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydicom import Dataset, dcmread

from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.net import pdu
from mkiso_desktop.net.gate import Expected
from mkiso_desktop.net.pdu import Associate, Command, PresentationContext
from mkiso_desktop.net.storage_scp import Door, StorageScp
from mkiso_desktop.net.wire import DEADLINES, Deadlines
from tests import samples

STATION, PACS, LOOPBACK = "CDRECORD", "ABPACS", "127.0.0.1"
CT, PLAIN = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1"
OPEN_DOOR = Door(STATION, frozenset(), frozenset({LOOPBACK}))
HASTY = Deadlines(first_pdu_s=0.4, idle_s=0.4, header_s=0.4, body_s=0.4)
"""For tests of the deadlines, which need not wait as long as a real station does."""


@contextmanager
def station(
    door: Door = OPEN_DOOR, deadlines: Deadlines = DEADLINES, tls: ssl.SSLContext | None = None
) -> Iterator[StorageScp]:
    """Our Storage SCP on a free port of loopback; its threads have ended when the block has."""
    scp = StorageScp(door, LOOPBACK, 0, deadlines, tls)
    scp.open()
    try:
        yield scp
    finally:
        scp.close()
    left = [one.name for one in threading.enumerate() if one.name.startswith("storage-scp")]
    assert not left, left


def expected_of(files: Iterable[Path], patient_id: str = "P-0001") -> Expected:
    """A job that waits for exactly these files."""
    studies: dict[str, dict[str, frozenset[str] | None]] = {}
    for one in map(read_instance, files):
        series = studies.setdefault(one.study_instance_uid, {})
        known = series.get(one.series_instance_uid) or frozenset()
        series[one.series_instance_uid] = known | {one.sop_instance_uid}
    return Expected(patient_id, studies)


def data_of(path: Path) -> bytes:
    """The data set of a file, without its file meta information."""
    return path.read_bytes()[read_instance(path).offset :]


def changed(path: Path, target: Path, change: Callable[[Dataset], None]) -> Path:
    """A copy of a file with something about it altered."""
    ds = dcmread(path)
    change(ds)
    samples.write_instance(ds, target, ds.file_meta.TransferSyntaxUID)
    return target


def with_uid(path: Path, begin: str) -> Path:
    """A copy of a file whose SOP Instance UID begins so; pydicom would not write any text there."""
    uid = begin.ljust(len(path.stem), "1")
    target = path.with_name("changed.dcm")
    target.write_bytes(path.read_bytes().replace(path.stem.encode(), uid.encode()))
    return target


class Scu:
    """One connection to a Storage SCP; `association` is what it answered."""

    def __init__(self, port: int, source: str = LOOPBACK, host: str = LOOPBACK) -> None:
        self.socket = socket.create_connection((host, port), 10, source_address=(source, 0))
        self.association = Associate("", "", ())

    def __enter__(self) -> Scu:
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()

    def ask(
        self,
        *contexts: tuple[str, Sequence[str]],
        called: str = STATION,
        calling: str = PACS,
    ) -> list[PresentationContext]:
        """Request an association: classes with their syntaxes; the answer to each, in order."""
        proposed = tuple(
            PresentationContext(2 * number + 1, abstract, tuple(syntaxes))
            for number, (abstract, syntaxes) in enumerate(contexts or [(CT, [PLAIN])])
        )
        request = Associate(called, calling, proposed)
        self.send(pdu.encode_associate(request, ("1.2.3", "TEST"), answer=False))
        kind, body = self.receive()
        assert kind == pdu.ASSOCIATE_AC, (kind, body)
        self.association = pdu.decode_associate(body)
        return list(self.association.contexts)

    def store(
        self,
        data: bytes,
        sop_instance_uid: str,
        sop_class_uid: str = CT,
        context_id: int = 1,
        move_message_id: int | None = None,
        fragment: int = 16000,
    ) -> int:
        """Send one instance in fragments of this size; the status."""
        request: dict[int, int | str] = {
            0x0002: sop_class_uid,
            0x0100: pdu.C_STORE_RQ,
            0x0110: 7,
            0x0700: 0,
            0x0800: 1,
            0x1000: sop_instance_uid,
        }
        if move_message_id is not None:
            request |= {0x1030: STATION, 0x1031: move_message_id}
        self.send(pdv(pdu.encode_command(request), context_id, is_command=True))
        for at in range(0, max(len(data), 1), fragment):
            is_last = at + fragment >= len(data)
            self.send(pdv(data[at : at + fragment], context_id, is_last=is_last))
        answer = self.answer()
        assert answer.field == pdu.C_STORE_RSP and answer.message_id == 7
        assert answer.affected_sop_instance_uid == sop_instance_uid
        assert answer.status is not None
        return answer.status

    def store_file(self, path: Path, move_message_id: int | None = None) -> int:
        """Send a file as it is, on the first context."""
        one: Instance = read_instance(path)
        return self.store(
            data_of(path), one.sop_instance_uid, one.sop_class_uid, move_message_id=move_message_id
        )

    def answer(self) -> Command:
        """The next DIMSE answer, which fits into one PDU."""
        kind, body = self.receive()
        assert kind == pdu.P_DATA, kind
        return pdu.decode_command(body[6:])

    def release(self) -> None:
        self.send(pdu.encode_release(answer=False))
        assert self.receive()[0] == pdu.RELEASE_RP

    def send(self, raw: bytes) -> None:
        self.socket.sendall(raw)

    def receive(self) -> tuple[int, bytes]:
        """The next PDU: its type and body; (0, b"") when the peer has gone instead."""
        head = self._exactly(6)
        if len(head) < 6:
            return 0, b""
        kind, length = struct.unpack(">BxL", head)
        return kind, self._exactly(length)

    def is_aborted(self) -> bool:
        """Whether the peer aborts, or closes the connection, and does not answer."""
        return self.receive()[0] in (0, pdu.ABORT)

    def _exactly(self, size: int) -> bytes:
        data = b""
        try:
            while len(data) < size and (more := self.socket.recv(size - len(data))):
                data += more
        except ConnectionError:
            return b""
        return data


def pdv(
    content: bytes, context_id: int = 1, *, is_command: bool = False, is_last: bool = True
) -> bytes:
    """One P-DATA-TF with one fragment."""
    head = pdu.pdv_header(context_id, len(content), is_command=is_command, is_last=is_last)
    return head + content
