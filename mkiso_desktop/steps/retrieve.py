"""Retrieve: the studies' instances come from the archive into a reception's folder.

Success is not what the archive says at the end of a C-MOVE but what lies in the folder. Missing
instances are asked for again, only those, up to three rounds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from ..core.config import Retrieve
from ..core.errors import (
    MkisoError,
    NoDicomData,
    PacsRefused,
    PacsUnreachable,
    PatientConflict,
    StudyIncomplete,
)
from ..core.progress import Progress
from ..core.study import Study
from ..net.association import OutOfPatience, Patience, Peer
from ..net.dimse import (
    RETRIEVE_PATIENCE,
    Destination,
    SubOperations,
    c_get,
    c_move,
    get_offers,
    stragglers,
)
from ..net.gate import Refusal, Why
from ..net.reception import Reception
from .inventory import Lack, lacks
from .orders import Order, first_orders, in_pieces, orders_for

ROUNDS = 3
AT_ONCE = 2  # C-MOVEs; as many as two jobs beside each other would ask for


@dataclass(frozen=True)
class Archive:
    """The archive, how it knows us, and how studies come from it."""

    peer: Peer
    calling_ae_title: str
    destination: Destination
    by: Retrieve = Retrieve.C_MOVE
    patience: Patience = RETRIEVE_PATIENCE


def expected_of(studies: Sequence[Study]) -> Mapping[str, Mapping[str, frozenset[str] | None]]:
    """The inventory in the form in which a reception judges by it."""
    return {
        study.study_instance_uid: {
            one.series_instance_uid: one.sop_instance_uids for one in study.series
        }
        for study in studies
    }


def retrieve(
    studies: Sequence[Study], archive: Archive, reception: Reception, progress: Progress
) -> MkisoError | None:
    """Fetch every study whole, but of one that is here in part only what it lacks; then up to
    three times what is still missing.

    Raises what the archive said when nothing came at all, DiskFull, Cancelled. What it said
    after something had come is returned: `prove_complete` tells whether it matters.
    """
    orders = tuple(first_orders(studies, reception))
    pieces = tuple(in_pieces(orders, studies)) if archive.by is Retrieve.C_MOVE else orders
    at_once = AT_ONCE if len(pieces) > len(orders) else 1
    said = _fetch_all(pieces, studies, archive, reception, progress, at_once)
    return fetch_missing(studies, archive, reception, progress, said)


def fetch_missing(
    studies: Sequence[Study],
    archive: Archive,
    reception: Reception,
    progress: Progress,
    said: MkisoError | None = None,
) -> MkisoError | None:
    """Up to three times what is not there yet. Raises and returns as `retrieve`."""
    is_late = archive.by is Retrieve.C_MOVE  # until we have waited in vain
    for left in reversed(range(ROUNDS + 1)):
        had = reception.count
        if is_late:
            for _ in stragglers(reception, lambda: not lacks(studies, reception), progress):
                _tell(reception, _total(studies), progress)
            is_late = reception.count > had
        if not left or not lacks(studies, reception):
            break
        had = reception.count
        said = retrieve_lacking(studies, archive, reception, progress)
        # An archive that keeps us waiting for nothing twice over is not asked a third time.
        if isinstance(said, OutOfPatience) and reception.count == had:
            break
    return said


def has_grown(reception: Reception) -> bool:
    """Whether images came for a study beyond the archive's list: it may have more by now."""
    return bool(_unexpected(reception))


def retrieve_lacking(
    studies: Sequence[Study], archive: Archive, reception: Reception, progress: Progress
) -> MkisoError | None:
    """One round for what is not there yet. Raises and returns as `retrieve`."""
    orders = [order for lack in lacks(studies, reception) for order in orders_for(lack)]
    return _fetch_all(orders, studies, archive, reception, progress)


def _fetch_all(
    orders: Iterable[Order],
    studies: Sequence[Study],
    archive: Archive,
    reception: Reception,
    progress: Progress,
    at_once: int = 1,
) -> MkisoError | None:
    waiting = iter(tuple(orders))  # whoever is free takes the next

    def fetch() -> MkisoError | None:
        return _fetch_each(waiting, studies, archive, reception, progress, is_one=at_once == 1)

    with ThreadPoolExecutor(at_once, "retrieve") as pool:
        streams = [pool.submit(fetch) for _ in range(at_once)]
    said = next(filter(None, [stream.result() for stream in streams]), None)  # each may raise
    # When all it sent was refused as another patient's, that is why it now says no.
    if said and not reception.instances and not _other_patients(reception):
        raise said
    _tell(reception, _total(studies), progress)
    return said


def _fetch_each(
    orders: Iterator[Order],
    studies: Sequence[Study],
    archive: Archive,
    reception: Reception,
    progress: Progress,
    *,
    is_one: bool,
) -> MkisoError | None:
    """One order after the other, until there is none, or the archive leaves us with nothing; or
    refuses one while we are not the only stream: it may not want two, and the other takes the
    rest."""
    said, total = None, _total(studies)
    fetch = _move if archive.by is Retrieve.C_MOVE else _get
    for order in orders:
        try:
            with closing(fetch(order, studies, archive, reception, progress)) as steps:
                for _ in steps:
                    _tell(reception, total, progress)
        except (PacsUnreachable, PacsRefused) as error:
            if reception.failure:  # ours, and the archive only repeats what we told it
                raise reception.failure from error
            said = error
            if isinstance(error, PacsUnreachable) or not (is_one and reception.count):
                break  # the rest waits for the other stream, or for the next round
    return said


def _tell(reception: Reception, total: int | None, progress: Progress) -> None:
    if reception.failure:
        raise reception.failure
    progress.report("retrieving", reception.count, total, bytes_done=reception.bytes_received)


def _move(
    order: Order,
    studies: Sequence[Study],
    archive: Archive,
    reception: Reception,
    progress: Progress,
) -> Generator[SubOperations, None, None]:
    peer, calling, patience = archive.peer, archive.calling_ae_title, archive.patience
    keys, destination = order.keys, archive.destination
    yield from c_move(peer, calling, destination, keys, reception, progress, patience)


def _get(
    order: Order,
    studies: Sequence[Study],
    archive: Archive,
    reception: Reception,
    progress: Progress,
) -> Generator[SubOperations, None, None]:
    peer, calling, keys = archive.peer, archive.calling_ae_title, order.keys
    refused = None
    for native in (True, False):
        for offer in get_offers(order.sop_class_uids, native=native):
            try:
                yield from c_get(peer, calling, keys, offer, reception, progress, archive.patience)
            except PacsRefused as error:  # nothing of this offer's classes, perhaps
                refused = error
        if _is_met(order, studies, reception):
            return
    if refused and not reception.instances:
        raise refused


def _is_met(order: Order, studies: Sequence[Study], reception: Reception) -> bool:
    """Whether what this order names is here, whatever else is not."""
    if uids := order.keys.get("SOPInstanceUID"):
        return not any(map(reception.lacks, uids.split("\\")))
    uid, series = order.keys["StudyInstanceUID"], order.keys.get("SeriesInstanceUID")
    lacking = lacks([study for study in studies if study.study_instance_uid == uid], reception)
    is_begun = any(one.study_instance_uid == uid for one in reception.instances.values())
    return is_begun and not any(series in (None, one.series.series_instance_uid) for one in lacking)


def _total(studies: Sequence[Study]) -> int | None:
    counts = [series.instances for study in studies for series in study.series]
    return sum(count or 0 for count in counts) if all(counts) else None


def prove_complete(
    studies: Sequence[Study],
    reception: Reception,
    said: MkisoError | None,
    allow_incomplete: str,
) -> tuple[str, ...]:
    """Hold what arrived against the inventory; what may be missing from the disc all the same.

    Raises NoDicomData when nothing came, PatientConflict when the archive itself sent an
    instance of another patient in these studies, StudyIncomplete when some are missing and
    nobody has allowed it by name.
    """
    lacking = lacks(studies, reception)
    missing = sum(lack.count for lack in lacking) + _missing_unlisted(studies, reception)
    uncounted = _uncounted(studies)
    ids = _other_patients(reception)
    # Everything is here, so a stranger came from elsewhere; otherwise it may be one of ours.
    if (missing or uncounted) and ids:
        raise PatientConflict(
            "The PACS sent images of another patient within this study",
            "Do not hand anything out. Tell the PACS administrator.",
            f"Patient IDs: {', '.join(sorted({reception.expected.patient_id, *ids}))}",
        )
    if not reception.instances:
        raise NoDicomData(
            "The PACS lists images for this accession number, but sent none",
            "Try again in a few minutes. If it happens again, tell the PACS administrator.",
            said.detail if said else None,
        )
    warnings = []
    if unlisted := _unlisted(studies):
        warnings.append(f"The PACS speaks of {unlisted} more images than it lists")
    if uncounted:
        warnings.append(
            f"The PACS does not say how many images {uncounted} series have, so nobody can tell "
            "whether all have come"
        )
    if missing:
        warnings.append(_incomplete(lacking, missing, reception, said, allow_incomplete))
    return tuple(warnings)


def strangers(reception: Reception) -> tuple[str, ...]:
    """What came and was not let in, each reason with its count."""
    other = [one for one in reception.refused if one.why is not Why.INSTANCE]
    why = Counter(refusal.why for refusal in (*other, *_unexpected(reception)))
    return tuple(
        f"{count} objects that did not belong here were refused ({reason.value})"
        for reason, count in why.items()
    )


def _unlisted(studies: Sequence[Study]) -> int:
    """By how many the study's own count, which is a hint only, is above the inventory."""
    return sum(
        max(0, (study.instance_count or 0) - sum(series.instances or 0 for series in study.series))
        for study in studies
        if all(series.instances is not None for series in study.series)
    )


def _other_patients(reception: Reception) -> set[str]:
    """Whose images were sent and refused, by patient ID."""
    return {refused.patient_id for refused in reception.refused if refused.why is Why.PATIENT}


def _missing_unlisted(studies: Sequence[Study], reception: Reception) -> int:
    """What is missing although no series lists it."""
    return _missing_without_series(studies, reception) + _grown(studies, reception)


def _missing_without_series(studies: Sequence[Study], reception: Reception) -> int:
    """What is missing of studies whose series say nothing: those that list none at all (one image
    at least), and those where the study's own count is the only one."""
    arrived = Counter(one.study_instance_uid for one in reception.instances.values())
    return sum(
        max(0, (study.instance_count or not study.series) - arrived[study.study_instance_uid])
        for study in studies
        if any(series.instances is None for series in study.series) or not study.series
    )


def _grown(studies: Sequence[Study], reception: Reception) -> int:
    """How many images the archive sent that belong to a study, by its own count, but were not in
    its list yet when that was taken."""
    return min(_unlisted(studies), len({one.sop_instance_uid for one in _unexpected(reception)}))


def _unexpected(reception: Reception) -> list[Refusal]:
    """What came beyond the archive's list, and is not in after all."""
    return [
        refused
        for refused in reception.refused
        if refused.why is Why.INSTANCE and reception.lacks(refused.sop_instance_uid)
    ]


def _uncounted(studies: Sequence[Study]) -> int:
    return sum(
        series.sop_instance_uids is None and series.instances is None
        for study in studies
        for series in study.series
    )


def _incomplete(
    lacking: Sequence[Lack],
    missing: int,
    reception: Reception,
    said: MkisoError | None,
    allow_incomplete: str,
) -> str:
    total = missing + len(reception.instances)
    title = f"{missing} of {total} images are missing"
    if allow_incomplete:
        return f"{title}; this was allowed by {allow_incomplete}"
    lines = [
        f"Series {lack.series.number or '?'} {lack.series.description}: {lack.count} missing"
        for lack in lacking
    ]
    raise StudyIncomplete(
        title,
        "Try again in a few minutes; the PACS may still be receiving the study. A person who "
        "accepts a disc without them may allow it by name.",
        "\n".join([*lines, *([said.title] if said else [])]),
    )
