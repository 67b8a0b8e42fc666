"""Secrets: from the file, an environment variable, or the key store, and only when asked for."""

import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyStore
from keyring.backends.null import Keyring as Forgetful
from keyring.errors import KeyringLocked
from pydantic import SecretStr

from mkiso_desktop.core.config import Listener, PatientApi
from mkiso_desktop.core.errors import ConfigInvalid, DiskFull
from mkiso_desktop.core.places import secrets_file
from mkiso_desktop.core.secrets import Home, home_of, read_secret, remove_secret, store_secret

KEY = "patient_api.auth_value"


class KeyStore(KeyringBackend):
    """A key store in memory; `locked` is one whose password nobody typed."""

    priority = 1.0

    locked = False

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept = {("mkiso-desktop", KEY): "from the key store"}

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked("locked")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def key_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyStore]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    before = keyring.get_keyring()
    store = KeyStore()
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


@pytest.fixture
def no_key_store() -> None:
    keyring.set_keyring(NoKeyStore())  # type: ignore[no-untyped-call]


def test_a_secret_is_kept_in_the_key_store_and_removed(key_store: KeyStore) -> None:
    assert store_secret("listener.api_key", "hunter2") is Home.KEY_STORE
    assert read_secret("listener.api_key", "", "") == "hunter2"
    assert home_of("listener.api_key", "", "") is Home.KEY_STORE
    remove_secret("listener.api_key")
    remove_secret("listener.api_key")  # what is gone is gone
    assert home_of("listener.api_key", "", "") is Home.NOWHERE
    assert key_store.kept == {("mkiso-desktop", KEY): "from the key store"}
    assert not secrets_file().parent.exists()


def test_where_it_is_kept_is_told_in_the_order_of_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MKISO_TEST_SECRET", "from the variable")
    assert home_of(KEY, "from the file", "MKISO_TEST_SECRET") is Home.CONFIG
    assert home_of(KEY, "", "MKISO_TEST_SECRET") is Home.VARIABLE
    assert home_of(KEY, "", "") is Home.KEY_STORE


@pytest.mark.parametrize("kind", [NoKeyStore, Forgetful])
def test_without_a_key_store_a_private_file_keeps_it(kind: type[KeyringBackend]) -> None:
    keyring.set_keyring(kind())
    assert store_secret(KEY, "hunter2") is Home.PRIVATE_FILE
    assert store_secret("listener.api_key", "other") is Home.PRIVATE_FILE
    assert (read_secret(KEY, "", ""), home_of(KEY, "", "")) == ("hunter2", Home.PRIVATE_FILE)
    if os.name == "posix":
        assert secrets_file().stat().st_mode & 0o777 == 0o600
        assert secrets_file().parent.stat().st_mode & 0o777 == 0o700
    remove_secret(KEY)
    assert read_secret(KEY, "", "") == ""
    assert read_secret("listener.api_key", "", "") == "other"


def test_the_file_is_read_last_and_left_when_a_key_store_comes(key_store: KeyStore) -> None:
    keyring.set_keyring(NoKeyStore())  # type: ignore[no-untyped-call]
    store_secret(KEY, "from the private file")
    keyring.set_keyring(key_store)
    assert read_secret(KEY, "", "") == "from the key store"
    store_secret(KEY, "new")
    assert "from the private file" not in secrets_file().read_text()


@pytest.mark.usefixtures("no_key_store")
@pytest.mark.parametrize("text", ["{", "[1]", "\udc80"])
def test_a_file_nobody_can_read_is_told_and_not_shown(text: str) -> None:
    secrets_file().parent.mkdir(parents=True)
    secrets_file().write_bytes(text.encode(errors="surrogateescape"))
    secrets_file().chmod(0o600)
    with pytest.raises(ConfigInvalid) as caught:
        read_secret(KEY, "", "")
    assert str(secrets_file()) in caught.value.advice


@pytest.mark.usefixtures("no_key_store")
@pytest.mark.skipif(os.name != "posix", reason="files have other rights there")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_is_open_to_others_is_refused(mode: int) -> None:
    store_secret(KEY, "hunter2")
    secrets_file().chmod(mode)
    with pytest.raises(ConfigInvalid, match="open to others") as caught:
        read_secret(KEY, "", "")
    assert "hunter2" not in caught.value.advice
    secrets_file().chmod(0o600)
    assert read_secret(KEY, "", "") == "hunter2"


@pytest.mark.usefixtures("no_key_store")
def test_a_file_that_cannot_be_written_is_told() -> None:
    secrets_file().with_name("secrets.json.part").mkdir(parents=True)
    with pytest.raises(DiskFull):
        store_secret(KEY, "hunter2")


@pytest.mark.parametrize("secret", ["", "a\n", "é"])
def test_what_could_never_be_sent_is_not_kept(key_store: KeyStore, secret: str) -> None:
    with pytest.raises(ConfigInvalid):
        store_secret("listener.api_key", secret)
    assert ("mkiso-desktop", "listener.api_key") not in key_store.kept


def test_a_key_store_that_stays_locked_keeps_nothing_elsewhere(key_store: KeyStore) -> None:
    key_store.locked = True
    for deed in (lambda: store_secret(KEY, "hunter2"), lambda: remove_secret(KEY)):
        with pytest.raises(ConfigInvalid, match="did not open"):
            deed()
    assert not secrets_file().exists()
