"""dcmtk's servers: dcmqrscp as a strict archive, storescp as a CD publisher."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydicom import dcmread
from pydicom.uid import (
    JPEG2000,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from .process import LOOPBACK, QUICK, free_port, running

# dcmtk's letter for the one compressed syntax that a server accepts, or proposes, besides the
# uncompressed ones.
_LETTER = {
    "": "=",
    ExplicitVRBigEndian: "b",
    ImplicitVRLittleEndian: "i",
    JPEGBaseline8Bit: "y",
    JPEGLosslessSV1: "s",
    JPEGLSLossless: "t",
    JPEG2000Lossless: "v",
    JPEG2000: "w",
    RLELossless: "r",
}


class NotStored(AssertionError):
    """The peer did not take every file; the message is what dcmsend said."""


@dataclass(frozen=True)
class Storescp:
    """A running storescp: takes everything, in every syntax, and keeps it as it came."""

    ae_title: str
    host: str
    port: int
    folder: Path
    pid: int

    def store(self, files: Iterable[Path]) -> None:
        """Send files to it in the syntax they have."""
        paths = [str(file) for file in files]
        command = ["dcmsend", "-v", "--decompress-never", "-aec", self.ae_title, self.host]
        env = os.environ | QUICK
        sent = subprocess.run(
            [*command, str(self.port), *paths], env=env, capture_output=True, text=True
        )
        # dcmsend ends with 0 also when nothing was accepted; its summary tells the truth.
        told = re.search(r"with status SUCCESS *: (\d+)", sent.stdout + sent.stderr)
        if not told or int(told[1]) != len(paths):
            raise NotStored(sent.stdout + sent.stderr)

    def instances(self) -> dict[str, bytes]:
        """Every instance: SOP Instance UID to the whole file."""
        files = [file for file in self.folder.iterdir() if file.name != "index.dat"]
        return {
            str(dcmread(file, specific_tags=["SOPInstanceUID"]).SOPInstanceUID): file.read_bytes()
            for file in files
        }


class Dcmqrscp(Storescp):
    """A running dcmqrscp: C-FIND, C-MOVE and C-GET over what it was given."""


@contextmanager
def storescp(ae_title: str = "RIMAGE", options: Sequence[str] = ()) -> Iterator[Storescp]:
    """An empty storescp. `options` are its own: --refuse, or +xi instead of all syntaxes."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="mkiso-storescp-"))
    try:
        (folder / "received").mkdir()
        chosen = [] if any(option.startswith("+x") for option in options) else ["+xa"]
        command = ["storescp", "-aet", ae_title, "-od", str(folder / "received"), "+B", "-pm"]
        command += ["-pdu", "131072", "-dhl", "--fork", *chosen, *options, str(port)]
        with running(command, folder, [port]) as process:
            yield Storescp(ae_title, LOOPBACK, port, folder / "received", process.pid)
    finally:
        shutil.rmtree(folder)


@contextmanager
def dcmqrscp(
    destinations: Mapping[str, tuple[str, int]] | None = None,
    ae_title: str = "ABPACS",
    syntax: str = "",
    options: Sequence[str] = (),
) -> Iterator[Dcmqrscp]:
    """An empty dcmqrscp that knows `destinations` (AE title to host and port) from the start.

    It takes and sends uncompressed files, and those of one compressed `syntax`. An uncompressed
    file may leave it in another uncompressed syntax than it came in.
    """
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="mkiso-dcmqrscp-"))
    try:
        (folder / "stored").mkdir()
        (folder / "dcmqrscp.cfg").write_text(
            _configuration(folder / "stored", ae_title, port, destinations or {})
        )
        command = ["dcmqrscp", "-c", str(folder / "dcmqrscp.cfg"), "-dhl", "-pdu", "131072"]
        command += [f"+x{_LETTER[syntax]}", f"-x{_LETTER[syntax]}", *options, str(port)]
        with running(command, folder, [port]) as process:
            yield Dcmqrscp(ae_title, LOOPBACK, port, folder / "stored", process.pid)
    finally:
        shutil.rmtree(folder)


def _configuration(
    stored: Path, ae_title: str, port: int, destinations: Mapping[str, tuple[str, int]]
) -> str:
    hosts = [
        f"peer{number} = ({name}, {host}, {to})"
        for number, (name, (host, to)) in enumerate(destinations.items())
    ]
    return "\n".join(
        [
            f"NetworkTCPPort = {port}",
            "MaxPDUSize = 131072",
            "MaxAssociations = 64",
            "HostTable BEGIN",
            *hosts,
            "HostTable END",
            "VendorTable BEGIN",
            "VendorTable END",
            "AETable BEGIN",
            f"{ae_title} {stored} RW (200, 1024mb) ANY",
            "AETable END",
            "",
        ]
    )
