"""The doctor: tries every connection for real, and says of each failure what to mend.

The advice is written so that it can be mailed to the PACS administrator as it stands.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path

from ..core.config import Config, Retrieve
from ..core.errors import (
    DiskFull,
    MkisoError,
    NotConfigured,
    PacsRefused,
    PacsUnreachable,
    PublisherUnreachable,
    disk_error,
)
from ..core.places import open_private, work_folder
from ..core.progress import Progress
from ..core.study import Series, Study
from ..net import patient_api
from ..net.dimse import c_echo, finder
from ..net.gate import Expected
from ..net.reception import Reception
from ..net.storage_scp import PortTaken, StorageScp
from ..steps.query import recent_study, take_inventory
from ..steps.retrieve import expected_of, retrieve_lacking
from .station import Station, archive_of, door_of, pacs_of, publisher_of, storage_scp_of

_DAYS_BACK = (0, 1, 7, 60, 36_500)
_ROOM = 2_000_000_000  # two CDs and what they are made from


class Health(Enum):
    """What came of one check."""

    OK = "ok"
    DOWN = "down"
    NOT_CONFIGURED = "not-configured"


@dataclass(frozen=True)
class Check:
    """One check: its name, what came of it, and what to do where it failed."""

    name: str
    health: Health
    error: MkisoError | None = None

    @property
    def advice(self) -> str:
        """What is wrong and how to mend it; "" where nothing is wrong."""
        if self.error is None:
            return ""
        detail = f" ({self.error.detail})" if self.error.detail else ""
        return f"{self.error.title}. {self.error.advice}{detail}"


Owner = Callable[[str, Progress], Check | None]


def examine(
    config: Config,
    progress: Progress,
    tell: Callable[[Check], None] = lambda check: None,
    names: Sequence[str] = (),
    station: Station | None = None,
    owner: Owner = lambda name, progress: None,
) -> tuple[Check, ...]:
    """Run these checks (none named: all), one after the other; `tell` hears each as it ends.

    `station` is the one that an engine has open: its port cannot be opened a second time. Where
    that engine is another process's, `owner` has a check done there; None when nobody does it."""
    done: list[Check] = []
    examined = _Examined(config, progress, station, owner)
    wanted = tuple(names) or tuple(_EXAMINATIONS)
    for name in wanted:
        progress.report(name, len(done), len(wanted))
        check = _one(name, examined)
        tell(check)
        done.append(check)
    return tuple(done)


@dataclass(frozen=True)
class _Examined:
    """What is examined, and what with."""

    config: Config
    progress: Progress
    station: Station | None
    owner: Owner


def _one(name: str, examined: _Examined) -> Check:
    try:
        return _here_or_there(name, examined)
    except NotConfigured as error:
        return Check(name, Health.NOT_CONFIGURED, error)
    except MkisoError as error:
        return Check(name, Health.DOWN, error)


def _here_or_there(name: str, examined: _Examined) -> Check:
    try:
        _EXAMINATIONS[name](examined)
    except PortTaken:
        if check := examined.owner(name, examined.progress):
            return check
        raise
    return Check(name, Health.OK)


def _folder_rights(it: _Examined) -> None:
    folder = work_folder(it.config)
    probe = folder / "doctor.probe"
    try:
        with open_private(probe) as file:
            file.write(b"x")
        probe.unlink()
    except OSError as error:
        raise disk_error(error, str(folder)) from error


def _disk_space(it: _Examined) -> None:
    folder = work_folder(it.config)
    spare = shutil.disk_usage(folder).free - int(it.config.work.keep_free_gb * 1_000_000_000)
    if spare < _ROOM:
        raise DiskFull(
            f"Only {max(spare, 0) // 1_000_000} MB of this computer's disk may be used",
            f"Free some space on the disk that holds {folder}, or lower [work] keep_free_gb.",
        )


def _pacs_echo(it: _Examined) -> None:
    c_echo(pacs_of(it.config), it.config.station.ae_title, it.progress)


def _pacs_find(it: _Examined) -> None:
    with finder(pacs_of(it.config), it.config.station.ae_title, it.progress) as archive:
        recent_study(archive, _periods()[:1])


def _pacs_move(it: _Examined) -> None:
    """Have one real image sent to us, and drop it: nothing less proves the way back."""
    config, progress = it.config, it.progress
    with finder(pacs_of(config), config.station.ae_title, progress) as archive:
        study = recent_study(archive, _periods())
    if study is None:
        raise NotConfigured(
            "There is no study in the PACS to try it with",
            "Run the doctor again when a study has been made.",
        )
    sample = _one_image(take_inventory([study], pacs_of(config), config.station.ae_title, progress))
    if config.pacs.retrieve is not Retrieve.C_MOVE:
        _fetch(config, sample, None, progress)
        return
    with _receiver(it) as scp:
        _fetch(config, sample, scp, progress)


@contextmanager
def _receiver(it: _Examined) -> Iterator[StorageScp]:
    """A station that lets in whom this configuration lets in: the open one where it has the port,
    else one for the moment."""
    open_now = it.station
    if open_now is None or open_now.config.station.port != it.config.station.port:
        scp = storage_scp_of(it.config)
        scp.open()
        try:
            yield scp
        finally:
            scp.close()
    elif open_now.config.tls != it.config.tls:
        raise NotConfigured(
            "What the PACS sends still arrives with the certificates of before",
            "Save these settings, then test again.",
        )
    else:
        with open_now.scp.admitting(door_of(it.config)):
            yield open_now.scp


def _fetch(config: Config, study: Study, scp: StorageScp | None, progress: Progress) -> None:
    seen_before = Counter(scp.refused_associations) if scp else Counter()
    expected = Expected(study.patient.patient_id, expected_of([study]))
    with tempfile.TemporaryDirectory(prefix="doctor-", dir=work_folder(config)) as folder:
        reception = Reception(expected, Path(folder))
        if scp is None:
            retrieve_lacking([study], archive_of(config), reception, progress)
        else:
            with scp.desk.receiving(reception):
                retrieve_lacking([study], archive_of(config), reception, progress)
        if not reception.instances:
            seen = scp.refused_associations - seen_before if scp else Counter()
            raise _nothing_came(config, seen)


def _nothing_came(config: Config, turned_away: Counter[str]) -> MkisoError:
    station = config.station
    seen = ", ".join(f"{count} refused by {why}" for why, count in turned_away.items())
    return PacsRefused(
        "The PACS took the request for an image, but no image arrived here",
        f"Ask the PACS administrator whether AE title {station.ae_title} is registered with this "
        f"computer's present address and port {station.port}, and whether a firewall lets the "
        "PACS connect to it. If the PACS sends from another address or under another AE title, "
        "put those into [pacs] calling_hosts and calling_ae_titles.",
        seen or None,
    )


def _one_image(studies: tuple[Study, ...]) -> Study:
    """The study cut down to one image of one series, where the archive lists images."""
    [study] = studies
    smallest = min(study.series, key=lambda one: one.instances or 1, default=None)
    if smallest is None:
        raise PacsRefused(
            "The PACS lists a study without any series",
            "Tell the PACS administrator: the query at SERIES level is not answered.",
        )
    uids = sorted(smallest.sop_instance_uids or ())[:1]
    one: Series = smallest
    if uids:
        one = Series(
            smallest.series_instance_uid,
            sop_instance_uids=frozenset(uids),
            sop_class_uids=smallest.sop_class_uids,
        )
    return Study(study.study_instance_uid, "", study.patient, series=(one,))


def _periods() -> list[str]:
    """Ever longer ranges of study dates up to today (PS3.4 C.2.2.2.5)."""
    today = date.today()
    return [f"{today - timedelta(days):%Y%m%d}-{today:%Y%m%d}" for days in _DAYS_BACK]


def _patient_api(it: _Examined) -> None:
    if not it.config.patient_api.base_url:
        raise NotConfigured(
            "There is no patient API in the configuration", "The PACS alone tells who it is."
        )
    patient_api.reachable(it.config.patient_api, it.progress, tls=it.config.tls)


def _cd_publisher(it: _Examined) -> None:
    try:
        c_echo(publisher_of(it.config), it.config.station.ae_title, it.progress)
    except PacsUnreachable as error:
        if error.detail:  # TLS has words of its own
            raise
        raise PublisherUnreachable(
            error.title,
            "Check that the publisher is switched on and connected to the network, then try again.",
        ) from error


_EXAMINATIONS: dict[str, Callable[[_Examined], None]] = {
    "work-folder": _folder_rights,
    "disk": _disk_space,
    "pacs-echo": _pacs_echo,
    "pacs-find": _pacs_find,
    "pacs-move": _pacs_move,
    "patient-api": _patient_api,
    "cd-publisher": _cd_publisher,
}
NAMES = tuple(_EXAMINATIONS)
