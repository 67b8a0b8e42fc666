"""What one job waits for on the wire, and where it lands.

What the gate does not let in is refused before a byte of it reaches the disk, and remembered so
that the job can tell.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Lock

from ..core.elements import Header, NotWellFormed, peek, walk
from ..core.errors import DiskFull, disk_error
from ..core.instance import Instance, part10_prefix
from .gate import (
    NOT_AUTHORISED,
    OUT_OF_RESOURCES,
    PATIENT_ID,
    SERIES_UID,
    STUDY_UID,
    SUCCESS,
    Expected,
    Refusal,
    Store,
    Why,
)
from .journal import Journal
from .parts import Part, Parts

log = logging.getLogger(__name__)

_LOOK_AT_DISK_EVERY = 64 * 1024 * 1024


@dataclass(frozen=True)
class Verdict:
    """What came of one data set: the C-STORE status, and, where it was let in, what still wants
    its SHA-256. That may be given after the sender has its answer, but must be given."""

    status: int
    seal: Callable[[bytes], None] | None = None

    def sealed_with(self, data: memoryview) -> int:
        """Hash the data set now; the status."""
        if self.seal:
            self.seal(hashlib.sha256(data).digest())
        return self.status


class Reception:
    """One job's open door: `instances` that are in, `refused` ones, and `failure` of the disk.

    Many threads may land instances at once. `last_sign` is when one last arrived (monotonic). An
    instance whose sender has its answer still has to be hashed (Verdict.seal): that goes on while
    the sender prepares the next one, and whoever asks for `instances` waits for it.
    """

    def __init__(self, expected: Expected, folder: Path, journal: Journal | None = None) -> None:
        self.expected, self.folder, self._journal = expected, folder, journal
        self.refused: list[Refusal] = []
        self.failure: DiskFull | None = None
        self.bytes_received = 0
        self.last_sign = time.monotonic()
        self.move_message_ids: set[int] = set()
        self.parts = Parts(folder)
        self._unlooked = _LOOK_AT_DISK_EVERY
        self._closed = False
        self._instances: dict[str, Instance] = {}
        self._unsealed: set[str] = set()
        self._settled = Condition()

    @property
    def instances(self) -> dict[str, Instance]:
        """What is in by now, by SOP Instance UID; what lands later does not change it."""
        with self._settled:
            self._settled.wait_for(lambda: not self._unsealed)
            return dict(self._instances)

    @property
    def count(self) -> int:
        """How many are in, without waiting; for progress."""
        return len(self._instances) + len(self._unsealed)

    def lacks(self, sop_instance_uid: str) -> bool:
        """Whether this job still waits for that instance."""
        with self._settled:
            return not self._has(sop_instance_uid)

    def _has(self, uid: str) -> bool:
        return uid in self._instances or uid in self._unsealed

    def hear(self) -> None:
        """The archive is alive: it sends what this job has asked for."""
        self.last_sign = time.monotonic()

    def close(self) -> None:
        """What is in by now is all there is; a straggler would meet the disc half made."""
        with self._settled:
            self._closed = True
            self._settled.wait_for(lambda: not self._unsealed)
        self.parts.close()

    def refuse(self, refusal: Refusal) -> int:
        """Remember a refusal and give its status."""
        self.refused.append(refusal)
        log.info("refused an instance: %s", refusal.why.value)
        return refusal.status

    def land(self, store: Store, data: memoryview) -> int:
        """Take a data set that can only be this job's (C-GET); the C-STORE status."""
        try:
            header = walk(data, store.transfer_syntax_uid)
        except NotWellFormed as error:
            log.info("refused a broken data set: %s", str(error))  # see `broken`
            return self.refuse(Refusal(Why.BROKEN, store.sop_instance_uid))
        return self.take(store, header, data).sealed_with(data)

    def take(self, store: Store, header: Header, data: memoryview) -> Verdict:
        """Judge one whole data set and write it."""
        if refusal := self.expected.refusal(store, header):
            return Verdict(self.refuse(refusal))
        self.hear()
        try:
            return self._write(store, header, data)
        except OSError as error:
            return Verdict(self.fail(error))

    def _write(self, store: Store, header: Header, data: memoryview) -> Verdict:
        def digest() -> bytes:
            return hashlib.sha256(data).digest()

        if (status := self._repeat(store, digest)) is not None:
            return Verdict(status)
        self.make_room(len(data))
        prefix = part10_prefix(
            store.sop_class_uid, store.sop_instance_uid, store.transfer_syntax_uid
        )
        part = self.parts.take()
        try:
            part.write(prefix, data)
            return self._admit(store, part, len(prefix), len(data), header, digest)
        finally:
            part.drop()

    def take_file(
        self, store: Store, header: Header, part: Part, offset: int, length: int, digest: bytes
    ) -> int:
        """The same for a large data set that stands in `part` from `offset` on; its status."""
        try:
            if refusal := self.expected.refusal(store, header):
                return self.refuse(refusal)
            if (status := self._repeat(store, lambda: digest)) is not None:
                return status
            verdict = self._admit(store, part, offset, length, header, lambda: digest)
        except OSError as error:
            return self.fail(error)
        if verdict.seal:
            verdict.seal(digest)
        return verdict.status

    def make_room(self, size: int) -> None:
        """Raise OSError (ENOSPC) before the disk is as full as the site does not want it."""
        self._unlooked += size
        if self._unlooked < _LOOK_AT_DISK_EVERY:
            return
        self._unlooked = 0
        free = shutil.disk_usage(self.folder).free
        if free - size < self.expected.keep_free_bytes:
            raise OSError(errno.ENOSPC, "No space left above what [work] keep_free_gb keeps free")

    def fail(self, error: OSError) -> int:
        """Remember that our disk failed; 0xA700 for the sender."""
        self.failure = self.failure or disk_error(error, str(self.folder))
        return OUT_OF_RESOURCES

    def _repeat(self, store: Store, digest: Callable[[], bytes]) -> int | None:
        """The status for an instance that is already here, else None."""
        uid = store.sop_instance_uid
        with self._settled:
            self._settled.wait_for(lambda: uid not in self._unsealed)
            known = self._instances.get(uid)
        if known is None:
            return None
        same = (
            known.header.transfer_syntax_uid == store.transfer_syntax_uid
            and known.digest == digest()
        )
        return SUCCESS if same else self.refuse(Refusal(Why.DIFFERS, uid))

    def _admit(
        self,
        store: Store,
        part: Part,
        offset: int,
        length: int,
        header: Header,
        digest: Callable[[], bytes],
    ) -> Verdict:
        uid = store.sop_instance_uid
        with self._settled:
            if self._closed:
                return Verdict(NOT_AUTHORISED)
            if not self._has(uid):
                path = part.keep()
                self._unsealed.add(uid)
                self.bytes_received += length
                return Verdict(
                    SUCCESS,
                    lambda digest: self._seal(uid, Instance(path, offset, length, digest, header)),
                )
        # Another association was faster with the same instance.
        status = self._repeat(store, digest)
        return Verdict(SUCCESS if status is None else status)

    def _seal(self, uid: str, instance: Instance) -> None:
        if self._journal:
            self._journal.note(instance)
        with self._settled:
            self._instances[uid] = instance
            self._unsealed.remove(uid)
            self._settled.notify_all()
        self.parts.prepare()


class Desk:
    """All receptions that are open at this station, and which of them an instance is for."""

    def __init__(self) -> None:
        self._open: list[Reception] = []
        self._lock = Lock()

    @contextmanager
    def receiving(self, reception: Reception) -> Iterator[Reception]:
        """While inside, let this job's instances in."""
        with self._lock:
            self._open.append(reception)
        try:
            yield reception
        finally:
            with self._lock:
                self._open.remove(reception)
            reception.close()

    def land(self, store: Store, data: memoryview) -> Verdict:
        """Take one whole data set for whichever job it is."""
        try:
            header = walk(data, store.transfer_syntax_uid)
        except NotWellFormed as error:
            return Verdict(self.broken(store, error))
        reception = self._reception_for(store, header)
        if reception is None:
            return Verdict(self._stray(store, header))
        return reception.take(store, header, data)

    def first_look(self, store: Store, start: memoryview) -> Reception | int | None:
        """Judge a large instance by its beginning: whose it is, the status that refuses it, or
        None while the beginning does not tell yet."""
        try:
            header = peek(start, store.transfer_syntax_uid, SERIES_UID)
        except NotWellFormed as error:
            return self.broken(store, error)
        if header is None:
            return None
        reception = self._reception_for(store, header)
        if reception is None:
            return self._stray(store, header)
        refusal = reception.expected.refusal(store, header)
        return reception.refuse(refusal) if refusal else reception

    def broken(self, store: Store, error: NotWellFormed) -> int:
        """Refuse what is not a whole data set, and let the jobs know that it came."""
        # Its words alone: who keeps the error in a record keeps, by its traceback, the whole data.
        log.info("refused a broken data set: %s", str(error))
        return self.refuse(store, Why.BROKEN)

    def refuse(self, store: Store, why: Why) -> int:
        """Refuse what need not be read any further, and let the jobs know that it came."""
        return self._tell(store, Refusal(why, store.sop_instance_uid))

    def _stray(self, store: Store, header: Header) -> int:
        who = store.sop_instance_uid[:64], header.text(PATIENT_ID)[:64]
        return self._tell(store, Refusal(Why.STUDY, *who))

    def _tell(self, store: Store, refusal: Refusal) -> int:
        """Report a stranger to the job whose move brought it, else to every open job."""
        with self._lock:
            jobs = list(self._open)
        movers = [job for job in jobs if store.move_originator_message_id in job.move_message_ids]
        for job in movers or jobs:
            job.refuse(refusal)
        return refusal.status

    def _reception_for(self, store: Store, header: Header) -> Reception | None:
        """The job whose move brought it, else the first that lacks it, else one that has it.

        Two jobs may wait for the same study: the archive then sends it twice, and the message ID
        of the C-MOVE tells whose is whose where the archive passes it on (PS3.7 9.1.1.1).
        """
        study_instance_uid = header.text(STUDY_UID)
        with self._lock:
            jobs = [job for job in self._open if study_instance_uid in job.expected.studies]
        for job in jobs:
            if store.move_originator_message_id in job.move_message_ids:
                return job
        for job in jobs:
            if job.lacks(store.sop_instance_uid):
                return job
        return jobs[0] if jobs else None
