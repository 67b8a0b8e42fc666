"""How long receivers alone take for the same studies, sent by Orthanc in interleaved rounds.

Ours beside pynetdicom's Storage SCP, once as its documentation writes files and once at its best
(large PDUs, bytes as they came), and dcmtk's storescp at its best (+B, TCP_NODELAY). Run alone:
pytest -m slow -s tests/benchmarks/test_receiver.py
"""

from __future__ import annotations

import gc
import os
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from pydicom import dcmread
from pynetdicom import AE, evt
from pynetdicom.presentation import AllStoragePresentationContexts

from mkiso_desktop.net.gate import Expected
from mkiso_desktop.net.reception import Reception
from tests import samples
from tests.net.scu import STATION, expected_of, station
from tests.peers import Orthanc, free_port, orthanc
from tests.peers.process import QUICK, running

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
ROUNDS = 3
SHAPES = {"600 CT of 512 x 512": (600, 512), "2,000 CT of 64 x 64": (2000, 64)}


@contextmanager
def ours(expected: Expected, folder: Path) -> Iterator[int]:
    with station() as scp, scp.desk.receiving(Reception(expected, folder)):
        yield scp.port


@contextmanager
def dcmtk(expected: Expected, folder: Path) -> Iterator[int]:
    port = free_port()
    command = ["storescp", "-aet", STATION, "+B", "-pm", "+xa", "-pdu", "131072", "-dhl"]
    with running([*command, "-od", str(folder), str(port)], folder.parent, [port]):
        yield port


def pynetdicom(
    write: Callable[[evt.Event, Path], None], maximum_length: int
) -> Callable[[Expected, Path], AbstractContextManager[int]]:
    """pynetdicom's Storage SCP, whose handler writes with `write`."""

    def keep(event: evt.Event, folder: Path) -> int:
        write(event, folder / f"{event.request.AffectedSOPInstanceUID}.dcm")  # type: ignore[union-attr]
        return 0

    def no_delay(event: evt.Event) -> None:
        connection = event.assoc.dul.socket
        if connection and connection.socket:
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @contextmanager
    def receiver(expected: Expected, folder: Path) -> Iterator[int]:
        ae = AE("PYNETDICOM")
        ae.supported_contexts = AllStoragePresentationContexts
        ae.maximum_pdu_size = maximum_length
        handlers = [(evt.EVT_C_STORE, keep, [folder]), (evt.EVT_CONN_OPEN, no_delay)]
        server = ae.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)  # type: ignore[arg-type]
        assert server is not None
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()

    return receiver


def as_documented(event: evt.Event, path: Path) -> None:
    ds = event.dataset
    ds.file_meta = event.file_meta
    ds.save_as(path, enforce_file_format=True)


def as_it_came(event: evt.Event, path: Path) -> None:
    path.write_bytes(event.encoded_dataset())


RECEIVERS: Mapping[str, Callable[[Expected, Path], AbstractContextManager[int]]] = {
    "ours": ours,
    "dcmtk storescp +B": dcmtk,
    "pynetdicom, bytes as they came": pynetdicom(as_it_came, 131072),
    "pynetdicom, as documented": pynetdicom(as_documented, 16382),
}


def one_round(archive: Orthanc, name: str, expected: Expected, folder: Path) -> float:
    """Seconds for one C-MOVE of the whole study to this receiver."""
    folder.mkdir()
    [study] = expected.studies
    keys = {"QueryRetrieveLevel": "STUDY", "StudyInstanceUID": study}
    gc.collect()
    os.sync()  # what earlier rounds left to be written would be paid for by this one
    with RECEIVERS[name](expected, folder) as port:
        archive.know(STATION, port)
        command = ["movescu", "-S", "-aet", STATION, "-aec", archive.ae_title, "-aem", STATION]
        command += [word for one in keys.items() for word in ("-k", "=".join(one))]
        command += [archive.host, str(archive.port)]
        began = perf_counter()
        subprocess.run(command, env=os.environ | QUICK, check=True, capture_output=True)
        took = perf_counter() - began
    files = list(folder.iterdir())
    assert len(files) == sum(len(uids or ()) for uids in expected.studies[study].values()), name
    assert dcmread(files[0]).Rows
    for path in files:  # an ext4 that has just deleted thousands of files is slow to make new ones
        os.truncate(path, 0)
    return took


@pytest.mark.parametrize("shape", SHAPES)
def test_receivers_side_by_side(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shape: str
) -> None:
    count, rows = SHAPES[shape]
    files = samples.write_study(tmp_path / "src", series=1, instances=count, rows=rows)
    expected, size = expected_of(files), sum(file.stat().st_size for file in files)
    seconds: dict[str, list[float]] = {name: [] for name in RECEIVERS}
    with orthanc() as archive:
        archive.store(files)
        for number in range(-1, ROUNDS):  # the first one warms everything up and does not count
            for name in RECEIVERS:
                took = one_round(archive, name, expected, tmp_path / f"{name} {number}")
                if number >= 0:
                    seconds[name].append(took)
    mine = median(seconds["ours"])
    with capsys.disabled():
        print(f"\n{shape}, {size / 1e6:.0f} MB, medians of {ROUNDS} rounds")
        for name, times in seconds.items():
            one = median(times)
            print(
                f"  {name:32}{one:8.2f} s {size / one / 1e6:7.0f} MB/s {count / one:7.0f}/s"
                f"   {one / mine:5.1f} x ours   ({min(times):.2f} to {max(times):.2f})"
            )
