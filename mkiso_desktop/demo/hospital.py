"""Opens the demo hospital: PACS, patient API and CD publisher together, on free loopback ports."""

from __future__ import annotations

import json
import socket
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from .casebook import ACCESSIONS, INSTITUTION, DemoAccession
from .node import LOOPBACK
from .pacs import Pacs
from .patient_api import serving_patients
from .publisher import Publisher, Received


class Hospital:
    """A hospital as a context manager: open inside the block, gone after it.

    `station_ae` and `station_port` are the desk's own (None: a free port is chosen), where the
    PACS sends what a C-MOVE asks for. `pause_s` is waited before each instance.
    """

    pacs_ae = "DEMOPACS"
    publisher_ae = "DEMORIMAGE"
    accessions: tuple[DemoAccession, ...] = ACCESSIONS

    def __init__(
        self,
        station_ae: str = "CDRECORD",
        station_port: int | None = None,
        *,
        pause_s: float = 0.0,
    ) -> None:
        self.station_ae = station_ae
        self.station_port = station_port or _free_port()
        self.pacs_port = self.publisher_port = 0
        self.api_url = ""
        self._pause_s = pause_s
        self._publisher = Publisher(self.publisher_ae)
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.api_url = stack.enter_context(serving_patients())
            self.publisher_port = stack.enter_context(self._publisher.open())
            destinations = {
                self.station_ae: self.station_port,
                self.publisher_ae: self.publisher_port,
            }
            pacs = Pacs(self.pacs_ae, destinations, self._pause_s)
            self.pacs_port = stack.enter_context(pacs.open())
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def received(self) -> tuple[Received, ...]:
        """What the CD publisher was sent; its files last until the hospital closes."""
        return self._publisher.received()


def config_text(hospital: Hospital, folder: Path) -> str:
    """A config.toml that points at an open hospital and keeps its own files in `folder`."""
    sections: dict[str, dict[str, str | int | bool]] = {
        "station": {
            "ae_title": hospital.station_ae,
            "bind": LOOPBACK,
            "port": hospital.station_port,
        },
        "pacs": {"ae_title": hospital.pacs_ae, "host": LOOPBACK, "port": hospital.pacs_port},
        "patient_api": {"base_url": hospital.api_url},
        "cd_publisher": {
            "ae_title": hospital.publisher_ae,
            "host": LOOPBACK,
            "port": hospital.publisher_port,
        },
        "disc": {"institution": INSTITUTION, "contact": "+62 21 555 0100"},
        "listener": {"enabled": False},
        "work": {"folder": str(folder / "work")},
        "store": {"url": f"sqlite:///{(folder / 'history.sqlite').as_posix()}"},
    }
    lines = ["# The demo hospital's configuration, made anew at every start."]
    for name, keys in sections.items():
        lines.append(f"\n[{name}]")
        # JSON's strings, numbers and truth values are TOML's, too.
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def _free_port() -> int:
    """A port that nobody has just now; the desk's own listener takes it a moment later."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        return int(probe.getsockname()[1])
