"""What is asked of an archive, C-MOVE by C-MOVE or C-GET by C-GET."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..core.study import Study
from ..net.reception import Reception
from .inventory import Lack, lacks

_LARGE = 100  # instances; below, a second association costs what it saves
_UIDS_AT_ONCE = 50  # in one identifier; longer lists trip some archives


@dataclass(frozen=True)
class Order:
    """One C-MOVE or C-GET: its identifier, and the classes that a C-GET has to offer."""

    keys: Mapping[str, str]
    sop_class_uids: frozenset[str]


def first_orders(studies: Sequence[Study], reception: Reception) -> Iterator[Order]:
    """Each study whole, or series by series where some are left out; of one that is here in part
    only what it lacks."""
    begun = {one.study_instance_uid for one in reception.instances.values()}
    for study in studies:
        is_counted = all(series.instances is not None for series in study.series)
        if study.study_instance_uid in begun and is_counted:
            yield from (order for lack in lacks([study], reception) for order in orders_for(lack))
        elif study.leave_out:
            yield from _series_by_series(study)
        else:  # nothing is here, or nobody can tell what is missing
            yield _whole(study)


def in_pieces(orders: Iterable[Order], studies: Sequence[Study]) -> Iterator[Order]:
    """The same orders, a large study's series by series: while the archive prepares an instance of
    one, another's can be on its way. Only what is listed by name can be asked for in pieces."""
    large = {
        study.study_instance_uid: study
        for study in studies
        if all(series.sop_instance_uids for series in study.series)
        and sum(series.instances or 0 for series in study.series) >= _LARGE
    }
    for order in orders:
        study = large.get(order.keys["StudyInstanceUID"])
        if study is None or order.keys["QueryRetrieveLevel"] != "STUDY":
            yield order
            continue
        yield from _series_by_series(study)


def _series_by_series(study: Study) -> Iterator[Order]:
    for series in study.series:
        yield from orders_for(Lack(study, series, series.instances or 0))


def _whole(study: Study) -> Order:
    classes = [series.sop_class_uids for series in study.series]
    return Order(
        {"QueryRetrieveLevel": "STUDY", "StudyInstanceUID": study.study_instance_uid},
        frozenset().union(*classes) if all(classes) else frozenset(),
    )


def orders_for(lack: Lack) -> Iterator[Order]:
    """Only what is missing: by name where there are names, else the short series whole."""
    keys = {
        "QueryRetrieveLevel": "SERIES",
        "StudyInstanceUID": lack.study.study_instance_uid,
        "SeriesInstanceUID": lack.series.series_instance_uid,
    }
    if len(lack.sop_instance_uids) in (0, lack.series.instances):
        yield Order(keys, lack.series.sop_class_uids)
        return
    for uids in _batched(sorted(lack.sop_instance_uids), _UIDS_AT_ONCE):
        image = {"QueryRetrieveLevel": "IMAGE", "SOPInstanceUID": "\\".join(uids)}
        yield Order(keys | image, lack.series.sop_class_uids)


def _batched(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[at : at + size] for at in range(0, len(items), size))
