"""The history is searched as people remember: some words, in any order, written anyhow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from mkiso_desktop.core.errors import Cancelled
from mkiso_desktop.core.progress import Progress
from mkiso_desktop.core.request import MediaRequest
from mkiso_desktop.core.study import Patient
from mkiso_desktop.engine.handing import hand
from mkiso_desktop.engine.history import History
from mkiso_desktop.engine.job import JobState, Origin
from mkiso_desktop.engine.lookup import Page, past, search
from mkiso_desktop.engine.shelf import Shelf
from mkiso_desktop.engine.tables import JOB

PEOPLE = (
    (("CT2509170031",), Patient("LESTARI^SITI RAHAYU", "0012-3456")),
    (("MR1", "MR2"), Patient("José Niño", "77")),
    (("CR9",), Patient("Budi Santoso", "A.12.34")),
)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    """Jobs 1, 2 and 3 of three patients, and job 4 of whom nobody knows yet."""
    with History(f"sqlite:///{tmp_path}/history.sqlite") as history:
        for numbers, patient in PEOPLE:
            number = history.add(MediaRequest(numbers))
            history.update(number, JobState.DONE, patient=patient)
        history.add(MediaRequest(("XR4",)))
        yield history


def found(page: Page) -> list[int]:
    return [one.job.number for one in page.jobs]


@pytest.mark.parametrize(
    ("text", "jobs"),
    [
        ("NIÑO", [2]),
        ('"', []),
        ("bu .34", [3]),
        ("output", []),
        ("", [4, 3, 2, 1]),
        ("  ", [4, 3, 2, 1]),
        ("siti rahayu", [1]),
        ("Rahayu SITI lest", [1]),
        ("CT2509170031", [1]),
        ("ct2509", [1]),
        ("00123456", [1]),
        ("0012-3456", [1]),
        ("a1234 budi", [3]),
        ("jose nino", [2]),
        ("JOSÉ", [2]),
        ("nin\u0303o", [2]),
        ("mr2", [2]),
        ("mr1 mr2", [2]),
        ("xr4", [4]),
        ("siti budi", []),
        ("%", []),
        ("_", []),
        ("31lestari", []),
    ],
)
def test_every_word_must_stand_somewhere(history: History, text: str, jobs: list[int]) -> None:
    page = search(history, text, Progress())
    assert found(page) == jobs
    assert page.is_last


def test_pages_follow_one_another_without_a_gap(history: History) -> None:
    first = search(history, "", Progress(), limit=3)
    assert (found(first), first.is_last) == ([4, 3, 2], False)
    second = search(history, "", Progress(), before=first.before, limit=3)
    assert (found(second), second.is_last) == ([1], True)


def test_a_page_that_is_just_full_says_whether_there_is_more(history: History) -> None:
    assert search(history, "", Progress(), limit=4).is_last
    assert not search(history, "1", Progress(), limit=2).is_last


def test_a_long_history_is_read_in_pieces_and_none_is_missed(history: History) -> None:
    row = {"state": "done", "os_user": "", "host": "", "work_folder": "", "patient_name": "Ayu"}
    when = datetime.now(UTC)
    rows = [
        {**row, "created": when, "updated": when, "request": {"accession_numbers": [f"N{number}"]}}
        for number in range(3000)
    ]
    with history.transaction() as connection:
        connection.execute(insert(JOB), rows)
    assert found(search(history, "lestari", Progress())) == [1]
    for number in (999, 1000, 1001, 1999, 2000, 2999):
        assert found(search(history, f"N{number} ayu", Progress(), limit=1)) == [number + 5]


def test_jobs_of_other_desks_are_found_and_say_whose_they_are(history: History) -> None:
    [one] = search(history, "lestari", Progress()).jobs
    assert one.person == history.person
    assert one.job.patient_name == "LESTARI^SITI RAHAYU"
    assert one.handed is None


def test_a_search_nobody_waits_for_ends(history: History) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        search(history, "siti", progress)


def test_a_database_that_is_still_at_it_is_stopped(history: History) -> None:
    row = {"state": "done", "os_user": "", "host": "", "work_folder": ""}
    when = datetime.now(UTC)
    name = "x" * 2000 + "ayu"
    rows = [
        {
            **row,
            "created": when,
            "updated": when,
            "request": {"accession_numbers": ["N"]},
            "patient_name": name,
        }
        for _ in range(900)
    ]
    with history.transaction() as connection:
        connection.execute(insert(JOB), rows)
    slowly = " ".join("x" * length + "ayu" for length in range(40))  # each stands at the end
    progress = Progress()
    threading.Timer(0.5, progress.cancel).start()
    with pytest.raises(Cancelled):
        search(history, f"{slowly} nobody", progress)


def test_the_last_word_about_who_took_it_counts(history: History) -> None:
    hand(history, 1, "Rahayu", "family")
    said = hand(history, 1, "Siti  Rahayu\n", "patient")
    hand(history, 2, "Made", "")
    [one] = search(history, "lestari", Progress()).jobs
    assert one.handed == said
    assert (said.name, said.relation, said.by) == ("Siti Rahayu", "patient", history.person)
    assert past(history, 1) == one
    assert past(history, 99) is None


def test_what_asked_for_a_job_is_known(history: History) -> None:
    Shelf(history).note_origin(2, Origin.LINK)
    origins = {one.job.number: one.origin for one in search(history, "", Progress()).jobs}
    assert origins == {1: Origin.DESK, 2: Origin.LINK, 3: Origin.DESK, 4: Origin.DESK}
