"""What stands for a patient's number in the log: always the same, of use to nobody without our key.

The key is made once for this installation and never leaves its data folder.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from .durable import rename_new, sync_folder
from .errors import disk_error
from .places import data_folder

KEY_NAME = "install.key"
_KEY_BYTES = 32
_SHOWN = 12


class Pseudonyms:
    """Pseudonyms under one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, number: str) -> str:
        """The pseudonym of an accession number, or of any other word that names a patient."""
        return hmac.new(
            self._key, number.encode("utf-8", "surrogatepass"), hashlib.sha256
        ).hexdigest()[:_SHOWN]


def install_key(folder: Path | None = None) -> bytes:
    """This installation's key, made when there is none. Raises DiskFull when it cannot be."""
    path = (folder or data_folder()) / KEY_NAME
    try:
        if not _is_whole(path):
            _make(path)
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return path.read_bytes()
    except OSError as error:
        raise disk_error(error, str(path.parent)) from error


def _is_whole(path: Path) -> bool:
    """Whether it is there; one of another length is none of ours, and goes."""
    try:
        whole = path.stat().st_size == _KEY_BYTES
    except FileNotFoundError:
        return False
    if not whole:
        path.unlink(missing_ok=True)
    return whole


def _make(path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{KEY_NAME}.")  # 0600
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_bytes(_KEY_BYTES))
            out.flush()
            os.fsync(out.fileno())
        rename_new(part, path)
        sync_folder(path.parent)
    except FileExistsError:
        pass  # another program of this user has just made it
    finally:
        part.unlink(missing_ok=True)
