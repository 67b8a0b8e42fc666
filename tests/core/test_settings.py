"""Settings: what a person sees of the configuration, and what becomes of their changes."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from mkiso_desktop.core.config import Config, Mistaken, load_config
from mkiso_desktop.core.locks import Source
from mkiso_desktop.core.places import secrets_file, users_config
from mkiso_desktop.core.secrets import Home, read_secret
from mkiso_desktop.core.settings import HIDDEN, SECRETS, defaults, read_settings, save_settings

from .test_config import keys

SECRET = "patient_api.auth_value"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for word in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{word}_HOME", str(tmp_path / word.lower()))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))
    return tmp_path


def written(text: str) -> Path:
    path = users_config()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_before_there_is_a_file_every_key_has_its_default() -> None:
    settings = read_settings()
    assert settings.is_new
    assert settings.path == users_config()
    assert settings.values == defaults()
    assert settings.values.keys() | set(SECRETS) == keys(Config)
    assert set(settings.homes.values()) == {Home.NOWHERE}


def test_a_first_save_makes_the_users_file() -> None:
    settings = save_settings(read_settings(), {"pacs.host": "archive"}, Source())
    assert not settings.is_new
    assert load_config(users_config()).pacs.host == "archive"


def test_what_is_locked_is_shown_and_stays(home: Path) -> None:
    site = home / "site" / "mkiso-desktop"
    site.mkdir(parents=True)
    (site / "locked.toml").write_text('[pacs]\nhost = "site"\n')
    written('[pacs]\nhost = "mine"\n')
    settings = read_settings()
    assert settings.values["pacs.host"] == "site"
    assert settings.is_locked("pacs.host")
    assert not settings.is_locked("pacs.port")
    assert settings.config_with({"pacs.port": 5}).pacs.host == "site"


def test_a_secret_of_the_site_is_told_to_be_there(home: Path) -> None:
    site = home / "site" / "mkiso-desktop"
    site.mkdir(parents=True)
    (site / "locked.toml").write_text('[patient_api]\nauth_value = "theirs"\n')
    settings = read_settings()
    assert settings.homes["patient_api.auth_value"] is Home.CONFIG
    assert "theirs" not in settings.text


def test_the_file_of_the_site_is_left_alone(home: Path) -> None:
    site = home / "site" / "mkiso-desktop"
    site.mkdir(parents=True)
    (site / "config.toml").write_text('[pacs]\nhost = "site"\n')
    (site / "config.toml").chmod(0o444)
    site.chmod(0o555)
    settings = read_settings()
    assert settings.values["pacs.host"] == "site"
    assert settings.path in (users_config(), site / "config.toml")  # root may write anywhere
    site.chmod(0o755)


def test_a_secret_goes_where_secrets_are_kept_and_out_of_the_file() -> None:
    path = written('[patient_api]\nauth_header = "X"\nauth_value = "old"\n')
    settings = read_settings()
    assert settings.homes[SECRET] is Home.CONFIG
    settings = save_settings(settings, {SECRET: "hunter2"}, Source())
    assert settings.homes[SECRET] is Home.PRIVATE_FILE
    assert "hunter2" not in path.read_text() and "old" not in path.read_text()
    assert load_config(path).patient_api.read_auth_value() == "hunter2"
    settings = save_settings(settings, {SECRET: ""}, Source())
    assert settings.homes[SECRET] is Home.NOWHERE
    assert "hunter2" not in secrets_file().read_text()


def test_a_secret_counts_while_it_is_tried_and_is_kept_nowhere() -> None:
    written('[patient_api]\nauth_header = "X"\n')
    config = read_settings().config_with({SECRET: "hunter2"})
    assert config.patient_api.read_auth_value() == "hunter2"
    assert read_secret(SECRET, "", "") == ""


def test_with_a_mistake_nothing_is_kept() -> None:
    path = written("[pacs]\nport = 5\n")
    with pytest.raises(Mistaken) as caught:
        save_settings(read_settings(), {SECRET: "hunter2", "pacs.port": "many"}, Source())
    assert set(caught.value.by_key) == {SECRET, "pacs.port"}
    assert read_secret(SECRET, "", "") == ""
    assert path.read_text() == "[pacs]\nport = 5\n"


def test_a_file_with_mistakes_can_be_shown_and_mended() -> None:
    written("[pacs]\nport = 'many'\nprot = 1\n")
    settings = read_settings()
    assert settings.values["pacs.port"] == "many"
    assert set(settings.mistakes) == {"pacs.port", "pacs.prot"}
    written("pacs = 5\n")
    assert save_settings(read_settings(), {"pacs.port": 5}, Source()).mistakes == {}


def test_an_edit_of_somebody_else_meanwhile_is_kept() -> None:
    path = written("[pacs]\nport = 5\n")
    settings = read_settings()
    path.write_text('# by hand\n[pacs]\nport = 5\nhost = "theirs"\n')
    save_settings(settings, {"pacs.port": 6}, Source())
    assert path.read_text() == '# by hand\n[pacs]\nport = 6\nhost = "theirs"\n'


@pytest.mark.parametrize("place", ["desk:{}@old/d", "old/d?user=desk&password={}&sslmode=require"])
def test_the_password_of_the_database_is_not_shown_and_stays(place: str) -> None:
    url = f"postgresql+psycopg://{place}"
    path = written(f'[store]\nurl = "{url.format("hunter2")}"\n')
    settings = read_settings()
    shown = settings.values["store.url"]
    assert shown == url.format(HIDDEN)
    save_settings(settings, {"store.url": shown.replace("old", "new")}, Source())
    assert load_config(path).store.url == url.format("hunter2").replace("old", "new")


class Locked(KeyringBackend):
    """A key store whose password nobody typed."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")


def test_a_key_store_that_stays_locked_is_no_reason_to_show_nothing() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Locked())  # type: ignore[no-untyped-call]
    try:
        assert read_settings().homes == dict.fromkeys(SECRETS)
    finally:
        keyring.set_keyring(before)


def test_an_address_without_a_password_is_taken_as_it_is() -> None:
    path = written('[store]\nurl = "sqlite:///old"\n')
    with_dots = f"postgresql+psycopg://desk:{HIDDEN}@h/d"
    save_settings(read_settings(), {"store.url": with_dots}, Source())
    assert load_config(path).store.url == with_dots
