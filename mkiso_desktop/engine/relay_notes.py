"""Keeps the history up to date while a relay goes on, without slowing it down."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ..core.study import plain_name
from .history import ExportRecord, History, JobRecord
from .job import Result

WRITE_EVERY = 20
_AT_ONCE = 500
_PREFIX = "accepted-"


class RelayNotes:
    """What a publisher has accepted, on its way into the history. A transaction for each image
    would cost more than sending it, so meanwhile they stand in a file of the job's folder: what
    a crash leaves there goes into the history at the next start. Nothing waits for the disk, so a
    power cut forgets the last few, which are then sent twice."""

    def __init__(self, history: History, export_id: int, folder: Path) -> None:
        self._history, self._export_id = history, export_id
        self._uids: list[str] = []
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._slip = os.open(folder / f"{_PREFIX}{export_id}", flags, 0o600)

    def add(self, sop_instance_uid: str) -> None:
        """Remember one, and write down every WRITE_EVERY of them."""
        with suppress(OSError):  # a full disk: then the history alone knows
            os.write(self._slip, sop_instance_uid.encode() + b"\n")
        self._uids.append(sop_instance_uid)
        if len(self._uids) >= WRITE_EVERY:
            self.write_down()

    def write_down(self) -> None:
        """Write down what has come since the last time."""
        uids, self._uids = self._uids, []
        self._history.note_accepted(self._export_id, uids)

    def close(self) -> None:
        """Write down the rest; nothing more is coming."""
        os.close(self._slip)
        self.write_down()


def settle(history: History, number: int, folder: Path) -> None:
    """Write down what a crash kept out of the history when it cut off job `number`, whose folder
    this is. Raises DiskFull."""
    for export in history.exports(number):
        with suppress(OSError):
            slip = (folder / f"{_PREFIX}{export.id}").read_text("ascii", "replace")
            uids = slip.split("\n")[:-1]  # what no newline ends is torn
            for at in range(0, len(uids), _AT_ONCE):
                history.note_accepted(export.id, uids[at : at + _AT_ONCE])


def result_of(history: History, record: JobRecord, export: ExportRecord) -> Result:
    """What came of a relay that had ended when a crash came before its last word."""
    sent = history.count_accepted(export.id)
    name = plain_name(record.patient_name)
    return Result(name, record.patient_id, sent, destination=export.destination)
