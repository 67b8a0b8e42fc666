"""What takes memory and is never used stays out of the program: started as a person does, idle,
and after a job whose images had to be decoded and drawn."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.cli.desk import Desk
from tests.peers.archive import Archive
from tests.peers.process import free_port


@pytest.fixture(scope="module")
def sitting(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One job in the real window, of an instance in each transfer syntax."""
    desk = Desk(tmp_path_factory.mktemp("kept_out") / "desk", archive.station_port)
    desk.archive(archive.orthanc).configure("listener", port=free_port())
    config = desk.command()[-2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.gui.stalls_window", config, "MIXED"],
        stdout=subprocess.PIPE,
        text=True,
        timeout=100,
        env=desk.env(),
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["state"] == "done"
    return said


@pytest.mark.skipif(sys.platform != "linux", reason="it tells the memory too, by /proc")
@pytest.mark.parametrize("when", ["idle", "after"])
class TestTheProgram:
    """Looked at when it has opened and waits, and when it has made a disc."""

    def test_decodes_nothing_itself_and_loads_nothing_by_the_way(
        self, sitting: dict[str, Any], when: str
    ) -> None:
        assert sitting[when]["kept_out"] == []

    def test_does_not_hold_the_source_of_what_it_imports(
        self, sitting: dict[str, Any], when: str
    ) -> None:
        assert sitting[when]["sources"] < 200  # generated ones; PySide6 would make them 700
