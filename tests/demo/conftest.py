"""One demo hospital for the tests of its wires, and dcmtk's tools to speak with it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

import pytest

from mkiso_desktop.demo import Hospital

Tool = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def hospital() -> Iterator[Hospital]:
    with Hospital() as open_hospital:
        yield open_hospital


@pytest.fixture
def dcmtk(hospital: Hospital) -> Tool:
    """Runs one of dcmtk's tools against the PACS; what it says comes back in stdout."""

    def run(tool: str, *options: str, port: int = 0) -> subprocess.CompletedProcess[str]:
        address = ("127.0.0.1", str(port or hospital.pacs_port))
        command = [tool, "-v", "-aet", hospital.station_ae, *options, *address]
        return subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )

    return run
