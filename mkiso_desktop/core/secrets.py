"""Where a secret comes from: the file, an environment variable, or the system's key store.

Nothing is asked before somebody needs the secret: a key store may want a person's password.
"""

from __future__ import annotations

import logging
import os

from .errors import ConfigInvalid

log = logging.getLogger(__name__)

KEY_STORE_SERVICE = "mkiso-desktop"


def read_secret(key_path: str, value: str, variable: str) -> str:
    """The secret of `key_path` ("patient_api.auth_value"), or "" where none was ever given.

    Raises ConfigInvalid when `variable` was promised and is not there, when the key store would
    not open, and when what was found cannot be sent.
    """
    in_variable = os.environ.get(variable, "") if variable else ""
    if found := value or in_variable or _from_key_store(key_path):
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


def is_sendable(secret: str) -> bool:
    """Whether it can be the value of an HTTP header without being changed (RFC 9110 5.5)."""
    return secret.isascii() and secret.isprintable() and secret == secret.strip()


def _from_key_store(key_path: str) -> str:
    import keyring  # only here: it looks for its backends, and may start a D-Bus conversation
    from keyring.errors import KeyringError, NoKeyringError

    try:
        return keyring.get_password(KEY_STORE_SERVICE, key_path) or ""
    except NoKeyringError:
        log.debug("no key store on this machine; asked for %s", key_path)
        return ""
    except KeyringError as error:
        raise ConfigInvalid(
            f"The system's key store did not open for {key_path}",
            f"Unlock it and try again, or name an environment variable in {key_path}_env.",
        ) from error
