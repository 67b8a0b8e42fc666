"""The site's locks hold for every command; the demo hospital goes without them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The site's locked.toml, to be written."""
    folder = tmp_path / "site" / "mkiso-desktop"
    folder.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "site"))
    return folder / "locked.toml"


def run(*words: str) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "-m", "mkiso_desktop", *words, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ})
    return done.returncode, json.loads(done.stdout)


def test_a_command_obeys_them_also_with_a_named_configuration(site: Path, tmp_path: Path) -> None:
    site.write_text("[station]\nport = 0\n")
    config = tmp_path / "config.toml"
    config.write_text("")
    code, answer = run("find", "A1", "--config", str(config))
    assert (code, answer["code"]) == (2, "config-invalid")
    assert "locked.toml: station.port = 0: must be at least 1" in answer["advice"]


def test_the_demo_hospital_does_without(site: Path, tmp_path: Path) -> None:
    site.write_text('[pacs]\nhost = "192.0.2.1"\nport = 1\n')
    code, answer = run("demo", "--headless", "--output", str(tmp_path))
    assert (code, answer["status"]) == (0, "ok")
