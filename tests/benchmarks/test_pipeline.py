"""How long the main job and its parts take beside dcmtk and genisoimage in a shell script.

Ours is an open engine in this process, from the request to the proved image with its SHA-256; the
script (script.sh) proves nothing. dcmtk has two settings: TCP_NODELAY=1, and as Debian ships it,
where each instance costs it some 42 ms. Nothing here judges times; run it alone:
pytest -m slow -s tests/benchmarks/test_pipeline.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import pytest

from mkiso_desktop.core.config import Config
from mkiso_desktop.core.instance import read_instance
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest, Outcome
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import JobState, JobView
from mkiso_desktop.net.association import Peer
from mkiso_desktop.steps.fileset import build_fileset
from mkiso_desktop.steps.relay import Ledger, relay
from tests.engine.test_engine import a_config
from tests.engine.test_engine import running as open_engine
from tests.peers import Orthanc, free_port, orthanc
from tests.peers.archive import STATION_AE
from tests.peers.process import LOOPBACK, QUICK, running
from tests.samples import write_study

from .rounds import ROUNDS, Contestant, interleaved, table

SCRIPT = Path(__file__).with_name("script.sh")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform != "linux", reason="the script and its tools are Debian's"),
]
CT_600 = {"series": 3, "instances": 200, "rows": 512}
SMALL_5000 = {"series": 5, "instances": 1000, "rows": 128}
AS_SHIPPED: Mapping[str, str] = {}


def by_engine(
    engine: Engine,
    files: int,
    walks: list[dict[JobState, float]],
    accession_number: str = "A0001",
) -> Contestant:
    """A request to the open engine; how long each state took goes to `walks`."""

    def contestant(folder: Path) -> float:
        entered: dict[JobState, float] = {}

        def note(view: JobView) -> None:
            entered.setdefault(view.state, perf_counter())

        unwatch = engine.watch(note)
        began = perf_counter()
        view = engine.wait(
            engine.submit(MediaRequest((accession_number,), Outcome.ISO, str(folder)))
        )
        took = perf_counter() - began
        unwatch()
        assert view.result and view.result.files == files, view.error
        times = list(entered.items())
        following = [at for _, at in times[1:]]
        walks.append(
            {state: after - at for (state, at), after in zip(times[:-1], following, strict=True)}
        )
        return took

    return contestant


def by_script(archive: Orthanc, port: int, env: Mapping[str, str], files: int) -> Contestant:
    """The shell script, from its first line to its last."""
    known = {name: value for name, value in os.environ.items() if name not in QUICK}

    def contestant(folder: Path) -> float:
        words = [archive.host, archive.port, archive.ae_title, STATION_AE, port, "A0001", folder]
        began = perf_counter()
        subprocess.run([str(SCRIPT), *map(str, words)], env={**known, **env}, check=True)
        took = perf_counter() - began
        listing = ["isoinfo", "-J", "-f", "-i", str(folder / "disc.iso")]
        names = subprocess.run(listing, check=True, capture_output=True, text=True).stdout
        assert names.count("/DICOM/IM") == files
        return took

    return contestant


@contextmanager
def archive_with(tmp_path: Path, shape: Mapping[str, int]) -> Iterator[tuple[Orthanc, Config, int]]:
    """Orthanc with one such study; a configuration of ours, and a port of the script's."""
    files = write_study(tmp_path / "study", **shape)  # type: ignore[arg-type]
    ours, theirs = free_port(), free_port()
    with orthanc({STATION_AE: (LOOPBACK, ours)}) as archive:
        archive.store(files)
        for file in files:
            os.truncate(file, 0)
        peer = archive.host, archive.port, archive.ae_title
        yield archive, a_config(tmp_path, peer, ours), theirs


def moved_to(archive: Orthanc, port: int, contestant: Contestant) -> Contestant:
    """The contestant, once the archive knows its port."""

    def told(folder: Path) -> float:
        archive.know(STATION_AE, port)
        return contestant(folder)

    return told


@pytest.mark.parametrize(
    ("title", "shape", "env", "rounds"),
    [
        ("600 CT of 512 x 512", CT_600, QUICK, ROUNDS),
        ("5,000 of 36 kB", SMALL_5000, QUICK, ROUNDS),
        ("600 CT of 512 x 512", CT_600, AS_SHIPPED, 1),
    ],
    ids=["600", "5000", "600-as-shipped"],
)
def test_request_to_proved_image(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    title: str,
    shape: Mapping[str, int],
    env: Mapping[str, str],
    rounds: int,
) -> None:
    count = shape["series"] * shape["instances"]
    setting = "TCP_NODELAY=1" if env else "as Debian ships it"
    walks: list[dict[JobState, float]] = []
    with (
        archive_with(tmp_path, shape) as (archive, config, script_port),
        open_engine(config, lanes=1) as engine,
    ):
        mine = by_engine(engine, count, walks)
        theirs = by_script(archive, script_port, env, count)
        seconds = interleaved(
            {
                "ours, proved": moved_to(archive, config.station.port, mine),
                f"script, {setting}": moved_to(archive, script_port, theirs),
            },
            tmp_path / "rounds",
            rounds,
        )
    table(capsys, f"Request to image, {title}", seconds)
    total: Counter[JobState] = Counter()
    for walk in walks[1:]:
        total.update(walk)
    with capsys.disabled():
        states = (f"{state.value} {total[state] / rounds:.2f}" for state in walks[0])
        print(f"  ours by state, means in s: {', '.join(states)}")


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def test_directory_of_5000(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    disc = tmp_path / "disc"
    files = write_study(tmp_path / "study", **SMALL_5000)  # type: ignore[arg-type]
    (disc / "DICOM").mkdir(parents=True)
    for number, file in enumerate(files):
        file.rename(disc / "DICOM" / f"IM{number:06d}")
    files = sorted((disc / "DICOM").iterdir())
    received = [read_instance(file) for file in files]

    def from_received(folder: Path) -> float:
        return timed(lambda: build_fileset(received, "MKISO", Progress()))

    def from_files(folder: Path) -> float:
        return timed(lambda: build_fileset(list(map(read_instance, files)), "MKISO", Progress()))

    def by_dcmmkdir(folder: Path) -> float:
        words = ["dcmmkdir", "-Nxc", "+id", str(disc), "+r", "+D", str(folder / "DICOMDIR")]
        took = timed(lambda: subprocess.run(words, cwd=disc, check=True))
        assert (folder / "DICOMDIR").stat().st_size > 5000 * 200
        return took

    seconds = interleaved(
        {
            "ours, as they were received": from_received,
            "ours, files read and hashed again": from_files,
            "dcmmkdir": by_dcmmkdir,
        },
        tmp_path / "rounds",
    )
    table(capsys, "DICOMDIR of 5,000", seconds)


def test_relay_of_600(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = write_study(tmp_path / "study", **CT_600)  # type: ignore[arg-type]
    instances = [read_instance(file) for file in files]
    quick = {**os.environ, **QUICK}

    @contextmanager
    def publisher(folder: Path) -> Iterator[int]:
        taken, port = folder / "taken", free_port()
        taken.mkdir()
        command = ["storescp", "-aet", "ROBOT", "+B", "-pm", "+xa", "-pdu", "131072", "-od"]
        with running([*command, str(taken), str(port)], folder, [port]):
            yield port
        assert len(list(taken.iterdir())) == len(files)

    def ours(folder: Path) -> float:
        with publisher(folder) as port:
            robot, ledger = Peer("ROBOT", LOOPBACK, port), Ledger()
            return timed(
                lambda: relay(
                    instances, robot, STATION_AE, lambda one, uid: None, ledger, Progress()
                )
            )

    def by_storescu(folder: Path) -> float:
        command = ["storescu", "-R", "-pdu", "131072", "-aet", STATION_AE, "-aec", "ROBOT", "+sd"]
        with publisher(folder) as port:
            words = [*command, LOOPBACK, str(port), str(tmp_path / "study")]
            return timed(lambda: subprocess.run(words, env=quick, check=True))

    seconds = interleaved({"ours": ours, "storescu, TCP_NODELAY=1": by_storescu}, tmp_path / "r")
    shutil.rmtree(tmp_path / "study")
    table(capsys, "Relay of 600 CT of 512 x 512", seconds)
