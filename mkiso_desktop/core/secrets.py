"""Where a secret comes from: the file, an environment variable, or the system's key store.

A computer without a key store has a file instead, for its user alone; it is read last. Nothing is
asked before somebody needs the secret: a key store may want a person's password.
"""

from __future__ import annotations

import json
import logging
import os
from enum import Enum

from .durable import write_durably
from .errors import ConfigInvalid, disk_error
from .places import own_folder, secrets_file

log = logging.getLogger(__name__)

KEY_STORE_SERVICE = "mkiso-desktop"


class Home(Enum):
    """Where a secret is kept."""

    CONFIG = "config"
    VARIABLE = "variable"
    KEY_STORE = "key-store"
    PRIVATE_FILE = "private-file"
    NOWHERE = "nowhere"


def read_secret(key_path: str, value: str, variable: str) -> str:
    """The secret of `key_path` ("patient_api.auth_value"), or "" where none was ever given.

    Raises ConfigInvalid when `variable` was promised and is not there, when the key store would
    not open, and when what was found cannot be sent.
    """
    _, found = _find(key_path, value, variable)
    if found:
        if is_sendable(found):
            return found
        raise ConfigInvalid(
            f"The secret {key_path} cannot be sent",
            "It must be one line of plain letters, digits and signs: look for a line end, a "
            "tabulator or an accent in it.",
        )
    if variable:
        raise ConfigInvalid(
            f"The secret {key_path} is missing",
            f"{key_path}_env names the environment variable {variable}, which is not set. "
            "Set it, or put the secret into the system's key store.",
        )
    return ""


def home_of(key_path: str, value: str, variable: str) -> Home:
    """Where `read_secret` would find it. Raises ConfigInvalid when the key store does not open."""
    return _find(key_path, value, variable)[0]


def store_secret(key_path: str, secret: str) -> Home:
    """Keep it in the key store, or, where there is none, in the private file; which it was.

    One that the configuration or a variable holds still wins. Raises ConfigInvalid when it could
    never be sent or the key store does not take it, DiskFull when the file cannot be written."""
    if not secret or not is_sendable(secret):
        raise ConfigInvalid(
            f"The secret {key_path} cannot be sent",
            "It must be one line of plain letters, digits and signs.",
        )
    if _to_key_store(key_path, secret):
        _to_private_file(key_path, None)  # of a time without a key store
        return Home.KEY_STORE
    _to_private_file(key_path, secret)
    return Home.PRIVATE_FILE


def remove_secret(key_path: str) -> None:
    """Forget it, wherever we keep it. Raises as `store_secret` does."""
    _out_of_key_store(key_path)
    _to_private_file(key_path, None)


def is_sendable(secret: str) -> bool:
    """Whether it can be the value of an HTTP header without being changed (RFC 9110 5.5)."""
    return secret.isascii() and secret.isprintable() and secret == secret.strip()


def _find(key_path: str, value: str, variable: str) -> tuple[Home, str]:
    if value:
        return Home.CONFIG, value
    if variable and (found := os.environ.get(variable)):
        return Home.VARIABLE, found
    if found := _from_key_store(key_path):
        return Home.KEY_STORE, found
    found = _private_secrets().get(key_path)
    return (Home.PRIVATE_FILE, found) if found else (Home.NOWHERE, "")


# keyring is imported where it is used: it looks for its backends, and may start a D-Bus
# conversation.


def _from_key_store(key_path: str) -> str:
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return keyring.get_password(KEY_STORE_SERVICE, key_path) or ""
    except NoKeyringError:
        log.debug("no key store on this machine; asked for %s", key_path)
        return ""
    except KeyringError as error:
        raise _does_not_open(key_path) from error


def _to_key_store(key_path: str, secret: str) -> bool:
    """Whether there is a key store, and it really keeps things: one kind forgets all at once."""
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        keyring.set_password(KEY_STORE_SERVICE, key_path, secret)
        return keyring.get_password(KEY_STORE_SERVICE, key_path) == secret
    except NoKeyringError:
        return False
    except KeyringError as error:
        raise _does_not_open(key_path) from error


def _out_of_key_store(key_path: str) -> None:
    import keyring
    from keyring.errors import KeyringError, NoKeyringError

    try:
        if keyring.get_password(KEY_STORE_SERVICE, key_path) is not None:
            keyring.delete_password(KEY_STORE_SERVICE, key_path)
    except NoKeyringError:
        return
    except KeyringError as error:
        raise _does_not_open(key_path) from error


def _does_not_open(key_path: str) -> ConfigInvalid:
    return ConfigInvalid(
        f"The system's key store did not open for {key_path}",
        f"Unlock it and try again, or name an environment variable in {key_path}_env.",
    )


def _private_secrets() -> dict[str, str]:
    """What the private file holds; ConfigInvalid when nobody can make sense of it."""
    path = secrets_file()
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise ConfigInvalid(
                "The file with this user's secrets was open to others",
                f"Close it (chmod 600 {path}) and change the secrets: somebody may know them.",
            )
        kept: dict[str, str] = json.loads(path.read_bytes())
        return {str(key): str(value) for key, value in kept.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise ConfigInvalid(
            "The file with this user's secrets cannot be read",
            f"Remove {path} and give the secrets again in the settings.",
        ) from error


def _to_private_file(key_path: str, secret: str | None) -> None:
    before = _private_secrets()
    after = {key: value for key, value in before.items() if key != key_path}
    if secret is not None:
        after[key_path] = secret
    if after == before:
        return
    path = secrets_file()
    own_folder(path.parent)
    try:
        write_durably(path, json.dumps(after, indent=1).encode())
    except OSError as error:
        raise disk_error(error, str(path.parent)) from error
