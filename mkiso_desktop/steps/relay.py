"""Relay: the received instances go to the CD publisher, and a ledger tells what it took.

What the ledger calls accepted is never sent again; a relay that is not whole is `relay-failed`
with the count, and the next one sends the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ..core.elements import EXPLICIT_LITTLE, IMPLICIT_LITTLE
from ..core.errors import PublisherUnreachable, RelayFailed
from ..core.instance import Instance
from ..core.progress import Progress
from ..net.association import Peer
from ..net.storage_scu import MOST_CONTEXTS, Pair, Sender, pair_of, sending

Rewrite = Callable[[Instance, str], Instance | None]
"""Gives the same instance losslessly in another transfer syntax; None where that cannot be."""


@dataclass
class Ledger:
    """What became of each instance, by SOP Instance UID: accepted ones, and why not the others.

    `on_accepted` is told of each at once, so that it can be written down against a crash.
    """

    accepted: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    on_accepted: Callable[[str], None] = lambda sop_instance_uid: None

    def note(self, sop_instance_uid: str, *, accepted: bool, why: str) -> None:
        """Write one answer down."""
        if accepted:
            self.accepted.add(sop_instance_uid)
            self.refused.pop(sop_instance_uid, None)
            self.on_accepted(sop_instance_uid)
        else:
            self.refused[sop_instance_uid] = why


def relay(
    instances: Sequence[Instance],
    publisher: Peer,
    calling_ae_title: str,
    rewrite: Rewrite,
    ledger: Ledger,
    progress: Progress,
) -> None:
    """Send what the ledger does not have as accepted; RelayFailed when some were not taken,
    PublisherUnreachable when nobody was there to take any.

    What the publisher refuses for its syntax alone is rewritten, where that can be done. `detail`
    of the error is "40 of 42 accepted".
    """
    ledger.accepted &= {one.sop_instance_uid for one in instances}
    waiting = [one for one in instances if one.sop_instance_uid not in ledger.accepted]
    done = _Done(len(instances), progress, ledger)
    try:
        unwelcome = [
            one
            for batch in _batches(waiting)
            for one in _send_as_is(batch, publisher, calling_ae_title, done)
        ]
        if unwelcome:
            _send_rewritten(unwelcome, publisher, calling_ae_title, rewrite, done)
    except (RelayFailed, PublisherUnreachable) as error:
        if not ledger.accepted or (isinstance(error, PublisherUnreachable) and not done.begun):
            raise
        raise RelayFailed(error.title, error.advice, done.count()) from error
    if missing := len(instances) - done.accepted():
        reasons = sorted(set(ledger.refused.values()))
        raise RelayFailed(
            f"The CD publisher did not take {missing} of {len(instances)} images",
            "Look at the publisher's own messages, then send again: only the rest is sent. "
            f"It said: {', '.join(reasons)}.",
            done.count(),
        )


class _Done:
    """How far the relay is, for the progress and for the ledger."""

    def __init__(self, total: int, progress: Progress, ledger: Ledger) -> None:
        self.total, self.progress, self.ledger = total, progress, ledger
        self.begun = False  # whether anything was sent this time
        self._bytes = 0

    def accepted(self) -> int:
        return len(self.ledger.accepted)

    def count(self) -> str:
        return f"{self.accepted()} of {self.total} accepted"

    def note_refused(self, instance: Instance, why: str) -> None:
        self.ledger.note(instance.sop_instance_uid, accepted=False, why=why)

    def store(self, sender: Sender, instance: Instance) -> None:
        """Send one instance, write down the answer, tell how far we are."""
        answer = sender.store(instance)
        self.begun = True
        self.ledger.note(
            instance.sop_instance_uid, accepted=answer.is_accepted, why=f"status {answer}"
        )
        self._bytes += instance.length
        self.progress.report("delivering", self.accepted(), self.total, bytes_done=self._bytes)


def _batches(instances: Sequence[Instance]) -> Iterator[list[Instance]]:
    """Instances in groups whose pairs fit into one association each, in their order."""
    pairs = iter(dict.fromkeys(map(pair_of, instances)))
    while batch := set(islice(pairs, MOST_CONTEXTS)):
        yield [one for one in instances if pair_of(one) in batch]


def _send_as_is(
    batch: Sequence[Instance], publisher: Peer, calling_ae_title: str, done: _Done
) -> list[Instance]:
    """Send what is accepted as it is; the others come back."""
    unwelcome = []
    with sending(publisher, calling_ae_title, map(pair_of, batch), done.progress) as sender:
        for instance in batch:
            if sender.accepts(pair_of(instance)):
                done.store(sender, instance)
            else:
                unwelcome.append(instance)
    return unwelcome


def _send_rewritten(
    instances: Sequence[Instance],
    publisher: Peer,
    calling_ae_title: str,
    rewrite: Rewrite,
    done: _Done,
) -> None:
    """Offer the classes in the two plain syntaxes, and rewrite for whichever is accepted."""
    by_class = {one.sop_class_uid for one in instances}
    most = MOST_CONTEXTS // 2
    for at in range(0, len(by_class), most):
        classes = sorted(by_class)[at : at + most]
        pairs: list[Pair] = [
            (uid, ts) for uid in classes for ts in (EXPLICIT_LITTLE, IMPLICIT_LITTLE)
        ]
        with sending(publisher, calling_ae_title, pairs, done.progress) as sender:
            for instance in (one for one in instances if one.sop_class_uid in classes):
                _store_rewritten(sender, instance, rewrite, done)


def _store_rewritten(sender: Sender, instance: Instance, rewrite: Rewrite, done: _Done) -> None:
    for syntax in (EXPLICIT_LITTLE, IMPLICIT_LITTLE):
        if sender.accepts((instance.sop_class_uid, syntax)):
            copy = rewrite(instance, syntax)
            if copy is None:
                done.note_refused(instance, "compressed in a way that cannot be undone here")
                return
            try:
                done.store(sender, copy)
            finally:
                if copy.path != instance.path:  # a study's copies at once could fill the disk
                    copy.path.unlink(missing_ok=True)
            return
    done.note_refused(instance, "this kind of image is not accepted")
