"""Keeps the history up to date while a relay goes on, without slowing it down."""

from __future__ import annotations

from .history import History

WRITE_EVERY = 20


class RelayNotes:
    """What a publisher has accepted, on its way into the history: a transaction for each image
    would cost more than sending it, so a crash forgets the last few, which are then sent twice."""

    def __init__(self, history: History, export_id: int) -> None:
        self._history, self._export_id = history, export_id
        self._uids: list[str] = []

    def add(self, sop_instance_uid: str) -> None:
        """Remember one, and write down every WRITE_EVERY of them."""
        self._uids.append(sop_instance_uid)
        if len(self._uids) >= WRITE_EVERY:
            self.write_down()

    def write_down(self) -> None:
        """Write down what has come since the last time."""
        uids, self._uids = self._uids, []
        self._history.note_accepted(self._export_id, uids)
