"""Debian's nginx with the configuration that we commit, at ports and in a folder of a test's."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.peers.certificates import Papers
from tests.peers.process import LOOPBACK, free_port, running

EXAMPLE = Path(__file__).parents[2] / "packaging" / "nginx" / "mkiso-desktop.conf"
NAME = "mkiso.hospital.local"  # as it stands in the example
KEY = "nginx-shows-this-key-for-everybody"
_AROUND = """\
{user}daemon off;
pid {folder}/pid;
error_log {folder}/start.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {site};
}}
"""


@dataclass(frozen=True)
class Nginx:
    """It runs; `ports` are those of http and https."""

    folder: Path
    ports: Mapping[str, int]
    ca: Path

    def origin(self, scheme: str) -> str:
        """Of its own pages, as a browser knows it."""
        return f"{scheme}://{NAME}:{self.ports[scheme]}"

    @contextmanager
    def client(self, scheme: str = "http", source: str = "") -> Iterator[httpx.Client]:
        """Somebody who calls it by its name; from the address `source` of this machine."""
        trust = ssl.create_default_context(cafile=str(self.ca))
        transport = httpx.HTTPTransport(verify=trust, local_address=source or None)
        port = self.ports[scheme]
        with httpx.Client(
            base_url=f"{scheme}://{LOOPBACK}:{port}",
            headers={"Host": f"{NAME}:{port}"},
            transport=transport,
            timeout=60,
        ) as client:
            yield client

    def written(self) -> str:
        """All that it has logged."""
        return "".join(path.read_text("utf-8") for path in self.folder.glob("*log*"))


@contextmanager
def nginx(folder: Path, papers: Papers, listener_port: int, key: str = KEY) -> Iterator[Nginx]:
    """In front of the listener at a port, showing a key."""
    folder.mkdir()
    ports = {"http": free_port(), "https": free_port()}
    _fill_in(folder, papers, ports, listener_port)
    (folder / "key.conf").write_text(f'proxy_set_header X-API-Key "{key}";\n' if key else "")
    # Started by root it would give its workers to a user who may not see this folder.
    user = "user root;\n" if os.geteuid() == 0 else ""
    config = folder / "nginx.conf"
    config.write_text(_AROUND.format(user=user, folder=folder, site=folder / "site.conf"))
    command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(config)]
    with running(command, folder, list(ports.values())):
        yield Nginx(folder, ports, papers.ca)


def _fill_in(folder: Path, papers: Papers, ports: Mapping[str, int], listener_port: int) -> None:
    """The example with what its comments tell the hospital's admin to change."""
    text = EXAMPLE.read_text("utf-8")
    for word, new in {
        "server 127.0.0.1:8080;": f"server {LOOPBACK}:{listener_port};",
        "listen 80": f"listen {LOOPBACK}:{ports['http']}",
        "listen 443": f"listen {LOOPBACK}:{ports['https']}",
        "/etc/mkiso-desktop/nginx.crt": str(papers.ours.certificate),
        "/etc/mkiso-desktop/nginx.key": str(papers.ours.key),
        "/etc/mkiso-desktop/nginx-key.conf": str(folder / "key.conf"),
        "/var/log/nginx/mkiso-desktop.log": str(folder / "log-access"),
        "/var/log/nginx/mkiso-desktop-error.log": str(folder / "log-error"),
    }.items():
        assert word in text, word
        text = text.replace(word, new)
    orders = [line.partition("#")[0] for line in text.splitlines()]
    assert not [line for line in orders if "/etc/" in line or "/var/" in line]
    (folder / "site.conf").write_text(text, "utf-8")
