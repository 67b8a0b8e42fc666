"""Secrets: from the file, an environment variable, or the key store, and only when asked for."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyStore
from keyring.errors import KeyringLocked
from pydantic import SecretStr

from mkiso_desktop.core.config import Listener, PatientApi
from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.core.secrets import read_secret

KEY = "patient_api.auth_value"


class KeyStore(KeyringBackend):
    """A key store in memory; `locked` is one whose password nobody typed."""

    priority = 1.0

    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("locked")
        return "from the key store" if (service, username) == ("mkiso-desktop", KEY) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nobody asked to keep a secret")


@pytest.fixture(autouse=True)
def key_store() -> Iterator[KeyStore]:
    before = keyring.get_keyring()
    store = KeyStore()  # type: ignore[no-untyped-call]
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


def test_the_file_wins_over_the_variable_and_that_over_the_key_store(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_secret(KEY, "", "") == "from the key store"
    monkeypatch.setenv("MKISO_TEST_SECRET", "from the variable")
    assert read_secret(KEY, "", "MKISO_TEST_SECRET") == "from the variable"
    assert read_secret(KEY, "from the file", "MKISO_TEST_SECRET") == "from the file"


def test_a_variable_that_is_not_set_leaves_the_key_store() -> None:
    assert read_secret(KEY, "", "MKISO_TEST_SECRET") == "from the key store"


def test_a_promised_secret_that_is_nowhere_is_a_mistake_of_the_configuration() -> None:
    with pytest.raises(ConfigInvalid) as caught:
        read_secret("listener.api_key", "", "MKISO_TEST_SECRET")
    assert "MKISO_TEST_SECRET" in caught.value.advice


@pytest.mark.parametrize("secret", ["a\n", "a ", "a\tb", "é"])
def test_a_secret_that_no_header_can_carry_is_told_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("MKISO_TEST_SECRET", f"hunter2{secret}")
    with pytest.raises(ConfigInvalid) as caught:
        read_secret(KEY, "", "MKISO_TEST_SECRET")
    assert "hunter2" not in caught.value.title + caught.value.advice


def test_without_a_key_store_there_is_no_secret() -> None:
    keyring.set_keyring(NoKeyStore())  # type: ignore[no-untyped-call]
    assert read_secret(KEY, "", "") == ""


def test_a_locked_key_store_is_told(key_store: KeyStore) -> None:
    key_store.locked = True
    with pytest.raises(ConfigInvalid, match="did not open"):
        read_secret(KEY, "", "")


def test_each_section_asks_for_its_own() -> None:
    assert PatientApi(auth_header="X-Key").read_auth_value() == "from the key store"
    assert Listener().read_api_key() == ""
    assert Listener(api_key_previous=SecretStr("old")).read_api_key_previous() == "old"
