"""locked.toml of the site wins over config.toml, and its mistakes bear its name."""

from pathlib import Path

import pytest

from mkiso_desktop.core import places
from mkiso_desktop.core.config import Mistaken, load_config
from mkiso_desktop.core.errors import ConfigInvalid
from mkiso_desktop.core.locks import NO_LOCKS, site_locks


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The second of the site's configuration folders; nobody has been in the first."""
    folder = tmp_path / "site" / "mkiso-desktop"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{tmp_path / 'other'}:{tmp_path / 'site'}")
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('[pacs]\nhost = "mine"\nport = 5\n[patient_api.fields]\nsex = "s"\n')
    return path


def test_a_site_without_locks_locks_nothing(site: Path, mine: Path) -> None:
    assert site_locks() == NO_LOCKS
    assert not NO_LOCKS.keys()
    assert load_config(mine).pacs.host == "mine"


def test_what_is_locked_wins_and_all_else_stays(site: Path, mine: Path) -> None:
    (site / "locked.toml").write_text(
        'log_level = "error"\n[pacs]\nhost = "site"\n[patient_api.fields]\npatient_id = "p"\n'
    )
    config = load_config(mine)
    assert (config.pacs.host, config.pacs.port, config.log_level.value) == ("site", 5, "error")
    assert (config.patient_api.fields.patient_id, config.patient_api.fields.sex) == ("p", "s")
    locks = site_locks()
    assert locks.keys() == {"log_level", "pacs.host", "patient_api.fields.patient_id"}
    assert locks.holds("patient_api.fields")
    assert not locks.holds("pacs.port")
    assert load_config(mine, NO_LOCKS).pacs.host == "mine"


def test_a_locked_key_forgives_what_the_file_has_there(site: Path, mine: Path) -> None:
    (site / "locked.toml").write_text("[pacs]\nport = 104\n")
    mine.write_text("[pacs]\nport = 0\n")
    assert load_config(mine).pacs.port == 104


def test_mistakes_name_the_file_they_stand_in(site: Path, mine: Path) -> None:
    (site / "locked.toml").write_text("[station]\nport = 0\n[pasc]\nhost = 'a'\n")
    with pytest.raises(Mistaken) as caught:
        load_config(mine)
    assert caught.value.title == "locked.toml has 2 mistakes"
    assert caught.value.advice.splitlines() == [
        "locked.toml: station.port = 0: must be at least 1",
        "locked.toml: pasc = {…}: is not a section that we know; did you mean pacs?",
    ]
    mine.write_text("[work]\nlanes = 0\n")
    with pytest.raises(Mistaken) as caught:
        load_config(mine)
    assert caught.value.title == "config.toml and locked.toml have 3 mistakes"
    assert "work.lanes = 0: must be at least 1" in caught.value.advice.splitlines()


def test_a_section_that_is_none_stays_a_mistake(site: Path, mine: Path) -> None:
    (site / "locked.toml").write_text("[pacs]\nport = 104\n")
    mine.write_text("pacs = 5\n")
    with pytest.raises(Mistaken, match="mistake"):
        load_config(mine)


@pytest.mark.parametrize("text", ["[pacs\n", "[pacs]\nport = 1\nport = 2\n"])
def test_locks_that_cannot_be_read_are_not_passed_over(site: Path, mine: Path, text: str) -> None:
    (site / "locked.toml").write_text(text)
    with pytest.raises(ConfigInvalid) as caught:
        load_config(mine)
    assert str(site / "locked.toml") in caught.value.advice


def test_a_folder_in_their_place_is_told(site: Path, mine: Path) -> None:
    (site / "locked.toml").mkdir()
    assert places.find_locks() is None or site_locks() == NO_LOCKS


def test_changes_to_the_sites_file_go_to_the_users(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    users = tmp_path / "home" / "mkiso-desktop" / "config.toml"
    assert places.users_config() == users
    sites = site / "config.toml"
    assert places.config_to_write(users) == users
    assert places.config_to_write(tmp_path / "named.toml") == tmp_path / "named.toml"
    assert places.config_to_write(sites) == users  # not there, so not ours to replace
    sites.write_text("")
    assert places.config_to_write(sites) == sites
