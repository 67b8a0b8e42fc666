"""Orthanc as the archive: C-ECHO, C-STORE, C-FIND, C-MOVE and C-GET, files kept as they came."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from .process import LOOPBACK, free_port, running

Destinations = Mapping[str, tuple[str, int]]


@dataclass(frozen=True)
class Orthanc:
    """A running Orthanc. `port` is DICOM's; `pid` is the process's id."""

    ae_title: str
    host: str
    port: int
    http_port: int
    pid: int

    def store(self, files: Iterable[Path]) -> None:
        """Put files in through REST: not a byte is changed on the way."""
        http = self._http()
        try:
            for file in files:
                self._ask(http, "POST", "/instances", file.read_bytes())
        finally:
            http.close()

    def instances(self) -> dict[str, bytes]:
        """Every instance: SOP Instance UID to the whole file."""
        http = self._http()
        try:
            known = json.loads(self._ask(http, "GET", "/instances?expand"))
            return {
                one["MainDicomTags"]["SOPInstanceUID"]: self._ask(
                    http, "GET", f"/instances/{one['ID']}/file"
                )
                for one in known
            }
        finally:
            http.close()

    def know(self, ae_title: str, port: int, host: str = LOOPBACK) -> None:
        """Learn a move destination; one of the same AE title is replaced."""
        body = json.dumps(_modality(ae_title, host, port)).encode()
        http = self._http()
        try:
            self._ask(http, "PUT", f"/modalities/{ae_title}", body)
        finally:
            http.close()

    def _http(self) -> HTTPConnection:
        return HTTPConnection(self.host, self.http_port, timeout=30)

    def _ask(self, http: HTTPConnection, method: str, path: str, body: bytes = b"") -> bytes:
        http.request(method, path, body)
        response = http.getresponse()
        answer = response.read()
        assert response.status == 200, f"{method} {path}: {response.status} {answer[:500]!r}"
        return answer


@contextmanager
def orthanc(
    destinations: Destinations | None = None, ae_title: str = "ORTHANC", **settings: Any
) -> Iterator[Orthanc]:
    """An empty Orthanc that knows `destinations` (AE title to host and port).

    `settings` are names of Orthanc's own configuration, and win over ours.
    """
    port, http_port = free_port(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="mkiso-orthanc-"))
    try:
        configuration = _configuration(folder, ae_title, port, http_port, destinations or {})
        (folder / "orthanc.json").write_text(json.dumps(configuration | settings))
        # Debian puts it where only the administrator's PATH leads.
        command = [shutil.which("Orthanc") or "/usr/sbin/Orthanc", str(folder / "orthanc.json")]
        with running(command, folder, [http_port, port]) as process:
            yield Orthanc(ae_title, LOOPBACK, port, http_port, process.pid)
    finally:
        shutil.rmtree(folder)


def _modality(ae_title: str, host: str, port: int) -> dict[str, object]:
    return {"AET": ae_title, "Host": host, "Port": port, "AllowTranscoding": False}


def _configuration(
    folder: Path, ae_title: str, port: int, http_port: int, destinations: Destinations
) -> dict[str, object]:
    modalities = {name: _modality(name, host, to) for name, (host, to) in destinations.items()}
    return {
        "Name": "mkiso tests",
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "Plugins": [],
        "HttpPort": http_port,
        "HttpThreadsCount": 4,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "WebDavEnabled": False,
        "DicomAet": ae_title,
        "DicomPort": port,
        "DicomCheckCalledAet": True,
        "DicomAlwaysAllowEcho": True,
        "DicomAlwaysAllowStore": True,
        "DicomAlwaysAllowFind": True,
        "DicomAlwaysAllowGet": True,
        "DicomAlwaysAllowMove": True,
        "DicomModalities": modalities,
        "DicomAssociationCloseDelay": 0,
        "AcceptedTransferSyntaxes": ["1.2.840.10008.1.*"],
        "UnknownSopClassAccepted": True,
        "TranscodeDicomProtocol": False,
        "MaximumPduLength": 131072,
        "SyncStorageArea": False,
        "SaveJobs": False,
        "StableAge": 1,
    }
