"""The demo hospital's CD publisher: a Storage SCP that keeps what it is sent, and can tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from pydicom.dataset import FileMetaDataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_file_meta_info
from pydicom.uid import UID
from pynetdicom import ALL_TRANSFER_SYNTAXES, AllStoragePresentationContexts, evt
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.sop_class import Verification  # type: ignore[attr-defined]

from .node import new_ae, serving

SUCCESS, CANNOT_UNDERSTAND = 0x0000, 0xC000


@dataclass(frozen=True)
class Received:
    """One instance as the publisher got it; `path` lives as long as the publisher."""

    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax_uid: str
    calling_ae_title: str
    path: Path


class Publisher:
    """Keeps every instance once, in a folder of its own that goes when it closes."""

    def __init__(self, ae_title: str) -> None:
        self.ae_title = ae_title
        self._lock = Lock()
        self._received: dict[str, Received] = {}

    @contextmanager
    def open(self) -> Iterator[int]:
        """Serve while inside; yields the port."""
        ae = new_ae(self.ae_title)
        ae.add_supported_context(Verification)
        for context in AllStoragePresentationContexts:
            ae.add_supported_context(context.abstract_syntax or "", ALL_TRANSFER_SYNTAXES)
        with TemporaryDirectory(prefix="mkiso-demo-publisher-") as folder:
            handlers = [
                (evt.EVT_C_ECHO, lambda event: SUCCESS),
                (evt.EVT_C_STORE, lambda event: self._keep(event, Path(folder))),
            ]
            with serving(ae, handlers) as port:
                yield port

    def received(self) -> tuple[Received, ...]:
        """What has come so far, in the order of first arrival."""
        with self._lock:
            return tuple(self._received.values())

    def _keep(self, event: evt.Event, folder: Path) -> int:
        request = event.request
        if not isinstance(request, C_STORE) or request.DataSet is None:
            return CANNOT_UNDERSTAND
        uid = UID(str(request.AffectedSOPInstanceUID))
        if not uid.is_valid:  # it becomes a file name
            return CANNOT_UNDERSTAND
        syntax = str(event.context.transfer_syntax)
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = UID(str(request.AffectedSOPClassUID))
        meta.MediaStorageSOPInstanceUID = uid
        meta.TransferSyntaxUID = UID(syntax)
        head = DicomBytesIO()
        write_file_meta_info(head, meta)
        path = folder / f"{uid}.dcm"
        # The bytes stay as they came: a test compares them with their source.
        path.write_bytes(bytes(128) + b"DICM" + head.getvalue() + request.DataSet.getvalue())
        came = Received(
            str(request.AffectedSOPClassUID),
            str(uid),
            syntax,
            str(event.assoc.requestor.ae_title).strip(),
            path,
        )
        with self._lock:
            self._received[str(uid)] = came
        return SUCCESS
