"""Places: which configuration counts, and that what we make is for this user alone."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mkiso_desktop.core import places
from mkiso_desktop.core.config import Config, Work, load_config
from mkiso_desktop.core.errors import ConfigInvalid, DiskFull

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folders, and a site's, where nobody has been yet."""
    monkeypatch.delenv("MKISO_CONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for word in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{word}_HOME", str(tmp_path / word.lower()))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "session"))
    monkeypatch.setenv("XDG_CONFIG_DIRS", f"{tmp_path / 'site1'}:{tmp_path / 'site2'}")
    return tmp_path


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_text("")
    return path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_explicit_then_variable_then_user_then_site(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        places.find_config()
    assert str(home / "config" / "mkiso-desktop" / "config.toml") in caught.value.advice
    for folder in ("site2", "site1", "config"):
        path = put(home / folder / "mkiso-desktop" / "config.toml")
        assert places.find_config() == path
    monkeypatch.setenv("MKISO_CONFIG", "~/named.toml")
    assert places.find_config() == home / "named.toml"
    assert places.find_config(Path("this.toml")) == Path("this.toml")


def test_one_that_cannot_be_looked_at_is_not_passed_over(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home / "site1" / "mkiso-desktop" / "config.toml")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ("x" * 300)))
    with pytest.raises(ConfigInvalid, match="cannot be read"):
        load_config(places.find_config())


def test_our_folders_are_for_this_user_alone(home: Path) -> None:
    folders = [places.work_folder(Config()), places.data_folder(), places.log_folder()]
    folders += [places.state_folder(), places.runtime_folder()]
    assert [mode(folder) for folder in folders] == [0o700] * 5
    assert all(home in folder.parents for folder in folders)
    folders[0].chmod(0o755)
    assert mode(places.work_folder(Config())) == 0o700


def test_a_folder_that_was_there_keeps_its_rights(home: Path) -> None:
    shared = home / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    config = Config(work=Work(folder=str(shared)))
    assert places.work_folder(config) == shared
    assert mode(shared) == 0o777
    assert mode(places.private_folder(shared / "a" / "b")) == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskFull) as caught:
        places.private_folder(tmp_path / "file" / "below")
    assert str(tmp_path) not in caught.value.title


def test_our_files_are_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with places.open_private(path, "a") as stream:
        stream.write("é")
    assert mode(path) == 0o600
    path.chmod(0o644)
    with places.open_private(path, "ab") as stream:
        stream.write(b"!")
    assert mode(path) == 0o600
    assert path.read_text("utf-8") == "é!"


def test_a_resource_is_found_in_the_checkout() -> None:
    assert places.resource("README.md") == ROOT / "resources" / "README.md"
    with pytest.raises(FileNotFoundError, match="no-such.svg"):
        places.resource("icons/no-such.svg")


def test_the_wheel_carries_the_resources(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    names = ["README.md", "disc/index.html", "listener/base.html", "listener/id.toml"]
    code = f"from mkiso_desktop.core.places import resource; [print(resource(n)) for n in {names}]"
    installed = tmp_path / "installed"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    folder = installed / "mkiso_desktop" / "resources"
    assert run.stdout.split() == [str(folder / name) for name in names]


def test_the_advice_of_a_first_start_names_the_example_that_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for word in ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"):
        monkeypatch.setenv(word, str(tmp_path))
    with pytest.raises(ConfigInvalid) as error:
        places.find_config()
    assert places.example_config().is_file()
    assert str(places.example_config()) in error.value.advice
