"""What holds for every test: no unexpected warning, no process left behind, no user's own files."""

import logging
import os
import signal
from collections.abc import Iterator

import psutil
import pytest
from hypothesis import settings

from tests.cli.starter import end_starter
from tests.peers.archive import archive as archive  # fixtures for every room
from tests.peers.certificates import papers as papers
from tests.promises import pytest_configure as pytest_configure
from tests.promises import pytest_runtest_makereport as pytest_runtest_makereport
from tests.promises import pytest_terminal_summary as pytest_terminal_summary
from tests.promises import trials as trials

# Before anything imports Qt or keyring: no screen, and nobody's own key store.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# Started in the background, as a service may do, we would ignore Ctrl-C, and so would every program
# that a test starts and wants to interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("house", deadline=None)  # a busy machine is not a defect
settings.load_profile("house")


@pytest.fixture(autouse=True)
def nothing_unexpected_is_logged(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """A warning or an error in the log fails the test, unless it is marked `logs`."""
    yield
    records = caplog.get_records("setup") + caplog.get_records("call")
    loud = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert not loud or request.node.get_closest_marker("logs"), loud


@pytest.fixture(autouse=True, scope="session")
def a_home_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the folders of the person who runs it."""
    os.environ.pop("MKISO_CONFIG", None)
    home = tmp_path_factory.mktemp("home")
    os.environ["HOME"] = str(home)
    for word in ("CONFIG", "CACHE", "DATA", "STATE"):
        os.environ[f"XDG_{word}_HOME"] = str(home / word.lower())
    os.environ.pop("XDG_RUNTIME_DIR", None)
    os.environ["XDG_CONFIG_DIRS"] = str(home / "site")


@pytest.fixture(autouse=True, scope="session")
def no_process_is_left() -> Iterator[None]:
    """Whatever a test starts is over when the tests are."""
    yield
    end_starter()
    left = [child.name() for child in psutil.Process().children(recursive=True)]
    assert not left, left
