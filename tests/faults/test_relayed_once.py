"""Everything reaches the publisher, and nothing twice but what it could not tell that it has."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mkiso_desktop.core.request import Outcome
from tests.cli.desk import Desk
from tests.faults.jobs import run, what_is_wrong
from tests.faults.pacs import Pacs, serving
from tests.faults.publisher import Publisher, publishing
from tests.promises import Trials
from tests.samples import write_study

MOST_PRESSES = 60


@pytest.mark.timeout(400)
@pytest.mark.promise("A relay is complete, and nothing in it twice")
def test_a_faulty_publisher_has_everything_in_the_end(
    front: Desk, tmp_path: Path, trials: Trials
) -> None:
    """It refuses, warns, aborts and hangs up by a plan, and every third time we are killed."""
    of_each = trials.amount(full=500, sample=120)
    for number in range(trials.amount(full=4, sample=1)):
        accession = f"A{number}"
        files = write_study(
            tmp_path / accession, accession_number=accession, series=2, instances=of_each // 2
        )
        publisher = Publisher(seed=number, bad=trials.amount(full=2, sample=3) / 100)
        with serving(Pacs(files, front.port)) as pacs, publishing(publisher) as peer:
            front.archive(pacs).configure("cd_publisher", host=peer.host, port=peer.port)
            presses = [pressed(front, accession, publisher, at) for at in range(2)]
            while presses[-1] != "done" and len(presses) < MOST_PRESSES:
                presses.append(pressed(front, accession, publisher, len(presses)))
        wrong = [press for press in presses[:-1] if press not in ("killed", "failed")]
        trials.note(presses[-1] == "done" and not wrong, f"{accession}: {presses}")
        books = publisher.books
        again = books.duplicates()
        for file in files:
            uid = file.stem
            came = books.stored[uid]
            trials.note(came > 0 and uid not in again, f"{accession}: {uid} came {came} times")


def pressed(desk: Desk, accession: str, publisher: Publisher, at: int) -> str:
    """The person at the desk asks for it once: done, failed, killed, or what is wrong with it."""
    if at % 3 == 0:
        return killed(desk, accession, publisher)
    end = run(desk, Outcome.RELAY, accession)
    if wrong := what_is_wrong(desk, end, "done", "relay-failed", "publisher-unreachable"):
        return wrong
    return "done" if end.code == "done" else "failed"


def killed(desk: Desk, accession: str, publisher: Publisher) -> str:
    """The same by a command of its own, which is killed in the middle unless it ends before."""
    words = desk.command("relay", accession)
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=desk.env()
    )
    publisher.kill = process.kill
    code = process.wait(100)
    publisher.kill = None
    return {-9: "killed", 0: "done", 4: "failed"}.get(code, f"exit code {code}")
