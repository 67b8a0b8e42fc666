"""Reads a TOML file of ours, and says in plain words why one cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .errors import ConfigInvalid


def read_table(path: Path) -> dict[str, Any]:
    """What stands in the file. Raises ConfigInvalid as `read_text` and `parse` do."""
    return parse(read_text(path), path)


def read_text(path: Path) -> str:
    """The file's text, line ends as they are; ConfigInvalid when it is not there or no text."""
    try:
        return path.read_bytes().decode("utf-8-sig")  # Windows' editor begins with a mark
    except FileNotFoundError as error:
        raise ConfigInvalid(
            "The configuration file is not there",
            f"{path} does not exist. Copy config.example.toml there and fill it in.",
        ) from error
    except OSError as error:
        raise ConfigInvalid(
            "The configuration file cannot be read", f"{path}: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigInvalid(
            "The configuration file is not text", f"{path} must be saved as UTF-8."
        ) from error


def parse(text: str, path: Path) -> dict[str, Any]:
    """The text as a table; ConfigInvalid with the line where it is not TOML."""
    import tomllib  # not before the first paint: the window knows our Source by then

    try:
        # With a last line end, tomllib says the line of a mistake there too.
        return tomllib.loads(text + "\n")
    except (ValueError, RecursionError) as error:  # also a number of more than 4,300 digits
        raise ConfigInvalid("The configuration file is not TOML", f"{path}: {error}") from error
