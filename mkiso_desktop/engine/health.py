"""How the desk's connections are, asked cheaply and often: for the lights of a face.

The doctor has the examinations; here each may take a few seconds at most, and says when it was.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from ..core.config import Config
from ..core.errors import MkisoError, NotConfigured
from ..core.places import work_folder
from ..core.progress import Progress
from ..net.interrupt import interruptible
from .doctor import Check, Health, examine

LIMIT_S = 5.0
_EXAMINATIONS = {
    "pacs": "pacs-echo",
    "patient-api": "patient-api",
    "cd-publisher": "cd-publisher",
    "disk": "disk",
}
NAMES = tuple(_EXAMINATIONS)
LISTENER = "listener"  # tells how it is by itself


class Light(Enum):
    """CARE: work goes on, with less. NOT_SET_UP: the configuration has none, and wants none."""

    GOOD, CARE, STOP, NOT_SET_UP = "good", "care", "stop", "not-set-up"


@dataclass(frozen=True)
class Reading:
    """One light, as it was found `at` (UTC); `error` says what is wrong and how to mend it.
    `where` is what was looked at: AE title and address, an address, a folder. `free_bytes` of the
    work folder's disk, for the disk alone."""

    name: str
    light: Light
    at: datetime
    error: MkisoError | None = None
    free_bytes: int | None = None
    where: str = ""


def look(name: str, config: Config, progress: Progress, limit_s: float = LIMIT_S) -> Reading:
    """One of NAMES, over in `limit_s` seconds. Raises Cancelled alone."""
    check = _examined(name, config, progress, limit_s)
    free = _free_bytes(config) if name == "disk" else None
    light = _light(name, check, free, config)
    return Reading(name, light, datetime.now(UTC), check.error, free, _where(name, config))


def _examined(name: str, config: Config, progress: Progress, limit_s: float) -> Check:
    inner = Progress()  # so that what comes too late does not go on behind our back
    wanted = (_EXAMINATIONS[name],)
    try:
        with progress.waking(inner.cancel):
            [check] = interruptible(
                lambda: examine(config, inner, names=wanted), progress, within_s=limit_s
            )
    except TimeoutError:
        inner.cancel()
        slow = MkisoError(
            f"No answer within {limit_s:.0f} seconds",
            "Wait a moment and check again. If it stays so, ask whoever looks after it.",
        )
        return Check(*wanted, Health.DOWN, slow)
    return check


def _light(name: str, check: Check, free: int | None, config: Config) -> Light:
    if check.health is Health.OK:
        return Light.GOOD
    if check.health is Health.NOT_CONFIGURED:
        return Light.NOT_SET_UP
    if name == "disk":
        has_some = free is not None and free > config.work.keep_free_gb * 1_000_000_000
        return Light.CARE if has_some else Light.STOP
    # Without the patient API the PACS speaks alone; without the PACS there is nothing to make.
    return Light.CARE if name == "patient-api" else Light.STOP


def _where(name: str, config: Config) -> str:
    pacs, publisher = config.pacs, config.cd_publisher
    return {
        "pacs": f"{pacs.ae_title} · {pacs.host}:{pacs.port}",
        "patient-api": config.patient_api.base_url,
        "cd-publisher": f"{publisher.ae_title} · {publisher.host}:{publisher.port}"
        if publisher.host
        else "",
        "disk": config.work.folder,
    }[name]


def _free_bytes(config: Config) -> int | None:
    try:
        return shutil.disk_usage(work_folder(config)).free
    except (OSError, MkisoError):  # the examination has said why
        return None


def links_off() -> Reading:
    """The light of a listener that the configuration does not want."""
    why = NotConfigured(
        "Links from the HIS are switched off",
        'Switch on "Answer links" in the settings to have them answered by this program.',
    )
    return Reading(LISTENER, Light.NOT_SET_UP, datetime.now(UTC), why)


def links_stopped(error: MkisoError) -> Reading:
    """The light of a listener that cannot run, or has stopped by itself."""
    return Reading(LISTENER, Light.STOP, datetime.now(UTC), error)
