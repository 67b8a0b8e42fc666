"""The inventory: what the archive says there is, held against what is here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..core.errors import BadRequest
from ..core.study import Series, Study
from ..net.reception import Reception


@dataclass(frozen=True)
class Lack:
    """What one series lacks: `count` instances, which are named unless the archive cannot."""

    study: Study
    series: Series
    count: int
    sop_instance_uids: frozenset[str] = frozenset()


def remaining(studies: Sequence[Study]) -> tuple[tuple[Study, ...], tuple[str, ...]]:
    """The studies of which something is left after what nobody wants, and a word about the rest.

    Raises BadRequest when nothing is.
    """
    left = tuple(study for study in studies if study.series or not study.leave_out)
    if not left:
        raise BadRequest(
            "Every series was left out, so nothing is left for a disc",
            "Keep at least one series.",
        )
    count = sum(len(study.leave_out) for study in studies)
    told = {0: (), 1: ("1 series was left out, as asked",)}
    return left, told.get(count, (f"{count} series were left out, as asked",))


def joined(studies: Sequence[Study], again: Sequence[Study]) -> tuple[Study, ...]:
    """The inventory as it is now, and what was promised before."""
    return tuple(
        replace(study, series=tuple(_joined_series(study.series, now.series)))
        for study, now in zip(studies, again, strict=True)
    )


def _joined_series(before: Sequence[Series], now: Sequence[Series]) -> Iterator[Series]:
    known = {series.series_instance_uid: series for series in before}
    for series in now:
        first = known.pop(series.series_instance_uid, None)
        if first and first.sop_instance_uids is not None:
            uids = first.sop_instance_uids | (series.sop_instance_uids or frozenset())
            yield replace(first, instances=len(uids), sop_instance_uids=uids)
        else:
            yield first or series
    yield from known.values()


def lacks(studies: Sequence[Study], reception: Reception) -> list[Lack]:
    """What has not arrived, series by series. A series without any count lacks nothing."""
    here: dict[tuple[str, str], set[str]] = {}  # careless copies share even their Series UIDs
    for one in reception.instances.values():
        series_of_study = one.study_instance_uid, one.series_instance_uid
        here.setdefault(series_of_study, set()).add(one.sop_instance_uid)
    found = []
    for study in studies:
        for series in study.series:
            arrived = here.get((study.study_instance_uid, series.series_instance_uid), set())
            missing = (series.sop_instance_uids or frozenset()) - arrived
            short = len(missing)
            if series.sop_instance_uids is None:
                short = (series.instances or 0) - len(arrived)
            if short > 0:
                found.append(Lack(study, series, short, missing))
    return found
