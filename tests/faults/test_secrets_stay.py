"""The patient API's key goes to the patient API alone: into no log, no answer, no process list."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.cli.desk import Desk
from tests.faults.pacs import Pacs, serving
from tests.net.hospital_api import KEY, HospitalApi, hospital_api, nonsense, ok, status
from tests.net.hospital_api import Desk as Caller
from tests.promises import Trials

SECRET = "Secrets stay"
Answer = Callable[[Caller], None]


def told_back(code: int, **headers: str) -> Answer:
    """An API that repeats the key wherever it can."""
    page = f"<html>{KEY}</html>".encode()
    return status(code, page, X_Seen=KEY, **headers)


def in_the_reason(caller: Caller) -> None:
    caller.wfile.write(f"HTTP/1.1 500 {KEY}\r\n{KEY}\r\n\r\n".encode())


BAD: dict[str, Answer] = {
    "refuses it": told_back(401),
    "fails": told_back(500),
    "sends a page": told_back(200),
    "is busy": told_back(503, Retry_After=KEY),
    "redirects within": told_back(302, Location=f"/{KEY}"),
    "sends a field": ok(f'{{"patient_name": 5, "{KEY}": "{KEY}"}}'.encode()),
    "speaks another tongue": nonsense,
    "fails in its first line": in_the_reason,
}
COMMANDS = ("find", "iso", "relay", "doctor")


@pytest.fixture
def desk(front: Desk, files: list[Path], api: HospitalApi) -> Iterator[Desk]:
    """A desk that logs all it can; its key stands in the environment, not in the configuration."""
    with serving(Pacs(files, front.port)) as pacs:
        front.configure("patient_api", base_url=api.url, retries=1, auth_header="X-API-Key")
        front.configure("patient_api", auth_value_env="MKISO_TEST_KEY")
        front.configure("cd_publisher", host="127.0.0.1", port=9)
        yield front.archive(pacs)


def started(desk: Desk, command: str) -> subprocess.Popen[bytes]:
    words = desk.command(command, *(["A0001"] if command != "doctor" else []))
    config = desk.folder / "config.toml"
    config.write_text('log_level = "debug"\n' + config.read_text())
    home = desk.folder / "home"
    folders = {f"XDG_{word}_HOME": str(home / word) for word in ("CONFIG", "CACHE", "DATA")}
    env = desk.env() | folders | {"XDG_STATE_HOME": str(home / "STATE"), "MKISO_TEST_KEY": KEY}
    return subprocess.Popen(
        [*words, "--output", str(desk.discs)] if command == "iso" else words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
    )


def watched(process: subprocess.Popen[bytes], answer: Answer, seen: list[str]) -> Answer:
    """The answer, once the words of the asking process and its children have been looked at."""

    def look_first(caller: Caller) -> None:
        with suppress(psutil.Error):
            family = psutil.Process(process.pid)
            for one in (family, *family.children(recursive=True)):
                seen.extend(one.cmdline())
        answer(caller)

    return look_first


def written(folder: Path) -> Iterator[str]:
    """Every file below a folder that holds the key."""
    for path in folder.rglob("*"):
        if path.is_file() and (KEY.encode() in path.read_bytes() or KEY in path.name):
            yield str(path.relative_to(folder))


def asked(desk: Desk, api: HospitalApi, command: str, answer: Answer) -> list[str]:
    """Run a command against such an API: where the key has been seen."""
    seen: list[str] = []
    process = started(desk, command)  # which asks much later
    api.answers = [watched(process, answer, seen)]
    said, _ = process.communicate(timeout=60)
    places = ["in what it said"] if KEY.encode() in said else []
    places += ["in its words"] if any(KEY in word for word in seen) else []
    return places + list(written(desk.folder))


@pytest.mark.promise(SECRET)
@pytest.mark.timeout(300)
def test_the_key_is_seen_nowhere_whatever_the_api_does_with_it(
    desk: Desk, api: HospitalApi, trials: Trials
) -> None:
    every = trials.amount(full=5, sample=13)  # coprime to the number of commands
    both = [(command, how) for how in BAD for command in COMMANDS]
    for command, how in both[::every]:
        api.asked.clear()
        places = asked(desk, api, command, BAD[how])
        trials.note(not places, f"{command}, and the API {how}: {places}")
        heard = all(caller.headers["X-API-Key"] == KEY for caller in api.asked)
        trials.note(bool(api.asked) and heard, f"{command}: the API was not shown the key")


@pytest.mark.promise(SECRET)
def test_the_key_does_not_go_along_with_a_redirect(
    desk: Desk, api: HospitalApi, trials: Trials
) -> None:
    with hospital_api() as abroad:
        for code in (301, 302, 303, 307, 308)[:: trials.amount(full=1, sample=4)]:
            places = asked(desk, api, "find", status(code, Location=f"{abroad.url}/x"))
            trials.note(not places and not abroad.asked, f"{code}: {places}, {abroad.asked}")


@pytest.mark.promise(SECRET)
def test_a_crash_while_the_key_is_in_use_does_not_show_it(desk: Desk, api: HospitalApi) -> None:
    process: list[subprocess.Popen[bytes]] = []

    def crash(caller: Caller) -> None:
        os.kill(process[0].pid, signal.SIGABRT)

    api.answers = [crash]
    process.append(started(desk, "find"))
    said, _ = process[0].communicate(timeout=60)
    assert process[0].returncode == -signal.SIGABRT
    assert KEY.encode() not in said
    assert not list(written(desk.folder))
