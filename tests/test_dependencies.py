"""The libraries we stand on are new enough, and what we ask for agrees with what we test."""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEEDED = [Requirement(text) for text in PROJECT["dependencies"]]
TESTED = [Requirement(text) for text in PROJECT["optional-dependencies"]["test"]]
PINS = {
    canonicalize_name(name): pin
    for name, _, pin in (
        line.partition("==")
        for line in (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
}
# Below these stands a published weakness: the first fixed version of each.
SAFE = {
    "h11": "0.16",  # CVE-2025-43859: a chunk smuggled into an answer
    "idna": "3.7",  # CVE-2024-3651: a name that takes for ever
    "jinja2": "3.1.6",  # CVE-2025-27516: out of the sandbox
    "pillow": "11.3",  # CVE-2025-48379: a buffer too small
    "pydicom": "3.0.2",  # CVE-2026-32711: a DICOMDIR that leads out of its folder
    "pyjwt": "2.13.0",  # CVE-2026-48526: a public key taken for a secret
    "pynetdicom": "3.0.4",  # CVE-2026-56445: a UID as a path, in an app that we never run
    "python-gdcm": "3.2.6",  # CVE-2026-3650 was found in 3.2.2
    "starlette": "1.3.1",  # CVE-2026-48710: a Host that becomes the path
}


@pytest.mark.promise("Dependencies are above their floors")
@pytest.mark.parametrize("name", SAFE)
def test_no_known_weak_version_is_installed(name: str) -> None:
    try:
        installed = Version(version(name))
    except PackageNotFoundError:
        assert name not in {canonicalize_name(need.name) for need in NEEDED}
        return
    assert installed >= Version(SAFE[name])


@pytest.mark.promise("Dependencies are above their floors")
@pytest.mark.parametrize("need", NEEDED, ids=[need.name for need in NEEDED])
def test_no_weak_version_may_be_installed(need: Requirement) -> None:
    floor = SAFE.get(canonicalize_name(need.name))
    lower = [Version(one.version) for one in need.specifier if one.operator == ">="]
    assert lower, f"{need.name} has no floor"
    assert floor is None or lower[0] >= Version(floor)


@pytest.mark.parametrize("need", NEEDED + TESTED, ids=[need.name for need in NEEDED + TESTED])
def test_each_is_pinned_to_what_fits_and_is_tested(need: Requirement) -> None:
    assert PINS[canonicalize_name(need.name)] in need.specifier
    assert version(need.name) in need.specifier


@pytest.mark.promise("Dependencies are above their floors")
def test_the_window_toolkit_that_kills_python_is_refused() -> None:
    [toolkit] = [need for need in NEEDED if need.name == "pyside6-essentials"]
    assert "6.12.0" not in toolkit.specifier
    assert "6.11.3" in toolkit.specifier


def test_pins_are_names_and_versions_alone() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    wrong = [line for line in lines if not re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[0-9.]+", line)]
    assert not wrong


def test_python_is_new_enough() -> None:
    assert sys.version_info >= (3, 11)
    assert PROJECT["requires-python"] == ">=3.11"
