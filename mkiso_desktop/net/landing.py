"""One instance on its way from the wire to the spool.

It is held in memory until it is whole or until it is known to be welcome: small ones are judged
when they are whole and written in one piece, large ones (from HOLD bytes on) are judged by their
beginning and then go through to their file. Nothing that is refused touches the disk.
"""

from __future__ import annotations

import hashlib
import mmap

from ..core.elements import NotWellFormed, walk
from ..core.instance import part10_prefix
from .gate import OUT_OF_RESOURCES, Store, Why
from .parts import Part
from .reception import Desk, Reception, Verdict

HOLD = 4 * 1024 * 1024
MOST_HELD = 16 * 1024 * 1024  # no honest header needs that much before the Series Instance UID
_SMALL = 256 * 1024


class Landing:
    """Reused for one instance after the other of an association; keeps its buffer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._buffer = bytearray(_SMALL)
        self._reset()

    def _reset(self) -> None:
        self._held = 0
        self._look_at = HOLD
        self._store = Store("", "", "")
        self._status: int | None = None  # once set: refused, and the rest is read and dropped
        self._reception: Reception | None = None
        self._part: Part | None = None
        self._offset = self._length = 0
        self._digest = hashlib.sha256()
        self._verdict: Verdict | None = None

    def begin(self, store: Store, *, fits: bool) -> None:
        """A new instance; `fits` whether its class is that of its presentation context."""
        self._reset()
        self._store = store
        if not fits:
            self._status = self._desk.refuse(store, Why.MISMATCH)

    def room(self, size: int) -> memoryview:
        """Memory for the next bytes, at most `size`; the caller fills it whole and releases it."""
        if self._status is not None:
            self._held = 0
        elif self._held >= self._look_at:
            self._go_through()
        size = min(size, HOLD)
        if self._held + size > len(self._buffer):
            self._buffer += bytes(max(len(self._buffer), size))
        self._held += size
        return memoryview(self._buffer)[self._held - size : self._held]

    def finish(self) -> int:
        """The data set is whole: judge it, write it, give the C-STORE status. Then `seal`."""
        if self._status is not None:
            return self._status
        if self._reception is None:
            with memoryview(self._buffer) as whole, whole[: self._held] as data:
                self._verdict = self._desk.land(self._store, data)
                return self._verdict.status
        self._write_held(self._reception)
        try:
            if self._status is not None or self._part is None:
                return OUT_OF_RESOURCES
            return self._judge_file(self._reception, self._part)
        finally:
            self._drop_part()

    def seal(self) -> None:
        """Hash what was let in. The sender has its answer by now, and prepares the next one."""
        if self._verdict is not None:
            with memoryview(self._buffer) as whole, whole[: self._held] as data:
                self._verdict.sealed_with(data)

    def give_up(self) -> None:
        """Leave nothing behind; called after every instance, also after a broken one."""
        self._drop_part()
        if len(self._buffer) > 2 * HOLD:
            self._buffer = bytearray(_SMALL)
        self._reset()

    def _drop_part(self) -> None:
        if self._part is not None:
            self._part.drop()

    def _go_through(self) -> None:
        """The buffer is full: find out whose it is, and empty it into the file."""
        if self._reception is None:
            with memoryview(self._buffer) as whole, whole[: self._held] as start:
                look = self._desk.first_look(self._store, start)
            if look is None and self._held < MOST_HELD:
                self._look_at = 2 * self._held
                return
            self._look_at = HOLD
            if not isinstance(look, Reception):
                self._status = self._desk.refuse(self._store, Why.BROKEN) if look is None else look
                self._held = 0
                return
            self._reception = look
        self._write_held(self._reception)

    def _write_held(self, reception: Reception) -> None:
        try:
            if self._part is None:
                self._part = reception.parts.take()
                prefix = part10_prefix(
                    self._store.sop_class_uid,
                    self._store.sop_instance_uid,
                    self._store.transfer_syntax_uid,
                )
                self._offset = len(prefix)
                self._part.write(prefix)
            reception.hear()
            reception.make_room(self._held)
            with memoryview(self._buffer) as whole, whole[: self._held] as held:
                self._digest.update(held)
                self._part.write(held)
            self._length += self._held
        except OSError as error:
            self._status = reception.fail(error)
        self._held = 0

    def _judge_file(self, reception: Reception, part: Part) -> int:
        try:
            part.close()
            with (
                open(part.path, "rb") as file,  # noqa: PTH123
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
                memoryview(mapped) as whole,
                whole[self._offset :] as data,
            ):
                header = walk(data, self._store.transfer_syntax_uid)
        except NotWellFormed as error:
            return self._desk.broken(self._store, error)
        except OSError as error:
            return reception.fail(error)
        digest = self._digest.digest()
        return reception.take_file(self._store, header, part, self._offset, self._length, digest)
