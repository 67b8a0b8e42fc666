"""What the archive was told to be here is here, also when the next moment kills the station."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from mkiso_desktop.core.instance import read_instance
from tests.faults.nursery import Child, Nursery, nursery
from tests.net.scu import Scu, data_of
from tests.promises import Trials
from tests.samples import write_study

STUDY = "1.2.826.0.1.3680043.8.498.79"
SENDERS = 3


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Many small instances, and some that go through to their file while they arrive."""
    folder = tmp_path_factory.mktemp("sent")
    small = write_study(folder / "small", study_instance_uid=STUDY, instances=20, rows=64)
    large = write_study(
        folder / "large", study_instance_uid=STUDY, series=1, instances=2, rows=1500
    )
    return small + large


@pytest.fixture(scope="module")
def stations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("stations")) as opened:
        yield opened


def send(port: int, files: list[Path], seen: list[str], child: Child, fatal: int) -> None:
    """Send files and note each whose success was seen; with the fatal one, kill the station."""
    with suppress(OSError, AssertionError), Scu(port) as scu:  # it dies in the middle of it
        scu.ask()
        for file in files:
            if scu.store_file(file) == 0:
                seen.append(file.stem)
            if len(seen) == fatal:
                child.kill()


def receive_and_die(
    stations: Nursery, folder: Path, files: list[Path], random: Random
) -> tuple[list[str], int]:
    """The instances whose success was seen by several senders, and how many it took to kill."""
    folder.mkdir()
    shuffled = random.sample(files, len(files))
    fatal = random.randint(1, len(files) - SENDERS)
    seen: list[str] = []
    child = stations.child("receive", folder=folder, files=[str(file) for file in files])
    child.go()
    port = child.told()
    threads = [
        Thread(target=send, args=(port, shuffled[at::SENDERS], seen, child, fatal))
        for at in range(SENDERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    child.kill()  # where a sender ended before
    child.ended()
    return seen, fatal


@pytest.mark.promise("Acknowledged means it is there, whole")
def test_a_killed_station_has_every_instance_that_it_acknowledged(
    stations: Nursery, files: list[Path], tmp_path: Path, trials: Trials
) -> None:
    sources = {file.stem: data_of(file) for file in files}
    for number in range(trials.amount(full=50, sample=4)):
        folder = tmp_path / str(number)
        seen, fatal = receive_and_die(stations, folder, files, Random(number))
        here = {read_instance(file).sop_instance_uid: file for file in folder.glob("*.dcm")}
        wrong = [uid for uid, file in here.items() if data_of(file) != sources[uid]]
        missing = [uid for uid in seen if uid not in here]
        held = not wrong and not missing and len(seen) >= fatal
        trials.note(held, f"{number}: of {len(seen)} seen, missing {missing}, not whole {wrong}")
