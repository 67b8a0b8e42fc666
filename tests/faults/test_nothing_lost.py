"""What eight senders at once were told is stored is on disk, once, and is what the job has."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any

import pytest
from pynetdicom import evt
from pynetdicom.ae import ApplicationEntity

from mkiso_desktop.core.errors import RelayFailed
from mkiso_desktop.core.instance import Instance, read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.net.association import Peer, leave_answers_alone
from mkiso_desktop.net.gate import Expected, Store
from mkiso_desktop.net.reception import Reception
from mkiso_desktop.net.storage_scu import pair_of, sending
from tests import samples
from tests.net.scu import CT, LOOPBACK, PACS, PLAIN, STATION, station
from tests.peers.process import QUICK
from tests.promises import Trials

PROMISE = "Nothing is lost, nothing doubled"
SENDERS = 8
BATCH = 25
Batch = Sequence[Instance]


class Rejected(Exception):
    """The station has too many associations just now, as it said."""


def many_images(folder: Path, count: int) -> list[Instance]:
    """Small images of one series, each its own, faster than an encoder writes them."""
    [first] = samples.write_study(folder, series=1, instances=1)
    template, uid = first.read_bytes(), first.stem
    first.unlink()
    images = []
    for number in range(count):
        other = uid[:-6] + str(100_000 + number)
        path = folder / f"{number}.dcm"
        content = template.replace(uid.encode(), other.encode())
        path.write_bytes(content[:-4] + number.to_bytes(4, "little"))
        images.append(read_instance(path))
    return images


def plans(images: Sequence[Instance], repeats: int) -> list[list[Batch]]:
    """For each sender the associations it makes: first those that all send at once, in the same
    order, then a share of its own, in which some of the former come again."""
    dice = Random(10)
    by_all = images[: repeats // SENDERS]
    found: list[list[Batch]] = []
    for number in range(SENDERS):
        share = list(images[number::SENDERS])
        dice.shuffle(share)
        whole = [*by_all, *share]
        found.append([whole[at : at + BATCH] for at in range(0, len(whole), BATCH)])
    return found


def by_our_sender(port: int, batch: Batch) -> None:
    peer = Peer(STATION, LOOPBACK, port)
    try:
        with sending(peer, PACS, map(pair_of, batch), Progress()) as sender:
            statuses = [sender.store(one).status for one in batch]
    except RelayFailed as error:
        if error.detail == "association rejected":
            raise Rejected from error
        raise
    assert not any(statuses), statuses


def by_pynetdicom(port: int, batch: Batch) -> None:
    ae = ApplicationEntity(PACS)
    ae.add_requested_context(CT, PLAIN)
    handlers: list[Any] = [(evt.EVT_ESTABLISHED, leave_answers_alone)]
    assoc = ae.associate(LOOPBACK, port, ae_title=STATION, evt_handlers=handlers)
    if not assoc.is_established:
        raise Rejected
    statuses = [assoc.send_c_store(one.path).Status for one in batch]
    assoc.release()
    assert not any(statuses), statuses


def by_storescu(port: int, batch: Batch) -> None:
    command = ["storescu", "-v", "-aet", PACS, "-aec", STATION, LOOPBACK, str(port)]
    said = _said([*command, *(str(one.path) for one in batch)])
    assert said.count("Received Store Response (Success)") == len(batch), said


def by_dcmsend(port: int, batch: Batch) -> None:
    command = ["dcmsend", "-v", "-aet", PACS, "-aec", STATION, LOOPBACK, str(port)]
    said = _said([*command, *(str(one.path) for one in batch)])
    told = re.search(r"with status SUCCESS *: (\d+)", said)
    assert told and int(told[1]) == len(batch), said


def _said(command: list[str]) -> str:
    done = subprocess.run(
        command, env=os.environ | QUICK, capture_output=True, text=True, timeout=100
    )
    if "Rejected" in done.stdout + done.stderr:
        raise Rejected
    return done.stdout + done.stderr


WAYS: list[Callable[[int, Batch], None]] = [
    by_our_sender,
    by_pynetdicom,
    by_storescu,
    by_dcmsend,
    by_our_sender,
    by_pynetdicom,
    by_storescu,
    by_our_sender,
]


def send(
    way: Callable[[int, Batch], None], port: int, plan: list[Batch], together: Barrier
) -> Iterator[Instance]:
    """Send a plan, an association for each batch; what was acknowledged."""
    together.wait(60)
    for batch in plan:
        while True:  # an association may come before our last one is quite let go
            try:
                way(port, batch)
            except Rejected:
                continue
            break
        yield from batch


@pytest.mark.promise(PROMISE)
@pytest.mark.timeout(400)
def test_what_was_acknowledged_is_on_disk_once_and_listed(tmp_path: Path, trials: Trials) -> None:
    amount = trials.amount(full=10_000, sample=400)
    images = many_images(tmp_path / "src", amount * 4 // 5)
    [series] = {(one.study_instance_uid, one.series_instance_uid) for one in images}
    listed = frozenset(one.sop_instance_uid for one in images)
    spool = tmp_path / "spool"
    spool.mkdir()
    reception = Reception(Expected("P-0001", {series[0]: {series[1]: listed}}), spool)
    with (
        station() as scp,
        scp.desk.receiving(reception),
        ThreadPoolExecutor(SENDERS) as senders,
    ):
        together = Barrier(SENDERS)
        jobs = [
            senders.submit(lambda *job: list(send(*job)), way, scp.port, plan, together)
            for way, plan in zip(WAYS, plans(images, amount // 5), strict=True)
        ]
        acknowledged = [one for job in jobs for one in job.result()]
    on_disk = Counter(read_instance(path).sop_instance_uid for path in spool.iterdir())
    for one in acknowledged:
        uid = one.sop_instance_uid
        came = reception.instances.get(uid)
        same = came is not None and came.digest == read_instance(came.path).digest == one.digest
        trials.note(on_disk[uid] == 1 and same, f"{on_disk[uid]} of {uid}, the same: {same}")
    assert len(acknowledged) == amount
    assert set(reception.instances) == set(on_disk) == listed
    assert not reception.refused and reception.failure is None
    assert reception.bytes_received == sum(one.length for one in images)


@pytest.mark.promise(PROMISE)
def test_the_same_image_from_eight_sides_at_one_moment_is_one_file(
    tmp_path: Path, trials: Trials
) -> None:
    [one] = many_images(tmp_path, 1)
    data = memoryview(one.path.read_bytes())[one.offset :]
    store = Store(one.sop_class_uid, one.sop_instance_uid, one.transfer_syntax_uid)
    listed = {one.series_instance_uid: frozenset({one.sop_instance_uid})}
    with ThreadPoolExecutor(SENDERS) as senders:
        for number in range(trials.amount(full=1000, sample=100)):
            folder = tmp_path / f"spool-{number}"
            folder.mkdir()
            reception = Reception(Expected("P-0001", {one.study_instance_uid: listed}), folder)
            together = Barrier(SENDERS)

            def take(reception: Reception = reception, together: Barrier = together) -> int:
                together.wait(60)
                return reception.land(store, data)

            asked = [senders.submit(take) for _ in range(SENDERS)]
            statuses = {job.result() for job in asked}
            reception.close()  # lets go of the files that were opened ahead
            files = len(list(folder.iterdir()))
            trials.note((files, statuses) == (1, {0}), f"{files} files, answers {statuses}")
