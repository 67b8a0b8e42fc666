"""A patient who must be found nowhere, a desk that keeps all its traces in one room, a search."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydicom import Dataset

from tests.cli.desk import Answer, Desk
from tests.samples import write_study

NAME, ID, BORN, NUMBER, LONG = (
    "ZZCANARY^PHI",
    "ZZ4711CANARY",
    "18870214",
    "ZZACC0815",
    "ZZACC0816",
)
RECORD = json.dumps(
    {"patient_name": "ZZCANARY PHI", "medrec_id": ID, "birth_date": "1887-02-14", "sex": "F"}
).encode()
TRACE = re.compile(rb"zz\W?canary|zz4711|18870214|1887-02-14|14 feb\w* 1887|zzacc081", re.I)


class Room(Desk):
    """A desk at log level debug whose home, temporary folder and work all lie in `folder`, and so
    does what its commands say on standard error."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        super().__init__(folder, port)
        for name in ("home/Downloads", "tmp", "here", "said"):
            (folder / name).mkdir(parents=True)

    def command(self, *words: str) -> list[str]:
        command = super().command(*words)
        config = self.folder / "config.toml"
        config.write_text('log_level = "debug"\n' + config.read_text())
        return command

    def env(self) -> dict[str, str]:
        home = self.folder / "home"
        own = {
            f"XDG_{word}_HOME": str(home / word) for word in ("CACHE", "CONFIG", "DATA", "STATE")
        }
        own |= {"XDG_DOWNLOAD_DIR": str(home / "Downloads"), "HOME": str(home)}
        own |= {"TMPDIR": str(self.folder / "tmp"), "PYTHONFAULTHANDLER": "1"}
        return super().env() | own

    def start(
        self, command: list[str], limit: Callable[[], None] = lambda: None
    ) -> subprocess.Popen[str]:
        """Start a command here, with nothing to hold back a crash's core file; `limit` is called
        in the process itself."""

        def prepare() -> None:
            _, most = resource.getrlimit(resource.RLIMIT_CORE)
            resource.setrlimit(resource.RLIMIT_CORE, (most, most))
            limit()

        return subprocess.Popen(
            command,
            cwd=self.folder / "here",
            env=self.env(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=prepare,
        )

    def ended(self, process: subprocess.Popen[str]) -> tuple[str, str]:
        """Wait for its end; what it said on standard error also stays in the room."""
        with process:
            try:
                out, said = process.communicate(timeout=60)
            finally:
                process.kill()
        at = len(list((self.folder / "said").iterdir()))
        (self.folder / "said" / f"{at}.txt").write_text(said)
        return out, said

    def run(self, *words: str, limit: Callable[[], None] = lambda: None) -> Answer:
        process = self.start(self.command(*words), limit)
        out, said = self.ended(process)
        answer: dict[str, Any] = json.loads(out)
        return Answer(process.returncode, answer, said)

    def traces(self) -> list[str]:
        """Where the patient is found who should not be: anywhere but on the disc, in the history,
        and among what another try begins with."""
        allowed = {self.folder / f"history.sqlite{end}" for end in ("", "-wal", "-shm")}
        allowed |= self.kept()
        allowed |= {*self.discs.rglob("*"), *(self.folder / "home" / "Downloads").rglob("*")}
        allowed |= set((self.folder / "work" / "isos").glob("*/*.iso"))  # a link's download
        return traces(self.folder, allowed)


def open_to_others(folder: Path) -> list[str]:
    """What of ours in `folder`, where patients' data are or may come, others could look into."""
    made = [*folder.glob("history.sqlite*"), *(folder / "work").rglob("*"), folder / "work"]
    for ours in folder.joinpath("home").rglob("mkiso-desktop"):
        made += ours.rglob("*")
    rights = {path: path.stat().st_mode & 0o777 for path in made if path.exists()}
    return [f"{path} {mode:o}" for path, mode in rights.items() if mode & 0o077]


def traces(folder: Path, allowed: set[Path]) -> list[str]:
    """The names of all files and folders in `folder` that tell of the patient, in UTF-16 too."""
    found = []
    for path in sorted(folder.rglob("*")):
        content = os.fsencode(path.relative_to(folder))
        if path.is_file():
            content += b"\n" + path.read_bytes().replace(b"\0", b"")
        if path not in allowed and TRACE.search(content):
            found.append(str(path.relative_to(folder)))
    return found


def write_canary(folder: Path, number: str = NUMBER, **more: Any) -> list[Path]:
    """A study of the patient who must be found nowhere."""

    def born(ds: Dataset) -> None:
        ds.PatientBirthDate = BORN

    return write_study(
        folder, patient_id=ID, patient_name=NAME, accession_number=number, change=born, **more
    )
