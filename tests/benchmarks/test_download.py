"""How fast a disc leaves this computer, and whether who asks for its health is in anybody's way.

A ready disc of 300 MB through the whole listener, beside Debian's nginx with sendfile and the same
file; and both ways to send it beside one another. Then retrievals beside 200 questions a second, to
us and to nginx, and without. Clients are processes of their own. Nothing here judges times; run it
alone: pytest -m slow -s tests/benchmarks/test_download.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean, median

import psutil
import pytest
from starlette.types import Receive, Scope, Send

from mkiso_desktop.core.config import Config
from mkiso_desktop.engine.engine import Engine
from mkiso_desktop.engine.job import IsoFile, JobState
from mkiso_desktop.engine.links import image_of
from mkiso_desktop.listener.protocol import SENDFILE
from tests.engine.test_engine import running as open_engine
from tests.listener.serving import serving
from tests.listener.site import answering, listening
from tests.peers.process import LOOPBACK, free_port, running

from .rounds import Contestant, interleaved, table
from .test_pipeline import CT_600, archive_with, by_engine

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform != "linux", reason="nginx and its setting are Debian's"),
]
CLIENT = Path(__file__).with_name("asking.py")
DOWNLOADS, RETRIEVALS = 9, 25
PER_SECOND = 200
PIECE = 1 << 20
PATH = "/api/iso/download?accession_number=A0001"
NGINX = "nginx, sendfile"
_NGINX = """\
{user}daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
    access_log off; sendfile on; tcp_nopush on;
    client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
    uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
    server {{ listen {host}:{port}; root {root}; }}
}}
"""


@contextmanager
def nginx(folder: Path, root: Path) -> Iterator[tuple[int, int]]:
    """Debian's nginx giving the files of a folder; its port, and its process id."""
    folder.mkdir()
    port = free_port()
    # Started by root it would give its workers to a user who may not see this folder.
    user = "user root; " if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(user=user, folder=folder, host=LOOPBACK, port=port, root=root))
    with running(
        ["/usr/sbin/nginx", "-p", str(folder), "-c", str(config)], folder, [port]
    ) as process:
        yield port, process.pid


def ask(*words: object) -> list[str]:
    """What the client prints."""
    command = [sys.executable, str(CLIENT), *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


def by_client(port: int, path: str, image: IsoFile, server: int, cpu: list[float]) -> Contestant:
    """A download of the image, which was proved once to be that very image; what it costs the
    server (a process id) in seconds of a processor goes to `cpu`."""
    _, _, sha256 = ask("download", LOOPBACK, port, path, "--prove")
    assert sha256 == image.sha256

    def contestant(folder: Path) -> float:
        before = used(server)
        seconds, count, _ = ask("download", LOOPBACK, port, path)
        cpu.append(used(server) - before)
        assert int(count) == image.bytes
        return float(seconds)

    return contestant


def used(server: int) -> float:
    """Seconds of a processor that a server and its workers have used."""
    family = psutil.Process(server)
    workers = family.children() if server != os.getpid() else []
    return float(sum(sum(one.cpu_times()[:2]) for one in (family, *workers)))


class Bare:
    """The file without gate, routes and engine: by the system, or through our memory."""

    def __init__(self, path: Path, is_by_system: bool) -> None:
        self._path, self._is_by_system = path, is_by_system

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = self._path.stat().st_size
        headers = [(b"content-length", b"%d" % size)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        with self._path.open("rb", buffering=0) as file:
            if self._is_by_system:
                await scope["extensions"][SENDFILE](file, 0, size)
            else:
                while piece := file.read(PIECE):
                    body = {"type": "http.response.body", "body": piece, "more_body": True}
                    await send(body)
        await send({"type": "http.response.body"})


def test_a_ready_disc_beside_nginx(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with archive_with(tmp_path, CT_600) as (_, config, _), site_of(config) as (engine, port):
        image = link_image(engine, port)
        me, cpu = os.getpid(), defaultdict[str, list[float]](list)
        with (
            nginx(tmp_path / "nginx", image.path.parent) as (nginx_port, nginx_pid),
            serving(Bare(image.path, True)) as sending,
            serving(Bare(image.path, False)) as copying,
        ):
            ways = {
                "ours, /api/iso/download": (port, PATH, me),
                NGINX: (nginx_port, f"/{image.path.name}", nginx_pid),
                "our listener alone, sendfile": (sending.port, "/", me),
                "our listener alone, pieces of 1 MiB": (copying.port, "/", me),
            }
            contestants = {
                name: by_client(at, path, image, server, cpu[name])
                for name, (at, path, server) in ways.items()
            }
            seconds = interleaved(contestants, tmp_path / "rounds", DOWNLOADS)
    table(capsys, f"Download of a ready disc, {image.bytes / 1e6:.0f} MB", seconds)
    with capsys.disabled():
        for name, times in seconds.items():
            of_nginx = median(seconds[NGINX]) / median(times)
            rate, costs = image.bytes / median(times) / 1e6, mean(cpu[name])
            print(
                f"  {name:44}{rate:6.0f} MB/s, {of_nginx:.2f} of nginx's; {costs:.3f} s of a core"
            )


def link_image(engine: Engine, port: int) -> IsoFile:
    """The one that the first download has had made."""
    ask("download", LOOPBACK, port, PATH)
    [view] = engine.jobs()
    return image_of(view)


@contextmanager
def site_of(config: Config) -> Iterator[tuple[Engine, int]]:
    """An engine with its listener, as the service has them; and the listener's port."""
    with open_engine(listening(config)) as engine, answering(engine) as site:
        yield engine, site.listener.port


def beside_questions(port: int, contestant: Contestant, rates: list[float]) -> Contestant:
    """The same while somebody asks for our health; how often he was answered goes to `rates`."""

    def contestant_asked(folder: Path) -> float:
        command = [sys.executable, str(CLIENT), "health", LOOPBACK, str(port), str(PER_SECOND)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as client:
            assert client.stdin and client.stdout
            took = contestant(folder)
            client.stdin.close()
            asked, seconds = client.stdout.read().split()
        assert client.returncode == 0
        rates.append(int(asked) / float(seconds))
        return took

    return contestant_asked


def test_a_retrieval_beside_200_questions_a_second(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rates: list[float] = []
    with archive_with(tmp_path, CT_600) as (_, config, _), site_of(config) as (engine, port):
        walks: list[dict[JobState, float]] = []
        job = by_engine(engine, 600, walks)

        def retrieval(folder: Path) -> float:
            job(folder)
            return walks[-1][JobState.RETRIEVING]

        asked = f"{PER_SECOND} questions a second"
        with nginx(tmp_path / "nginx", health_as_file(tmp_path / "root")) as (nginx_port, _):
            contestants = {
                f"beside {asked}": beside_questions(port, retrieval, rates),
                f"beside {asked} to nginx": beside_questions(nginx_port, retrieval, []),
                "alone": retrieval,
            }
            retrieving = interleaved(contestants, tmp_path / "rounds", RETRIEVALS)
    table(capsys, "Retrieving 600 CT of 512 x 512", retrieving)
    with capsys.disabled():
        print(f"  answered: {median(rates):.0f} of {PER_SECOND} a second")


def health_as_file(root: Path) -> Path:
    """The folder of a server that answers what the client asks."""
    answer = root / "api" / "health"
    answer.parent.mkdir(parents=True)
    answer.write_text('{"status": "ok"}')
    return root
