"""Where our own files live: the configuration, the work folder, the history, the resources.

What may hold patients' data is made for this user alone: folders 0700, files 0600.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, Protocol

import platformdirs

from .errors import ConfigInvalid, disk_error

APP = "mkiso-desktop"
CONFIG_NAME = "config.toml"
LOCKS_NAME = "locked.toml"
SECRETS_NAME = "secrets.json"
EXAMPLE_NAME = "config.example.toml"
CONFIG_VARIABLE = "MKISO_CONFIG"


class NoConfiguration(ConfigInvalid):
    """Nobody has written a configuration yet: a first start."""


class _Work(Protocol):
    @property
    def folder(self) -> str: ...


class Configured(Protocol):
    """What is asked of a configuration here (which itself asks us where the site's locks are)."""

    @property
    def work(self) -> _Work: ...


def find_config(explicit: Path | None = None) -> Path:
    """The configuration file that counts: `explicit`, MKISO_CONFIG, the user's, the site's.

    Raises NoConfiguration when there is none. One that was named is not looked for: load_config
    says what is wrong with it.
    """
    if explicit:
        return from_home(explicit)
    if named := os.environ.get(CONFIG_VARIABLE):
        return from_home(named)
    usual = [folder / CONFIG_NAME for folder in _config_folders()]
    for path in usual:
        if _is_there(path):
            return path
    raise NoConfiguration(
        "There is no configuration yet",
        f"Copy {example_config()} to {usual[0]} and fill it in, or name a file with --config.",
        "Looked for " + ", ".join(map(str, usual)),
    )


def find_locks() -> Path | None:
    """The site's locked.toml, in the first of its configuration folders that has one."""
    paths = [folder / LOCKS_NAME for folder in _config_folders()[1:]]
    return next(filter(_is_there, paths), None)


def users_config() -> Path:
    """Where this user's own configuration stands, or would."""
    return _config_folders()[0] / CONFIG_NAME


def config_to_write(path: Path) -> Path:
    """Where changes to the configuration at `path` go: there, or, when that is the site's and not
    ours to write, to the user's own, which counts from then on."""
    is_sites = path in [folder / CONFIG_NAME for folder in _config_folders()[1:]]
    return users_config() if is_sites and not _may_replace(path) else path


def _may_replace(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def from_home(path: str | Path) -> Path:
    """The path with ~ or ~NAME spelt out; as it is when nobody here is called NAME."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # not ours to look into: load_config says so, instead of using another one
        return True


def _config_folders() -> list[Path]:
    user = platformdirs.user_config_path(APP, appauthor=False)
    site = platformdirs.site_config_dir(APP, appauthor=False, multipath=True)
    return [user, *map(Path, site.split(os.pathsep))]


def work_folder(config: Configured) -> Path:
    """Where jobs work: work.folder as it is, or made private; else the user's cache folder."""
    if config.work.folder:
        return private_folder(Path(config.work.folder))
    return own_folder(platformdirs.user_cache_path(APP, appauthor=False))


def data_folder() -> Path:
    """Where the history and what must outlive a job stand: the user's data folder. Private."""
    return own_folder(platformdirs.user_data_path(APP, appauthor=False))


def secrets_file() -> Path:
    """Where secrets are kept on a computer that has no key store; it may not be there."""
    return platformdirs.user_data_path(APP, appauthor=False) / SECRETS_NAME


def log_folder() -> Path:
    """Where the log stands: the user's log folder. Private."""
    return own_folder(platformdirs.user_log_path(APP, appauthor=False))


def state_folder() -> Path:
    """Where the window keeps what it looked like: the user's state folder. Private."""
    return own_folder(platformdirs.user_state_path(APP, appauthor=False))


def runtime_folder() -> Path:
    """Where a socket of this session stands: the session's folder, else the state folder. Private.

    Short, where there is a choice: the path of a socket has 107 letters at most.
    """
    session = os.environ.get("XDG_RUNTIME_DIR")
    return own_folder(Path(session) / APP) if session else state_folder()


def downloads_folder() -> Path:
    """Where a disc image goes when nobody says where; not ours, so it is not made here."""
    return platformdirs.user_downloads_path()


def private_folder(path: Path) -> Path:
    """Make the folder for this user alone. One that is there keeps its rights: it may be /tmp.

    Raises DiskFull (which also says: may not be written) when that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise disk_error(error, str(path)) from error
    return path


def own_folder(path: Path) -> Path:
    """A private folder that bears our name, so that it may be closed where it stood open.

    Raises DiskFull also when it is somebody else's, who could read what we put there.
    """
    private_folder(path)
    try:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except OSError as error:
        raise disk_error(error, str(path)) from error
    return path


def keep_for_ourselves() -> None:
    """For the whole process: a umask may close what we make to others, but not to ourselves."""
    os.umask(os.umask(0o077) & 0o077)


def open_private(path: Path, mode: str = "wb") -> IO[Any]:
    """Open a file that only this user may read, whatever the umask; text is UTF-8.

    Raises OSError as open() does: whoever writes knows which words to use.
    """

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    encoding = None if "b" in mode else "utf-8"
    stream = open(path, mode, opener=opener, encoding=encoding)  # noqa: SIM115
    if os.name == "posix" and os.fstat(stream.fileno()).st_mode & 0o077:
        os.fchmod(stream.fileno(), 0o600)  # the file was there before, and open to others
    return stream


def example_config() -> Path:
    """The explained configuration to copy: inside the wheel, or at the root of a checkout."""
    package = Path(__file__).parent.parent
    shipped = package / "resources" / EXAMPLE_NAME
    return shipped if shipped.exists() else package.parent / EXAMPLE_NAME


def resource(name: str) -> Path:
    """A file of resources/ ("icons/app.svg"): inside the wheel, or beside the package."""
    package = Path(__file__).parent.parent
    for folder in (package / "resources", package.parent / "resources"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"resources/{name} is missing from this installation")
