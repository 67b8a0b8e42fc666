"""A front desk for tests: a configuration, and commands run as a person or a script runs them."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.starter import starter
from tests.peers.archive import STATION_AE
from tests.peers.process import free_port

_RECEIVED = re.compile(r"\d{8}\.dcm|journal")


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit code, its standard output as JSON, its standard error."""

    exit_code: int
    json: dict[str, Any]
    said: str


class Desk:
    """One desk with a work folder and a history of its own; `port` is where archives send to."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.discs = folder / "discs"
        self.discs.mkdir(parents=True)
        self.sections: dict[str, dict[str, Any]] = {
            "station": {"ae_title": STATION_AE, "bind": "127.0.0.1", "port": self.port},
            "work": {"folder": str(folder / "work"), "keep_free_gb": 0},
            "store": {"url": f"sqlite:///{folder / 'history.sqlite'}"},
        }

    def configure(self, section: str, **keys: Any) -> Desk:
        """Set keys of one section."""
        self.sections.setdefault(section, {}).update(keys)
        return self

    def archive(self, peer: Any, retrieve: str = "c-move") -> Desk:
        """Talk to this archive."""
        return self.configure(
            "pacs", ae_title=peer.ae_title, host=peer.host, port=peer.port, retrieve=retrieve
        )

    def command(self, *words: str) -> list[str]:
        """The words that start a command with this desk's configuration."""
        config = self.folder / "config.toml"
        config.write_text(_toml(self.sections))
        return [sys.executable, "-m", "mkiso_desktop", *words, "--config", str(config), "--json"]

    def run(self, *words: str) -> Answer:
        """Run one command to its end."""
        done = self.done(self.command(*words))
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, json.loads(done.stdout), done.stderr)

    def done(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """What came of a command."""
        return starter().run(command, self.env())

    def iso(self, *words: str) -> Answer:
        """Make a disc image in this desk's own folder."""
        return self.run("iso", *words, "--output", str(self.discs))

    def env(self) -> dict[str, str]:
        # pynetdicom forgets to close the socket of a connection that was refused.
        return {**os.environ, "PYTHONWARNINGS": "error,ignore:unclosed:ResourceWarning"}

    def left_overs(self) -> set[Path]:
        """What jobs left in the work folder that no other try begins with: nothing, whatever
        became of them."""
        files = {path for path in (self.folder / "work" / "jobs").rglob("*") if path.is_file()}
        return files - self.kept()

    def kept(self) -> set[Path]:
        """The images that another try of a failed job begins with."""
        file = self.folder / "history.sqlite"
        if not file.exists():
            return set()
        wanted = "state = 'failed' OR error_code = 'study-incomplete'"
        with closing(sqlite3.connect(file)) as history:
            rows = history.execute(f"SELECT number FROM job WHERE {wanted}").fetchall()
        folders = [self.folder / "work" / "jobs" / f"{number:08d}" for (number,) in rows]
        files = {path for folder in folders for path in folder.glob("*/*")}
        return {path for path in files if _RECEIVED.fullmatch(path.name)}


def _toml(sections: Mapping[str, Mapping[str, Any]]) -> str:
    # A JSON string, number or list is a TOML one.
    return "\n".join(
        f"[{name}]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())
        for name, keys in sections.items()
    )
